"""Rounds in which several processes search, by campus where there are some, and tell each other what they found."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduling.engine.campuses import campuses, owners
from scheduling.engine.parallel import Crew, Effort, Share, crew, share, spots_of
from scheduling.engine.turns import recombination

if TYPE_CHECKING:
    from scheduling.engine.solve import Work

ROUNDS = 6

PRICED = 8
"""Rounds of prices before each of them where steps are counted, not seconds."""

RECOMBINED = 0.6
"""Share of the budget after which every round ends with the best timetable put together anew."""


def side_by_side(work: "Work") -> None:
    """Search with all workers until the budget is spent; prices get better meanwhile."""
    parts = campuses(work.compiled)
    with crew(work.workers) as hands:
        for turn in range(ROUNDS):
            if not work.budget.spent() and not work.finished:
                _round(work, hands, parts, turn)


def _round(work: "Work", hands: Crew, parts: list[list[int]], turn: int) -> None:
    """Every part once, or as often as there are workers for it; then what came back is taken over.

    With steps, the prices that the parts are given do not depend on how long others take.
    """
    work.search.back_to_best()
    for _ in range(PRICED if work.budget.steps is not None else 0):
        work.price()
    copies = max(1, work.workers // len(parts))
    effort = _effort(work, len(parts) * copies, turn)
    given = [
        (one, replace(effort, seed=effort.seed + copy))
        for one in _shares(work, parts, turn)
        for copy in range(copies)
    ]
    for placements in hands.all_done(given, lambda: _meanwhile(work)):
        found = spots_of(work.compiled, placements)
        for job, spots in found.items():
            work.layouts.note(job, spots)
        if found and work.search.adopt(list(found), found):
            work.tell("search")
    if work.budget.used() > RECOMBINED and not work.budget.spent():
        recombination(work)
    work.budget.taken += (effort.steps or 0) * len(given)


def _shares(work: "Work", parts: Sequence[Sequence[int]], turn: int) -> list[Share]:
    """The share of each part; runs that are set aside are in none."""
    movable, spots = set(work.jobs), work.search.best_spots
    owner = owners(work.compiled, parts, turn)
    return [
        share(
            work.compiled,
            [job for job in part if job in movable],
            spots,
            {trainer for trainer, home in owner.items() if home != number},
            work.prices.prices.held if work.prices else None,
        )
        for number, part in enumerate(parts)
    ]


def _effort(work: "Work", shares: int, turn: int) -> Effort:
    """What is left of seconds and steps, spread over the rounds and shares to come."""
    rounds, waves = ROUNDS - turn, -(-shares // work.workers)
    steps = work.budget.steps
    return Effort(
        seconds=work.budget.left() / rounds / waves,
        steps=None if steps is None else max(1, (steps - work.budget.taken) // (rounds * shares)),
        seed=work.seed * 10_000 + turn * 100,
        hot=work.temperature(turn / ROUNDS),
        cold=work.temperature((turn + 1) / ROUNDS),
    )


def _meanwhile(work: "Work") -> bool:
    """While others search, the bound is raised. Whether all is to stop."""
    if not work.budget.spent() and work.budget.steps is None:
        work.price()
    return work.finished or (work.budget.should_stop is not None and work.budget.should_stop())
