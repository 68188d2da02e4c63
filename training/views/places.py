"""Rooms and the centre's calendar."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Agency
from agencies.requests import MemberRequest
from core.dates import to_buddhist
from core.listing import Sheet, answer_list
from core.policy import require
from core.templatetags.ui import in_thai
from training import services
from training.calendar import public_holidays
from training.filters import RoomFilter
from training.forms.places import ClosureForm, RoomForm
from training.models import Room
from training.permissions import can_plan_training
from training.queries import centers_of, closures_of, rooms_of


def _center(request: MemberRequest) -> Agency:
    return get_object_or_404(centers_of(request.user)[:1])


def _cells(room: Room) -> list[object]:
    return [room.name_th, room.name_en, room.kind, room.capacity, _("yes") if room.is_active else _("no")]


@require_safe
@require(can_plan_training)
def rooms(request: MemberRequest) -> HttpResponse:
    """Workshops and classrooms of the centre."""
    found = RoomFilter(request.GET, queryset=rooms_of(request.user).select_related("kind"), request=request)
    headings = [_("Thai name"), _("English name"), _("Kind"), _("Places"), _("In use")]
    sheet = Sheet("rooms", _("Rooms"), headings, _cells)
    return answer_list(request, found, found.qs, ("name_th", "id"), "training/rooms.html", sheet)


@require_safe
@require(can_plan_training)
def room(request: MemberRequest, pk: int) -> HttpResponse:
    """One room with its week and the days on which it is closed."""
    row = get_object_or_404(rooms_of(request.user).select_related("kind", "center"), pk=pk)
    closures = row.closures.filter(last_day__gte=timezone.localdate())
    return render(request, "training/room.html", {"room": row, "closures": closures})


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def new_room(request: MemberRequest) -> HttpResponse:
    form = RoomForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        row = services.add_room(center=_center(request), by=request.user, at=timezone.now(), **facts)
        messages.success(request, _("The room is entered."))
        return redirect("room", pk=row.pk)
    return render(request, "training/new_room.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def center_calendar(request: MemberRequest) -> HttpResponse:
    """Public holidays and closures of a year; the form closes the centre or one of its rooms."""
    center, year = _center(request), _year(request)
    form = ClosureForm(request.POST or None, center=center, initial={"room": request.GET.get("room")})
    if request.method == "POST" and form.is_valid():
        services.record_closure(center=center, by=request.user, at=timezone.now(), **form.cleaned_data)
        messages.success(request, _("The closure is entered. Sessions already booked stay booked."))
        return redirect("center_calendar")
    context = {"center": center, "form": form, "days": _days(center, year), **_years(year)}
    return render(request, "training/calendar.html", context, status=422 if form.errors else 200)


def _year(request: MemberRequest) -> int:
    """The year asked for, within what the holiday calendar knows; else this one."""
    this = timezone.localdate().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else this
    return year if abs(year - this) <= 5 else this


def _years(year: int) -> dict[str, Any]:
    shown = to_buddhist(year) if in_thai() else year
    return {"year": shown, "previous": year - 1, "following": year + 1}


def _days(center: Agency, year: int) -> list[dict[str, Any]]:
    """Holidays and closures in the order of their days."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    holidays = [
        {"first": day, "last": day, "reason": name} for day, name in public_holidays(first, last).items()
    ]
    closures = center.closures.filter(first_day__lte=last, last_day__gte=first).select_related("room")
    own = [
        {"first": one.first_day, "last": one.last_day, "reason": one.reason, "closure": one}
        for one in closures
    ]
    return sorted(holidays + own, key=lambda entry: entry["first"])


@require_POST
@require(can_plan_training)
def remove_closure(request: MemberRequest, pk: int) -> HttpResponse:
    closure = get_object_or_404(closures_of(request.user), pk=pk)
    services.remove_closure(closure, by=request.user, at=timezone.now())
    messages.success(request, _("The closure is removed."))
    return redirect("center_calendar")
