"""What a form of consent says about one person: plain data for the child that draws it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from agencies.models import Agency
from core.templatetags.ui import thai_date
from enrollment.entries import birth_of, first_guardian
from enrollment.enums import ConsentGiver, ConsentKind
from enrollment.models import ConsentText, Graduate
from enrollment.papers.marks import CODE_LETTERS
from enrollment.queries.consents import SHORT, words_of

# The form is a Thai paper whatever language its printer reads.
TITLES = {ConsentKind.TRAINING: "ความยินยอมให้เข้ารับการฝึก", ConsentKind.DATA: "ความยินยอมเรื่องข้อมูลส่วนบุคคล"}
ACTS = {ConsentKind.TRAINING: "ให้เข้ารับการฝึก", ConsentKind.DATA: "เรื่องข้อมูลส่วนบุคคล"}
GIVERS = {ConsentGiver.SELF: "ผู้เข้ารับการฝึก", ConsentGiver.GUARDIAN: "ผู้ปกครอง"}
TO_FILL_IN = "." * 50


def sheet_of(
    person: Graduate,
    texts: list[ConsentText],
    givers: list[ConsentGiver],
    *,
    agency: Agency,
    code: str,
    receipt: str,
) -> dict[str, Any]:
    """One page. Its QR holds the code alone; the person's name stands beside it for people to read."""
    guardian = first_guardian(person)
    relation = f" ({guardian.relation})" if guardian and guardian.relation else ""
    names = {
        ConsentGiver.SELF: person.full_name,
        ConsentGiver.GUARDIAN: guardian.name if guardian else TO_FILL_IN,
    }
    with override("th"):
        birth = str(thai_date(birth_of(person)))
    return {
        "agency": agency.name_th,
        "name": person.full_name,
        "birth": birth,
        "school": person.school.name_th if person.school else "",
        "guardian": guardian.name + relation if guardian else "",
        "texts": [_text(text, agency) for text in texts],
        "givers": [{"label": GIVERS[giver], "name": names[giver]} for giver in givers],
        "code": code,
        "short": code[:SHORT],
        "receipt_url": settings.BASE_URL + reverse("consent_slip", args=[receipt]),
    }


def _text(text: ConsentText, agency: Agency) -> dict[str, Any]:
    kind = ConsentKind(text.kind)
    return {
        "title": TITLES[kind],
        "act": ACTS[kind],
        "version": text.version,
        "lines": words_of(text, agency, "th").splitlines(),
    }


def longest_sheet(texts: list[ConsentText], agency: Agency) -> dict[str, Any]:
    """A sheet with the longest names and every line there can be: whatever fits here fits for everybody."""
    name, code = "นางสาวสมมติสมบูรณ์พูนสุขเกษมศานต์ " + "ณ ทดสอบวัฒนาพงศ์ไพบูลย์", "W" * CODE_LETTERS
    return {
        "agency": agency.name_th,
        "name": name,
        "birth": "30 พฤศจิกายน 2554",
        "school": "โรงเรียนมัธยมศึกษาสมมติเฉลิมพระเกียรติวิทยาคาร",
        "guardian": f"{name} (ผู้ปกครองตามคำสั่งศาล)",
        "texts": [_text(text, agency) for text in texts],
        "givers": [{"label": label, "name": name} for label in GIVERS.values()],
        "code": code,
        "short": code[:SHORT],
        "receipt_url": settings.BASE_URL + reverse("consent_slip", args=[code]),
    }
