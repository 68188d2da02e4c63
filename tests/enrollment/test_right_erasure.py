"""Erasure: two people, nothing left but what is documented, papers and totals as they were."""

from datetime import date, timedelta

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from agencies.enums import Role
from agencies.models import Agency
from core.holdings import Holding, declared, holding_of, tables_about
from core.models import AuditEntry
from core.refusals import WrongState
from core.seals import faults, seal_trail
from enrollment.enums import ConsentKind, DatePrecision, ErasureReason, ErasureState, IdentityCheck
from enrollment.erased_list import read_erased
from enrollment.models import ConsentPrint, Enrollment, Erasure, Graduate, Identifier, Offer, RightsRequest
from enrollment.queries.people import lookup_of
from enrollment.services import erasure as services
from enrollment.services import retention, rights, undo_import
from enrollment.services.consent_prints import print_forms, request_print
from enrollment.services.import_undoing import ImportForgotten
from enrollment.services.people import sealed_identifier
from program.queries import report_for
from tests.conftest import account_of
from tests.enrollment import rights_scene as scene
from tests.enrollment.consent_scene import a_minor, work
from tests.enrollment.files import apply_batch, csv_of, line, number, read_batch
from tests.factories.agencies import CenterFactory
from tests.factories.enrollment import GraduateFactory, ReferralFactory


@pytest.fixture(autouse=True)
def lists(settings, tmp_path):
    settings.ERASED_LIST, settings.AUDIT_HEADS_FILE = tmp_path / "erased.list", tmp_path / "heads"
    return settings


@pytest.fixture
def colleague(school):
    return account_of(school, Role.COUNSELOR)


def propose(person, by, now, reason=ErasureReason.REQUEST):
    return services.propose_erasure(
        person, agency=person.school, reason=reason, identity=IdentityCheck.CARD, by=by, at=now
    )


@pytest.fixture
def erase(counselor, colleague, now, django_capture_on_commit_callbacks):
    def done(person):
        with django_capture_on_commit_callbacks(execute=True):
            services.carry_out_erasure(propose(person, counselor, now), by=colleague, at=now)
        return Graduate.objects.get(pk=person.pk)

    return done


def test_every_table_that_speaks_of_people_says_how_it_is_treated():
    assert [
        table.label for table in tables_about(Graduate) if not isinstance(holding_of(table), Holding)
    ] == []
    assert {"enrollment.referral", "certificates.certificate", "outreach.followup", "core.auditentry"} <= {
        table.label for table in tables_about(Graduate)
    }


def test_after_an_erasure_no_table_speaks_of_the_person(school, erase):
    person = scene.told_of(school=school)
    before = scene.where_is()
    assert len(before) > 40, "the canaries would not be found"
    erase(person)
    assert scene.where_is() - scene.documented() == set()


def test_a_forgotten_column_would_be_found(school, erase, monkeypatch):
    """The control: where a holding forgets a note, the canary is found there."""
    forgetful = {**declared(), "enrollment.referral": Holding("", {}, "")}
    monkeypatch.setattr("core.holdings.declared", lambda: forgetful)
    person = scene.told_of(school=school)
    erase(person)
    assert "enrollment_referral.note" in scene.where_is()


def test_what_stays_of_the_row_is_too_little_to_be_somebody(school, erase):
    person = GraduateFactory(school=school, birth_date=date(2010, 8, 17), phone="0812345678")
    district = person.place.parent
    row = erase(person)
    assert (row.birth_date, row.birth_precision, row.place) == (
        date(2010, 1, 1),
        DatePrecision.YEAR,
        district,
    )
    assert (row.given_name, row.family_name, row.phone, row.user) == ("", "", "", None)
    assert row.school == school
    assert not Graduate.objects.living().filter(pk=row.pk).exists()


def test_the_number_can_be_registered_again(school, erase, now):
    person = GraduateFactory(school=school)
    sealed_identifier(person, number(1), since=now).save(force_insert=True)
    erase(person)
    assert not Identifier.objects.exists()


def test_totals_stay_what_they_were(school, erase, now):
    person = scene.told_of(school=school)
    centers = Agency.objects.all()
    before = [report_for(year, centers) for year in (2569, 2570, 2571)]
    erase(person)
    assert [report_for(year, centers) for year in (2569, 2570, 2571)] == before
    assert any(report.people("found") for report in before)


def test_a_merged_record_goes_with_the_one_that_stands_for_it(school, erase):
    person = GraduateFactory(school=school)
    gone = GraduateFactory(school=school, merged_into=person)
    erase(person)
    gone.refresh_from_db()
    assert gone.erased_at
    assert gone.given_name == ""


def test_the_account_can_no_longer_sign_in(school, erase, signed_in):
    person = scene.told_of(school=school)
    client, account = signed_in(person.user), person.user
    erase(person)
    account.refresh_from_db()
    assert not account.is_active
    assert not account.has_usable_password()
    assert client.get(reverse("home")).status_code == 302


def test_who_has_become_staff_keeps_the_account(school, erase):
    person = GraduateFactory(school=school)
    person.user = account_of(school, Role.COUNSELOR, first_name="ครู")
    person.save()
    account = person.user
    erase(person)
    account.refresh_from_db()
    assert account.is_active
    assert account.first_name == "ครู"


def test_the_sealed_trail_still_holds(school, erase, now):
    person = scene.told_of(school=school)
    seal_trail(at=now)
    erase(person)
    seal_trail(at=now)
    assert list(faults()) == []
    assert AuditEntry.objects.filter(person_id=person.pk, facts={}).exclude(withheld={}).exists()


def test_one_person_alone_erases_nobody(school, counselor, now):
    person = GraduateFactory(school=school)
    row = propose(person, counselor, now)
    with pytest.raises(services.SamePerson):
        services.carry_out_erasure(row, by=counselor, at=now)
    person.refresh_from_db()
    assert person.erased_at is None


def test_two_who_were_only_told_of_a_person_do_not_erase_them(school, counselor, center, staff, head, now):
    person = GraduateFactory(school=school)
    row = propose(person, staff, now)
    with pytest.raises(services.NeitherOfTheOwners, match=person.registered_by.name_th):
        services.carry_out_erasure(row, by=head, at=now)
    row.refresh_from_db()
    assert row.state == ErasureState.PROPOSED
    services.carry_out_erasure(row, by=counselor, at=now)
    person.refresh_from_db()
    assert person.erased_at


def test_one_of_the_agency_that_registered_the_person_is_enough(school, center, staff, now):
    person = GraduateFactory(school=school, registered_by=center)
    row = propose(person, staff, now)
    services.carry_out_erasure(row, by=account_of(CenterFactory(), Role.STAFF), at=now)
    person.refresh_from_db()
    assert person.erased_at


def test_a_second_proposal_and_a_second_decision_are_refused(school, counselor, colleague, now):
    person = GraduateFactory(school=school)
    row = propose(person, counselor, now)
    with pytest.raises(services.AlreadyProposed):
        propose(person, colleague, now)
    services.drop_erasure(row, by=colleague, at=now)
    with pytest.raises(WrongState):
        services.carry_out_erasure(Erasure.objects.get(), by=colleague, at=now)
    assert Erasure.objects.get().state == ErasureState.DROPPED


@pytest.mark.parametrize("state", ["sent", "received"])
def test_an_open_referral_keeps_the_data(school, counselor, now, state):
    person = ReferralFactory(graduate__school=school, state=state).graduate
    with pytest.raises(services.StillNeeded):
        propose(person, counselor, now)


def test_an_open_training_or_offer_keeps_the_data(school, counselor, now):
    person = scene.told_of(school=school)
    Enrollment.objects.filter(graduate=person).update(state="training")
    with pytest.raises(services.StillNeeded):
        propose(person, counselor, now)
    Enrollment.objects.filter(graduate=person).update(state="completed")
    Offer.objects.filter(graduate=person).update(state="open")
    with pytest.raises(services.StillNeeded):
        propose(person, counselor, now)


def test_a_hold_keeps_the_data_until_it_is_lifted(school, counselor, now):
    person = GraduateFactory(school=school)
    row = retention.hold(person, reason="คดี", until=now.date() + timedelta(days=9), by=counselor, at=now)
    with pytest.raises(services.KeptLonger):
        propose(person, counselor, now)
    retention.lift_hold(row, by=counselor, at=now)
    assert propose(person, counselor, now)


def test_the_request_is_granted_by_the_erasure_alone(school, counselor, erase, now):
    person = GraduateFactory(school=school)
    facts = {"kind": "erasure", "agency": school, "identity": "card", "note": "", "by": counselor, "at": now}
    request = rights.receive_request(person, **facts)
    with pytest.raises(rights.ErasureNotDone):
        rights.answer_request(request, granted=True, answer="x", by=counselor, at=now)
    erase(person)
    assert RightsRequest.objects.get().state == "granted"


def test_an_import_whose_rows_were_erased_is_not_undone_by_half(school, erase, counselor, now):
    person = scene.told_of(school=school)
    batch = person.import_batch
    erase(person)
    batch.refresh_from_db()
    with pytest.raises(ImportForgotten):
        undo_import(batch, by=counselor, at=now)


@pytest.mark.parametrize("entered", [True, False])
def test_another_file_that_names_the_person_goes_too(school, erase, counselor, now, entered):
    apply_batch(read_batch(school, counselor, now, csv_of(line(1))), counselor, now)
    other = read_batch(school, counselor, now, csv_of(line(1, given="สมศักดิ์"), line(2)))
    beside = read_batch(school, counselor, now, csv_of(line(3, given="งามตา", birth="1/1/2553")))
    if entered:
        apply_batch(other, counselor, now)
    erase(Identifier.objects.get(lookup=lookup_of(number(1))).graduate)
    other.refresh_from_db()
    assert (bytes(other.sealed_file), other.chunks.count()) == (b"", 0)
    assert other.state == ("applied" if entered else "discarded")
    assert beside.chunks.count() == 1, "a file that does not name the person stays"


def test_a_file_of_printed_forms_goes_whole(school, erase, counselor, now, monkeypatch):
    monkeypatch.setattr("enrollment.services.consent_prints.DRAW", "tests.enrollment.quick_forms:noise")
    person, friend = a_minor(school), a_minor(school)
    rows = []
    for minute, people in enumerate([[person, friend], [friend]]):
        rows.append(request_print(people, list(ConsentKind), agency=school, by=counselor, at=now))
        print_forms(rows[-1], people, list(ConsentKind), at=now + timedelta(minutes=minute), work=work())
    erase(person)
    assert [ConsentPrint.objects.get(pk=row.pk).file_id is None for row in rows] == [True, False]


def test_after_a_restore_the_list_takes_people_out_again(school, erase, now):
    person = GraduateFactory(school=school, given_name="กลับมา")
    back = {field.attname: getattr(person, field.attname) for field in Graduate._meta.concrete_fields}
    erase(person)
    assert read_erased(configured.ERASED_LIST) == [person.pk]
    Graduate.objects.filter(pk=person.pk).update(**back)  # the backup
    call_command("reerase", verbosity=0)
    person.refresh_from_db()
    assert person.given_name == ""
    assert person.erased_at
    call_command("reerase", verbosity=0)
    assert Erasure.objects.filter(reason=ErasureReason.RESTORED).count() == 1


def test_the_list_names_nobody(school, erase):
    person = erase(GraduateFactory(school=school, given_name="ไม่มีชื่อ"))
    assert configured.ERASED_LIST.read_text().split()[0] == str(person.pk)
    assert "ไม่มีชื่อ" not in configured.ERASED_LIST.read_text()


def letters_in_index(letters):
    """Whether the letters stand in a page of the index over names, deleted or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT block FROM enrollment_namegrams_data")
        return any(letters.encode() in block for (block,) in cursor.fetchall())


def test_the_index_of_names_forgets_the_letters(school, erase, now):
    """Deleted letters stay in a page of the index (SQLite) until it is written anew; the schedule does so."""
    person = GraduateFactory(given_name="ฌฬฦฒ", school=school)
    found = Graduate.objects.filter(search_text__contains="ฬฦ")
    assert found.exists()
    erase(person)
    assert not found.exists()
    retention.keep_schedule(at=now)
    if connection.vendor == "sqlite":
        assert not letters_in_index("ฬฦ")
        GraduateFactory(given_name="ฌฬฦฒ", school=school).delete()
        assert letters_in_index("ฬฦ")  # so long as nothing writes it anew
