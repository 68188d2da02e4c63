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

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from enrollment.matching.market import CODE_NUMBER, CODES, Choices, lay_out
from enrollment.matching.model import (
    OPEN_SEAT,
    Cutoff,
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

NO_TYPE: Any = object()
"""In the place of a group where a run has no such type of seat: nobody belongs to it."""

Column = NDArray[Any]
Mask = NDArray[np.bool_]
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
        self._seat_types = [self._types(index) for index in range(len(problem.runs))]
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
        """The array of one graduate."""
        flat, begins = self._arrays
        found: list[int] = flat[begins[index] : begins[index + 1]].tolist()
        return found

    @cached_property
    def _arrays(self) -> tuple[Column, list[int]]:
        """Everybody's arrays end to end, and where each begins."""
        choices, codes, result = lay_out(self.problem), self.result.codes, self.result
        full, barred = np.flatnonzero(codes == FULL), np.flatnonzero(codes == NOT_ELIGIBLE)
        lengths = np.full(len(codes), 2, dtype=np.int64)
        lengths[full] += OF_FULL
        lengths[barred] += 1
        ends = np.concatenate(([0], np.cumsum(lengths)))
        begins = ends[choices.first] + 2 * np.arange(len(choices.first))
        at = ends[:-1] + 2 * (choices.graduate + 1)
        flat = np.empty(begins[-1], dtype=np.int64)
        flat[begins[:-1]], flat[begins[:-1] + 1] = result.run_of, result.seat_of
        flat[at], flat[at + 1] = choices.run, codes
        flat[at[barred] + 2] = [self._rule_of(choices, choice) for choice in barred.tolist()]
        for place, column in enumerate(self._claims(choices, full), start=2):
            flat[at[full] + place] = column
        return flat, begins.tolist()

    def _claims(self, choices: Choices, full: Column) -> tuple[Column, Column, Column, Column]:
        """What follows `full`, as columns."""
        run, person, points = choices.run[full], choices.graduate[full], choices.points[full]
        belongs = [self._belongs(level, run, person) for level in range(self._width)]
        confined = [self._of_types(level, lambda kind: kind.confined)[run] for level in range(self._width)]
        bound, kinds, lottery = (np.zeros(len(full), dtype=np.int64) for _ in range(3))
        for level in reversed(range(self._width)):
            bound[confined[level] & belongs[level]] = level + 1
        for level in range(self._width):
            told = self._of_types(level, lambda kind: kind.is_told)[run]
            mine = told & belongs[level] & ((bound == 0) | confined[level])
            kinds[mine] |= 1 << level
            has_one, cutoff = self._cutoffs(level)
            tied = mine & has_one[run] & (cutoff[run] == points)
            lottery[tied] = self.result.lottery[person[tied]]
        return points, kinds, bound, lottery

    @cached_property
    def _width(self) -> int:
        return max(map(len, self._seat_types), default=0)

    def _of_types(self, level: int, holds: Callable[[SeatType], bool]) -> Mask:
        """For each run whether it has a type of seat at this place of which that holds."""
        return np.array(
            [level < len(types) and holds(types[level]) for types in self._seat_types], dtype=bool
        )

    def _cutoffs(self, level: int) -> tuple[Mask, Column]:
        """For each run whether its type of seat at this place has a cut-off, and its points."""
        found = [types[level].cutoff if level < len(types) else None for types in self._seat_types]
        points = np.array([cutoff.points if cutoff else 0 for cutoff in found], dtype=np.int64)
        return np.array([cutoff is not None for cutoff in found], dtype=bool), points

    def _belongs(self, level: int, run: Column, person: Column) -> Mask:
        """Whether the person of each claim may compete for the type of seat at this place of its run."""
        groups = [types[level].group if level < len(types) else NO_TYPE for types in self._seat_types]
        row: dict[Any, int] = {group: number for number, group in enumerate(dict.fromkeys(groups))}
        table = np.zeros((len(row), len(self.problem.graduates)), dtype=bool)
        for index, graduate in enumerate(self.problem.graduates):
            for group in graduate.groups:
                if group in row:
                    table[row[group], index] = True
        if None in row:
            table[row[None]] = True
        mask: Mask = table[np.array([row[group] for group in groups], dtype=np.int64)[run], person]
        return mask

    def _rule_of(self, choices: Choices, choice: int) -> int:
        graduate = self.problem.graduates[choices.graduate[choice]]
        return self._rule(graduate.ineligible[self.problem.runs[choices.run[choice]].id])

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
    name = OPEN_SEAT if kind.group is None else kind.group
    return [name, told and told.points, told and told.lottery]


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
