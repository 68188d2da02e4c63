"""What a leaver does next, a school's report of its class, and how complete the schools' reports are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies.models import Agency
from agencies.permissions import is_officer
from agencies.requests import MemberRequest
from core.listing import Sheet, answer_list
from core.policy import require
from core.spreadsheets import xlsx_response
from core.submissions import once
from enrollment.enums import PathKind, PathSource, SchoolReportState
from enrollment.forms.rosters import ClassForm, CompletenessFilter, PathForm
from enrollment.models import PlannedPath, SchoolReport
from enrollment.permissions import can_report_school, oversees_schools
from enrollment.queries import completeness as queries
from enrollment.queries.rosters import Standing, class_year, class_years, pupils_of, schools_of
from enrollment.services import rosters as services

HEADINGS = (
    gettext_lazy("School"),
    gettext_lazy("District"),
    gettext_lazy("Province"),
    gettext_lazy("Report"),
    gettext_lazy("Finished ม.3"),
    gettext_lazy("Go on studying"),
    gettext_lazy("Do not go on studying"),
    gettext_lazy("Registered"),
    gettext_lazy("Without a plan"),
    gettext_lazy("Missing from the register"),
    gettext_lazy("Counsellor"),
    gettext_lazy("Telephone"),
    gettext_lazy("E-mail"),
)


def asked_year(request: MemberRequest, today: date) -> int:
    """The academic year in the address, else the class in question."""
    asked = request.GET.get("year", "")
    return next((year for year in class_years(today) if str(year) == asked), class_year(today))


@require_POST
@require(can_report_school)
@once
def continues(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One tap: the pupil goes on studying."""
    person = get_object_or_404(pupils_of(request.user, None), pk=pk)
    now = timezone.now()
    services.record_path(
        person,
        kind=PathKind.CONTINUES,
        said_by=PathSource.TEACHER,
        said_on=timezone.localdate(now),
        by=request.user,
        at=now,
    )
    messages.success(request, _("%(name)s goes on studying.") % {"name": person.display_name})
    return redirect("pupil", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_report_school)
@once
def record_path(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What the pupil does next, with where, who said so and when."""
    person = get_object_or_404(pupils_of(request.user, None), pk=pk)
    now = timezone.now()
    form = PathForm(request.POST if request.method == "POST" else None, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        path = services.record_path(person, by=request.user, at=now, **form.cleaned_data)
        words = {"name": person.display_name, "path": path.get_kind_display()}
        messages.success(request, _("%(name)s: %(path)s.") % words)
        return redirect("pupil", pk=pk)
    context = {"form": form, "person": person}
    return render(request, "enrollment/rosters/path.html", context, status=422 if form.errors else 200)


@require_POST
@require(can_report_school)
def take_back_path(request: MemberRequest, pk: int) -> HttpResponse:
    path = get_object_or_404(PlannedPath, pk=pk, graduate__in=pupils_of(request.user, None))
    services.take_back_path(path, by=request.user, at=timezone.now())
    messages.success(request, _("Taken back."))
    return redirect("pupil", pk=path.graduate_id)


@require_http_methods(["GET", "HEAD", "POST"])
@require(can_report_school)
@once
def school_report(request: MemberRequest) -> HttpResponse:
    """A school's numbers of one academic year, kept in work or declared as done."""
    today = timezone.localdate()
    year, schools = asked_year(request, today), schools_of(request.user)
    if not schools:
        return render(request, "enrollment/rosters/no_school.html")
    school = _asked_school(request, schools)
    report = SchoolReport.objects.filter(school=school, academic_year=year).first()
    if request.method != "POST":
        return _report_page(request, school, year, report, ClassForm(initial=_numbers(report)))
    said = _none() if "none" in request.POST else request.POST.dict()
    form = ClassForm(said)
    if not form.is_valid():
        return _report_page(request, school, year, report, form, status=422)
    try:
        _declare(request, school, year, form.cleaned_data)
    except services.ReportedMeanwhile as meanwhile:
        # Saving once more is a decision taken knowingly: over their version.
        form = ClassForm({**said, "version": str(meanwhile.report.version)})
        context = {"theirs": meanwhile.report, "refusal": meanwhile}
        return _report_page(request, school, year, meanwhile.report, form, status=409, **context)
    except services.MoreRegistered as refusal:
        form.add_error("not_continuing", str(refusal))
        return _report_page(request, school, year, report, form, status=422)
    return redirect(f"{reverse('school_report')}?year={year}&school={school.pk}")


def _asked_school(request: MemberRequest, schools: Iterable[Agency]) -> Agency:
    """The school in the address, else the first one; 404 for one that the account does not speak for."""
    asked = request.GET.get("school", "")
    school = next((one for one in schools if asked in ("", str(one.pk))), None)
    if school is None:
        raise Http404
    return school


def _none() -> dict[str, str]:
    """ "We have none", in one tap."""
    return {"finished": "0", "continuing": "0", "not_continuing": "0", "version": ""}


def _numbers(report: SchoolReport | None) -> dict[str, int]:
    names = ("finished", "continuing", "not_continuing", "version")
    return {name: getattr(report, name) for name in names} if report else {}


def _declare(request: MemberRequest, school: Agency, year: int, said: dict[str, Any]) -> None:
    done = "keep" not in request.POST
    services.declare_class(
        school,
        year=year,
        finished=said["finished"],
        continuing=said["continuing"],
        version=said["version"] or 0,
        done=done,
        by=request.user,
        at=timezone.now(),
    )
    messages.success(
        request, _("Reported. The area office sees it.") if done else _("Kept, not reported yet.")
    )


def _report_page(
    request: MemberRequest,
    school: Agency,
    year: int,
    report: SchoolReport | None,
    form: ClassForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    line = queries.with_completeness(Agency.objects.filter(pk=school.pk), year).get()
    context = {
        "school": school,
        "schools": schools_of(request.user),
        "year": year,
        "no_plan_url": f"{reverse('roster')}?year={year}&standing={Standing.NO_PLAN}",
        "years": class_years(timezone.localdate()),
        "report": report,
        "is_done": report is not None and report.state == SchoolReportState.DONE,
        "line": line,
        "due": queries.due_day(year),
        "form": form,
        **more,
    }
    return render(request, "enrollment/rosters/report.html", context, status=status)


@require_POST
@require(can_report_school)
def reopen_report(request: MemberRequest, pk: int) -> HttpResponse:
    report = get_object_or_404(SchoolReport, pk=pk, school__in=schools_of(request.user))
    services.reopen_report(report, by=request.user, at=timezone.now())
    messages.success(request, _("Open again. The area office sees that it is in work."))
    return redirect(f"{reverse('school_report')}?year={report.academic_year}&school={report.school_id}")


@require_safe
@require(oversees_schools)
def completeness(request: MemberRequest) -> HttpResponse:
    """Which schools have reported: an area office sees its own one by one, an officer the totals of the province."""
    today = timezone.localdate()
    year = asked_year(request, today)
    below = queries.with_completeness(queries.schools_below(request.user), year)
    everywhere = queries.schools_in_province(request.user) if is_officer(request.user) else None
    counted = below if everywhere is None else queries.with_completeness(everywhere, year)
    whole, provinces, districts = queries.totals_of(
        counted.select_related("place__parent__parent"), _("All schools")
    )
    data = request.GET.copy()
    data["year"] = str(year)
    found = CompletenessFilter(data, queryset=queries.with_contacts(below), request=request, today=today)
    context = {
        "year": year,
        "due": queries.due_day(year),
        "whole": whole,
        "areas": [*provinces, *districts],
        "nothing_url": f"?year={year}&reporting={queries.Reporting.NOTHING}",
        "in_work_url": f"?year={year}&reporting={queries.Reporting.IN_WORK}",
        "totals_only": everywhere is not None,
    }
    if everywhere is not None and request.GET.get("format") == "xlsx":
        return _totals_sheet(year, [whole, *provinces, *districts])
    sheet = Sheet("schools", _("Schools %(year)s") % {"year": year}, list(map(str, HEADINGS)), _line)
    template = "enrollment/rosters/completeness.html"
    return answer_list(request, found, found.qs, queries.WORST_FIRST, template, sheet, **context)


def _line(school: Any) -> list[Any]:
    """One school in the spreadsheet, with whom to remind."""
    chain = school.place.chain()
    users = [membership.user for membership in school.memberships.all()]
    return [
        str(school),
        str(chain[max(len(chain) - 2, 0)]),
        str(chain[-1]),
        str(queries.Reporting(school.reporting).label),
        school.finished,
        school.continuing,
        school.declared_staying,
        school.registered,
        school.without_plan,
        school.missing,
        ", ".join(user.get_full_name() or user.get_username() for user in users),
        ", ".join(filter(None, (user.phone for user in users))),
        ", ".join(filter(None, (user.email for user in users))),
    ]


def _totals_sheet(year: int, totals: Iterable[queries.Totals]) -> HttpResponse:
    rows = (
        [one.name, one.schools, one.reported, one.in_work, one.nothing, one.finished, one.continuing,
         one.not_continuing, one.registered, one.without_plan, one.missing]
        for one in totals
    )  # fmt: skip
    words = (
        _("Area"),
        _("Schools"),
        pgettext("report", "Reported"),
        pgettext("report", "In work"),
        _("Nothing yet"),
        *map(str, HEADINGS[4:10]),
    )
    return xlsx_response("schools", _("Schools %(year)s") % {"year": year}, words, rows)
