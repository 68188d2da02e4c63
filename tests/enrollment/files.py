"""Files of leavers for tests, written as schools write them."""

import io

from openpyxl import Workbook

from core.identity import reserved_citizen_id
from core.jobs import Work
from core.tables.reading import opened
from enrollment.importing.chunks import records_of
from enrollment.services import apply_import, read_import, tick_duplicates, upload_import, write_import
from enrollment.services.import_writing import clear_away

HEADINGS = ("เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "นามสกุล", "วันเกิด")


def number(n):
    return reserved_citizen_id(n)


def line(n, given="สมชาย", family="ใจดี", birth="14/03/2554"):
    return (number(n), "นาย", given, family, birth)


def csv_of(*rows, headings=HEADINGS, separator=",", encoding="utf-8"):
    lines = [separator.join(map(str, row)) for row in (headings, *rows)]
    return "\r\n".join(lines).encode(encoding)


def xlsx_of(*rows, headings=HEADINGS):
    book = Workbook()
    for row in (headings, *rows):
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rows_in(name, content):
    """The rows of a file, read whole."""
    with opened(name, content) as table:
        return list(table.rows)


def read_batch(agency, by, at, content, name="leavers.csv", school=None):
    """Upload and read as the worker would."""
    batch = upload_import(agency=agency, school=school, file_name=name, content=content, by=by, at=at)
    read_import(batch, work=Work(batch.job))
    batch.refresh_from_db()
    return batch


def apply_batch(batch, by, at, ticked=()):
    """Tick, confirm and enter as account and worker would."""
    if ticked:
        tick_duplicates(batch, shown=ticked, new=ticked, by=by, at=at)
    apply_import(batch, by=by, at=at)
    write_import(batch, by=by, at=at, work=Work(batch.job))
    batch.refresh_from_db()
    return batch


def clear(batch):
    """Take the hidden rows away as the worker would."""
    clear_away(batch)
    batch.refresh_from_db()


def judged(batch):
    """Every judged row of a batch."""
    return [record for chunk in batch.chunks.order_by("number") for record in records_of(chunk)]
