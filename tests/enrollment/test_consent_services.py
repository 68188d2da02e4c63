"""Consent given and taken back: the record, the trail, the refusals, and who sees whom in the same second."""

from datetime import date, timedelta

import pytest

from core.models import AuditEntry
from enrollment.consent_texts import FIRST_TEXTS
from enrollment.enums import ConsentChannel, LegalBasis, ReferralState
from enrollment.models import Consent, ConsentText, Graduate, Referral
from enrollment.queries.consents import standings_of, text_in_use, words_of
from enrollment.services import (
    begin_training,
    forget_marriage,
    give_consent,
    note_marriage,
    publish_text,
    record_training_consent,
    withdraw_consent,
)
from enrollment.services.consent_prints import FormTooLong
from enrollment.services.consent_words import TextInvalid
from enrollment.services.consents import AlreadyWithdrawn, NoGuardian, SeenInTheFuture, TooYoungAlone
from enrollment.services.runs import ConsentMissing
from tests.clock import NOW
from tests.enrollment.consent_scene import DATA, GUARDIAN, SELF, TODAY, TRAINING, a_minor, given
from tests.enrollment.entry_scene import all_seen
from tests.enrollment.test_closed_doors import minor_in_pre_employment
from tests.factories.agencies import AccountFactory, CenterFactory
from tests.factories.enrollment import GraduateFactory, ReferralFactory


@pytest.fixture
def person(school):
    return a_minor(school)


def taken(consent, by, channel=ConsentChannel.IN_PERSON):
    return withdraw_consent(consent, channel=channel, by=by, at=NOW)


def test_each_kind_is_a_record_of_its_own(person, counselor):
    rows = given(person, TRAINING, DATA, by=counselor)
    assert [(row.kind, row.giver, row.channel) for row in rows] == [
        ("training", "guardian", "paper"),
        ("data", "guardian", "paper"),
    ]
    for row in rows:
        assert (row.text.kind, row.text.version, row.given_on) == (row.kind, 1, TODAY)
        assert (row.guardian.name, row.recorded_by, row.recorded_at) == ("นางสมหญิง ใจดี", counselor, NOW)
    trail = AuditEntry.objects.filter(action="consent.seen", person_id=person.pk)
    assert {entry.facts["kind"] for entry in trail} == {"training", "data"}


def test_giving_again_changes_nothing(person, counselor):
    first, again = given(person, DATA, by=counselor), given(person, DATA, by=counselor)
    assert first == again
    assert AuditEntry.objects.filter(action="consent.seen").count() == 1


def test_the_person_and_the_guardian_give_each_for_themselves(person, counselor):
    given(person, DATA, giver=GUARDIAN, by=counselor)
    (standing,) = [one for one in standings_of(person, TODAY) if one.kind == DATA]
    assert not standing.complete
    given(person, DATA, giver=SELF, channel=ConsentChannel.IN_PERSON, by=counselor)
    (standing,) = [one for one in standings_of(person, TODAY) if one.kind == DATA]
    assert standing.complete


def test_refusals_of_giving(person, school, counselor):
    child = a_minor(school, birth_date=TODAY - timedelta(days=9 * 366))
    alone = GraduateFactory(school=school)
    with pytest.raises(SeenInTheFuture):
        given(person, DATA, by=counselor, day=TODAY + timedelta(days=1))
    with pytest.raises(TooYoungAlone):
        given(child, DATA, giver=SELF, by=counselor)
    with pytest.raises(NoGuardian):
        given(alone, DATA, by=counselor)
    with pytest.raises(NoGuardian):  # a guardian, but another person's
        give_consent(
            alone,
            [DATA],
            giver=GUARDIAN,
            guardian=person.guardians.get(),
            channel=ConsentChannel.PAPER,
            given_on=TODAY,
            by=counselor,
            at=NOW,
        )
    assert not Consent.objects.exists()


def test_taken_back_stays_as_history_and_may_be_given_again(person, counselor):
    (row,) = given(person, DATA, by=counselor)
    taken(row, counselor)
    assert (row.withdrawn_at, row.withdrawn_by, row.withdrawn_channel) == (NOW, counselor, "in_person")
    assert AuditEntry.objects.get(action="consent.withdrawn").facts["kind"] == "data"
    with pytest.raises(AlreadyWithdrawn):
        taken(row, counselor)
    given(person, DATA, by=counselor)
    assert person.consents.count() == 2


def test_who_sees_the_person_in_the_second_before_and_after(
    person, school, center, staff, counselor, stranger
):
    """The centre with the consent as its ground sees nothing any more; school, trainee and the centre with a law as its ground do."""
    other = stranger.memberships.get().agency
    trainee = AccountFactory()
    Graduate.objects.filter(pk=person.pk).update(user=trainee)
    accepted = ReferralFactory(graduate=person, to_agency=center, state="accepted", basis=LegalBasis.CONSENT)
    waiting = ReferralFactory(graduate=person, to_agency=CenterFactory(), basis=LegalBasis.CONSENT)
    ReferralFactory(
        graduate=person, to_agency=other, state="accepted", basis=LegalBasis.DUTY, basis_note="a law"
    )
    training, data = given(person, TRAINING, DATA, by=counselor)

    def seen():
        roles = {"staff": staff, "counselor": counselor, "trainee": trainee, "other": stranger}
        return {
            name for name, user in roles.items() if Graduate.objects.visible_to(user).filter(pk=person.pk)
        }

    assert seen() == {"staff", "counselor", "trainee", "other"}
    taken(training, counselor)
    assert seen() == {"staff", "counselor", "trainee", "other"}  # to train is another decision
    taken(data, counselor)
    assert seen() == {"counselor", "trainee", "other"}
    accepted.refresh_from_db()
    waiting.refresh_from_db()
    assert (accepted.basis_ended_at, waiting.state) == (NOW, ReferralState.WITHDRAWN)


def test_a_withdrawal_that_fails_half_way_withdraws_nothing(person, counselor, monkeypatch):
    (row,) = given(person, DATA, by=counselor)
    monkeypatch.setattr("enrollment.services.consents.end_basis", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        taken(row, counselor)
    row.refresh_from_db()
    assert row.withdrawn_at is None


def test_training_does_not_begin_after_the_guardian_took_the_consent_back(center, staff):
    seat = minor_in_pre_employment(center, relation="มารดา")
    taken(record_training_consent(seat.graduate, seen_on=TODAY, by=staff, at=NOW), staff)
    with pytest.raises(ConsentMissing):
        begin_training(seat.run, by=staff, at=NOW)
    record_training_consent(seat.graduate, seen_on=TODAY, by=staff, at=NOW)
    all_seen(seat.run)
    assert begin_training(seat.run, by=staff, at=NOW) == 1


def test_training_does_not_begin_after_the_person_took_the_own_consent_back(center, staff):
    """Nobody asks a trainee in writing before a run begins; but a no is a no."""
    seat = minor_in_pre_employment(center, relation="มารดา")
    record_training_consent(seat.graduate, seen_on=TODAY, by=staff, at=NOW)
    (own,) = given(seat.graduate, TRAINING, giver=SELF, channel=ConsentChannel.ONLINE)
    taken(own, None, ConsentChannel.ONLINE)
    with pytest.raises(ConsentMissing):
        begin_training(seat.run, by=staff, at=NOW)


def test_after_the_beginning_nothing_happens_by_itself(center, staff):
    seat = minor_in_pre_employment(center, relation="มารดา")
    row = record_training_consent(seat.graduate, seen_on=TODAY, by=staff, at=NOW)
    all_seen(seat.run)
    begin_training(seat.run, by=staff, at=NOW)
    taken(row, staff)
    seat.refresh_from_db()
    assert seat.state == "training"


def test_marriage_is_noted_and_taken_back(person, staff):
    note_marriage(person, by=staff, at=NOW)
    assert [line.giver for line in standings_of(person, TODAY)[0].lines] == [SELF]
    forget_marriage(person, by=staff, at=NOW)
    assert [line.giver for line in standings_of(person, TODAY)[0].lines] == [SELF, GUARDIAN]
    trail = AuditEntry.objects.filter(person_id=person.pk, action__startswith="majority")
    assert {entry.action for entry in trail} == {"majority.seen", "majority.forgotten"}


WORDS = {"text_th": "• ข้อความใหม่ของ {agency}", "text_en": "• New words of {agency}"}


def test_new_words_leave_the_former_consents_and_versions_alone(person, center, head, counselor):
    (before,) = given(person, DATA, by=counselor)
    text = publish_text(DATA, **WORDS, agency=center, by=head, at=NOW)
    (after,) = given(person, DATA, giver=SELF, by=counselor)
    before.refresh_from_db()
    assert (before.text.version, text.version, after.text) == (1, 2, text)
    assert before.text.text_th == FIRST_TEXTS[DATA].thai
    assert before.withdrawn_at is None
    assert AuditEntry.objects.get(action="consent_text.published").facts["version"] == 2
    assert words_of(text, center, "th") == f"• ข้อความใหม่ของ {center.name_th}"


def test_words_that_do_not_fit_on_the_form_or_lack_a_language_are_not_published(center, head):
    with pytest.raises(TextInvalid):
        publish_text(DATA, text_th="ก", text_en=" ", agency=center, by=head, at=NOW)
    with pytest.raises(FormTooLong):
        publish_text(DATA, text_th="ข้อความ " * 480, text_en="x", agency=center, by=head, at=NOW)
    assert not ConsentText.objects.exists()


def test_words_are_in_use_from_their_day(db):
    ConsentText.objects.create(kind=DATA, version=2, text_th="ก", text_en="a", valid_from=date(2026, 12, 1))
    assert text_in_use(DATA, TODAY).text_th == FIRST_TEXTS[DATA].thai
    assert text_in_use(DATA, date(2026, 12, 1)).version == 2


@pytest.mark.parametrize("kind", FIRST_TEXTS)
def test_the_first_words_say_whom_to_ask(kind, center, settings):
    settings.CONSENT_CONTACT = "โทร. 053-000000"
    words = words_of(text_in_use(kind, TODAY), center, "th")
    assert f"สอบถาม: {center.name_th} โทร. 053-000000" in words
    assert center.name_en in words_of(text_in_use(kind, TODAY), center, "en")
    assert "{" not in words


def test_referrals_of_others_keep_their_ground(person, school, center, counselor):
    other = ReferralFactory(to_agency=center, basis=LegalBasis.CONSENT)
    (row,) = given(person, DATA, by=counselor)
    taken(row, counselor)
    assert Referral.objects.get(pk=other.pk).basis_ended_at is None
