"""Life changes: how much of a published timetable must change, and how soon is that known?

`python -m bench.replanning --seeds 3 --seconds 5 --tiny 100`

1. A center of 60 runs: its busiest trainer is away for two weeks; its busiest workshop is closed for two weeks. Every
   session that the event hits must change at least once: that is the bound.
2. Tiny problems, whose timetables are all enumerated: the engine's number of changes against the exact minimum.

A trainer's absence and a room's closure are random in place, the same for the same seed. One line of JSON each.
"""

import argparse
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from random import Random
from time import perf_counter, process_time

from bench.enumeration import timetables
from bench.timetable_problem import MONDAY, SLOTS, generate
from scheduling.engine.answers import (
    Progress,
)
from scheduling.engine.model import (
    Calendar,
    Problem,
    Qualification,
    Room,
    Run,
    Session,
    Solution,
    Trainer,
)
from scheduling.engine.solve import solve

WEEKS = (4, 6)
"""The event lasts from the beginning of the one week to that of the other."""

FIRST_STEPS = 150
"""Steps in which the published timetable is made."""


def changes(published: Solution, now: Solution) -> int:
    """New periods, new rooms and new trainers, one each."""
    placed = now.by_session()
    return sum(
        (old.period != new.period) + (old.room != new.room) + (set(old.trainers) != set(new.trainers))
        for old in published.placements
        if (new := placed.get(old.session))
    )


def away(problem: Problem, trainer: str, periods: Iterable[int]) -> Problem:
    """The problem with a trainer absent in these periods too."""
    gone = frozenset(periods)
    people = (
        replace(t, unavailable=t.unavailable | gone) if t.id == trainer else t for t in problem.trainers
    )
    return replace(problem, trainers=tuple(people))


def shut(problem: Problem, room: str, periods: Iterable[int]) -> Problem:
    """The problem with a room closed in these periods too."""
    gone = frozenset(periods)
    return replace(
        problem, rooms=tuple(replace(r, closed=r.closed | gone) if r.id == room else r for r in problem.rooms)
    )


def center(seed: int, seconds: float) -> list[dict[str, object]]:
    """Both events in a center of the usual size."""
    problem = generate(seed=seed)
    published = solve(problem, seconds=600, steps=FIRST_STEPS, seed=seed).solution
    slots = len(problem.calendar.slots)
    periods = range(WEEKS[0] * 7 * slots, WEEKS[1] * 7 * slots)
    hit = [one for one in published.placements if one.period in periods]
    kinds = {room.id: room.kind for room in problem.rooms}
    trainer, lessons = Counter(name for one in hit for name in one.trainers).most_common(1)[0]
    shops = Counter(one.room for one in hit if kinds[one.room] != "classroom")
    shop, meetings = shops.most_common(1)[0]
    events = (
        ("trainer away two weeks", away(problem, trainer, periods), lessons),
        ("workshop closed two weeks", shut(problem, shop, periods), meetings),
    )
    return [
        {"seed": seed, "event": name, "must_change": least, **_replanned(after, published, seconds)}
        for name, after, least in events
    ]


def _replanned(problem: Problem, published: Solution, seconds: float) -> dict[str, object]:
    start, cpu = perf_counter(), process_time()
    legal: list[float] = []

    def note(progress: Progress) -> None:
        legal.extend([perf_counter() - start] if progress.placed == progress.total else [])

    result = solve(replace(problem, published=published), seconds=seconds, on_progress=note)
    return {
        "changes": changes(published, result.solution),
        "left_out": len(result.solution.unplaced),
        "legal_s": round(legal[0], 2) if legal else None,
        "cpu_s": round(process_time() - cpu, 1),
    }


def tiny(seed: int) -> Problem:
    """Three sessions of two runs, three days, two rooms and two trainers, not always there."""
    rng = Random(seed)
    weld = (Qualification("weld"),)
    runs = tuple(
        Run(
            name,
            tuple(Session(f"{name}{n}", "shop", "weld") for n in range(sessions)),
            people=10,
            slots=frozenset({0, 1}),
            most_per_day=rng.randint(1, 2),
            preferred_start=MONDAY,
        )
        for name, sessions in (("a", 2), ("b", 1))
    )
    return Problem(
        calendar=Calendar(tuple(date(2026, 6, day) for day in (1, 2, 3)), SLOTS),
        runs=runs,
        trainers=tuple(Trainer(name, weld, frozenset(rng.sample(range(9), 2))) for name in ("ann", "ben")),
        rooms=(Room("R1", "shop", 20), Room("R2", "shop", 20, closed=frozenset(rng.sample(range(9), 4)))),
    )


def tiny_gap(seed: int) -> tuple[int, int] | None:
    """Changes made by the engine and the exact minimum after an event; None if nothing can be placed any more."""
    rng, before = Random(seed), tiny(seed)
    published = solve(before, seconds=10, steps=20).solution
    one = rng.choice(published.placements) if published.placements else None
    if one is None or len(published.placements) < sum(len(run.sessions) for run in before.runs):
        return None
    day = range(one.period // 3 * 3, one.period // 3 * 3 + 3)
    after = away(before, one.trainers[0], day) if rng.random() < 0.5 else shut(before, one.room, day)
    least = min((changes(published, other) for other in timetables(after)), default=None)
    if least is None:
        return None
    now = solve(replace(after, published=published), seconds=10, steps=20).solution
    return changes(published, now), least


def main() -> None:
    options = _options().parse_args()
    for seed in range(1, options.seeds + 1):
        for line in center(seed, options.seconds):
            print(json.dumps(line), flush=True)
    gaps = [gap for seed in range(options.tiny) if (gap := tiny_gap(seed))]
    above = Counter(made - least for made, least in gaps)
    print(json.dumps({"tiny_cases": len(gaps), "changes_above_minimum": dict(sorted(above.items()))}))


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench.replanning")
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--tiny", type=int, default=100)
    return parser


if __name__ == "__main__":
    main()
