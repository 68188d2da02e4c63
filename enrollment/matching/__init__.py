"""Fair matching of graduates to course runs: plain Python and NumPy, no database, no Django.

`match` finds who goes where, which runs open and why; `check` verifies a result without any of the engine's code.
"""

from __future__ import annotations

from enrollment.matching.checker import check
from enrollment.matching.closing import Progress, Stop, decide
from enrollment.matching.explaining import Explainer, Reader
from enrollment.matching.market import build
from enrollment.matching.model import (
    Closing,
    Graduate,
    Ineligibility,
    Lock,
    Malformed,
    Problem,
    ReasonCode,
    Reserve,
    Result,
    Run,
    RunWhy,
)
from enrollment.matching.outcome import publish
from enrollment.matching.together import seat_together
from enrollment.matching.validation import validate

__all__ = [
    "Closing",
    "Explainer",
    "Graduate",
    "Ineligibility",
    "Lock",
    "Malformed",
    "Problem",
    "Reader",
    "ReasonCode",
    "Reserve",
    "Result",
    "Run",
    "RunWhy",
    "check",
    "match",
]


def match(
    problem: Problem, *, on_progress: Progress | None = None, should_stop: Stop | None = None
) -> Result:
    """Match one round: the best fair outcome for every graduate within the best set of open runs found.

    `on_progress(stage, done, total)` is called as work goes on; `should_stop()` ends the search for a better open set
    early, and the result, legal all the same, then says `complete=False`. Raises Malformed for an unusable problem.
    """
    validate(problem)
    market = build(problem)
    result = publish(market, decide(market, on_progress, should_stop))
    return seat_together(problem, result) if problem.together else result
