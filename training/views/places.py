"""Sites and rooms."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Agency
from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.refusals import Refused
from training import services
from training.filters import RoomFilter
from training.forms.places import JourneysForm, RoomForm, SiteForm, facts_of
from training.models import Room, Site
from training.permissions import can_plan_training
from training.queries import centers_of, rooms_of
from training.views.editing import answer_edit


def own_center(request: MemberRequest) -> Agency:
    """The account's centre; of several the first, in the order of their names."""
    return get_object_or_404(centers_of(request.user)[:1])


def _cells(room: Room) -> list[object]:
    equipment = ", ".join(str(kind) for kind in room.equipment.all())
    in_use = _("yes") if room.is_active else _("no")
    return [room.name_th, room.name_en, room.kind, room.capacity, room.site, equipment, in_use]


@require_safe
@require(can_plan_training)
def rooms(request: MemberRequest) -> HttpResponse:
    """Workshops and classrooms of the centre."""
    rows = rooms_of(request.user).select_related("kind", "site").prefetch_related("equipment")
    found = RoomFilter(request.GET, queryset=rows, request=request)
    headings = [
        _("Thai name"),
        _("English name"),
        _("Kind"),
        _("Places"),
        _("Site"),
        _("Equipment"),
        _("In use"),
    ]
    sheet = Sheet("rooms", _("Rooms"), headings, _cells)
    return answer_list(request, found, found.qs, ("name_th", "id"), "training/rooms.html", sheet)


@require_safe
@require(can_plan_training)
def room(request: MemberRequest, pk: int) -> HttpResponse:
    """One room with its week and the days on which it is closed."""
    row = _own_room(request, pk)
    closures = row.closures.filter(last_day__gte=timezone.localdate())
    context = {"room": row, "closures": closures, "equipment": row.equipment.all()}
    return render(request, "training/room.html", context)


def _own_room(request: MemberRequest, pk: int) -> Room:
    return get_object_or_404(rooms_of(request.user).select_related("kind", "site", "center"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def new_room(request: MemberRequest) -> HttpResponse:
    center = own_center(request)
    form = RoomForm(request.POST or None, center=center)
    if request.method == "POST" and form.is_valid():
        row = services.add_room(center=center, by=request.user, at=timezone.now(), **form.facts())
        messages.success(request, _("The room is entered."))
        return redirect("room", pk=row.pk)
    return render(request, "training/new_room.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def edit_room(request: MemberRequest, pk: int) -> HttpResponse:
    row = _own_room(request, pk)
    return answer_edit(
        request,
        row,
        lambda data: RoomForm(data, center=row.center, initial=facts_of(row)),
        lambda form: services.correct_room(
            row,
            version=form.cleaned_data["version"] or 0,
            by=request.user,
            at=timezone.now(),
            **form.facts(),
        ),
        "training/edit_room.html",
        back=reverse("room", args=[pk]),
        done=_("Saved. Sessions already booked stay booked: see below."),
    )


@require_POST
@require(can_plan_training)
def reactivate_room(request: MemberRequest, pk: int) -> HttpResponse:
    services.reactivate_room(_own_room(request, pk), by=request.user, at=timezone.now())
    messages.success(request, _("The room is in use again."))
    return redirect("room", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def sites(request: MemberRequest) -> HttpResponse:
    """The campuses of the centre; the form enters one."""
    center = own_center(request)
    form = SiteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_site(center=center, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("name_th", str(refusal))
        else:
            messages.success(request, _("The site is entered."))
            return redirect("sites")
    rows = list(center.sites.prefetch_related("rooms", "equipment"))
    several = sum(site.is_active for site in rows) > 1
    context = {"sites": rows, "form": form, "several": several}
    return render(request, "training/sites.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def edit_site(request: MemberRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Site.objects.filter(center__in=centers_of(request.user)), pk=pk)
    facts = {name: getattr(row, name) for name in ("name_th", "name_en", "address")}
    form = SiteForm(request.POST or None, row=row, initial=facts)
    if request.method == "POST" and form.is_valid():
        entered = {"is_default": False, **form.cleaned_data}
        try:
            services.correct_site(row, by=request.user, at=timezone.now(), **entered)
        except Refused as refusal:
            form.add_error("name_th", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("sites")
    context = {"form": form, "site": row}
    return render(request, "training/edit_site.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def journeys(request: MemberRequest) -> HttpResponse:
    """How long the way between two sites takes: no trainer is booked at both without that time between."""
    center = own_center(request)
    form = JourneysForm(request.POST or None, center=center)
    if request.method == "POST" and form.is_valid():
        services.set_journeys(center, minutes=form.minutes(), by=request.user, at=timezone.now())
        messages.success(request, _("Saved. Sessions already booked stay booked: see below."))
        return redirect("sessions_in_need")
    return render(request, "training/journeys.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@require(can_plan_training)
def use_site(request: MemberRequest, pk: int, opened: bool) -> HttpResponse:
    """Close a site, or open it again."""
    row = get_object_or_404(Site.objects.filter(center__in=centers_of(request.user)), pk=pk)
    service = services.open_site if opened else services.close_site
    service(row, by=request.user, at=timezone.now())
    messages.success(request, _("The site is in use again.") if opened else _("The site is closed."))
    return redirect("sites")
