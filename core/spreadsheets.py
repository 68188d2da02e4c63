"""Spreadsheets out: text stays text (no formula, no link), dates are dates, headings stay in sight."""

import io
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import xlsxwriter
from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(sheet: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """An .xlsx of one sheet. A cell that begins with = + - @ is written as the text it is."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd", **options})
    page = book.add_worksheet(sheet[:31])
    bold = book.add_format({"bold": True})
    page.write_row(0, 0, [str(heading) for heading in headings], bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write_cell(page, number, column, value)
    page.freeze_panes(1, 0)
    page.autofit()
    book.close()
    return buffer.getvalue()


def _write_cell(page: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, date):
        page.write_datetime(row, column, value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, str(value))


def xlsx_response(
    name: str, sheet: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """The workbook as a download called `name`.xlsx."""
    response = HttpResponse(workbook(sheet, headings, rows), content_type=XLSX)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
