"""When a centre teaches: its year, its closed days, the half days of its week."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from agencies.models import Agency
from agencies.requests import MemberRequest
from core.dates import to_buddhist
from core.policy import require
from core.refusals import Refused
from core.spreadsheets import xlsx_response
from core.templatetags.ui import in_thai
from training import services
from training.forms.places import ClosureForm
from training.forms.weeks import WeekForm
from training.models import TeachingWeek
from training.permissions import can_plan_training
from training.queries import closures_of
from training.views.editing import answer_edit
from training.views.places import own_center
from training.week_pattern import whole_week
from training.year import KINDS, YearEntry, entries_of, months_of


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def center_calendar(request: MemberRequest) -> HttpResponse:
    """A year with holidays, closures, absences and runs; the form closes the centre or one of its rooms."""
    center, year = own_center(request), _year(request)
    kinds = {kind for kind in request.GET.getlist("kind") if kind in KINDS} or set(KINDS)
    if request.GET.get("format") == "xlsx":
        return _as_sheet(center, year, kinds)
    form = ClosureForm(request.POST or None, center=center, initial={"room": request.GET.get("room")})
    if request.method == "POST" and form.is_valid():
        try:
            services.record_closure(center=center, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("last_day", str(refusal))
        else:
            messages.success(
                request, _("The closure is entered. Sessions already booked stay booked: see below.")
            )
            return redirect("center_calendar")
    context = {
        "center": center,
        "form": form,
        "months": months_of(center, year),
        "weekdays": list(WEEKDAYS_ABBR.values()),
        "entries": entries_of(center, year, kinds),
        "kinds": [(kind, label, kind in kinds) for kind, label in KINDS.items()],
        **_years(request, year),
    }
    return render(request, "training/calendar.html", context, status=422 if form.errors else 200)


def _year(request: MemberRequest) -> int:
    """The year asked for, within what the holiday calendar knows; else this one."""
    this = timezone.localdate().year
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else this
    return year if abs(year - this) <= 5 else this


def _years(request: MemberRequest, year: int) -> dict[str, Any]:
    """The year in words, and the addresses of those beside it and of the spreadsheet."""

    def at(**changes: Any) -> str:
        query = request.GET.copy()
        for name, value in changes.items():
            query[name] = str(value)
        return f"?{query.urlencode()}"

    return {
        "year": to_buddhist(year) if in_thai() else year,
        "asked": year,
        "previous": at(year=year - 1),
        "following": at(year=year + 1),
        "xlsx": at(year=year, format="xlsx"),
    }


def _as_sheet(center: Agency, year: int, kinds: set[str]) -> HttpResponse:
    headings = [_("First day"), _("Last day"), _("Kind"), _("What"), _("About")]

    def cells(entry: YearEntry) -> list[object]:
        return [entry.first, entry.last, KINDS[entry.kind], entry.text, entry.about]

    return xlsx_response("calendar", _("Calendar"), headings, map(cells, entries_of(center, year, kinds)))


@require_POST
@require(can_plan_training)
def remove_closure(request: MemberRequest, pk: int) -> HttpResponse:
    closure = get_object_or_404(closures_of(request.user), pk=pk)
    services.remove_closure(closure, by=request.user, at=timezone.now())
    messages.success(request, _("The closure is removed."))
    return redirect("center_calendar")


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_plan_training)
def teaching_week(request: MemberRequest) -> HttpResponse:
    """The half days of the week on which the centre teaches."""
    center = own_center(request)
    row = TeachingWeek.objects.filter(center=center).first() or TeachingWeek(
        center=center, half_days=whole_week(), version=0
    )
    return answer_edit(
        request,
        row,
        lambda data: WeekForm.of(row.half_days, row.version, data),
        lambda form: services.set_teaching_week(
            center,
            half_days=form.pattern(),
            version=form.cleaned_data["version"],
            by=request.user,
            at=timezone.now(),
        ),
        "training/half_days.html",
        back=reverse("center_calendar"),
        done=_("Saved. Sessions already booked stay booked: see below."),
        subject=center,
        title=_("Half days on which the centre teaches"),
    )
