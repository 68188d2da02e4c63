"""Offers handed over: a school's list on paper, and one person's link and code."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agencies.models import Agency
from agencies.permissions import is_staff_or_counselor
from agencies.requests import MemberRequest
from core.policy import require
from enrollment.enums import SeenHow
from enrollment.models import Offer, OfferSlip
from enrollment.queries import offer_slips as queries
from enrollment.seeing import note_sightings
from enrollment.services import renew_slip as make_new

NO_SCHOOL = "none"  # in the address: the list of those who come from no school


@require_safe
@require(is_staff_or_counselor)
@never_cache
def offer_paper(request: MemberRequest) -> HttpResponse:
    """A list to print for each school, and one for people without: who is offered what until when, the code, room to
    sign."""
    offers = Offer.objects.visible_to(request.user)
    lists = {str(school.pk): school for school in queries.schools_with_offers(offers)}
    papers: dict[str, Agency | None] = {**lists, **({NO_SCHOOL: None} if queries.any_without(offers) else {})}
    chosen = _chosen(request, papers)
    mine = offers.none() if chosen is None else offers.filter(graduate__school=papers[chosen])
    lines = list(queries.paper_lines(mine, timezone.localdate()))
    note_sightings(request, [line.offer.graduate for line in lines], SeenHow.LIST)
    address = settings.BASE_URL + reverse("offer_code")
    context = {
        "chosen": chosen,
        "school": chosen and papers[chosen],
        "papers": papers,
        "lines": lines,
        "address": address,
        "qr": segno.make(address, error="m", micro=False).svg_data_uri(scale=3, border=2),
        "today": timezone.localdate(),
    }
    return render(request, "enrollment/offers/paper.html", context)


def _chosen(request: MemberRequest, papers: Collection[str]) -> str | None:
    """The list in the address, or the only one there is. Raises Http404 for one that is not theirs."""
    asked = request.GET.get("school", "")
    if not asked:
        return next(iter(papers)) if len(papers) == 1 else None
    if asked not in papers:
        raise Http404
    return asked


@require_safe
@require(is_staff_or_counselor)
@never_cache
def offer_slip(request: MemberRequest, pk: int) -> HttpResponse:
    """Link and code of one person, to be handed over to them or their parents."""
    slip = _slip(request, pk)
    address = queries.address_of(slip)
    context: dict[str, Any] = {
        "offer": get_object_or_404(
            Offer.objects.visible_to(request.user).select_related("run__course"), pk=pk
        ),
        "slip": slip,
        "address": address,
        "code": queries.in_groups(queries.code_from(slip.nonce)),
        "code_address": settings.BASE_URL + reverse("offer_code"),
        "is_closed": slip.misses >= queries.MOST_MISSES,
        "qr": segno.make(address, error="m", micro=False).svg_data_uri(scale=4, border=2),
    }
    return render(request, "enrollment/offers/slip.html", context)


@require_POST
@require(is_staff_or_counselor)
def renew_slip(request: MemberRequest, pk: int) -> HttpResponse:
    """A new link and code; the former ones open nothing any more."""
    make_new(_slip(request, pk), by=request.user, at=timezone.localtime())
    messages.success(request, _("There is a new link and a new code. The former ones open nothing any more."))
    return redirect("offer_slip", pk=pk)


def _slip(request: MemberRequest, pk: int) -> OfferSlip:
    offer = get_object_or_404(Offer.objects.visible_to(request.user), pk=pk)
    slips = OfferSlip.objects.visible_to(request.user).select_related("graduate__school", "round__center")
    return get_object_or_404(slips, round=offer.round_id, graduate=offer.graduate_id)
