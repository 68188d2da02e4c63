"""Free places for a session, and the sessions that something entered after publishing has overtaken."""

from datetime import date

import pytest

from scheduling import services
from scheduling.engine.model import Rule
from scheduling.judging import Judge, wrongly_placed
from scheduling.models import Assignment
from tests.clock import NOW
from tests.factories.training import RoomFactory, TrainerFactory
from tests.scheduling.scene import FRIDAY, MONDAY, open_welding, other_run_at, published, small_center
from training.enums import Slot
from training.models import CourseRun, Trainer
from training.services import record_absence, record_closure

# The run of the scene is published on Monday morning and afternoon and Tuesday morning.
TUESDAY, WEDNESDAY, THURSDAY = date(2026, 12, 1), date(2026, 12, 2), date(2026, 12, 3)


@pytest.fixture
def run(center):
    small_center(center, minutes_per_day=360)
    run = open_welding(center, last_day=date(2026, 12, 9))
    published(center, [run])
    return run


def last(run):
    return run.sessions.order_by("number").last()


def move(session, *, day=THURSDAY, slot=Slot.MORNING):
    """With the room and the trainers that it has."""
    booked = Assignment.objects.get(session=session)
    trainers = [booking.trainer for booking in booked.bookings.all()]
    services.move_session(session, day=day, slot=slot, room=booked.room, trainers=trainers, by=None, at=NOW)


# Free places -------------------------------------------------------------------------------------------


def test_free_places_are_legal_near_and_change_as_little_as_can_be(run, center):
    RoomFactory(center=center), TrainerFactory(center=center)
    session = last(run)
    judge = Judge(session, today=NOW.date())
    found = judge.free_places(near=session.day, most=4)
    assert [(place.day, place.slot) for place in found] == [
        (TUESDAY, Slot.AFTERNOON),
        (WEDNESDAY, Slot.MORNING),
        (WEDNESDAY, Slot.AFTERNOON),
        (THURSDAY, Slot.MORNING),
    ]
    now = Assignment.objects.get(session=session)
    assert {place.room for place in found} == {now.room_id}
    assert {place.trainers for place in found} == {(now.bookings.get().trainer_id,)}
    assert not any(judge.broken_at(place) for place in found)


def test_free_places_leave_out_what_is_taken_closed_or_a_holiday(run, center):
    trainer = Trainer.objects.get()
    record_absence(trainer, first_day=WEDNESDAY, last_day=FRIDAY, reason="x", by=None, at=NOW)
    other_run_at(center, TUESDAY, Slot.AFTERNOON, RoomFactory(center=center), trainer)
    days = {place.day for place in Judge(last(run), today=NOW.date()).free_places(near=TUESDAY, most=20)}
    assert days == {date(2026, 12, 8), date(2026, 12, 9)}


def test_a_free_place_can_be_taken(run):
    session = last(run)
    place = Judge(session, today=NOW.date()).free_places(near=session.day, most=1)[0]
    move(session, day=place.day, slot=place.slot)
    assert Assignment.objects.get(session=session).slot == place.slot


# What an absence overtakes -----------------------------------------------------------------------------


def test_sessions_that_an_absence_overtook_are_named(run, center):
    assert list(wrongly_placed(center, [run], today=NOW.date())) == []
    record_absence(Trainer.objects.get(), first_day=TUESDAY, last_day=TUESDAY, reason="x", by=None, at=NOW)
    ((place, broken),) = wrongly_placed(center, [run], today=NOW.date())
    assert place.session == last(run).pk
    assert {found.rule for found in broken} == {Rule.TRAINER_AVAILABLE}
    move(last(run), day=WEDNESDAY)
    assert list(wrongly_placed(center, [run], today=NOW.date())) == []


def test_a_closure_overtakes_every_session_of_its_days(run, center):
    record_closure(center=center, first_day=MONDAY, last_day=MONDAY, reason="x", by=None, at=NOW)
    found = list(wrongly_placed(center, [run], today=NOW.date()))
    assert [place.day for place, _broken in found] == [MONDAY, MONDAY]


@pytest.mark.parametrize(
    ("limits", "rule", "days"),
    [
        ({"minutes_per_day": 180}, Rule.TRAINER_DAILY, [MONDAY, MONDAY]),
        ({"minutes_per_week": 360}, Rule.TRAINER_WEEKLY, [MONDAY, MONDAY, TUESDAY]),
    ],
)
def test_fewer_hours_of_a_trainer_overtake_all_sessions_that_count_in_them(run, center, limits, rule, days):
    Trainer.objects.update(**limits)
    found = list(wrongly_placed(center, [run], today=NOW.date()))
    assert [(place.day, {one.rule for one in broken}) for place, broken in found] == [
        (day, {rule}) for day in days
    ]


def test_fewer_sessions_a_day_overtake_those_of_the_full_days(run, center):
    CourseRun.objects.update(sessions_per_day=1)
    found = list(wrongly_placed(center, [run], today=NOW.date()))
    assert [place.day for place, _broken in found] == [MONDAY, MONDAY]
    assert {one.rule for _place, broken in found for one in broken} == {Rule.MOST_PER_DAY}


def test_no_runs_are_placed_wrongly(center):
    assert list(wrongly_placed(center, [], today=NOW.date())) == []


def test_another_trainer_at_the_same_time_is_a_free_place_when_the_own_one_is_absent(run, center):
    other = TrainerFactory(center=center)
    session = last(run)
    own = Assignment.objects.get(session=session).bookings.get().trainer
    record_absence(own, first_day=TUESDAY, last_day=FRIDAY, reason="x", by=None, at=NOW)
    place = Judge(session, today=NOW.date()).free_places(near=session.day, most=1)[0]
    assert (place.day, place.slot, place.trainers) == (TUESDAY, Slot.MORNING, (other.pk,))
