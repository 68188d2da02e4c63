"""Trainers, their qualifications and absences."""

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
from training.filters import TrainerFilter
from training.forms.trainers import AbsenceForm, QualificationForm, TrainerForm
from training.models import Trainer, TrainerAbsence
from training.permissions import can_plan_training
from training.queries import centers_of, trainers_of


def _cells(trainer: Trainer) -> list[object]:
    skills = ", ".join(str(held.skill) for held in trainer.skills.all())
    limits = [trainer.minutes_per_day, trainer.minutes_per_week]
    return [trainer.name_th, trainer.name_en, skills, *limits]


@require_safe
@require(can_plan_training)
def trainers(request: MemberRequest) -> HttpResponse:
    """Who teaches at the centre, and what."""
    rows = trainers_of(request.user).prefetch_related("skills__skill").distinct()
    headings = [
        _("Thai name"),
        _("English name"),
        _("Qualified for"),
        _("Most minutes a day"),
        _("Most minutes a week"),
    ]
    found = TrainerFilter(request.GET, queryset=rows, request=request)
    sheet = Sheet("trainers", _("Trainers"), headings, _cells)
    return answer_list(request, found, found.qs, ("name_th", "id"), "training/trainers.html", sheet)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def trainer(request: MemberRequest, pk: int) -> HttpResponse:
    """One trainer with week, absences and qualifications; the form enters an absence."""
    row = get_object_or_404(trainers_of(request.user).select_related("user", "center"), pk=pk)
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_absence(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The absence is entered. Sessions already booked stay booked."))
            return redirect("trainer", pk=pk)
    context = {
        "trainer": row,
        "skills": row.skills.select_related("skill").order_by("skill"),
        "absences": row.absences.filter(last_day__gte=timezone.localdate()),
        "form": form,
    }
    return render(request, "training/trainer.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def new_trainer(request: MemberRequest) -> HttpResponse:
    center = get_object_or_404(centers_of(request.user)[:1])
    form = TrainerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = services.add_trainer(center=center, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The trainer is entered."))
        return redirect("trainer", pk=row.pk)
    return render(request, "training/new_trainer.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def qualify_trainer(request: MemberRequest, pk: int) -> HttpResponse:
    """Enter a qualification or change the days on which it is valid."""
    row = get_object_or_404(trainers_of(request.user), pk=pk)
    form = QualificationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.qualify_trainer(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("valid_until", str(refusal))
        else:
            messages.success(request, _("The qualification is entered."))
            return redirect("trainer", pk=pk)
    context = {"form": form, "trainer": row}
    return render(request, "training/qualify_trainer.html", context, status=422 if form.errors else 200)


@require_POST
@require(can_plan_training)
def remove_absence(request: MemberRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(TrainerAbsence.objects.filter(trainer__in=trainers_of(request.user)), pk=pk)
    trainer_id = absence.trainer_id
    services.remove_absence(absence, by=request.user, at=timezone.now())
    messages.success(request, _("The absence is removed."))
    return redirect("trainer", pk=trainer_id)
