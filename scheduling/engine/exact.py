"""Asking CP-SAT: the best places for some runs beside a fixed rest, whether all can be placed, and bounds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from math import ceil
from threading import Event, Thread
from time import monotonic

from ortools.sat.python import cp_model

from scheduling.engine.compiled import Spot, Spots
from scheduling.engine.cpsat import build
from scheduling.engine.state import State
from scheduling.engine.variables import ExactModel


class Verdict(StrEnum):
    """What CP-SAT knows when it ends."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    IMPOSSIBLE = "impossible"
    UNKNOWN = "unknown"


_VERDICTS = {
    cp_model.OPTIMAL: Verdict.OPTIMAL,
    cp_model.FEASIBLE: Verdict.FEASIBLE,
    cp_model.INFEASIBLE: Verdict.IMPOSSIBLE,
    cp_model.UNKNOWN: Verdict.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How hard CP-SAT may try. `effort` is its deterministic time, the same on every machine."""

    seconds: float
    seed: int
    workers: int = 1
    effort: float | None = None
    should_stop: Callable[[], bool] | None = None
    presolve: bool = True

    def over(self) -> bool:
        """Whether there is no time, or all is to stop."""
        return self.seconds <= 0 or (self.should_stop is not None and self.should_stop())

    def since(self, begun: float) -> "Limits":
        """What is left of them after the work that began at a time of `monotonic`: to state a model counts too."""
        return replace(self, seconds=max(0.0, self.seconds - (monotonic() - begun)))


@dataclass(frozen=True, slots=True)
class Answer:
    """CP-SAT's verdict, the runs it placed, and a lower bound on what it was asked to minimise."""

    verdict: Verdict
    spots: Spots
    bound: int | None


def cheapest(
    state: State,
    jobs: Sequence[int],
    limits: Limits,
    hint: Spots,
    found: Callable[[Spots], None] | None = None,
) -> Answer:
    """Place all of these runs at the least soft cost. `found` is told every better layout."""
    begun = monotonic()
    exact = build(state, jobs)
    for job in jobs:
        exact.model.add(exact.placed[job] == 1)
    exact.model.minimize(sum(exact.costs))
    return _ask(exact, limits.since(begun), hint, found)


def most_placed(state: State, jobs: Sequence[int], limits: Limits, hint: Spots) -> Answer:
    """Place as many sessions of these runs as can be, runs whole; `bound` counts sessions left out."""
    begun = monotonic()
    exact = build(state, jobs)
    sizes = {job: len(state.compiled.jobs[job].tasks) for job in jobs}
    exact.model.minimize(sum(size * (1 - exact.placed[job]) for job, size in sizes.items()))
    return _ask(exact, limits.since(begun), hint, None)


def all_placed(state: State, jobs: Sequence[int], limits: Limits, hint: Spots) -> Answer:
    """Whether all of these runs can be placed, at any cost."""
    begun = monotonic()
    exact = build(state, jobs, only_whether=True)
    for job in jobs:
        exact.model.add(exact.placed[job] == 1)
    return _ask(exact, limits.since(begun), hint, None)


def clashing(state: State, jobs: Sequence[int], limits: Limits) -> list[int]:
    """CP-SAT's guess at runs that already cannot be placed together; empty if it finds none in time."""
    exact = build(state, jobs, only_whether=True)
    exact.model.add_assumptions([exact.placed[job] for job in jobs])
    solver = _solver(limits)
    with stoppable(solver, limits.should_stop):
        verdict = _VERDICTS[solver.solve(exact.model)]
    core = set(solver.sufficient_assumptions_for_infeasibility()) if verdict is Verdict.IMPOSSIBLE else set()
    return [job for job in jobs if exact.placed[job].index in core]


def ask_model(model: cp_model.CpModel, limits: Limits) -> tuple[Verdict, cp_model.CpSolver]:
    """Any model, solved within the limits: the verdict, and the solver with what it found."""
    solver = _solver(limits)
    with stoppable(solver, limits.should_stop):
        verdict = _VERDICTS[solver.solve(model)]
    return verdict, solver


def _ask(exact: ExactModel, limits: Limits, hint: Spots, found: Callable[[Spots], None] | None) -> Answer:
    _warm_start(exact, hint)
    solver = _solver(limits)
    with stoppable(solver, limits.should_stop):
        verdict = _VERDICTS[solver.solve(exact.model, _Watch(exact, found) if found else None)]
    solved = verdict in (Verdict.OPTIMAL, Verdict.FEASIBLE)
    spots = _spots(exact, solver.value) if solved else {}
    known = verdict is not Verdict.IMPOSSIBLE and exact.model.has_objective()
    return Answer(verdict, spots, max(0, ceil(solver.best_objective_bound - 1e-6)) if known else None)


def _solver(limits: Limits) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = max(0.01, limits.seconds)
    solver.parameters.random_seed = limits.seed % (1 << 31)
    solver.parameters.num_workers = limits.workers
    solver.parameters.cp_model_presolve = limits.presolve
    if limits.effort is not None:
        solver.parameters.max_deterministic_time = limits.effort
        solver.parameters.interleave_search = limits.workers > 1
    return solver


def _warm_start(exact: ExactModel, hint: Mapping[int, Sequence[Spot]]) -> None:
    for job in exact.jobs:
        exact.model.add_hint(exact.placed[job], job in hint)
        for index, spot in zip(exact.compiled.jobs[job].tasks, hint.get(job, ()), strict=False):
            one = exact.tasks[index]
            exact.model.add_hint(one.start, spot[0])
            for room, literal in one.rooms.items():
                exact.model.add_hint(literal, room == spot[1])
            for trainer, literal in one.trainers.items():
                exact.model.add_hint(literal, trainer in spot[2])


def _spots(exact: ExactModel, value: Callable[[cp_model.IntVar], int]) -> Spots:
    return {job: _run_spots(exact, job, value) for job in exact.jobs if value(exact.placed[job])}


def _run_spots(exact: ExactModel, job: int, value: Callable[[cp_model.IntVar], int]) -> list[Spot]:
    return [
        (
            value(one.start),
            next(room for room, literal in one.rooms.items() if value(literal)),
            tuple(sorted(trainer for trainer, literal in one.trainers.items() if value(literal))),
        )
        for one in (exact.tasks[index] for index in exact.compiled.jobs[job].tasks)
    ]


class _Watch(cp_model.CpSolverSolutionCallback):
    """Hands every solution on while CP-SAT goes on looking."""

    def __init__(self, exact: ExactModel, found: Callable[[Spots], None]) -> None:
        super().__init__()
        self._exact = exact
        self._found = found

    def on_solution_callback(self) -> None:
        """Called by CP-SAT, in its own thread."""
        self._found(_spots(self._exact, self.value))


@contextmanager
def stoppable(solver: cp_model.CpSolver, should_stop: Callable[[], bool] | None) -> Iterator[None]:
    """Polls `should_stop` five times a second beside the running solver and stops it when told to."""
    if should_stop is None:
        yield
        return
    over = Event()
    thread = Thread(target=_poll, args=(solver, should_stop, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _poll(solver: cp_model.CpSolver, should_stop: Callable[[], bool], over: Event) -> None:
    while not over.wait(0.2):
        if should_stop():
            solver.stop_search()
