"""Training in firms as lists: of everybody, and of a run."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from agencies.enums import Role
from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.spreadsheets import xlsx_response
from core.templatetags.ui import hours
from enrollment.forms.placements import PlacementFilter
from enrollment.models import Placement, SiteVisit
from enrollment.permissions import can_teach
from enrollment.queries.placements import PlacementLine, lines_of, placement_minutes_of
from enrollment.views.classes import run_of_class, staffs
from training.models import CourseRun


@require_safe
@require(can_teach)
def placements(request: MemberRequest) -> HttpResponse:
    """Who is or was in a firm, the newest first; by filter what is still to be done."""
    mine = Placement.objects.filter(
        Q(enrollment__run__center__in=request.user.agencies_as(Role.STAFF, Role.HEAD))
        | Q(enrollment__run__trainers__user=request.user, enrollment__run__trainers__is_active=True)
    )
    rows = Placement.objects.filter(pk__in=mine.values("pk"))
    rows = rows.select_related("site", "enrollment__graduate", "enrollment__run__course")
    found = PlacementFilter(request.GET, queryset=rows, request=request)
    headings = [_("Name"), _("Course run"), _("Workplace"), _("First day"), _("Last day")]
    sheet = Sheet("placements", _("Training in firms"), headings, _row_cells)
    template = "enrollment/placements/list.html"
    return answer_list(request, found, found.qs, ("-first_day", "-id"), template, sheet)


def _row_cells(row: Placement) -> list[object]:
    seat = row.enrollment
    return [seat.graduate.full_name, seat.run.code, row.site, row.first_day, row.last_day]


@require_safe
@require(can_teach)
def run_placements(request: MemberRequest, pk: int) -> HttpResponse:
    """Who of a run is in which firm, for how long, and what is due."""
    run = run_of_class(request, pk)
    lines = lines_of(run) if placement_minutes_of(run) else []
    if request.GET.get("format") == "xlsx":
        return _workbook(run, lines)
    visited = set(SiteVisit.objects.filter(run=run).values_list("site", flat=True))
    context = {
        "run": run,
        "lines": lines,
        "whole": placement_minutes_of(run),
        "visited": visited,
        "today": timezone.localdate(),
        "is_staff": staffs(request.user, run),
    }
    return render(request, "enrollment/placements/run.html", context)


def _workbook(run: CourseRun, lines: list[PlacementLine]) -> HttpResponse:
    headings = [
        _("Seat"),
        _("Name"),
        _("Workplace"),
        _("First day"),
        _("Last day"),
        _("Hours confirmed"),
        _("Of"),
        _("What the firm says"),
        _("Report due"),
        _("Report received on"),
    ]
    return xlsx_response(f"placements-{run.code}", run.code, headings, map(_cells, lines))


def _cells(line: PlacementLine) -> list[object]:
    current, report = line.current, line.report
    said = "" if report is None else _("Passed") if report.passes else _("Not passed")
    return [
        line.seat.seat_number,
        line.seat.graduate.full_name,
        current.site if current else "",
        line.chain[0].first_day if current else None,
        current.last_day if current else None,
        float(hours(line.minutes)),
        float(hours(line.whole)),
        said,
        line.report_due.day if line.report_due else None,
        report.received_on if report else None,
    ]
