"""Which column is which: Thai and English headings as schools write them, in whatever row they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from core.tables.table import Row
from core.text import TextRefused, normalize_thai, to_arabic_digits

_BRACKETS = re.compile(r"[(（\[].*?[)）\]]")
_NO_LETTER = re.compile(r"[^0-9a-zก-๎]")

# The first synonym of each field is the heading of the template.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "identifier": (
        "เลขประจำตัวประชาชน", "เลขบัตรประชาชน", "เลขประจำตัว 13 หลัก", "รหัสประจำตัวประชาชน", "บัตรประชาชน", "เลขบัตร",
        "รหัสประชาชน", "เลขประจำตัวประชาชน 13 หลัก", "รหัส G", "G-code",
        "citizen ID", "national ID", "ID card", "ID number",
    ),
    "prefix": ("คำนำหน้า", "คำนำหน้าชื่อ", "คำนำหน้านาม", "prefix", "title"),
    "given_name": ("ชื่อ", "ชื่อตัว", "ชื่อจริง", "ชื่อนักเรียน", "given name", "first name", "firstname"),
    "family_name": ("นามสกุล", "สกุล", "family name", "last name", "surname", "lastname"),
    "full_name": (
        "ชื่อ-สกุล", "ชื่อ-นามสกุล", "ชื่อ นามสกุล", "ชื่อและนามสกุล", "ชื่อ-ชื่อสกุล", "ชื่อเต็ม", "full name", "name",
    ),
    "name_en": ("ชื่อภาษาอังกฤษ", "ชื่อ-สกุลภาษาอังกฤษ", "name in English", "English name", "romanised name"),
    "birth": ("วันเกิด", "วันเดือนปีเกิด", "ว/ด/ป เกิด", "เกิดวันที่", "date of birth", "birth date", "birthday", "DOB"),
    "case_type": ("ประเภทกรณี", "กรณี", "ประเภท", "case", "case type"),
    "education": ("วุฒิการศึกษา", "ระดับการศึกษา", "จบชั้น", "การศึกษา", "education", "education completed"),
    "school": ("โรงเรียน", "สถานศึกษา", "ชื่อโรงเรียน", "ชื่อสถานศึกษา", "school", "school name"),
    "school_code": ("รหัสโรงเรียน", "รหัสสถานศึกษา", "school code"),
    "academic_year": ("ปีการศึกษา", "ปีการศึกษาที่จบ", "ปีที่จบ", "academic year", "year"),
    "reasons": (
        "สาเหตุที่ไม่เรียนต่อ", "เหตุผลที่ไม่เรียนต่อ", "สาเหตุที่ไม่ศึกษาต่อ", "สาเหตุ", "เหตุผล", "reason", "reasons",
        "reason for not continuing", "reasons for not continuing",
    ),
    "interests": (
        "หลักสูตรที่สนใจ", "ความสนใจ", "สนใจฝึก", "สนใจ", "สาขาที่สนใจ", "interests", "interest", "courses of interest",
    ),
    "address": ("ที่อยู่", "บ้านเลขที่", "บ้านเลขที่และหมู่", "address", "house number and village"),
    "subdistrict": ("ตำบล", "แขวง", "ตำบล/แขวง", "subdistrict", "tambon"),
    "district": ("อำเภอ", "เขต", "อำเภอ/เขต", "district", "amphoe"),
    "province": ("จังหวัด", "province"),
    "place_code": ("รหัสตำบล", "subdistrict code", "place code"),
    "phone": ("โทรศัพท์", "เบอร์โทรศัพท์", "เบอร์โทร", "หมายเลขโทรศัพท์", "โทร", "มือถือ", "phone", "telephone", "mobile"),
    "needs_lodging": ("ต้องการที่พัก", "ที่พัก", "หอพัก", "needs lodging", "lodging"),
    "grade": ("ชั้นที่ออก", "ชั้น", "ระดับชั้น", "grade", "grade of leaving"),
    "aptitudes": ("ความถนัด", "ถนัด", "aptitudes", "aptitude"),
    "phone_owner": ("เจ้าของโทรศัพท์", "โทรศัพท์ของ", "whose telephone", "phone owner"),
    "poverty": ("ครัวเรือนยากจน", "ยากจน", "ฐานะยากจน", "poor household", "poverty"),
    "caregiver": ("ดูแลคนในครอบครัว", "ต้องดูแลคนในบ้าน", "caregiver", "cares for a family member"),
    "disability": ("ความพิการ", "พิการ", "คนพิการ", "disability", "disabled"),
    "barriers_seen_on": ("วันที่เห็นเอกสาร", "วันที่ตรวจเอกสาร", "papers seen on", "paper seen on"),
    "guardian_name": ("ชื่อผู้ปกครอง", "ผู้ปกครอง", "ชื่อ-สกุลผู้ปกครอง", "guardian", "guardian name", "parent"),
    "guardian_relation": ("ความสัมพันธ์", "ความสัมพันธ์กับผู้ปกครอง", "เกี่ยวข้องเป็น", "relation", "relationship"),
    "guardian_phone": ("โทรศัพท์ผู้ปกครอง", "เบอร์โทรผู้ปกครอง", "guardian phone", "parent phone"),
    "guardian_consent_training_on": (
        "วันที่ผู้ปกครองยินยอมให้ฝึก", "ยินยอมให้ฝึก", "consent to train", "consent to train seen on",
    ),
    "guardian_consent_data_on": (
        "วันที่ยินยอมเรื่องข้อมูล", "ยินยอมข้อมูล", "consent for data", "consent for data seen on",
    ),
}  # fmt: skip


@lru_cache(maxsize=50_000)
def squeezed(text: str) -> str:
    """A heading or a word of a list without case, brackets, spaces and signs: what is left to compare."""
    try:
        plain = to_arabic_digits(normalize_thai(text))  # "ม.๓" is as usual as "ม.3"
    except TextRefused:
        return ""
    return _NO_LETTER.sub("", _BRACKETS.sub("", plain).casefold())


# Officially ชื่อสกุล is the family name; many lists mean both names by ชื่อ-สกุล. Beside a given name it is the former.
_EITHER = squeezed("ชื่อสกุล")
_FIELD_OF = {squeezed(word): field for field, words in SYNONYMS.items() for word in words}
NAMES = {"full_name", "given_name"}


@dataclass(frozen=True, slots=True)
class Head:
    """The row of headings, and what each column is: index -> field. `at` is its place among the first rows."""

    at: int
    row: Row
    columns: Mapping[int, str]

    @property
    def is_complete(self) -> bool:
        """Whether the columns name people: a full name, or given and family name; and say something else too."""
        found = set(self.columns.values())
        named = "full_name" in found or {"given_name", "family_name"} <= found
        return named and len(found) > 1

    @property
    def unread(self) -> list[int]:
        """The columns with a heading whose content is not taken."""
        return [
            index
            for index, cell in enumerate(self.row.cells)
            if index not in self.columns and isinstance(cell, str) and cell.strip()
        ]


def find_head(rows: Sequence[Row], named: Mapping[str, str]) -> Head:
    """The row of headings among the first `rows`: the one with most known headings, else the one with most words.

    `named` is what the uploader said of headings (squeezed -> field, "" to ignore one); it goes before our own words.
    """
    heads = [Head(at, row, _fields(row, named)) for at, row in enumerate(rows)]
    best = max(heads, key=lambda head: len(head.columns))
    return best if best.columns else max(heads, key=lambda head: _words(head.row))


def _words(row: Row) -> int:
    return sum(isinstance(cell, str) and bool(cell.strip()) for cell in row.cells)


def _fields(row: Row, named: Mapping[str, str]) -> dict[int, str]:
    """A heading that stands twice counts once, the first time."""
    columns: dict[int, str] = {}
    for index, cell in enumerate(row.cells):
        heading = squeezed(cell) if isinstance(cell, str) else ""
        field = named.get(heading, _FIELD_OF.get(heading)) if heading else None
        if field and field not in columns.values():
            columns[index] = field
    if "given_name" in columns.values() and "family_name" not in columns.values():
        columns |= {index: "family_name" for index in columns if squeezed(str(row.cells[index])) == _EITHER}
    return columns
