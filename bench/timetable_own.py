"""How soon the timetable engine has a legal timetable, how fast it gets better, how far it is from the bound.

`python -m bench.timetable_own --runs 60 --trainers 40 --rooms 25 --weeks 12 --seed 1 --seconds 20 --workers 2`

Prints a table over CPU seconds and a last line of JSON. The problem is the invented one of `bench.timetable_problem`.
With one worker the engine's clock is the CPU time of this process, since wall-clock time says little on a shared
machine; with more it is the wall's, and as many cores should be idle. Before the first run on a machine Numba compiles
for some 35 seconds; `--warm` does that before the clock starts.
"""

import argparse
import json
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import monotonic, process_time

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
    clock = process_time if options.workers == 1 else monotonic
    start, wall, cpu = clock(), monotonic(), _cpu()
    seen: list[tuple[float, Progress]] = []

    def note(progress: Progress) -> None:
        seen.append((clock() - start, progress))

    result = solve(
        problem,
        seconds=options.seconds,
        seed=options.seed,
        workers=options.workers,
        on_progress=note,
        clock=clock,
    )
    _table(seen, options.seconds, "CPU s" if options.workers == 1 else "wall s")
    placed = [spent for spent, one in seen if one.placed == one.total]
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
        "all_placed_s": round(placed[0], 2) if placed else None,
        "clock": "CPU" if options.workers == 1 else "wall",
        "cpu_s": round(_cpu() - cpu, 1),
        "peak_mb": round(getrusage(RUSAGE_SELF).ru_maxrss / 1024),
        "wall_s": round(monotonic() - wall, 1),
        "terms": {term.name.lower(): price for term, price in result.terms.items()},
    }
    print(json.dumps(facts))


def _cpu() -> float:
    """CPU seconds of this process, and of its workers that have ended."""
    return sum(one.ru_utime + one.ru_stime for one in (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)))


def _table(seen: list[tuple[float, Progress]], seconds: float, clock: str) -> None:
    print(f"{clock:>6}  {'placed':>11}  {'cost':>6}  {'bound':>6}  phase")
    for mark in (*(mark for mark in MARKS if mark < seconds), seconds):
        known = [one for spent, one in seen if spent <= mark]
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
