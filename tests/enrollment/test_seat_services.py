"""Seats: offered, taken, given back; a run begun and called off. The races are in test_seat_races.py."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.chores import run_chores
from core.models import AuditEntry
from core.refusals import WrongState
from enrollment.enums import LeavingReason
from enrollment.models import Enrollment, Offer
from enrollment.services import (
    accept_offer,
    begin_training,
    call_off,
    decline_offer,
    enroll,
    lapse_offers,
    leave,
)
from enrollment.services.runs import TooFewPeople
from enrollment.services.seats import (
    AlreadyEnrolled,
    DatesClash,
    NotEligible,
    OfferIsOver,
    RunIsFull,
    RunTakesNobody,
    offer_seat,
)
from tests.clock import NOW
from tests.enrollment.entry_scene import all_seen
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import CourseFactory, CurriculumFactory, RuleSetFactory, RunFactory
from training.enums import CourseType, RunState
from training.refusals import NotYetTheFirstDay, ReasonMissing

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def run():
    return RunFactory(seats=2, minimum=1)


@pytest.fixture
def offer(run):
    return an_offer(run)


def an_offer(run, answer_by=TODAY, **facts):
    offer = Offer(graduate=GraduateFactory(**facts), run=run, answer_by=answer_by, offered_at=NOW)
    offer_seat(offer)
    return offer


def counted(run):
    run.refresh_from_db()
    return run.seats_taken, run.seats_offered


def audited(action):
    return list(AuditEntry.objects.filter(action=action))


def test_accepting_turns_the_offer_into_a_seat(run, offer, staff):
    assert counted(run) == (0, 1)
    seat = accept_offer(offer, by=staff, at=NOW)
    assert counted(run) == (1, 0)
    assert (seat.seat_number, seat.seat_limit, seat.state, seat.offer) == (1, 2, "enrolled", offer)
    offer.refresh_from_db()
    assert (offer.state, offer.answered_at) == ("accepted", NOW)
    (row,) = audited("offer.accepted")
    assert (row.actor_id, row.person_id) == (staff.pk, offer.graduate_id)


def test_accepted_again_it_is_the_same_seat(run, offer):
    first = accept_offer(offer, by=None, at=NOW)
    again = accept_offer(Offer.objects.get(pk=offer.pk), by=None, at=NOW)
    assert first == again
    assert counted(run) == (1, 0)
    assert len(audited("offer.accepted")) == 1


def test_on_its_last_day_an_offer_can_be_accepted_and_on_the_next_not(run):
    accept_offer(an_offer(run), by=None, at=NOW)
    late = an_offer(run, answer_by=TODAY)
    midnight_in_bangkok = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
    with pytest.raises(OfferIsOver):
        accept_offer(late, by=None, at=midnight_in_bangkok)
    assert Enrollment.objects.count() == 1


def test_declining_gives_the_seat_back(run, offer):
    decline_offer(offer, by=None, at=NOW)
    assert counted(run) == (0, 0)
    with pytest.raises(WrongState):
        accept_offer(Offer.objects.get(pk=offer.pk), by=None, at=NOW)
    with pytest.raises(WrongState):
        decline_offer(Offer.objects.get(pk=offer.pk), by=None, at=NOW)
    assert (counted(run), len(audited("offer.declined"))) == ((0, 0), 1)


def test_offers_lapse_after_their_day_and_not_on_it(run):
    kept, overdue = an_offer(run), an_offer(run, answer_by=TODAY - timedelta(days=1))
    assert lapse_offers(at=NOW) == 1
    kept.refresh_from_db()
    overdue.refresh_from_db()
    assert (kept.state, overdue.state, counted(run)) == ("open", "lapsed", (0, 1))
    assert audited("offer.lapsed")[0].actor_name == "system"
    assert lapse_offers(at=NOW) == 0


def test_the_worker_lapses_overdue_offers_by_itself(run):
    overdue = an_offer(run, answer_by=date(2020, 1, 1))
    run_chores()
    overdue.refresh_from_db()
    assert (overdue.state, counted(run)) == ("lapsed", (0, 0))


def test_no_offer_beyond_the_seats(run):
    an_offer(run)
    an_offer(run)
    with pytest.raises(RunIsFull):
        an_offer(run)
    assert (counted(run), Offer.objects.count()) == ((0, 2), 2)


def test_an_offer_that_clashes_with_a_seat_taken_meanwhile_stays_open(run, offer):
    other = RunFactory(minimum=1, first_day=run.last_day, last_day=run.last_day)
    enroll(offer.graduate, other, reason="x", by=None, at=NOW)
    with pytest.raises(DatesClash):
        accept_offer(offer, by=None, at=NOW)
    offer.refresh_from_db()
    assert (offer.state, counted(run)) == ("open", (0, 1))


def test_a_seat_by_hand_keeps_its_reason(run, staff):
    person = GraduateFactory()
    seat = enroll(person, run, reason="moved here", by=staff, at=NOW)
    assert (seat.seat_number, counted(run)) == (1, (1, 0))
    (row,) = audited("enrollment.by_hand")
    assert (row.facts["reason"], row.person_id, row.actor_id) == ("moved here", person.pk, staff.pk)


def test_a_seat_by_hand_is_refused_where_offers_hold_the_rest(run):
    an_offer(run)
    an_offer(run)
    with pytest.raises(RunIsFull):
        enroll(GraduateFactory(), run, reason="x", by=None, at=NOW)


@pytest.mark.parametrize("state", [RunState.PLANNED, RunState.RUNNING, RunState.FINISHED, RunState.CANCELLED])
def test_a_run_in_another_state_takes_nobody(state):
    with pytest.raises(RunTakesNobody):
        enroll(GraduateFactory(), RunFactory(state=state, minimum=1), reason="x", by=None, at=NOW)


def test_nobody_sits_twice_nor_in_two_runs_of_the_same_weeks(run):
    person = GraduateFactory()
    enroll(person, run, reason="x", by=None, at=NOW)
    with pytest.raises(AlreadyEnrolled):
        enroll(person, run, reason="x", by=None, at=NOW)
    with pytest.raises(DatesClash) as clash:
        enroll(person, RunFactory(minimum=1), reason="x", by=None, at=NOW)
    assert clash.value.facts["other"] == run
    after = RunFactory(minimum=1, first_day=run.last_day + timedelta(days=1), last_day=date(2027, 1, 29))
    assert enroll(person, after, reason="x", by=None, at=NOW).seat_number == 1
    assert counted(run) == (1, 0)


def test_the_regulation_is_not_passed_by_hand():
    course = CourseFactory(course_type=CourseType.UPGRADE)
    run = RunFactory(curriculum=CurriculumFactory(course=course), minimum=1)
    with pytest.raises(NotEligible) as refused:
        enroll(GraduateFactory(birth_date=date(2010, 1, 1)), run, reason="x", by=None, at=NOW)
    assert "16" in str(refused.value)
    assert enroll(GraduateFactory(birth_date=date(2008, 12, 1)), run, reason="18 that day", by=None, at=NOW)
    assert counted(run) == (1, 0)


def test_leaving_frees_the_seat_for_the_next(run):
    first, second = GraduateFactory.create_batch(2)
    seat = enroll(first, run, reason="x", by=None, at=NOW)
    enroll(second, run, reason="x", by=None, at=NOW)
    leave(seat, reason=LeavingReason.RESIGNED, by=None, at=NOW)
    seat.refresh_from_db()
    assert (seat.state, seat.leaving_reason, seat.left_on, counted(run)) == (
        "left",
        "resigned",
        TODAY,
        (1, 0),
    )
    with pytest.raises(WrongState):
        leave(Enrollment.objects.get(pk=seat.pk), reason=LeavingReason.DIED, by=None, at=NOW)
    assert enroll(GraduateFactory(), run, reason="x", by=None, at=NOW).seat_number == 1
    assert enroll_again_elsewhere(first)
    assert len(audited("enrollment.left")) == 1


def enroll_again_elsewhere(person):
    return enroll(person, RunFactory(minimum=1), reason="x", by=None, at=NOW)


@pytest.fixture
def confirmed():
    RuleSetFactory()
    run = RunFactory(seats=3, minimum=2, state=RunState.CONFIRMED, first_day=TODAY)
    for person in GraduateFactory.create_batch(2):
        enroll(person, run, reason="x", by=None, at=NOW)
    return run


def test_training_begins_for_everybody_enrolled(confirmed, staff):
    leaver = enroll(GraduateFactory(), confirmed, reason="x", by=None, at=NOW)
    leave(leaver, reason=LeavingReason.RESIGNED, by=None, at=NOW)
    all_seen(confirmed)
    assert begin_training(confirmed, by=staff, at=NOW) == 2
    assert sorted(confirmed.enrollments.values_list("state", flat=True)) == ["left", "training", "training"]
    assert len(audited("training.begun")) == 2
    confirmed.refresh_from_db()
    assert confirmed.state == "running"


def test_training_does_not_begin_below_the_minimum_nor_before_its_day(confirmed):
    with pytest.raises(NotYetTheFirstDay):
        begin_training(confirmed, by=None, at=NOW - timedelta(days=1))
    leave(confirmed.enrollments.first(), reason=LeavingReason.RESIGNED, by=None, at=NOW)
    with pytest.raises(TooFewPeople):
        begin_training(confirmed, by=None, at=NOW)
    assert set(confirmed.enrollments.values_list("state", flat=True)) == {"enrolled", "left"}


def test_called_off_everybody_gets_the_seat_back(run, offer):
    seat = enroll(GraduateFactory(), run, reason="x", by=None, at=NOW)
    assert call_off(run, reason="no trainer", by=None, at=NOW) == 2
    seat.refresh_from_db()
    offer.refresh_from_db()
    run.refresh_from_db()
    assert (seat.state, seat.leaving_reason, offer.state) == ("left", "run_cancelled", "withdrawn")
    assert (run.state, run.cancel_reason, run.seats_taken, run.seats_offered) == (
        "cancelled",
        "no trainer",
        0,
        0,
    )
    assert len(audited("run.cancelled")) == 1


def test_called_off_without_a_reason_nothing_changes(run, offer):
    with pytest.raises(ReasonMissing):
        call_off(run, reason=" ", by=None, at=NOW)
    assert counted(run) == (0, 1)
