"""Impossible timetabling problems whose cause is known, because it was put there.

Around each cause stands a small center (`bench.timetable_problem`) whose runs can all be placed; the culprits have a
trade, a workshop and trainers of their own, so that nothing else can be to blame.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

from bench.clash_parts import Cause
from bench.clash_rivals import OF_RIVALS
from bench.clash_runs import OF_ONE_RUN
from bench.timetable_problem import generate
from scheduling.engine.answers import Fact
from scheduling.engine.model import Problem

CAUSES: dict[str, Callable[[Random], Cause]] = {**OF_ONE_RUN, **OF_RIVALS}


@dataclass(frozen=True, slots=True)
class Case:
    """An impossible problem, the runs to blame and the facts that must be named."""

    name: str
    problem: Problem
    runs: frozenset[str]
    facts: frozenset[Fact]


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
