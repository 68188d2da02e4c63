"""How rows are called in the engine, and back."""

from collections.abc import Iterable
from datetime import date

from scheduling.engine import model as engine
from training.enums import Slot

SLOTS = tuple(Slot)
RUN, SESSION, ROOM, TRAINER, UNIT = "run", "session", "room", "trainer", "equipment"
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


def qualification_name(skills: Iterable[str]) -> str:
    """Skills that one trainer must hold all are one qualification to the engine."""
    return AND.join(sorted(skills))


def skills_in(qualification: str) -> list[str]:
    """The codes of the skills that make up a qualification."""
    return [code for code in qualification.split(AND) if code]


def period_number(calendar: engine.Calendar, day: date, slot: str) -> int:
    """The engine's number of a period; the calendar has every date between its first and its last."""
    return calendar.period((day - calendar.days[0]).days, SLOTS.index(Slot(slot)))
