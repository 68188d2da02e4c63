"""What a paper would say, before it has a number: for the dry run of a batch and for printing alike."""

import hashlib
from dataclasses import dataclass, replace
from datetime import date

from certificates.enums import CertificateKind
from certificates.facts import RunFacts, facts_of
from certificates.models import TemplateVersion
from certificates.paper.facts import CertificateFacts
from certificates.paper.template import STANDARD, PaperTemplate, read_template
from certificates.paper.typeface import typeface
from certificates.paper.wording import set_lines
from certificates.queries import template_in_use
from certificates.refusals import CannotBePrinted, NoPaperForThis
from core.paper.refusals import PaperRefused
from enrollment.enums import CompletionResult
from enrollment.models import Completion

KINDS = {
    CompletionResult.CERTIFICATE: CertificateKind.CERTIFICATE,
    CompletionResult.LETTER: CertificateKind.LETTER,
}
LONGEST_NUMBER, LONGEST_CODE = "๙๙ ๘๘๘๘๘/๒๕๖๙", "W" * 26  # in the place of what is given only at issue


@dataclass(frozen=True)
class Layout:
    """Which kind of paper a result gives, and the template that it is printed with today."""

    kind: CertificateKind
    version: TemplateVersion | None
    template: PaperTemplate


def layout_of(completion: Completion) -> Layout:
    """Raises `NoPaperForThis`, `CannotBePrinted`."""
    if completion.result not in KINDS:
        raise NoPaperForThis(result=completion.get_result_display())
    kind = KINDS[CompletionResult(completion.result)]
    version = template_in_use(completion.enrollment.run.center, kind)
    try:
        return Layout(kind, version, read_template(version.content) if version else STANDARD)
    except PaperRefused as refusal:
        raise CannotBePrinted(detail=refusal.detail) from refusal


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

    def __init__(self, on: date) -> None:
        self._on = on
        self._runs: dict[int, RunFacts] = {}
        self._templates: dict[tuple[int, str], PaperTemplate] = {}

    def paper(self, completion: Completion) -> DryPaper:
        """What would be printed. Raises `NoPaperForThis`, `NoSigningOfficers`, `CannotBePrinted`."""
        run = completion.enrollment.run
        kind = (run.center_id, completion.result)
        if kind not in self._templates:
            self._templates[kind] = layout_of(completion).template
        if run.pk not in self._runs:
            self._runs[run.pk] = RunFacts.of(run, self._on)
        try:
            return self._fitted(completion, self._templates[kind], self._runs[run.pk])
        except PaperRefused as refusal:
            raise CannotBePrinted(detail=refusal.detail) from refusal

    def _fitted(self, completion: Completion, template: PaperTemplate, of_run: RunFacts) -> DryPaper:
        facts = facts_of(
            completion,
            number=LONGEST_NUMBER,
            code=LONGEST_CODE,
            issued_on=self._on,
            template=template,
            of_run=of_run,
        )
        lines = set_lines(facts, template)
        typeface().check({each.line.name: each.text + each.aside for each in lines})
        return DryPaper(facts, template, typeface().sizes(lines))


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
    )
