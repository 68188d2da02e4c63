"""The public yardstick: curriculum-based course timetabling (ITC-2007 track 3) by the same engine.

`python -m bench.cbctt INSTANCE.ctt --seconds S --seed N --workers 2 --out FILE.sol` states the instance as a problem of
`scheduling.engine`, solves it there, writes the solution in the competition's format, has it judged by the
independent `bench.cbctt_validator`, and prints one line of JSON. Exit 1 if the judge finds a hard rule broken.
"""

import argparse
import json
import sys
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter, process_time

from bench.cbctt_format import Course, FormatError, Instance, Lecture, read_instance, write_solution
from bench.cbctt_validator import parts, violations
from scheduling.engine.answers import (
    Progress,
    Result,
)
from scheduling.engine.model import (
    WEIGHTS,
    Calendar,
    Problem,
    Qualification,
    Room,
    Run,
    Session,
    Slot,
    Term,
    Trainer,
)
from scheduling.engine.solve import solve

MONDAY = date(2026, 6, 1)
PRICES = {Term.SEATS: 1, Term.DAYS: 5, Term.ALONE: 2, Term.ROOMS: 1}
"""The competition's formulation UD2; no other term counts."""


def as_problem(instance: Instance) -> Problem:
    """A course is a run with a trainer of its own; curricula and teachers are groups that it shares."""
    slots = tuple(Slot(str(period)) for period in range(instance.periods))
    days = tuple(MONDAY + timedelta(days=day) for day in range(instance.days))
    return Problem(
        calendar=Calendar(days, slots),
        runs=tuple(_run(instance, course) for course in instance.courses),
        trainers=tuple(_trainer(instance, course) for course in instance.courses),
        rooms=tuple(Room(name, "room", seats) for name, seats in instance.rooms.items()),
        weights={**dict.fromkeys(WEIGHTS, 0), **PRICES},
        compact=frozenset(f"curriculum {name}" for name in instance.curricula),
    )


def _run(instance: Instance, course: Course) -> Run:
    curricula = {f"curriculum {name}" for name, courses in instance.curricula.items() if course.id in courses}
    return Run(
        id=course.id,
        sessions=tuple(Session(f"{course.id} {n}", "room", course.id) for n in range(course.lectures)),
        people=0,
        groups=frozenset(curricula | {f"teacher {course.teacher}"}),
        most_per_day=instance.periods,
        seats_wished=course.students,
        days_wished=course.least_days,
    )


def _trainer(instance: Instance, course: Course) -> Trainer:
    away = (day * instance.periods + period for day, period in instance.closed.get(course.id, ()))
    return Trainer(course.id, (Qualification(course.id),), frozenset(away))


def as_lectures(instance: Instance, result: Result) -> list[Lecture]:
    """The timetable in the competition's words."""
    return [
        (one.session.split()[0], one.room, *divmod(one.period, instance.periods))
        for one in result.solution.placements
    ]


def main(arguments: list[str] | None = None) -> int:
    options = _options().parse_args(arguments)
    start, cpu = perf_counter(), process_time()
    try:
        instance = read_instance(options.instance)
    except (FormatError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    trajectory: list[tuple[float, int]] = []

    def note(progress: Progress) -> None:
        if progress.placed == progress.total:
            trajectory.append((round(perf_counter() - start, 2), progress.cost))

    result = solve(
        as_problem(instance),
        seconds=options.seconds,
        seed=options.seed,
        workers=options.workers,
        steps=options.steps,
        on_progress=note,
    )
    lectures = as_lectures(instance, result)
    write_solution(options.out, lectures)
    broken, found = violations(instance, lectures), parts(instance, lectures)
    facts = {
        "instance": options.instance.stem,
        "cost": sum(found.values()),
        "parts": found,
        "violations": sum(broken.values()),
        "bound": result.bound,
        "status": str(result.status),
        "cpu_s": round(process_time() - cpu, 1),
        "wall_s": round(perf_counter() - start, 1),
        "trajectory": trajectory,
    }
    print(json.dumps(facts))
    return 1 if any(broken.values()) else 0


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.cbctt")
    parser.add_argument("instance", type=Path)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--out", type=Path, required=True)
    return parser


if __name__ == "__main__":
    sys.exit(main())
