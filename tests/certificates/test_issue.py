"""Issuing: a number for every printed paper, a paper for every number, whatever happens in between."""

import json
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from certificates.enums import IdentityProof
from certificates.models import Certificate, CertificateFile, Register
from certificates.paper.facts import CertificateFacts
from certificates.paper.press import Press
from certificates.queries import completions_to_certify
from certificates.refusals import AlreadyIssued, CannotBePrinted, NoPaperForThis, ReasonMissing, StoreFull
from certificates.services import appoint_signing_officer, replace_certificate, replace_lost
from certificates.services.issue import issue_certificate
from core.models import AuditEntry
from enrollment.models import Completion
from tests.certificates.quick import quick_press
from tests.clock import NOW

pytestmark = pytest.mark.django_db


def quickly(completion, *, by, at):
    with quick_press() as press:
        return issue_certificate(completion, press, by=by, at=at)


def audited(action):
    return list(AuditEntry.objects.filter(action=action))


def test_no_number_without_its_paper(completion, staff, monkeypatch):
    """The power goes when the bytes are stored: nothing is left of the certificate."""

    def power_cut(**_columns):
        raise KeyboardInterrupt

    monkeypatch.setattr(CertificateFile.objects, "create", power_cut)
    with quick_press() as press, pytest.raises(KeyboardInterrupt):
        issue_certificate(completion, press, by=staff, at=NOW)
    assert not Certificate.objects.exists()
    assert not Register.objects.filter(last_number__gt=0).exists()
    assert not audited("certificate.issued")


def test_a_number_given_away_while_printing_is_printed_again(run, staff):
    first, second = completions_to_certify(run)

    class Slow:
        """A press that is overtaken once."""

        def __init__(self, press):
            self.press, self.overtaken = press, False

        def print(self, facts, template):
            if not self.overtaken:
                self.overtaken = True
                issue_certificate(second, self.press, by=staff, at=NOW)
            return self.press.print(facts, template)

    with quick_press() as press:
        late = issue_certificate(first, Slow(press), by=staff, at=NOW)
    assert late.sequence == 2
    assert f"% {late.number}\n".encode() in bytes(late.file.pdf)
    assert Certificate.objects.get(completion=second).sequence == 1


def test_one_completion_is_issued_once(completion, staff):
    made = quickly(completion, by=staff, at=NOW)
    with pytest.raises(AlreadyIssued) as refused:
        quickly(completion, by=staff, at=NOW)
    assert refused.value.facts == {"number": made.number}
    assert Register.objects.get().last_number == 1


def test_no_paper_for_who_did_not_complete(completion, staff):
    Completion.objects.filter(pk=completion.pk).update(result="not_completed")
    completion.refresh_from_db()
    with pytest.raises(NoPaperForThis):
        quickly(completion, by=staff, at=NOW)
    assert not Register.objects.filter(last_number__gt=0).exists()


def test_a_letter_is_a_paper_of_its_own(completion, staff):
    Completion.objects.filter(pk=completion.pk).update(result="letter")
    completion.refresh_from_db()
    row = quickly(completion, by=staff, at=NOW)
    assert (row.kind, json.loads(row.facts)["kind"]) == ("letter", "results")


def test_numbers_begin_anew_on_the_first_of_october_in_bangkok(run, staff):
    first, second = completions_to_certify(run)
    before = quickly(first, by=staff, at=datetime(2026, 9, 30, 16, 59, tzinfo=UTC))
    after = quickly(second, by=staff, at=datetime(2026, 9, 30, 17, 0, tzinfo=UTC))
    assert (before.number, before.issued_on) == ("0001/2569", date(2026, 9, 30))
    assert (after.number, after.issued_on) == ("0001/2570", date(2026, 10, 1))


def test_the_newest_who_signs_by_that_day_signs(completion, staff, center):
    for since, name in ((date(2026, 11, 1), "นางใหม่ มาแล้ว"), (date(2027, 1, 1), "นางอนาคต ยังไม่มา")):
        appoint_signing_officer(
            center=center,
            position_on_paper=1,
            name=name,
            title_th="ผอ.",
            title_en="",
            since=since,
            by=None,
            at=NOW,
        )
    facts = CertificateFacts.from_json(quickly(completion, by=staff, at=NOW).facts)
    assert [signatory.name for signatory in facts.signatories] == ["นางใหม่ มาแล้ว", "นางกรรณิการ์ ปิ่นเกล้า"]
    assert len(audited("signing_officer.appointed")) == 4


def test_the_check_code_has_130_random_bits(certificate):
    assert len(certificate.code) == 26
    assert set(certificate.code) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")


def test_replaced_the_new_paper_says_todays_facts(completion, staff, head):
    with Press() as press:
        old = issue_certificate(completion, press, by=staff, at=NOW)
    person = completion.enrollment.graduate
    person.family_name = "แก้ไขแล้ว"
    person.save()
    completion = Completion.objects.get(pk=completion.pk)
    new = replace_certificate(Certificate.objects.get(pk=old.pk), reason="name misspelt", by=head, at=NOW)
    old.refresh_from_db()
    assert (old.state, old.state_reason, old.successor) == ("replaced", "name misspelt", new)
    assert (new.state, new.sequence, new.replaces) == ("issued", 2, old)
    assert "แก้ไขแล้ว" in new.facts
    assert "แก้ไขแล้ว" not in old.facts
    assert new.file.sha256 != old.file.sha256
    person.given_name = "ชื่อ\U0001f600"
    person.save()
    with pytest.raises(CannotBePrinted):
        replace_certificate(Certificate.objects.get(pk=new.pk), reason="x", by=head, at=NOW)
    new.refresh_from_db()
    assert (new.state, Certificate.objects.count()) == ("issued", 2)


def test_the_replacement_of_a_lost_paper_says_what_the_lost_one_said(completion, staff, head):
    lost = quickly(completion, by=staff, at=NOW)
    person = completion.enrollment.graduate
    person.family_name = "แก้ไขแล้ว"
    person.save()
    lost = Certificate.objects.get(pk=lost.pk)
    with pytest.raises(ReasonMissing):
        replace_lost(lost, proof=IdentityProof.CITIZEN_CARD, reason=" ", by=head, at=NOW)
    made = replace_lost(lost, proof=IdentityProof.CITIZEN_CARD, reason="lost in a flood", by=head, at=NOW)
    before, after = (CertificateFacts.from_json(row.facts) for row in (lost, made))
    assert (made.kind, after.kind, made.replaces, made.sequence) == ("replacement", "replacement", lost, 2)
    assert (after.name_th, after.course_th, after.result_th) == (
        before.name_th,
        before.course_th,
        before.result_th,
    )
    assert (after.replaces_number, after.code != before.code) == (lost.number, True)
    lost.refresh_from_db()
    assert (lost.state, lost.state_reason) == ("replaced", "lost in a flood")
    assert [row.facts["proof"] for row in audited("certificate.lost")] == ["citizen_card"]
    again = replace_lost(made, proof=IdentityProof.THAID, reason="lost again", by=head, at=NOW)
    assert json.loads(again.facts)["replaces_number"] == made.number


def test_the_replacement_of_a_letter_is_one_of_a_letter(completion, staff, head):
    Completion.objects.filter(pk=completion.pk).update(result="letter")
    lost = quickly(Completion.objects.get(pk=completion.pk), by=staff, at=NOW)
    made = replace_lost(
        Certificate.objects.get(pk=lost.pk), proof=IdentityProof.GUARDIAN, reason="lost", by=head, at=NOW
    )
    assert (made.kind, json.loads(made.facts)["kind"]) == ("replacement", "results_replacement")


FULL_ON_POSTGRESQL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER no_room BEFORE INSERT ON certificates_certificatefile FOR EACH ROW EXECUTE FUNCTION no_room();
"""


def fill_the_disk():
    """No page can be added any more; PostgreSQL is made to say so, SQLite has a limit of its own."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FULL_ON_POSTGRESQL)
            return
        # Pages that other tests have left free would take a paper yet.
        cursor.execute("CREATE TABLE full_disk (whole BLOB)")
        cursor.execute(
            "INSERT INTO full_disk VALUES (zeroblob(%s))",
            [pragma(cursor, "freelist_count") * pragma(cursor, "page_size")],
        )
        assert pragma(cursor, "freelist_count") == 0
        cursor.execute(f"PRAGMA max_page_count = {pragma(cursor, 'page_count')}")


def pragma(cursor, name):
    cursor.execute(f"PRAGMA {name}")
    return cursor.fetchone()[0]


def leave_pages_free():
    """As tests before may have: a file that SQLite has made larger keeps its pages."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE gone (whole BLOB)")
            cursor.execute("INSERT INTO gone VALUES (zeroblob(1000000))")
            cursor.execute("DROP TABLE gone")


@pytest.fixture
def full_disk(completion):
    leave_pages_free()
    fill_the_disk()
    yield
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA max_page_count = 1073741823")


def test_a_full_disk_is_a_refusal_and_leaves_nothing_half_issued(completion, staff, full_disk):
    with Press() as press, pytest.raises(StoreFull):
        issue_certificate(completion, press, by=staff, at=NOW)
    assert not Certificate.objects.exists()
    assert not Register.objects.filter(last_number__gt=0).exists()
