"""Excel workbooks: refused before unpacking if they are not what they say, then read row by row."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Any

from enrollment.importing.table import (
    MOST_ENTRIES,
    MOST_UNPACKED,
    Cell,
    Formula,
    Table,
    Unreadable,
    collected,
)

OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # the container of .xls and of password-protected .xlsx
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_workbook(content: bytes) -> Table:
    """The first visible sheet that has anything in it; raises Unreadable."""
    _check_parts(content)
    # Late: the memory limit is set before this large library is loaded.
    import openpyxl

    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    try:
        for sheet in book.worksheets:
            rows = collected(_lines(sheet)) if sheet.sheet_state == "visible" else ()
            if rows:
                return Table(sheet.title, rows)
    finally:
        book.close()
    raise Unreadable("empty")


def refuse_old_workbook(content: bytes) -> None:
    """Raise Unreadable for an OLE file: an old .xls, or a workbook behind a password."""
    if content.startswith(OLE):
        raise Unreadable("password" if _ENCRYPTED in content else "old_excel")


def _check_parts(content: bytes) -> None:
    """Judge the zip by its directory alone: names, number and declared sizes of its parts."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            entries = parts.infolist()
    except zipfile.BadZipFile as damage:
        raise Unreadable("damaged") from damage
    names = {entry.filename for entry in entries}
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise Unreadable("too_large_unpacked", megabytes=MOST_UNPACKED // 1024**2)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Unreadable("macros")
    if "xl/workbook.xml" not in names:
        raise Unreadable("not_a_workbook")


def _lines(sheet: Any) -> Iterable[tuple[Cell, ...]]:
    # The sheet's declared size may be a lie in both directions, so it is ignored.
    sheet.reset_dimensions()
    return (tuple(_value(cell) for cell in cells) for cells in sheet.iter_rows())


def _value(cell: Any) -> Cell:
    if cell.data_type == "f":
        return Formula()
    if cell.data_type == "d" and not hasattr(cell.value, "year"):
        return str(cell.value)  # a time of day or a span of time
    return cell.value  # type: ignore[no-any-return]
