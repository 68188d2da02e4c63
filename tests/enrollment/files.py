"""Files of leavers for tests, written as schools write them."""

import io

from openpyxl import Workbook

from core.identity import reserved_citizen_id
from core.jobs import Work
from enrollment.services import read_import, upload_import

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


def read_batch(agency, by, at, content, name="leavers.csv"):
    """Upload and read as the worker would."""
    batch = upload_import(agency=agency, file_name=name, content=content, by=by, at=at)
    read_import(batch, work=Work(batch.job))
    batch.refresh_from_db()
    return batch
