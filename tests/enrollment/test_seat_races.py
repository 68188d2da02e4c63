"""The last seat, and one person twice: raced on the real database, with the broken variant that must oversell."""

import threading

import pytest
from django.db import IntegrityError

from enrollment.models import Enrollment, Offer
from enrollment.services.rounds import offer_seat
from enrollment.services.seats import accept_offer, decline_offer, enroll
from tests.clock import NOW
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import RunFactory
from tests.races import kinds, race, without_constraints
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


def open_offer(run, person):
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
