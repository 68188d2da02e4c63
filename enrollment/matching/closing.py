"""Which runs open, where a run needs a minimum of people (Biró, Fleiner, Irving and Manlove 2010: deciding is NP-hard).

Greedy: while a run is short of its minimum, close the one filled least. Search: with few runs try every open set;
with more, start from the greedy one, force each closed run open and each open run closed in turn, settle again, and
keep what is better. Better is: more people placed, then the smaller sum of squared ranks (0 for a first choice), then
the set that opens the first run code in which the two differ.
A run in which people hold locked seats, and a run decided beforehand, is never closed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from enrollment.matching.acceptance import Seating, settle_all
from enrollment.matching.market import Market
from enrollment.matching.model import Closing

EXHAUSTIVE_RUNS = 10
"""Up to so many runs whose opening is open to choice, all 2ⁿ sets are tried and the best is certain."""

SEARCH_STEPS = 2_000_000
"""Claims heard before the search ends. Work, not time: the same answer on any machine, in some 5 to 15 CPU s."""

COPIES_PER_STEP = 10
"""Seats that can be copied and scored for a trial in the time of hearing one claim; that, too, is work."""

Progress = Callable[[str, int, int], None]
Stop = Callable[[], bool]
Score = tuple[int, int, tuple[bool, ...]]


@dataclass(frozen=True, slots=True)
class OpenSet:
    """A settled set of open runs, and the seats as they would be with every run open; see Result for the rest."""

    seating: Seating
    everything: Seating
    trials: int
    complete: bool


def decide(market: Market, on_progress: Progress | None, should_stop: Stop | None) -> OpenSet:
    """Find the open set the problem asks for."""
    everything = settle_all(market)
    if market.problem.closing is Closing.NONE:
        return OpenSet(everything, everything, trials=1, complete=True)
    greedy = close_short(market, everything.copy())
    if market.problem.closing is Closing.GREEDY:
        return OpenSet(greedy, everything, trials=1, complete=True)
    return Search(market, everything, on_progress, should_stop).improve(greedy)


def keep(market: Market, opened: frozenset[str]) -> OpenSet:
    """Settle with just these runs open, those not open to choice apart; nothing is searched."""
    everything = settle_all(market)
    seating = everything.copy()
    for run in closable(market):
        if market.problem.runs[run].id not in opened:
            seating.close(run)
    return OpenSet(seating, everything, trials=1, complete=True)


def closable(market: Market) -> list[int]:
    """Runs whose opening is open to choice, by code."""
    runs = [
        index
        for index, run in enumerate(market.problem.runs)
        if run.open is None and not any(market.locked[index])
    ]
    return sorted(runs, key=lambda run: int(market.by_code[run]))


def close_short(market: Market, seating: Seating, keep: int | None = None) -> Seating:
    """Close the least filled short run until none is short, `keep` apart; ties close the last code first.

    A closing only ever sends people to other runs, so whichever run is no longer short never becomes short again.
    """
    runs = market.problem.runs
    short = [run for run in closable(market) if run != keep and seating.held[run] is not None]
    while True:
        fill = [(seating.placed(run), run) for run in short]
        still = [(placed, run) for placed, run in fill if placed < runs[run].minimum]
        if not still:
            return seating
        least = min(still, key=lambda item: (item[0] / runs[item[1]].minimum, -int(market.by_code[item[1]])))
        emptied = [run for placed, run in still if placed == 0] or [least[1]]
        for run in emptied:
            seating.close(run)
        short = [run for _, run in still if seating.held[run] is not None]


def is_full_enough(market: Market, seating: Seating, run: int) -> bool:
    """Whether the run is closed or has its minimum."""
    return seating.held[run] is None or seating.placed(run) >= market.problem.runs[run].minimum


def score(market: Market, seating: Seating) -> Score:
    """The objective over open sets as a tuple, the greatest best; locked people are the same in all of them."""
    claims = seating.claims()
    ranks = market.rank_of[claims].astype(np.int64)
    codes = np.argsort(market.by_code).tolist()
    opened = tuple(seating.held[run] is not None for run in codes)
    return len(claims), -int((ranks * ranks).sum()), opened


def wanted(market: Market, seating: Seating) -> list[int]:
    """For each run, how many people would rather be there than where they are: claims better than the one held."""
    claims = seating.claims()
    people = market.choices.graduate[market.choice_of]
    held_rank = np.full(len(market.problem.graduates), np.iinfo(np.int32).max, dtype=np.int32)
    held_rank[people[claims]] = market.rank_of[claims]
    better = market.rank_of < held_rank[people]
    counts: list[int] = np.bincount(market.run_of[better], minlength=len(market.problem.runs)).tolist()
    return counts


class Search:
    """Looks for a better open set; deterministic, and bounded by work rather than time."""

    def __init__(
        self, market: Market, everything: Seating, on_progress: Progress | None, should_stop: Stop | None
    ) -> None:
        self.market = market
        self.everything = everything
        self.free = closable(market)
        self.on_progress = on_progress
        self.should_stop = should_stop
        self.trials = 1
        self.steps = 0

    def improve(self, greedy: Seating) -> OpenSet:
        """Search from the greedy set; a stop or the end of the budget leaves the best set found so far."""
        if len(self.free) <= EXHAUSTIVE_RUNS:
            best, complete = self._exhaust(greedy)
        else:
            best, complete = self._climb(greedy)
        return OpenSet(best, self.everything, self.trials, complete)

    def _exhaust(self, greedy: Seating) -> tuple[Seating, bool]:
        """Try every open set, each from one with a run more."""
        best, best_score = greedy, score(self.market, greedy)
        pending = [(self.everything.copy(), 0)]
        while pending:
            if self._must_end(self.trials, 2 ** len(self.free)):
                return best, False
            seating, depth = pending.pop()
            self.trials += 1
            legal = all(is_full_enough(self.market, seating, run) for run in self.free)
            if legal and (new_score := score(self.market, seating)) > best_score:
                best, best_score = seating, new_score
            for place in range(depth, len(self.free)):
                pending.append((self._closed(seating, [self.free[place]]), place + 1))
        return best, True

    def _climb(self, greedy: Seating) -> tuple[Seating, bool]:
        """Take the first better set that differs in one run, until there is none."""
        best, best_score = greedy, score(self.market, greedy)
        toggles = self._toggles(best)
        done = 0
        while done < len(toggles):
            if self._must_end(done, len(toggles)):
                return best, False
            for trial in self._neighbors(best, toggles[done]):
                if (new_score := score(self.market, trial)) > best_score:
                    best, best_score, toggles, done = trial, new_score, self._toggles(trial), -1
                    break
            done += 1
        return best, True

    def _must_end(self, done: int, total: int) -> bool:
        if self.on_progress is not None:
            self.on_progress("search", done, total)
        return self.steps >= SEARCH_STEPS or (self.should_stop is not None and self.should_stop())

    def _toggles(self, seating: Seating) -> list[int]:
        """Closed runs wanted by enough people, most wanted first; then open runs, the smallest first."""
        runs = self.market.problem.runs
        wants = wanted(self.market, seating)
        closed = [run for run in self.free if seating.held[run] is None and wants[run] >= runs[run].minimum]
        opened = [run for run in self.free if seating.held[run] is not None and seating.placed(run)]
        return sorted(closed, key=lambda run: -wants[run]) + sorted(opened, key=seating.placed)

    def _neighbors(self, seating: Seating, run: int) -> Iterable[Seating]:
        """One run toggled: first the others as they are, then the others chosen anew from all."""
        if seating.held[run] is not None:
            yield self._settled(self._closed(seating, [run]))
            yield self._settled(self._closed(self.everything, [run]))
            return
        shut = [other for other in self.free if seating.held[other] is None and other != run]
        for closed in (shut, []):
            trial = self._settled(self._closed(self.everything, closed), keep=run)
            if is_full_enough(self.market, trial, run):
                yield trial

    def _closed(self, seating: Seating, runs: list[int]) -> Seating:
        trial = seating.copy()
        for run in runs:
            trial.close(run)
        self.steps += trial.steps - seating.steps + 1 + len(self.market.first_claims) // COPIES_PER_STEP
        return trial

    def _settled(self, seating: Seating, keep: int | None = None) -> Seating:
        before = seating.steps
        close_short(self.market, seating, keep)
        self.steps += seating.steps - before
        self.trials += 1
        return seating
