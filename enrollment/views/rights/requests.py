"""What is kept of a person and what they may ask; the register of requests; the person's own page."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Agency
from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.paging import keyset_page
from core.policy import require
from enrollment.enums import IdentityCheck, RightState
from enrollment.forms.people import agencies_of
from enrollment.forms.rights import AnswerForm, RequestForm, RightsFilter, ViewerFilter
from enrollment.models import Erasure, RightsRequest
from enrollment.permissions import can_handle_rights, can_see_viewers, is_trainee
from enrollment.queries import retention, rights
from enrollment.services import rights as services
from enrollment.views.people import posted, visible_person
from enrollment.views.rights.sightings import NEWEST_FIRST, viewer_lines, viewers_workbook

BY_DUE_DAY = ("due_on", "id")


def acting_agency(request: MemberRequest) -> Agency:
    """In whose name the account answers: the agency acted for, else its first one."""
    own = list(agencies_of(request.user))
    return next((agency for agency in own if agency.pk == request.user.acting_for), own[0])


@require_safe
@require(can_handle_rights)
def person_rights(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Everything that is kept of the person, until when, and what can be done about it."""
    person = visible_person(request, pk)
    context = {
        "person": person,
        "fates": rights.fates_of(person),
        "kept": retention.kept_until(person),
        "notice": getattr(person, "retention_notice", None),
        "holds": person.holds.filter(lifted_at=None, until__gte=timezone.localdate()),
        "requests": person.rights_requests.order_by("-received_on", "-id"),
        "erasure": Erasure.objects.filter(graduate=person, state="proposed").first(),
        "may_see_viewers": can_see_viewers(request.user),
    }
    return render(request, "enrollment/rights/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_handle_rights)
def receive_request(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Enter what a person asked for, at the counter or by letter."""
    person = visible_person(request, pk)
    form = RequestForm(posted(request))
    if request.method == "POST" and form.is_valid():
        agency = acting_agency(request)
        row = services.receive_request(
            person, agency=agency, by=request.user, at=timezone.now(), **form.cleaned_data
        )
        return redirect("right", pk=row.pk)
    context = {"person": person, "form": form}
    return render(request, "enrollment/rights/receive.html", context, status=422 if form.errors else 200)


@require_safe
@require(can_handle_rights)
def requests(request: MemberRequest) -> HttpResponse:
    """The register of requests, those due first."""
    rows = RightsRequest.objects.visible_to(request.user).select_related("graduate", "agency")
    found = RightsFilter(request.GET, queryset=rows, request=request)
    headings = [_("Name"), _("Asked for"), _("Received"), _("To be answered by"), _("State"), _("Answered")]
    sheet = Sheet("rights", _("Requests about rights"), headings, _cells)
    today = timezone.localdate()
    overdue = rows.filter(state=RightState.RECEIVED, due_on__lt=today).count()
    template = "enrollment/rights/requests.html"
    return answer_list(request, found, found.qs, BY_DUE_DAY, template, sheet, overdue=overdue, today=today)


def _cells(row: RightsRequest) -> list[object]:
    return [
        row.graduate.full_name,
        row.get_kind_display(),
        row.received_on,
        row.due_on,
        row.get_state_display(),
        row.answered_at,
    ]


def _request(request: MemberRequest, pk: int) -> RightsRequest:
    rows = RightsRequest.objects.visible_to(request.user).select_related("graduate", "agency", "received_by")
    return get_object_or_404(rows, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_handle_rights)
def right(request: MemberRequest, pk: int) -> HttpResponse:
    """One request, and its answer."""
    row = _request(request, pk)
    form = AnswerForm(posted(request))
    if request.method == "POST" and form.is_valid():
        services.answer_request(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("Answered. The person sees it."))
        return redirect("right", pk=pk)
    context = {"right": row, "form": form, "today": timezone.localdate()}
    return render(request, "enrollment/rights/request.html", context, status=422 if form.errors else 200)


@require_POST
@require(can_handle_rights)
def take_back(request: MemberRequest, pk: int) -> HttpResponse:
    """The person no longer asks."""
    services.take_back_request(_request(request, pk), by=request.user, at=timezone.now())
    return redirect("right", pk=pk)


# ------------------------------------------------------------------ the person's own page


@require_safe
@require(is_trainee)
def my_data(request: MemberRequest) -> HttpResponse:
    """For the person: who has seen them, one button for a copy, what they asked for, until when it is kept."""
    person = request.user.graduate
    found = ViewerFilter(request.GET, queryset=rights.sightings_of(person), request=request)
    if request.GET.get("format") == "xlsx":
        return viewers_workbook(found.qs.order_by(*NEWEST_FIRST))
    page = keyset_page(found.qs, NEWEST_FIRST, request.GET.get("cursor", ""))
    context = {
        "person": person,
        "filter": found,
        "page": page,
        "lines": viewer_lines(list(page.rows)),
        "requests": person.rights_requests.order_by("-received_on", "-id"),
        "kept": retention.kept_until(person),
        "notice": getattr(person, "retention_notice", None),
        "copies": person.copies.filter(asked_by=request.user, expires_at__gt=timezone.now()).order_by(
            F("asked_at").desc()
        ),
    }
    return render(request, "enrollment/rights/my_data.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_trainee)
def ask_right(request: MemberRequest) -> HttpResponse:
    """The person asks from their own account: who asks is proved."""
    person = request.user.graduate
    form = RequestForm(posted(request))
    del form.fields["identity"]
    if request.method == "POST" and form.is_valid():
        services.receive_request(
            person,
            agency=person.registered_by,
            identity=IdentityCheck.ACCOUNT,
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
        messages.success(request, _("Your request was sent. You see the answer here."))
        return redirect("my_data")
    context = {"form": form}
    return render(request, "enrollment/rights/ask_right.html", context, status=422 if form.errors else 200)
