"""Small problems by hand: one week of mornings, afternoons and evenings from Monday 1 June 2026."""

from dataclasses import replace
from datetime import date, timedelta

from scheduling.engine.compiled import compile_problem
from scheduling.engine.lagrange import Lagrange
from scheduling.engine.layouts import Layouts
from scheduling.engine.model import (
    Calendar,
    Placement,
    Problem,
    Qualification,
    Room,
    Run,
    Session,
    Slot,
    Solution,
    Trainer,
)

MONDAY = date(2026, 6, 1)
SLOTS = (
    Slot("morning", begins=9 * 60),
    Slot("afternoon", begins=13 * 60),
    Slot("evening", 120, evening=True, begins=17 * 60),
)


def calendar(days: int = 7) -> Calendar:
    return Calendar(tuple(MONDAY + timedelta(days=n) for n in range(days)), SLOTS)


def run(name: str, sessions: int, **changes: object) -> Run:
    made = tuple(Session(f"{name}{n}", "shop", "weld") for n in range(1, sessions + 1))
    return replace(Run(name, made, people=11), **changes)


def problem(*runs: Run, **changes: object) -> Problem:
    """Two shops and two welders for the runs."""
    made = Problem(
        calendar=calendar(),
        runs=runs,
        trainers=(Trainer("ann", (Qualification("weld"),)), Trainer("ben", (Qualification("weld"),))),
        rooms=(Room("R1", "shop", 20), Room("R2", "shop", 20)),
    )
    return replace(made, **changes)


def with_session(one: Run, **changes: object) -> Run:
    """The run with all its sessions changed."""
    return replace(one, sessions=tuple(replace(session, **changes) for session in one.sessions))


def at(session: str, period: int, room: str = "R1", *trainers: str) -> Placement:
    return Placement(session, period, room, trainers or ("ann",))


def timetable(*placements: Placement) -> Solution:
    return Solution(placements)


def bounded(given: Problem, *, rounds: int = 30) -> int:
    """What so many rounds of prices prove that a timetable costs at least."""
    compiled = compile_problem(given)
    prices = Lagrange(compiled, Layouts(compiled), 1)
    for number in range(rounds):
        prices.raised(100, number / rounds)
    return prices.bound
