"""One room, one trainer, one period: raced on the real database, with the broken variant that must book twice."""

import threading

import pytest
from django.db import IntegrityError, transaction

from scheduling import services
from scheduling.models import Assignment, Plan, TrainerBooking
from scheduling.planning import Placed
from scheduling.services.booking import write_places
from tests.clock import NOW
from tests.factories.agencies import CenterFactory
from tests.factories.training import RoomFactory
from tests.races import kinds, race, without_constraints
from tests.scheduling.scene import MONDAY, open_welding, small_center, solved, workshop
from training.enums import Slot
from training.models import Session

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
REFUSED = {"AlreadyBooked", "DataChanged", "CannotMove"}
PLANNERS = 4


@pytest.fixture
def scene(transactional_db):
    """A centre with one trainer and runs whose practice needs its only workshop."""
    center = CenterFactory()
    (trainer,) = small_center(center)
    return center, trainer


def practice_of(run):
    return run.sessions.get(number=2)


def book(session, room, trainers):
    """What every service does in the end, here without looking first."""
    place = Placed(session.pk, MONDAY, Slot.MORNING, room.pk, tuple(trainer.pk for trainer in trainers))
    with transaction.atomic():
        write_places([place], cleared=[])


def test_one_room_is_booked_once(scene):
    center, _trainer = scene
    sessions = [practice_of(open_welding(center, f"W-{number}")) for number in range(PLANNERS)]
    room = workshop()
    outcomes = race([lambda s=session: book(s, room, []) for session in sessions])
    assert kinds(outcomes) == {"won": 1, "IntegrityError": PLANNERS - 1}
    assert Assignment.objects.filter(room=room, day=MONDAY, slot=Slot.MORNING).count() == 1
    assert Session.objects.filter(day=MONDAY).count() == 1


def test_one_trainer_is_booked_once(scene):
    center, trainer = scene
    pairs = [
        (practice_of(open_welding(center, f"W-{number}")), RoomFactory(center=center))
        for number in range(PLANNERS)
    ]
    outcomes = race([lambda s=session, r=room: book(s, r, [trainer]) for session, room in pairs])
    assert kinds(outcomes) == {"won": 1, "IntegrityError": PLANNERS - 1}
    assert TrainerBooking.objects.filter(trainer=trainer, day=MONDAY, slot=Slot.MORNING).count() == 1
    assert Assignment.objects.count() == 1


def look_then_book(session, room, trainers, looked):
    """What a lazy program does: look whether all is free, then book."""
    free = not Assignment.objects.filter(room=room, day=MONDAY, slot=Slot.MORNING).exists()
    looked.wait(timeout=30)
    if free:
        book(session, room, trainers)


def look_and_book_all(pairs, trainers=()):
    looked = threading.Barrier(len(pairs))
    return race([lambda s=session, r=room: look_then_book(s, r, trainers, looked) for session, room in pairs])


def test_a_room_is_booked_twice_where_no_constraint_stands_behind_the_look(scene):
    center, _trainer = scene
    pairs = [(practice_of(open_welding(center, f"W-{number}")), workshop()) for number in range(2)]
    with without_constraints(Assignment, "a_room_once_a_period"):
        look_and_book_all(pairs)
        assert Assignment.objects.filter(room=workshop(), day=MONDAY, slot=Slot.MORNING).count() == 2


def test_a_look_cannot_book_a_room_twice_with_the_constraint(scene):
    center, _trainer = scene
    pairs = [(practice_of(open_welding(center, f"W-{number}")), workshop()) for number in range(2)]
    assert kinds(look_and_book_all(pairs)) == {"won": 1, "IntegrityError": 1}
    assert Assignment.objects.count() == 1


def test_a_trainer_is_booked_twice_where_no_constraint_stands_behind_the_look(scene):
    center, trainer = scene
    pairs = [
        (practice_of(open_welding(center, f"W-{number}")), RoomFactory(center=center)) for number in range(2)
    ]
    with without_constraints(TrainerBooking, "a_trainer_once_a_period"):
        look_and_book_all(pairs, [trainer])
        assert TrainerBooking.objects.filter(trainer=trainer, day=MONDAY, slot=Slot.MORNING).count() == 2


def test_a_run_meets_once_a_period(scene):
    center, _trainer = scene
    run = open_welding(center)
    rooms = [workshop(), RoomFactory(center=center)]
    pairs = zip(run.sessions.order_by("number")[1:], rooms, strict=True)
    outcomes = race([lambda s=session, r=room: book(s, r, []) for session, room in pairs])
    assert kinds(outcomes) == {"won": 1, "IntegrityError": 1}


def test_of_two_plans_for_one_room_one_is_published(scene):
    center, _trainer = scene
    plans = [solved(center, [open_welding(center, f"W-{number}")]) for number in range(2)]
    wanted = [{(entry["room"], entry["day"], entry["slot"]) for entry in plan.placements} for plan in plans]
    assert wanted[0] & wanted[1]
    outcomes = race(
        [lambda pk=plan.pk: services.publish_plan(Plan.objects.get(pk=pk), by=None, at=NOW) for plan in plans]
    )
    assert kinds(outcomes)["won"] == 1
    assert set(kinds(outcomes)) - {"won"} <= REFUSED
    assert Assignment.objects.count() == 3
    assert sorted(Plan.objects.values_list("state", flat=True)) == ["proposed", "published"]


def test_one_plan_is_published_once(scene):
    center, _trainer = scene
    plan = solved(center, [open_welding(center)])
    outcomes = race([lambda: services.publish_plan(Plan.objects.get(pk=plan.pk), by=None, at=NOW)] * 3)
    assert kinds(outcomes) == {"won": 1, "WrongState": 2}
    assert Assignment.objects.count() == 3


def test_of_two_moves_to_one_place_one_is_made(scene):
    center, trainer = scene
    sessions = [practice_of(open_welding(center, f"W-{number}")) for number in range(2)]
    place = {"day": MONDAY, "slot": Slot.AFTERNOON, "room": workshop(), "trainers": [trainer]}
    outcomes = race(
        [
            lambda pk=session.pk: services.move_session(Session.objects.get(pk=pk), **place, by=None, at=NOW)
            for session in sessions
        ]
    )
    assert kinds(outcomes)["won"] == 1
    assert set(kinds(outcomes)) - {"won"} <= REFUSED
    assert Assignment.objects.count() == 1


def test_the_database_speaks_for_itself(scene):
    center, _trainer = scene
    first, second = open_welding(center, "W-1"), open_welding(center, "W-2")
    book(practice_of(first), workshop(), [])
    with pytest.raises(IntegrityError):
        book(practice_of(second), workshop(), [])
