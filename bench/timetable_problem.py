"""Invented timetabling problems of a realistic shape, the same for the same seed.

A center teaches trades. Each trade has a workshop kind and some trainers; each trainer teaches one or two
trades. A run belongs to a trade: theory in a classroom first, then practice in the trade's workshop, 10–30
half days, with a pattern (every morning, afternoons, whole days, evenings, Saturdays, two fixed weekdays), a
preferred start and a window. Trainers are away for a few days, rooms are closed now and then, two public
holidays fall into the term, and a few pairs of runs share people. `tightness` scales the demand on trainers:
about 1 leaves little room.
"""

from datetime import date, timedelta
from random import Random

from scheduling.engine.model import (
    Calendar,
    Problem,
    Qualification,
    Room,
    Run,
    Session,
    Slot,
    Trainer,
)

SLOTS = (Slot("morning", 180), Slot("afternoon", 180), Slot("evening", 180, evening=True))
MONDAY = date(2026, 6, 1)
PATTERNS = (
    (frozenset({0}), frozenset(range(5)), 1, 4),
    (frozenset({1}), frozenset(range(5)), 1, 3),
    (frozenset({0, 1}), frozenset(range(5)), 2, 4),
    (frozenset({2}), frozenset(range(5)), 1, 2),
    (frozenset({0, 1}), frozenset({5, 6}), 2, 2),
    (frozenset({0, 1}), frozenset({1, 3}), 2, 2),
)
"""Slots, weekdays, sessions a day, how frequent."""


def generate(
    *, runs: int, trainers: int, rooms: int, weeks: int, seed: int, tightness: float = 0.6
) -> Problem:
    """A problem of the given size."""
    rng = Random(seed)
    calendar = Calendar(tuple(MONDAY + timedelta(days=n) for n in range(weeks * 7)), SLOTS)
    trades = [f"trade-{n}" for n in range(max(2, min(7, rooms // 3)))]
    holidays = rng.sample(range(weeks * 7), 2)
    made = [_run(rng, n, trades, calendar) for n in range(runs)]
    return Problem(
        calendar=calendar,
        runs=tuple(_thinned(_sharing(rng, made), trainers, weeks, tightness)),
        trainers=tuple(_trainer(rng, n, trades, calendar) for n in range(trainers)),
        rooms=tuple(_room(rng, n, trades, calendar) for n in range(rooms)),
        closed=frozenset(calendar.period(day, slot) for day in holidays for slot in range(3)),
    )


def _run(rng: Random, number: int, trades: list[str], calendar: Calendar) -> Run:
    trade = trades[number % len(trades)]
    slots, weekdays, most, _ = rng.choices(PATTERNS, [pattern[3] for pattern in PATTERNS])[0]
    held_weekly = len(weekdays) * most
    weeks = len(calendar.days) // 7
    length = min(rng.randint(10, 30), max(4, held_weekly * (weeks - 2)))
    theory = length // 5 + 1
    sessions = tuple(
        Session(
            id=f"run-{number}/{index + 1}",
            room_kind="classroom" if index < theory else trade,
            qualification=trade,
            trainers=2 if index >= theory and number % 9 == 4 else 1,
            equipment=frozenset({"projector"}) if index < theory else frozenset(),
        )
        for index in range(length)
    )
    needed = -(-length // held_weekly)
    start = rng.randint(0, max(0, weeks - needed - 2))
    return Run(
        id=f"run-{number}",
        sessions=sessions,
        people=rng.choice((12, 16, 20, 20, 24)),
        earliest=MONDAY + timedelta(weeks=max(0, start - 3)),
        latest=MONDAY + timedelta(weeks=min(weeks, start + needed + 5), days=-1),
        slots=slots,
        weekdays=weekdays,
        most_per_day=most,
        preferred_start=MONDAY + timedelta(weeks=start),
    )


def _sharing(rng: Random, runs: list[Run]) -> list[Run]:
    """One run in ten shares people with another one."""
    shared: dict[int, str] = {}
    for pair in range(len(runs) // 20 + 1):
        if len(runs) >= 2:
            for number in rng.sample(range(len(runs)), 2):
                shared[number] = f"group-{pair}"
    return [
        Run(**{**_fields(run), "groups": frozenset({shared[n]}) if n in shared else frozenset()})
        for n, run in enumerate(runs)
    ]


def _thinned(runs: list[Run], trainers: int, weeks: int, tightness: float) -> list[Run]:
    """Runs shortened evenly until trainers' weeks (8 sessions each) are loaded to `tightness` at most."""
    demand = sum(session.trainers for run in runs for session in run.sessions)
    share = min(1.0, trainers * weeks * 8 * tightness / demand)
    return [
        Run(**{**_fields(run), "sessions": run.sessions[: max(4, int(len(run.sessions) * share))]})
        for run in runs
    ]


def _fields(run: Run) -> dict[str, object]:
    return {name: getattr(run, name) for name in Run.__dataclass_fields__}


def _trainer(rng: Random, number: int, trades: list[str], calendar: Calendar) -> Trainer:
    own = {trades[number % len(trades)]}
    if rng.random() < 0.4:
        own.add(rng.choice(trades))
    away = rng.randrange(len(calendar.days))
    days = range(away, min(away + rng.randint(1, 5), len(calendar.days)))
    return Trainer(
        id=f"trainer-{number}",
        qualifications=tuple(Qualification(name) for name in sorted(own)),
        unavailable=frozenset(calendar.period(day, slot) for day in days for slot in range(3)),
        minutes_per_day=360,
        minutes_per_week=180 * rng.choice((8, 10, 10)),
    )


def _room(rng: Random, number: int, trades: list[str], calendar: Calendar) -> Room:
    kinds = ["classroom", *trades]
    kind = kinds[number % len(kinds)]
    day = rng.randrange(len(calendar.days))
    return Room(
        id=f"room-{number}",
        kind=kind,
        capacity=24 if number < len(kinds) else rng.choice((16, 20, 24, 30)),
        equipment=frozenset({"projector"}) if kind == "classroom" else frozenset(),
        closed=frozenset(calendar.period(day, slot) for slot in range(3))
        if rng.random() < 0.3
        else frozenset(),
    )
