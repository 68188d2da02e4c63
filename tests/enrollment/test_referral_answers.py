"""The receiving side: receipt, answer, handing on; the day without an answer; a consent taken back."""

from datetime import date, timedelta

import pytest

from agencies.enums import AgencyKind, Role
from core.models import AuditEntry
from core.refusals import WrongState
from enrollment.enums import DeclineReason
from enrollment.grounds import NoGround
from enrollment.models import Graduate, Referral
from enrollment.services import (
    accept_referral,
    accept_referrals,
    decline_referral,
    draft_referral,
    end_basis,
    expire_referrals,
    hand_on,
    receive_referral,
    refer,
    withdraw_referral,
)
from enrollment.services.answers import BasisEnded, HoldsASeat, SomeWereNotAccepted
from tests.conftest import account_of
from tests.enrollment.referral_scene import agency, consents, memorandum
from tests.factories.agencies import CenterFactory
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory
from tests.factories.training import RunFactory


@pytest.fixture
def person(school):
    return GraduateFactory(school=school)


@pytest.fixture
def asked(school, center, counselor, now):
    memorandum(school, center)
    return {"from_agency": school, "to_agency": center, "by": counselor, "at": now}


@pytest.fixture
def sent(person, asked):
    return refer(person, **asked)


@pytest.fixture
def later(now):
    return now + timedelta(days=1)


def actions():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_a_receipt_says_who_and_when(sent, staff, later):
    receive_referral(sent, by=staff, at=later)
    sent.refresh_from_db()
    assert (sent.state, sent.received_by, sent.received_at) == ("received", staff, later)
    assert actions() == ["referral.sent", "referral.received"]
    with pytest.raises(WrongState):
        receive_referral(sent, by=staff, at=later)


def test_accepting_is_a_receipt_too(sent, staff, later):
    accept_referral(sent, by=staff, at=later)
    sent.refresh_from_db()
    assert (sent.state, sent.answered_by, sent.answered_at) == ("accepted", staff, later)
    assert (sent.received_by, sent.received_at) == (staff, later)


def test_a_receipt_stays_what_it_was(sent, staff, head, now, later):
    receive_referral(sent, by=staff, at=now)
    accept_referral(sent, by=head, at=later)
    sent.refresh_from_db()
    assert (sent.received_by, sent.received_at, sent.answered_by) == (staff, now, head)


def test_declining_says_why(sent, staff, now):
    decline_referral(sent, reason=DeclineReason.UNDER_AGE, note="กลับเข้าเรียน", by=staff, at=now)
    sent.refresh_from_db()
    assert (sent.state, sent.decline_reason, sent.answer_note) == ("declined", "under_age", "กลับเข้าเรียน")
    assert AuditEntry.objects.get(action="referral.declined").facts == {"reason": "under_age"}


def test_a_second_answer_is_refused(sent, staff, counselor, now):
    stale = Referral.objects.get(pk=sent.pk)
    accept_referral(sent, by=staff, at=now)
    with pytest.raises(WrongState):
        decline_referral(stale, reason=DeclineReason.OTHER, by=staff, at=now)
    with pytest.raises(WrongState):
        withdraw_referral(stale, by=counselor, at=now)
    assert actions() == ["referral.sent", "referral.accepted"]


def test_several_are_accepted_or_none(school, asked, staff, counselor, now):
    rows = [refer(GraduateFactory(school=school), **asked) for _number in range(3)]
    withdraw_referral(rows[1], by=counselor, at=now)
    with pytest.raises(SomeWereNotAccepted) as refused:
        accept_referrals(rows, by=staff, at=now)
    assert list(refused.value.refusals) == [rows[1]]
    assert not Referral.objects.filter(state="accepted").exists()
    accept_referrals([rows[0], rows[2]], by=staff, at=now)
    assert Referral.objects.filter(state="accepted").count() == 2


# Handing on --------------------------------------------------------------------------------------------


@pytest.fixture
def office(center):
    row = agency(AgencyKind.EMPLOYMENT)
    memorandum(center, row)
    return row


def test_handed_on_the_first_is_closed_and_the_next_is_linked(sent, office, center, staff, counselor, later):
    following = hand_on(sent, to_agency=office, service="work", note="อยากทำงาน", by=staff, at=later)
    sent.refresh_from_db()
    assert (sent.state, sent.answered_by, sent.received_by) == ("handed_on", staff, staff)
    assert (following.handed_from, following.from_agency, following.to_agency) == (sent, center, office)
    assert (following.state, following.service, following.source) == ("sent", "work", "school")
    assert actions() == ["referral.sent", "referral.handed_on", "referral.sent"]
    clerk = account_of(office, Role.STAFF)
    assert set(Referral.objects.visible_to(clerk)) == {following}
    assert set(Referral.objects.visible_to(counselor)) == {sent}
    assert set(Referral.objects.visible_to(staff)) == {sent, following}


def test_handing_on_needs_a_ground_of_its_own_or_nothing_changes(sent, staff, now):
    with pytest.raises(NoGround):
        hand_on(sent, to_agency=agency(AgencyKind.EMPLOYMENT), service="work", by=staff, at=now)
    sent.refresh_from_db()
    assert sent.state == "sent"
    assert actions() == ["referral.sent"]


def test_an_accepted_person_is_handed_on_unless_seated(sent, office, center, staff, now, later):
    accept_referral(sent, by=staff, at=now)
    seat = EnrollmentFactory(graduate=sent.graduate, run=RunFactory(center=center))
    with pytest.raises(HoldsASeat):
        hand_on(sent, to_agency=office, service="work", by=staff, at=later)
    seat.delete()
    hand_on(sent, to_agency=office, service="work", by=staff, at=later)
    sent.refresh_from_db()
    assert (sent.state, sent.answered_at) == ("handed_on", now)


def test_one_is_handed_on_once(sent, office, center, staff, now):
    hand_on(sent, to_agency=office, service="work", by=staff, at=now)
    other = CenterFactory()
    memorandum(center, other)
    with pytest.raises(WrongState):
        hand_on(sent, to_agency=other, by=staff, at=now)
    assert Referral.objects.count() == 2


# No answer ---------------------------------------------------------------------------------------------


def test_unanswered_ones_lapse_after_their_day_and_not_on_it(school, asked, staff, now):
    first, second, answered = (refer(GraduateFactory(school=school), **asked) for _number in range(3))
    receive_referral(second, by=staff, at=now)
    accept_referral(answered, by=staff, at=now)
    assert expire_referrals(at=now + timedelta(days=14)) == 0
    assert expire_referrals(at=now + timedelta(days=15)) == 2
    assert expire_referrals(at=now + timedelta(days=16)) == 0
    states = {row.pk: row.state for row in Referral.objects.all()}
    assert states == {first.pk: "expired", second.pk: "expired", answered.pk: "accepted"}
    assert AuditEntry.objects.filter(action="referral.expired", actor_id=None).count() == 2


def test_a_lapsed_one_opens_the_record_no_more(sent, person, staff, now):
    assert Graduate.objects.visible_to(staff).get() == person
    expire_referrals(at=now + timedelta(days=15))
    assert not Graduate.objects.visible_to(staff).exists()


# A consent taken back ----------------------------------------------------------------------------------


@pytest.fixture
def by_consent(school, center, counselor, now):
    def send(service="training", to=center):
        return refer(
            person, from_agency=school, to_agency=to, service=service, basis="consent", by=counselor, at=now
        )

    person = GraduateFactory(school=school)
    consents(person)
    return send


def test_a_consent_taken_back_withdraws_what_is_open_and_closes_the_record(by_consent, staff, counselor, now):
    sent = by_consent()
    assert end_basis(sent.graduate, by=counselor, at=now) == 1
    sent.refresh_from_db()
    assert (sent.state, sent.basis_ended_at) == ("withdrawn", now)
    assert not Referral.objects.visible_to(staff).exists()
    assert Referral.objects.visible_to(counselor).get() == sent
    assert not Graduate.objects.visible_to(staff).exists()
    assert actions() == ["referral.sent", "referral.basis_ended"]
    assert end_basis(sent.graduate, by=counselor, at=now) == 0


def test_an_accepted_one_stays_accepted_but_shows_nobody(by_consent, office, staff, counselor, now):
    sent = by_consent()
    accept_referral(sent, by=staff, at=now)
    end_basis(sent.graduate, by=counselor, at=now)
    sent.refresh_from_db()
    assert (sent.state, sent.basis_ended_at) == ("accepted", now)
    assert not Referral.objects.visible_to(staff).exists()
    assert not Graduate.objects.visible_to(staff).exists()
    with pytest.raises(BasisEnded):
        hand_on(sent, to_agency=office, service="work", by=staff, at=now)


@pytest.mark.parametrize("kept", ["draft", "handed on", "sent by consent"])
def test_who_had_the_person_by_the_consent_alone_is_shown_no_referral_of_theirs(
    by_consent, center, office, staff, counselor, now, kept
):
    """The centre's own step rests on what it was told: it goes with the consent, whatever carries it further."""
    sent = by_consent()
    accept_referral(sent, by=staff, at=now)
    if kept == "draft":
        facts = {"from_agency": center, "to_agency": office, "service": "work", "by": staff, "at": now}
        draft_referral(sent.graduate, **facts)
    elif kept == "handed on":
        memorandum(center, office)
        hand_on(sent, to_agency=office, service="work", by=staff, at=now)
    else:
        facts = {"from_agency": center, "to_agency": office, "service": "work", "by": staff, "at": now}
        refer(sent.graduate, **facts, basis="consent")
    assert Referral.objects.of_sender(staff).exists()
    end_basis(sent.graduate, by=counselor, at=now)
    assert not Referral.objects.visible_to(staff).exists()
    assert sent in Referral.objects.of_sender(counselor)


def test_what_rests_on_a_memorandum_or_is_a_draft_stays(by_consent, asked, staff, counselor, now):
    sent = by_consent()
    draft = draft_referral(sent.graduate, **{**asked, "to_agency": CenterFactory()})
    decline_referral(sent, reason="unreachable", by=staff, at=now)
    agreed = refer(sent.graduate, **asked, basis="mou")
    assert end_basis(sent.graduate, by=counselor, at=now) == 1
    for row in (draft, agreed, sent):
        row.refresh_from_db()
    assert [draft.basis_ended_at, agreed.basis_ended_at, sent.basis_ended_at] == [None, None, now]
    assert [draft.state, agreed.state, sent.state] == ["drafted", "sent", "declined"]


def test_the_day_for_an_answer_is_counted_in_bangkok(person, asked, now):
    late_in_the_evening = now.replace(hour=23, minute=59)
    sent = refer(person, **{**asked, "at": late_in_the_evening})
    assert sent.answer_by == date(2026, 12, 7)
