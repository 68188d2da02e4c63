"""The words on the paper: facts become the named slots of the template, and its lines with their slots filled in.

Both languages stand side by side on every certificate whatever the reader's language, so these sentences
are part of the form and do not pass through translation.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from certificates.paper.facts import CertificateFacts, PaperKind
from certificates.paper.refusals import TemplateInvalid
from certificates.paper.refusals import marked as _
from certificates.paper.template import NO_SUCH_SLOT, Line, PaperTemplate, filled
from core.dates import format_english_date, format_english_range, format_thai_date, format_thai_range
from core.text import to_thai_digits


@dataclass(frozen=True, slots=True)
class Sentences:
    """The fixed sentences of one kind of paper."""

    title_th: str
    title_en: str
    intro_th: str
    intro_en: str
    deed_th: str
    deed_en: str


_COMPLETED = Sentences(
    "วุฒิบัตร",
    "CERTIFICATE",
    "วุฒิบัตรฉบับนี้ให้ไว้เพื่อแสดงว่า",
    "This is to certify that",
    "ได้ผ่านการฝึกอบรมฝีมือแรงงานครบถ้วนตามหลักสูตร",
    "has successfully completed the skill training course",
)
_TRANSCRIPT = Sentences(
    "ใบแสดงผลการฝึก",
    "TRANSCRIPT OF TRAINING",
    "เอกสารฉบับนี้แสดงผลการฝึกของ",
    "This is the record of",
    "ตามหลักสูตร",
    "in the skill training course",
)
_TRAINED = Sentences(
    "หนังสือรับรองผลการฝึก",
    "STATEMENT OF TRAINING RESULTS",
    "หนังสือฉบับนี้ให้ไว้เพื่อรับรองว่า",
    "This is to state that",
    "ได้เข้ารับการฝึกอบรมฝีมือแรงงานตามหลักสูตร",
    "has been trained in the skill training course",
)
SENTENCES = {
    PaperKind.CERTIFICATE: _COMPLETED,
    PaperKind.RESULTS: _TRAINED,
    PaperKind.REPLACEMENT: Sentences(
        "ใบแทน",
        "REPLACEMENT CERTIFICATE",
        "ใบแทนฉบับนี้ให้ไว้เพื่อแสดงว่า",
        _COMPLETED.intro_en,
        _COMPLETED.deed_th,
        _COMPLETED.deed_en,
    ),
    PaperKind.RESULTS_REPLACEMENT: Sentences(
        "ใบแทนหนังสือรับรองผลการฝึก",
        "REPLACEMENT STATEMENT OF TRAINING RESULTS",
        "ใบแทนฉบับนี้ให้ไว้เพื่อรับรองว่า",
        _TRAINED.intro_en,
        _TRAINED.deed_th,
        _TRAINED.deed_en,
    ),
    PaperKind.TRANSCRIPT: _TRANSCRIPT,
    PaperKind.TRANSCRIPT_REPLACEMENT: replace(
        _TRANSCRIPT, title_th="ใบแทนใบแสดงผลการฝึก", title_en="REPLACEMENT TRANSCRIPT OF TRAINING"
    ),
}
NOT_THE_DEPARTMENTS = (
    "เอกสารของหน่วยฝึก มิใช่แบบพิมพ์ของกรมพัฒนาฝีมือแรงงาน",
    "Issued by the training center; not a form of the Department of Skill Development",
)


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of a template with its words: what is printed."""

    line: Line
    text: str
    aside: str = ""


def set_lines(facts: CertificateFacts, template: PaperTemplate) -> list[SetLine]:
    """The lines of the paper in reading order, without those that nothing fills. Raises TemplateInvalid."""
    if facts.kind.is_transcript and template.table is None:
        raise TemplateInvalid(_("no place for the list of topics"))
    values = slots(facts)
    unknown = sorted(template.slots - values.keys())
    if unknown:
        raise TemplateInvalid(NO_SUCH_SLOT, slots=", ".join(unknown))
    found = (
        SetLine(line, *(_words(line, part, facts, values) for part in (line.text, line.aside)))
        for line in template.lines
    )
    return [each for each in found if each.text]


def _words(line: Line, words: str, facts: CertificateFacts, values: Mapping[str, str]) -> str:
    text = filled(words, values)
    own = facts.thai_digits and line.language == "th" and words == line.text
    return to_thai_digits(text) if own else text


def slots(facts: CertificateFacts) -> dict[str, str]:
    """Every named slot of a template as plain text; Thai lines get Thai digits where the facts ask."""
    sentences = SENTENCES[facts.kind]
    thai = _thai_lines(facts) | {f"{slot}_th": getattr(sentences, f"{slot}_th") for slot in _FIXED}
    english = _english_lines(facts) | {f"{slot}_en": getattr(sentences, f"{slot}_en") for slot in _FIXED}
    if facts.thai_digits:
        thai = {slot: to_thai_digits(text) for slot, text in thai.items()}
    return _bare(facts) | thai | english | _signatures(facts)


_FIXED = ("title", "intro", "deed")


def _bare(facts: CertificateFacts) -> dict[str, str]:
    """Single facts, for a template that has words of its own around them."""
    return {
        "number": facts.number,
        "replaces_number": facts.replaces_number,
        "hours": str(facts.total_hours),
        "theory_hours": str(facts.theory_hours or ""),
        "practice_hours": str(facts.practice_hours or ""),
        "dates_th": _thai_dates(facts),
        "dates_en": format_english_range(facts.started_on, facts.ended_on),
        "issued_th": _thai_day(facts),
        "issued_en": format_english_date(facts.issued_on),
        "result_th": facts.result_th,
        "result_en": facts.result_en,
        "score": facts.score,
        "verify_url": facts.verify_url,
        "code": facts.code,
    }


def _thai_lines(facts: CertificateFacts) -> dict[str, str]:
    return {
        "number_th": f"เลขที่ {facts.number}",
        "replaces_th": f"ใช้แทนฉบับเดิมเลขที่ {facts.replaces_number}" if facts.replaces_number else "",
        "name_th": facts.name_th,
        "course_th": facts.course_th,
        "details_th": _joined(
            _hours(facts, "ระยะเวลาฝึก {} ชั่วโมง", "ทฤษฎี {} ชั่วโมง", "ปฏิบัติ {} ชั่วโมง"),
            _thai_dates(facts),
            facts.result_th and f"ผลการฝึก {facts.result_th}",
        ),
        "total_th": _joined(
            facts.score and f"คะแนนรวม {facts.score} จาก 100",
            facts.attended_minutes
            and f"เข้าฝึก {hours_of(facts.attended_minutes)} จาก {facts.total_hours} ชั่วโมง",
        ),
        "given_th": f"ให้ไว้ ณ วันที่ {_thai_day(facts)}",
        "center_th": facts.center_th,
        "form_th": "" if facts.is_department_form else NOT_THE_DEPARTMENTS[0],
    }


def _english_lines(facts: CertificateFacts) -> dict[str, str]:
    return {
        "number_en": f"No. {facts.number}",
        "replaces_en": f"Replaces No. {facts.replaces_number}" if facts.replaces_number else "",
        "name_en": facts.name_en,
        "course_en": facts.course_en,
        "details_en": _joined(
            _hours(facts, "{} hours", "theory {},", "practice {}"),
            format_english_range(facts.started_on, facts.ended_on),
            facts.result_en and f"Result: {facts.result_en}",
        ),
        "total_en": _joined(
            facts.score and f"Total score {facts.score} of 100",
            facts.attended_minutes
            and f"attended {hours_of(facts.attended_minutes)} of {facts.total_hours} hours",
        ),
        "given_en": f"Given on {format_english_date(facts.issued_on)}",
        "center_en": facts.center_en,
        "form_en": "" if facts.is_department_form else NOT_THE_DEPARTMENTS[1],
    }


def _joined(*parts: str | int) -> str:
    return " · ".join(str(part) for part in parts if part)


def hours_of(minutes: int) -> str:
    """A time in hours as people write it: "12", or "1:30" where minutes are over; "–" of none."""
    hours, over = divmod(minutes, 60)
    return (f"{hours}:{over:02}" if over else str(hours)) if minutes else "–"


def _thai_dates(facts: CertificateFacts) -> str:
    day_or_days = "วันที่" if facts.started_on == facts.ended_on else "ระหว่างวันที่"
    days = format_thai_range(facts.started_on, facts.ended_on, common_era=facts.common_era)
    return f"{day_or_days} {days}"


def _hours(facts: CertificateFacts, total: str, theory: str, practice: str) -> str:
    """The total, and in brackets its parts where both are known."""
    text = total.format(facts.total_hours)
    if facts.theory_hours and facts.practice_hours:
        text += f" ({theory.format(facts.theory_hours)} {practice.format(facts.practice_hours)})"
    return text


def _thai_day(facts: CertificateFacts) -> str:
    """The day of issue, with its era named."""
    written = format_thai_date(facts.issued_on, common_era=facts.common_era)
    day_and_month, _space, year = written.rpartition(" ")
    return f"{day_and_month} {'ค.ศ.' if facts.common_era else 'พ.ศ.'} {year}"


def _signatures(facts: CertificateFacts) -> dict[str, str]:
    found = {}
    for place, signatory in enumerate(facts.signatories, 1):
        found[f"signatory_{place}_name"] = f"({signatory.name})"
        found[f"signatory_{place}_position_th"] = signatory.position_th
        found[f"signatory_{place}_position_en"] = signatory.position_en
    return found
