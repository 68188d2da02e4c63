"""Workplaces that take trainees: the list, one of them, the visits."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.refusals import Refused
from enrollment import services
from enrollment.forms.refusing import explain, goes_well
from enrollment.forms.workplaces import REFUSED_AT, SiteFilter, SiteForm, VisitForm
from enrollment.models import Placement, PlacementSite
from enrollment.permissions import can_teach
from enrollment.views.classes import refuse_unless


@require_safe
@require(can_teach)
def workplaces(request: MemberRequest) -> HttpResponse:
    """Firms that take trainees, by name."""
    rows = PlacementSite.objects.visible_to(request.user).select_related("place__parent__parent")
    found = SiteFilter(request.GET, queryset=rows, request=request)
    headings = [
        _("Firm"),
        _("Where it is"),
        _("Kind of work"),
        _("Mentor"),
        _("Telephone"),
        _("Takes trainees"),
    ]
    sheet = Sheet("workplaces", _("Workplaces"), headings, _cells)
    staff = is_center_staff(request.user)
    template = "enrollment/placements/sites.html"
    return answer_list(request, found, found.qs, ("name", "id"), template, sheet, is_staff=staff)


def _cells(site: PlacementSite) -> list[object]:
    place = site.place.path if site.place else ""
    takes = _("yes") if site.is_active else _("no")
    return [site.name, f"{site.address} {place}".strip(), site.work, site.mentor, site.mentor_phone, takes]


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
def new_workplace(request: MemberRequest) -> HttpResponse:
    """Enter a firm that takes trainees."""
    form = SiteForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        center = form.cleaned_data["center"]
        try:
            site = services.add_site(center, form.entry, by=request.user, at=timezone.localtime())
        except Refused as refusal:
            explain(form, refusal, REFUSED_AT)
        else:
            return redirect("workplace", pk=site.pk)
    return render(
        request, "enrollment/placements/site_form.html", {"form": form}, status=422 if form.errors else 200
    )


def _site(request: MemberRequest, pk: int) -> PlacementSite:
    rows = PlacementSite.objects.visible_to(request.user).select_related("place__parent__parent", "firm")
    return get_object_or_404(rows, pk=pk)


def _is_ours(request: MemberRequest, site: PlacementSite) -> bool:
    """Whether the account works at the centre that keeps the workplace; who only teaches there sees it."""
    return site.center_id in request.user.agencies_as(Role.STAFF, Role.HEAD)


@require_safe
@require(can_teach)
def workplace(request: MemberRequest, pk: int) -> HttpResponse:
    """One workplace: what is done there, who is there, the visits."""
    return _page(request, _site(request, pk), None)


def _page(request: MemberRequest, site: PlacementSite, sent: VisitForm | None) -> HttpResponse:
    here = Placement.objects.visible_to(request.user).filter(site=site)
    placed = here.select_related("enrollment__graduate", "enrollment__run__course").order_by(
        "-first_day", "-pk"
    )
    visitor = {"visitor": request.user.get_full_name(), "visited_on": timezone.localdate()}
    context = {
        "site": site,
        "placed": placed,
        "visits": site.visits.select_related("run__course"),
        "form": sent or VisitForm(site=site, user=request.user, initial=visitor),
        "is_staff": _is_ours(request, site),
    }
    return render(request, "enrollment/placements/site.html", context, status=422 if sent else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_center_staff)
def edit_workplace(request: MemberRequest, pk: int) -> HttpResponse:
    """Change what is said of a workplace."""
    site = _site(request, pk)
    refuse_unless(_is_ours(request, site))
    form = SiteForm(request.POST or None, user=request.user, site=site)

    def correct() -> None:
        services.correct_site(site, form.entry, by=request.user, at=timezone.localtime())

    if request.method == "POST" and goes_well(form, REFUSED_AT, correct):
        return redirect("workplace", pk=site.pk)
    context = {"form": form, "site": site}
    return render(
        request, "enrollment/placements/site_form.html", context, status=422 if form.errors else 200
    )


@require_POST
@require(can_teach)
def visit_workplace(request: MemberRequest, pk: int) -> HttpResponse:
    """Record a visit (clause 33)."""
    site = _site(request, pk)
    form = VisitForm(request.POST, site=site, user=request.user)

    def record() -> None:
        services.record_visit(site, **form.cleaned_data, by=request.user, at=timezone.localtime())

    if not goes_well(form, REFUSED_AT, record):
        return _page(request, site, form)
    messages.success(request, _("The visit is recorded."))
    return redirect("workplace", pk=site.pk)
