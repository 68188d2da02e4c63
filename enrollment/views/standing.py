"""Who may not reach the hours: for staff and trainers over all running runs, for trainees their own."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.paging import keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response
from core.templatetags.ui import thai_date
from enrollment.enums import EnrollmentState
from enrollment.forms.attendance_filters import DangerFilter, DangerOrder, DueFilter
from enrollment.models import Enrollment
from enrollment.permissions import can_teach, is_trainee
from enrollment.queries.attendance import (
    Cell,
    StandingLine,
    lines_in_danger,
    matrix_of,
    sessions_due,
    standings_in,
)
from training.models import CourseRun, Session

SORTS: Mapping[str, Callable[[StandingLine], Any]] = {
    DangerOrder.LOST_ON: lambda line: (line.forecast.lost_on or date.min, line.enrollment.pk),
    DangerOrder.MAY_MISS: lambda line: (line.forecast.may_miss, line.enrollment.pk),
    DangerOrder.PERCENT: lambda line: (line.percent, line.enrollment.pk),
    DangerOrder.RUN: lambda line: (line.enrollment.run.code, line.enrollment.seat_number),
}


@require_safe
@require(can_teach)
def at_risk(request: MemberRequest) -> HttpResponse:
    """People of all running runs who are at risk today, or for whom the hours are out of reach."""
    lines = lines_in_danger(request.user, timezone.localdate())
    ranked = sorted(lines, key=SORTS.get(request.GET.get("sort", ""), SORTS[DangerOrder.LOST_ON]))
    by_seat = {line.enrollment.pk: line for line in ranked}
    found = DangerFilter(request.GET, queryset=_ranked(ranked), request=request, lines=by_seat)
    if request.GET.get("format") == "xlsx":
        cells = [_cells(by_seat[seat.pk]) for seat in found.qs.order_by("rank")]
        return xlsx_response("at-risk", _("At risk today"), _headings(), cells)
    page = keyset_page(found.qs, ("rank",), request.GET.get("cursor", ""))
    context = {"filter": found, "page": page, "shown": [by_seat[seat.pk] for seat in page]}
    return render(request, "enrollment/learning/at_risk.html", context)


def _headings() -> list[str]:
    return [
        _("Name"),
        _("Run"),
        _("Standing"),
        _("Hours attended"),
        _("Hours needed"),
        _("May still miss (hours)"),
        _("Lost on"),
    ]


def _ranked(lines: list[StandingLine]) -> QuerySet[Enrollment]:
    """The seats of the lines with their place in the order: the forecast is computed, so no column holds it."""
    places = [When(pk=line.enrollment.pk, then=Value(place)) for place, line in enumerate(lines)]
    rank = Case(*places, default=Value(len(lines)), output_field=IntegerField())
    rows = Enrollment.objects.filter(pk__in=[line.enrollment.pk for line in lines]).annotate(rank=rank)
    return rows.select_related("graduate__school", "run__course")


def _cells(line: StandingLine) -> list[object]:
    forecast, seat = line.forecast, line.enrollment
    return [
        seat.graduate.display_name,
        seat.run.code,
        line.words,
        forecast.attended / 60,
        forecast.needed / 60,
        forecast.may_miss / 60,
        thai_date(forecast.lost_on, "short"),
    ]


@require_safe
@require(can_teach)
def attendance_due(request: MemberRequest) -> HttpResponse:
    """Sessions that were held and whose list is not whole, the oldest first."""
    rows = sessions_due(request.user, timezone.localdate()).select_related("run__course", "topic")
    found = DueFilter(request.GET, queryset=rows, request=request)
    headings = [_("Day"), _("Slot"), _("Run"), _("Session"), _("Topic")]
    sheet = Sheet("attendance-due", _("Lists to be taken"), headings, _due_cells)
    template = "enrollment/learning/attendance_due.html"
    return answer_list(request, found, found.qs, ("day", "pk"), template, sheet)


def _due_cells(session: Session) -> list[object]:
    return [session.day, session.get_slot_display(), session.run.code, session.number, str(session.topic)]


@require_safe
@require(is_trainee)
def my_attendance(request: MemberRequest) -> HttpResponse:
    """A trainee's own hours: what was attended, what may still be missed and until when, each session's mark."""
    person, today = request.user.graduate, timezone.localdate()
    seats = person.enrollments.filter(state=EnrollmentState.TRAINING).values("run")
    lines = standings_in(CourseRun.objects.filter(pk__in=seats), today, person=person)
    classes = [(line, _own_cells(line)) for line in lines]
    return render(request, "enrollment/learning/my_attendance.html", {"classes": classes, "today": today})


def _own_cells(line: StandingLine) -> list[Cell]:
    """The person's sessions, those with a day, in order."""
    run = line.enrollment.run
    dated = run.sessions.exclude(day=None).select_related("topic").order_by("day", "number")
    return matrix_of(run, dated)[line.enrollment.pk]
