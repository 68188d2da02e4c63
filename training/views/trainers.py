"""Trainers: the list, one trainer with week and absences, entering and correcting."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Agency
from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.refusals import Refused
from training import services
from training.filters import TrainerFilter
from training.forms.trainers import AbsenceForm, AlternativesForm, TrainerForm, facts_of
from training.forms.weeks import WeekForm
from training.models import Trainer, TrainerAbsence
from training.permissions import can_plan_training
from training.queries import centers_of, trainers_of
from training.views.editing import answer_edit

RELATED = ("skills__skill", "appointments", "sites")
WISHES = gettext_lazy("Tick the half days to be left free. A timetable follows the wishes where it can.")
ABSENCE_ENTERED = gettext_lazy("The absence is entered. Sessions already booked stay booked: see below.")


def own_trainer(request: MemberRequest, pk: int) -> Trainer:
    """The trainer, if the account's centre has them; 404 otherwise."""
    return get_object_or_404(trainers_of(request.user).select_related("user", "center"), pk=pk)


def _center(request: MemberRequest) -> Agency:
    return get_object_or_404(centers_of(request.user)[:1])


def _cells(trainer: Trainer) -> list[object]:
    skills = ", ".join(str(held.skill) for held in trainer.skills.all())
    orders = [order.valid_until for order in trainer.appointments.all()]
    return [
        trainer.name_th,
        trainer.name_en,
        trainer.get_kind_display(),
        skills,
        max(orders, default=None),
        trainer.minutes_per_day / 60,
        trainer.minutes_per_week / 60,
        _("yes") if trainer.is_active else _("no"),
    ]


@require_safe
@require(can_plan_training)
def trainers(request: MemberRequest) -> HttpResponse:
    """Who teaches at the centre, and what."""
    rows = trainers_of(request.user).prefetch_related(*RELATED).distinct()
    headings = [
        _("Thai name"),
        _("English name"),
        _("Staff or from outside"),
        _("Qualified for"),
        _("Appointed until"),
        _("Most hours a day"),
        _("Most hours a week"),
        _("Teaches now"),
    ]
    found = TrainerFilter(request.GET, queryset=rows, request=request)
    sheet = Sheet("trainers", _("Trainers"), headings, _cells)
    return answer_list(request, found, found.qs, ("name_th", "id"), "training/trainers.html", sheet)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def trainer(request: MemberRequest, pk: int) -> HttpResponse:
    """One trainer with week, absences and qualifications; the form enters an absence."""
    row = own_trainer(request, pk)
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and absence_entered(request, row, form):
        return redirect("trainer", pk=pk)
    context = {**facts_for(row), "form": form}
    return render(request, "training/trainer.html", context, status=422 if form.errors else 200)


def absence_entered(request: MemberRequest, row: Trainer, form: AbsenceForm) -> bool:
    """Whether the absence that was sent is entered; if not, the form says why."""
    if not form.is_valid():
        return False
    try:
        services.record_absence(row, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, ABSENCE_ENTERED)
    return True


def facts_for(row: Trainer) -> dict[str, Any]:
    """What a page about a trainer shows."""
    today = timezone.localdate()
    orders = list(row.appointments.all())
    return {
        "wishes_form": WeekForm.of(row.unwished, row.version, auto_id="wishes_%s"),
        "trainer": row,
        "today": today,
        "skills": row.skills.select_related("skill", "seen_by"),
        "appointments": orders,
        "appointed": any(one.valid_from <= today <= one.valid_until for one in orders),
        "sites": row.sites.all(),
        "week_form": WeekForm.of(row.half_days, row.version),
        "absences": row.absences.filter(last_day__gte=today).select_related("entered_by"),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def new_trainer(request: MemberRequest) -> HttpResponse:
    center = _center(request)
    form = TrainerForm(request.POST or None, center=center)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.add_trainer(center=center, by=request.user, at=timezone.now(), **form.facts())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The trainer is entered."))
            return redirect("trainer", pk=row.pk)
    return render(request, "training/new_trainer.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def edit_trainer(request: MemberRequest, pk: int) -> HttpResponse:
    row = own_trainer(request, pk)
    return answer_edit(
        request,
        row,
        lambda data: TrainerForm(data, center=row.center, row=row, initial=facts_of(row)),
        lambda form: services.correct_trainer(
            row,
            version=form.cleaned_data["version"] or 0,
            by=request.user,
            at=timezone.now(),
            **form.facts(),
        ),
        "training/edit_trainer.html",
        back=reverse("trainer", args=[pk]),
        done=_("Saved. Sessions already booked stay booked: see below."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def trainer_half_days(request: MemberRequest, pk: int) -> HttpResponse:
    """The half days of the week on which a trainer can teach."""
    row = own_trainer(request, pk)
    return answer_edit(
        request,
        row,
        lambda data: WeekForm.of(row.half_days, row.version, data),
        lambda form: services.set_trainer_week(
            row,
            half_days=form.pattern(),
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        ),
        "training/half_days.html",
        back=reverse("trainer", args=[pk]),
        done=_("Saved. Sessions already booked stay booked: see below."),
        subject=row,
        title=_("Half days on which the trainer can teach"),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def trainer_wishes(request: MemberRequest, pk: int) -> HttpResponse:
    """The half days of the week on which a trainer would rather not teach."""
    return answer_wishes(request, own_trainer(request, pk), back=reverse("trainer", args=[pk]))


def answer_wishes(request: MemberRequest, row: Trainer, *, back: str) -> HttpResponse:
    """The form of a trainer's wishes, by whom it may be sent."""
    return answer_edit(
        request,
        row,
        lambda data: WeekForm.of(row.unwished, row.version, data),
        lambda form: services.set_trainer_wishes(
            row,
            half_days=form.pattern(),
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        ),
        "training/half_days.html",
        back=back,
        done=_("Saved. The next timetable tries to follow the wishes."),
        subject=row,
        title=_("Half days without teaching, if possible"),
        lead=WISHES,
    )


@require_POST
@require(can_plan_training)
def reactivate_trainer(request: MemberRequest, pk: int) -> HttpResponse:
    row = own_trainer(request, pk)
    services.reactivate_trainer(row, by=request.user, at=timezone.now())
    messages.success(request, _("The trainer teaches again."))
    return redirect("trainer", pk=pk)


@require_POST
@require(can_plan_training)
def remove_absence(request: MemberRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(TrainerAbsence.objects.filter(trainer__in=trainers_of(request.user)), pk=pk)
    trainer_id = absence.trainer_id
    services.remove_absence(absence, by=request.user, at=timezone.now())
    messages.success(request, _("The absence is removed."))
    return redirect("trainer", pk=trainer_id)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def alternatives(request: MemberRequest) -> HttpResponse:
    """How the centre words the seven alternatives of clause 59."""
    center = _center(request)
    form = AlternativesForm(request.POST or None, center=center)
    if request.method == "POST" and form.is_valid():
        services.word_alternatives(center, form.texts(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("trainers")
    context = {"form": form, "center": center}
    return render(request, "training/alternatives.html", context, status=422 if form.errors else 200)
