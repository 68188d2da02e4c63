"""Training in a firm: a run's overview, the page of one seat, what is done there, and the trainee's own page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.enums import Role
from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.files import file_response, keep
from core.listing import Sheet, answer_list
from core.models import SealedFile
from core.policy import require
from core.spreadsheets import xlsx_response
from core.submissions import once
from core.templatetags.ui import hours
from enrollment import services
from enrollment.enums import EnrollmentState, SeenHow
from enrollment.forms.placements import (
    BeginForm,
    ChangeSiteForm,
    DayForm,
    LastDayForm,
    OnDayForm,
    PlacementFilter,
    ReportForm,
)
from enrollment.models import Enrollment, Placement, PlacementDay, PlacementReport, PlacementSite, SiteVisit
from enrollment.permissions import can_teach, is_trainee
from enrollment.queries.completion import start_in_firm
from enrollment.queries.placements import PlacementLine, lines_of, placement_minutes_of
from enrollment.seeing import note_sightings
from enrollment.views.classes import refuse_unless, run_of_class, staffs
from enrollment.words import outcome_words
from enrollment.young_work import finding_words
from training.models import CourseRun
from training.rules import Verdict

HINDERS = (Verdict.FAILED, Verdict.UNKNOWN)


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


def _seat(request: MemberRequest, pk: int) -> Enrollment:
    """A seat of a class that the account teaches or runs, whose run sends people to firms."""
    rows = Enrollment.objects.select_related("graduate", "run__course", "run__curriculum", "run__rule_set")
    seat = get_object_or_404(rows.exclude(state__in=[EnrollmentState.ENROLLED]), pk=pk)
    run_of_class(request, seat.run_id)
    if not placement_minutes_of(seat.run):
        raise Http404
    return seat


@require_safe
@require(can_teach)
def seat_placement(request: MemberRequest, pk: int) -> HttpResponse:
    """One person's training in firms."""
    return _page(request, _seat(request, pk))


def _page(request: MemberRequest, seat: Enrollment, **bound: Form) -> HttpResponse:
    """The page, with a form that was sent and has to be mended in the place of its empty one."""
    (line,) = lines_of(seat.run, [seat])
    staff, current = staffs(request.user, seat.run), line.current
    start = start_in_firm(seat)
    sites = _sites(seat)
    forms: dict[str, Any] = {"day": DayForm()} if current else {}
    if staff and current:
        forms |= {
            "site": ChangeSiteForm(**_choice(seat)),
            "last-day": LastDayForm(initial={"last_day": current.last_day}),
            "inspector": OnDayForm(),
            "return": OnDayForm(),
            "report": ReportForm(placement=current, today=timezone.localdate()),
        }
    elif staff:
        forms["begin"] = BeginForm(**_choice(seat))
    forms |= bound
    context = {
        "seat": seat,
        "run": seat.run,
        "line": line,
        "findings": [finding_words(one) for one in line.findings],
        "hindrance": outcome_words(start) if start and start.verdict in HINDERS else "",
        "days": PlacementDay.objects.filter(placement__in=line.chain).select_related("placement__site"),
        "visits": SiteVisit.objects.filter(run=seat.run, site__in=[one.site_id for one in line.chain]),
        "forms": {name.replace("-", "_"): form for name, form in forms.items()},
        "today": timezone.localdate(),
        "is_staff": staff,
        "may_change": seat.state == EnrollmentState.TRAINING,
        "has_sites": sites.exists(),
    }
    return render(request, "enrollment/placements/seat.html", context, status=422 if bound else 200)


def _choice(seat: Enrollment) -> dict[str, Any]:
    """What the forms need to offer workplaces to this person."""
    return {"sites": _sites(seat), "person": seat.graduate, "today": timezone.localdate()}


def _sites(seat: Enrollment) -> QuerySet[PlacementSite]:
    return PlacementSite.objects.filter(center=seat.run.center_id, is_active=True)


@require_POST
@require(is_center_staff)
@once
def begin_placement(request: MemberRequest, pk: int) -> HttpResponse:
    """Send somebody to a firm."""
    seat = _seat(request, pk)
    refuse_unless(staffs(request.user, seat.run))
    form = BeginForm(request.POST, **_choice(seat))
    if not form.is_valid():
        return _page(request, seat, begin=form)
    services.place(seat, **form.cleaned_data, by=request.user, at=timezone.localtime())
    return redirect("seat_placement", pk=seat.pk)


@dataclass(frozen=True)
class Act:
    """Something done with a placement: its form, what it calls, and whether trainers may do it too."""

    form: Callable[[MemberRequest, Placement], Form]
    do: Callable[[MemberRequest, Placement, Form], object]
    done: Any
    by_trainers: bool = False


def _change_site(request: MemberRequest, placement: Placement, form: Form) -> object:
    return services.change_site(placement, **form.cleaned_data, by=request.user, at=timezone.localtime())


def _last_day(request: MemberRequest, placement: Placement, form: Form) -> object:
    return services.set_days(placement, **form.cleaned_data, by=request.user, at=timezone.localtime())


def _inspector(request: MemberRequest, placement: Placement, form: Form) -> object:
    day = form.cleaned_data["day"]
    return services.tell_inspector(placement, told_on=day, by=request.user, at=timezone.localtime())


def _return(request: MemberRequest, placement: Placement, form: Form) -> object:
    day = form.cleaned_data["day"]
    return services.note_return(placement, returned_on=day, by=request.user, at=timezone.localtime())


def _day(request: MemberRequest, placement: Placement, form: Form) -> object:
    entries = [form.entry] if isinstance(form, DayForm) else []
    return services.log_days(placement, entries, confirmed=True, by=request.user, at=timezone.localtime())


def _confirm(request: MemberRequest, placement: Placement, form: Form) -> object:
    days = [int(pk) for pk in request.POST.getlist("days") if pk.isdecimal() and len(pk) < 19]
    return services.confirm_days(placement, days, by=request.user, at=timezone.localtime())


def _report(request: MemberRequest, placement: Placement, form: Form) -> object:
    at = timezone.localtime()
    papers: dict[str, SealedFile | None] = {}
    for name in ("time_sheet", "evaluation"):
        file = form.cleaned_data[name]
        papers[name] = keep(file.name, file.read(), at=at) if file else None
    entry = form.entry(**papers)  # type: ignore[attr-defined]
    return services.record_report(placement, entry, by=request.user, at=at)


def _report_form(request: MemberRequest, placement: Placement) -> Form:
    return ReportForm(request.POST, request.FILES, placement=placement, today=timezone.localdate())


ACTS = {
    "site": Act(
        lambda request, placement: ChangeSiteForm(request.POST, **_choice(placement.enrollment)),
        _change_site,
        gettext_lazy("The workplace is changed; the hours carry over."),
    ),
    "last-day": Act(
        lambda request, _placement: LastDayForm(request.POST),
        _last_day,
        gettext_lazy("The days are changed."),
    ),
    "inspector": Act(lambda request, _placement: OnDayForm(request.POST), _inspector, gettext_lazy("Noted.")),
    "return": Act(lambda request, _placement: OnDayForm(request.POST), _return, gettext_lazy("Noted.")),
    "report": Act(_report_form, _report, gettext_lazy("The firm's report is recorded.")),
    "day": Act(
        lambda request, _placement: DayForm(request.POST), _day, gettext_lazy("The day is recorded."), True
    ),
    "confirm": Act(
        lambda request, _placement: Form(request.POST),
        _confirm,
        gettext_lazy("Confirmed days count now."),
        True,
    ),
}


@require_POST
@require(can_teach)
@once
def placement_act(request: MemberRequest, pk: int, act: str) -> HttpResponse:
    """Do one of `ACTS` with a placement."""
    if act not in ACTS:
        raise Http404
    chosen = ACTS[act]
    placement = get_object_or_404(Placement.objects.select_related("enrollment__run", "site"), pk=pk)
    seat = _seat(request, placement.enrollment_id)
    refuse_unless(chosen.by_trainers or staffs(request.user, seat.run))
    form = chosen.form(request, placement)
    if not form.is_valid():
        return _page(request, seat, **{act: form})
    chosen.do(request, placement, form)
    messages.success(request, chosen.done)
    return redirect("seat_placement", pk=seat.pk)


@require_safe
@require(can_teach)
def placement_paper(request: MemberRequest, pk: int, paper: str) -> HttpResponse:
    """A paper of the firm: its time sheet or its evaluation."""
    if paper not in {"time_sheet", "evaluation"}:
        raise Http404
    report = get_object_or_404(PlacementReport.objects.select_related(f"{paper}"), placement=pk)
    seat = _seat(request, report.placement.enrollment_id)
    file: SealedFile | None = getattr(report, paper)
    if file is None:
        raise Http404
    note_sightings(request, [seat.graduate], SeenHow.FILE)
    return file_response(file, file.name)


@require_http_methods(["GET", "HEAD", "POST"])
@require(is_trainee)
@once
def my_placement(request: MemberRequest) -> HttpResponse:
    """The trainee's own days in the firm; they count once the mentor has confirmed them."""
    seats = Enrollment.objects.filter(graduate__user=request.user, placements__isnull=False)
    seat = (
        seats.select_related("graduate", "run__course", "run__curriculum", "run__rule_set")
        .order_by("-pk")
        .first()
    )
    line = lines_of(seat.run, [seat])[0] if seat else None
    current = line.current if line else None
    form = DayForm(request.POST if request.method == "POST" else None, initial={"day": timezone.localdate()})
    if request.method == "POST" and current and form.is_valid():
        services.log_days(current, [form.entry], confirmed=False, by=request.user, at=timezone.localtime())
        messages.success(request, _("Written down. It counts once your mentor has confirmed it."))
        return redirect("my_placement")
    days = PlacementDay.objects.filter(placement__in=line.chain if line else []).select_related(
        "placement__site"
    )
    context = {"seat": seat, "line": line, "form": form, "days": days, "today": timezone.localdate()}
    status = 422 if request.method == "POST" else 200
    return render(request, "enrollment/placements/own.html", context, status=status)
