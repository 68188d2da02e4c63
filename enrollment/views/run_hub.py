"""What is next with a run; its published lists; its beds; its closing."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.policy import require
from core.refusals import Refused
from core.spreadsheets import xlsx_response
from enrollment import services
from enrollment.enums import SeenHow
from enrollment.enums.runs import Lodging
from enrollment.models import Enrollment, Graduate
from enrollment.queries.run_tasks import tasks_of
from enrollment.queries.selections import changed_since, selected_now
from enrollment.seeing import note_sightings
from enrollment.services.selections import PUBLISHED_IN
from enrollment.views.run_changes import own_run
from training.enums import OrientationPart, RunState
from training.forms.runs import NeedsForm, ReasonForm, needs_as_entered


@require_safe
@require(is_center_staff)
def run_next(request: MemberRequest, pk: int) -> HttpResponse:
    """What is next to do with a run: a part of its page."""
    row = own_run(request.user, pk)
    part = "_next" if request.htmx else "next"
    context = {"run": row, "items": tasks_of(row, timezone.localdate())}
    return render(request, f"enrollment/runs/{part}.html", context)


@require_safe
@require(is_center_staff)
def selections(request: MemberRequest, pk: int) -> HttpResponse:
    """The published lists of a run, the newest first, and whether the selection has changed."""
    row = own_run(request.user, pk)
    versions = list(row.selection_lists.select_related("published_by").annotate(people=Count("entries")))
    latest = versions[0] if versions else None
    context = {
        "run": row,
        "versions": versions,
        "latest": latest,
        "unpublished": changed_since(latest) if latest else bool(selected_now(row)),
        "may_publish": row.state in PUBLISHED_IN,
    }
    return render(request, "enrollment/runs/selections.html", context)


@require_safe
@require(is_center_staff)
def selection(request: MemberRequest, pk: int, version: int) -> HttpResponse:
    """One published list as it was, to be printed or hung up."""
    row = own_run(request.user, pk)
    found = get_object_or_404(row.selection_lists.select_related("published_by"), version=version)
    entries = list(found.entries.all())
    exported = request.GET.get("format") == "xlsx"
    people = Graduate.objects.filter(pk__in=[entry.graduate_id for entry in entries])
    note_sightings(request, people, SeenHow.EXPORT if exported else SeenHow.LIST)
    if exported:
        lines = ((entry.seat_number, entry.name, entry.school_name) for entry in entries)
        headings = [_("Seat"), _("Name"), _("School")]
        return xlsx_response(f"selected-{row.code}-{version}", row.code, headings, lines)
    context = {"run": row, "selection": found, "entries": entries}
    return render(request, "enrollment/runs/selection.html", context)


@require_POST
@require(is_center_staff)
def publish_selection(request: MemberRequest, pk: int) -> HttpResponse:
    """Publish the list as people are seated now."""
    row = services.publish_selection(own_run(request.user, pk), by=request.user, at=timezone.now())
    messages.success(request, _("Version %(version)s of the list is published.") % {"version": row.version})
    return redirect("selection", pk=pk, version=row.version)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
def provide(request: MemberRequest, pk: int) -> HttpResponse:
    """What a run is given: place, ground, beds, meals, money."""
    row = own_run(request.user, pk)
    center = row.center
    form = NeedsForm(request.POST or None, initial=needs_as_entered(row), user=request.user, center=center)
    if request.method == "POST" and form.is_valid():
        try:
            services.provide(row, form.needs, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("It is noted. Free beds went to those who waited."))
            return redirect("run", pk=pk)
    context = {
        "run": row,
        "form": form,
        "waiting": row.enrollments.filter(lodging=Lodging.WAITING).count(),
        "fed": row.seats_taken,
    }
    return render(request, "enrollment/runs/provide.html", context, status=422 if form.errors else 200)


@require_POST
@require(is_center_staff)
def bed(request: MemberRequest, pk: int) -> HttpResponse:
    """A seated person asks for a bed (`wanted=yes`), or needs none any more."""
    centers = request.user.agencies_as(Role.STAFF, Role.HEAD)
    seat = get_object_or_404(Enrollment.objects.select_related("run"), pk=pk, run__center__in=centers)
    facts: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    if request.POST.get("wanted") == "yes":
        services.ask_for_bed(seat, **facts)
    else:
        services.give_bed_back(seat, **facts)
    return redirect("run_people", pk=seat.run_id)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
def close(request: MemberRequest, pk: int) -> HttpResponse:
    """Close a finished run; where an orientation was not held, with the reason."""
    row = own_run(request.user, pk)
    held = {one.part for one in row.orientations.all()}
    missing = [part.label for part in OrientationPart if part not in held]
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (form.is_valid() or not missing):
        reason = form.cleaned_data.get("reason", "")
        services.close_books(row, reason=reason, by=request.user, at=timezone.now())
        messages.success(request, _("The run is now: %(state)s.") % {"state": RunState.CLOSED.label})
        return redirect("run", pk=pk)
    context = {"run": row, "form": form, "missing": missing}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/runs/close.html", context, status=status)
