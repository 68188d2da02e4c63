"""The peer: the whole timetabling problem as one CP-SAT model, against the engine, at equal CPU seconds.

`python -m bench.timetable_peer --seconds 20 --workers 2 --seed 1` runs both on the invented problem of
`bench.timetable_problem` and prints one line of JSON each. The workers are CP-SAT's; the engine has one. A session
without a place counts `LEFT_OUT`, so that unfinished timetables can be compared. The peer's model is the engine's exact
one (optional intervals on rooms and trainers, cumulative limits) for all runs at once, without the engine's
construction, search or neighborhoods.
"""

import argparse
import json
from collections.abc import Callable
from time import process_time

from ortools.sat.python import cp_model

from bench.timetable_problem import generate
from scheduling.engine.answers import Progress
from scheduling.engine.checker import check
from scheduling.engine.compiled import Spot, compile_problem
from scheduling.engine.costs import total
from scheduling.engine.cpsat import build
from scheduling.engine.exact import stoppable
from scheduling.engine.model import Problem, Solution, Unplaced
from scheduling.engine.solve import solve
from scheduling.engine.state import State
from scheduling.engine.variables import ExactModel

LEFT_OUT = 100
MARKS = (1, 2, 5, 10, 20, 40, 60, 120)

Note = Callable[[int, int], None]
"""Told sessions left out and soft cost."""


class Watch:
    """What was reached by when."""

    def __init__(self) -> None:
        self.cpu = process_time()
        self.seen: list[tuple[float, int, int]] = []

    def note(self, left_out: int, soft: int) -> None:
        """Remember a timetable."""
        self.seen.append((self.used(), left_out, soft))

    def used(self) -> float:
        """CPU seconds so far, of all threads."""
        return process_time() - self.cpu

    def facts(self, seconds: float) -> dict[str, object]:
        """The cost at the marks and when all was placed first, in CPU seconds."""
        whole = [used for used, left_out, _ in self.seen if left_out == 0]
        marks = [mark for mark in MARKS if mark <= seconds]
        return {
            "cost_at": {mark: self._at(mark) for mark in marks},
            "all_placed_s": round(whole[0], 2) if whole else None,
            "cpu_s": round(self.used(), 1),
        }

    def _at(self, mark: float) -> int | None:
        known = [left_out * LEFT_OUT + soft for used, left_out, soft in self.seen if used <= mark]
        return min(known) if known else None


class Solutions(cp_model.CpSolverSolutionCallback):
    """Notes every solution of the peer, counted and judged as the engine's are."""

    def __init__(self, problem: Problem, exact: ExactModel, note: Note) -> None:
        super().__init__()
        self.problem, self.exact, self.told = problem, exact, note

    def on_solution_callback(self) -> None:
        """Called by CP-SAT."""
        compiled, placed = self.exact.compiled, []
        for job in self.exact.jobs:
            if self.value(self.exact.placed[job]):
                placed += [compiled.placement(t, self._spot(t)) for t in compiled.jobs[job].tasks]
        held = {one.session for one in placed}
        gone = tuple(Unplaced(run.id) for run in self.problem.runs if run.sessions[0].id not in held)
        solution = Solution(tuple(sorted(placed, key=lambda one: one.session)), gone)
        if broken := check(self.problem, solution):
            raise AssertionError(f"the peer's timetable is illegal: {broken[:3]}")
        self.told(len(compiled.tasks) - len(placed), total(self.problem, solution))

    def _spot(self, task: int) -> Spot:
        one = self.exact.tasks[task]
        room = next(room for room, literal in one.rooms.items() if self.value(literal))
        team = tuple(sorted(t for t, literal in one.trainers.items() if self.value(literal)))
        return self.value(one.start), room, team


def run_peer(problem: Problem, seconds: float, workers: int, seed: int) -> dict[str, object]:
    """CP-SAT on the whole problem; building the model counts."""
    watch = Watch()
    compiled = compile_problem(problem)
    exact = build(State(compiled), range(len(compiled.jobs)))
    sizes = {job: len(compiled.jobs[job].tasks) for job in exact.jobs}
    exact.costs += [LEFT_OUT * size * (1 - exact.placed[job]) for job, size in sizes.items()]
    exact.model.minimize(sum(exact.costs))
    for job in exact.jobs:
        exact.model.add_hint(exact.placed[job], value=True)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = workers
    solver.parameters.random_seed = seed
    with stoppable(solver, lambda: watch.used() >= seconds):
        solver.solve(exact.model, Solutions(problem, exact, watch.note))
    size = {"variables": len(exact.model.proto.variables), "bound": round(solver.best_objective_bound)}
    return {"method": "one CP-SAT model", **watch.facts(seconds), **size}


def run_engine(problem: Problem, seconds: float, seed: int) -> dict[str, object]:
    """The engine on the same problem, for as long; with one worker, as further ones are processes not counted here."""
    watch = Watch()

    def note(progress: Progress) -> None:
        watch.note(progress.total - progress.placed, progress.cost)

    result = solve(
        problem,
        seconds=seconds,
        seed=seed,
        on_progress=note,
        clock=process_time,
    )
    return {"method": "the engine", **watch.facts(seconds), "bound": result.bound}


def main() -> None:
    options = _options().parse_args()
    problem = generate(seed=options.seed, campuses=options.campuses, tightness=options.tightness)
    print(json.dumps(run_engine(problem, options.seconds, options.seed)), flush=True)
    print(json.dumps(run_peer(problem, options.seconds, options.workers, options.seed)), flush=True)


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.timetable_peer")
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--campuses", type=int, default=1)
    parser.add_argument("--tightness", type=float, default=0.6)
    return parser


if __name__ == "__main__":
    main()
