"""The uploaded file given back: every row where it stood, bad cells red, the reasons beside them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.translation import gettext

from core.tables.table import MOST_COLUMNS, Cell, Formula, Row, Table, column_number

MOST_NOTES = 2_000  # notes on cells: with many more a spreadsheet program opens the file very slowly
RED = {"bg_color": "#FFC7CE"}


@dataclass(frozen=True, slots=True)
class Mark:
    """What is wrong in one column of a row, in words."""

    column: str
    words: str


def marked_workbook(table: Table, marks: Mapping[int, Sequence[Mark]], tell: Callable[[int], None]) -> bytes:
    """An .xlsx written row by row, so that its length costs no memory; `tell` hears how far it is.

    Bad cells are red with a note; all reasons of a row also stand in its first free column, where a phone shows them.
    """
    buffer = io.BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(buffer, options)
    sheet, red = book.add_worksheet(gettext("People")), book.add_format(RED)
    sheet.set_column(0, MOST_COLUMNS, 18)
    notes = 0
    for row in table.rows:
        wrong = marks.get(row.number, ())
        _write_row(sheet, row, {column_number(mark.column) - 1 for mark in wrong}, red)
        if wrong:
            sheet.write_string(row.number - 1, len(row.cells), " / ".join(mark.words for mark in wrong), red)
        for mark in wrong[: MOST_NOTES - notes]:
            sheet.write_comment(row.number - 1, column_number(mark.column) - 1, mark.words)
            notes += 1
        tell(row.number)
    book.close()
    return buffer.getvalue()


def _write_row(sheet: Any, row: Row, bad: set[int], red: Any) -> None:
    for index in range(max(len(row.cells), *(index + 1 for index in bad), 0)):
        cell = row.cells[index] if index < len(row.cells) else None
        style = red if index in bad else None
        if cell is not None or style:
            _write(sheet, row.number - 1, index, cell, style)


def _write(sheet: Any, row: int, column: int, cell: Cell, style: Any) -> None:
    """A cell as it was; numbers as text, so that no digit is lost on the way back."""
    if cell is None or isinstance(cell, Formula):
        sheet.write_blank(row, column, None, style)
    elif hasattr(cell, "isoformat"):
        sheet.write_string(row, column, cell.isoformat()[:10], style)
    else:
        text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
        sheet.write_string(row, column, text, style)
