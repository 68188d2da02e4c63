"""Why each graduate did or did not get each of their choices.

In order of precedence, the first that holds: locked (this very seat), withdrawn, not eligible, date clash or locked
(the person's one seat of this round is locked elsewhere; a date clash if the two runs share a day), placed, ranked
below (they have a run they like better), not opened, full. Nothing else can be: that is what the checker proves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

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
)

SMALLEST_SHOWN = 5
"""A reserved seat type's cut-off is told to others only if at least so many people hold that type in the run:
with fewer, a classmate could work out who is poor or disabled, and how many points they have."""

RANKED_BELOW, FULL, NOT_OPENED, NOT_ELIGIBLE = (
    CODE_NUMBER[code]
    for code in (
        ReasonCode.RANKED_BELOW,
        ReasonCode.FULL,
        ReasonCode.NOT_OPENED,
        ReasonCode.NOT_ELIGIBLE,
    )
)
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


class SeatType(NamedTuple):
    """One type of seat of a run; the last one, for everybody, has no group. `is_told`: whether its cut-off may be."""

    group: str | None
    confined: bool
    name: str
    cutoff: Cutoff | None
    is_told: bool


class Explainer:
    """Turns the stored numbers of one result into reasons with their facts, as published to the person.

    Reasons that are the same for several choices are one object: do not change what is returned.
    """

    def __init__(self, problem: Problem, result: Result, *, tellable: int | None = None) -> None:
        """`tellable` are the most points that say nothing of a person that others may not know. Where it is given, the
        cut-off of open seats too is told only up to there, and only if enough people hold one.
        """
        self.problem = problem
        self.result = result
        self._tellable = tellable
        self._run_number = {run.id: index for index, run in enumerate(problem.runs)}
        lengths = [len(graduate.choices) for graduate in problem.graduates]
        self._first = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64))).tolist()
        self._codes = result.codes.tobytes()
        self._run_of: list[int] = result.run_of.tolist()
        self._same: dict[tuple[int, int, int], Facts] = {}
        self._seat_types: dict[str, tuple[SeatType, ...]] = {}

    def everyone(self) -> Iterator[tuple[str, dict[str, Facts]]]:
        """Each graduate's id with their reasons."""
        for index, graduate in enumerate(self.problem.graduates):
            yield graduate.id, self.explain(index)

    def explain(self, index: int) -> dict[str, Facts]:
        """The reasons of the graduate at this place in the problem, by run id in the order of their choices."""
        graduate, held = self.problem.graduates[index], self._run_of[index]
        numbers = self._codes[self._first[index] : self._first[index + 1]]
        below, facts = None, {}
        for run, number in zip(graduate.choices, numbers, strict=True):
            if number == RANKED_BELOW:
                below = facts[run] = below or self._shared(number, held, 0)
            elif number == FULL:
                facts[run] = self._full(index, graduate, run)
            elif number == NOT_OPENED:
                facts[run] = self._shared(number, self._run_number[run], 0)
            elif number == NOT_ELIGIBLE:
                facts[run] = {"code": CODES[number].value, **asdict(graduate.ineligible[run])}
            else:
                facts[run] = self._shared(number, held, int(self.result.seat_of[index]))
        return facts

    def _shared(self, number: int, run: int, seat: int) -> Facts:
        """A reason that is the same for everybody whom it concerns."""
        key = (number, run, seat)
        if key not in self._same:
            self._same[key] = {"code": CODES[number].value, **self._about(CODES[number], run, seat)}
        return self._same[key]

    def _about(self, code: ReasonCode, number: int, seat: int) -> Facts:
        if code is ReasonCode.WITHDRAWN:
            return {}
        run = self.problem.runs[number]
        match code:
            case ReasonCode.PLACED:
                return {"seat": run.seat_name(seat)}
            case ReasonCode.RANKED_BELOW:
                return {"placed": run.id}
            case ReasonCode.DATE_CLASH:
                return {"with": run.id}
            case ReasonCode.LOCKED:
                return {"run": run.id, "seat": run.seat_name(seat)}
            case ReasonCode.TOGETHER:
                return {"run": run.id}
            case _:
                outcome = self.result.runs[number]
                return {"why": outcome.why.value, "wanted": outcome.wanted, "minimum": run.minimum}

    def _full(self, index: int, graduate: Graduate, run: str) -> Facts:
        """Own points against the cut-off of each seat type competed for; lottery numbers where points are tied."""
        points = graduate.points if isinstance(graduate.points, int) else graduate.points[run]
        types, groups = self._types(run), graduate.groups
        bound = next((kind.group for kind in types if kind.confined and kind.group in groups), None)
        cutoffs: Facts = {}
        facts: Facts = {"code": ReasonCode.FULL.value, "points": points, "cutoffs": cutoffs}
        if bound is not None:
            facts["only"] = bound
        for group, confined, name, cutoff, is_told in types:
            if not is_told or (bound is not None and not confined) or not (group is None or group in groups):
                continue
            cutoffs[name] = None if cutoff is None else cutoff.points
            if cutoff is not None and cutoff.points == points:
                facts["lottery"] = int(self.result.lottery[index])
                facts.setdefault("cutoff_lotteries", {})[name] = cutoff.lottery
        return facts

    def _types(self, run: str) -> tuple[SeatType, ...]:
        if run not in self._seat_types:
            number = self._run_number[run]
            offered, outcome = self.problem.runs[number], self.result.runs[number]
            kinds = [*((reserve.group, reserve.confined) for reserve in offered.reserves), (None, False)]
            levels = zip(kinds, outcome.cutoffs, outcome.holders, strict=True)
            self._seat_types[run] = tuple(
                SeatType(group, confined, group or OPEN_SEAT, cutoff, self._may_tell(group, cutoff, holders))
                for (group, confined), cutoff, holders in levels
            )
        return self._seat_types[run]

    def _may_tell(self, group: str | None, cutoff: Cutoff | None, holders: int) -> bool:
        """Whether a cut-off tells nothing about the poverty or disability of those who hold the seats."""
        if group is None and (self._tellable is None or cutoff is None):
            return True
        few = holders < SMALLEST_SHOWN
        return not few and (self._tellable is None or cutoff is None or cutoff.points <= self._tellable)


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
