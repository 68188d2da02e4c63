"""Spreadsheets out: text stays text (no formula, no link), dates are dates, headings stay in sight."""

import io
import tempfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

NOT_IN_A_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(sheet: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """An .xlsx of one sheet. A cell that begins with = + - @ is written as the text it is."""
    buffer = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "yyyy-mm-dd", **options})
    page = book.add_worksheet(sheet.translate(NOT_IN_A_SHEET_NAME).strip("'")[:31])
    bold = book.add_format({"bold": True})
    clock = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    page.write_row(0, 0, [str(heading) for heading in headings], bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write_cell(page, number, column, value, clock)
    page.freeze_panes(1, 0)
    page.autofit()
    book.close()
    return buffer.getvalue()


def stream_workbook(sheet: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> IO[bytes]:
    """The same for any number of rows in the memory of one: a temporary file, open at its beginning.

    Columns are as wide as their headings need, since the rows are gone once they are written.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 closed, and so removed, by the response
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "default_date_format": "yyyy-mm-dd", **options}
    )
    page = book.add_worksheet(sheet.translate(NOT_IN_A_SHEET_NAME).strip("'")[:31])
    clock = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
    page.freeze_panes(1, 0)
    for column, heading in enumerate(headings):
        page.set_column(column, column, max(14, len(str(heading)) + 2))
    page.write_row(0, 0, [str(heading) for heading in headings], book.add_format({"bold": True}))
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            _write_cell(page, number, column, value, clock)
    book.close()
    file.seek(0)
    return file


def _write_cell(page: Any, row: int, column: int, value: Any, clock: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        # A sheet knows no time zone: it shows the clock on our wall.
        local = timezone.make_naive(value) if timezone.is_aware(value) else value
        page.write_datetime(row, column, local, clock)
    elif isinstance(value, date):
        page.write_datetime(row, column, value)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        page.write_number(row, column, value)
    else:
        page.write_string(row, column, str(value))


def xlsx_response(
    name: str, sheet: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """The workbook as a download called `name`.xlsx."""
    response = HttpResponse(workbook(sheet, headings, rows), content_type=XLSX)
    response.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.xlsx") or "attachment"
    return response


def xlsx_stream(
    name: str, sheet: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> FileResponse:
    """A download called `name`.xlsx of as many rows as there are, sent in pieces."""
    file = stream_workbook(sheet, headings, rows)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=XLSX)
