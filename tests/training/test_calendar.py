from datetime import date

import pytest
from django.utils import translation

from tests.factories.training import RoomFactory
from training.calendar import (
    Period,
    Shut,
    days_between,
    monday_of,
    periods_of,
    public_holidays,
    sessions_that_fit,
    shut_days,
)
from training.enums import Pattern, Slot
from training.models import Closure
from training.queries import shut_days_of

# A week without holidays: Monday 16 to Sunday 22 November 2026.
MONDAY, SUNDAY = date(2026, 11, 16), date(2026, 11, 22)


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 12, 5),  # the late king's birthday, a Saturday …
        date(2026, 12, 7),  # … and the Monday in lieu of it
        date(2026, 12, 10),  # Constitution Day
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2027, 2, 22),  # in lieu of Makha Bucha on Sunday
        date(2027, 4, 13),  # Songkran
        date(2027, 4, 14),
        date(2027, 4, 15),
    ],
)
def test_thai_holidays_are_known(day):
    assert day in public_holidays(day, day)


@pytest.mark.parametrize("day", [date(2026, 12, 4), date(2026, 12, 8), date(2027, 4, 12), date(2027, 4, 16)])
def test_days_beside_holidays_are_working_days(day):
    assert public_holidays(day, day) == {}


def test_holidays_are_named_in_the_readers_language():
    day = date(2027, 4, 13)
    with translation.override("en"):
        assert public_holidays(day, day)[day] == "Songkran Festival"
    with translation.override("th"):
        assert public_holidays(day, day)[day] == "วันสงกรานต์"


def test_holidays_of_a_window_over_new_year():
    found = public_holidays(date(2026, 12, 28), date(2027, 1, 3))
    assert list(found) == [date(2026, 12, 31), date(2027, 1, 1)]


def test_days_between_has_both_ends():
    assert len(list(days_between(MONDAY, SUNDAY))) == 7


@pytest.mark.parametrize("offset", range(7))
def test_monday_of_any_day_of_the_week(offset):
    assert monday_of(MONDAY.replace(day=16 + offset)) == MONDAY


@pytest.mark.parametrize(
    ("pattern", "count", "first"),
    [
        (Pattern.WEEKDAYS, 10, Period(MONDAY, Slot.MORNING)),
        (Pattern.MORNINGS, 5, Period(MONDAY, Slot.MORNING)),
        (Pattern.AFTERNOONS, 5, Period(MONDAY, Slot.AFTERNOON)),
        (Pattern.EVENINGS, 5, Period(MONDAY, Slot.EVENING)),
        (Pattern.WEEKENDS, 4, Period(date(2026, 11, 21), Slot.MORNING)),
    ],
)
def test_periods_of_each_pattern(pattern, count, first):
    periods = periods_of(MONDAY, SUNDAY, pattern, {})
    assert len(periods) == count
    assert periods[0] == first


def test_no_periods_on_shut_days():
    shut = shut_days(MONDAY, SUNDAY, [Shut(date(2026, 11, 17), date(2026, 11, 18), "ย้ายอาคาร")])
    days = {period.day for period in periods_of(MONDAY, SUNDAY, Pattern.WEEKDAYS, shut)}
    assert days == {MONDAY, date(2026, 11, 19), date(2026, 11, 20)}


def test_a_closure_that_reaches_beyond_the_window_is_cut():
    shut = shut_days(MONDAY, SUNDAY, [Shut(date(2026, 11, 1), MONDAY, "น้ำท่วม")])
    assert shut == {MONDAY: "น้ำท่วม"}


def test_a_holiday_keeps_its_name_when_the_centre_is_closed_as_well():
    day = date(2026, 12, 10)
    with translation.override("en"):
        assert shut_days(day, day, [Shut(day, day, "own")]) == {day: "Constitution Day"}


def test_sessions_that_fit_counts_no_more_a_day_than_agreed():
    periods = periods_of(MONDAY, SUNDAY, Pattern.WEEKDAYS, {})
    assert sessions_that_fit(periods, 2) == 10
    assert sessions_that_fit(periods, 1) == 5
    assert sessions_that_fit(periods, 3) == 10


def test_a_centre_is_not_shut_by_the_closure_of_one_room(center):
    room = RoomFactory(center=center)
    days = {"first_day": MONDAY, "last_day": MONDAY, "reason": "ซ่อม"}
    Closure.objects.create(center=center, room=room, **days)
    assert shut_days_of(center, MONDAY, SUNDAY) == {}
    Closure.objects.create(center=center, **days)
    assert shut_days_of(center, MONDAY, SUNDAY) == {MONDAY: "ซ่อม"}
