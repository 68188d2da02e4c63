"""Movable equipment of a centre, and the words for its kinds."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.refusals import Refused
from training import services
from training.filters import EquipmentFilter
from training.forms.equipment import EquipmentForm, EquipmentKindForm, OutageForm, facts_of
from training.models import Equipment, EquipmentKind, EquipmentOutage
from training.permissions import can_plan_training
from training.queries import centers_of, equipment_of
from training.views.editing import answer_edit
from training.views.places import own_center


def _cells(row: Equipment) -> list[object]:
    in_use = _("yes") if row.is_active else _("no")
    return [row.name_th, row.name_en, row.kind, row.quantity, row.site, in_use]


@require_safe
@require(can_plan_training)
def equipment_list(request: MemberRequest) -> HttpResponse:
    """What is brought to the rooms of a site, one session at a time."""
    found = EquipmentFilter(
        request.GET, queryset=equipment_of(request.user).select_related("kind", "site"), request=request
    )
    headings = [_("Thai name"), _("English name"), _("Kind"), _("Units"), _("Site"), _("In use")]
    sheet = Sheet("equipment", _("Equipment"), headings, _cells)
    return answer_list(request, found, found.qs, ("name_th", "id"), "training/equipment_list.html", sheet)


def _own(request: MemberRequest, pk: int) -> Equipment:
    return get_object_or_404(equipment_of(request.user).select_related("kind", "site", "center"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def equipment(request: MemberRequest, pk: int) -> HttpResponse:
    """One entry with the days on which units are out of order; the form enters such days."""
    row = _own(request, pk)
    form = OutageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.record_outage(row, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("quantity", str(refusal))
        else:
            messages.success(request, _("Entered. Sessions already booked stay booked: see below."))
            return redirect("equipment", pk=pk)
    outages = row.outages.filter(last_day__gte=timezone.localdate())
    context = {"equipment": row, "outages": outages, "form": form}
    return render(request, "training/equipment.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def new_equipment(request: MemberRequest) -> HttpResponse:
    center = own_center(request)
    form = EquipmentForm(request.POST or None, center=center)
    if request.method == "POST" and form.is_valid():
        row = services.add_equipment(center=center, by=request.user, at=timezone.now(), **form.facts())
        messages.success(request, _("The equipment is entered."))
        return redirect("equipment", pk=row.pk)
    context = {"form": form, "kinds": EquipmentKind.objects.exists()}
    return render(request, "training/new_equipment.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def edit_equipment(request: MemberRequest, pk: int) -> HttpResponse:
    row = _own(request, pk)
    return answer_edit(
        request,
        row,
        lambda data: EquipmentForm(data, center=row.center, row=row, initial=facts_of(row)),
        lambda form: services.correct_equipment(
            row,
            version=form.cleaned_data["version"] or 0,
            by=request.user,
            at=timezone.now(),
            **form.facts(),
        ),
        "training/edit_equipment.html",
        back=reverse("equipment", args=[pk]),
        done=_("Saved. Sessions already booked stay booked: see below."),
    )


@require_POST
@require(can_plan_training)
def remove_outage(request: MemberRequest, pk: int) -> HttpResponse:
    outages = EquipmentOutage.objects.filter(equipment__center__in=centers_of(request.user))
    outage = get_object_or_404(outages, pk=pk)
    services.remove_outage(outage, by=request.user, at=timezone.now())
    messages.success(request, _("Removed: the units can be used on these days."))
    return redirect("equipment", pk=outage.equipment_id)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def equipment_kinds(request: MemberRequest) -> HttpResponse:
    """The words for equipment that topics may ask for; the form adds one."""
    form = EquipmentKindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_equipment_kind(by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The word is added."))
            return redirect("equipment_kinds")
    context = {"form": form, "kinds": EquipmentKind.objects.all()}
    return render(request, "training/equipment_kinds.html", context, status=422 if form.errors else 200)
