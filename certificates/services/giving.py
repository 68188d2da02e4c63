"""Giving a paper to its person again: each time it is written down what was given, and how it was asked for."""

import smtplib
from datetime import datetime

from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from agencies.models import User
from certificates import links
from certificates.enums import Fetched, IdentityProof, Way
from certificates.models import Certificate, CertificateFile
from certificates.paper.marks import with_marks
from certificates.refusals import CannotBePrinted, MailNotSent, NoLongerValid
from certificates.signing.refusals import NotOurFile
from core import audit
from core.refusals import Told
from training.models import CourseRun


@transaction.atomic
def note_fetched(certificate: Certificate, what: Fetched, way: Way, *, by: User | None, at: datetime) -> None:
    """Write down that a paper, or a part of it, was given out."""
    person = certificate.completion.enrollment.graduate_id
    audit.record("certificate.fetched", certificate, by=by, at=at, person=person, what=what, way=way)


@transaction.atomic
def note_bundled(run: CourseRun, papers: int, *, marked: bool, by: User, at: datetime) -> None:
    """Write down that all papers of a run were taken home in one file."""
    audit.record("certificates.bundled", run, by=by, at=at, papers=papers, marked=marked)


@transaction.atomic
def print_ready(file: CertificateFile, *, by: User, at: datetime) -> bytes:
    """The variant with marks where to cut, taken home. Raises `NoLongerValid`, `CannotBePrinted`."""
    certificate = file.certificate
    if not certificate.is_live:
        raise NoLongerValid(number=certificate.number, state=certificate.get_state_display())
    person = certificate.completion.enrollment.graduate_id
    audit.record("certificate.print_ready", certificate, by=by, at=at, person=person)
    try:
        return with_marks(bytes(file.pdf))
    except NotOurFile as error:
        raise CannotBePrinted(detail=Told(error.words, error.facts)) from error


@transaction.atomic
def hand_out(certificate: Certificate, *, proof: IdentityProof, by: User, at: datetime) -> str:
    """The centre saw who asks for a lost paper. Returns the token of a link that opens it for an hour."""
    person = certificate.completion.enrollment.graduate_id
    audit.record("certificate.handed_out", certificate, by=by, at=at, person=person, proof=proof)
    return links.token_for(certificate, Way.CENTER, at=at)


@transaction.atomic
def mail_link(certificate: Certificate, address: str, *, way: Way, by: User | None, at: datetime) -> None:
    """Send a link that opens the paper for some days. The address is written down nowhere. Raises `MailNotSent`."""
    person = certificate.completion.enrollment.graduate_id
    audit.record("certificate.mailed", certificate, by=by, at=at, person=person, way=way)
    link = links.address_of(links.token_for(certificate, Way.MAIL, at=at))
    subject = _("Certificate %(number)s") % {"number": certificate.number}
    words = _("The certificate can be downloaded here until the link ends:")
    rest = _("Whoever has this link can open it. If you did not ask for it, delete this message.")
    try:
        EmailMessage(subject, f"{words}\n\n{link}\n\n{rest}\n", to=[address]).send()
    except (OSError, smtplib.SMTPException) as error:
        raise MailNotSent from error
