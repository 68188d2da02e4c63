"""What stands on a paper, fact by fact, in the reader's language: for the check page and for comparing two papers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from certificates.paper.facts import CertificateFacts, PaperKind, TopicResult
from certificates.paper.wording import hours_of
from core.templatetags.ui import thai_date

TITLES = {
    PaperKind.CERTIFICATE: gettext_lazy("Certificate (วุฒิบัตร)"),
    PaperKind.RESULTS: gettext_lazy("Letter of training (หนังสือรับรองผลการฝึก)"),
    PaperKind.REPLACEMENT: gettext_lazy("Replacement (ใบแทน)"),
    PaperKind.RESULTS_REPLACEMENT: gettext_lazy("Replacement (ใบแทน)"),
    PaperKind.TRANSCRIPT: gettext_lazy("Transcript (ใบแสดงผลการฝึก)"),
    PaperKind.TRANSCRIPT_REPLACEMENT: gettext_lazy("Replacement (ใบแทน)"),
}


@dataclass(frozen=True)
class Printed:
    """One fact: what it is called, and what the paper says."""

    label: str
    words: str


def printed_facts(facts: CertificateFacts) -> list[Printed]:
    """Every fact that stands on the paper, in its order, without those that are left empty."""
    return [Printed(label, words) for label, words in _facts(facts) if words]


def _facts(facts: CertificateFacts) -> Iterator[tuple[str, str]]:
    yield _("Kind"), str(TITLES.get(facts.kind, facts.kind))
    yield _("Number"), facts.number
    yield _("Replaces number"), facts.replaces_number
    yield _("Name"), facts.name_th
    yield _("Name in English"), facts.name_en
    yield _("Course"), facts.course_th
    yield _("Course in English"), facts.course_en
    yield _("Hours of training"), _hours(facts)
    yield _("Taught from"), _day(facts.started_on)
    yield _("Taught to"), _day(facts.ended_on)
    yield _("Result"), " · ".join(filter(None, (facts.result_th, facts.result_en)))
    yield _("Total score"), facts.score and _("%(score)s of 100") % {"score": facts.score}
    yield _("Hours attended"), hours_of(facts.attended_minutes) if facts.attended_minutes else ""
    for topic in facts.topics:
        yield _("Topic %(number)s") % {"number": topic.number}, _topic(topic)
    yield _("Issued on"), _day(facts.issued_on)
    yield _("Issued by"), facts.center_th
    yield _("Issued by, in English"), facts.center_en
    for signatory in facts.signatories:
        words = (signatory.name, signatory.position_th, signatory.position_en)
        yield _("Signed by"), " · ".join(filter(None, words))
    yield _("Check code"), facts.code
    yield _("Address of this check"), facts.verify_url
    yield _("Form"), _form(facts)


def _hours(facts: CertificateFacts) -> str:
    if not (facts.theory_hours and facts.practice_hours):
        return str(facts.total_hours)
    return _("%(total)s (theory %(theory)s, practice %(practice)s)") % {
        "total": facts.total_hours,
        "theory": facts.theory_hours,
        "practice": facts.practice_hours,
    }


def _topic(topic: TopicResult) -> str:
    parts = (
        (_("theory"), topic.theory_minutes, topic.theory_score),
        (_("practice"), topic.practice_minutes, topic.practice_score),
    )
    said = [
        _("%(part)s %(hours)s h, score %(score)s")
        % {"part": part, "hours": hours_of(minutes), "score": score or "–"}
        for part, minutes, score in parts
        if minutes
    ]
    return " · ".join(filter(None, (topic.title_th, topic.title_en, *said)))


def _day(day: date) -> str:
    return str(thai_date(day))


def _form(facts: CertificateFacts) -> str:
    if facts.is_department_form:
        return _("The form of the Department of Skill Development")
    return _("The training center's own, not a form of the Department of Skill Development")
