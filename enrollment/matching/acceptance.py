"""Graduate-proposing deferred acceptance (Gale and Shapley 1962; Abdulkadiroğlu and Sönmez 2003).

Everybody claims a seat in their first choice; a run that has too many claims keeps the ones its choice function
picks and turns the rest away, who claim their next choice, until nobody is turned away. Slots filled in a fixed
order, reserves before open seats, make the choice function substitutable (Kominers and Sönmez 2016), so the outcome
does not depend on the order in which claims are heard, and closing a run later is the same as its turning everyone
away now. That is why closing needs no second solution: the people turned away just go on claiming.
"""

from __future__ import annotations

from bisect import insort

import numpy as np
from numpy.typing import NDArray

from enrollment.matching.market import NO_CLAIM, Ints, Market

BULK_SHARE = 50
"""Claims are pruned in bulk while a round turns away at least one in this many; then one by one is faster."""


class Seating:
    """Who provisionally holds which seat: `held[run]` lists claims by seat type, best first, or is None once closed."""

    __slots__ = ("_confined", "_levels", "_market", "_next", "_run", "held", "steps")

    def __init__(self, market: Market, held: list[list[list[int]] | None], steps: int) -> None:
        self._market = market
        self._next = market.next_of.data
        self._run = market.run_of.data
        self._levels = market.levels_of.data
        self._confined = market.confined_of.data
        self.held = held
        self.steps = steps

    def copy(self) -> Seating:
        """An independent copy, for trying something."""
        held = [None if lists is None else [claims[:] for claims in lists] for lists in self.held]
        return Seating(self._market, held, self.steps)

    def placed(self, run: int) -> int:
        """People in the run, locked ones included; 0 if it is closed and holds none."""
        lists = self.held[run]
        return sum(self._market.locked[run]) + (sum(map(len, lists)) if lists is not None else 0)

    def claims(self) -> NDArray[np.int64]:
        """Every claim that holds a seat, in no particular order."""
        flat = [claim for lists in self.held if lists is not None for claims in lists for claim in claims]
        return np.array(flat, dtype=np.int64)

    def close(self, run: int) -> None:
        """Turn everyone in the run away for good and settle again."""
        lists = self.held[run]
        if lists is None:
            return
        self.held[run] = None
        follow = self._next
        self.settle([follow[claim] for claims in lists for claim in claims])

    def settle(self, claims: list[int]) -> None:
        """Hear each claim; whoever is turned away claims their next choice at once, until all hold a seat or none."""
        held, seats, follow, run_of = self.held, self._market.seats, self._next, self._run
        steps = 0
        for claim in claims:
            while claim != NO_CLAIM:
                steps += 1
                run = run_of[claim]
                lists = held[run]
                if lists is None:
                    claim = follow[claim]
                    continue
                if len(lists) == 1:
                    hold = lists[0]
                    insort(hold, claim)
                    if len(hold) <= seats[run]:
                        break
                    claim = follow[hold.pop()]
                    continue
                claim = self._choose(run, lists, claim)
                if claim != NO_CLAIM:
                    claim = follow[claim]
        self.steps += steps

    def _choose(self, run: int, lists: list[list[int]], claim: int) -> int:
        """Seat one more claim by the run's choice function; return the claim turned away, or NO_CLAIM.

        One claim more in the pool moves at most one claim down from each reserve to the next.
        """
        levels = self._levels
        if not levels[claim]:
            insort(lists[-1], claim)
            return self._overflow(run, lists)
        for level, quota in enumerate(self._market.quotas[run]):
            if levels[claim] >> level & 1:
                hold = lists[level]
                insort(hold, claim)
                if len(hold) <= quota:
                    return self._overflow(run, lists)
                claim = hold.pop()
        if self._confined[claim]:
            return claim
        insort(lists[-1], claim)
        return self._overflow(run, lists)

    def _overflow(self, run: int, lists: list[list[int]]) -> int:
        """With a seat too many taken, the last seat type that holds anyone gives up its worst claim."""
        taken = 0
        for hold in lists:
            taken += len(hold)
        if taken <= self._market.seats[run]:
            return NO_CLAIM
        return (lists[-1] or next(hold for hold in reversed(lists) if hold)).pop()


def settle_all(market: Market) -> Seating:
    """Settle every claim with all runs open except those the problem has decided not to open."""
    held: list[list[list[int]] | None] = [
        None if run.open is False else [[] for _ in range(len(run.reserves) + 1)]
        for run in market.problem.runs
    ]
    seating = Seating(market, held, steps=0)
    seating.settle(_prune(market).tolist())
    return seating


def _prune(market: Market) -> Ints:
    """Move people past the runs that are certain to turn them away; return the claim each then makes.

    Rejections never need taking back, whatever else is claimed later, so certainty among the present claims is enough.
    """
    seats, quotas = _limits(market)
    claims = market.first_claims
    while True:
        claims = np.sort(claims)
        out = _hopeless(market, claims, seats, quotas)
        turned_away = claims[out]
        following = market.next_of[turned_away]
        claims = np.concatenate((claims[~out], following[following != NO_CLAIM]))
        if len(turned_away) * BULK_SHARE <= len(claims):
            return claims


def _hopeless(market: Market, claims: Ints, seats: Ints, quotas: Ints) -> NDArray[np.bool_]:
    """Which of the sorted claims no choice function could pick.

    A claim gets no open seat if it is confined or as many better ones that are not are there as the run has seats, and
    no seat of a reserve if as many better members are there who have no earlier reserve to go to as the reserve has.
    """
    runs = market.run_of[claims]
    starts = np.flatnonzero(np.diff(runs, prepend=-1))
    lengths = np.diff(starts, append=len(claims))

    def better(rivals: NDArray[np.bool_]) -> Ints:
        before = np.zeros(len(claims) + 1, dtype=np.int32)
        np.cumsum(rivals, out=before[1:])
        ahead: Ints = before[:-1] - np.repeat(before[starts], lengths)
        return ahead

    confined = market.confined_of[claims]
    out = confined | (better(~confined) >= seats[runs])
    levels = market.levels_of[claims]
    lowest = levels & (~levels + np.uint32(1))
    for level, quota in enumerate(quotas):
        bit = np.uint32(1 << level)
        out &= ((levels & bit) == 0) | (better(lowest == bit) >= quota[runs])
    return out


def _limits(market: Market) -> tuple[Ints, Ints]:
    """Free seats of each run, none if it is decided not to open, and of each reserve, level × run."""
    runs = market.problem.runs
    seats = [0 if run.open is False else free for run, free in zip(runs, market.seats, strict=True)]
    depth = max((len(run.reserves) for run in runs), default=0)
    quotas = [
        [
            0 if run.open is False or level >= len(quota) else quota[level]
            for run, quota in zip(runs, market.quotas, strict=True)
        ]
        for level in range(depth)
    ]
    return np.array(seats, dtype=np.int32), np.array(quotas, dtype=np.int32).reshape(depth, len(runs))
