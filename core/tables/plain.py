"""Text files: which encoding, which separator, then rows. TIS-620 is read as cp874, which contains it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator
from typing import Any

from core.tables.table import FORMULA, Cell, Table, Unreadable, collected

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ("\t", ";", ",")
# How Excel keeps a number as text in a CSV: ="0123". Any other leading = is a formula.
_QUOTED_NUMBER = re.compile(r'="([^"]*)"')


def read_plain(content: bytes) -> Table:
    """Rows of a CSV or TSV; raises Unreadable."""
    text = decode(content)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    length = text.count("\n") + 1
    return Table("", collected(_lines(lines)), lambda: min(1, lines.line_num / length))


def decode(content: bytes) -> str:
    """BOM, then strict UTF-8, then strict cp874. Measured: cp874 Thai never passes as UTF-8, the reverse does."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _strict(content, encoding)
    if b"\x00" in content:
        raise Unreadable("nul", cell="")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return _strict(content, "cp874")


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as damage:
        raise Unreadable("encoding") from damage


def _lines(lines: Any) -> Iterator[tuple[int, list[Cell]]]:
    try:
        for number, cells in enumerate(lines, start=1):
            yield number, [_value(cell) for cell in cells]
    except csv.Error as damage:
        raise Unreadable("csv_quotes", line=lines.line_num) from damage


def _separator(text: str) -> str:
    """The separator that the first line with any of them has most of."""
    for line in io.StringIO(text):
        counts = {separator: line.count(separator) for separator in _SEPARATORS}
        if any(counts.values()):
            return max(_SEPARATORS, key=lambda separator: counts[separator])
    return ","


def _value(cell: str) -> Cell:
    text = cell.strip()
    if not text.startswith("="):
        return text
    if quoted := _QUOTED_NUMBER.fullmatch(text):
        return quoted[1]
    return FORMULA
