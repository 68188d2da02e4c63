"""How freed seats travel, and who waits for one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from agencies.models import User
from agencies.permissions import is_center_staff, is_staff_or_counselor
from agencies.requests import MemberRequest
from core.paging import keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response
from enrollment import services
from enrollment.forms.round_filters import TravelFilter, WaitingFilter
from enrollment.models import Graduate, MatchRound, Offer, Waiting
from enrollment.queries import travels as queries


def _round(user: User, pk: int) -> MatchRound:
    return get_object_or_404(MatchRound.objects.visible_to(user).select_related("center"), pk=pk)


@require_safe
@require(is_center_staff)
def travels(request: MemberRequest, pk: int) -> HttpResponse:
    """Every seat that was given back: to whom it went on, why, and what that freed in turn."""
    round_ = _round(request.user, pk)
    found = TravelFilter(request.GET, queryset=queries.beginnings(round_), request=request)
    if request.GET.get("format") == "xlsx":
        return _travels_workbook(round_, found.qs)
    page = keyset_page(found.qs, ("-freed_at", "-id"), request.GET.get("cursor", ""))
    context = {
        "round": round_,
        "page": page,
        "filter": found,
        "travels": list(queries.travels(round_, page.rows)),
    }
    return render(request, "enrollment/rounds/travels.html", context)


def _travels_workbook(round_: MatchRound, starts: Iterable[Offer]) -> HttpResponse:
    headings = [_("Freed seat"), _("Step"), _("Name"), _("Run"), _("What happened"), _("Why")]
    rows = (
        (number, step.depth, step.offer.graduate.full_name, step.offer.run.code, step.became, step.why)
        for number, travel in enumerate(queries.travels(round_, starts), start=1)
        for step in travel.steps
    )
    return xlsx_response(f"travels-{round_.pk}", _("How freed seats travelled"), headings, rows)


@require_POST
@require(is_center_staff)
def settle(request: MemberRequest, pk: int) -> HttpResponse:
    """Give the freed seats on now; the worker does the same every few minutes."""
    made = len(services.settle(_round(request.user, pk), by=request.user, at=timezone.localtime()))
    if made:
        words = ngettext("%(n)s seat is offered.", "%(n)s seats are offered.", made) % {"n": made}
        messages.success(request, words)
    else:
        messages.info(request, _("No freed seat is wanted by anybody who waits."))
    return redirect("travels", pk=pk)


@require_safe
@require(is_staff_or_counselor)
def waiting_list(request: MemberRequest, pk: int) -> HttpResponse:
    """Who waits for which run, best claim first: staff see everybody, counsellors their own pupils' places."""
    round_ = _round(request.user, pk)
    people = Graduate.objects.visible_to(request.user)
    rows = Waiting.objects.filter(round=round_, graduate__in=people)
    rows = rows.select_related("graduate__school", "run__course", "holds__course")
    found = WaitingFilter(request.GET, queryset=rows, request=request)
    if request.GET.get("format") == "xlsx":
        return _waiting_workbook(round_, found.qs.order_by("run__code", "place"))
    page = keyset_page(found.qs, ("run_id", "place"), request.GET.get("cursor", ""))
    context: dict[str, Any] = {
        "round": round_,
        "page": page,
        "filter": found,
        "staff": is_center_staff(request.user),
    }
    return render(request, "enrollment/rounds/waiting.html", context)


def _waiting_workbook(round_: MatchRound, rows: QuerySet[Waiting]) -> HttpResponse:
    headings = [_("Run"), _("Place in line"), _("Of"), _("Name"), _("School"), _("Has meanwhile")]
    lines = (
        (
            row.run.code,
            row.place,
            row.of,
            row.graduate.full_name,
            row.graduate.school or "",
            row.holds.code if row.holds else "",
        )
        for row in rows
    )
    return xlsx_response(f"waiting-{round_.pk}", _("Waiting list"), headings, lines)
