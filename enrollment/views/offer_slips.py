"""Offers answered without an account: by a link, or by a code and the date of birth.

Whatever opens nothing is answered with one page and one sentence, be it wrong, spent or closed.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.keys import key_in
from core.limits import Limit, caller, too_many
from core.policy import public
from core.refusals import Refused
from enrollment.forms.offer_slips import CodeForm
from enrollment.models import Offer, OfferSlip
from enrollment.queries import offer_slips as queries
from enrollment.services import offer_slips as services
from enrollment.words import shortened

SALT = "enrollment.offer_slip"
MINUTES_OPEN = 30  # after a code was typed: the telephone may be somebody else's


@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
def offer_code(request: HttpRequest) -> HttpResponse:
    """Type the code and the date of birth; what opens nothing is said in one way."""
    at = timezone.localtime()
    form = CodeForm(request.POST or None, today=at.date())
    fault = False
    if request.method == "POST":
        limit = Limit.read("offer_code", settings.OFFER_CODE_TRIES)
        if not limit.take(caller(request), at=at):
            return too_many(request, limit, at=at)
        if form.is_valid():
            slip = services.open_by_code(form.cleaned_data["code"], form.cleaned_data["birth"], at=at)
            if slip is not None:
                return redirect("answer_offer", code=signing.dumps([slip.pk, slip.nonce], salt=SALT))
            fault = True
    context = {"form": form, "fault": fault}
    response = render(request, "enrollment/offers/code.html", context, status=422 if form.is_bound else 200)
    return _unlisted(response)


@require_http_methods(["GET", "HEAD", "POST"])
@public
@never_cache
def answer_offer(request: HttpRequest, code: str) -> HttpResponse:
    """What is offered, and the two answers; then what became of it, and the own places in waiting lists."""
    at = timezone.localtime()
    limit = Limit.read("offer_pages", settings.OFFER_PAGES)
    if not limit.take(caller(request), at=at):
        return too_many(request, limit, at=at)
    slip, via = _slip(code)
    if slip is None:
        return _unlisted(render(request, "enrollment/offers/no_slip.html", status=404))
    if request.method == "POST":
        _answer(request, slip, via)
        return redirect("answer_offer", code=code)
    services.note_opened(slip, via=via, at=at)
    offers = queries.shown_to(slip, at.date())
    context = {
        "slip": slip,
        "name": shortened(slip.graduate),
        "open": [one for one in offers if one.is_open],
        "over": [one for one in offers if not one.is_open],
        "seat": queries.seat_held(slip.round, slip.graduate),
        "places": queries.places_of(slip.round, slip.graduate),
    }
    return _unlisted(render(request, "enrollment/offers/answer.html", context))


def _slip(code: str) -> tuple[OfferSlip | None, str]:
    """The slip that the last part of the address opens, and by which way its holder came."""
    today = timezone.localdate()
    if len(code) == queries.LINK_LETTERS:
        return queries.slip_by_link(code, today), services.LINK
    try:
        pk, nonce = signing.loads(code, salt=SALT, max_age=MINUTES_OPEN * 60)
    except (signing.BadSignature, ValueError, TypeError):
        return None, services.CODE
    return queries.live(today).filter(pk=pk, nonce=nonce).first(), services.CODE


def _answer(request: HttpRequest, slip: OfferSlip, via: str) -> None:
    own = Offer.objects.filter(round=slip.round_id, graduate=slip.graduate_id).select_related("run__course")
    offer = get_object_or_404(own, pk=key_in(request.POST.get("offer", "")))
    accepts = request.POST.get("answer") == "accept"
    try:
        services.answer_by_slip(slip, offer, accepts=accepts, via=via, at=timezone.localtime())
    except Refused as refusal:
        messages.error(request, str(refusal))
        return
    words = _("The seat in %(run)s is yours.") if accepts else _("The seat in %(run)s is given back.")
    messages.success(request, words % {"run": offer.run.course})


def _unlisted(response: HttpResponse) -> HttpResponse:
    """Found by no search engine; the address is told to nobody else (`same-origin`, which the forms need)."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Referrer-Policy"] = "same-origin"
    return response
