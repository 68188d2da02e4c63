"""Reasons with their facts: stored as one short array of numbers for each graduate, read one graduate at a time.

What is the same for many is stored once:
{"runs": [[id, why, wanted, minimum, [[seat type, cut-off, lottery], …]], …], "rules": [[rule, fact, clause], …],
 "people": {id: [held, seat, run, code, …, run, code, …]}}
`held` and `seat` are the graduate's run and type of seat, or -1; choices follow as ranked. Runs, codes, types of seat
and rules are numbered by their place in their list. `full` is followed by the own points, the types of seat competed
for whose cut-off may be told (a bit each), the confined one among them (its place + 1, or 0) and the own lottery number
where points are tied (else 0); `not_eligible` by the rule. A cut-off that may not be told is not stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from enrollment.matching.market import CODE_NUMBER, CODES
from enrollment.matching.model import (
    OPEN_SEAT,
    Cutoff,
    Graduate,
    Ineligibility,
    Problem,
    ReasonCode,
    Result,
)

SMALLEST_SHOWN = 5
"""A reserved seat type's cut-off is told to others only if at least so many people hold that type in the run:
with fewer, a classmate could work out who is poor or disabled, and how many points they have."""

FULL, NOT_ELIGIBLE = CODE_NUMBER[ReasonCode.FULL], CODE_NUMBER[ReasonCode.NOT_ELIGIBLE]
OF_FULL = 4
"""Numbers that follow `full`."""

Facts = dict[str, Any]
Numbers = Sequence[int]
Tables = Mapping[str, Any]


class SeatType(NamedTuple):
    """One type of seat of a run; the last one, for everybody, has no group. `is_told`: whether its cut-off may be."""

    group: str | None
    confined: bool
    cutoff: Cutoff | None
    is_told: bool


class Explainer:
    """Turns the reason codes of one result into what is stored and published of them."""

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
        self._held = list(zip(result.run_of.tolist(), result.seat_of.tolist(), strict=True))
        self._seat_types = [self._types(index) for index in range(len(problem.runs))]
        self._confines = [any(kind.confined for kind in types) for types in self._seat_types]
        self._rules: dict[Ineligibility, int] = {}
        self.tables = self._tables()
        self._reader = Reader(self.tables)

    def everyone(self) -> Iterator[tuple[str, dict[str, Facts]]]:
        """Each graduate's id with their reasons."""
        for index, graduate in enumerate(self.problem.graduates):
            yield graduate.id, self.explain(index)

    def explain(self, index: int) -> dict[str, Facts]:
        """The reasons of the graduate at this place in the problem, by run id in the order of their choices.

        Reasons that are the same for several choices are one object: do not change what is returned.
        """
        return self._reader.facts(self.numbers(index))

    def stored(self, people: Iterable[int]) -> dict[str, Any]:
        """The reasons of the graduates at these places as they are stored."""
        return {
            **self.tables,
            "people": {self.problem.graduates[one].id: self.numbers(one) for one in people},
        }

    def numbers(self, index: int) -> list[int]:
        """The array of one graduate; the rules it refers to are in `tables` from now on."""
        graduate, number = self.problem.graduates[index], self._run_number
        found = [*self._held[index]]
        for run, code in zip(
            graduate.choices, self._codes[self._first[index] : self._first[index + 1]], strict=True
        ):
            found += (number[run], code)
            if code == FULL:
                found += self._claim(index, graduate, run)
            elif code == NOT_ELIGIBLE:
                found.append(self._rule(graduate.ineligible[run]))
        return found

    def _rule(self, verdict: Ineligibility) -> int:
        number = self._rules.setdefault(verdict, len(self._rules))
        if number == len(self.tables["rules"]):
            self.tables["rules"].append([verdict.rule, verdict.fact, verdict.clause])
        return number

    def _tables(self) -> dict[str, list[Any]]:
        """What the numbers refer to; no rule yet."""
        runs = zip(self.problem.runs, self.result.runs, self._seat_types, strict=True)
        return {
            "runs": [
                [run.id, outcome.why.value, outcome.wanted, run.minimum, list(map(_stored, types))]
                for run, outcome, types in runs
            ],
            "rules": [],
        }

    def _claim(self, index: int, graduate: Graduate, run: str) -> tuple[int, int, int, int]:
        """What follows `full`."""
        points = graduate.points if isinstance(graduate.points, int) else graduate.points[run]
        types, groups = self._seat_types[self._run_number[run]], graduate.groups
        bound = kinds = lottery = 0
        if groups and self._confines[self._run_number[run]]:
            bound = next((n for n, kind in enumerate(types, 1) if kind.confined and kind.group in groups), 0)
        # Whoever belongs to no group competes for the last type alone.
        start = 0 if groups else len(types) - 1
        for level, (group, confined, cutoff, is_told) in enumerate(types[start:], start):
            if not is_told or (bound and not confined) or not (group is None or group in groups):
                continue
            kinds |= 1 << level
            if cutoff is not None and cutoff.points == points:
                lottery = int(self.result.lottery[index])
        return points, kinds, bound, lottery

    def _types(self, number: int) -> tuple[SeatType, ...]:
        run, outcome = self.problem.runs[number], self.result.runs[number]
        kinds = [*((reserve.group, reserve.confined) for reserve in run.reserves), (None, False)]
        return tuple(
            SeatType(group, confined, cutoff, self._may_tell(group, cutoff, holders))
            for (group, confined), cutoff, holders in zip(
                kinds, outcome.cutoffs, outcome.holders, strict=True
            )
        )

    def _may_tell(self, group: str | None, cutoff: Cutoff | None, holders: int) -> bool:
        """Whether a cut-off tells nothing about the poverty or disability of those who hold the seats."""
        if group is None and (self._tellable is None or cutoff is None):
            return True
        few = holders < SMALLEST_SHOWN
        return not few and (self._tellable is None or cutoff is None or cutoff.points <= self._tellable)


def _stored(kind: SeatType) -> list[Any]:
    told = kind.cutoff if kind.is_told else None
    return [kind.group or OPEN_SEAT, told and told.points, told and told.lottery]


class Reader:
    """Reads stored reasons."""

    def __init__(self, tables: Tables) -> None:
        self.runs: list[list[Any]] = tables["runs"]
        self.rules: list[list[str]] = tables["rules"]
        self._same: dict[tuple[int, int, int], Facts] = {}

    def facts(self, numbers: Numbers) -> dict[str, Facts]:
        """One graduate's reasons by run id, as ranked. Equal ones are one object: do not change what is returned."""
        (held, seat), at, found = numbers[:2], 2, {}
        while at < len(numbers):
            run, code = numbers[at], numbers[at + 1]
            at += 2
            if code == FULL:
                facts = self._full(run, *numbers[at : at + OF_FULL])
                at += OF_FULL
            elif code == NOT_ELIGIBLE:
                rule, fact, clause = self.rules[numbers[at]]
                facts = {"code": CODES[code].value, "rule": rule, "fact": fact, "clause": clause}
                at += 1
            else:
                key = (code, run, 0) if CODES[code] is ReasonCode.NOT_OPENED else (code, held, seat)
                facts = self._same.get(key) or self._same.setdefault(key, self._about(*key))
            found[self.runs[run][0]] = facts
        return found

    def _about(self, number: int, run: int, seat: int) -> Facts:
        """A reason that is the same for everybody whom it concerns."""
        code = CODES[number]
        said: Facts = {"code": code.value}
        if code is ReasonCode.WITHDRAWN:
            return said
        name, why, wanted, minimum, types = self.runs[run]
        match code:
            case ReasonCode.PLACED:
                return said | {"seat": types[seat][0]}
            case ReasonCode.RANKED_BELOW:
                return said | {"placed": name}
            case ReasonCode.DATE_CLASH:
                return said | {"with": name}
            case ReasonCode.LOCKED:
                return said | {"run": name, "seat": types[seat][0]}
            case ReasonCode.TOGETHER:
                return said | {"run": name}
            case _:
                return said | {"why": why, "wanted": wanted, "minimum": minimum}

    def _full(self, run: int, points: int, kinds: int, bound: int, lottery: int) -> Facts:
        """Own points against the cut-off of each seat type competed for; lottery numbers where points are tied."""
        types = self.runs[run][4]
        cutoffs: Facts = {}
        facts: Facts = {"code": ReasonCode.FULL.value, "points": points, "cutoffs": cutoffs}
        if bound:
            facts["only"] = types[bound - 1][0]
        for level, (name, cutoff, number) in enumerate(types):
            if kinds >> level & 1:
                cutoffs[name] = cutoff
                if cutoff == points:
                    facts["lottery"] = lottery
                    facts.setdefault("cutoff_lotteries", {})[name] = number
        return facts
