"""What anyone may take home to check papers without us: keys, certificates, status lists. No person is in them."""

import contextlib
from collections import defaultdict
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from certificates.credential.proof import Json, moment
from certificates.credential.status import Status, status_list
from certificates.enums import CertificateState
from certificates.models import Certificate, Register
from certificates.refusals import CannotSign
from certificates.sealing import issuer, key_for, key_ring, statement
from certificates.signing.keys import KeyRing
from certificates.signing.published import did_document, pem, published
from certificates.signing.refusals import SigningRefused
from core.policy import public
from core.refusals import Told

MEANINGS = {CertificateState.REVOKED: Status.REVOKED, CertificateState.REPLACED: Status.REPLACED}
FRESH = 300  # seconds for which a copy on the way may be shown


@require_safe
@cache_control(public=True, max_age=FRESH)
@public
def keys(request: HttpRequest) -> HttpResponse:
    """All public keys with their certificates, as JSON Web Keys."""
    return _open(JsonResponse(published(_ring(), issuer(), at=timezone.now())))


@require_safe
@cache_control(public=True, max_age=FRESH)
@public
def certificates_pem(request: HttpRequest) -> HttpResponse:
    """The same certificates for programs that read PEM."""
    return _open(HttpResponse(pem(_ring()), content_type="application/x-pem-file"))


@require_safe
@cache_control(public=True, max_age=FRESH)
@public
def did(request: HttpRequest) -> HttpResponse:
    """The document of our `did:web`."""
    return _open(JsonResponse(did_document(_ring(), issuer()), content_type="application/did+json"))


@require_safe
@cache_control(public=True, max_age=FRESH)
@public
def status(request: HttpRequest, center: int, fiscal_year: int) -> HttpResponse:
    """The status list of one centre's fiscal year (B.E.)."""
    if not Register.objects.filter(center=center, fiscal_year=fiscal_year).exists():
        raise Http404
    found = _no_longer_valid(center=center, fiscal_year=fiscal_year)
    return _open(JsonResponse(_list(center, fiscal_year, found[center, fiscal_year], timezone.now())))


@require_safe
@cache_control(public=True, max_age=FRESH)
@public
def statuses(request: HttpRequest) -> HttpResponse:
    """All lists in one file, for whoever checks without a network."""
    now, found = timezone.now(), _no_longer_valid()
    registers = Register.objects.order_by("center", "fiscal_year").values_list("center", "fiscal_year")
    lists = [_list(center, year, found[center, year], now) for center, year in registers]
    return _open(JsonResponse({"issuer": issuer().did, "asOf": moment(now), "lists": lists}))


@require_safe
@public
def check_offline(request: HttpRequest) -> HttpResponse:
    """The check on the visitor's own device; in both languages, since it is kept for whoever comes."""
    return render(request, "certificates/check_offline.html")


def _ring() -> KeyRing:
    """The keys; an installation that has none yet makes its own, so that what is published is never empty.

    Where no key is valid any more, nothing can be signed, but what was signed must stay checkable.
    """
    for choose in (KeyRing.for_papers, KeyRing.for_statements):
        with contextlib.suppress(CannotSign):
            key_for(choose, timezone.now())
    try:
        return key_ring()
    except SigningRefused as refusal:
        raise CannotSign(detail=Told(refusal.words, refusal.facts)) from refusal


def _no_longer_valid(**where: int) -> dict[tuple[int, int], dict[int, Status]]:
    rows = Certificate.objects.filter(state__in=MEANINGS, **where)
    found: dict[tuple[int, int], dict[int, Status]] = defaultdict(dict)
    for center, year, number, state in rows.values_list("center", "fiscal_year", "sequence", "state"):
        found[center, year][number] = MEANINGS[CertificateState(state)]
    return found


def _list(center: int, fiscal_year: int, found: dict[int, Status], at: datetime) -> Json:
    made = status_list(issuer(), center=center, fiscal_year=fiscal_year, statuses=found, at=at)
    return statement(made, at=at)


def _open(response: Any) -> HttpResponse:
    """Any page may read it: it is meant for checking elsewhere."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response  # type: ignore[no-any-return]
