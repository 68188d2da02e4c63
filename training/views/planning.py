"""Planning a run: new, like another one, changed; what there is for it; seats kept back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.models import Agency
from agencies.requests import MemberRequest
from core.keys import key_in
from core.policy import require
from core.refusals import Refused
from training import services
from training.enums import RunState
from training.feasibility import feasibility_of, free_code
from training.forms.runs import (
    Reserves,
    RunForm,
    SizesForm,
    copied_days,
    reserve_entries,
    run_as_entered,
    schools_near,
)
from training.models import CourseRun
from training.permissions import can_plan_training
from training.queries import centers_of, runs_run_by


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def new_run(request: MemberRequest) -> HttpResponse:
    """Plan one time that a course is offered; its sessions are made at once. `?like=` begins with another run."""
    center = get_object_or_404(centers_of(request.user)[:1])
    like = runs_run_by(request.user).filter(pk=key_in(request.GET.get("like", ""))).first()
    initial = _copied(like) if like else {"course": request.GET.get("course")}
    form = RunForm(request.POST or None, initial=initial, user=request.user, center=center)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.plan_run(center=center, by=request.user, at=timezone.now(), **_facts(form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            _copy_reserves(like, row, request)
            messages.success(request, _("The run is planned. Announce it when it is right."))
            return redirect("run", pk=row.pk)
    context = {"form": form, "like": like}
    return render(request, "training/new_run.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def edit_run(request: MemberRequest, pk: int) -> HttpResponse:
    """Plan it otherwise, while it is only planned."""
    row = get_object_or_404(runs_run_by(request.user).select_related("course", "center"), pk=pk)
    if row.state != RunState.PLANNED:
        messages.info(request, _("This run was announced; only what it is given can still be changed."))
        return redirect("run", pk=pk)
    form = RunForm(request.POST or None, initial=run_as_entered(row), user=request.user, center=row.center)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_run(row, by=request.user, at=timezone.now(), **_facts(form))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The plan is changed."))
            return redirect("run", pk=pk)
    context = {"form": form, "run": row}
    return render(request, "training/edit_run.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def change_sizes(request: MemberRequest, pk: int) -> HttpResponse:
    """More or fewer seats, or another minimum, once people know of the run; with a reason."""
    row = get_object_or_404(runs_run_by(request.user).select_related("course", "center"), pk=pk)
    form = SizesForm(request.POST or None, initial={"seats": row.seats, "minimum": row.minimum})
    if request.method == "POST" and form.is_valid():
        try:
            services.change_sizes(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The numbers are changed."))
            return redirect("run", pk=pk)
    context = {"run": row, "form": form}
    return render(request, "training/run_sizes.html", context, status=422 if form.errors else 200)


@require_POST
@require(can_plan_training)
def check_run(request: MemberRequest) -> HttpResponse:
    """What the run in the form would need and what there is, as a part of the form's page. Nothing is kept."""
    center = get_object_or_404(centers_of(request.user)[:1])
    form = RunForm(request.POST, user=request.user, center=center)
    form.is_valid()
    run = _unsaved(form.cleaned_data, center)
    found = feasibility_of(run) if run else None
    return render(request, "training/_feasibility.html", {"found": found, "run": run})


def _unsaved(said: dict[str, Any], center: Agency) -> CourseRun | None:
    """The run as far as it was entered rightly; None without course and days in order."""
    names = (*RunForm.PLANNED, "site", "held_at", "address")
    known = {name: said[name] for name in names if said.get(name) is not None}
    if not {"course", "first_day", "last_day"} <= set(known) or known["first_day"] > known["last_day"]:
        return None
    return CourseRun(center=center, **known)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def reserves(request: MemberRequest, pk: int) -> HttpResponse:
    """Seats kept back for groups and schools, in the order in which they will be filled."""
    row = get_object_or_404(runs_run_by(request.user).select_related("course"), pk=pk)
    if row.state != RunState.PLANNED:
        messages.info(request, _("This run was announced: the seats kept back stand in the order published."))
        return redirect("run", pk=pk)
    now = [{"group": one.group, "school": one.school_id, "seats": one.seats} for one in row.reserves.all()]
    schools = schools_near(request.user)
    lines = Reserves(request.POST or None, initial=now, form_kwargs={"schools": schools}, prefix="reserves")
    refused = ""
    if request.method == "POST" and lines.is_valid():
        try:
            services.reserve_seats(row, reserve_entries(lines), by=request.user, at=timezone.now())
        except Refused as refusal:
            refused = str(refusal)
        else:
            messages.success(request, _("The seats are kept back in this order."))
            return redirect("run", pk=pk)
    context = {"run": row, "lines": lines, "refused": refused}
    status = 422 if lines.is_bound else 200
    return render(request, "training/reserves.html", context, status=status)


def _facts(form: RunForm) -> dict[str, Any]:
    facts = form.facts
    return facts | {"code": facts["code"] or free_code(facts["course"], facts["first_day"])}


def _copied(run: CourseRun) -> dict[str, Any]:
    return run_as_entered(run) | copied_days(run, timezone.localdate()) | {"code": ""}


def _copy_reserves(like: CourseRun | None, row: CourseRun, request: MemberRequest) -> None:
    """A copy keeps the same seats back, unless it has fewer."""
    if like is None:
        return
    rows = like.reserves.select_related("school")
    entries = [services.ReserveEntry(one.seats, one.group, one.school) for one in rows]
    if entries and sum(one.seats for one in entries) <= row.seats:
        services.reserve_seats(row, entries, by=request.user, at=timezone.now())
