"""Issuing: a trial print first, then the number and the row in one transaction, then the bytes, stored once.

A job killed anywhere continues: rows without a file are printed, completions without a row are issued. A number is
taken only for facts that were just printed successfully, so the register has no gaps and no unprintable paper.
"""

import base64
import hashlib
import secrets
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as translate

from agencies.models import Agency, User
from certificates.enums import CertificateKind, CertificateState
from certificates.facts import TEMPLATE_VERSION, facts_of, number_of
from certificates.models import Certificate, CertificateFile, Register, SigningOfficer
from certificates.paper.facts import CertificateFacts
from certificates.paper.press import Press
from certificates.paper.refusals import PaperRefused
from certificates.queries import completions_to_certify, unprinted
from certificates.refusals import AlreadyIssued, CannotBePrinted, NoPaperForThis, NothingToIssue
from core import audit, jobs
from core.dates import fiscal_year
from core.models import Job
from enrollment.enums import CompletionResult
from enrollment.models import Completion
from training.models import CourseRun

KINDS = {
    CompletionResult.CERTIFICATE: CertificateKind.CERTIFICATE,
    CompletionResult.LETTER: CertificateKind.LETTER,
}
TRIAL_NUMBER = 9999  # as wide as a number gets


@transaction.atomic
def appoint_signing_officer(
    *,
    center: Agency,
    position_on_paper: int,
    name: str,
    title_th: str,
    title_en: str,
    since: date,
    by: User | None,
    at: datetime,
) -> SigningOfficer:
    """From `since` on this person signs in that place (1 or 2) of the centre's certificates."""
    officer, _created = SigningOfficer.objects.update_or_create(
        center=center,
        position_on_paper=position_on_paper,
        since=since,
        defaults={"name": name, "title_th": title_th, "title_en": title_en},
    )
    audit.record("signing_officer.appointed", officer, by=by, at=at, place=position_on_paper)
    return officer


@transaction.atomic
def request_certificates(run: CourseRun, *, by: User, at: datetime, result_url: str = "") -> Job:
    """Let the worker issue and print for everybody in the run with a confirmed result."""
    from certificates.tasks import issue_run  # the task calls this module

    if not completions_to_certify(run).exists() and not unprinted(run).exists():
        raise NothingToIssue(run=run)
    title = translate("Certificates of %(run)s") % {"run": run}
    audit.record("certificates.requested", run, by=by, at=at)
    return jobs.start(issue_run, title=title, by=by, result_url=result_url, run_id=run.pk)


def issue_certificates(
    run: CourseRun, *, by: User, at: datetime, work: jobs.Work | None = None
) -> dict[str, Any]:
    """Issue and print what is missing in the run. Returns counts, and person -> reason for those refused."""
    waiting, refused, issued = list(completions_to_certify(run)), {}, 0
    with Press() as press:
        for certificate in unprinted(run):
            print_certificate(certificate, press, at=at)
        for done, completion in enumerate(waiting):
            if work is not None:
                work.report(done, len(waiting))
            try:
                issue_certificate(completion, press, by=by, at=at)
                issued += 1
            except AlreadyIssued:
                continue  # another worker was quicker
            except CannotBePrinted as refusal:
                refused[str(completion.enrollment.graduate_id)] = str(refusal)
    return {"issued": issued, "refused": refused}


def issue_certificate(completion: Completion, press: Press, *, by: User, at: datetime) -> Certificate:
    """Issue one certificate for a confirmed completion and store its bytes.

    Raises `AlreadyIssued`, `NoPaperForThis`, `NoSigningOfficers`, `CannotBePrinted`.
    """
    try_print(completion, press, at=at)
    certificate = enter_in_register(completion, by=by, at=at)
    print_certificate(certificate, press, at=at)
    return certificate


def try_print(completion: Completion, press: Press, *, at: datetime) -> None:
    """Print with a trial number and throw the paper away: an unprintable name must not use up a number."""
    today = timezone.localdate(at)
    number = number_of(completion.enrollment.run.center, TRIAL_NUMBER, fiscal_year(today))
    facts = facts_of(completion, number=number, code=new_code(), issued_on=today)
    _bytes_of(facts, press)


@transaction.atomic
def enter_in_register(
    completion: Completion, *, by: User, at: datetime, replaces: Certificate | None = None
) -> Certificate:
    """Take the next number of the centre's fiscal year and freeze the facts."""
    if completion.result not in KINDS:
        raise NoPaperForThis(result=completion.get_result_display())
    center = completion.enrollment.run.center
    today = timezone.localdate(at)
    year = fiscal_year(today)
    sequence = _next_number(center, year)
    number, code = number_of(center, sequence, year), new_code()
    facts = facts_of(completion, number=number, code=code, issued_on=today)
    certificate = Certificate(
        completion=completion,
        center=center,
        kind=KINDS[CompletionResult(completion.result)],
        fiscal_year=year,
        sequence=sequence,
        number=number,
        code=code,
        facts=facts.to_json(),
        template_version=TEMPLATE_VERSION,
        issued_on=today,
        issued_at=at,
        issued_by=by,
        replaces=replaces,
    )
    try:
        with transaction.atomic():
            certificate.save(force_insert=True)
    except IntegrityError as error:
        live = Certificate.objects.filter(completion=completion, state=CertificateState.ISSUED).first()
        raise AlreadyIssued(number=live.number if live else "") from error
    person = completion.enrollment.graduate_id
    audit.record("certificate.issued", certificate, by=by, at=at, person=person, number=number)
    return certificate


def print_certificate(certificate: Certificate, press: Press, *, at: datetime) -> CertificateFile:
    """Print the frozen facts and store the bytes, once; a second call returns what is stored."""
    stored = CertificateFile.objects.filter(certificate=certificate).first()
    if stored is not None:
        return stored
    pdf = _bytes_of(CertificateFacts.from_json(certificate.facts), press)
    file, _created = CertificateFile.objects.get_or_create(
        certificate=certificate,
        defaults={
            "pdf": pdf,
            "sha256": hashlib.sha256(pdf).hexdigest(),
            "size": len(pdf),
            "engine": TEMPLATE_VERSION,
            "stored_at": at,
        },
    )
    return file


def new_code() -> str:
    """A check code of 130 random bits in letters that a QR code packs tightly (RFC 4648 base32)."""
    return base64.b32encode(secrets.token_bytes(17)).decode()[:26]


def _bytes_of(facts: CertificateFacts, press: Press) -> bytes:
    try:
        return press.print(facts)
    except PaperRefused as refusal:
        raise CannotBePrinted(detail=refusal.detail) from refusal


def _next_number(center: Agency, year: int) -> int:
    """The counter's row is locked by its UPDATE until the issuing transaction ends: no gap, no double."""
    register, _created = Register.objects.get_or_create(center=center, fiscal_year=year)
    Register.objects.filter(pk=register.pk).update(last_number=F("last_number") + 1)
    return Register.objects.values_list("last_number", flat=True).get(pk=register.pk)
