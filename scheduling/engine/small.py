"""Small problems: the search alone until it stands still; CP-SAT has the whole of what is left (`turns.whole`)."""

from typing import TYPE_CHECKING

from scheduling.engine.compiled import Compiled

if TYPE_CHECKING:
    from scheduling.engine.solve import Work

SMALL, FEW_LECTURES = 100, 150
"""Sessions up to which the whole problem becomes one CP-SAT model, begun with what the search found; lectures have no
prices that could prove anything of them.
"""

TINY = 30
"""Sessions up to which that model is so small that shortest paths and prices are not worth loading."""

WARM_SHARE = 0.25
"""Share of what is left of the budget in which the search improves what CP-SAT begins a small problem with."""

STILL, STILL_PRICED = 30, 400
"""Steps that gained nothing after which that search stands still: without prices, and with them."""

SETTLING_SECONDS, SETTLING_STEPS = 2.0, 200
"""In which prices settle in a small problem, if half of that share is not less; the steps where these are limited."""


def is_small(compiled: Compiled, *, lectures: bool) -> bool:
    """Whether CP-SAT gets the whole problem."""
    return len(compiled.tasks) <= (FEW_LECTURES if lectures else SMALL)


def warm_up(work: "Work") -> None:
    """The search alone until it stands still: a small problem can be a large model, which finds nothing for some
    time.
    """
    budget, pricing = work.budget, work.pricing
    begun = budget.used()
    share = WARM_SHARE * (1 - begun)
    if pricing:
        pricing.settled_after = begun + min(share / 2, budget.share(SETTLING_SECONDS, SETTLING_STEPS))
        pricing.until = begun + share
    patience, still, known = STILL_PRICED if pricing else STILL, 0, None
    while still < patience and budget.used() <= begun + share and work.jobs and not work.at_an_end():
        work.go_on()
        work.raise_bound(work.bound or 0)
        reached = (work.search.best, work.bound, work.begun_anew)
        still, known = still + 1 if reached == known else 0, reached
