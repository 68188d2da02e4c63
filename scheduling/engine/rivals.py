"""A few runs that compete are laid out anew together, beside everything else: prices for them, then the best choice.

Their prices say soon whether anything cheaper can be there at all (Lagrange); if so, what the runs asked for meanwhile
are the layouts of which CP-SAT chooses one for each. A step of the search puts runs back one after the other: here none
comes first.
"""

from collections.abc import Sequence

import numpy as np

from scheduling.engine.exact import Limits, Spots
from scheduling.engine.lagrange import SWIFT, Priced, Prices
from scheduling.engine.layouts import Layouts
from scheduling.engine.pool import likeliest, recombined
from scheduling.engine.search import Search
from scheduling.engine.state import State

RIVALS = 8
"""Runs that are laid out anew together."""

ROUNDS = 20
"""Rounds of prices, at most."""

EFFORT = 0.5
"""Deterministic time of CP-SAT; it seldom needs a tenth of it."""


def step(search: Search, layouts: Layouts, seconds: float) -> bool:
    """Some rivals of the current timetable are laid out anew, if that makes it cheaper; True if it is a new best."""
    state = search.state
    now: Spots = {}
    for job in search.some_rivals(RIVALS):
        if state.placed(job):
            now[job] = state.remove(job)
    limits = Limits(seconds, seed=search.rng.randrange(1 << 30), effort=EFFORT)
    found = replanned(state, layouts, now, search.now[1] - state.score()[1], limits)
    for job, spots in now.items():
        state.insert(job, spots)
    return found is not None and search.adopt(list(found), found)


def replanned(state: State, layouts: Layouts, now: Spots, best: int, limits: Limits) -> Spots | None:
    """Cheaper places for runs that are not in the state, `now` is where they were; None if none were found.

    `best` is what they cost there beside the state.
    """
    prices = beside(state, layouts, list(now))
    for number in range(ROUNDS):
        if prices.raised(best, number / ROUNDS) >= best:
            return None
    found = {job: likeliest(state, (prices.pool,), job, prices.worth) for job in now}
    return recombined(state, found, now, limits)


def beside(state: State, layouts: Layouts, jobs: Sequence[int]) -> Prices:
    """Prices for some runs that are not in the state, on what it leaves."""
    compiled = state.compiled
    tracks = [one for job in jobs if (one := layouts.tracks[job])]
    most, zero = compiled.problem.evenings_per_week, Priced.zero(compiled)
    evenings = [week & compiled.evenings for week in compiled.week_masks]
    taught = [
        max(0, fair - work.bit_count()) for fair, work in zip(compiled.fair, state.trainer_work, strict=True)
    ]
    late = [[max(0, most - (work & week).bit_count()) for week in evenings] for work in state.trainer_work]
    there = Priced(zero.held + 1, np.array(taught, np.float64), np.array(late, np.float64))
    return Prices(compiled, tracks, {one.job: layouts.offer(state, one, 0) for one in tracks}, there, SWIFT)
