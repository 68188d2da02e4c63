"""Causes for which runs cannot be held together, or not by the people who learn in them."""

from collections.abc import Callable
from random import Random
from typing import Any

from bench.clash_parts import SHOP, SKILL, TRADE, Cause, day, facts_of, periods, run_of
from scheduling.engine.answers import FactKind
from scheduling.engine.model import (
    Group,
    Journey,
    Room,
    Run,
    Trainer,
)


def _pattern(rng: Random) -> dict[str, Any]:
    """One slot a day in a window that the sessions fill."""
    return {"slots": frozenset({rng.randrange(3)}), "latest": day(4)}


def _one_room(rng: Random) -> Cause:
    fixed = _pattern(rng)
    runs = tuple(run_of(name, 5, **fixed) for name in "xy")
    named = [(FactKind.ROOMS, SHOP), (FactKind.PATTERN, "x"), (FactKind.PATTERN, "y")]
    return Cause(runs, facts_of(*named), rooms=(Room("forge-1", SHOP, 20),))


def _one_trainer(rng: Random) -> Cause:
    fixed = _pattern(rng)
    runs = tuple(run_of(name, 5, **fixed) for name in "xy")
    named = [(FactKind.TRAINERS, TRADE), (FactKind.PATTERN, "x"), (FactKind.PATTERN, "y")]
    return Cause(runs, facts_of(*named), trainers=(Trainer("smith-1", SKILL),))


def _one_group(rng: Random) -> Cause:
    fixed = _pattern(rng)
    runs = tuple(run_of(name, 5, groups=frozenset({"class"}), **fixed) for name in "xy")
    return Cause(runs, frozenset())


def _three_runs(rng: Random) -> Cause:
    """Two forges, three runs that fill the same slot."""
    fixed = _pattern(rng)
    runs = tuple(run_of(name, 5, **fixed) for name in "xyz")
    smiths = tuple(Trainer(f"smith-{n}", SKILL) for n in range(4))
    return Cause(runs, facts_of((FactKind.ROOMS, SHOP)), trainers=smiths)


def _far_apart(rng: Random) -> Cause:
    """One smith, mornings at one site and afternoons at another."""
    days = rng.randint(3, 9)
    filled: dict[str, Any] = {"latest": day(days - 1)}
    runs = (
        run_of("x", days, sites=frozenset({"main"}), slots=frozenset({0}), **filled),
        run_of("y", days, sites=frozenset({"far"}), slots=frozenset({1}), **filled),
    )
    return Cause(
        runs,
        facts_of((FactKind.TRAVEL, ""), (FactKind.TRAINERS, TRADE)),
        trainers=(Trainer("smith-1", SKILL),),
        rooms=(Room("forge-1", SHOP, 20), Room("forge-2", SHOP, 20, "far")),
        travel=(Journey("far", "main", rng.randint(61, 200)),),
    )


def _nights(rng: Random, **more: Any) -> tuple[Run, Run]:
    """Every evening the one run, every morning the other."""
    days = rng.randint(3, 9)
    filled: dict[str, Any] = {"latest": day(days - 1), **more}
    return run_of("x", days, slots=frozenset({2}), **filled), run_of(
        "y", days, slots=frozenset({0}), **filled
    )


def _no_rest(rng: Random) -> Cause:
    who = Trainer("smith-1", SKILL, rest=60 * rng.randint(14, 20))
    facts = facts_of((FactKind.REST, "smith-1"), (FactKind.TRAINERS, TRADE))
    return Cause(_nights(rng), facts, trainers=(who,))


def _sleepless_class(rng: Random) -> Cause:
    group = Group("class", rest=60 * rng.randint(14, 20))
    runs = _nights(rng, groups=frozenset({"class"}))
    return Cause(runs, facts_of((FactKind.GROUP_REST, "class")), groups=(group,))


def _long_day(rng: Random) -> Cause:
    """Mornings the one run, afternoons the other, and a class that may not learn all day."""
    days, group = rng.randint(3, 9), Group("class", minutes_per_day=rng.choice((180, 240, 300)))
    runs = tuple(
        run_of(name, days, latest=day(days - 1), slots=frozenset({slot}), groups=frozenset({"class"}))
        for slot, name in enumerate("xy")
    )
    return Cause(runs, facts_of((FactKind.GROUP_DAILY, "class")), groups=(group,))


def _long_week(rng: Random) -> Cause:
    most = rng.randint(1, 5)
    run = run_of("x", most + 1, latest=day(6), groups=frozenset({"class"}))
    facts = facts_of((FactKind.GROUP_WEEKLY, "class"), (FactKind.WINDOW, "x"), (FactKind.LENGTH, "x"))
    return Cause((run,), facts, groups=(Group("class", minutes_per_week=180 * most),))


def _elsewhere(rng: Random) -> Cause:
    days = rng.randint(3, 12)
    run = run_of("x", rng.randint(1, 3), latest=day(days - 1), groups=frozenset({"class"}))
    facts = facts_of((FactKind.GROUP_BOOKED, "class"), (FactKind.WINDOW, "x"))
    return Cause((run,), facts, groups=(Group("class", booked=dict.fromkeys(periods(days), 60)),))


def _protected(rng: Random) -> Cause:
    days = rng.randint(3, 12)
    run = run_of("x", rng.randint(1, 3), latest=day(days - 1), groups=frozenset({"class"}))
    facts = facts_of((FactKind.PROTECTED, "class"), (FactKind.WINDOW, "x"))
    return Cause((run,), facts, groups=(Group("class", protected=periods(days)),))


OF_RIVALS: dict[str, Callable[[Random], Cause]] = {
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
