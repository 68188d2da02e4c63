"""Does the engine ever break a rule? Its answers to random problems, judged by the checker, which knows no solver.

`python -m bench.judged --count 1000 --seed 1` makes small random problems of every kind of rule (patterns, windows,
closures, absences, limits, locks, sites and the way between them, movable equipment, shared people with hours and
protected times of their own, rest overnight, wishes, two trainers a session), each solved in a few steps by
construction, search and CP-SAT, and counts what the checker refuses and what is counted wrong.
One line of JSON.
"""

import argparse
import json
from collections import Counter
from dataclasses import replace
from random import Random
from time import process_time

from bench.timetable_problem import generate
from scheduling.engine.checker import check
from scheduling.engine.costs import total
from scheduling.engine.model import Equipment, Group, Journey, Lock, Problem, Qualification
from scheduling.engine.solve import EngineError, solve

STEPS = 12
SECONDS = 0.3
"""CPU time for a problem: few optima are proved in it, and what CP-SAT leaves open is judged too."""

A_LONG_NIGHT = 14 * 60
"""Minutes: from an evening to the next morning there are fewer."""


def random_problem(seed: int) -> Problem:
    """A small center with a few rules of every kind, which now and then cannot hold together."""
    rng = Random(seed)
    made = generate(
        runs=rng.randint(1, 4),
        trainers=rng.randint(5, 8),
        rooms=rng.randint(6, 9),
        weeks=rng.randint(4, 5),
        seed=seed,
        tightness=rng.choice((0.2, 0.3, 0.5)),
    )
    return _locked(_peopled(_moving(_divided(_expiring(made, rng), rng), rng), rng), rng)


def _expiring(problem: Problem, rng: Random) -> Problem:
    """The first trainer's qualifications end in the middle."""
    day = rng.choice(problem.calendar.days)
    first = problem.trainers[0]
    short = tuple(Qualification(held.name, None, day) for held in first.qualifications)
    return replace(problem, trainers=(replace(first, qualifications=short), *problem.trainers[1:]))


def _divided(problem: Problem, rng: Random) -> Problem:
    """Some rooms are at another site, which some trainers do not reach."""
    rooms = tuple(
        replace(room, site=rng.choice(("main", "main", "main", "main", "annex"))) for room in problem.rooms
    )
    sites = (None, None, frozenset({"main"}))
    return replace(
        problem,
        rooms=rooms,
        trainers=tuple(replace(who, sites=rng.choice(sites)) for who in problem.trainers),
    )


def _moving(problem: Problem, rng: Random) -> Problem:
    """Some sessions need a welder, of which each site has one or none."""
    runs = tuple(
        replace(
            run,
            sessions=tuple(
                replace(s, equipment=s.equipment | ({"arc"} if rng.random() < 0.08 else set()))
                for s in run.sessions
            ),
        )
        for run in problem.runs
    )
    units = (Equipment("arc-1", "arc"), Equipment("arc-2", "arc", "annex", frozenset(range(9))))
    return replace(problem, runs=runs, equipment=units)


def _peopled(problem: Problem, rng: Random) -> Problem:
    """People with hours and times of their own, trainers who rest and wish, a way between the sites."""
    groups = sorted({group for run in problem.runs for group in run.groups})
    morning = len(problem.calendar.slots) * rng.randrange(len(problem.calendar.days))
    return replace(
        problem,
        groups=tuple(
            Group(
                group,
                minutes_per_day=rng.choice((None, 180, 360, 360)),
                minutes_per_week=rng.choice((None, 1260)),
                rest=rng.choice((0, 0, A_LONG_NIGHT)),
                protected=frozenset({morning}),
            )
            for group in groups
        ),
        travel=(Journey("main", "annex", rng.choice((30, 90))),),
        trainers=tuple(
            replace(
                who,
                rest=rng.choice((0, 0, A_LONG_NIGHT)),
                unwished=frozenset({rng.randrange(problem.calendar.periods)}),
            )
            for who in problem.trainers
        ),
    )


def _locked(problem: Problem, rng: Random) -> Problem:
    """Now and then a session's room or day is fixed."""
    sessions = [session for run in problem.runs for session in run.sessions]
    chosen = rng.sample(sessions, min(2, len(sessions))) if rng.random() < 0.1 else []
    rooms = [room.id for room in problem.rooms]
    locks = tuple(Lock(session.id, room=rng.choice(rooms)) for session in chosen)
    return replace(problem, locks=locks)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.judged")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    statuses: Counter[str] = Counter()
    refused = miscounted = 0
    start = process_time()
    for number in range(options.count):
        problem = random_problem(options.seed * 100_000 + number)
        try:
            result = solve(problem, seconds=SECONDS, steps=STEPS, seed=number, clock=process_time)
        except EngineError as error:
            print(f"{number}: {error}", flush=True)
            refused += 1
            continue
        statuses[str(result.status)] += 1
        refused += bool(check(problem, result.solution))
        too_low = result.bound is not None and result.bound > result.cost
        miscounted += too_low or total(problem, result.solution) != result.cost
    shown = {
        "problems": options.count,
        "refused": refused,
        "miscounted": miscounted,
        "statuses": dict(sorted(statuses.items())),
        "cpu_s": round(process_time() - start, 1),
    }
    print(json.dumps(shown))


if __name__ == "__main__":
    main()
