"""What the holder of a link or receipt sees: no account, one thing to do, nothing else about the person."""

from __future__ import annotations

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from core.keys import uuid_in
from core.policy import public
from enrollment.enums import ConsentKind, SlipPurpose
from enrollment.models import ConsentSlip
from enrollment.queries.consents import live_consents_of, slip_of, words_of
from enrollment.services.consent_slips import NothingChosen, answer_link, is_open, withdraw_by_receipt
from enrollment.views.consents import shown_link, taken_back
from enrollment.words import shortened


@require_http_methods(["GET", "HEAD", "POST"])
@public
def consent_slip(request: HttpRequest, code: str) -> HttpResponse:
    """Answer by a link, or take back by a receipt. A code that is not ours, and a form's, open nothing."""
    limit = {"slip": settings.CONSENT_SLIP_LIMIT}
    if not ratelimit.consume(request, app="enrollment", action="slip", config=limit, limit_get=True):
        refused: HttpResponse = ratelimit.respond_429(request)
        return refused
    slip = slip_of(code)
    if slip is None or slip.purpose == SlipPurpose.FORM:
        response = render(request, "enrollment/consents/no_slip.html", status=404)
    elif slip.purpose == SlipPurpose.LINK:
        response = _link(request, slip)
    else:
        response = _receipt(request, slip)
    response.headers["X-Robots-Tag"] = "noindex"
    # Told to nobody else; under “no-referrer” a browser would not say where its form comes from, and it is refused.
    response.headers["Referrer-Policy"] = "same-origin"
    add_never_cache_headers(response)
    return response


def _link(request: HttpRequest, slip: ConsentSlip) -> HttpResponse:
    at, fault = timezone.now(), ""
    if not is_open(slip, at):
        return render(request, "enrollment/consents/no_slip.html", {"spent": True}, status=410)
    if request.method == "POST":
        kinds = [kind for kind in ConsentKind if kind in request.POST.getlist("kinds")]
        try:
            given, receipt = answer_link(slip, kinds, by=None, at=at)
        except NothingChosen as refusal:
            fault = str(refusal)
        else:
            context = {"slip": slip, "given": given, **shown_link(receipt)}
            return render(request, "enrollment/consents/thanks.html", context)
    language = get_language() or "th"
    texts = [(text, words_of(text, slip.agency, language).splitlines()) for text in slip.texts]
    context = {"slip": slip, "texts": texts, "fault": fault, "name": shortened(slip.graduate)}
    return render(request, "enrollment/consents/answer.html", context, status=422 if fault else 200)


def _receipt(request: HttpRequest, slip: ConsentSlip) -> HttpResponse:
    if request.method == "POST":
        row = get_object_or_404(live_consents_of(slip), pk=uuid_in(request.POST.get("consent", "")))
        withdraw_by_receipt(slip, row, at=timezone.now())
        messages.success(request, taken_back(row))
        return redirect(request.path)
    context = {"slip": slip, "consents": live_consents_of(slip), "name": shortened(slip.graduate)}
    return render(request, "enrollment/consents/receipt.html", context)
