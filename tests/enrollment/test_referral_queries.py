"""What became of a person, what is next and for whom, whom a centre has taken on."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import translation

from agencies.enums import AgencyKind
from core import audit
from enrollment.enums import Outcome
from enrollment.models import Offer, Referral
from enrollment.moves import Side
from enrollment.queries.referrals import FOLLOWED_UP, chain_of, next_for, taken_on_by, with_outcome
from enrollment.services import accept_referral, decline_referral, end_basis, hand_on, refer
from outreach.enums import SUCCESSES, Destination
from tests.enrollment.referral_scene import agency, consents, learning_office, memorandum
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory, ReferralFactory
from tests.factories.training import RunFactory


@pytest.fixture
def sent(school, center, counselor, now):
    memorandum(school, center)
    person = GraduateFactory(school=school)
    return refer(person, from_agency=school, to_agency=center, by=counselor, at=now)


@pytest.fixture
def accepted(sent, staff, now):
    accept_referral(sent, by=staff, at=now)
    return sent


def outcome(referral):
    return with_outcome(Referral.objects.filter(pk=referral.pk)).get().outcome


def happened(action, referral, at, **facts):
    with transaction.atomic():
        audit.record(action, referral, by=None, at=at, person=referral.graduate_id, **facts)


def test_nothing_has_become_of_an_unanswered_one(sent):
    assert outcome(sent) == ""


def test_each_step_goes_further_than_the_one_before(accepted, center, now):
    assert outcome(accepted) == Outcome.TAKEN_ON
    run = RunFactory(center=center)
    Offer.objects.create(graduate=accepted.graduate, run=run, answer_by=now.date(), offered_at=now)
    assert outcome(accepted) == Outcome.OFFERED
    later = now + timedelta(days=1)
    seat = EnrollmentFactory(graduate=accepted.graduate, run=run, enrolled_at=later)
    for state, wanted in (
        ("enrolled", Outcome.PLACED), ("training", Outcome.TRAINS), ("completed", Outcome.COMPLETED),
    ):  # fmt: skip
        seat.state = state
        seat.save()
        assert outcome(accepted) == wanted
    happened("certificate.issued", accepted, later)
    assert outcome(accepted) == Outcome.CERTIFIED
    happened("follow_up.recorded", accepted, later, destination="employed")
    assert outcome(accepted) == Outcome.WORKS


def test_what_happened_elsewhere_or_before_is_no_outcome_of_it(accepted, now):
    EnrollmentFactory(graduate=accepted.graduate, state="training")
    happened("certificate.issued", accepted, now - timedelta(days=400))
    happened("follow_up.recorded", accepted, now - timedelta(days=400), destination="learning")
    assert outcome(accepted) == Outcome.TAKEN_ON


def test_a_seat_that_was_left_is_said(accepted, center, now):
    seat = {
        "run": RunFactory(center=center),
        "enrolled_at": now,
        "state": "left",
        "leaving_reason": "resigned",
    }
    EnrollmentFactory(graduate=accepted.graduate, **seat)
    assert outcome(accepted) == Outcome.NOT_COMPLETED


def test_back_to_learning_is_the_outcome_itself(school, counselor, staff, now):
    office = learning_office()
    memorandum(school, office)
    person = GraduateFactory(school=school)
    row = refer(person, from_agency=school, to_agency=office, service="learning", by=counselor, at=now)
    accept_referral(row, by=None, at=now)
    assert outcome(row) == Outcome.LEARNS
    due = next_for(Side.SENDER, chain_of(row), row, now.date())
    assert due.tone == "good"


def test_the_destinations_of_follow_ups_are_those_that_are_asked():
    assert set(FOLLOWED_UP) == set(SUCCESSES)
    for code, found in FOLLOWED_UP.items():
        assert found.label == Destination(code).label


# What is next ------------------------------------------------------------------------------------------


def due(side, row, day):
    row.refresh_from_db()
    with translation.override("en"):
        return next_for(side, chain_of(row), row, day)


def test_both_sides_know_what_is_next_and_until_when(sent, now):
    day = now.date()
    for side in (Side.SENDER, Side.RECEIVER):
        assert "7 December 2026" in due(side, sent, day).title
        assert due(side, sent, day).tone == "info"
        assert due(side, sent, sent.answer_by - timedelta(days=3)).tone == "warn"


def test_who_was_declined_is_the_senders_matter(sent, staff, now):
    decline_referral(sent, reason="other", note="เต็มแล้ว", by=staff, at=now)
    assert due(Side.SENDER, sent, now.date()).text == "เต็มแล้ว"
    assert due(Side.RECEIVER, sent, now.date()) is None


def test_the_first_sender_sees_where_the_person_is(sent, center, staff, now):
    office = agency(AgencyKind.EMPLOYMENT)
    memorandum(center, office)
    following = hand_on(sent, to_agency=office, service="work", by=staff, at=now)
    assert office.name_en in due(Side.SENDER, sent, now.date()).title
    accept_referral(following, by=None, at=now)
    assert "Accepted" in due(Side.SENDER, sent, now.date()).title
    assert [row.pk for row in chain_of(following)] == [sent.pk, following.pk]


@pytest.mark.parametrize("answered", [False, True])
def test_a_consent_taken_back_is_said_to_the_sender(answered, school, center, counselor, staff, now):
    person = GraduateFactory(school=school)
    consents(person)
    row = refer(person, from_agency=school, to_agency=center, by=counselor, at=now)
    if answered:
        accept_referral(row, by=staff, at=now)
    end_basis(person, by=counselor, at=now)
    assert "taken back" in due(Side.SENDER, row, now.date()).title


# Whom a centre trains ----------------------------------------------------------------------------------


def test_whom_a_center_has_taken_on(center, school):
    own = GraduateFactory(registered_by=center)
    taken = ReferralFactory(to_agency=center, state="accepted").graduate
    ReferralFactory(to_agency=center, state="accepted", service="work")
    ReferralFactory(to_agency=center, state="sent")
    ReferralFactory(to_agency=center, state="accepted", basis_ended_at="2026-11-23T09:00+07:00")
    asking = GraduateFactory(registered_by=center)
    request = ReferralFactory(
        graduate=asking, to_agency=center, from_agency=None, source="self", state="sent", sent_by=None
    )
    assert set(taken_on_by(center)) == {own, taken}
    Referral.objects.filter(pk=request.pk).update(state="accepted")
    assert set(taken_on_by(center)) == {own, taken, asking}
