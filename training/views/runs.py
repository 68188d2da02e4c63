"""Runs: the list, one run with what may be done next, and planning a new one."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.refusals import Refused
from training import services
from training.enums import RunState
from training.filters import RunFilter
from training.forms.runs import RunForm
from training.models import CourseRun
from training.permissions import can_plan_training, can_see_courses
from training.queries import centers_of, runs_run_by


def _cells(run: CourseRun) -> list[object]:
    days = [run.first_day, run.last_day]
    seats = [run.minimum, run.seats, run.seats_taken, run.seats_offered]
    return [
        run.code,
        run.course,
        run.center,
        run.get_state_display(),
        *days,
        run.get_pattern_display(),
        *seats,
    ]


@require_safe
@require(can_see_courses)
def runs(request: MemberRequest) -> HttpResponse:
    """The runs of one's centre or one's own; to others those that are open for applications."""
    headings = [
        _("Code"),
        _("Course"),
        _("Centre"),
        _("State"),
        _("First day"),
        _("Last day"),
        _("Meets on"),
        _("Fewest people"),
        _("Seats"),
        _("Seats taken"),
        _("Seats held by open offers"),
    ]
    rows = CourseRun.objects.visible_to(request.user).select_related("course", "center")
    found = RunFilter(request.GET, queryset=rows, request=request)
    sheet = Sheet("runs", _("Course runs"), headings, _cells)
    may = can_plan_training(request.user)
    order = ("-first_day", "code", "id")
    return answer_list(request, found, found.qs, order, "training/runs.html", sheet, may_plan=may)


@require_safe
@require(can_see_courses)
def run(request: MemberRequest, pk: int) -> HttpResponse:
    """One run: facts, seats, sessions, and what may be done next."""
    related = ("course__skill", "center", "curriculum", "rule_set")
    row = get_object_or_404(CourseRun.objects.visible_to(request.user).select_related(*related), pk=pk)
    is_own = runs_run_by(request.user).filter(pk=pk).exists()
    teaches = row.trainers.filter(user=request.user).exists()
    context = {
        "run": row,
        "minutes": row.curriculum.minutes,
        "is_own": is_own,
        "sees_timetable": is_own or teaches,
        "undated": row.sessions.filter(day=None).count(),
        "trainers": row.trainers.all(),
    }
    return render(request, "training/run.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def new_run(request: MemberRequest) -> HttpResponse:
    """Plan one time that a course is offered; its sessions are made at once."""
    center = get_object_or_404(centers_of(request.user)[:1])
    form = RunForm(request.POST or None, initial={"course": request.GET.get("course")})
    if request.method == "POST" and form.is_valid():
        try:
            row = services.plan_run(center=center, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The run is planned. Open it for applications when it is right."))
            return redirect("run", pk=row.pk)
    return render(request, "training/new_run.html", {"form": form}, status=422 if form.errors else 200)


Service = Callable[..., Any]
STEPS: dict[str, tuple[Service, Any]] = {
    "open": (services.open_run, RunState.OPEN),
    "confirm": (services.confirm_run, RunState.CONFIRMED),
    "finish": (services.finish_run, RunState.FINISHED),
}


@require_POST
@require(can_plan_training)
def advance_run(request: MemberRequest, pk: int, step: str) -> HttpResponse:
    """One of the steps that concern the run alone. Those that concern its people are with them."""
    row = get_object_or_404(runs_run_by(request.user), pk=pk)
    service, state = STEPS[step]
    service(row, by=request.user, at=timezone.now())
    messages.success(request, _("The run is now: %(state)s.") % {"state": state.label})
    return redirect("run", pk=pk)
