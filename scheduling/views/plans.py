"""From the choice of runs to a published timetable."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Agency
from agencies.requests import MemberRequest
from core.keys import key_in
from core.listing import Sheet, answer_list
from core.policy import require
from scheduling import services, wording
from scheduling.enums import PlanState
from scheduling.filters import PlanFilter
from scheduling.forms import PlanForm
from scheduling.lessons import (
    ROOM,
    RUN,
    TRAINER,
    Lesson,
    asked_monday,
    changed,
    names_in,
    planned,
    week_bar,
    week_of,
)
from scheduling.models import Plan
from scheduling.permissions import can_make_timetables
from training.calendar import DAY
from training.queries import centers_of, shut_days_of


def _plan(request: MemberRequest, pk: int) -> Plan:
    plans = Plan.objects.visible_to(request.user).select_related("center", "job", "created_by")
    return get_object_or_404(plans, pk=pk)


def _center(request: MemberRequest) -> Agency:
    """The account's centre; of several the first, in the order of their names."""
    return get_object_or_404(centers_of(request.user)[:1])


@require_safe
@require(can_make_timetables)
def plans(request: MemberRequest) -> HttpResponse:
    """Every timetable that was asked for, newest first."""
    rows = Plan.objects.visible_to(request.user).select_related("created_by").prefetch_related("runs")
    found = PlanFilter(request.GET, queryset=rows, request=request)
    sheet = Sheet(
        "timetable-proposals",
        _("Timetable proposals"),
        [_("Asked for"), _("State"), _("Runs"), _("Made by")],
        _cells,
    )
    return answer_list(request, found, found.qs, ("-created_at", "-id"), "scheduling/plans.html", sheet)


def _cells(plan: Plan) -> list[object]:
    runs = ", ".join(run.code for run in plan.runs.all())
    return [timezone.localdate(plan.created_at), plan.get_state_display(), runs, str(plan.created_by or "")]


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_make_timetables)
def new_plan(request: MemberRequest) -> HttpResponse:
    """Choose runs, then one click."""
    center = _center(request)
    asked = [text for text in request.GET.getlist("runs") if key_in(text)]
    form = PlanForm(request.POST or None, center=center, today=timezone.localdate(), asked=asked)
    if request.method == "POST" and form.is_valid():
        plan = services.request_plan(center=center, by=request.user, at=timezone.now(), **form.cleaned_data)
        return redirect("job", pk=plan.job_id)
    context = {"form": form, "has_runs": form.fields["runs"].queryset.exists()}  # type: ignore[attr-defined]
    return render(request, "scheduling/new_plan.html", context, status=422 if form.errors else 200)


@require_safe
@require(can_make_timetables)
def plan(request: MemberRequest, pk: int) -> HttpResponse:
    """The proposal: what was placed, what was not and why, how good it is, and its weeks."""
    row = _plan(request, pk)
    lessons = planned(row)
    asked = request.GET.get("by", ROOM)
    by = asked if asked in {ROOM, TRAINER, RUN} else ROOM
    context = {
        "plan": row,
        "runs": row.runs.select_related("course").order_by("code"),
        "verdict": wording.verdict(row),
        "gap": wording.gap(row),
        "terms": wording.terms(row),
        "unplaced": wording.unplaced(row),
        "sessions": len(lessons),
        "changed": changed(row) if row.state == PlanState.PROPOSED else 0,
        "tabs": _tabs(request, by),
        **_week(request, row, lessons, by),
    }
    return render(request, "scheduling/plan.html", context)


def _tabs(request: MemberRequest, by: str) -> list[dict[str, Any]]:
    labels = {ROOM: _("By room"), TRAINER: _("By trainer"), RUN: _("By run")}
    week = f"&week={request.GET['week']}" if "week" in request.GET else ""
    return [
        {"label": label, "url": f"?by={name}{week}", "current": name == by} for name, label in labels.items()
    ]


def _week(request: MemberRequest, row: Plan, lessons: list[Lesson], by: str) -> dict[str, Any]:
    if not lessons:
        return {}
    monday = asked_monday(request.GET, lessons[0].day)
    shut = shut_days_of(row.center, monday, monday + 6 * DAY)
    return {
        "days": week_of(lessons, monday, shut, timezone.localdate(), by=by),
        "rows": names_in(lessons, by),
        "week": week_bar(monday, request.GET),
    }


@require_POST
@require(can_make_timetables)
def publish_plan(request: MemberRequest, pk: int) -> HttpResponse:
    services.publish_plan(_plan(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("The timetable is published: its sessions have days, rooms and trainers."))
    return redirect("timetable")


@require_POST
@require(can_make_timetables)
def discard_plan(request: MemberRequest, pk: int) -> HttpResponse:
    row = _plan(request, pk)
    words = (
        _("The computation was stopped.")
        if row.state == PlanState.SOLVING
        else _("The proposal is discarded.")
    )
    services.discard_plan(row, by=request.user, at=timezone.now())
    messages.success(request, words)
    return redirect("plans")
