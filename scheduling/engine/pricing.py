"""When prices are made better beside the search, and from when on they say where runs should be."""

from collections.abc import Iterable
from math import inf
from typing import TYPE_CHECKING

from scheduling.engine.budget import Budget

if TYPE_CHECKING:
    from scheduling.engine.lagrange import Lagrange

PRICED, PRICED_LATER = 0.06, 0.3
"""Steps of the search, for every run, between two rounds of prices until they have settled, and then."""

SETTLED, ENOUGH = 0.35, 100
"""Share of the budget and rounds after which prices are settled: the timetable is built anew from them once, and the
search makes chains.
"""


class Pricing:
    """The prices of one call of `solve`: how far they are, and whether another round of them is worth its time.

    `settled_after` is the share of the budget that they have to settle, `until` that after which nobody needs them.
    """

    def __init__(self, lagrange: "Lagrange", budget: Budget) -> None:
        self.lagrange, self.budget = lagrange, budget
        self.settled_after = SETTLED
        self.until = 1.0
        self.quickest = inf

    def settling(self) -> float:
        """How far the prices are on the way to being as good as they get soon: 1 and more once they are."""
        return min(self.budget.used() / self.settled_after, self.lagrange.rounds / ENOUGH)

    def settled(self) -> bool:
        """Whether a timetable is to be built from them."""
        return self.settling() >= 1

    def every(self, runs: int) -> int:
        """Steps of the search between two rounds."""
        return max(1, round((PRICED_LATER if self.settled() else PRICED) * runs))

    def in_time(self) -> bool:
        """Whether they may settle while they are needed, as far as their quickest round tells."""
        rounds = self.lagrange.rounds
        lacking = max(0, ENOUGH - rounds)
        if self.budget.steps is not None or rounds < 2 or not lacking:
            return True
        return self.quickest * lacking < (self.until - self.budget.used()) * self.budget.seconds

    def better(self, best: int, out: Iterable[int]) -> int:
        """The bound after one round more, in which the runs that are `out` ask for nothing. `best` is what the others
        cost now.
        """
        begun = self.budget.elapsed()
        self.lagrange.without(out)
        bound = self.lagrange.raised(best, self.settling())
        if self.lagrange.rounds > 1:  # the first one loads its machine code
            self.quickest = min(self.quickest, self.budget.elapsed() - begun)
        return bound
