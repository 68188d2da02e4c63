"""How soon the timetable engine has a legal timetable, how fast it gets better, how far it is from the bound.

`python -m bench.timetable_own --runs 60 --trainers 40 --rooms 25 --weeks 12 --seed 1 --seconds 20 --workers 2`

Prints a table over CPU seconds and a last line of JSON. The problem is the invented one of `bench.timetable_problem`.
The engine's clock is the CPU time of this process: wall-clock time says nothing on a shared machine. What
further workers use is not in it. Before the first run on a machine Numba compiles for some 15 seconds; `--warm` does
that before the clock starts.
"""

import argparse
import json
from resource import RUSAGE_SELF, getrusage
from time import perf_counter, process_time

from bench.timetable_problem import generate
from scheduling.engine.answers import Progress
from scheduling.engine.solve import solve

MARKS = (0.5, 1, 2, 5, 10, 20, 40, 60, 120, 300)


def main() -> None:
    options = _options().parse_args()
    problem = generate(
        runs=options.runs,
        trainers=options.trainers,
        rooms=options.rooms,
        weeks=options.weeks,
        seed=options.seed,
        tightness=options.tightness,
        campuses=options.campuses,
    )
    if options.warm:
        solve(generate(seed=options.seed), seconds=600, steps=1)
    start, cpu = perf_counter(), process_time()
    seen: list[tuple[float, float, Progress]] = []

    def note(progress: Progress) -> None:
        seen.append((perf_counter() - start, process_time() - cpu, progress))

    result = solve(
        problem,
        seconds=options.seconds,
        seed=options.seed,
        workers=options.workers,
        on_progress=note,
        clock=process_time,
    )
    used = process_time() - cpu
    _table(seen, options.seconds)
    placed = [(wall, spent) for wall, spent, one in seen if one.placed == one.total]
    facts = {
        "campuses": options.campuses,
        "runs": options.runs,
        "seed": options.seed,
        "sessions": sum(len(run.sessions) for run in problem.runs),
        "status": str(result.status),
        "statement": result.statement(),
        "cost": result.cost,
        "bound": result.bound,
        "unplaced": len(result.solution.unplaced),
        "all_placed_wall_s": round(placed[0][0], 2) if placed else None,
        "all_placed_cpu_s": round(placed[0][1], 2) if placed else None,
        "cpu_s": round(used, 1),
        "peak_mb": round(getrusage(RUSAGE_SELF).ru_maxrss / 1024),
        "wall_s": round(perf_counter() - start, 1),
        "terms": {term.name.lower(): price for term, price in result.terms.items()},
    }
    print(json.dumps(facts))


def _table(seen: list[tuple[float, float, Progress]], seconds: float) -> None:
    print(f"{'CPU s':>6}  {'placed':>11}  {'cost':>6}  {'bound':>6}  phase")
    for mark in (*(mark for mark in MARKS if mark < seconds), seconds):
        known = [one for _, cpu, one in seen if cpu <= mark]
        if known:
            one = known[-1]
            bound = "–" if one.bound is None else one.bound
            placed = f"{one.placed}/{one.total}"
            print(f"{mark:>6}  {placed:>11}  {one.cost:>6}  {bound:>6}  {one.phase}")


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.timetable_own")
    for name, default in (
        ("runs", 60),
        ("trainers", 40),
        ("rooms", 25),
        ("weeks", 12),
        ("campuses", 1),
        ("seed", 1),
        ("workers", 2),
    ):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--warm", action="store_true")
    parser.add_argument("--tightness", type=float, default=0.6)
    return parser


if __name__ == "__main__":
    main()
