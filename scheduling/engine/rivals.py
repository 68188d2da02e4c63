"""Runs that compete are laid out anew together, beside everything else: prices for them, then the best choice.

They begin with the prices of the whole problem, which say what others need, and have them made better for themselves.
Of the layouts that they ask for meanwhile, and of those that the search met, CP-SAT chooses one for each. A step of the
search puts runs back one after the other: here none comes first.
"""

from collections.abc import Sequence

import numpy as np

from scheduling.engine.asking import Priced
from scheduling.engine.exact import Limits, Spots
from scheduling.engine.lagrange import SWIFT, Prices
from scheduling.engine.layouts import Layouts
from scheduling.engine.pool import Beside
from scheduling.engine.search import Search
from scheduling.engine.state import State
from scheduling.engine.usage import Layout

FEWEST, MOST = 12, 32
"""Runs that are laid out anew together."""

ROUNDS = (5, 12)
"""Rounds of prices, from few to many."""

FURTHER, FURTHEST = 1.04, 2.0
"""After every try that gained nothing, by how much more runs and rounds the next one has, and how many times as many at
most; after one that gained something it is as in the beginning.
"""

EFFORT = 0.5
"""Deterministic time of CP-SAT; it seldom needs a tenth of it."""

Choice = dict[int, list[Layout]]
"""The layouts of every run that it may have."""


def step(search: Search, layouts: Layouts, seconds: float) -> bool:
    """Some rivals of the current timetable are laid out anew, if that makes it cheaper; True if it is a new best."""
    state, before = search.state, search.now
    now: Spots = {}
    for job in search.some_rivals(round(search.reach * search.rng.randint(FEWEST, MOST))):
        if state.placed(job):
            now[job] = state.remove(job)
    limits = Limits(seconds, seed=search.rng.randrange(1 << 30), effort=EFFORT)
    rounds = round(search.reach * search.rng.randint(*ROUNDS))
    found = replanned(state, layouts, now, search.now[1] - state.score()[1], rounds, limits)
    for job, spots in now.items():
        state.insert(job, spots)
    better = found is not None and search.adopt(list(found), found)
    search.reach = 1.0 if search.now < before else min(FURTHEST, search.reach * FURTHER)
    return better


def replanned(
    state: State, layouts: Layouts, now: Spots, best: int, rounds: int, limits: Limits
) -> Spots | None:
    """Cheaper places for runs that are not in the state, `now` is where they were; None if none were found.

    `best` is what they cost there beside the state.
    """
    there = Beside(state, layouts.usages)
    prices = beside(there, layouts, list(now))
    for number in range(rounds):
        if prices.raised(best, number / rounds) >= best:
            return None
    likeliest = {
        job: there.likeliest(
            job, [tuple(spots), *prices.layouts(job), *layouts.pool.layouts.get(job, ())], prices.worth
        )
        for job, spots in now.items()
    }
    return there.cheapest(affordable(prices, likeliest, best), now, limits)


def affordable(prices: Prices, likeliest: Choice, best: int) -> Choice:
    """The layouts without those with which all together would cost more than `best`, by the prices."""
    worth = {job: [prices.worth(job, layout) for layout in found] for job, found in likeliest.items()}
    cheapest = {job: min(its, default=0.0) for job, its in worth.items()}
    least = sum(cheapest.values()) - prices.income()
    return {
        job: [
            layout
            for layout, price in zip(found, worth[job], strict=True)
            if least + price - cheapest[job] < best + 1
        ]
        for job, found in likeliest.items()
    }


def beside(rest: Beside, layouts: Layouts, jobs: Sequence[int]) -> Prices:
    """Prices for some runs that are not in the state, on what it leaves."""
    state, compiled = rest.state, rest.state.compiled
    tracks = [one for job in jobs if (one := layouts.tracks[job])]
    most = compiled.problem.evenings_per_week
    evenings = [week & compiled.evenings for week in compiled.week_masks]
    taught = [
        max(0, fair - work.bit_count()) for fair, work in zip(compiled.fair, state.trainer_work, strict=True)
    ]
    late = [[max(0, most - (work & week).bit_count()) for week in evenings] for work in state.trainer_work]
    held = rest.free.reshape(-1, rest.usages.periods).astype(np.float64)
    there = Priced(held, np.array(taught, np.float64), np.array(late, np.float64))
    prices = Prices(
        layouts.usages, tracks, {one.job: layouts.offer(state, one, 0) for one in tracks}, there, SWIFT
    )
    if layouts.tolls is not None:
        prices.prices.held[: len(layouts.tolls)] = layouts.tolls * held[: len(layouts.tolls)]
    return prices
