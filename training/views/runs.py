"""Course runs: the list, the page of one, and its steps."""

from collections.abc import Callable
from datetime import date
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
from training.enums import OrientationPart, RunState
from training.filters import RUN_ORDERS, RunFilter
from training.forms.runs import AnnounceForm, OrientationForm, ReasonForm
from training.models import CourseRun
from training.permissions import can_plan_training, can_see_runs
from training.queries import runs_run_by
from training.states import TAKING


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
        run.place,
        *seats,
        run.beds,
        run.beds_taken,
    ]


def _headings() -> list[str]:
    return [
        _("Code"),
        _("Course"),
        _("Centre"),
        _("State"),
        _("First day"),
        _("Last day"),
        _("Meets on"),
        _("Held at"),
        _("Fewest people"),
        _("Seats"),
        _("Seats taken"),
        _("Seats held by open offers"),
        _("Beds"),
        _("Beds taken"),
    ]


@require_safe
@require(can_see_runs)
def runs(request: MemberRequest) -> HttpResponse:
    """The runs of one's centre or one's own; to others those that were announced."""
    related = ("course", "center", "site", "held_at")
    rows = CourseRun.objects.visible_to(request.user).select_related(*related)
    found = RunFilter(request.GET, queryset=rows, request=request)
    order = RUN_ORDERS.get(request.GET.get("sort", ""), RUN_ORDERS[""])
    sheet = Sheet("runs", _("Course runs"), _headings(), _cells)
    may = can_plan_training(request.user)
    return answer_list(request, found, found.qs, order, "training/runs.html", sheet, may_plan=may)


@require_safe
@require(can_see_runs)
def run(request: MemberRequest, pk: int) -> HttpResponse:
    """One run: where it stands, what is next, its seats, what it has; to others what was announced of it."""
    related = ("course", "center", "curriculum", "rule_set", "site", "held_at", "held_for", "memorandum")
    rows = CourseRun.objects.visible_to(request.user).select_related(*related, "merged_into")
    row = get_object_or_404(rows, pk=pk)
    is_own = runs_run_by(request.user).filter(pk=pk).exists()
    teaches = row.trainers.filter(user=request.user).exists()
    context = {
        "run": row,
        "minutes": row.curriculum.minutes,
        "is_own": is_own,
        "sees_timetable": is_own or teaches,
        "undated": row.sessions.filter(day=None).count(),
        "trainers": row.trainers.all(),
        "reserves": row.reserves.select_related("school"),
        "takes_people": row.state in TAKING,
    }
    return render(request, "training/run.html", context)


Service = Callable[..., Any]
STEPS: dict[str, tuple[Service, Any]] = {
    "open": (services.open_run, RunState.OPEN),
    "confirm": (services.confirm_run, RunState.CONFIRMED),
    "finish": (services.finish_run, RunState.FINISHED),
}
BACK: dict[str, tuple[Service, Any]] = {
    "unannounce": (services.take_back_announcement, RunState.PLANNED),
    "reopen": (services.reopen_run, RunState.OPEN),
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


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def step_back(request: MemberRequest, pk: int, step: str) -> HttpResponse:
    """A step back, with its reason."""
    row = get_object_or_404(runs_run_by(request.user).select_related("course"), pk=pk)
    service, state = BACK[step]
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        service(row, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
        messages.success(request, _("The run is now: %(state)s.") % {"state": state.label})
        return redirect("run", pk=pk)
    context = {"run": row, "form": form, "step": step}
    return render(request, "training/run_back.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def announce_run(request: MemberRequest, pk: int) -> HttpResponse:
    """Publish a planned run with the day from which people can apply."""
    row = get_object_or_404(runs_run_by(request.user).select_related("course", "center"), pk=pk)
    form = AnnounceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day: date = form.cleaned_data["applications_from"]
        try:
            services.announce_run(row, applications_from=day, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The run is announced. It opens by itself on that day."))
            return redirect("run", pk=pk)
    context = {"run": row, "form": form, "reserves": row.reserves.select_related("school")}
    return render(request, "training/announce_run.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def orientations(request: MemberRequest, pk: int) -> HttpResponse:
    """The three orientations of a run (clause 13): recorded, or still to be held."""
    row = get_object_or_404(runs_run_by(request.user).select_related("course"), pk=pk)
    held = {one.part: one for one in row.orientations.all()}
    missing = next((part for part in OrientationPart if part not in held), "")
    form = OrientationForm(request.POST or None, initial={"part": request.GET.get("part", missing)})
    if request.method == "POST" and form.is_valid():
        try:
            services.record_orientation(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The orientation is recorded."))
            return redirect("orientations", pk=pk)
    parts = [(part.label, held.get(part)) for part in OrientationPart]
    context = {"run": row, "form": form, "parts": parts}
    return render(request, "training/orientations.html", context, status=422 if form.errors else 200)
