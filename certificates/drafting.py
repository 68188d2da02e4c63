"""What a paper would say, before it has a number: for the dry run of a batch and for printing alike."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from certificates.enums import CertificateKind, Series
from certificates.facts import RunFacts, facts_of
from certificates.models import TemplateVersion
from certificates.paper.facts import CertificateFacts
from certificates.paper.fitting import check_readable, fit
from certificates.paper.starts import TRANSCRIPT
from certificates.paper.template import STANDARD, PaperTemplate, read_template
from certificates.queries import template_in_use
from certificates.refusals import CannotBePrinted, NoPaperForThis, told
from certificates.transcripts import Record, records_of
from core.paper.refusals import PaperRefused
from enrollment.enums import CompletionResult
from enrollment.models import Completion

KINDS = {
    CompletionResult.CERTIFICATE: CertificateKind.CERTIFICATE,
    CompletionResult.LETTER: CertificateKind.LETTER,
}
_STANDARDS = {True: TRANSCRIPT, False: STANDARD}
LONGEST_NUMBER, LONGEST_CODE = "๙๙ ๘๘๘๘๘/๒๕๖๙", "W" * 26  # in the place of what is given only at issue


@dataclass(frozen=True)
class Layout:
    """Which kind of paper a result gives, and the template that it is printed with today."""

    kind: CertificateKind
    version: TemplateVersion | None
    template: PaperTemplate


def layout_of(completion: Completion, series: Series = Series.CERTIFICATE) -> Layout:
    """Raises `NoPaperForThis`, `CannotBePrinted`."""
    if completion.result not in KINDS:
        raise NoPaperForThis(result=completion.get_result_display())
    is_transcript = series == Series.TRANSCRIPT
    kind = CertificateKind.TRANSCRIPT if is_transcript else KINDS[CompletionResult(completion.result)]
    version = template_in_use(completion.enrollment.run.center, kind)
    try:
        return Layout(kind, version, read_template(version.content) if version else _STANDARDS[is_transcript])
    except PaperRefused as refusal:
        raise CannotBePrinted(detail=told(refusal)) from refusal


@dataclass(frozen=True)
class DryPaper:
    """A paper that is not printed yet: what it will say, and in which size its lines stand."""

    facts: CertificateFacts
    template: PaperTemplate
    sizes: dict[str, float]

    @property
    def shrunk(self) -> bool:
        """Whether the name stands smaller than the template would have it."""
        return any(
            self.sizes[line.name] < line.size
            for line in self.template.lines
            if line.name in self.sizes and {"name_th", "name_en"} & line.slots
        )

    @property
    def fingerprint(self) -> str:
        """Of all that a second person approves: what is printed and how, but for number, code and day."""
        timeless = replace(self.facts, issued_on=self.facts.ended_on)
        return hashlib.sha256(f"{timeless.to_json()}{self.template.text}".encode()).hexdigest()


class DryPress:
    """Tries papers of one day without printing; what the papers of a run have alike it looks up once."""

    def __init__(self, on: date, series: Series = Series.CERTIFICATE) -> None:
        self._on, self.series = on, series
        self._runs: dict[int, RunFacts] = {}
        self._records: dict[int, dict[int, Record]] = {}
        self._templates: dict[tuple[int, str], PaperTemplate] = {}

    def paper(self, completion: Completion) -> DryPaper:
        """What would be printed.

        Raises `NoPaperForThis`, `NoSigningOfficers`, `CannotBePrinted`, of a transcript `ScoresChanged`.
        """
        run = completion.enrollment.run
        kind = (run.center_id, completion.result)
        if kind not in self._templates:
            self._templates[kind] = layout_of(completion, self.series).template
        if run.pk not in self._runs:
            self._runs[run.pk] = RunFacts.of(run, self._on)
        record = self._record(completion) if self.series == Series.TRANSCRIPT else None
        try:
            return self._fitted(completion, self._templates[kind], self._runs[run.pk], record)
        except PaperRefused as refusal:
            raise CannotBePrinted(detail=told(refusal)) from refusal

    def _record(self, completion: Completion) -> Record:
        run = completion.enrollment.run
        if run.pk not in self._records:
            seats = list(run.enrollments.filter(completion__isnull=False))
            self._records[run.pk] = records_of(run, seats)
        return self._records[run.pk][completion.enrollment_id].of(completion)

    def _fitted(
        self, completion: Completion, template: PaperTemplate, of_run: RunFacts, record: Record | None
    ) -> DryPaper:
        facts = facts_of(
            completion,
            number=LONGEST_NUMBER,
            code=LONGEST_CODE,
            issued_on=self._on,
            template=template,
            of_run=of_run,
            record=record,
        )
        fitted = fit(facts, template)
        check_readable(fitted)
        return DryPaper(facts, template, fitted.sizes)


def lost_facts(lost: CertificateFacts, today: CertificateFacts) -> CertificateFacts:
    """What the replacement of a lost paper says: all that the lost one said, and its number.

    Number, code, day, who signs and whose form it is are those of a paper of `today`.
    """
    return replace(
        lost,
        kind=lost.kind.replacement,
        replaces_number=lost.number,
        number=today.number,
        code=today.code,
        verify_url=today.verify_url,
        issued_on=today.issued_on,
        signatories=today.signatories,
        thai_digits=today.thai_digits,
        is_department_form=today.is_department_form,
        common_era=today.common_era,
    )
