"""Beds: taken with the seat, handed on to who waits longest, never one too many."""

import threading

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F

from core.models import AuditEntry
from enrollment.enums import LeavingReason
from enrollment.models import Enrollment
from enrollment.services import ask_for_bed, enroll, give_bed_back, leave, provide
from tests.clock import NOW
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import RuleSetFactory, RunFactory
from tests.races import kinds, race
from training.models import CourseRun
from training.services import RunNeeds

PEOPLE = 6


@pytest.fixture
def run(center):
    RuleSetFactory()
    return RunFactory(center=center, beds=1)


def seated(run, needs_lodging=True):
    return enroll(GraduateFactory(needs_lodging=needs_lodging), run, reason="x", by=None, at=NOW)


def beds(run):
    run.refresh_from_db()
    kept = run.enrollments.seated().order_by("pk").values_list("lodging", flat=True)
    return run.beds_taken, list(kept)


def test_a_bed_comes_with_the_seat_of_who_needs_one_and_who_comes_too_late_waits(run):
    seated(run, needs_lodging=False)
    seated(run)
    seated(run)
    assert beds(run) == (1, ["none", "bed", "waiting"])


def test_a_bed_given_back_goes_to_who_waits_longest(run, staff):
    first, second, third = seated(run), seated(run), seated(run)
    leave(first, reason=LeavingReason.RESIGNED, by=staff, at=NOW)
    assert beds(run) == (1, ["bed", "waiting"])
    row = AuditEntry.objects.get(action="lodging.given")
    assert (row.person_id, row.actor_id) == (second.graduate_id, staff.pk)
    give_bed_back(second, by=staff, at=NOW)
    assert beds(run) == (1, ["none", "bed"])
    third.refresh_from_db()
    leave(third, reason=LeavingReason.RESIGNED, by=staff, at=NOW)
    assert beds(run) == (0, ["none"])


def test_who_waits_and_leaves_takes_no_bed_away(run):
    seated(run)
    leave(seated(run), reason=LeavingReason.RESIGNED, by=None, at=NOW)
    assert beds(run) == (1, ["bed"])


def test_who_needs_a_bed_after_all_asks_once(run):
    seat = seated(run, needs_lodging=False)
    assert ask_for_bed(seat, by=None, at=NOW) == "bed"
    assert ask_for_bed(seat, by=None, at=NOW) == "bed"
    assert beds(run) == (1, ["bed"])
    assert ask_for_bed(seated(run, needs_lodging=False), by=None, at=NOW) == "waiting"
    assert AuditEntry.objects.filter(action="lodging.asked").count() == 2


def test_new_beds_go_to_those_who_wait_in_their_order(run):
    for _seat in range(4):
        seated(run)
    run.refresh_from_db()
    assert provide(run, RunNeeds(beds=3), by=None, at=NOW) == 2
    assert beds(run) == (3, ["bed", "bed", "bed", "waiting"])


def test_a_bed_too_many_is_refused_by_the_database(run):
    with pytest.raises(IntegrityError), transaction.atomic():
        CourseRun.objects.filter(pk=run.pk).update(beds_taken=F("beds") + 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_last_beds_go_to_as_many_people_as_there_are_beds():
    RuleSetFactory()
    run = RunFactory(seats=PEOPLE, minimum=1, beds=2)
    people = GraduateFactory.create_batch(PEOPLE, needs_lodging=True)
    outcomes = race(
        [lambda p=p: enroll(p, CourseRun.objects.get(pk=run.pk), reason="-", by=None, at=NOW) for p in people]
    )
    assert kinds(outcomes) == {"won": PEOPLE}
    taken, kept = beds(run)
    assert (taken, sorted(kept)) == (2, ["bed"] * 2 + ["waiting"] * (PEOPLE - 2))


def look_then_take(run, seat, looked):
    """What a lazy program does: see that a bed is free, then give it."""
    free = CourseRun.objects.get(pk=run.pk).beds_free > 0
    looked.wait(timeout=30)
    if free:
        Enrollment.objects.filter(pk=seat.pk).update(lodging="bed")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_looking_first_gives_one_bed_to_many():
    RuleSetFactory()
    run = RunFactory(seats=PEOPLE, minimum=1, beds=0)
    seats = [seated(run) for _person in range(PEOPLE)]
    CourseRun.objects.update(beds=1)
    looked = threading.Barrier(PEOPLE)
    race([lambda s=s: look_then_take(run, s, looked) for s in seats])
    assert Enrollment.objects.filter(lodging="bed").count() > 1
