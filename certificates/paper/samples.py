"""Papers of nobody, by which a template is judged: an ordinary one, and those on which templates fail."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from certificates.paper.facts import MOST_TOPICS, CertificateFacts, PaperKind, Signatory, TopicResult
from certificates.paper.template import STANDARD, PaperTemplate
from certificates.paper.wording import slots

ORDINARY, LONGEST, TALLEST, BARE = "ordinary", "longest", "tallest", "bare"
SAMPLES = (ORDINARY, LONGEST, TALLEST, BARE)
_SIGNATORY = Signatory(
    name="นางกรรณิการ์ ปิ่นเกล้า",
    position_th="ผู้อำนวยการสำนักงานพัฒนาฝีมือแรงงานจังหวัด",
    position_en="Director, Provincial Skill Development Office",
)


def sample(name: str, kind: PaperKind, template: PaperTemplate, host: str) -> CertificateFacts:
    """The facts of one of `SAMPLES`; `host` begins the address that the QR code leads to."""
    code = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    plain = CertificateFacts(
        kind=kind,
        number="ลพ 0042/2569",
        name_th="นางสาวญาณิศา ฐิติกุล",
        name_en="Miss Yanisa Thitikun",
        course_th="ช่างซ่อมรถจักรยานยนต์ไฟฟ้า ระดับ 1",
        course_en="Electric Motorcycle Repair, Level 1",
        theory_hours=12,
        practice_hours=48,
        total_hours=60,
        started_on=date(2026, 6, 1),
        ended_on=date(2026, 6, 19),
        issued_on=date(2026, 7, 3),
        center_th="สำนักงานพัฒนาฝีมือแรงงานจังหวัด",
        center_en="Provincial Skill Development Office",
        result_th="ผ่าน",
        result_en="Passed",
        signatories=(_SIGNATORY, _SIGNATORY),
        verify_url=f"{host}/C/{code}",
        code=code,
        replaces_number="ลพ 0001/2568" if kind is kind.replacement else "",
        thai_digits=template.thai_digits,
        is_department_form=template.is_department_form,
        common_era=template.common_era,
        **(_record(name) if kind.is_transcript else {}),
    )
    return _ALTERED[name](plain)


TITLES = {
    ORDINARY: ("ความปลอดภัยในการทำงาน", "Occupational Safety"),
    LONGEST: ("การวิเคราะห์และซ่อมบำรุงระบบควบคุมมอเตอร์ไฟฟ้ากระแสตรงไร้แปรงถ่าน", "Repair of Brushless Motor Controls"),
    TALLEST: ("ปั้นปูนปั๊มญี่ปุ่นชั้นสูง ฝึกกู้ฟื้นฟู", "Plaster"),
    BARE: ("ช่าง", ""),
}  # fmt: skip
TOPICS = {ORDINARY: 6, LONGEST: MOST_TOPICS, TALLEST: 12, BARE: 1}


def _record(name: str) -> dict[str, Any]:
    """What a transcript says besides: so many topics, of which the last has theory only."""
    title_th, title_en = TITLES[name]
    topics = (
        TopicResult(
            number=number,
            title_th=title_th,
            title_en=title_en,
            theory_minutes=90,
            practice_minutes=0 if number == TOPICS[name] else 240,
            theory_score="87.25",
            practice_score="" if number == TOPICS[name] else "100",
        )
        for number in range(1, TOPICS[name] + 1)
    )
    return {"topics": tuple(topics), "score": "91.5", "attended_minutes": 57 * 60 + 30}


def _longest(plain: CertificateFacts) -> CertificateFacts:
    return replace(
        plain,
        name_th="ว่าที่ร้อยตรีหญิงที่ปรึกษากิตติ์ธนัตถ์ ปิ่นเกล้าจุฬาลักษณ์ภิญโญ",
        name_en="Acting Sub Lieutenant Kittithanat Pinklao-Chulalakphinyo",
        course_th="การติดตั้งและซ่อมบำรุงเครื่องปรับอากาศในบ้านและการพาณิชย์ขนาดเล็ก (เตรียมเข้าทำงาน)",
        course_en="Installation and Maintenance of Domestic and Small Commercial Air Conditioners",
        started_on=date(2025, 11, 28),
        ended_on=date(2026, 11, 30),
        result_th="สำเร็จการฝึกตามหลักสูตรและผ่านเกณฑ์การประเมินทุกหน่วย",
        result_en="completed the training and passed the assessment of every unit",
    )


def _tallest(plain: CertificateFacts) -> CertificateFacts:
    """Four storeys: a vowel below and a vowel with a tone above, on letters with a tall stem or a foot."""
    return replace(
        plain, name_th="นายปั๊มฟื้น ญุ่นฐิ่นฎุ๊ผึ้ง", name_en="Mr. Pamfuen Yunthindu", course_th="ปั้นปูนปั๊มญี่ปุ่นชั้นสูง ฝึกกู้ฟื้นฟู"
    )


def _bare(plain: CertificateFacts) -> CertificateFacts:
    short = Signatory(name="นาง ก", position_th="ครูฝึก")
    return replace(
        plain,
        name_th="นายปู ดี",
        signatories=(short, short),
        name_en="",
        course_en="",
        center_en="",
        result_th="",
        result_en="",
    )


_ALTERED: dict[str, Callable[[CertificateFacts], CertificateFacts]] = {
    ORDINARY: lambda plain: plain,
    LONGEST: _longest,
    TALLEST: _tallest,
    BARE: _bare,
}

# Every slot that the words of a template may name.
SLOT_NAMES = frozenset(slots(sample(ORDINARY, PaperKind.CERTIFICATE, STANDARD, "https://localhost")))
