"""The last seat, and one person twice: raced on the real database, with the broken variant that must oversell."""

import threading

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from enrollment.models import Enrollment, Offer
from enrollment.services.runs import begin_training
from enrollment.services.seats import RunTakesNobody, accept_offer, decline_offer, enroll, offer_seat
from tests.clock import NOW
from tests.enrollment.entry_scene import all_seen
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import RunFactory
from tests.races import kinds, race, without_constraints
from training.enums import RunState
from training.models import CourseRun

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
PEOPLE = 8


def enroll_all(run, people):
    return race(
        [lambda p=p: enroll(p, CourseRun.objects.get(pk=run.pk), reason="-", by=None, at=NOW) for p in people]
    )


def test_the_last_seats_go_to_as_many_people_as_there_are_seats():
    run = RunFactory(seats=3, minimum=1)
    outcomes = enroll_all(run, GraduateFactory.create_batch(PEOPLE))
    assert kinds(outcomes) == {"won": 3, "RunIsFull": PEOPLE - 3}
    assert sorted(Enrollment.objects.values_list("seat_number", flat=True)) == [1, 2, 3]
    run.refresh_from_db()
    assert run.seats_taken == 3


def count_then_insert(run, person, counted):
    """What a lazy program does: look whether there is room, then sit down."""
    taken = Enrollment.objects.filter(run=run).count()
    counted.wait(timeout=30)
    if taken < run.seats:
        Enrollment.objects.create(
            graduate=person, run=run, seat_number=taken + 1, seat_limit=run.seats, enrolled_at=NOW
        )


def test_counting_first_oversells_where_no_constraint_stands_behind_it():
    run = RunFactory(seats=3, minimum=1)
    counted = threading.Barrier(PEOPLE)
    with without_constraints(Enrollment, "a_seat_taken_once"):
        race([lambda p=p: count_then_insert(run, p, counted) for p in GraduateFactory.create_batch(PEOPLE)])
        assert Enrollment.objects.filter(run=run).count() > run.seats


def test_counting_first_cannot_oversell_with_the_constraint():
    run = RunFactory(seats=3, minimum=1)
    counted = threading.Barrier(PEOPLE)
    outcomes = race(
        [lambda p=p: count_then_insert(run, p, counted) for p in GraduateFactory.create_batch(PEOPLE)]
    )
    assert kinds(outcomes) == {"won": 1, "IntegrityError": PEOPLE - 1}


def test_a_seat_beyond_the_runs_seats_is_refused_by_the_database():
    run = RunFactory(seats=3, minimum=1)
    with pytest.raises(IntegrityError):
        Enrollment.objects.create(
            graduate=GraduateFactory(), run=run, seat_number=4, seat_limit=run.seats, enrolled_at=NOW
        )


def test_one_person_gets_one_seat_however_often_it_is_asked():
    run, person = RunFactory(seats=5, minimum=1), GraduateFactory()
    outcomes = enroll_all(run, [person] * 6)
    assert kinds(outcomes) == {"won": 1, "AlreadyEnrolled": 5}
    run.refresh_from_db()
    assert (run.seats_taken, Enrollment.objects.count()) == (1, 1)


def test_one_person_sits_twice_where_no_constraint_stands_behind_the_look():
    run, person = RunFactory(seats=5, minimum=1), GraduateFactory()
    looked = threading.Barrier(4)

    def look_then_sit(number):
        already = Enrollment.objects.filter(run=run, graduate=person).exists()
        looked.wait(timeout=30)
        if not already:
            Enrollment.objects.create(
                graduate=person, run=run, seat_number=number, seat_limit=run.seats, enrolled_at=NOW
            )

    with without_constraints(Enrollment, "a_person_once_in_a_run"):
        race([lambda n=n: look_then_sit(n) for n in range(1, 5)])
        assert Enrollment.objects.filter(run=run, graduate=person).count() > 1


@transaction.atomic
def open_offer(run, person):
    """As its callers do: counter and offer are written together or not at all."""
    offer = Offer(graduate=person, run=run, answer_by=NOW.date(), offered_at=NOW)
    offer_seat(offer)
    return offer


def test_an_offer_accepted_many_times_is_one_seat():
    run = RunFactory(seats=2, minimum=1)
    offer = open_offer(run, GraduateFactory())
    outcomes = race([lambda: accept_offer(Offer.objects.get(pk=offer.pk), by=None, at=NOW) for _ in range(6)])
    run.refresh_from_db()
    assert (run.seats_taken, run.seats_offered, Enrollment.objects.count()) == (1, 0, 1)
    assert kinds(outcomes)["won"] >= 1


def test_accept_and_decline_at_once_end_in_one_of_the_two():
    run = RunFactory(seats=2, minimum=1)
    offer = open_offer(run, GraduateFactory())
    race(
        [
            lambda: accept_offer(Offer.objects.get(pk=offer.pk), by=None, at=NOW),
            lambda: decline_offer(Offer.objects.get(pk=offer.pk), by=None, at=NOW),
        ]
    )
    run.refresh_from_db()
    offer.refresh_from_db()
    seats = Enrollment.objects.count()
    assert run.seats_offered == 0
    assert (offer.state, run.seats_taken, seats) in {("accepted", 1, 1), ("declined", 0, 0)}


@pytest.fixture
def beginning():
    """A confirmed run that can begin now: one person, whose papers were seen."""
    run = RunFactory(state=RunState.CONFIRMED, seats=4, minimum=1, first_day=NOW.date())
    enroll(GraduateFactory(), run, reason="-", by=None, at=NOW)
    all_seen(run)
    return run


def begin(run):
    return begin_training(CourseRun.objects.get(pk=run.pk), by=None, at=NOW)


def offers_of_a_begun_run(run):
    run.refresh_from_db()
    waiting = Offer.objects.filter(run=run, state="open").count()
    assert run.seats_offered == waiting
    return waiting if run.state == RunState.RUNNING else 0


def test_a_run_that_begins_while_seats_are_offered_has_no_offer_left(beginning):
    outcomes = race([lambda: begin(beginning), *[lambda: open_offer(beginning, GraduateFactory())] * 3])
    assert offers_of_a_begun_run(beginning) == 0
    assert set(kinds(outcomes)) <= {"won", "OffersWaiting", "RunTakesNobody"}


def test_an_offer_that_looked_before_the_run_began_is_not_made(beginning):
    stale = CourseRun.objects.get(pk=beginning.pk)
    begin(beginning)
    with pytest.raises(RunTakesNobody):
        open_offer(stale, GraduateFactory())
    assert offers_of_a_begun_run(beginning) == 0


def look_then_offer(run, looked, begun):
    """What `offer_seat` did: the state as it was when somebody looked, and a counter that moves in any state."""
    assert run.state == RunState.CONFIRMED
    looked.set()
    begun.wait(timeout=30)
    CourseRun.objects.filter(pk=run.pk, seats__gt=F("seats_taken") + F("seats_offered")).update(
        seats_offered=F("seats_offered") + 1
    )
    Offer.objects.create(graduate=GraduateFactory(), run=run, answer_by=NOW.date(), offered_at=NOW)


def test_looking_first_leaves_an_offer_in_a_run_that_has_begun(beginning):
    looked, begun = threading.Event(), threading.Event()

    def begin_meanwhile():
        looked.wait(timeout=30)
        try:
            return begin(beginning)
        finally:
            begun.set()

    stale = CourseRun.objects.get(pk=beginning.pk)
    outcomes = race([lambda: look_then_offer(stale, looked, begun), begin_meanwhile])
    assert kinds(outcomes) == {"won": 2}
    assert offers_of_a_begun_run(beginning) == 1


def test_an_offer_left_in_a_run_that_has_begun_cannot_be_taken(beginning):
    """As one does that was made before this rule."""
    offer = open_offer(beginning, GraduateFactory())
    CourseRun.objects.filter(pk=beginning.pk).update(state=RunState.RUNNING)
    with pytest.raises(RunTakesNobody):
        accept_offer(Offer.objects.get(pk=offer.pk), by=None, at=NOW)
    offer.refresh_from_db()
    beginning.refresh_from_db()
    assert (offer.state, beginning.seats_offered, beginning.seats_taken) == ("open", 1, 1)
