"""From a confirmed completion to the facts that are frozen on the paper."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db.models import Max, Min

from agencies.models import Agency
from certificates.models import SigningOfficer
from certificates.paper.facts import CertificateFacts, PaperKind, Signatory
from certificates.paper.template import STANDARD, PaperTemplate
from certificates.refusals import NoPaperForThis, NoSigningOfficers
from certificates.transcripts import Record, score_text
from core.text import normalize_thai
from enrollment.enums import CompletionResult
from enrollment.models import Completion
from training.models import CourseRun

TEMPLATE_VERSION = "guilloche-1"
KINDS = {
    CompletionResult.CERTIFICATE: PaperKind.CERTIFICATE,
    CompletionResult.LETTER: PaperKind.RESULTS,
}
RESULTS = {
    CompletionResult.CERTIFICATE: ("ผ่าน", "Passed"),
    CompletionResult.LETTER: ("เข้ารับการฝึก", "Attended"),
}


def facts_of(
    completion: Completion,
    *,
    number: str,
    code: str,
    issued_on: date,
    template: PaperTemplate = STANDARD,
    of_run: "RunFacts | None" = None,
    record: Record | None = None,
) -> CertificateFacts:
    """All the paper says, of a transcript with its `record`; `of_run` where it is known already.

    Raises `NoPaperForThis`, `NoSigningOfficers`.
    """
    enrollment = completion.enrollment
    run, graduate = enrollment.run, enrollment.graduate
    result = CompletionResult(completion.result)
    if result not in KINDS:
        raise NoPaperForThis(result=completion.get_result_display())
    of_run = of_run or RunFacts.of(run, issued_on)
    result_th, result_en = RESULTS[result]
    return CertificateFacts(
        kind=PaperKind.TRANSCRIPT if record else KINDS[result],
        number=number,
        name_th=normalize_thai(graduate.full_name),
        name_en=graduate.name_en,
        course_th=run.course.name_th,
        course_en=run.course.name_en,
        theory_hours=of_run.theory_hours,
        practice_hours=of_run.practice_hours,
        total_hours=of_run.total_hours,
        started_on=of_run.first_day,
        ended_on=of_run.last_day,
        issued_on=issued_on,
        center_th=run.center.name_th,
        center_en=run.center.name_en,
        result_th=result_th,
        result_en=result_en,
        signatories=of_run.signatories,
        verify_url=check_url(code),
        code=code,
        thai_digits=template.thai_digits,
        is_department_form=template.is_department_form,
        common_era=template.common_era,
        **(_of_record(completion, record) if record else {}),
    )


def _of_record(completion: Completion, record: Record) -> dict[str, Any]:
    return {
        "topics": record.topics,
        "score": score_text(record.score),
        "attended_minutes": completion.minutes_attended,
    }


def number_of(center: Agency, sequence: int, year: int) -> str:
    """The number as printed: the centre's prefix where it has one, the running number, the fiscal year (B.E.)."""
    prefix = center.codes.filter(system="certificate").values_list("code", flat=True).first()
    return f"{prefix + ' ' if prefix else ''}{sequence:04d}/{year}"


def check_url(code: str) -> str:
    """Where the certificate is checked; the path is upper-case so that a QR code may write it so."""
    return f"{settings.BASE_URL}/C/{code}"


def signatories_of(center: Agency, day: date) -> tuple[Signatory, Signatory]:
    """Who signs on that day, in the order of the paper."""
    officers = SigningOfficer.objects.filter(center=center, since__lte=day)
    signing = [officers.filter(position_on_paper=place).order_by("-since").first() for place in (1, 2)]
    first, second = (
        Signatory(name=officer.name, position_th=officer.title_th, position_en=officer.title_en)
        if officer
        else None
        for officer in signing
    )
    if first is None or second is None:
        raise NoSigningOfficers(center=center)
    return first, second


@dataclass(frozen=True)
class RunFacts:
    """What the papers of a run say alike: hours taught, first and last day, and who signs on the day of issue."""

    theory_hours: int
    practice_hours: int
    total_hours: int
    first_day: date
    last_day: date
    signatories: tuple[Signatory, Signatory]

    @classmethod
    def of(cls, run: CourseRun, issued_on: date) -> Self:
        """Raises `NoSigningOfficers`. The run's window counts where its sessions were never dated."""
        topics = list(run.curriculum.topics.all())
        taught = run.sessions.aggregate(first=Min("day"), last=Max("day"))
        return cls(
            theory_hours=sum(topic.theory_minutes for topic in topics) // 60,
            practice_hours=sum(topic.practice_minutes for topic in topics) // 60,
            total_hours=run.curriculum.minutes // 60,
            first_day=taught["first"] or run.first_day,
            last_day=taught["last"] or run.last_day,
            signatories=signatories_of(run.center, issued_on),
        )
