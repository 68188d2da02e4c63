"""Why each graduate did or did not get each of their choices.

In order of precedence, the first that holds: locked (this very seat), withdrawn, not eligible, date clash or locked
(the person's one seat of this round is locked elsewhere; a date clash if the two runs share a day), placed, ranked
below (they have a run they like better), not opened, full. Nothing else can be: that is what the checker proves.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from enrollment.matching.acceptance import Seating
from enrollment.matching.market import CODE_NUMBER, Market
from enrollment.matching.model import NOWHERE, Problem, ReasonCode, Result

Facts = dict[str, Any]


def codes(market: Market, seating: Seating) -> NDArray[np.uint8]:
    """The number of the reason code of every choice."""
    claims = seating.claims()
    people = market.choices.graduate[market.choice_of]
    held_rank = np.full(len(market.problem.graduates), np.iinfo(np.int32).max, dtype=np.int32)
    held_rank[people[claims]] = market.rank_of[claims]
    against = market.rank_of - held_rank[people]
    closed = np.array([lists is None for lists in seating.held], dtype=bool)[market.run_of]
    unmet = np.where(closed, CODE_NUMBER[ReasonCode.NOT_OPENED], CODE_NUMBER[ReasonCode.FULL])
    met = np.where(against == 0, CODE_NUMBER[ReasonCode.PLACED], CODE_NUMBER[ReasonCode.RANKED_BELOW])
    numbers = market.verdicts.astype(np.uint8)
    numbers[market.choice_of] = np.where(against < 0, unmet, met)
    return numbers


def placement(problem: Problem, result: Result, index: int) -> dict[str, str] | None:
    """The seat of the graduate at this place in the problem, as published."""
    run = int(result.run_of[index])
    if run == NOWHERE:
        return None
    return {"run": problem.runs[run].id, "seat": problem.runs[run].seat_name(int(result.seat_of[index]))}


def why_run(problem: Problem, result: Result, run: int) -> Facts:
    """Why a run opens or not, with its minimum and, for one outweighed, what forcing it open would lead to."""
    outcome = result.runs[run]
    facts: Facts = {"code": outcome.why.value, "minimum": problem.runs[run].minimum}
    if not outcome.open:
        facts["wanted"] = outcome.wanted
    if outcome.if_open is not None:
        facts["if_open"] = {"placed_here": outcome.if_open.here, "placed_in_all": outcome.if_open.total}
    return facts
