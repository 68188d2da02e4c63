"""Agencies: the list, one agency, a new one, a new name, where it is, its codes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import services
from agencies.agency_list import FAULTS, Entry, ListedAgency
from agencies.enums import AgencyKind
from agencies.filters import AgencyFilter
from agencies.forms.agencies import (
    CODE_SYSTEMS,
    AgencyListForm,
    CodeForm,
    NewAgencyForm,
    RenameForm,
    WhereForm,
)
from agencies.models import Agency, AgencyCode, Memorandum
from agencies.permissions import (
    can_keep_agencies,
    can_register_agencies,
    can_see_agencies,
    can_see_memoranda,
    kept_by,
    roles_to_give,
)
from agencies.queries.agencies import roles_held_at
from agencies.queries.memoranda import with_standing
from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.refusals import Refused

BY_NAME = ("sort_key", "id")


@require_safe
@require(can_see_agencies)
def agencies(request: MemberRequest) -> HttpResponse:
    """The agencies of one's provinces, in Thai order; a former name finds them too."""
    rows = Agency.objects.visible_to(request.user)
    found = AgencyFilter(request.GET, queryset=rows, request=request)
    headings = [
        _("Thai name"),
        _("English name"),
        _("Kind"),
        _("Provinces served"),
        _("Stands in"),
        _("Codes"),
    ]
    sheet = Sheet("agencies", _("Agencies"), headings, _cells)
    listed = found.qs.select_related("place__parent__parent").prefetch_related("provinces", "codes")
    return answer_list(
        request,
        found,
        listed,
        BY_NAME,
        "agencies/list.html",
        sheet,
        may_register=can_register_agencies(request.user),
    )


def _cells(row: Agency) -> list[object]:
    provinces = ", ".join(map(str, row.provinces.all()))
    codes = ", ".join(code.code for code in row.codes.all())
    return [row.name_th, row.name_en, row.get_kind_display(), provinces, row.place.path, codes]


@require_safe
@require(can_see_agencies)
def agency(request: MemberRequest, pk: int) -> HttpResponse:
    """One agency: names over time, codes, provinces, what it belongs to, who holds which role."""
    rows = Agency.objects.visible_to(request.user).select_related("place__parent__parent", "parent")
    row = get_object_or_404(rows, pk=pk)
    kept = kept_by(request.user).filter(pk=pk).exists()
    present, past = roles_held_at(row, timezone.localdate())
    context = {
        "agency": row,
        "names": row.names.order_by("-valid_from"),
        "codes": _codes(row),
        "provinces": row.provinces.order_by("code"),
        "children": row.children.order_by("sort_key", "pk"),
        "present": present,
        "past": past if kept else past.none(),
        "may_keep": kept,
        "roles": set(roles_to_give(request.user, row)) if kept else set(),
        "sees_memoranda": can_see_memoranda(request.user),
    }
    return render(request, "agencies/agency.html", context)


def _codes(row: Agency) -> list[tuple[AgencyCode, Any]]:
    labels = dict(CODE_SYSTEMS)
    return [(code, labels.get(code.system, code.system)) for code in row.codes.order_by("system", "code")]


@require_safe
@require(can_see_memoranda)
def agency_memoranda(request: MemberRequest, pk: int) -> HttpResponse:
    """The part of the page that lists the memoranda which the agency keeps or was invited to sign, newest first.

    Of another agency only those that the account's own agencies have a part in.
    """
    row = get_object_or_404(Agency.objects.visible_to(request.user), pk=pk)
    today = timezone.localdate()
    memoranda = with_standing(Memorandum.objects.visible_to(request.user).of_agency(row), today)
    context = {"agency": row, "memoranda": memoranda.order_by("-starts_on", "-pk")}
    return render(request, "agencies/memoranda/of_agency.html", context)


def kept(request: MemberRequest, pk: int) -> Agency:
    """The agency, or 404 for an account that does not keep its entry."""
    return get_object_or_404(kept_by(request.user).select_related("place__parent__parent", "parent"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_register_agencies)
def new_agency(request: MemberRequest) -> HttpResponse:
    """Enter an agency that is not in the register yet."""
    form = NewAgencyForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "kind": AgencyKind(form.cleaned_data["kind"])}
        row = services.register_agency(**said, by=request.user, at=timezone.now())
        messages.success(request, _("The agency is registered."))
        return redirect("agency", pk=row.pk)
    return render(request, "agencies/new.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_register_agencies)
def import_agencies(request: MemberRequest) -> HttpResponse:
    """Register many from a pasted list: shown first, written when confirmed."""
    form = AgencyListForm(request.POST if request.method == "POST" else None, user=request.user)
    lines: list[ListedAgency] = []
    if request.method == "POST" and form.is_valid():
        lines = form.cleaned_data["lines"]
        if "confirm" in request.POST and _registered(request, form):
            return redirect("agencies")
    context = {
        "form": form,
        "lines": lines,
        "new": sum(line.entry == Entry.NEW for line in lines),
        "faults": FAULTS,
    }
    return render(request, "agencies/import.html", context, status=422 if form.errors else 200)


def _registered(request: MemberRequest, form: AgencyListForm) -> bool:
    """Whether the new lines were written; a refusal stands in the form."""
    said = {**form.cleaned_data, "kind": AgencyKind(form.cleaned_data["kind"])}
    try:
        rows = services.register_agencies(**said, by=request.user, at=timezone.now())
    except Refused as refusal:
        form.add_error("lines", str(refusal))
        return False
    words = ngettext("%(count)s agency is registered.", "%(count)s agencies are registered.", len(rows))
    messages.success(request, words % {"count": len(rows)})
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_keep_agencies)
def edit_agency(request: MemberRequest, pk: int) -> HttpResponse:
    """Correct kind, place, provinces and what it belongs to."""
    row = kept(request, pk)
    form = WhereForm(request.POST if request.method == "POST" else None, user=request.user, agency=row)
    if request.method == "POST" and form.is_valid():
        said = {**form.cleaned_data, "kind": AgencyKind(form.cleaned_data["kind"])}
        try:
            services.change_agency(row, **said, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Changed."))
            return redirect("agency", pk=pk)
    context = {"form": form, "agency": row, "title": _("Correct the entry"), "button": _("Save")}
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_keep_agencies)
def rename_agency(request: MemberRequest, pk: int) -> HttpResponse:
    """A new name from a day on; the old one stays known."""
    row = kept(request, pk)
    initial = {"name_th": row.name_th, "name_en": row.name_en}
    form = RenameForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.rename_agency(row, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("since", str(refusal))
        else:
            messages.success(request, _("Renamed. The former name still finds it."))
            return redirect("agency", pk=pk)
    context = {
        "form": form,
        "agency": row,
        "title": _("New name"),
        "lead": _("For a new name, not for a spelling mistake: the present name is kept with its days."),
        "button": _("Rename"),
    }
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_keep_agencies)
def give_code(request: MemberRequest, pk: int) -> HttpResponse:
    """One more code by which others know the agency."""
    row = kept(request, pk)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.give_code(row, **form.cleaned_data, by=request.user, at=timezone.now())
        except Refused as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, _("The code is entered."))
            return redirect("agency", pk=pk)
    context = {"form": form, "agency": row, "title": _("Add a code"), "button": _("Add the code")}
    return render(request, "agencies/form.html", context, status=422 if form.errors else 200)


@require_POST
@require(can_keep_agencies)
def remove_code(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(AgencyCode, pk=pk, agency__in=kept_by(request.user))
    services.remove_code(row, by=request.user, at=timezone.now())
    messages.success(request, _("The code is removed."))
    return redirect("agency", pk=row.agency_id)
