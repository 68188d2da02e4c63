"""A province's file of leavers, invented from a seed: an .xlsx of 20 columns as an area office would send it."""

# ruff: noqa: SIM905  # words are easier to read than a list of them
from __future__ import annotations

import io
import random

import xlsxwriter

from core.identity import reserved_citizen_id

HEADINGS = (
    "เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "นามสกุล", "วันเกิด", "โรงเรียน", "ปีการศึกษา", "ประเภทกรณี",
    "ชั้นที่ออก", "วุฒิการศึกษา", "สาเหตุที่ไม่เรียนต่อ", "โทรศัพท์", "ที่อยู่", "ตำบล", "อำเภอ", "จังหวัด",
    "ต้องการที่พัก", "ชื่อผู้ปกครอง", "ความสัมพันธ์", "โทรศัพท์ผู้ปกครอง",
)  # fmt: skip
BEGINS = (
    "กิตติ ธน ณัฐ พีร วร ชน ปิย จิร อภิ ภู ธีร กฤต พัชร สุ อนุ รัตน วิ ศุภ ชัย พงศ นันท ศิริ ทิพย เพชร วัชร บุญ สม กมล"
).split(" ")
ENDS = ("พล กร วัฒน์ ศักดิ์ เดช ภัทร ภูมิ ชาติ ดนัย นนท์ พัฒน์ เทพ วิทย์ ราช พร ธิดา วรรณ ญา รัตน์ กานต์ ดา มณี วดี มล").split(" ")
FAMILIES = ("วงศ์ ศรี ทอง แก้ว บุญ ใจ คำ สุข จันทร์ พรหม อินทร์ มูล ไชย ปัญญา สิงห์ ธรรม เรือน เทพ นาค หาญ").split(" ")
TAILS = ("สิริ มา ตา วัฒน์ เจริญ สวัสดิ์ ภักดี มงคล เลิศ ทวี ชู กิจ รักษ์ ดี พล อุดม เดช บุตร สกุล เพียร ฟู หล้า").split(" ")
REASONS = ("ยากจน", "โรงเรียนไกล", "ทำงานแล้ว", "ไม่ประสงค์เรียนต่อ", "ยากจน, ดูแลครอบครัว")


def leavers(rows: int, schools: int, seed: int) -> list[tuple[str, ...]]:
    """The rows; one in two hundred has an error in its number, as files have."""
    luck = random.Random(seed)
    return [leaver(luck, number, schools) for number in range(rows)]


def leaver(luck: random.Random, number: int, schools: int) -> tuple[str, ...]:
    family = luck.choice(FAMILIES) + luck.choice(TAILS) + luck.choice(TAILS)
    citizen = reserved_citizen_id(number)
    if number % 200 == 199:
        citizen = citizen[:-1] + str((int(citizen[-1]) + 1) % 10)
    return (
        citizen,
        luck.choice(("เด็กชาย", "เด็กหญิง", "นาย", "นางสาว")),
        luck.choice(BEGINS) + luck.choice(ENDS),
        family,
        f"{luck.randint(1, 28)}/{luck.randint(1, 12)}/{luck.randint(2551, 2555)}",
        f"โรงเรียนทดสอบที่ {luck.randrange(schools)}",
        "2568",
        "จบ ม.3 ไม่เรียนต่อ",
        "ม.3",
        "ม.3",
        luck.choice(REASONS),
        f"08{luck.randrange(10**8):08d}",
        f"{luck.randint(1, 400)} หมู่ {luck.randint(1, 15)}",
        f"ตำบล{luck.randrange(50)}",
        f"อำเภอ{luck.randrange(1)}",
        "ลำพูน",
        luck.choice(("ใช่", "", "")),
        f"นาง{luck.choice(BEGINS)}{luck.choice(ENDS)} {family}",
        luck.choice(("มารดา", "บิดา", "ย่า")),
        f"08{luck.randrange(10**8):08d}",
    )


def workbook(rows: list[tuple[str, ...]]) -> bytes:
    """As Excel writes it: shared texts."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("ม.3")
    for at, row in enumerate((HEADINGS, *rows)):
        for column, cell in enumerate(row):
            sheet.write_string(at, column, cell)
    book.close()
    return buffer.getvalue()
