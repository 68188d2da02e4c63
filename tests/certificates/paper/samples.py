"""Facts to print in tests, and ways to read a printed paper."""

import re
import subprocess
from datetime import date
from typing import Any, NamedTuple

from certificates.paper.facts import CertificateFacts, PaperKind, Signatory

SIGNATORIES = (
    Signatory(
        name="นายสมชาย ใจซื่อ", position_th="หัวหน้าฝ่ายพัฒนาฝีมือแรงงาน", position_en="Head of Skill Development"
    ),
    Signatory(
        name="นางกรรณิการ์ ปิ่นเกล้า",
        position_th="ผู้อำนวยการสำนักงานพัฒนาฝีมือแรงงานลำพูน",
        position_en="Director, Lamphun Skill Development Office",
    ),
)
PLAIN: dict[str, Any] = {
    "kind": PaperKind.CERTIFICATE,
    "number": "ลพ 0042/2569",
    "name_th": "นางสาวญาณิศา ฐิติกุล",
    "name_en": "Miss Yanisa Thitikun",
    "course_th": "ช่างซ่อมรถจักรยานยนต์ไฟฟ้า ระดับ 1",
    "course_en": "Electric Motorcycle Repair, Level 1",
    "theory_hours": 12,
    "practice_hours": 48,
    "total_hours": 60,
    "started_on": date(2026, 6, 1),
    "ended_on": date(2026, 6, 19),
    "issued_on": date(2026, 7, 3),
    "center_th": "สำนักงานพัฒนาฝีมือแรงงานลำพูน",
    "center_en": "Lamphun Skill Development Office",
    "result_th": "ผ่าน",
    "result_en": "Passed",
    "signatories": SIGNATORIES,
    "verify_url": "https://train.example.go.th/v/7K3M9QXW2D8RTHN4VBJ5C6PYZA",
    "code": "7K3M9-QXW2D-8RTHN-4VBJ5-C6PYZ-A",
}
LONGEST = {
    "started_on": date(2025, 11, 28),
    "ended_on": date(2026, 11, 30),
    "result_th": "สำเร็จการฝึกตามหลักสูตรและผ่านเกณฑ์การประเมินทุกหน่วย",
    "result_en": "completed the training and passed the assessment of every unit",
    "kind": PaperKind.RESULTS,
    "name_th": "ว่าที่ร้อยตรีหญิงที่ปรึกษากิตติ์ธนัตถ์ ปิ่นเกล้าจุฬาลักษณ์ภิญโญ",
    "name_en": "Acting Sub Lieutenant Kittithanat Pinklao-Chulalakphinyo",
    "course_th": "การติดตั้งและซ่อมบำรุงเครื่องปรับอากาศในบ้านและการพาณิชย์ขนาดเล็ก (เตรียมเข้าทำงาน)",
    "course_en": "Installation and Maintenance of Domestic and Small Commercial Air Conditioners",
}
TALLEST = {
    "kind": PaperKind.REPLACEMENT,
    "replaces_number": "ลพ 0001/2568",
    "name_th": "นายปู ผึ้ง",
    "name_en": "Mr. Pu Phueng",
    "thai_digits": True,
}
BARE = {
    "name_en": "",
    "course_en": "",
    "center_en": "",
    "result_th": "",
    "result_en": "",
    "is_department_form": True,
    "signatories": tuple(Signatory(name="นาง ก", position_th="ครูฝึก") for _ in range(2)),
}
HARD = """
น้ำ ป่า จ๋า กำ ที่ ผู้ ญาณ ฐาน ปี่ ฟ้า ก่ำ ค่ำ ช้ำ ย้ำ ซ้ำ ถ้ำ จ้ำ ป้ำ ต่ำ ทำ คำ จำ ปั๊ม ปู่ ฝั่ง ฟื้น ปิ่น ฝึก ผึ้ง เก้าอี้
กตัญญู ญี่ปุ่น ฐิติ วุฒิ กิตติ์ สิทธิ์ ศักดิ์ พันธุ์ ธนัตถ์ จันทร์ ศูนย์ เครื่อง เรื่อย ขึ้น กลืน ยั่วยุ ชั้น กั้น ตั๋ว เดี๋ยว โน้ต เปี๊ยก กึ๋น
รู้ ดุ๊ก ฤๅษี ฤทัย ก๊วยเตี๋ยว จุฬาลักษณ์ เบญจรัตน์ น้ำผึ้ง บำรุง สำนัก ชำนาญ อำเภอ ฎีกา กฎุมพี ปฏิบัติ ทฤษฎี เฌอ
ปุ้ย ฝุ่น ฟุ้ง ปี๊บ ป๋า ฝ้าย ฟ้ำ ปั้น ฐานันดร์ ญาติ กู้ ภัทร์ สุรีย์ ณัฐฐ์ วัชร์ เนื่อง เสื้อ เชื้อ ไม้ โต๊ะ เล็ก เอ็น
"""
WORDS = HARD.split()  # every way in which marks stand on each other


def a_paper(**changes: Any) -> CertificateFacts:
    """Complete and valid facts, with changes."""
    return CertificateFacts(**PLAIN | changes)


class Word(NamedTuple):
    """Where a word stands on the page, in millimeters from its top left."""

    left: float
    top: float
    right: float
    bottom: float


def words(pdf: bytes) -> list[Word]:
    """The place of every word as poppler finds it."""
    command = ["pdftotext", "-bbox", "-", "-"]
    text = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()
    places = re.findall(r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">', text)
    return [Word(*(float(edge) / 72 * 25.4 for edge in place)) for place in places]


READING, LAYOUT, RAW = (
    (),
    ("-layout",),
    ("-raw",),
)  # in the order of reading, as on the page, in that of the file
WAYS_OF_POPPLER = (READING, LAYOUT, RAW)


def poppler(pdf: bytes, way: tuple[str, ...]) -> str:
    """The text of a file as poppler reads it in one of its ways."""
    command = ["pdftotext", *way, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def lines(pdf: bytes, way: tuple[str, ...] = RAW) -> list[str]:
    """The lines of text as poppler reads them, without what is empty."""
    return [line.strip() for line in poppler(pdf, way).replace("\f", "\n").splitlines() if line.strip()]
