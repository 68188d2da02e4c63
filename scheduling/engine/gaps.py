"""Which periods are too near to each other: for a night's rest, and for the way between two sites."""

from collections.abc import Iterable, Iterator

from scheduling.engine.model import Calendar, Journey
from scheduling.engine.rules import bits

Shifts = tuple[tuple[int, int], ...]
"""Pairs of periods that are too near, as bit masks: from each period of a mask, so many periods on (or back)."""

DAY = 24 * 60


def too_near(mask: int, shifts: Shifts) -> int:
    """The periods that are too near to one of the mask."""
    found = 0
    for among, shift in shifts:
        part = mask & among
        found |= part << shift if shift > 0 else part >> -shift
    return found


def overnight(calendar: Calendar, rest: int) -> Shifts:
    """Periods of a day and of the next between which less than `rest` minutes lie."""
    next_day = bits(
        day * len(calendar.slots)
        for day, date in enumerate(calendar.days[:-1])
        if (calendar.days[day + 1] - date).days == 1
    )
    return tuple(_both_ways(calendar, next_day, rest, nights=1))


def on_the_way(calendar: Calendar, minutes: int) -> Shifts:
    """Periods of one day between which less than so many minutes lie."""
    days = bits(range(0, calendar.periods, len(calendar.slots)))
    return tuple(_both_ways(calendar, days, minutes, nights=0))


def _both_ways(calendar: Calendar, days: int, minutes: int, nights: int) -> Iterator[tuple[int, int]]:
    slots = calendar.slots
    for before, first in enumerate(slots) if minutes else ():
        for after, second in enumerate(slots):
            shift = nights * len(slots) + after - before
            pause = nights * DAY + (second.begins or 0) - (first.begins or 0) - first.minutes
            if shift > 0 and pause < minutes:
                yield days << before, shift
                yield days << before + shift, -shift


def ways(calendar: Calendar, sites: list[str], travel: Iterable[Journey]) -> tuple[dict[int, Shifts], ...]:
    """By site, for every other one that is not near enough for all: when nobody can be at the one after the other."""
    found: list[dict[int, Shifts]] = [{} for _ in sites]
    for way in travel:
        shifts = on_the_way(calendar, way.minutes)
        if shifts and way.a in sites and way.b in sites:
            a, b = sites.index(way.a), sites.index(way.b)
            found[a][b] = found[b][a] = shifts
    return tuple(found)
