"""Causes for which one run cannot be held: its window, its people, its trainers, its workshop."""

from collections.abc import Callable
from random import Random
from typing import Any

from bench.clash_parts import SHOP, SKILL, TRADE, Cause, day, facts_of, periods, run_of
from scheduling.engine.answers import FactKind
from scheduling.engine.model import (
    Equipment,
    Lock,
    Qualification,
    Room,
    Trainer,
)

SUNDAY_EVENING: dict[str, Any] = {"weekdays": frozenset({6}), "slots": frozenset({2})}
"""When no run of the innocent center meets."""


def _crowd(rng: Random) -> Cause:
    return Cause(
        (run_of("x", rng.randint(1, 6), people=rng.randint(21, 60)),), facts_of((FactKind.ROOMS, SHOP))
    )


def _nobody(rng: Random) -> Cause:
    return Cause((run_of("x", rng.randint(1, 6)),), facts_of((FactKind.TRAINERS, TRADE)), trainers=())


def _short_window(rng: Random) -> Cause:
    sessions, first = rng.randint(3, 9), rng.randint(0, 9)
    run = run_of("x", sessions, earliest=day(first), latest=day(first + sessions - 2))
    return Cause((run,), facts_of((FactKind.WINDOW, "x"), (FactKind.MOST_PER_DAY, "x")))


def _wrong_weekday(rng: Random) -> Cause:
    run = run_of(
        "x", 1, earliest=day(0), latest=day(rng.randint(0, 3)), weekdays=frozenset({rng.choice((4, 5, 6))})
    )
    return Cause((run,), facts_of((FactKind.WINDOW, "x"), (FactKind.PATTERN, "x")))


def _too_long(rng: Random) -> Cause:
    """More sessions than the calendar has days."""
    return Cause((run_of("x", rng.randint(29, 34)),), facts_of((FactKind.MOST_PER_DAY, "x")))


def _absent(rng: Random) -> Cause:
    days = rng.randint(3, 12)
    run = run_of("x", rng.randint(1, 3), latest=day(days - 1))
    facts = facts_of((FactKind.ABSENT, "smith-1"), (FactKind.TRAINERS, TRADE), (FactKind.WINDOW, "x"))
    return Cause((run,), facts, trainers=(Trainer("smith-1", SKILL, periods(days)),))


def _booked(rng: Random) -> Cause:
    days = rng.randint(3, 12)
    run = run_of("x", rng.randint(1, 3), latest=day(days - 1))
    busy = dict.fromkeys(periods(days), 60)
    facts = facts_of((FactKind.BOOKED, "smith-1"), (FactKind.TRAINERS, TRADE), (FactKind.WINDOW, "x"))
    return Cause((run,), facts, trainers=(Trainer("smith-1", SKILL, booked=busy),))


def _weekly(rng: Random) -> Cause:
    most = rng.randint(1, 4)
    run = run_of("x", most + 1, latest=day(6))
    who = Trainer("smith-1", SKILL, minutes_per_week=180 * most)
    named = (
        (FactKind.WEEKLY, "smith-1"),
        (FactKind.LENGTH, "x"),
        (FactKind.TRAINERS, TRADE),
        (FactKind.WINDOW, "x"),
    )
    return Cause((run,), facts_of(*named), trainers=(who,))


def _daily(rng: Random) -> Cause:
    run = run_of("x", rng.choice((4, 6)), least_per_day=2, most_per_day=2)
    who = Trainer("smith-1", SKILL, minutes_per_day=rng.choice((180, 240, 300)))
    named = (
        (FactKind.DAILY, "smith-1"),
        (FactKind.LENGTH, "x"),
        (FactKind.TRAINERS, TRADE),
        (FactKind.LEAST_PER_DAY, "x"),
    )
    return Cause((run,), facts_of(*named), trainers=(who,))


def _expired(rng: Random) -> Cause:
    start = rng.randint(5, 15)
    who = Trainer("smith-1", (Qualification(TRADE, None, day(start - 1)),))
    run = run_of("x", rng.randint(1, 4), earliest=day(start))
    named = (FactKind.VALIDITY, "smith-1"), (FactKind.TRAINERS, TRADE), (FactKind.WINDOW, "x")
    return Cause((run,), facts_of(*named), trainers=(who,))


def _closed_shop(rng: Random) -> Cause:
    days = rng.randint(3, 12)
    run = run_of("x", rng.randint(1, 3), latest=day(days - 1))
    named = (FactKind.ROOM_CLOSED, "forge-1"), (FactKind.ROOMS, SHOP), (FactKind.WINDOW, "x")
    return Cause((run,), facts_of(*named), rooms=(Room("forge-1", SHOP, 20, closed=periods(days)),))


def _far_trainer(rng: Random) -> Cause:
    who = Trainer("smith-1", SKILL, sites=frozenset({"far"}))
    run = run_of("x", rng.randint(1, 6))
    return Cause((run,), facts_of((FactKind.SITES, "smith-1"), (FactKind.TRAINERS, TRADE)), trainers=(who,))


def _far_room(rng: Random) -> Cause:
    run = run_of("x", rng.randint(1, 6), sites=frozenset({"far"}))
    return Cause((run,), facts_of((FactKind.PLACE, "x"), (FactKind.ROOMS, SHOP)))


def _no_unit(rng: Random) -> Cause:
    run = run_of("x", rng.randint(1, 6), needs=frozenset({"anvil"}))
    unit = Equipment("anvil-1", "anvil", unavailable=periods(28))
    return Cause((run,), facts_of((FactKind.EQUIPMENT, "anvil"), (FactKind.ROOMS, SHOP)), equipment=(unit,))


def _long_session(rng: Random) -> Cause:
    return Cause(
        (run_of("x", rng.randint(1, 6), minutes=rng.randint(181, 400)),), facts_of((FactKind.LENGTH, "x"))
    )


def _locks(rng: Random) -> Cause:
    early, late = sorted(rng.sample(range(3, 30), 2))
    locks = (Lock("x/1", period=late), Lock("x/2", period=early))
    return Cause((run_of("x", 2),), facts_of((FactKind.LOCK, "x/1"), (FactKind.LOCK, "x/2")), locks=locks)


def _center(rng: Random) -> Cause:
    sundays = frozenset(day * 3 + 2 for day in range(6, 28, 7))
    run = run_of("x", rng.randint(1, 3), **SUNDAY_EVENING)
    return Cause((run,), facts_of((FactKind.CLOSED, ""), (FactKind.PATTERN, "x")), closed=sundays)


OF_ONE_RUN: dict[str, Callable[[Random], Cause]] = {
    "too many people": _crowd,
    "nobody qualified": _nobody,
    "window too short": _short_window,
    "weekday outside the window": _wrong_weekday,
    "calendar too short": _too_long,
    "trainer absent": _absent,
    "trainer booked": _booked,
    "weekly limit": _weekly,
    "daily limit": _daily,
    "qualification expired": _expired,
    "workshop closed": _closed_shop,
    "trainer elsewhere": _far_trainer,
    "no room at the site": _far_room,
    "no unit free": _no_unit,
    "session too long": _long_session,
    "locks out of order": _locks,
    "center closed": _center,
}
