import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from core.spreadsheets import XLSX, workbook, xlsx_response

LIVE = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "＝1+1",
    '=HYPERLINK("http://x")',
    "http://x.example",
    "0123",
]


def naive(*parts):
    """A moment as a sheet knows it: without a time zone."""
    return datetime(*parts, tzinfo=UTC).replace(tzinfo=None)


def sheet_of(content):
    return openpyxl.load_workbook(io.BytesIO(content)).active


@pytest.mark.parametrize("text", LIVE)
def test_text_stays_text(text):
    cell = sheet_of(workbook("s", ["h"], [[text]]))["A2"]
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert cell.value.replace("_x000D_", "\r") == text


def test_what_was_written_is_read_back():
    rows = [
        ["ก", 3, 2.5, Decimal("79.99"), date(2026, 11, 23), True],
        [None, "", 0, -1, date(2024, 2, 29), False],
    ]
    sheet = sheet_of(workbook("s", list("abcdef"), rows))
    first, second = list(sheet.iter_rows(min_row=2, values_only=True))
    assert first == ("ก", 3, 2.5, 79.99, naive(2026, 11, 23), "True")
    assert second == (None, None, 0, -1, naive(2024, 2, 29), "False")
    assert sheet["E2"].number_format == "yyyy-mm-dd"


def test_a_moment_is_written_as_the_clock_on_the_wall():
    cell = sheet_of(workbook("s", ["h"], [[datetime(2026, 11, 23, 18, 30, tzinfo=UTC)]]))["A2"]
    assert (cell.value, cell.number_format) == (naive(2026, 11, 24, 1, 30), "yyyy-mm-dd hh:mm")


def test_headings_stay_in_sight():
    assert sheet_of(workbook("s", ["h"], [])).freeze_panes == "A2"


@pytest.mark.parametrize("name", ["ลพ/69", "a[1]:*?", "'quoted'", "ก" * 40])
def test_any_run_code_makes_a_sheet_name(name):
    assert len(sheet_of(workbook(name, ["h"], [])).title) <= 31


def test_the_download_is_named_in_thai_too():
    response = xlsx_response("รายชื่อ", "s", ["h"], [])
    assert response.headers["Content-Type"] == XLSX
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E0%B8%A3")
