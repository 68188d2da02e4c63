"""Rows in, the engine's problem out: everything that a centre knows is in it, at a fixed number of queries."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from scheduling.engine.checker import check
from scheduling.engine.model import Rule, Solution
from scheduling.engine.solve import solve
from scheduling.models import Assignment
from scheduling.naming import ROOM, SESSION, key_of, name_of, period_number
from scheduling.planning import Placed, fingerprint, pending, placement, placements_of, problem_for
from scheduling.services.booking import write_places
from tests.factories.agencies import CenterFactory
from tests.factories.training import RoomFactory, SkillFactory, TrainerFactory
from tests.scheduling.scene import FRIDAY, MONDAY, open_welding, published, small_center, workshop
from training import services
from training.enums import Pattern, Slot
from training.models import Room, TrainerSkill

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Asia/Bangkok"))


def problem(center, *runs, today=TODAY, **options):
    return problem_for(center, runs, today=today, **options)


def test_a_run_with_its_sessions_in_order(center):
    small_center(center)
    run = open_welding(center, topics=[(180, 200)], sessions_per_day=1, trainers_needed=1)
    (given,) = problem(center, run).runs
    assert key_of(given.id) == run.pk
    assert [(one.room_kind, one.minutes) for one in given.sessions] == [
        ("classroom", 180),
        ("welding", 180),
        ("welding", 20),
    ]
    assert {one.qualification for one in given.sessions} == {"welding"}
    assert (given.people, given.most_per_day) == (10, 1)
    assert (given.earliest, given.latest) == (MONDAY, FRIDAY)


@pytest.mark.parametrize(
    ("pattern", "weekdays", "slots"),
    [
        (Pattern.EVENINGS, {0, 1, 2, 3, 4}, {2}),
        (Pattern.WEEKENDS, {5, 6}, {0, 1}),
    ],
)
def test_the_pattern_is_weekdays_and_slots(center, pattern, weekdays, slots):
    small_center(center)
    run = open_welding(center, pattern=pattern, last_day=date(2026, 12, 20))
    (given,) = problem(center, run).runs
    assert (given.weekdays, given.slots) == (weekdays, slots)


def test_the_calendar_is_whole_weeks_around_the_window(center):
    small_center(center)
    run = open_welding(center, first_day=date(2026, 12, 2), last_day=date(2026, 12, 8))
    days = problem(center, run).calendar.days
    assert (days[0], days[-1], len(days)) == (MONDAY, date(2026, 12, 13), 14)


def test_holidays_and_closures_are_closed_periods(center):
    small_center(center)
    run = open_welding(center, last_day=date(2026, 12, 11))
    shut = date(2026, 12, 3)
    services.record_closure(center=center, first_day=shut, last_day=shut, reason="ซ่อม", by=None, at=NOW)
    given = problem(center, run)
    closed = {given.calendar.day(period) for period in given.closed}
    # the closure, the late king's birthday, its day in lieu, Constitution Day
    assert closed == {shut, date(2026, 12, 5), date(2026, 12, 7), date(2026, 12, 10)}
    assert len(given.closed) == 4 * 3


def test_a_closed_room_and_an_absent_trainer(center):
    (trainer,) = small_center(center)
    run = open_welding(center)
    room, days = workshop(), {"first_day": MONDAY, "last_day": MONDAY, "by": None, "at": NOW}
    services.record_closure(center=center, room=room, reason="ซ่อม", **days)
    services.record_absence(trainer, reason="อบรม", **days)
    given = problem(center, run)
    monday = {period_number(given.calendar, MONDAY, slot) for slot in Slot}
    assert {one.id: set(one.closed) for one in given.rooms if one.closed} == {name_of(ROOM, room.pk): monday}
    assert given.trainers[0].unavailable == monday
    assert given.closed == {p for p in given.closed if given.calendar.day(p) > FRIDAY}


def test_qualifications_with_their_days_and_limits(center):
    (trainer,) = small_center(center, minutes_per_day=180, minutes_per_week=720)
    TrainerSkill.objects.update(valid_until=FRIDAY)
    TrainerSkill.objects.create(trainer=trainer, skill=SkillFactory(code="cook"))
    (given,) = problem(center, open_welding(center)).trainers
    assert [(held.name, held.valid_until) for held in given.qualifications] == [("welding", FRIDAY)]
    assert (given.minutes_per_day, given.minutes_per_week) == (180, 720)


def test_only_the_centres_own_rooms_and_trainers_that_are_in_use(center):
    small_center(center)
    RoomFactory(center=CenterFactory())
    TrainerFactory(center=CenterFactory())
    RoomFactory(center=center, is_active=False)
    TrainerFactory(center=center, is_active=False)
    given = problem(center, open_welding(center))
    assert (len(given.rooms), len(given.trainers)) == (2, 1)


def test_bookings_of_other_runs_close_rooms_and_count_for_trainers(center):
    (trainer,) = small_center(center)
    other, run = open_welding(center, "W-1"), open_welding(center, "W-2")
    room = workshop()
    session = other.sessions.get(number=2)
    write_places([Placed(session.pk, MONDAY, Slot.MORNING, room.pk, (trainer.pk,))], cleared=[])
    given = problem(center, run)
    period = period_number(given.calendar, MONDAY, Slot.MORNING)
    assert {one.id: one.closed for one in given.rooms}[name_of(ROOM, room.pk)] == {period}
    assert given.trainers[0].booked == {period: session.minutes}
    together = problem(center, run, other)
    assert not any(one.closed for one in together.rooms)
    assert not together.trainers[0].booked


@pytest.mark.parametrize(("limit", "placed"), [(720, 0), (900, 3)])
def test_sessions_of_other_runs_count_within_a_trainers_limits(center, limit, placed):
    """Two of the week's sessions are taken by another run, so a limit of twelve hours has no room for three more."""
    (trainer,) = small_center(center, minutes_per_week=limit)
    other, run = open_welding(center, "W-1"), open_welding(center, "W-2")
    taken = [
        Placed(session.pk, MONDAY + timedelta(days=day), Slot.MORNING, workshop().pk, (trainer.pk,))
        for day, session in enumerate(other.sessions.all()[:2])
    ]
    write_places(taken, cleared=[])
    assert len(solve(problem(center, run), seconds=5).solution.placements) == placed


def test_the_checker_counts_sessions_of_other_runs_as_well(center):
    (trainer,) = small_center(center, minutes_per_day=180)
    other, run = open_welding(center, "W-1"), open_welding(center, "W-2")
    place = Placed(other.sessions.first().pk, MONDAY, Slot.MORNING, workshop().pk, (trainer.pk,))
    write_places([place], cleared=[])
    given = problem(center, run)
    session = run.sessions.get(number=2)
    there = placement(replace(place, session=session.pk, slot=Slot.AFTERNOON), given.calendar)
    broken = {found.rule for found in check(given, Solution((there,)))}
    assert broken == {Rule.TRAINER_DAILY, Rule.WHOLE_RUN}


def test_held_sessions_are_not_planned_again(center):
    small_center(center)
    run = open_welding(center)
    published(center, [run])
    dated = list(run.sessions.order_by("number"))
    today = dated[0].day
    left = [session.pk for session in dated if session.day > today]
    assert [session.pk for session in pending(run, today)] == left
    (given,) = problem(center, run, today=today).runs
    assert [key_of(session.id) for session in given.sessions] == left
    assert given.earliest == today + timedelta(days=1)


def test_published_places_and_locks(center):
    small_center(center)
    run = open_welding(center)
    published(center, [run])
    given = problem(center, run)
    assert check(given, given.published) == []
    assert given.locks == ()
    fixed = Assignment.objects.filter(session__run=run).first()
    Assignment.objects.filter(pk=fixed.pk).update(is_locked=True)
    (lock,) = problem(center, run).locks
    assert (lock.session, lock.room) == (name_of(SESSION, fixed.session_id), name_of(ROOM, fixed.room_id))
    assert lock.period == period_number(given.calendar, fixed.day, fixed.slot)


def test_a_lock_does_not_hold_on_to_a_room_that_is_gone(center):
    small_center(center)
    run = open_welding(center)
    published(center, [run])
    Assignment.objects.filter(session__run=run).update(is_locked=True)
    Room.objects.update(is_active=False)
    assert {lock.room for lock in problem(center, run).locks} == {None}


def test_placements_come_back_as_rows(center):
    small_center(center)
    run = open_welding(center)
    given = problem(center, run)
    places = placements_of(given, solve(given, seconds=5).solution)
    assert [place.session for place in places] == [session.pk for session in run.sessions.order_by("number")]
    assert [Placed.from_json(place.to_json()) for place in places] == places
    for place in places:
        assert placement(place, given.calendar).period == period_number(given.calendar, place.day, place.slot)


def test_the_fingerprint_tells_problems_apart_and_nothing_else(center):
    (trainer,) = small_center(center)
    run = open_welding(center)
    before = fingerprint(problem(center, run))
    assert fingerprint(problem(center, run)) == before
    services.record_absence(trainer, first_day=FRIDAY, last_day=FRIDAY, reason="", by=None, at=NOW)
    assert fingerprint(problem(center, run)) != before


def test_the_number_of_queries_does_not_grow(
    center, django_assert_num_queries, django_assert_max_num_queries
):
    small_center(center, classrooms=3, workshops=3, trainers=3)
    runs = [open_welding(center, f"W-{number}") for number in range(3)]
    with django_assert_max_num_queries(19) as one:
        problem(center, runs[0])
    with django_assert_num_queries(len(one)):
        problem(center, *runs)
