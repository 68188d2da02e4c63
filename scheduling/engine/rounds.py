"""Rounds in which several processes search, by campus where there are some, and tell each other what they found."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduling.engine.campuses import campuses, owners
from scheduling.engine.parallel import Crew, Effort, Share, crew, share, spots_of

if TYPE_CHECKING:
    from scheduling.engine.solve import Work

ROUNDS = 6

PART = 1.5
"""Deterministic time in which one part is bounded; about as many seconds."""


def side_by_side(work: "Work") -> None:
    """Search with all workers until the budget is spent; parts are bounded meanwhile."""
    parts = campuses(work.compiled)
    with crew(work.workers) as hands:
        for turn in range(ROUNDS):
            if not work.budget.spent() and not work.finished:
                _round(work, hands, parts, turn)


def _round(work: "Work", hands: Crew, parts: list[list[int]], turn: int) -> None:
    """Every part once, or as often as there are workers for it; then what came back is taken over."""
    work.search.back_to_best()
    copies = max(1, work.workers // len(parts))
    effort = _effort(work, len(parts) * copies, turn)
    given = [
        (one, replace(effort, seed=effort.seed + copy))
        for one in _shares(work, parts, turn)
        for copy in range(copies)
    ]
    for placements in hands.all_done(given, lambda: _meanwhile(work)):
        found = spots_of(work.compiled, placements)
        if found and work.search.adopt(list(found), found):
            work.tell("search")
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
    """While others search, one part more is bounded. Whether all is to stop."""
    if work.parts.waiting and not work.left_out() and not work.budget.spent():
        work.raise_bound(work.parts.raised(work.limits(effort=PART)))
    return work.finished or (work.budget.should_stop is not None and work.budget.should_stop())
