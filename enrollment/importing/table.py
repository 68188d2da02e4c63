"""A table read from a file, its limits, and how it travels from the child process: plain Python, no Django."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

MOST_BYTES = 20 * 1024 * 1024
MOST_ROWS = 100_000
TITLES = 20  # rows that may stand above the headings
MOST_COLUMNS = 200
MOST_UNPACKED = 150 * 1024 * 1024  # bytes declared by the zip's entries together
MOST_ENTRIES = 1_000
LONGEST_CELL = 2_000  # characters
SECONDS = 30
MEMORY = 1024**3


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula: its value would depend on other cells and files, so it is not read."""


Cell = str | int | float | bool | date | datetime | Formula | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty; `number` is its number in the file, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet (`sheet` is "" for a text file)."""

    sheet: str
    rows: tuple[Row, ...]


class Unreadable(Exception):
    """The file is refused; `code` is one of `reading.SENTENCES`, `facts` fill the sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def pack(cell: Cell) -> Any:
    """A cell as JSON: dates and formulas as one-key objects, everything else as itself."""
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return {"formula": True} if isinstance(cell, Formula) else cell


def unpack(value: Any) -> Cell:
    """The cell that `pack` made JSON of."""
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    if "formula" in value:
        return Formula()
    return datetime.fromisoformat(value["moment"]) if "moment" in value else date.fromisoformat(value["day"])


def collected(lines: Iterable[tuple[Cell, ...]]) -> tuple[Row, ...]:
    """The lines that are not empty, numbered as in the file; raises Unreadable beyond the limits."""
    rows: list[Row] = []
    for number, cells in enumerate(lines, start=1):
        if row := _bounded(number, cells):
            rows.append(row)
        if len(rows) > MOST_ROWS + 1:  # the headings are a row too
            raise Unreadable("too_many_rows", rows=MOST_ROWS)
    return tuple(rows)


def _bounded(number: int, cells: tuple[Cell, ...]) -> Row | None:
    """The row without empty cells at its end; None if it is empty."""
    while cells and cells[-1] in (None, ""):
        cells = cells[:-1]
    if not cells:
        return None
    if number > MOST_ROWS + TITLES or len(cells) > MOST_COLUMNS:
        raise Unreadable("far_cell", cell=f"{column_letters(len(cells))}{number}")
    for place, cell in enumerate(cells, start=1):
        if isinstance(cell, str):
            _refuse_text(cell, f"{column_letters(place)}{number}")
    return Row(number, cells)


def _refuse_text(text: str, place: str) -> None:
    if "\x00" in text:
        raise Unreadable("nul", cell=place)
    if len(text) > LONGEST_CELL:
        raise Unreadable("long_cell", cell=place)


def column_letters(number: int) -> str:
    """1 is A, 27 is AA: how a spreadsheet names its columns."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters
