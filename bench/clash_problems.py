"""Impossible timetabling problems whose cause is known, because it was put there.

Around each cause stands a small center (`bench.timetable_problem`) whose runs can all be placed; the culprits have a
trade, a workshop and trainers of their own, so that nothing else can be to blame.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from bench.timetable_problem import MONDAY, generate
from scheduling.engine.answers import (
    Fact,
    FactKind,
)
from scheduling.engine.model import (
    Equipment,
    Group,
    Journey,
    Lock,
    Problem,
    Qualification,
    Room,
    Run,
    Session,
    Trainer,
)

SHOP, TRADE = "forge", "smith"
SKILL = (Qualification(TRADE),)
SUNDAY_EVENING: dict[str, Any] = {"weekdays": frozenset({6}), "slots": frozenset({2})}
"""When no run of the innocent center meets."""


@dataclass(frozen=True, slots=True)
class Case:
    """An impossible problem, the runs to blame and the facts that must be named."""

    name: str
    problem: Problem
    runs: frozenset[str]
    facts: frozenset[Fact]


@dataclass(frozen=True, slots=True)
class Cause:
    """What is added to a center. The forge and its two smiths are there unless others are given."""

    runs: tuple[Run, ...]
    facts: frozenset[Fact]
    trainers: tuple[Trainer, ...] = (Trainer("smith-1", SKILL), Trainer("smith-2", SKILL))
    rooms: tuple[Room, ...] = (Room("forge-1", SHOP, 20), Room("forge-2", SHOP, 20))
    equipment: tuple[Equipment, ...] = ()
    closed: frozenset[int] = frozenset()
    locks: tuple[Lock, ...] = ()
    groups: tuple[Group, ...] = ()
    travel: tuple[Journey, ...] = ()


def cases(count: int, seed: int) -> list[Case]:
    """So many cases, every cause in turn."""
    makers = list(CAUSES.items())
    return [_case(*makers[number % len(makers)], seed=seed * 10_000 + number) for number in range(count)]


def _case(name: str, make: Callable[[Random], Cause], seed: int) -> Case:
    cause = make(Random(seed))
    center = generate(runs=6, trainers=8, rooms=10, weeks=4, seed=seed, tightness=0.3)
    whole = replace(
        center,
        runs=(*center.runs, *cause.runs),
        trainers=(*center.trainers, *cause.trainers),
        rooms=(*center.rooms, *cause.rooms),
        equipment=cause.equipment,
        closed=cause.closed,
        locks=cause.locks,
        groups=cause.groups,
        travel=cause.travel,
    )
    return Case(name, whole, frozenset(run.id for run in cause.runs), cause.facts)


def _run(
    name: str, sessions: int, needs: frozenset[str] = frozenset(), minutes: int = 180, **more: Any
) -> Run:
    made = tuple(
        Session(f"{name}/{n}", SHOP, TRADE, minutes, equipment=needs) for n in range(1, sessions + 1)
    )
    return replace(Run(name, made, people=12), **more)


def _day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def _facts(*named: tuple[FactKind, str]) -> frozenset[Fact]:
    return frozenset(Fact(kind, about) for kind, about in named)


def _periods(days: int) -> frozenset[int]:
    return frozenset(range(days * 3))


def _crowd(rng: Random) -> Cause:
    return Cause((_run("x", rng.randint(1, 6), people=rng.randint(21, 60)),), _facts((FactKind.ROOMS, SHOP)))


def _nobody(rng: Random) -> Cause:
    return Cause((_run("x", rng.randint(1, 6)),), _facts((FactKind.TRAINERS, TRADE)), trainers=())


def _short_window(rng: Random) -> Cause:
    sessions, first = rng.randint(3, 9), rng.randint(0, 9)
    run = _run("x", sessions, earliest=_day(first), latest=_day(first + sessions - 2))
    return Cause((run,), _facts((FactKind.WINDOW, "x"), (FactKind.MOST_PER_DAY, "x")))


def _wrong_weekday(rng: Random) -> Cause:
    run = _run(
        "x", 1, earliest=_day(0), latest=_day(rng.randint(0, 3)), weekdays=frozenset({rng.choice((4, 5, 6))})
    )
    return Cause((run,), _facts((FactKind.WINDOW, "x"), (FactKind.PATTERN, "x")))


def _too_long(rng: Random) -> Cause:
    """More sessions than the calendar has days."""
    return Cause((_run("x", rng.randint(29, 34)),), _facts((FactKind.MOST_PER_DAY, "x")))


def _absent(rng: Random) -> Cause:
    days = rng.randint(3, 12)
    run = _run("x", rng.randint(1, 3), latest=_day(days - 1))
    facts = _facts((FactKind.ABSENT, "smith-1"), (FactKind.TRAINERS, TRADE), (FactKind.WINDOW, "x"))
    return Cause((run,), facts, trainers=(Trainer("smith-1", SKILL, _periods(days)),))


def _booked(rng: Random) -> Cause:
    days = rng.randint(3, 12)
    run = _run("x", rng.randint(1, 3), latest=_day(days - 1))
    busy = dict.fromkeys(_periods(days), 60)
    facts = _facts((FactKind.BOOKED, "smith-1"), (FactKind.TRAINERS, TRADE), (FactKind.WINDOW, "x"))
    return Cause((run,), facts, trainers=(Trainer("smith-1", SKILL, booked=busy),))


def _weekly(rng: Random) -> Cause:
    most = rng.randint(1, 4)
    run = _run("x", most + 1, latest=_day(6))
    who = Trainer("smith-1", SKILL, minutes_per_week=180 * most)
    named = (
        (FactKind.WEEKLY, "smith-1"),
        (FactKind.LENGTH, "x"),
        (FactKind.TRAINERS, TRADE),
        (FactKind.WINDOW, "x"),
    )
    return Cause((run,), _facts(*named), trainers=(who,))


def _daily(rng: Random) -> Cause:
    run = _run("x", rng.choice((4, 6)), least_per_day=2, most_per_day=2)
    who = Trainer("smith-1", SKILL, minutes_per_day=rng.choice((180, 240, 300)))
    named = (
        (FactKind.DAILY, "smith-1"),
        (FactKind.LENGTH, "x"),
        (FactKind.TRAINERS, TRADE),
        (FactKind.LEAST_PER_DAY, "x"),
    )
    return Cause((run,), _facts(*named), trainers=(who,))


def _expired(rng: Random) -> Cause:
    start = rng.randint(5, 15)
    who = Trainer("smith-1", (Qualification(TRADE, None, _day(start - 1)),))
    run = _run("x", rng.randint(1, 4), earliest=_day(start))
    named = (FactKind.VALIDITY, "smith-1"), (FactKind.TRAINERS, TRADE), (FactKind.WINDOW, "x")
    return Cause((run,), _facts(*named), trainers=(who,))


def _closed_shop(rng: Random) -> Cause:
    days = rng.randint(3, 12)
    run = _run("x", rng.randint(1, 3), latest=_day(days - 1))
    named = (FactKind.ROOM_CLOSED, "forge-1"), (FactKind.ROOMS, SHOP), (FactKind.WINDOW, "x")
    return Cause((run,), _facts(*named), rooms=(Room("forge-1", SHOP, 20, closed=_periods(days)),))


def _far_trainer(rng: Random) -> Cause:
    who = Trainer("smith-1", SKILL, sites=frozenset({"far"}))
    run = _run("x", rng.randint(1, 6))
    return Cause((run,), _facts((FactKind.SITES, "smith-1"), (FactKind.TRAINERS, TRADE)), trainers=(who,))


def _far_room(rng: Random) -> Cause:
    run = _run("x", rng.randint(1, 6), sites=frozenset({"far"}))
    return Cause((run,), _facts((FactKind.PLACE, "x"), (FactKind.ROOMS, SHOP)))


def _no_unit(rng: Random) -> Cause:
    run = _run("x", rng.randint(1, 6), needs=frozenset({"anvil"}))
    unit = Equipment("anvil-1", "anvil", unavailable=_periods(28))
    return Cause((run,), _facts((FactKind.EQUIPMENT, "anvil"), (FactKind.ROOMS, SHOP)), equipment=(unit,))


def _long_session(rng: Random) -> Cause:
    return Cause(
        (_run("x", rng.randint(1, 6), minutes=rng.randint(181, 400)),), _facts((FactKind.LENGTH, "x"))
    )


def _locks(rng: Random) -> Cause:
    early, late = sorted(rng.sample(range(3, 30), 2))
    locks = (Lock("x/1", period=late), Lock("x/2", period=early))
    return Cause((_run("x", 2),), _facts((FactKind.LOCK, "x/1"), (FactKind.LOCK, "x/2")), locks=locks)


def _center(rng: Random) -> Cause:
    sundays = frozenset(day * 3 + 2 for day in range(6, 28, 7))
    run = _run("x", rng.randint(1, 3), **SUNDAY_EVENING)
    return Cause((run,), _facts((FactKind.CLOSED, ""), (FactKind.PATTERN, "x")), closed=sundays)


def _pattern(rng: Random) -> dict[str, Any]:
    """One slot a day in a window that the sessions fill."""
    return {"slots": frozenset({rng.randrange(3)}), "latest": _day(4)}


def _one_room(rng: Random) -> Cause:
    fixed = _pattern(rng)
    runs = tuple(_run(name, 5, **fixed) for name in "xy")
    named = [(FactKind.ROOMS, SHOP), (FactKind.PATTERN, "x"), (FactKind.PATTERN, "y")]
    return Cause(runs, _facts(*named), rooms=(Room("forge-1", SHOP, 20),))


def _one_trainer(rng: Random) -> Cause:
    fixed = _pattern(rng)
    runs = tuple(_run(name, 5, **fixed) for name in "xy")
    named = [(FactKind.TRAINERS, TRADE), (FactKind.PATTERN, "x"), (FactKind.PATTERN, "y")]
    return Cause(runs, _facts(*named), trainers=(Trainer("smith-1", SKILL),))


def _one_group(rng: Random) -> Cause:
    fixed = _pattern(rng)
    runs = tuple(_run(name, 5, groups=frozenset({"class"}), **fixed) for name in "xy")
    return Cause(runs, frozenset())


def _three_runs(rng: Random) -> Cause:
    """Two forges, three runs that fill the same slot."""
    fixed = _pattern(rng)
    runs = tuple(_run(name, 5, **fixed) for name in "xyz")
    smiths = tuple(Trainer(f"smith-{n}", SKILL) for n in range(4))
    return Cause(runs, _facts((FactKind.ROOMS, SHOP)), trainers=smiths)


def _far_apart(rng: Random) -> Cause:
    """One smith, mornings at one site and afternoons at another."""
    days = rng.randint(3, 9)
    filled: dict[str, Any] = {"latest": _day(days - 1)}
    runs = (
        _run("x", days, sites=frozenset({"main"}), slots=frozenset({0}), **filled),
        _run("y", days, sites=frozenset({"far"}), slots=frozenset({1}), **filled),
    )
    return Cause(
        runs,
        _facts((FactKind.TRAVEL, ""), (FactKind.TRAINERS, TRADE)),
        trainers=(Trainer("smith-1", SKILL),),
        rooms=(Room("forge-1", SHOP, 20), Room("forge-2", SHOP, 20, "far")),
        travel=(Journey("far", "main", rng.randint(61, 200)),),
    )


def _nights(rng: Random, **more: Any) -> tuple[Run, Run]:
    """Every evening the one run, every morning the other."""
    days = rng.randint(3, 9)
    filled: dict[str, Any] = {"latest": _day(days - 1), **more}
    return _run("x", days, slots=frozenset({2}), **filled), _run("y", days, slots=frozenset({0}), **filled)


def _no_rest(rng: Random) -> Cause:
    who = Trainer("smith-1", SKILL, rest=60 * rng.randint(14, 20))
    facts = _facts((FactKind.REST, "smith-1"), (FactKind.TRAINERS, TRADE))
    return Cause(_nights(rng), facts, trainers=(who,))


def _sleepless_class(rng: Random) -> Cause:
    group = Group("class", rest=60 * rng.randint(14, 20))
    runs = _nights(rng, groups=frozenset({"class"}))
    return Cause(runs, _facts((FactKind.GROUP_REST, "class")), groups=(group,))


def _long_day(rng: Random) -> Cause:
    """Mornings the one run, afternoons the other, and a class that may not learn all day."""
    days, group = rng.randint(3, 9), Group("class", minutes_per_day=rng.choice((180, 240, 300)))
    runs = tuple(
        _run(name, days, latest=_day(days - 1), slots=frozenset({slot}), groups=frozenset({"class"}))
        for slot, name in enumerate("xy")
    )
    return Cause(runs, _facts((FactKind.GROUP_DAILY, "class")), groups=(group,))


def _long_week(rng: Random) -> Cause:
    most = rng.randint(1, 5)
    run = _run("x", most + 1, latest=_day(6), groups=frozenset({"class"}))
    facts = _facts((FactKind.GROUP_WEEKLY, "class"), (FactKind.WINDOW, "x"), (FactKind.LENGTH, "x"))
    return Cause((run,), facts, groups=(Group("class", minutes_per_week=180 * most),))


def _elsewhere(rng: Random) -> Cause:
    days = rng.randint(3, 12)
    run = _run("x", rng.randint(1, 3), latest=_day(days - 1), groups=frozenset({"class"}))
    facts = _facts((FactKind.GROUP_BOOKED, "class"), (FactKind.WINDOW, "x"))
    return Cause((run,), facts, groups=(Group("class", booked=dict.fromkeys(_periods(days), 60)),))


def _protected(rng: Random) -> Cause:
    days = rng.randint(3, 12)
    run = _run("x", rng.randint(1, 3), latest=_day(days - 1), groups=frozenset({"class"}))
    facts = _facts((FactKind.PROTECTED, "class"), (FactKind.WINDOW, "x"))
    return Cause((run,), facts, groups=(Group("class", protected=_periods(days)),))


CAUSES: dict[str, Callable[[Random], Cause]] = {
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
    "two runs, one room": _one_room,
    "two runs, one trainer": _one_trainer,
    "two runs, one class": _one_group,
    "three runs, two rooms": _three_runs,
    "sites too far apart": _far_apart,
    "no night's rest": _no_rest,
    "no night's rest for a class": _sleepless_class,
    "too long a day for a class": _long_day,
    "too long a week for a class": _long_week,
    "a class booked elsewhere": _elsewhere,
    "protected times": _protected,
}
