"""Other programs on the problems of `bench.matching`: OR-Tools min-cost flow, and the package `matching`.

The package (no dependency: `pip install matching`) solves the plain part, without reserves and minimum sizes; there its
placements must have our digest. The flow places most people on the same choices, whoever has the better claim: it is a
yardstick of speed only.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import resource
import sys
import time
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

import numpy as np

from enrollment.matching import Closing, Problem, match
from enrollment.matching.lottery import tickets_of
from enrollment.matching.model import OPEN_SEAT

Tickets = Mapping[str, bytes]


def compare(problem: Problem) -> Iterator[dict[str, Any]]:
    """One line for each program: ours on the plain part, the package on the same, the flow on all choices."""
    alone = plain(problem)
    began = time.process_time()
    result = match(alone)
    yield {"peer": "none: the plain part by this engine", "digest": result.digest, **_spent(began)}
    yield measure_flow(problem)
    if find_spec("matching"):
        yield measure_package(alone)
    else:
        print("the package `matching` is not installed here: that line is left out", file=sys.stderr)


def plain(problem: Problem) -> Problem:
    """The same people and seats without reserves and minimum sizes."""
    runs = tuple(dataclasses.replace(run, minimum=0, reserves=()) for run in problem.runs)
    return dataclasses.replace(problem, runs=runs, closing=Closing.NONE)


def measure_package(problem: Problem) -> dict[str, Any]:
    """The package `matching` on a plain problem; to draw up the lists that it takes is not counted.

    It copies people and runs, who all point at each other, by a recursion deeper than Python allows by default.
    """
    people = [graduate.id for graduate in problem.graduates]
    lists = package_lists(problem, dict(zip(people, tickets_of(problem.seed, people), strict=True)))
    sys.setrecursionlimit(10_000_000)
    began = time.process_time()
    placed = placed_by_package(*lists)
    facts = _spent(began)
    seats = {person: {"run": run, "seat": OPEN_SEAT} if run else None for person, run in placed.items()}
    text = json.dumps(seats, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return {"peer": "matching", "digest": hashlib.sha256(text.encode()).hexdigest(), **facts}


Lists = tuple[dict[str, list[str]], dict[str, list[str]], dict[str, int]]


def package_lists(problem: Problem, tickets: Tickets) -> Lists:
    """A plain problem as the package takes it: each run ranks those who ask for it, by points, then the lottery."""
    wanting: dict[str, list[tuple[int, bytes, str]]] = {}
    for graduate in problem.graduates:
        for run in graduate.choices:
            points = graduate.points if isinstance(graduate.points, int) else graduate.points[run]
            wanting.setdefault(run, []).append((-points, tickets[graduate.id], graduate.id))
    ranked = {run: [person for *_claim, person in sorted(claims)] for run, claims in wanting.items()}
    lists = {graduate.id: list(graduate.choices) for graduate in problem.graduates}
    return lists, ranked, {run.id: run.seats for run in problem.runs if run.id in ranked}


def placed_by_package(
    lists: dict[str, list[str]], ranked: dict[str, list[str]], seats: dict[str, int]
) -> dict[str, str | None]:
    """The run of each person as the package finds it."""
    from matching.games import HospitalResident

    game = HospitalResident.create_from_dictionaries(lists, ranked, seats)
    placed: dict[str, str | None] = dict.fromkeys(lists)
    for run, people in game.solve(optimal="resident").items():
        placed |= dict.fromkeys((person.name for person in people), run.name)
    return placed


def measure_flow(problem: Problem) -> dict[str, Any]:
    """Most placed, then least sum of squared ranks, by OR-Tools min-cost flow; nobody's priority counts."""
    from ortools.graph.python import min_cost_flow

    began = time.process_time()
    number = {run.id: index for index, run in enumerate(problem.runs)}
    people, runs = len(problem.graduates), len(problem.runs)
    arcs = [
        (person, people + number[run], 1, rank * rank)
        for person, graduate in enumerate(problem.graduates)
        for rank, run in enumerate(graduate.choices)
    ]
    sink = people + runs
    arcs += [(people + index, sink, run.seats, 0) for index, run in enumerate(problem.runs)]
    arcs += [(person, sink, 1, 10_000) for person in range(people)]
    solver = min_cost_flow.SimpleMinCostFlow()
    solver.add_arcs_with_capacity_and_unit_cost(*np.array(arcs).T)
    solver.set_nodes_supplies(np.r_[0:people, sink], np.r_[np.ones(people, dtype=int), -people])
    status = solver.solve()
    placed = people - int(solver.flows(np.arange(len(arcs) - people, len(arcs))).sum())
    facts = {"peer": "OR-Tools min-cost flow", "optimal": status == solver.OPTIMAL, "placed": placed}
    return facts | _spent(began)


def _spent(began: float) -> dict[str, Any]:
    seconds = round(time.process_time() - began, 3)
    return {"total_s": seconds, "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}
