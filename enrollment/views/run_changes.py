"""A run called off, merged or moved: what it would do to everybody is shown before it is done."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.models import User
from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.policy import require
from core.refusals import Refused
from enrollment.forms.runs import IntoForm
from enrollment.models import RunChange
from enrollment.queries.run_changes import (
    Preview,
    can_be_merged_into,
    preview_cancel,
    preview_merge,
    preview_move,
)
from enrollment.services import call_off as call_off_run
from enrollment.services import defer_run, merge_runs, undo_run_change
from enrollment.services.run_undoing import why_not_undone
from training.forms.fields import DaysForm
from training.forms.runs import ReasonForm
from training.models import CourseRun


def own_run(user: User, pk: int) -> CourseRun:
    """A run of the account's centre; 404 otherwise."""
    rows = CourseRun.objects.select_related("course", "center", "curriculum", "rule_set")
    return get_object_or_404(rows, pk=pk, center__in=user.agencies_as(Role.STAFF, Role.HEAD))


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
def call_off(request: MemberRequest, pk: int) -> HttpResponse:
    """Call a run off."""
    row = own_run(request.user, pk)
    form = ReasonForm(request.POST or None)
    refused = ""
    if request.method == "POST" and form.is_valid():
        refused = _try(request, lambda facts: call_off_run(row, **facts))
        if not refused:
            messages.success(request, _("The run is called off. Everybody is back among those who wait."))
            return redirect("run_changes", pk=pk)
    preview = preview_cancel(own_run(request.user, pk), today=timezone.localdate())
    return _answer(request, "cancel", row, preview, refused, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
def merge(request: MemberRequest, pk: int) -> HttpResponse:
    """Merge a run into another one of the same course."""
    row = own_run(request.user, pk)
    today = timezone.localdate()
    form = IntoForm(request.GET or None, runs=can_be_merged_into(row, today))
    into, reason, refused = form.chosen, ReasonForm(request.POST or None), ""
    if request.method == "POST" and into and reason.is_valid():
        refused = _try(request, lambda facts: merge_runs(row, into, **facts))
        if not refused:
            messages.success(request, _("The runs are merged."))
            return redirect("run_changes", pk=pk)
    preview, fault = _look(
        lambda: preview_merge(own_run(request.user, pk), into, today=today) if into else None
    )
    return _answer(request, "merge", row, preview, refused or fault, form=form, reason=reason)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
def defer(request: MemberRequest, pk: int) -> HttpResponse:
    """Move a run to other days."""
    row = own_run(request.user, pk)
    initial = {"first_day": row.first_day, "last_day": row.last_day}
    form, reason, refused = (
        DaysForm(request.GET or None, initial=initial),
        ReasonForm(request.POST or None),
        "",
    )
    days = form.cleaned_data if form.is_valid() else {}
    if request.method == "POST" and days and reason.is_valid():
        refused = _try(request, lambda facts: defer_run(row, **days, **facts))
        if not refused:
            messages.success(request, _("The run is moved. Make its timetable anew."))
            return redirect("run_changes", pk=pk)
    today = timezone.localdate()
    preview, fault = _look(
        lambda: preview_move(own_run(request.user, pk), **days, today=today) if days else None
    )
    return _answer(request, "defer", row, preview, refused or fault, form=form, reason=reason)


def _look(look: Callable[[], Preview | None]) -> tuple[Preview | None, str]:
    """The preview, or why there can be none."""
    try:
        return look(), ""
    except Refused as refusal:
        return None, str(refusal)


def _try(request: MemberRequest, act: Callable[[dict[str, Any]], Any]) -> str:
    """Do what was previewed; the refusal in words where it cannot be done, "" where it was."""
    facts = {
        "reason": request.POST["reason"],
        "seen": request.POST.get("seen", ""),
        "by": request.user,
        "at": timezone.now(),
    }
    try:
        act(facts)
    except Refused as refusal:
        return str(refusal)
    return ""


def _answer(
    request: MemberRequest, page: str, run: CourseRun, preview: Preview | None, refused: str, **forms: Any
) -> HttpResponse:
    """The page, with the effects as they are now."""
    context = {"run": run, "preview": preview, "refused": refused, **forms}
    status = 422 if refused or request.method == "POST" else 200
    return render(request, f"enrollment/runs/{page}.html", context, status=status)


@require_safe
@require(is_center_staff)
def run_changes(request: MemberRequest, pk: int) -> HttpResponse:
    """What was done with a run, and what it did to each person."""
    row = own_run(request.user, pk)
    today = timezone.localdate()
    changes = row.changes.select_related("run", "into", "changed_by").prefetch_related("effects__graduate")
    shown = [(change, why_not_undone(change, today=today), change.effects.all()) for change in changes]
    return render(request, "enrollment/runs/changes.html", {"run": row, "changes": shown})


@require_POST
@require(is_center_staff)
def undo(request: MemberRequest, pk: int) -> HttpResponse:
    """Take a merger or a move back."""
    centers = request.user.agencies_as(Role.STAFF, Role.HEAD)
    change = get_object_or_404(
        RunChange.objects.select_related("run", "into"), pk=pk, run__center__in=centers
    )
    undo_run_change(change, by=request.user, at=timezone.now())
    messages.success(request, _("It is taken back: everybody has again what they held."))
    return redirect("run_changes", pk=change.run_id)
