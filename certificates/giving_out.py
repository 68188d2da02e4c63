"""A paper in each form in which it is given out: the stored bytes, a picture, its badge, and the slip's text."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header

from certificates.credential.badge import Entry
from certificates.enums import Fetched
from certificates.models import Certificate, CertificateFile
from certificates.paper.facts import CertificateFacts
from certificates.picture import DRAW
from certificates.refusals import NoPicture
from certificates.sealing import credential_of, slip_of
from certificates.signing.checking import badge_in
from core.guarded.process import Guarded
from core.guarded.refusals import TaskRefused


def slip_text(certificate: Certificate, *, at: datetime) -> str:
    """What the QR code of its slip says; raises CannotSign."""
    return slip_of(CertificateFacts.from_json(certificate.facts), _entry(certificate), at=at)


def file_of(certificate: Certificate, what: Fetched, *, at: datetime) -> HttpResponse:
    """The paper as a file to keep; 404 where nothing was stored. Raises NoPicture, CannotSign."""
    pdf = bytes(get_object_or_404(CertificateFile, certificate=certificate).pdf)
    make, media_type, ending = FORMS[what]
    name = f"certificate-{certificate.number.replace('/', '-').replace(' ', '-')}.{ending}"
    response = HttpResponse(make(certificate, pdf, at), content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response.headers["Cache-Control"] = "no-store"
    return response


def _pdf(_certificate: Certificate, pdf: bytes, _at: datetime) -> bytes:
    return pdf


def _picture(_certificate: Certificate, pdf: bytes, _at: datetime) -> bytes:
    with Guarded(DRAW) as child:
        try:
            return child.ask(pdf)
        except TaskRefused as refused:
            raise NoPicture from refused


def _badge(certificate: Certificate, pdf: bytes, at: datetime) -> bytes:
    """The badge that is in the paper; where it cannot be read there, the same signed anew."""
    facts = CertificateFacts.from_json(certificate.facts)
    badge = badge_in(pdf) or credential_of(facts, _entry(certificate), at=at)
    return json.dumps(badge, ensure_ascii=False, indent=1).encode()


def _entry(certificate: Certificate) -> Entry:
    return Entry(certificate.center_id, certificate.fiscal_year, certificate.sequence)


Maker = Callable[[Certificate, bytes, datetime], Any]
FORMS: dict[Fetched, tuple[Maker, str, str]] = {
    Fetched.PDF: (_pdf, "application/pdf", "pdf"),
    Fetched.IMAGE: (_picture, "image/png", "png"),
    Fetched.BADGE: (_badge, "application/ld+json", "json"),
}
