"""Weeks as they are drawn: which days and half days, and what each entry says."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict

from scheduling.lessons import (
    ROOM,
    RUN,
    TRAINER,
    Lesson,
    asked_monday,
    booked,
    names_in,
    week_bar,
    week_of,
)
from scheduling.models import Assignment
from tests.factories.training import RoomFactory, RunFactory, SessionFactory, TrainerFactory
from tests.scheduling.scene import MONDAY, open_welding, published, small_center
from training.enums import Part, Slot

SATURDAY = MONDAY + timedelta(days=5)


@pytest.fixture
def lesson(db):
    session = SessionFactory(run=RunFactory(code="W-1"), part=Part.THEORY)
    return Lesson(session, MONDAY, Slot.MORNING, RoomFactory(), [TrainerFactory(), TrainerFactory()])


def at(lesson, day, slot):
    return Lesson(lesson.session, day, slot, lesson.room, lesson.trainers)


def drawn(lessons, shut=None, **options):
    return week_of(lessons, MONDAY, shut or {}, MONDAY, **options)


def shape(days):
    return [len(day.slots) for day in days]


def test_an_empty_week_has_its_working_days_and_half_days():
    days = drawn([])
    assert [day.date.weekday() for day in days] == [0, 1, 2, 3, 4]
    assert shape(days) == [2] * 5
    assert [day.is_today for day in days] == [True, False, False, False, False]


def test_evenings_and_weekends_are_drawn_only_where_something_is_held(lesson):
    evening, weekend = at(lesson, MONDAY, Slot.EVENING), at(lesson, SATURDAY, Slot.AFTERNOON)
    assert shape(drawn([lesson, evening])) == [3, 2, 2, 2, 2]
    assert shape(drawn([lesson, weekend])) == [2, 2, 2, 2, 2, 1]


def test_a_closed_day_is_narrow_and_says_why_briefly():
    reason = "HM King Bhumibol Adulyadej the Great's Birthday; National Day"
    days = drawn([], {MONDAY: reason})
    assert (days[0].closed, shape(days)) == ("National Day", [1, 2, 2, 2, 2])


def test_lessons_of_other_weeks_are_left_out(lesson):
    assert all(day.is_empty for day in drawn([at(lesson, MONDAY - timedelta(days=1), Slot.MORNING)]))
    assert all(day.is_empty for day in drawn([at(lesson, MONDAY + timedelta(days=7), Slot.MORNING)]))


def test_an_entry_stands_in_the_row_of_each_of_its_names(lesson):
    rows = {
        by: [entry.row for entry in drawn([lesson], by=by)[0].slots[0].entries]
        for by in (ROOM, TRAINER, RUN, "")
    }
    assert rows == {
        ROOM: [str(lesson.room)],
        TRAINER: [str(trainer) for trainer in lesson.trainers],
        RUN: ["W-1"],
        "": [""],
    }
    assert names_in([lesson], TRAINER) == sorted(str(trainer) for trainer in lesson.trainers)


def test_an_entry_says_what_its_row_does_not(lesson):
    def title(by):
        return drawn([lesson], by=by)[0].slots[0].entries[0].title

    assert title(ROOM) == "W-1"
    assert title(RUN) == f"W-1 · {lesson.session.topic}"
    assert title("") == f"W-1 · {lesson.session.run.course}"


def test_lessons_come_from_bookings_in_the_order_of_time(center):
    small_center(center)
    run = open_welding(center)
    published(center, [run])
    lessons = booked(Assignment.objects.order_by("-day"))
    assert [one.session.number for one in lessons] == [1, 2, 3]
    assert all(one.trainers for one in lessons)


def test_the_week_bar_keeps_the_rest_of_the_query():
    bar = week_bar(MONDAY, QueryDict("by=run&week=2026-11-30"))
    assert bar["previous"] == "?by=run&week=2026-11-23"
    assert bar["following"] == "?by=run&week=2026-12-07"
    assert bar["sunday"] == date(2026, 12, 6)


@pytest.mark.parametrize(
    ("week", "monday"), [("2026-12-06", MONDAY), ("x", date(2026, 11, 23)), ("", date(2026, 11, 23))]
)
def test_any_day_names_its_week(week, monday):
    assert asked_monday(QueryDict(f"week={week}"), date(2026, 11, 25)) == monday
