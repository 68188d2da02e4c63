"""A table read from a file, its limits, and how its rows travel from the child process: plain Python, no Django."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
SECONDS = 60  # of processor time
MEMORY = 1024**3


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula: its value would depend on other cells and files, so it is not read."""


Cell = str | int | float | bool | date | datetime | Formula | None
FORMULA = Formula()


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty; `number` is its number in the file, from 1."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one sheet as they come, once (`sheet` is "" for a text file), and how much of it has come."""

    sheet: str
    rows: Iterator[Row]
    part: Callable[[], float]  # 0 to 1


class Unreadable(Exception):
    """The file is refused; `code` is one of `reading.SENTENCES`, `facts` fill the sentence."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code, self.facts = code, facts


def pack(cell: Any) -> Any:
    """JSON for the cells that JSON does not know: dates and formulas as one-key objects."""
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    return {"formula": True}


def unpack(value: dict[str, Any]) -> Any:
    """The cell that `pack` made an object of; any other object stays."""
    if "moment" in value:
        return datetime.fromisoformat(value["moment"])
    if "day" in value:
        return date.fromisoformat(value["day"])
    return FORMULA if "formula" in value else value


def collected(lines: Iterable[tuple[int, list[Cell]]]) -> Iterator[Row]:
    """The numbered lines that are not empty; raises Unreadable beyond the limits."""
    found = 0
    for number, cells in lines:
        if row := _bounded(number, cells):
            found += 1
            if found > MOST_ROWS + 1:  # the headings are a row too
                raise Unreadable("too_many_rows", rows=MOST_ROWS)
            yield row


def _bounded(number: int, cells: list[Cell]) -> Row | None:
    """The row without empty cells at its end; None if it is empty."""
    while cells and cells[-1] in (None, ""):
        cells.pop()
    if not cells:
        return None
    if number > MOST_ROWS + TITLES or len(cells) > MOST_COLUMNS:
        raise Unreadable("far_cell", cell=f"{column_letters(len(cells))}{number}")
    for place, cell in enumerate(cells, start=1):
        if isinstance(cell, str) and (len(cell) > LONGEST_CELL or "\x00" in cell):
            code = "nul" if "\x00" in cell else "long_cell"
            raise Unreadable(code, cell=f"{column_letters(place)}{number}")
    return Row(number, tuple(cells))


def column_letters(number: int) -> str:
    """1 is A, 27 is AA: how a spreadsheet names its columns."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("A") + place) + letters
    return letters


def column_number(letters: str) -> int:
    """A is 1, AA is 27; raises ValueError for anything but capital Latin letters."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError("no column letter")
        number = number * 26 + ord(letter) - ord("A") + 1
    return number
