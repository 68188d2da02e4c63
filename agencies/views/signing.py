"""Signing a memorandum: by an account, noted from paper, or by the link in the letter; and the letters."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import SignatoryState
from agencies.forms.memoranda import LetterForm, SigningForm, hosts_of
from agencies.models import Memorandum, Signatory
from agencies.permissions import can_keep_memoranda
from agencies.queries import memoranda as queries
from agencies.requests import MemberRequest
from agencies.services import memoranda as services
from agencies.views import memoranda as pages
from core.policy import public, require
from core.refusals import Refused

MOST_LETTERS = 1_000


@require_POST
@require(can_keep_memoranda)
def sign_here(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The account signs, or declines, for its own agency, today."""
    rows = queries.to_sign(request.user, timezone.localdate()).filter(memorandum=pk)
    row = get_object_or_404(rows, pk__in=_ticked(request)[:1])
    if "decline" in request.POST:
        services.decline_memorandum(row, by=request.user, at=timezone.now())
        messages.success(request, _("Declined. The agency that keeps it sees it."))
    else:
        at = timezone.now()
        services.sign_memorandum(row, on=timezone.localdate(at), by=request.user, at=at)
        messages.success(request, _("Signed for %(agency)s.") % {"agency": row.agency})
    return redirect("memorandum", pk=pk)


@require_POST
@require(can_keep_memoranda)
def sign_on_paper(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Note the day on which the ticked agencies signed the paper."""
    row = get_object_or_404(Memorandum, pk=pk, host__in=hosts_of(request.user))
    ticked = _ticked(request)
    form = SigningForm(request.POST)
    if not ticked:
        form.add_error(None, _("No agency is ticked. Tick those that signed."))
    if form.is_valid():
        try:
            count = services.sign_on_paper(
                row, ticked, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            words = ngettext("%(count)s signature is noted.", "%(count)s signatures are noted.", count)
            messages.success(request, words % {"count": count})
            return redirect("memorandum", pk=pk)
    return pages._page(request, pages._visible(request, pk), status=422, signing=form)


def _ticked(request: MemberRequest) -> list[int]:
    """The signatures chosen in a form; what is no key chooses nothing."""
    said = request.POST.getlist("signatory")
    return [int(value) for value in said if value.isdecimal() and len(value) < 19]


@require_POST
@require(can_keep_memoranda)
def take_back_signature(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(pages.kept_signatories(request), pk=pk)
    services.take_back_signature(row, by=request.user, at=timezone.now())
    messages.success(request, _("Taken back: %(agency)s is invited again.") % {"agency": row.agency})
    return redirect("memorandum", pk=row.memorandum_id)


@require_safe
@require(can_keep_memoranda)
def letters(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One printed page for everybody who has not answered, with the link to sign as a QR."""
    row = get_object_or_404(Memorandum.objects.select_related("host"), pk=pk, host__in=hosts_of(request.user))
    open_ones = row.signatories.filter(state=SignatoryState.INVITED).select_related("agency")
    listed = [(one, *_link(one)) for one in open_ones.order_by("agency__sort_key", "pk")[:MOST_LETTERS]]
    context = {"memorandum": row, "letters": listed, "purposes": pages.purposes_of(row)}
    return render(request, "agencies/memoranda/letters.html", context)


def _link(signatory: Signatory) -> tuple[str, str]:
    """The address that the letter gives, and its QR as an image of the page itself."""
    path = reverse("sign_letter", args=[signatory.pk, queries.secret_of(signatory)])
    url = f"{settings.BASE_URL.rstrip('/')}{path}"
    return url, segno.make(url, error="m", micro=False).svg_data_uri(scale=4, border=2)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
def sign_letter(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Sign or decline by the link in the letter: whoever holds it speaks for the agency."""
    row = queries.by_secret(pk, code)
    if row is None:
        return render(request, "agencies/memoranda/no_letter.html", status=404)
    refused = ""
    form = LetterForm(_said(request), initial={"signer": row.signer_name, "position": row.signer_position})
    if request.method == "POST" and ("decline" in request.POST or form.is_valid()):
        try:
            _answer(row, form, declines="decline" in request.POST)
        except Refused as refusal:
            refused = str(refusal)
        else:
            return redirect("sign_letter", pk=pk, code=code)
    context = {"signatory": row, "memorandum": row.memorandum, "form": form, "refused": refused}
    context |= {"purposes": pages.purposes_of(row.memorandum), "today": timezone.localdate()}
    return render(
        request, "agencies/memoranda/letter.html", context, status=422 if refused or form.errors else 200
    )


def _said(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" and "decline" not in request.POST else None


def _answer(row: Signatory, form: LetterForm, *, declines: bool) -> None:
    at = timezone.now()
    if declines:
        services.decline_memorandum(row, by=None, at=at)
        return
    said = form.cleaned_data
    services.sign_memorandum(
        row, on=timezone.localdate(at), signer=said["signer"], position=said["position"], by=None, at=at
    )
