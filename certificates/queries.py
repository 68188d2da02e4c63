"""Reads about certificates."""

from dataclasses import dataclass

from django.db.models import QuerySet

from certificates.enums import CertificateState
from certificates.models import Certificate
from certificates.paper.facts import CertificateFacts
from enrollment.enums import CompletionResult
from enrollment.models import Completion
from training.models import CourseRun

WITH_PAPER = (CompletionResult.CERTIFICATE, CompletionResult.LETTER)


def completions_to_certify(run: CourseRun) -> QuerySet[Completion]:
    """Confirmed results of the run that give a paper and never had one, in seat order.

    A completion whose certificate was revoked is not issued again by a batch: that is a person's decision.
    """
    return (
        Completion.objects.filter(enrollment__run=run, result__in=WITH_PAPER, certificates=None)
        .select_related("enrollment__graduate", "enrollment__run__course", "enrollment__run__curriculum")
        .select_related("enrollment__run__center")
        .order_by("enrollment__seat_number")
    )


@dataclass(frozen=True)
class Check:
    """What the public check page says of one code."""

    certificate: Certificate
    facts: CertificateFacts

    @property
    def is_valid(self) -> bool:
        return self.certificate.state == CertificateState.ISSUED


def check(code: str) -> Check | None:
    """The certificate of a code, however it was typed (case, spaces, dashes); None if there is none."""
    typed = code.upper().replace(" ", "").replace("-", "").replace("0", "O").replace("1", "I")
    if not (typed.isascii() and typed.isalnum()):
        return None  # no code has such a sign, and PostgreSQL refuses a NUL
    certificates = Certificate.objects.select_related("center", "successor")
    found = certificates.filter(code=typed).first()
    return Check(found, CertificateFacts.from_json(found.facts)) if found else None
