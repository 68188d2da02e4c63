"""What impossible timetabling problems with a known cause are made of: a trade, a workshop and runs of their own."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bench.timetable_problem import MONDAY
from scheduling.engine.answers import Fact, FactKind
from scheduling.engine.model import (
    Equipment,
    Group,
    Journey,
    Lock,
    Qualification,
    Room,
    Run,
    Session,
    Trainer,
)

SHOP, TRADE = "forge", "smith"
SKILL = (Qualification(TRADE),)


@dataclass(frozen=True, slots=True)
class Cause:
    """What is added to a center. The forge and its two smiths are there unless others are given."""

    runs: tuple[Run, ...]
    facts: frozenset[Fact]
    trainers: tuple[Trainer, ...] = (Trainer("smith-1", SKILL), Trainer("smith-2", SKILL))
    rooms: tuple[Room, ...] = (Room("forge-1", SHOP, 20), Room("forge-2", SHOP, 20))
    equipment: tuple[Equipment, ...] = ()
    closed: frozenset[int] = frozenset()
    locks: tuple[Lock, ...] = ()
    groups: tuple[Group, ...] = ()
    travel: tuple[Journey, ...] = ()


def run_of(
    name: str, sessions: int, needs: frozenset[str] = frozenset(), minutes: int = 180, **more: Any
) -> Run:
    """A run of twelve people in the forge; each session takes the equipment `needs`; `more` are further columns."""
    made = tuple(
        Session(f"{name}/{n}", SHOP, TRADE, minutes, equipment=needs) for n in range(1, sessions + 1)
    )
    return replace(Run(name, made, people=12), **more)


def day(number: int) -> date:
    """A day of the calendar, counted from 0."""
    return MONDAY + timedelta(days=number)


def facts_of(*named: tuple[FactKind, str]) -> frozenset[Fact]:
    """From pairs of a kind and what it is about."""
    return frozenset(Fact(kind, about) for kind, about in named)


def periods(days: int) -> frozenset[int]:
    """All of the first so many days, three a day."""
    return frozenset(range(days * 3))
