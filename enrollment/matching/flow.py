"""The most people placed that the open runs can hold, whoever has the better claim: a figure to compare with.

A minimum-cost flow (OR-Tools): most placed first, then the least sum of squared ranks. Seats kept back for groups,
points and the lottery count for nothing here, so it is no proposal: it shows what fairness costs, and whom it protects.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from ortools.graph.python import min_cost_flow

from enrollment.matching.model import NOWHERE, OPEN_SEAT, Problem

Choices = Sequence[Sequence[int]]  # a person's runs by number, best first; NOWHERE where it cannot be


class NoFlow(RuntimeError):
    """The solver found no optimum; there always is one, since everybody may stay without a seat."""


def most_placed(problem: Problem, opened: frozenset[str]) -> dict[str, dict[str, str] | None]:
    """Graduate -> seat, with as many people as the open runs can hold; locked people stay where they are."""
    held = {lock.graduate: lock.run for lock in problem.locks}
    taken = Counter(held.values())
    free = [run.seats - taken[run.id] if run.id in opened else 0 for run in problem.runs]
    number = {run.id: index for index, run in enumerate(problem.runs)}
    people = [graduate for graduate in problem.graduates if graduate.id not in held]
    choices = [
        [
            NOWHERE if run in graduate.ineligible or run in graduate.withdrawn else number[run]
            for run in graduate.choices
        ]
        for graduate in people
    ]
    seats = {graduate.id: run for graduate, run in zip(people, _solve(choices, free), strict=True)}
    found = {person: problem.runs[run].id if run != NOWHERE else None for person, run in seats.items()} | held
    return {person: {"run": run, "seat": OPEN_SEAT} if run else None for person, run in found.items()}


def _solve(choices: Choices, free: Sequence[int]) -> list[int]:
    """One run a person, or NOWHERE. Staying without costs more than any chain of moves saves."""
    people, sink = len(choices), len(choices) + len(free)
    if not people:
        return []
    dear = (max(map(len, choices)) + 1) ** 2 * (people + 1)
    wishes = [
        (person, people + run, 1, rank * rank)
        for person, listed in enumerate(choices)
        for rank, run in enumerate(listed)
        if run != NOWHERE
    ]
    arcs = [
        *wishes,
        *((people + run, sink, seats, 0) for run, seats in enumerate(free)),
        *((person, sink, 1, dear) for person in range(people)),
    ]
    solver = min_cost_flow.SimpleMinCostFlow()
    numbers = solver.add_arcs_with_capacity_and_unit_cost(*np.array(arcs, dtype=np.int64).T)
    solver.set_nodes_supplies(np.r_[0:people, sink], np.r_[np.ones(people, dtype=np.int64), -people])
    if solver.solve() != solver.OPTIMAL:
        raise NoFlow
    used = solver.flows(numbers[: len(wishes)]) if wishes else ()
    seats = [NOWHERE] * people
    for (person, run, _, _), flow in zip(wishes, used, strict=True):
        if flow:
            seats[person] = run - people
    return seats
