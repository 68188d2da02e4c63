"""Why each graduate did or did not get each of their choices.

In order of precedence, the first that holds: locked (this very seat), withdrawn, not eligible, date clash or locked
(the person's one seat of this round is locked elsewhere; a date clash if the two runs share a day), placed, ranked
below (they have a run they like better), not opened, full. Nothing else can be: that is what the checker proves.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from enrollment.matching.acceptance import Seating
from enrollment.matching.market import CODE_NUMBER, CODES, Market
from enrollment.matching.model import (
    NOWHERE,
    OPEN_SEAT,
    Cutoff,
    Graduate,
    Problem,
    ReasonCode,
    Result,
    Run,
)

SMALLEST_SHOWN = 5
"""A reserved seat type's cut-off is told to others only if at least so many people hold that type in the run:
with fewer, a classmate could work out who is poor or disabled, and how many points they have."""

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


class Explainer:
    """Turns the stored numbers of one result into reasons with their facts, as published to the person."""

    def __init__(self, problem: Problem, result: Result, *, tellable: int | None = None) -> None:
        """`tellable` are the most points that say nothing of a person that others may not know. Where it is given, the
        cut-off of open seats too is told only up to there, and only if enough people hold one.
        """
        self.problem = problem
        self._tellable = tellable
        self.result = result
        self._run_number = {run.id: index for index, run in enumerate(problem.runs)}
        lengths = [len(graduate.choices) for graduate in problem.graduates]
        self._first = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).tolist()

    def everyone(self) -> Iterator[tuple[str, dict[str, Facts]]]:
        """Each graduate's id with their reasons."""
        for index, graduate in enumerate(self.problem.graduates):
            yield graduate.id, self.explain(index)

    def explain(self, index: int) -> dict[str, Facts]:
        """The reasons of the graduate at this place in the problem, by run id in the order of their choices."""
        graduate = self.problem.graduates[index]
        numbers = self.result.codes[self._first[index] : self._first[index + 1]].tolist()
        return {
            run: {"code": CODES[number].value, **self._facts(CODES[number], index, graduate, run)}
            for run, number in zip(graduate.choices, numbers, strict=True)
        }

    def _facts(self, code: ReasonCode, index: int, graduate: Graduate, run: str) -> Facts:
        held = int(self.result.run_of[index])
        match code:
            case ReasonCode.PLACED:
                return {"seat": self.problem.runs[held].seat_name(int(self.result.seat_of[index]))}
            case ReasonCode.RANKED_BELOW:
                return {"placed": self.problem.runs[held].id}
            case ReasonCode.DATE_CLASH:
                return {"with": self.problem.runs[held].id}
            case ReasonCode.LOCKED:
                seat = self.problem.runs[held].seat_name(int(self.result.seat_of[index]))
                return {"run": self.problem.runs[held].id, "seat": seat}
            case ReasonCode.NOT_ELIGIBLE:
                verdict = graduate.ineligible[run]
                return {"rule": verdict.rule, "fact": verdict.fact, "clause": verdict.clause}
            case ReasonCode.WITHDRAWN:
                return {}
            case ReasonCode.TOGETHER:
                return {"run": self.problem.runs[held].id}
            case ReasonCode.NOT_OPENED:
                return self._not_opened(self._run_number[run])
            case ReasonCode.FULL:
                return self._full(index, graduate, self._run_number[run])

    def _may_tell(self, seat: str, cutoff: Cutoff | None, holders: int) -> bool:
        """Whether a cut-off tells nothing about the poverty or disability of those who hold the seats."""
        if seat == OPEN_SEAT and (self._tellable is None or cutoff is None):
            return True
        few = holders < SMALLEST_SHOWN
        return not few and (self._tellable is None or cutoff is None or cutoff.points <= self._tellable)

    def _not_opened(self, run: int) -> Facts:
        outcome = self.result.runs[run]
        return {"why": outcome.why.value, "wanted": outcome.wanted, "minimum": self.problem.runs[run].minimum}

    def _full(self, index: int, graduate: Graduate, run: int) -> Facts:
        """Own points against the cut-off of each seat type competed for; lottery numbers where points are tied."""
        offered, outcome = self.problem.runs[run], self.result.runs[run]
        points = graduate.points if isinstance(graduate.points, int) else graduate.points[offered.id]
        facts: Facts = {"points": points, "cutoffs": {}}
        if groups := confining(offered, graduate):
            facts["only"] = groups[0]
        for level in _levels_of(offered, graduate):
            cutoff = outcome.cutoffs[level]
            seat = offered.seat_name(level)
            if not self._may_tell(seat, cutoff, outcome.holders[level]):
                continue
            facts["cutoffs"][seat] = None if cutoff is None else cutoff.points
            if cutoff is not None and cutoff.points == points:
                facts["lottery"] = int(self.result.lottery[index])
                facts.setdefault("cutoff_lotteries", {})[seat] = cutoff.lottery
        return facts


def confining(run: Run, graduate: Graduate) -> list[str]:
    """The groups that confine the graduate to their reserves in this run."""
    return [
        reserve.group for reserve in run.reserves if reserve.confined and reserve.group in graduate.groups
    ]


def _levels_of(run: Run, graduate: Graduate) -> Iterator[int]:
    """The seat types this graduate competed for."""
    bound = confining(run, graduate)
    for level, reserve in enumerate(run.reserves):
        if reserve.group in graduate.groups and (reserve.confined or not bound):
            yield level
    if not bound:
        yield len(run.reserves)


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
