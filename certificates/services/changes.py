"""What may happen to a certificate later: revoked, reinstated, replaced, hidden. The paper's bytes never change."""

from datetime import datetime

from django.db import transaction

from agencies.models import User
from certificates.enums import CertificateState, ChangeKind, IdentityProof, Series
from certificates.models import Certificate, CertificateChange
from certificates.paper.standing import standing
from certificates.queries import has_certificate
from certificates.refusals import AlreadyHidden, AlreadyIssued, NoCertificateYet, NotHidden, ReasonMissing
from certificates.services.issue import issue_certificate
from certificates.states import CERTIFICATE_STATES
from core import audit
from core.reasons import said
from core.states import advance
from enrollment.models import Completion


@transaction.atomic
def revoke_certificate(certificate: Certificate, *, reason: str, by: User, at: datetime) -> None:
    """Declare the paper no longer valid; its check page says so and why. With a certificate goes its transcript."""
    _change(certificate, CertificateState.REVOKED, reason, by=by, at=at)
    if certificate.series == Series.CERTIFICATE:
        beside = Certificate.objects.of_series(Series.TRANSCRIPT).filter(completion=certificate.completion_id)
        for transcript in beside.filter(state=CertificateState.ISSUED):
            _change(transcript, CertificateState.REVOKED, reason, by=by, at=at)


@transaction.atomic
def reinstate_certificate(certificate: Certificate, *, reason: str, by: User, at: datetime) -> None:
    """Take a revocation back, unless another such paper of the completion is valid by now.

    A transcript is valid beside a valid certificate only.
    """
    if not said(reason):
        raise ReasonMissing
    Completion.objects.select_for_update().get(pk=certificate.completion_id)  # a second change waits
    rivals = Certificate.objects.of_series(certificate.series)
    rival = rivals.filter(completion=certificate.completion_id, state=CertificateState.ISSUED).first()
    if rival is not None and rival.pk != certificate.pk:
        raise AlreadyIssued(number=rival.number)
    if certificate.series == Series.TRANSCRIPT and not has_certificate(certificate.completion):
        raise NoCertificateYet
    _change(certificate, CertificateState.ISSUED, reason, by=by, at=at)


def replace_certificate(certificate: Certificate, *, reason: str, by: User, at: datetime) -> Certificate:
    """Issue a new certificate with today's facts; the old one answers "replaced by" from then on."""
    if not said(reason):
        raise ReasonMissing

    def end_the_old() -> None:
        _change(certificate, CertificateState.REPLACED, reason, by=by, at=at)

    with standing().press() as press:
        return issue_certificate(
            certificate.completion, press, by=by, at=at, replaces=certificate, alongside=end_the_old
        )


def replace_lost(
    certificate: Certificate, *, proof: IdentityProof, reason: str, by: User, at: datetime
) -> Certificate:
    """Issue the replacement (ใบแทน) of a lost paper to who was seen to be its person: the same words, a new number.

    The lost one answers "replaced by" from then on (clause 40).
    """
    if not said(reason):
        raise ReasonMissing

    def end_the_lost() -> None:
        _change(certificate, CertificateState.REPLACED, reason, by=by, at=at)
        person = certificate.completion.enrollment.graduate_id
        audit.record("certificate.lost", certificate, by=by, at=at, person=person, proof=proof)

    with standing().press() as press:
        return issue_certificate(
            certificate.completion,
            press,
            by=by,
            at=at,
            replaces=certificate,
            lost=True,
            alongside=end_the_lost,
        )


@transaction.atomic
def hide_certificate(certificate: Certificate, *, reason: str, by: User, at: datetime) -> None:
    """Take it from public view: to everybody who checks it, its code answers as one that never existed.

    It stays valid and in the register: the person, the centre and the status list know it as before.
    """
    if not Certificate.objects.filter(pk=certificate.pk, hidden_at=None).update(hidden_at=at):
        raise AlreadyHidden
    _note(certificate, ChangeKind.HIDDEN, reason, by=by, at=at)


@transaction.atomic
def show_certificate(certificate: Certificate, *, reason: str, by: User, at: datetime) -> None:
    """Put it on public view again."""
    if not Certificate.objects.filter(pk=certificate.pk, hidden_at__isnull=False).update(hidden_at=None):
        raise NotHidden
    _note(certificate, ChangeKind.SHOWN, reason, by=by, at=at)


CHANGES = {
    CertificateState.REVOKED: ChangeKind.REVOKED,
    CertificateState.REPLACED: ChangeKind.REPLACED,
    CertificateState.ISSUED: ChangeKind.REINSTATED,
}


def _change(
    certificate: Certificate, state: CertificateState, reason: str, *, by: User, at: datetime
) -> None:
    if not said(reason):
        raise ReasonMissing
    advance(certificate, state, CERTIFICATE_STATES, state_reason=said(reason), state_changed_at=at)
    _note(certificate, CHANGES[state], reason, by=by, at=at)


def _note(certificate: Certificate, what: ChangeKind, reason: str, *, by: User, at: datetime) -> None:
    """A line in the paper's history and one in the audit trail."""
    if not said(reason):
        raise ReasonMissing
    CertificateChange.objects.create(certificate=certificate, what=what, reason=said(reason), by=by, at=at)
    person = certificate.completion.enrollment.graduate_id
    audit.record(f"certificate.{what}", certificate, by=by, at=at, person=person, reason=said(reason))
