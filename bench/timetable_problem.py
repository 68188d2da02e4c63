"""Invented timetabling problems of a realistic shape, the same for the same seed.

A center teaches trades. Each trade has a workshop kind and some trainers; each trainer teaches one or two
trades. A run belongs to a trade: theory in a classroom first, then practice in the trade's workshop, 10–30
half days, with a pattern (every morning, afternoons, whole days, evenings, Saturdays, two fixed weekdays), a
preferred start and a window. Trainers are away for a few days, rooms are closed now and then, two public
holidays fall into the term, and a few pairs of runs share people. Runs are shortened until they need no more than
`tightness` of the trainers' weeks (8 sessions each). The usual center needs a third of them, so 0.6 shortens nothing:
tighter ones have fewer trainers (see `bench.timetable_growth`).

Several campuses are as many such centers, each with rooms and trainers of its own; every tenth trainer also
reaches the next campus, an hour and a half away, and nothing else is shared.

How well rooms are used weighs nothing: with the other terms the problem is the one that prototypes were measured on.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from scheduling.engine.model import (
    WEIGHTS,
    Calendar,
    Journey,
    Problem,
    Qualification,
    Room,
    Run,
    Session,
    Slot,
    Term,
    Trainer,
)

SLOTS = (
    Slot("morning", begins=9 * 60),
    Slot("afternoon", begins=13 * 60),
    Slot("evening", evening=True, begins=17 * 60),
)
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


FAR = 90
"""Minutes from a campus to the next: half an hour more than lies between two half days."""

ROAMING = 10
"""One trainer in so many also reaches the next campus."""


def generate(
    *,
    runs: int = 60,
    trainers: int = 40,
    rooms: int = 25,
    weeks: int = 12,
    seed: int = 1,
    tightness: float = 0.6,
    campuses: int = 1,
) -> Problem:
    """A problem of the given size; with several campuses, each of them has this size."""
    size = {"runs": runs, "trainers": trainers, "rooms": rooms, "weeks": weeks}
    if campuses == 1:
        return _campus(**size, seed=seed, tightness=tightness)
    alone = [_campus(**size, seed=seed * 1_000 + n, tightness=tightness) for n in range(campuses)]
    joined = _joined([_named(one, n, campuses) for n, one in enumerate(alone)])
    pairs = sorted(
        {(min(n, other), max(n, other)) for n in range(campuses) if (other := (n + 1) % campuses) != n}
    )
    ways = (Journey(f"campus-{a}", f"campus-{b}", FAR) for a, b in pairs)
    return replace(joined, travel=tuple(ways))


def _named(one: Problem, campus: int, campuses: int) -> Problem:
    """The problem of one campus with names of its own; some of its trainers reach the next campus too."""
    here, beyond = f"campus-{campus}", f"campus-{(campus + 1) % campuses}"
    return replace(
        one,
        runs=tuple(
            replace(
                run,
                id=f"{here}/{run.id}",
                sites=frozenset({here}),
                groups=frozenset(f"{here}/{group}" for group in run.groups),
                sessions=tuple(replace(session, id=f"{here}/{session.id}") for session in run.sessions),
            )
            for run in one.runs
        ),
        trainers=tuple(
            replace(who, id=f"{here}/{who.id}", sites=frozenset({here} if n % ROAMING else {here, beyond}))
            for n, who in enumerate(one.trainers)
        ),
        rooms=tuple(replace(room, id=f"{here}/{room.id}", site=here) for room in one.rooms),
    )


def _joined(parts: Iterable[Problem]) -> Problem:
    """All campuses as one problem; the holidays of the first hold everywhere."""
    parts = list(parts)
    return replace(
        parts[0],
        runs=tuple(run for one in parts for run in one.runs),
        trainers=tuple(who for one in parts for who in one.trainers),
        rooms=tuple(room for one in parts for room in one.rooms),
    )


def _campus(*, runs: int, trainers: int, rooms: int, weeks: int, seed: int, tightness: float) -> Problem:
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
        weights={**WEIGHTS, Term.EMPTY: 0},
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
        replace(run, groups=frozenset({shared[n]}) if n in shared else frozenset())
        for n, run in enumerate(runs)
    ]


def _thinned(runs: list[Run], trainers: int, weeks: int, tightness: float) -> list[Run]:
    """Runs shortened evenly until trainers' weeks (8 sessions each) are loaded to `tightness` at most."""
    demand = sum(session.trainers for run in runs for session in run.sessions)
    share = min(1.0, trainers * weeks * 8 * tightness / demand)
    return [replace(run, sessions=run.sessions[: max(4, int(len(run.sessions) * share))]) for run in runs]


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
