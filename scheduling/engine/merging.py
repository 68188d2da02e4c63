"""Two timetables become one: CP-SAT chooses for every run where it is in the one or where it is in the other.

So what each did better elsewhere than the other is kept (set partitioning; Foster, Ryan 1976; Rochat, Taillard 1995).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from ortools.sat.python import cp_model

from scheduling.engine.compiled import Spots
from scheduling.engine.exact import Limits, Verdict, ask_model
from scheduling.engine.legal import left_of
from scheduling.engine.model import Term
from scheduling.engine.state import State
from scheduling.engine.usage import Amount, Key, Layout, Usage, Usages
from scheduling.engine.walks import Ints


def merged(usages: Usages, one: Spots, other: Spots, limits: Limits) -> Spots:
    """The cheapest timetable found of the runs of one, each where it is there or where the other has it.

    Both are legal. Changes of site and sessions alone on a day are not in its cost. Without an answer in time, `one`.
    """
    model, rows = cp_model.CpModel(), Rows(usages)
    chosen: dict[int, dict[Layout, cp_model.IntVar]] = {}
    for job, spots in one.items():
        own = tuple(spots)
        chosen[job] = {
            layout: model.new_bool_var("") for layout in dict.fromkeys((own, tuple(other.get(job, own))))
        }
        for layout, taken in chosen[job].items():
            model.add_hint(taken, layout == own)
            rows.add(job, usages.of(job, layout), taken)
        model.add_exactly_one(chosen[job].values())
    rows.close(model)
    verdict, solver = ask_model(model, limits)
    if verdict not in (Verdict.OPTIMAL, Verdict.FEASIBLE):
        return one
    return {
        job: next(list(layout) for layout, taken in known.items() if solver.value(taken))
        for job, known in chosen.items()
    }


class Rows:
    """What no two of the chosen layouts may use, and what all together may use up or pay for."""

    def __init__(self, usages: Usages) -> None:
        self.usages, self.empty = usages, State(usages.compiled)
        self.jobs: list[int] = []
        self.taken: list[cp_model.IntVar] = []
        self.given: list[Usage] = []

    def add(self, job: int, usage: Usage, taken: cp_model.IntVar) -> None:
        """A layout of a run, and whether it is taken."""
        self.jobs.append(job)
        self.taken.append(taken)
        self.given.append(usage)

    def close(self, model: cp_model.CpModel) -> None:
        """State the rows, and that the layouts taken are to cost as little as can be."""
        for row in self._once():
            model.add_at_most_one([self.taken[number] for number in row])
        for key, used in self._amounts().items():
            if self._most(used) > (left := left_of(self.empty, key)):
                model.add(self._sum(used) <= left)
        costs = [self._sum({number: usage.cost for number, usage in enumerate(self.given)})]
        for weight, left, used in self._paid():
            beyond = model.new_int_var(0, self._most(used) - left, "")
            model.add(beyond >= self._sum(used) - left)
            costs.append(weight * beyond)
        model.minimize(cp_model.LinearExpr.sum(costs))

    def _sum(self, used: Mapping[int, int]) -> cp_model.LinearExprT:
        return cp_model.LinearExpr.weighted_sum([self.taken[number] for number in used], list(used.values()))

    def _most(self, used: Mapping[int, int]) -> int:
        """The most that a layout for every run can use up together."""
        most: dict[int, int] = {}
        for number, amount in used.items():
            most[self.jobs[number]] = max(amount, most.get(self.jobs[number], 0))
        return sum(most.values())

    def _once(self) -> set[tuple[int, ...]]:
        """Layouts of different runs of which one may be taken at most. Most things and periods give the same ones."""
        users = np.repeat(np.arange(len(self.given)), [len(usage.held) for usage in self.given])
        held = np.concatenate([usage.held for usage in self.given]) if self.given else users
        order = np.argsort(held, kind="stable")
        ends = np.flatnonzero(np.diff(held[order])) + 1
        rows = {tuple(row) for row in np.split(users[order], ends) for row in (row.tolist(),)}
        near: dict[Key, list[int]] = defaultdict(list)
        for number, usage in enumerate(self.given):
            for key in usage.near:
                near[key].append(number)
        rows.update(map(tuple, near.values()))
        return {row for row in rows if len({self.jobs[number] for number in row}) > 1}

    def _amounts(self) -> dict[Amount, dict[int, int]]:
        """By what may be used up, how much of it each layout uses."""
        found: dict[Amount, dict[int, int]] = defaultdict(dict)
        for number, usage in enumerate(self.given):
            for key, amount in usage.limited.items():
                found[key][number] = amount
        return found

    def _paid(self) -> Iterator[tuple[int, int, dict[int, int]]]:
        """What may be paid for: the price of one beyond what is left, what is left, and what each layout uses."""
        compiled = self.usages.compiled
        weights, most = compiled.problem.weights, compiled.problem.evenings_per_week
        for who, used in _counted([usage.taught for usage in self.given]).items():
            left = compiled.fair[who]
            if weights[Term.LOAD] and self._most(used) > left:
                yield weights[Term.LOAD], left, used
        for used in _counted([usage.late for usage in self.given]).values():
            if weights[Term.EVENINGS] and self._most(used) > most:
                yield weights[Term.EVENINGS], most, used


def _counted(uses: Sequence[Ints]) -> dict[int, dict[int, int]]:
    """By what is used, how often each layout does it."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for number, used in enumerate(uses):
        for what, times in Counter(used.tolist()).items():
            found[what][number] = times
    return found
