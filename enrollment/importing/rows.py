"""One row of the table into what it says of a person, or into problems with their place, value and reason.

The same words stand in a column again and again, so every cell and every checked value is read once for the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any

from core.dates import DateUnreadable
from core.identity import IdentifierRefused
from core.names import NameRefused
from core.tables.table import Cell, Formula, Row, column_letters
from core.text import TextRefused
from enrollment.checking import GUARDIAN_RULES, PERSON_RULES, WrongValue
from enrollment.importing.cells import FACT_OF, FACTS, BadCell, Context, Fact, text_of
from enrollment.importing.columns import Head
from enrollment.importing.frozen import frozen
from enrollment.importing.references import NotFound

KEPT = 10_000  # read cells, and checked values, that are remembered of each fact
WRONG = (BadCell, NotFound, DateUnreadable, TextRefused, NameRefused, IdentifierRefused, WrongValue)
_LONG_NUMBER = re.compile(r"[\d๐-๙G][\d๐-๙ \-]{9,}")
LONGEST_SHOWN = 60  # characters of a value in the preview
Faults = tuple[tuple[str, str], ...]  # field, code


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: where it stands, the value as written (numbers of persons masked), the fault."""

    field: str
    column: str
    heading: str
    value: str
    code: str


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row read: what it says of a person, frozen, or the problems."""

    number: int
    name: str
    said: dict[str, Any]
    problems: tuple[Problem, ...]


class Reader:
    """Reads the rows under one row of headings."""

    def __init__(self, head: Head, context: Context) -> None:
        self._head = head
        self._index_of = {field: index for index, field in head.columns.items()}
        self._width = max(self._index_of.values(), default=-1) + 1
        self._check = _checker(context)
        self._check_once = lru_cache(maxsize=KEPT)(self._check)
        self._facts = [self._column_reader(fact, context) for fact in FACTS if self._has(fact)]

    def _has(self, fact: Fact) -> bool:
        return any(column in self._index_of for column in fact.columns)

    def _column_reader(self, fact: Fact, context: Context) -> Any:
        """(indexes of the fact's cells, cells -> what they say and the faults), remembered by the cells."""

        # What stands in one column is remembered by its cells already; of several, each value by itself.
        check = self._check_once if fact.field == "given_name" else self._check

        def read(*cells: Cell) -> tuple[dict[str, Any], Faults]:
            try:
                stated = fact.read(cells, context)
            except WRONG as wrong:
                return {}, ((_faulty_column(fact, cells, context), str(wrong.code)),)
            said: dict[str, Any] = {}
            faults: Faults = ()
            for name, value in stated.items():
                said[name], wrong_here = check(name, value)
                faults += wrong_here
            return said, faults

        indexes = [self._index_of.get(column, -1) for column in fact.columns]
        # True, 1 and 1.0 are three cells.
        return _picker(indexes), lru_cache(maxsize=KEPT, typed=True)(read) if fact.repeats else read

    def read(self, row: Row) -> ReadRow:
        """What the row says, every fact in normal form; or all its problems."""
        cells = row.cells[: self._width]
        cells += (None,) * (self._width + 1 - len(cells))  # the last for columns that the file has not
        said: dict[str, Any] = {}
        faults: list[tuple[str, str]] = []
        for pick, read in self._facts:
            values, wrong = read(*pick(cells))
            said.update(values)
            if wrong:
                faults += wrong
        name = f"{said.get('prefix') or ''}{said.get('given_name') or ''} {said.get('family_name') or ''}".strip()
        if not faults:
            return ReadRow(row.number, name[:LONGEST_SHOWN], said, ())
        problems = tuple(self._problem(row, field, code) for field, code in faults)
        return ReadRow(row.number, _masked(name, "given_name"), {}, problems)

    def problem(self, number: int, field: str, value: str, code: str) -> Problem:
        """A problem that only comparing with other rows or the registry shows."""
        index = self._place(field)
        return Problem(field, column_letters(index + 1), self._heading(index), _masked(value, field), code)

    def _problem(self, row: Row, field: str, code: str) -> Problem:
        """The faulty column of a fact: its own, else the first one that is there and filled."""
        index = self._place(field, row)
        shown = _as_shown(row.cells[index]) if 0 <= index < len(row.cells) else ""
        return Problem(field, column_letters(index + 1), self._heading(index), _masked(shown, field), code)

    def _place(self, field: str, row: Row | None = None) -> int:
        """The column of a field; of several that say it together the first filled one; 0 where there is none."""
        if field in self._index_of:
            return self._index_of[field]
        columns = FACT_OF[field].columns if field in FACT_OF else ()
        there = [self._index_of[column] for column in columns if column in self._index_of]
        filled = [index for index in there if row and index < len(row.cells) and row.cells[index]]
        return (filled or there or [0])[0]

    def _heading(self, index: int) -> str:
        cells = self._head.row.cells
        return str(cells[index]) if index < len(cells) and index in self._head.columns else ""


def _faulty_column(fact: Fact, cells: tuple[Cell, ...], context: Context) -> str:
    """Of columns read together the one without which the rest can be read, else the first that cannot be read even
    alone; the fact's own name where none is to blame by itself."""
    places = range(len(cells))
    without = [place for place in places if _reads(fact, cells, set(places) - {place}, context)]
    alone = [place for place in places if not _reads(fact, cells, {place}, context)]
    blamed = without[:1] or alone[:1]
    return fact.columns[blamed[0]] if blamed and len(cells) > 1 else fact.field


def _reads(fact: Fact, cells: tuple[Cell, ...], kept: set[int], context: Context) -> bool:
    try:
        fact.read(tuple(cell if place in kept else None for place, cell in enumerate(cells)), context)
    except WRONG:
        return False
    return True


def _picker(indexes: list[int]) -> Callable[[tuple[Cell, ...]], tuple[Cell, ...]]:
    """The cells of a fact out of a row's; -1 is a column that the file has not."""
    if len(indexes) > 1:
        return itemgetter(*indexes)
    place = indexes[0]
    return lambda cells: (cells[place],)


def _checker(context: Context) -> Any:
    """(name, value) -> the value in normal form, frozen, and its faults, by the rules that forms obey too."""

    def check(name: str, value: Any) -> tuple[Any, Faults]:
        if name == "guardian":
            return _checked_guardian(value, context)
        rule = PERSON_RULES.get(name)
        try:
            return frozen(rule(value, context.known) if rule else value), ()
        except WRONG as wrong:
            return frozen(value), ((name, str(wrong.code)),)

    return check


def _checked_guardian(entry: Any, context: Context) -> tuple[Any, Faults]:
    parts: dict[str, Any] = {}
    faults: list[tuple[str, str]] = []
    for name, rule in GUARDIAN_RULES.items():
        try:
            parts[name] = frozen(rule(getattr(entry, name), context.known))
        except WRONG as wrong:
            faults.append((f"guardian_{name}", str(wrong.code)))
    return parts, tuple(faults)


def _masked(text: str, field: str) -> str:
    """The value as written, short; of numbers that may name a person only the last three signs."""
    text = text[:LONGEST_SHOWN]
    if field == "identifier":
        return "x" * max(0, len(text) - 3) + text[-3:]
    return _LONG_NUMBER.sub(lambda found: "x" * (len(found[0]) - 3) + found[0][-3:], text)


def _as_shown(cell: Cell) -> str:
    if isinstance(cell, Formula):
        return "=…"
    return cell.isoformat()[:10] if isinstance(cell, date) else text_of(cell)


def samples(head: Head, rows: list[Row], most: int = 3) -> list[Mapping[str, Any]]:
    """For naming the columns: letter, heading, and the first few values of each, numbers of persons masked."""
    below = [row for row in rows if row.number > head.row.number]
    width = max(len(row.cells) for row in (head.row, *below))
    return [_sample(head, index, below, most) for index in range(width)]


def _sample(head: Head, index: int, rows: list[Row], most: int) -> Mapping[str, Any]:
    values = [_as_shown(row.cells[index]) for row in rows if index < len(row.cells) and row.cells[index]]
    heading = _as_shown(head.row.cells[index]) if index < len(head.row.cells) else ""
    shown = [_masked(value, "given_name") for value in dict.fromkeys(values)]
    return {
        "index": index,
        "letter": column_letters(index + 1),
        "heading": _masked(heading, "given_name"),
        "values": shown[:most],
    }
