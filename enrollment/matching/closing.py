"""Which runs open, where a run needs a minimum of people (Biró, Fleiner, Irving and Manlove 2010: deciding is NP-hard).

Greedy: while a run is short of its minimum, close the one filled least. Search: from there, force each closed run
open and each open run closed in turn, settle again, and keep what is better: more people placed, then the smaller sum
of squared ranks (0 for a first choice), then the set that opens the first run code in which the two differ.
A run in which people hold locked seats, and a run decided beforehand, is never closed here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from enrollment.matching.acceptance import Seating, settle_all
from enrollment.matching.market import Market
from enrollment.matching.model import Closing

SEARCH_STEPS = 5_000_000
"""Claims heard before the search ends. Work, not time: the same answer on any machine, about 5 CPU s at most."""

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
    return np.bincount(market.run_of[better], minlength=len(market.problem.runs)).tolist()


class Search:
    """Hill climbing over open sets by opening or closing one run at a time; deterministic, bounded by work."""

    def __init__(
        self, market: Market, everything: Seating, on_progress: Progress | None, should_stop: Stop | None
    ) -> None:
        self.market = market
        self.everything = everything
        self.on_progress = on_progress
        self.should_stop = should_stop
        self.trials = 1
        self.steps = 0

    def improve(self, seating: Seating) -> OpenSet:
        """Take the first better neighbor until there is none, or until the work is spent or a stop is asked for."""
        best, best_score = seating, score(self.market, seating)
        better = True
        while better:
            better = False
            toggles = list(self._toggles(best))
            for done, run in enumerate(toggles):
                if self.steps >= SEARCH_STEPS or (self.should_stop is not None and self.should_stop()):
                    return OpenSet(best, self.everything, self.trials, complete=False)
                if self.on_progress is not None:
                    self.on_progress("search", done, len(toggles))
                for trial in self._neighbors(best, run):
                    if (trial_score := score(self.market, trial)) > best_score:
                        best, best_score, better = trial, trial_score, True
                if better:
                    break
        return OpenSet(best, self.everything, self.trials, complete=True)

    def _toggles(self, seating: Seating) -> Iterable[int]:
        """Closed runs wanted by enough people, most wanted first; then open runs, the smallest first."""
        runs = self.market.problem.runs
        wants = wanted(self.market, seating)
        free = closable(self.market)
        closed = [run for run in free if seating.held[run] is None and wants[run] >= runs[run].minimum]
        opened = [run for run in free if seating.held[run] is not None and seating.placed(run)]
        yield from sorted(closed, key=lambda run: -wants[run])
        yield from sorted(opened, key=seating.placed)

    def _neighbors(self, seating: Seating, run: int) -> Iterable[Seating]:
        """The open set with one run toggled: the others kept as they are, then chosen anew from all."""
        opening = seating.held[run] is None
        shut = [other for other, lists in enumerate(seating.held) if lists is None and other != run]
        for closed in (shut, []) if opening else ([*shut, run], [run]):
            trial = self.everything.copy()
            start = trial.steps
            for other in closed:
                trial.close(other)
            close_short(self.market, trial, keep=run if opening else None)
            self.trials += 1
            self.steps += trial.steps - start + 1
            if is_full_enough(self.market, trial, run):
                yield trial
