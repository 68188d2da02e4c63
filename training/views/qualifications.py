"""What entitles a trainer to teach: qualifications with their papers, and appointments from outside."""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core import audit, files
from core.models import SealedFile
from core.policy import require
from core.refusals import Refused
from training import services
from training.forms.qualifications import AppointmentForm, EndAppointmentForm, QualificationForm
from training.models import TrainerAppointment, TrainerSkill
from training.permissions import can_plan_training
from training.queries import trainers_of
from training.views.trainers import own_trainer


def _held(request: MemberRequest, pk: int) -> TrainerSkill:
    rows = TrainerSkill.objects.filter(trainer__in=trainers_of(request.user))
    return get_object_or_404(rows.select_related("trainer", "skill", "file"), pk=pk)


def _order(request: MemberRequest, pk: int) -> TrainerAppointment:
    rows = TrainerAppointment.objects.filter(trainer__in=trainers_of(request.user))
    return get_object_or_404(rows.select_related("trainer", "file"), pk=pk)


def _kept(form: forms.Form, at: datetime) -> dict[str, Any]:
    """What was entered, its file drawn anew and sealed. Raises the refusals of `core.files.keep`."""
    facts = dict(form.cleaned_data)
    sent = facts.pop("file", None)
    return {**facts, "file": files.keep(sent.name, sent.read(), at=at) if sent else None}


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def qualify_trainer(request: MemberRequest, pk: int) -> HttpResponse:
    """Enter a qualification with its evidence."""
    row = own_trainer(request, pk)
    form = QualificationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            services.qualify_trainer(row, by=request.user, at=at, **_kept(form, at))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The qualification is entered."))
            return redirect("trainer", pk=pk)
    return _page(request, form, row, _("Qualification"))


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def edit_qualification(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct the days or the evidence of a qualification."""
    held = _held(request, pk)
    facts = {name: getattr(held, name) for name in ("valid_from", "valid_until", "paper", "seen_on")}
    form = QualificationForm(request.POST or None, request.FILES or None, row=held, initial=facts)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            services.correct_qualification(held, by=request.user, at=at, **_kept(form, at))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. Sessions already booked stay booked: see below."))
            return redirect("trainer", pk=held.trainer_id)
    return _page(request, form, held.trainer, str(held.skill), held=held)


@require_POST
@require(can_plan_training)
def remove_qualification(request: MemberRequest, pk: int) -> HttpResponse:
    held = _held(request, pk)
    services.remove_qualification(held, by=request.user, at=timezone.now())
    messages.success(request, _("The qualification is removed."))
    return redirect("trainer", pk=held.trainer_id)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def appoint_trainer(request: MemberRequest, pk: int) -> HttpResponse:
    """Enter the director's order that appoints a trainer from outside."""
    row = own_trainer(request, pk)
    form = AppointmentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        try:
            services.appoint_trainer(row, by=request.user, at=at, **_kept(form, at))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The appointment is entered."))
            return redirect("trainer", pk=pk)
    return _page(request, form, row, _("Appointment"))


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def end_appointment(request: MemberRequest, pk: int) -> HttpResponse:
    """Let an appointment end earlier than it was to."""
    order = _order(request, pk)
    form = EndAppointmentForm(request.POST or None, initial={"last_day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_appointment(order, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. Sessions already booked stay booked: see below."))
            return redirect("trainer", pk=order.trainer_id)
    return _page(
        request, form, order.trainer, _("End the appointment %(number)s") % {"number": order.order_number}
    )


def _page(request: MemberRequest, form: forms.Form, trainer: Any, title: str, **more: Any) -> HttpResponse:
    context = {"form": form, "trainer": trainer, "title": title, **more}
    status = 422 if form.errors else 200
    return render(request, "training/trainer_paper.html", context, status=status)


@require_safe
@require(can_plan_training)
def qualification_file(request: MemberRequest, pk: int) -> HttpResponse:
    """The paper of a qualification; the trail says who took it."""
    held = _held(request, pk)
    return _answer(request, held.file, held, "trainer.qualification_paper_taken")


@require_safe
@require(can_plan_training)
def appointment_file(request: MemberRequest, pk: int) -> HttpResponse:
    """The order of an appointment; the trail says who took it."""
    order = _order(request, pk)
    return _answer(request, order.file, order, "trainer.order_taken")


def _answer(
    request: MemberRequest, file: SealedFile | None, row: TrainerSkill | TrainerAppointment, action: str
) -> HttpResponse:
    if file is None:
        raise Http404
    with transaction.atomic():
        audit.record(action, row.trainer, by=request.user, at=timezone.now(), file=str(file.pk))
    return files.file_response(file, file.name)
