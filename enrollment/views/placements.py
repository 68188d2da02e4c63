"""Training in a firm: the page of one seat, and what is done there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from agencies.permissions import is_center_staff
from agencies.requests import MemberRequest
from core.files import keep
from core.models import SealedFile
from core.policy import require
from core.submissions import once
from enrollment import services
from enrollment.enums import EnrollmentState
from enrollment.forms.placements import (
    REFUSED_AT,
    BeginForm,
    ChangeSiteForm,
    DayForm,
    LastDayForm,
    OnDayForm,
    ReportForm,
    SignedHoursForm,
)
from enrollment.forms.refusing import goes_well
from enrollment.models import (
    Enrollment,
    Placement,
    PlacementDay,
    PlacementSite,
    SignedHours,
    SiteVisit,
)
from enrollment.permissions import can_teach
from enrollment.queries.completion import start_in_firm
from enrollment.queries.placements import lines_of
from enrollment.services.placement_refusals import AlreadyPlaced
from enrollment.views.classes import refuse_unless, seat_in_firms, staffs
from enrollment.words import outcome_words
from enrollment.young_work import sentences
from training.rules import Verdict

HINDERS = (Verdict.FAILED, Verdict.UNKNOWN)


@require_safe
@require(can_teach)
def seat_placement(request: MemberRequest, pk: int) -> HttpResponse:
    """One person's training in firms."""
    return _page(request, seat_in_firms(request, pk))


def _page(request: MemberRequest, seat: Enrollment, **bound: Form) -> HttpResponse:
    """The page, with a form that was sent and has to be mended in the place of its empty one."""
    (line,) = lines_of(seat.run, [seat])
    staff, current = staffs(request.user, seat.run), line.current
    start = start_in_firm(seat)
    sites = _sites(seat)
    forms: dict[str, Any] = {"day": DayForm(), "signed-hours": SignedHoursForm()} if current else {}
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
    for name, form in forms.items():
        form.auto_id = f"id_{name}_%s"  # several ask for a day: each label leads to its own box
    context = {
        "seat": seat,
        "run": seat.run,
        "line": line,
        "findings": sentences(line.findings),
        "hindrance": outcome_words(start) if start and start.verdict in HINDERS else "",
        "days": PlacementDay.objects.filter(placement__in=line.chain).select_related("placement__site"),
        "signed": SignedHours.objects.filter(placement__in=line.chain),
        "visits": SiteVisit.objects.filter(run=seat.run, site__in=[one.site_id for one in line.chain]),
        "forms": {name.replace("-", "_"): form for name, form in forms.items()},
        "today": timezone.localdate(),
        "is_staff": staff,
        "may_change": seat.state == EnrollmentState.TRAINING or bool(bound),  # what is refused is shown
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
    seat = seat_in_firms(request, pk)
    refuse_unless(staffs(request.user, seat.run))
    form = BeginForm(request.POST, **_choice(seat))
    if goes_well(form, REFUSED_AT, lambda: _begin(request, seat, form)):
        return redirect("seat_placement", pk=seat.pk)
    return _page(request, seat, begin=form)


def _begin(request: MemberRequest, seat: Enrollment, form: BeginForm) -> None:
    try:
        services.place(seat, **form.cleaned_data, by=request.user, at=timezone.localtime())
    except AlreadyPlaced as placed:
        messages.error(request, str(placed))  # the page shows where, and how that is changed


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


def _signed(request: MemberRequest, placement: Placement, form: Form) -> object:
    at, file = timezone.localtime(), form.cleaned_data["file"]
    sheet = keep(file.name, file.read(), at=at)
    until = form.cleaned_data["until"]
    return services.keep_signed_hours(placement, sheet, until=until, by=request.user, at=at)


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
    "signed-hours": Act(
        lambda request, _placement: SignedHoursForm(request.POST, request.FILES),
        _signed,
        gettext_lazy("The signed sheet is kept; the days it covers count now."),
        True,
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
    seat = seat_in_firms(request, placement.enrollment_id)
    refuse_unless(chosen.by_trainers or staffs(request.user, seat.run))
    form = chosen.form(request, placement)
    if goes_well(form, REFUSED_AT, lambda: chosen.do(request, placement, form)):
        messages.success(request, chosen.done)
        return redirect("seat_placement", pk=seat.pk)
    return _page(request, seat, **{act: form})
