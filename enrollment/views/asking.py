"""Asking for oneself, without an account: what is wanted, who asks, and the slip to look after it."""

from __future__ import annotations

from typing import Any

import segno
from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agencies.models import Agency
from core.policy import public
from core.refusals import Refused
from core.text import to_arabic_digits
from enrollment.enums import ConsentKind, Service
from enrollment.forms.asking import AskForm, WishForm, agencies_for
from enrollment.models import ConsentText, Referral
from enrollment.queries.consents import text_in_use, words_of
from enrollment.queries.referrals import chain_of
from enrollment.services import asking as services


@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
def ask(request: HttpRequest) -> HttpResponse:
    """First what is wanted and from whom, then who asks. The answer to a form that is right is always the same."""
    agency = _agency(request)
    if agency is None:
        return _wish(request)
    day = timezone.localdate()
    text = text_in_use(ConsentKind.DATA, day)
    data = request.POST if request.method == "POST" else None
    form = AskForm(data, agency=agency, today=day, version=text.version)
    if form.is_bound and form.is_trapped:
        return redirect("asked", code=services.new_code())
    if form.is_valid():  # a slip of the pen costs none of the few requests
        if not ratelimit.consume(request, action="ask", key=_telephone(form)):
            return render(request, "enrollment/asking/later.html", status=429)
        answer = _send(request, form, agency, text)
        if answer:
            return answer
    context = {"form": form, "agency": agency, "wish": Service(request.GET["service"]), "text": text}
    context["words"] = words_of(text, agency, get_language() or "th")
    return render(request, "enrollment/asking/ask.html", context, status=422 if form.errors else 200)


def _wish(request: HttpRequest) -> HttpResponse:
    complete = "agency" in request.GET
    given = {"service": request.GET.get("service", "")}
    form = WishForm(request.GET if complete else None, today=timezone.localdate(), initial=given)
    return render(request, "enrollment/asking/wish.html", {"form": form}, status=422 if form.errors else 200)


def _agency(request: HttpRequest) -> Agency | None:
    """The agency in the address, if it offers the service there."""
    service, asked = request.GET.get("service", ""), request.GET.get("agency", "")
    if service not in Service.values or not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        return None
    return agencies_for(service, timezone.localdate()).filter(pk=asked).first()


def _telephone(form: AskForm) -> str:
    """The telephone by its digits; without one nobody can be reached, and the form says so."""
    return "".join(sign for sign in to_arabic_digits(form.data.get("phone", "")) if sign.isdigit())


def _send(request: HttpRequest, form: AskForm, agency: Agency, text: ConsentText) -> HttpResponse | None:
    try:
        code = services.ask(
            entry=form.entry(),
            service=request.GET["service"],
            to_agency=agency,
            text=None if text._state.adding else text,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.explain(refusal)
        return None
    return redirect("asked", code=code)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
def asked(request: HttpRequest, code: str) -> HttpResponse:
    """What became of a request, to who holds its slip: its state, no name. A POST takes it back."""
    row = Referral.objects.filter(ticket=services.ticket_of(code)).first()
    if row is None:
        return render(request, "enrollment/asking/unknown.html", status=404)
    if request.method == "POST":
        services.take_back(row, at=timezone.now())
        messages.success(request, _("Taken back. The agency sees you no more."))
        return redirect("asked", code=code)
    address = settings.BASE_URL + reverse("asked", args=[code])
    context = _standing(row) | {
        "address": address,
        "qr": segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2),
    }
    return render(request, "enrollment/asking/asked.html", context)


def _standing(row: Referral) -> dict[str, Any]:
    """State, agency and deadline of the last link of the chain; nothing that names the person."""
    return {"referral": chain_of(row)[-1], "may_take_back": row.basis_ended_at is None}
