"""The schools' lists as files: the workbooks and text files that real schools send, with their habits and faults."""

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import xlsxwriter

from agencies.enums import AgencyKind
from agencies.models import Agency
from core.dates import to_buddhist
from core.names import phonetic_key
from demo.dates import moment
from demo.names import DemoName
from demo.people import Leaver, prefix_as_written
from demo.world import World

MONTHS = (
    "มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
    "พฤศจิกายน", "ธันวาคม",
)  # fmt: skip
SHORT_MONTHS = (
    "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.",
)  # fmt: skip
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
# Letters of one sound that schools mistake for one another.
MISSPELLED = (("ณ", "น"), ("ศ", "ส"), ("ธ", "ท"), ("ฐ", "ถ"), ("ญ", "ย"), ("ภ", "พ"), ("ษ", "ศ"), ("น", "ณ"))

Cell = str | date
Row = dict[str, Cell]
Write = Callable[[str, Sequence[str], Sequence[Sequence[Cell]]], bytes]

APART = {
    "identifier": "เลขประจำตัวประชาชน", "prefix": "คำนำหน้า", "given_name": "ชื่อ", "family_name": "นามสกุล",
    "name_en": "ชื่อภาษาอังกฤษ", "birth": "วันเดือนปีเกิด", "case_type": "ประเภทกรณี", "education": "จบชั้น",
    "academic_year": "ปีการศึกษา", "reasons": "สาเหตุที่ไม่เรียนต่อ", "interests": "หลักสูตรที่สนใจ",
    "address": "บ้านเลขที่และหมู่", "subdistrict": "ตำบล", "district": "อำเภอ", "province": "จังหวัด", "phone": "เบอร์โทรศัพท์",
    "needs_lodging": "ต้องการที่พัก", "poverty": "ครัวเรือนยากจน", "guardian_name": "ชื่อผู้ปกครอง",
    "guardian_relation": "ความสัมพันธ์", "guardian_phone": "เบอร์โทรผู้ปกครอง",
    "guardian_consent_training_on": "วันที่ผู้ปกครองยินยอมให้ฝึก", "guardian_consent_data_on": "วันที่ยินยอมเรื่องข้อมูล",
}  # fmt: skip
TOGETHER = {
    "identifier": "เลขบัตรประชาชน", "full_name": "ชื่อ-สกุล", "name_en": "ชื่อภาษาอังกฤษ", "birth": "ว/ด/ป เกิด",
} | {name: APART[name] for name in APART if name not in {"identifier", "prefix", "given_name", "family_name", "name_en", "birth"}}  # fmt: skip # noqa: E501
SCHOOL = {"school_code": "รหัสโรงเรียน", "school": "โรงเรียน"}


@dataclass(frozen=True, slots=True)
class Style:
    """How one school writes its list."""

    suffix: str
    write: Write
    together: bool = False  # prefix, name and family name in one column
    thai_digits: bool = False


@dataclass(frozen=True, slots=True)
class SchoolFile:
    """A list on its way: who sends it, its bytes, and how many of its rows must be new people or be refused."""

    agency: Agency
    name: str
    content: bytes
    new: int
    refused: int
    duplicates: int


@dataclass(slots=True)
class Draft:
    """The rows of a list while it is written."""

    rows: list[Row] = field(default_factory=list)
    refused: int = 0
    duplicates: int = 0


def workbook(title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    """An .xlsx as schools make them: two lines of title, then headings, numbers kept as text."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet("รายชื่อ")
    bold = book.add_format({"bold": True})
    sheet.write_string(0, 0, title, bold)
    sheet.write_string(1, 0, "ข้อมูลสมมติเพื่อการสาธิตเท่านั้น")
    sheet.write_row(3, 0, ["ลำดับ", *headings], bold)
    sheet.set_column(1, len(headings), 18)
    for number, row in enumerate(rows, start=1):
        sheet.write_number(number + 3, 0, number)
        for column, cell in enumerate(row, start=1):
            if isinstance(cell, date):
                sheet.write_datetime(number + 3, column, cell)
            else:
                sheet.write_string(number + 3, column, cell)
    book.close()
    return buffer.getvalue()


def plain(separator: str, encoding: str) -> Write:
    """A writer of text files with that separator and encoding."""

    def write(title: str, headings: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
        buffer = io.StringIO(newline="")
        lines = csv.writer(buffer, delimiter=separator)
        lines.writerow(headings)
        lines.writerows(rows)
        return buffer.getvalue().encode(encoding)

    return write


STYLES = (
    Style(".xlsx", workbook),
    Style(".xlsx", workbook, together=True),
    Style(".csv", plain(",", "utf-8-sig")),
    Style(".csv", plain(",", "cp874"), together=True),
    Style(".tsv", plain("\t", "utf-8"), thai_digits=True),
)


def write_list(
    world: World, agency: Agency, people: Sequence[Leaver], style: Style, *, faults: bool, label: str
) -> SchoolFile:
    """One list as a file in the demo's folder; with `faults`, rows that must be refused and doubled people."""
    draft = Draft([_row(world, person, style) for person in people])
    if faults:
        _spoil(world, draft, people, style)
    fields = (SCHOOL if agency.kind != AgencyKind.SCHOOL else {}) | (TOGETHER if style.together else APART)
    content = style.write(_title(agency, people), list(fields.values()), _cells(draft.rows, fields, style))
    name = f"รายชื่อ-{people[0].academic_year}-{label}-{_short(agency)}{style.suffix}"
    _keep(world.files, name, content)
    return SchoolFile(
        agency, name, content, new=len(people), refused=draft.refused, duplicates=draft.duplicates
    )


def _keep(folder: Path, name: str, content: bytes) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def _title(agency: Agency, people: Sequence[Leaver]) -> str:
    return f"รายชื่อผู้จบการศึกษาภาคบังคับที่ไม่ศึกษาต่อ ปีการศึกษา {people[0].academic_year} {agency.name_th}"


def _short(agency: Agency) -> str:
    name = agency.name_th.split(" (")[0].removeprefix("โรงเรียน").removeprefix("สำนักงานเขตพื้นที่การศึกษา")
    return name.replace(" ", "-")


def _cells(rows: Sequence[Row], fields: Mapping[str, str], style: Style) -> list[list[Cell]]:
    return [[_cell(row[name], style) for name in fields] for row in rows]


def _cell(value: Cell, style: Style) -> Cell:
    if isinstance(value, date):
        return value
    return value.translate(THAI_DIGITS) if style.thai_digits else value


def _row(world: World, person: Leaver, style: Style) -> Row:
    prefix = prefix_as_written(person.prefix, short=style.together)
    return {
        "school_code": person.school.codes.get(system="school_10").code,
        "school": person.school.name_th.split(" (")[0],
        "identifier": _number_as_written(world, person.number),
        "prefix": prefix,
        "given_name": person.given.thai,
        "family_name": person.family.thai,
        "full_name": f"{prefix}{person.given.thai}  {person.family.thai}",
        "name_en": person.name_en,
        "birth": _birth_as_written(world, person.born, style),
        "case_type": "ออกกลางคัน" if person.left_early else "จบ ม.3 ไม่เรียนต่อ",
        "education": "ป.6" if person.left_early else "ม.3",
        "academic_year": str(person.academic_year),
        "reasons": ", ".join(person.reasons),
        "interests": ", ".join(person.interests),
        "address": person.address,
        "subdistrict": person.place.name_th,
        "district": person.place.parent.name_th if person.place.parent else "",
        "province": "ลำพูน",
        "phone": person.phone,
        "needs_lodging": "ต้องการ" if person.needs_lodging else "",
        "poverty": "ใช่" if person.is_poor else "",
        "guardian_name": person.guardian,
        "guardian_relation": person.relation,
        "guardian_phone": person.phone,
        "guardian_consent_training_on": _in_words(person.consent) if person.consent else "",
        "guardian_consent_data_on": _in_words(person.consent) if person.consent else "",
    }


def _number_as_written(world: World, number: str) -> str:
    if len(number) == 13 and number.isdigit() and world.rng.random() < 0.4:
        return f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:12]}-{number[12]}"
    return number


def _birth_as_written(world: World, day: date, style: Style) -> Cell:
    """The spellings that come back in every year's lists; in a workbook also a real date cell."""
    year = to_buddhist(day.year)
    spellings: list[Cell] = [
        _in_words(day),
        f"{day.day:02d}/{day.month:02d}/{year}",
        f"{day.day} {SHORT_MONTHS[day.month - 1]} {year}",
        f"{day.day} {SHORT_MONTHS[day.month - 1]} {year % 100:02d}",
        f"{day.day}-{day.month}-{year}",
    ]
    if style.write is workbook:
        spellings.append(moment(day, 0).replace(tzinfo=None))
    return world.rng.choice(spellings)


def _in_words(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]} {to_buddhist(day.year)}"


def _spoil(world: World, draft: Draft, people: Sequence[Leaver], style: Style) -> None:
    """A number with a wrong check digit, a day that never was, and a person listed twice under two spellings."""
    stranger = replace(people[0], given=DemoName("ตัวอย่าง", "Tuayang"), number="")
    wrong = "1519900000000"  # the right last digit is another one
    draft.rows.append(_row(world, stranger, style) | {"identifier": wrong})
    year = to_buddhist(people[0].born.year)
    other = replace(stranger, given=DemoName("ทดลอง", "Thotlong"))
    draft.rows.append(_row(world, other, style) | {"birth": f"31 กุมภาพันธ์ {year}"})
    draft.refused += 2
    twice = next((person for person in people if misspelled(person.given.thai) != person.given.thai), None)
    if twice:
        given = DemoName(misspelled(twice.given.thai), twice.given.english)
        draft.rows.append(_row(world, replace(twice, given=given, number=""), style))
        draft.duplicates += 1


def misspelled(name: str) -> str:
    """The name with one letter replaced by its twin of the same sound; the name itself if it has none."""
    for right, wrong in MISSPELLED:
        twin = name[0] + name[1:].replace(right, wrong, 1)
        if twin != name and phonetic_key(twin) == phonetic_key(name):
            return twin
    return name
