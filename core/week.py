"""A week to be drawn: days, their half-day slots and what is in them, turned into the rows of a grid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing in a slot; `tone` is a colour of `docs/ui.md`, `row` names its row where rows have names."""

    title: str
    room: str = ""
    trainers: Sequence[str] = ()
    tone: str = "info"
    url: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """A named half day ("Morning"), its clock times as shown, and its entries in order."""

    label: str
    entries: Sequence[Entry] = ()
    time: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A date with its slots; `closed` says why nothing takes place (a public holiday), or is empty."""

    date: date
    slots: Sequence[Slot] = ()
    closed: str = ""
    is_today: bool = False

    @property
    def is_empty(self) -> bool:
        return not any(slot.entries for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Cell:
    """One square of the grid: what is in it, or why it is closed."""

    entries: Sequence[Entry]
    closed: str = ""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of the grid with its heading; `note` is the small print under the heading."""

    label: str
    cells: Sequence[Cell]
    note: str = ""


def rows_by_slot(days: Sequence[Day]) -> list[GridRow]:
    """One row per half day, one cell per day: the week of a person or of a run.

    Days may have different slots (none when closed); rows come in the order in which slots are first met.
    """
    times: dict[str, str] = {}
    for slot in (slot for day in days for slot in day.slots):
        times[slot.label] = times.get(slot.label) or slot.time
    return [GridRow(label, [_cell_at(day, label) for day in days], time) for label, time in times.items()]


def rows_by_name(days: Sequence[Day], names: Iterable[str]) -> list[GridRow]:
    """One row per name (a room, a trainer), one cell per half day of each day: the week of a centre.

    Entries whose `row` is not among the names are not shown; give every name.
    """
    return [
        GridRow(name, [_cell_for(day, slot, name) for day in days for slot in day.slots]) for name in names
    ]


def _cell_at(day: Day, label: str) -> Cell:
    return Cell([entry for slot in day.slots if slot.label == label for entry in slot.entries], day.closed)


def _cell_for(day: Day, slot: Slot, name: str) -> Cell:
    return Cell([entry for entry in slot.entries if entry.row == name], day.closed)
