"""Files as schools send them, and files as nobody should: read right, or refused in one clear sentence."""

import io
import time
import zipfile
from datetime import date, datetime

import pytest
from openpyxl import Workbook

from core.tables import reading
from core.tables.reading import SENTENCES, FileUnreadable, opened
from core.tables.table import Formula
from core.text import to_thai_digits
from tests.enrollment.files import HEADINGS, csv_of, line, number, rows_in, xlsx_of

ROW = line(1)


def refused(name, content):
    with pytest.raises(FileUnreadable) as refusal:
        rows_in(name, content)
    assert len(str(refusal.value)) > 20
    return refusal.value.reason


def rows_of(name, content):
    return [row.cells for row in rows_in(name, content)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874", "utf-16", "tis-620"])
@pytest.mark.parametrize(
    ("separator", "name"), [(",", "a.csv"), (";", "a.CSV"), ("\t", "a.tsv"), ("\t", "a.txt")]
)
def test_text_files_in_every_encoding_and_separator(encoding, separator, name):
    content = csv_of(ROW, separator=separator, encoding=encoding)
    assert rows_of(name, content) == [HEADINGS, ROW]


def test_utf_16_big_endian():
    content = b"\xfe\xff" + csv_of(ROW).decode().encode("utf-16-be")
    assert rows_of("a.csv", content) == [HEADINGS, ROW]


def test_smart_quotes_of_windows_thai_survive():
    assert rows_of("a.csv", "ชื่อ,นามสกุล\n“ก”,ข".encode("cp874"))[1] == ("“ก”", "ข")


def test_a_workbook_keeps_numbers_dates_and_text_apart():
    born = datetime(2011, 3, 14)  # noqa: DTZ001  # spreadsheets know no time zone
    content = xlsx_of((int(number(1)) + 1, 1.0, "0123", born, date(2011, 3, 14), True, None, " x "))
    cells = rows_of("a.xlsx", content)[1]
    assert cells[0] == int(number(1)) + 1
    assert cells[2:4] == ("0123", born)
    assert cells[5:] == (True, None, " x ")


def test_the_first_visible_sheet_with_content_is_read():
    book = Workbook()
    book.active.title = "ซ่อน"
    book.active.append(["hidden"])
    book.active.sheet_state = "hidden"
    book.create_sheet("ว่าง")
    book.create_sheet("ม3").append(["ชื่อ", "นามสกุล"])
    buffer = io.BytesIO()
    book.save(buffer)
    with opened("a.xlsx", buffer.getvalue()) as table:
        assert (table.sheet, next(table.rows).cells) == ("ม3", ("ชื่อ", "นามสกุล"))


def test_row_numbers_are_those_of_the_file():
    rows = rows_in("a.csv", "ชื่อ,นามสกุล\n\n,\nก,ข".encode())
    assert [row.number for row in rows] == [1, 4]


def test_formulas_are_not_evaluated_and_quoted_numbers_are_unwrapped():
    assert rows_of("a.xlsx", xlsx_of(("=1+1", "=HYPERLINK(1)")))[1] == (Formula(), Formula())
    assert rows_of("a.csv", b'a,b,c\n="0123",=1+1,-5')[1] == ("0123", Formula(), "-5")


def with_part(content, name, data=b"x", *, compression=zipfile.ZIP_STORED):
    buffer = io.BytesIO(content)
    with zipfile.ZipFile(buffer, "a", compression) as parts:
        parts.writestr(name, data)
    return buffer.getvalue()


def far_cell():
    book = Workbook()
    book.active["A1"] = "ชื่อ"
    book.active["XFD1048576"] = "x"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_xml(body):
    """A workbook whose first sheet is exactly `body`."""
    source, target = io.BytesIO(xlsx_of()), io.BytesIO()
    with zipfile.ZipFile(source) as parts, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for part in parts.namelist():
            copy.writestr(part, body if part == "xl/worksheets/sheet1.xml" else parts.read(part))
    return target.getvalue()


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha">{}]>' + SHEET
ENTITIES = "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
OLE = bytes.fromhex("d0cf11e0a1b11ae1")

HOSTILE = {
    "zip bomb": ("a.xlsx", lambda: with_part(xlsx_of(ROW), "xl/bomb.bin", bytes(300 * 1024**2), compression=zipfile.ZIP_DEFLATED), "too_large_unpacked"),
    "many parts": ("a.xlsx", lambda: many_parts(), "too_large_unpacked"),
    "far cell": ("a.xlsx", far_cell, "far_cell"),
    "macro": ("a.xlsm", lambda: with_part(xlsx_of(ROW), "xl/vbaProject.bin"), "macros"),
    "macro called xlsx": ("a.xlsx", lambda: with_part(xlsx_of(ROW), "xl/vbaProject.bin"), "macros"),
    "truncated": ("a.xlsx", lambda: xlsx_of(ROW)[:-400], "damaged"),
    "broken inside": ("a.xlsx", lambda: sheet_xml("<worksheet><sheetData><row"), "damaged"),
    "entity bomb": ("a.xlsx", lambda: sheet_xml(LAUGHS.format(ENTITIES, '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>')), "damaged"),
    "external entity": ("a.xlsx", lambda: sheet_xml('<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + SHEET.format('<row r="1"><c r="A1" t="inlineStr"><is><t>&e;</t></is></c></row>')), "damaged"),
    "no workbook": ("a.xlsx", lambda: with_part(b"", "readme.txt"), "not_a_workbook"),
    "old excel": ("a.xls", lambda: OLE + bytes(600), "old_excel"),
    "old excel called xlsx": ("a.xlsx", lambda: OLE + bytes(600), "old_excel"),
    "password": ("a.xlsx", lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "csv called xlsx": ("a.xlsx", lambda: csv_of(ROW), "lying_name"),
    "xlsx called csv": ("a.csv", lambda: xlsx_of(ROW), "lying_name"),
    "program": ("a.exe", lambda: b"MZ", "kind"),
    "no name": ("", lambda: b"x", "kind"),
    "nul": ("a.csv", lambda: b"a,b\n1\x00,2", "nul"),
    "nul in utf-16": ("a.csv", lambda: "a,b\n1\x00,2".encode("utf-16"), "nul"),
    "no encoding": ("a.csv", lambda: b"a,b\n\xfc\xfd\xff,2", "encoding"),
    "half utf-16": ("a.csv", lambda: csv_of(ROW, encoding="utf-16")[:-1], "encoding"),
    "open quote": ("a.csv", lambda: b'a,b\n"1,2', "csv_quotes"),
    "empty": ("a.csv", lambda: b"", "empty"),
    "blank": ("a.csv", lambda: b"\n , \n", "empty"),
    "empty workbook": ("a.xlsx", lambda: sheet_xml(SHEET.format("")), "empty"),
    "long cell": ("a.csv", lambda: b"a,b\n" + b"x" * 5000, "long_cell"),
    "wide": ("a.csv", lambda: b"x," * 300 + b"x", "far_cell"),
    "long": ("a.csv", lambda: b"a,b\n" * 100_050, "too_many_rows"),
    "too many": ("a.csv", lambda: b"a,b\n" * 100_005, "too_many_rows"),
    "heavy": ("a.csv", lambda: b"x" * (20 * 1024**2 + 1), "too_large"),
}  # fmt: skip


def many_parts():
    buffer = io.BytesIO(xlsx_of(ROW))
    with zipfile.ZipFile(buffer, "a") as parts:
        for n in range(1_001):
            parts.writestr(f"x{n}", b"")
    return buffer.getvalue()


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_gets_one_clear_sentence(kind):
    name, content, reason = HOSTILE[kind]
    assert refused(name, content()) == reason


def test_every_sentence_can_be_said():
    facts = {"megabytes": 1, "seconds": 1, "rows": 1, "cell": "A1", "line": 1, "suffix": ".x", "words": "…"}
    for reason in SENTENCES:
        assert "%(" not in str(FileUnreadable(reason, **facts))


def test_a_reader_that_dawdles_is_killed(monkeypatch):
    monkeypatch.setattr(reading, "PATIENCE", 0.01)
    before = time.monotonic()
    assert refused("a.csv", csv_of(ROW)) == "too_slow"
    assert time.monotonic() - before < 10


def test_a_workbook_that_eats_memory_takes_only_the_child_with_it():
    """A cell of 140 MB passes the check of declared sizes; the child's memory limit does the rest."""
    body = SHEET.format(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "x" * (140 * 1024**2) + "</t></is></c></row>"
    )
    assert refused("a.xlsx", sheet_xml(body)) in {"too_much_memory", "long_cell", "damaged"}


def test_thai_digits_stay_for_the_columns_that_read_them():
    content = csv_of((to_thai_digits(number(1)), "นาย", "ก", "ข", "๑๔/๐๓/๒๕๕๔"))
    assert rows_of("a.csv", content)[1][0] == to_thai_digits(number(1))
