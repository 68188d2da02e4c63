"""Following people up: who was not asked yet, and what each said."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from agencies.requests import MemberRequest
from core.paging import keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response
from enrollment.forms.refusing import goes_well
from outreach.enums import Destination, Source
from outreach.forms import REFUSED_AT, FollowUpForm, FormerTraineeFilter
from outreach.permissions import can_follow_up
from outreach.queries import former_trainees
from outreach.services import record_follow_up


@require_safe
@require(can_follow_up)
def follow_ups(request: MemberRequest) -> HttpResponse:
    """Former trainees with the newest statement about each."""
    found = FormerTraineeFilter(request.GET, queryset=former_trainees(request.user), request=request)
    if request.GET.get("format") == "xlsx":
        return _workbook(found.qs.order_by("graduate__sort_key", "pk"))
    page = keyset_page(found.qs, ("graduate__sort_key", "pk"), request.GET.get("cursor", ""))
    context = {"page": page, "filter": found, "destinations": dict(Destination.choices)}
    return render(request, "outreach/list.html", context)


def _workbook(rows: Any) -> HttpResponse:
    words = dict(Destination.choices)
    headings = [_("Name"), _("School"), _("Run"), _("Where now"), _("Asked on")]
    lines = (
        (row.graduate.full_name, row.graduate.school or "", row.run, words.get(row.latest, ""), row.asked_on)
        for row in rows
    )
    return xlsx_response("follow-up", _("Follow-up"), headings, lines)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_follow_up)
def follow_up(request: MemberRequest, pk: int) -> HttpResponse:
    """What one person said, and a new statement."""
    enrollment = get_object_or_404(former_trainees(request.user), pk=pk)
    form = FollowUpForm(request.POST or None, initial={"asked_on": timezone.localdate()})

    def record() -> None:
        data = form.cleaned_data
        record_follow_up(
            enrollment,
            asked_on=data["asked_on"],
            destination=Destination(data["destination"]),
            source=Source(data["source"]),
            detail=data["detail"],
            income_satang=form.income_satang,
            by=request.user,
            at=timezone.localtime(),
        )

    if request.method == "POST" and goes_well(form, REFUSED_AT, record):
        messages.success(request, _("Recorded."))
        return redirect("follow_ups")
    context = {"enrollment": enrollment, "form": form, "statements": enrollment.follow_ups.all()}
    return render(request, "outreach/follow_up.html", context, status=422 if form.errors else 200)
