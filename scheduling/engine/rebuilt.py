"""A timetable built anew from prices: who pays most for their place is placed first, and all pay for what others need.

A search that began before there were prices is where its beginning led it. What the prices know of all runs together is
another beginning, and a better one.
"""

from collections.abc import Mapping, Sequence
from random import Random

from scheduling.engine.lagrange import Lagrange
from scheduling.engine.layouts import Layouts
from scheduling.engine.state import State

TRIES = 240
"""Runs that are placed in all: a few timetables of which the best is taken, of a large problem a single one."""

LUCK = 0.3
"""By how much of it what a run pays is taken for more or less, so that tries differ."""

WHOLE_TOLL = 1.0
"""What is placed first knows nothing of the others but their prices."""


def rebuilt(layouts: Layouts, prices: Lagrange, jobs: Sequence[int], rng: Random) -> State:
    """The best of a few timetables of these runs; those for which no place is left are left out."""
    pays = {job: prices.pays(job) for job in jobs}
    tries = (
        _built(layouts, {job: pay * rng.uniform(1 - LUCK, 1 + LUCK) for job, pay in pays.items()})
        for _ in range(max(1, TRIES // len(pays)))
    )
    return min(tries, key=State.score)


def _built(layouts: Layouts, pays: Mapping[int, float]) -> State:
    """A timetable of the runs, those that pay most first."""
    state = State(layouts.compiled)
    for job in sorted(pays, key=lambda job: (-pays[job], job)):
        spots = layouts.cheapest(state, job, WHOLE_TOLL)
        if spots is not None:
            state.insert(job, spots)
    return state
