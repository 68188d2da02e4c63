"""Brothers, sisters or friends who would rather be in one run than each in the best one they could have.

With couples a stable outcome need not exist (Roth 1984) and finding one is NP-complete (Ronn 1990), so a wish takes no
part in the matching itself. Afterwards each pair is looked at once, in the order of the better lottery number of the
two: a run that both ranked, that opens and has a seat nobody wants more, is put first on both their lists, and the
round is settled again with the same runs open. What one of them gives up goes to whoever has the best claim, so
everybody else can only gain; a wish for which anybody would end worse off, or a run fall short, is not granted.
What comes out is an ordinary fair outcome of lists in which the two rank each other's run first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from enrollment.matching.closing import keep
from enrollment.matching.market import CODE_NUMBER, build
from enrollment.matching.model import NOWHERE, Problem, ReasonCode, Result
from enrollment.matching.outcome import publish

Pair = tuple[str, str]
Granted = Mapping[Pair, int]


def seat_together(problem: Problem, alone: Result) -> Result:
    """Grant what wishes can be granted, on top of the outcome without them."""
    scene = _Scene(problem, alone)
    granted: dict[Pair, int] = {}
    result = alone
    for pair in scene.in_order():
        for run in scene.candidates(pair, result):
            trial = scene.settle(granted | {pair: run})
            if scene.harms_nobody(trial, granted | {pair: run}, result):
                granted[pair], result = run, trial
                break
    names = tuple(problem.runs[granted[pair]].id if pair in granted else None for pair in problem.together)
    return replace(
        result,
        codes=scene.codes(result, granted),
        together=names,
        alone=alone,
        trials=alone.trials,
        complete=alone.complete,
    )


class _Scene:
    """A problem with the open runs of its outcome, and where everybody stands in it."""

    def __init__(self, problem: Problem, alone: Result) -> None:
        self.problem = problem
        self.alone = alone
        self.place = {graduate.id: index for index, graduate in enumerate(problem.graduates)}
        self.number = {run.id: index for index, run in enumerate(problem.runs)}
        self.opened = frozenset(
            run.id for run, outcome in zip(problem.runs, alone.runs, strict=True) if outcome.open
        )
        self.locked = {lock.graduate for lock in problem.locks}

    def in_order(self) -> list[Pair]:
        """Pairs that are in one run already first: they stay there; then by luck."""
        luck = self.alone.lottery

        def key(pair: Pair) -> tuple[bool, int]:
            one, other = self.place[pair[0]], self.place[pair[1]]
            apart = self.alone.run_of[one] != self.alone.run_of[other] or self.alone.run_of[one] == NOWHERE
            return bool(apart), int(min(luck[one], luck[other]))

        return sorted((pair for pair in self.problem.together if not self.locked & {*pair}), key=key)

    def candidates(self, pair: Pair, result: Result) -> Iterator[int]:
        """Open runs on both lists with room for whoever of the two is not there yet, the best for both first."""
        one, other = (self.problem.graduates[self.place[person]] for person in pair)
        ranked = []
        for run in set(one.choices) & set(other.choices) & self.opened:
            barred = {*one.ineligible, *one.withdrawn, *other.ineligible, *other.withdrawn}
            number = self.number[run]
            missing = sum(int(result.run_of[self.place[person]]) != number for person in pair)
            if run not in barred and missing <= self.problem.runs[number].seats - result.runs[number].placed:
                ranks = one.choices.index(run), other.choices.index(run)
                ranked.append((sum(ranks), max(ranks), run))
        yield from (self.number[run] for _sum, _worst, run in sorted(ranked))

    def settle(self, granted: Granted) -> Result:
        """The outcome with the granted runs first on the lists of their pairs and the same runs open."""
        people = list(self.problem.graduates)
        for pair, run in granted.items():
            first = self.problem.runs[run].id
            for person in (self.place[one] for one in pair):
                rest = (choice for choice in people[person].choices if choice != first)
                people[person] = replace(people[person], choices=(first, *rest))
        market = build(replace(self.problem, graduates=tuple(people), together=()))
        return publish(market, keep(market, self.opened))

    def harms_nobody(self, trial: Result, granted: Granted, before: Result) -> bool:
        """Whether the pairs sit as granted, all others at least as well as before, and no run falls short by it."""
        run_of, paired = trial.run_of, set()
        for pair, run in granted.items():
            members = {self.place[one] for one in pair}
            paired |= members
            if any(run_of[person] != run for person in members):
                return False
        moved = np.flatnonzero(run_of != before.run_of).tolist()
        return all(
            self._rank(person, int(run_of[person])) <= self._rank(person, int(before.run_of[person]))
            for person in moved
            if person not in paired
        ) and all(
            now.placed >= min(run.minimum, then.placed)
            for run, now, then in zip(self.problem.runs, trial.runs, before.runs, strict=True)
        )

    def _rank(self, person: int, run: int) -> int:
        choices = self.problem.graduates[person].choices
        return choices.index(self.problem.runs[run].id) if run != NOWHERE else len(choices)

    def codes(self, result: Result, granted: Granted) -> NDArray[np.uint8]:
        """The reason codes in the order of the lists as they were handed in."""
        codes = result.codes.copy()
        first = np.cumsum([0, *(len(graduate.choices) for graduate in self.problem.graduates)])
        for pair, run in granted.items():
            for person in (self.place[one] for one in pair):
                at, rank = int(first[person]), self._rank(person, run)
                codes[at : at + rank] = result.codes[at + 1 : at + rank + 1]
                codes[at + rank] = result.codes[at]
                given_up = codes[at : at + rank]
                given_up[given_up == CODE_NUMBER[ReasonCode.RANKED_BELOW]] = CODE_NUMBER[ReasonCode.TOGETHER]
        return codes
