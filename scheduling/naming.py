"""How rows are called in the engine, and back."""

from collections.abc import Iterable
from datetime import date

from scheduling.engine import model as engine
from training.enums import Slot

SLOTS = tuple(Slot)
RUN, SESSION, ROOM, TRAINER, UNIT = "run", "session", "room", "trainer", "equipment"
GROUP, MINORS = "group", "minors"  # people of one or several runs; those of them who are under age
OUTSIDE = "outside"  # where one run is held that is not held at the centre: a room of its own
AND = "+"  # no code of a skill has it


def name_of(kind: str, key: int) -> str:
    """The engine's id of a row; rows of two tables never share one."""
    return f"{kind} {key}"


def key_of(name: str) -> int:
    """The row key in an engine's id."""
    return int(name.rpartition(" ")[2])


def room_key(name: str) -> int | None:
    """The row key of a room; None for a place outside the centre."""
    return None if name.startswith(OUTSIDE) else key_of(name)


def group_name(runs: Iterable[int], *, minors: bool) -> str:
    """People who are in all of these runs (their keys)."""
    return f"{MINORS if minors else GROUP} {AND.join(map(str, sorted(runs)))}"


def runs_in(group: str) -> list[int]:
    """The keys of the runs in which a group's people are."""
    return [int(key) for key in group.split()[1].split(AND)]


def is_of_minors(group: str) -> bool:
    return group.startswith(MINORS)


def qualification_name(skills: Iterable[str]) -> str:
    """Skills that one trainer must hold all are one qualification to the engine."""
    return AND.join(sorted(skills))


def skills_in(qualification: str) -> list[str]:
    """The codes of the skills that make up a qualification."""
    return [code for code in qualification.split(AND) if code]


def period_number(calendar: engine.Calendar, day: date, slot: str) -> int:
    """The engine's number of a period; the calendar has every date between its first and its last."""
    return calendar.period((day - calendar.days[0]).days, SLOTS.index(Slot(slot)))
