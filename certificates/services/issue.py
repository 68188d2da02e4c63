"""Issuing: printed and signed first, outside any transaction, with the next number; then all of it is stored together.

The counter moves only if it still stands where the paper was printed, else the paper is printed again. So
there is no gap, no number without its paper, nothing half-issued where a worker is killed, and no lock while printing.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, OperationalError, transaction
from django.utils import timezone

from agencies.models import Agency, User
from certificates.credential.badge import Entry
from certificates.drafting import Layout, layout_of, lost_facts
from certificates.enums import CertificateKind, CertificateState, Series
from certificates.facts import TEMPLATE_VERSION, facts_of, number_of
from certificates.models import Certificate, CertificateFile, Register, SigningOfficer, TemplateVersion
from certificates.paper.facts import CertificateFacts
from certificates.paper.press import Press
from certificates.paper.refusals import FactsInvalid, GlyphMissing, LineTooLong, TemplateInvalid
from certificates.queries import has_certificate
from certificates.refusals import (
    AlreadyIssued,
    CannotBePrinted,
    NoCertificateYet,
    PressFailed,
    RegisterBusy,
    ResultReopened,
    StoreFull,
    told,
)
from certificates.sealing import seal
from certificates.transcripts import Record, records_of
from core import audit
from core.dates import fiscal_year
from core.paper.refusals import PaperRefused
from enrollment.models import Completion

MOST_ATTEMPTS = 20
# What lies with the words of one paper; for all else the press is to blame.
OF_FACTS = (FactsInvalid, GlyphMissing, LineTooLong, TemplateInvalid)


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


def issue_certificate(
    completion: Completion,
    press: Press,
    *,
    by: User,
    at: datetime,
    series: Series = Series.CERTIFICATE,
    replaces: Certificate | None = None,
    lost: bool = False,
    alongside: Callable[[], None] = lambda: None,
) -> Certificate:
    """Issue one certificate or transcript for a confirmed completion, its bytes included.

    It says what is so today; where the one that it replaces was `lost`, what that one said. `alongside` is done in the
    same transaction (the old certificate's end). Raises `AlreadyIssued`, `NoPaperForThis`, `NoSigningOfficers`,
    `CannotBePrinted`, `CannotSign`, `ResultReopened`, `RegisterBusy`, `StoreFull`, of a transcript `NoCertificateYet`,
    `ScoresChanged`.
    """
    series = replaces.series if replaces else series
    for _attempt in range(MOST_ATTEMPTS):
        draft = _print_draft(completion, series, press, at=at, lost=replaces if lost else None)
        try:
            with transaction.atomic():
                alongside()
                return _enter(draft, by=by, at=at, replaces=replaces)
        except NumberTaken:
            continue  # somebody else of the centre issued meanwhile: print again with the next number
        except OperationalError as error:
            if is_full(error):
                raise StoreFull from error
            raise
    raise RegisterBusy


@dataclass(frozen=True)
class Draft:
    """A printed paper that is not in the register yet."""

    completion: Completion
    kind: CertificateKind
    fiscal_year: int
    sequence: int
    facts: CertificateFacts
    pdf: bytes
    template: TemplateVersion | None


class NumberTaken(Exception):
    """The number of a draft was given away before the draft was entered."""


def _print_draft(
    completion: Completion, series: Series, press: Press, *, at: datetime, lost: Certificate | None
) -> Draft:
    """Print and sign with the number that is next now. Nothing is written: a paper that fails uses up no number."""
    layout, center = layout_of(completion, series), completion.enrollment.run.center
    issued_on = timezone.localdate(at)
    year = fiscal_year(issued_on)
    given = Register.objects.filter(center=center, fiscal_year=year).values_list("last_number", flat=True)
    sequence = (given.first() or 0) + 1
    try:
        facts = _facts(completion, layout, number_of(center, sequence, year), issued_on, lost)
        pdf = press.print(facts, layout.template)
    except PaperRefused as refusal:
        at_fault = CannotBePrinted if isinstance(refusal, OF_FACTS) else PressFailed
        raise at_fault(detail=told(refusal)) from refusal
    pdf = seal(pdf, facts, Entry(center.pk, year, sequence), at=at)
    is_replacement = lost is not None and series == Series.CERTIFICATE
    kind = CertificateKind.REPLACEMENT if is_replacement else layout.kind
    return Draft(completion, kind, year, sequence, facts, pdf, layout.version)


def _facts(
    completion: Completion, layout: Layout, number: str, issued_on: date, lost: Certificate | None
) -> CertificateFacts:
    """What is so today, or what the lost paper said."""
    is_transcript = layout.kind == CertificateKind.TRANSCRIPT
    facts = facts_of(
        completion,
        number=number,
        code=new_code(),
        issued_on=issued_on,
        template=layout.template,
        record=_record(completion) if is_transcript and lost is None else None,
    )
    return facts if lost is None else lost_facts(CertificateFacts.from_json(lost.facts), facts)


def _record(completion: Completion) -> Record:
    """What the transcript of this completion lists. Raises `NoCertificateYet`, `ScoresChanged`."""
    if not has_certificate(completion):
        raise NoCertificateYet
    seat = completion.enrollment
    return records_of(seat.run, [seat])[seat.pk].of(completion)


def _enter(draft: Draft, *, by: User, at: datetime, replaces: Certificate | None) -> Certificate:
    """Number, frozen facts and bytes together, or nothing. Raises `NumberTaken`, `AlreadyIssued`, `ResultReopened`."""
    if not Completion.objects.select_for_update().filter(pk=draft.completion.pk).first():
        raise ResultReopened  # while it was printed; who reopens holds the same row
    center = draft.completion.enrollment.run.center
    _take_number(center, draft.fiscal_year, draft.sequence)
    certificate = Certificate(
        completion=draft.completion,
        center=center,
        kind=draft.kind,
        fiscal_year=draft.fiscal_year,
        sequence=draft.sequence,
        number=draft.facts.number,
        code=draft.facts.code,
        facts=draft.facts.to_json(),
        template=draft.template,
        template_version=draft.template.name if draft.template else TEMPLATE_VERSION,
        issued_on=draft.facts.issued_on,
        issued_at=at,
        issued_by=by,
        replaces=replaces,
    )
    try:
        with transaction.atomic():
            certificate.save(force_insert=True)
    except IntegrityError as error:
        live = (
            Certificate.objects.of_series(certificate.series)
            .filter(completion=draft.completion, state=CertificateState.ISSUED)
            .first()
        )
        raise AlreadyIssued(number=live.number if live else "") from error
    CertificateFile.objects.create(
        certificate=certificate,
        pdf=draft.pdf,
        sha256=hashlib.sha256(draft.pdf).hexdigest(),
        size=len(draft.pdf),
        engine=TEMPLATE_VERSION,
        stored_at=at,
    )
    person = draft.completion.enrollment.graduate_id
    audit.record("certificate.issued", certificate, by=by, at=at, person=person, number=certificate.number)
    return certificate


def _take_number(center: Agency, year: int, sequence: int) -> None:
    """Move the register on by one, only if it still stands where the draft was printed."""
    Register.objects.get_or_create(center=center, fiscal_year=year)
    unchanged = Register.objects.filter(center=center, fiscal_year=year, last_number=sequence - 1)
    if not unchanged.update(last_number=sequence):
        raise NumberTaken


def new_code() -> str:
    """A check code of 130 random bits in letters that a QR code packs tightly (RFC 4648 base32)."""
    return base64.b32encode(secrets.token_bytes(17)).decode()[:26]


def is_full(error: OperationalError) -> bool:
    """Whether the database says that there is no room left (SQLITE_FULL, or 53100 of PostgreSQL)."""
    cause = error.__cause__
    return (
        getattr(cause, "sqlite_errorname", "") == "SQLITE_FULL" or getattr(cause, "sqlstate", "") == "53100"
    )
