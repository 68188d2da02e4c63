"""What may happen to a certificate later: revoked, reinstated, replaced. The paper's bytes never change."""

from datetime import datetime

from django.db import transaction

from agencies.models import User
from certificates.enums import CertificateState
from certificates.models import Certificate
from certificates.paper.press import Press
from certificates.refusals import AlreadyIssued, ReasonMissing
from certificates.services.issue import issue_certificate
from certificates.states import CERTIFICATE_STATES
from core import audit
from core.states import advance
from enrollment.models import Completion


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, reason: str, by: User, at: datetime) -> None:
    """Declare the paper no longer valid; its check page says so and why."""
    _change(certificate, CertificateState.REVOKED, reason, by=by, at=at)


@transaction.atomic
def reinstate_certificate(certificate: Certificate, *, reason: str, by: User, at: datetime) -> None:
    """Take a revocation back, unless another certificate of the completion is valid by now."""
    if not reason.strip():
        raise ReasonMissing
    Completion.objects.select_for_update().get(pk=certificate.completion_id)  # a second change waits
    rival = Certificate.objects.filter(
        completion=certificate.completion_id, state=CertificateState.ISSUED
    ).first()
    if rival is not None and rival.pk != certificate.pk:
        raise AlreadyIssued(number=rival.number)
    _change(certificate, CertificateState.ISSUED, reason, by=by, at=at)


def replace_certificate(certificate: Certificate, *, reason: str, by: User, at: datetime) -> Certificate:
    """Issue a new certificate with today's facts; the old one answers "replaced by" from then on."""
    if not reason.strip():
        raise ReasonMissing

    def end_the_old() -> None:
        _change(certificate, CertificateState.REPLACED, reason, by=by, at=at)

    with Press() as press:
        return issue_certificate(
            certificate.completion, press, by=by, at=at, replaces=certificate, alongside=end_the_old
        )


def _change(
    certificate: Certificate, state: CertificateState, reason: str, *, by: User, at: datetime
) -> None:
    if not reason.strip():
        raise ReasonMissing
    advance(certificate, state, CERTIFICATE_STATES, state_reason=reason.strip(), state_changed_at=at)
    person = certificate.completion.enrollment.graduate_id
    done = "reinstated" if state == CertificateState.ISSUED else str(state)
    audit.record(f"certificate.{done}", certificate, by=by, at=at, person=person, reason=reason)
