"""The rows of one worksheet, parsed as a stream: 100,000 rows take seconds and hardly any memory.

A general library took five times as long. Only what a table needs is read: texts, numbers, dates,
truth values; a formula is noted, never evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import IO
from xml.etree import ElementTree
from xml.parsers import expat

from core.tables.table import FORMULA, LONGEST_CELL, Cell, Unreadable, column_number

PIECE = 64 * 1024  # bytes parsed at once
FARTHEST = 16_384  # columns of a worksheet
# Formats without a code of their own: dates and times, also those of Thai Excel (71-81).
_BUILT_IN_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59), *range(71, 82)})
_NOT_A_PLACEHOLDER = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_DIGITS = "0123456789"
_TEXT_ELEMENTS = frozenset({"v", "t", "is", "r", "rPr", "rPh"})


@dataclass(frozen=True, slots=True)
class Book:
    """What the cells of every sheet refer to."""

    texts: list[str]
    dated: frozenset[int]  # styles that show a number as a date
    since_1904: bool


def dated_styles(root: ElementTree.Element) -> frozenset[int]:
    """The places of the cell styles whose number format is one of dates."""
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in root.findall("{*}numFmts/{*}numFmt")}
    formats = [one.get("numFmtId", "0") for one in root.findall("{*}cellXfs/{*}xf")]
    return frozenset(place for place, known in enumerate(formats) if _is_date(known, codes.get(known)))


def _is_date(number: str, code: str | None) -> bool:
    if code is None:
        return int(number) in _BUILT_IN_DATES
    shown = _NOT_A_PLACEHOLDER.sub("", code.split(";")[0]).lower()
    return shown != "general" and bool(set(shown) & set("dmyhs"))


@lru_cache(maxsize=20_000)
def date_of(serial: float, since_1904: bool) -> Cell:
    """The day and time of Excel's day count; a time of day alone as text, an impossible day as the number."""
    if not since_1904 and 0 <= serial < 60:  # Excel believes in 29 February 1900
        serial += serial >= 1
    base = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  # sheets know no zone
    try:
        moment = base + timedelta(milliseconds=round(serial * 86_400_000))
    except OverflowError:
        return serial
    return moment.time().isoformat() if 0 <= serial < 1 and moment.time() != time() else moment


class _Parser:
    """Told of every element's beginning by its local name (namespaces differ by producer); texts are gathered.

    What is between two beginnings belongs to the earlier one, so no call is spent on endings.
    """

    def __init__(self) -> None:
        self.xml = expat.ParserCreate()
        self.xml.buffer_text = True
        self.xml.StartElementHandler = self._start
        self.xml.StartDoctypeDeclHandler = self._refuse
        self._texts: list[str] = []
        self.xml.CharacterDataHandler = self._texts.append

    def pieces(self, stream: IO[bytes]) -> Iterator[None]:
        """Parse piece by piece; whatever was found in one is there after each step."""
        with stream:
            while piece := stream.read(PIECE):
                self.xml.Parse(piece)
                yield
            self.xml.Parse(b"", True)
            self.began("", {})
            yield

    def _refuse(self, *declaration: object) -> None:
        raise Unreadable("damaged")  # entities: a workbook has none

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name not in _TEXT_ELEMENTS:
            self.began(name, attributes)
        elif name == "rPh":  # hints of pronunciation are no part of the text
            self.xml.CharacterDataHandler = None
            self.xml.EndElementHandler = self._end_of_hint

    def _end_of_hint(self, name: str) -> None:
        if name.rpartition(":")[2] == "rPh":
            self.xml.EndElementHandler = None
            self.xml.CharacterDataHandler = self._texts.append

    def taken(self) -> str:
        """The text gathered since the last time, without the line breaks that set elements apart."""
        texts = self._texts
        text = "".join(one for one in texts if "\n" not in one or one.strip())
        texts.clear()
        return text

    def began(self, local: str, attributes: dict[str, str]) -> None:
        """An element outside of texts; "" at the end of the part."""


class _Texts(_Parser):
    """The shared texts of a workbook."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside = False

    def began(self, local: str, attributes: dict[str, str]) -> None:
        if local in {"si", ""}:
            text = self.taken()
            if self._inside:
                self.found.append(text[: LONGEST_CELL + 1])
            self._inside = local == "si"


def shared_texts(stream: IO[bytes]) -> list[str]:
    """The texts that cells name by number; raises expat.ExpatError."""
    parser = _Texts()
    for _piece in parser.pieces(stream):
        pass
    return parser.found


class _Rows(_Parser):
    """The cells of a worksheet, row by row."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.ready: list[tuple[int, list[Cell]]] = []
        self._columns: dict[str, int] = {}
        self._row = 0
        self._cells: list[Cell] = []
        self._at: dict[str, str] | None = None  # of the cell whose text is being gathered
        self._formula = False

    def began(self, local: str, attributes: dict[str, str]) -> None:
        if local == "f":
            self._formula = True
            return
        if self._at is not None:
            self._close_cell(self._at)
        self._texts.clear()
        if local == "c":
            self._at = attributes
            return
        self._at = None
        self._close_row()
        if local == "row":
            self._open_row(attributes)

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r", self._row + 1))
        if number <= self._row:
            raise Unreadable("damaged")
        self._row = number

    def _close_row(self) -> None:
        if self._cells:
            self.ready.append((self._row, self._cells))
            self._cells = []

    def _close_cell(self, at: dict[str, str]) -> None:
        texts = self._texts
        if self._formula:
            value: Cell = FORMULA
            self._formula = False
        elif texts:
            value = self._value(texts[0] if len(texts) == 1 else self.taken(), at)
        else:
            return
        reference = at.get("r")
        if reference is None:
            self._cells.append(value)
        else:
            self._put(value, reference)

    def _put(self, value: Cell, reference: str) -> None:
        letters = reference.rstrip(_DIGITS)
        place = self._columns.get(letters) or self._columns.setdefault(letters, column_number(letters))
        cells = self._cells
        missing = place - 1 - len(cells)
        if missing < 0 or place > FARTHEST:
            raise Unreadable("damaged")
        if missing:
            cells.extend([None] * missing)
        cells.append(value)

    def _value(self, text: str, at: dict[str, str]) -> Cell:
        kind = at.get("t")
        if kind == "s":
            return self.book.texts[int(text)]
        if kind == "inlineStr" or kind == "str":
            return text
        if kind == "b":
            return text.strip() == "1"
        if kind == "d":
            return datetime.fromisoformat(text.strip())
        return text if kind == "e" else self._number(text.strip(), at.get("s"))

    def _number(self, text: str, style: str | None) -> Cell:
        if style is not None and int(style) in self.book.dated:
            return date_of(float(text), self.book.since_1904)
        return int(text) if text.lstrip("-").isdecimal() else float(text)


def lines(stream: IO[bytes], book: Book) -> Iterator[tuple[int, list[Cell]]]:
    """(number, cells) of each row that has any; raises Unreadable, expat.ExpatError, ValueError, IndexError."""
    parser = _Rows(book)
    for _piece in parser.pieces(stream):
        yield from parser.ready
        parser.ready.clear()
