"""A centre's calendar: half-day periods, Thai public holidays, and which periods a run's pattern may use."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import holidays

from core.templatetags.ui import in_thai
from training.enums import PATTERN_SLOTS, Slot

DAY = timedelta(days=1)
# Centres are government offices: they also close on days that only the government keeps (Royal Ploughing).
KEPT = ("public", "government")


@dataclass(frozen=True, slots=True)
class Period:
    """A half-day slot of a date."""

    day: date
    slot: Slot


@dataclass(frozen=True, slots=True)
class Shut:
    """Days (both included) on which nothing takes place, and why."""

    first_day: date
    last_day: date
    reason: str


def days_between(first: date, last: date) -> Iterator[date]:
    """Every date from `first` to `last`, both included."""
    return (first + DAY * step for step in range((last - first).days + 1))


def monday_of(day: date) -> date:
    """The Monday of the day's week."""
    return day - DAY * day.weekday()


def public_holidays(first: date, last: date) -> dict[date, str]:
    """Thai public and government holidays, days in lieu included, named in the reader's language."""
    language = "th" if in_thai() else "en_US"
    return {
        day: name
        for year in range(first.year, last.year + 1)
        for day, name in _holidays_of(year, language).items()
        if first <= day <= last
    }


@lru_cache(maxsize=64)
def _holidays_of(year: int, language: str) -> dict[date, str]:
    found = holidays.country_holidays("TH", years=year, language=language, categories=KEPT)
    # In lieu days of a December holiday fall into the next year's list; a year's list holds its own days.
    return {day: name for day, name in sorted(found.items()) if day.year == year}


def shut_days(first: date, last: date, closures: Iterable[Shut]) -> dict[date, str]:
    """Days from `first` to `last` on which a centre is shut: public holidays, then its own closures."""
    shut = public_holidays(first, last)
    for closure in closures:
        for day in days_between(max(first, closure.first_day), min(last, closure.last_day)):
            shut.setdefault(day, closure.reason)
    return dict(sorted(shut.items()))


def periods_of(first: date, last: date, pattern: str, shut: Container[date]) -> list[Period]:
    """The periods of a window that a pattern may use, in order, without days on which the centre is shut."""
    weekdays, slots = PATTERN_SLOTS[pattern]
    return [
        Period(day, slot)
        for day in days_between(first, last)
        if day.weekday() in weekdays and day not in shut
        for slot in slots
    ]


def sessions_that_fit(periods: Iterable[Period], most_per_day: int) -> int:
    """How many sessions of one run the periods can hold with at most `most_per_day` on one date."""
    by_day: dict[date, int] = {}
    for period in periods:
        by_day[period.day] = min(most_per_day, by_day.get(period.day, 0) + 1)
    return sum(by_day.values())
