"""The first page of each account, and the fiscal-year report."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from agencies.enums import AgencyKind, Role
from agencies.models import Agency
from agencies.permissions import can_see_reports, is_center_staff, is_counselor, is_officer
from agencies.requests import MemberRequest
from core.dates import fiscal_year
from core.policy import require, signed_in
from core.spreadsheets import xlsx_response
from enrollment.permissions import can_import, can_register, can_see_people, is_trainee, oversees_schools
from outreach.enums import Destination
from program.home import begins_with_roster, figures_for, next_sessions, own_page
from program.queries import Report, report_for
from program.rosters import roster_page
from program.waiting import waiting_for
from training.permissions import is_trainer

YEARS_BACK = 5


@require_safe
@signed_in
def home(request: MemberRequest) -> HttpResponse:
    """What waits for this account; a school's counsellor sees the roster at once."""
    if begins_with_roster(request.user):
        return roster_page(request)
    today = timezone.localdate()
    context = {
        "waiting": waiting_for(request.user, today),
        "own": own_page(request.user.graduate, today) if is_trainee(request.user) else None,
        "sessions": next_sessions(request.user, today) if is_trainer(request.user) else None,
        "figures": figures_for(request.user) if can_see_people(request.user) else [],
        "oversees": oversees_schools(request.user),
        "is_officer": is_officer(request.user),
        "is_counselor": is_counselor(request.user),
        "is_staff_member": is_center_staff(request.user),
        "may_register": can_register(request.user),
        "may_import": can_import(request.user),
        "today": today,
    }
    return render(request, "program/home.html", context)


@require_safe
@require(can_see_reports)
def report(request: MemberRequest) -> HttpResponse:
    """The chain in numbers for one fiscal year: staff see their centre, officers the centres of their province."""
    this_year = fiscal_year(timezone.localdate())
    years = [this_year + 1 - back for back in range(YEARS_BACK)]
    asked = request.GET.get("year", "")
    year = next((year for year in years if str(year) == asked), this_year)
    found = report_for(year, _centers(request))
    if request.GET.get("format") == "xlsx":
        return _workbook(found)
    context = {
        "report": found,
        "years": [{"label": y, "url": f"?year={y}", "current": y == year} for y in years],
        "steps": [(step, step_words()[step.code]) for step in found.steps],
        "destinations": [(label, found.destinations[value]) for value, label in Destination.choices],
        "not_asked": found.destinations[""],
    }
    return render(request, "program/report.html", context)


def _centers(request: MemberRequest) -> QuerySet[Agency]:
    own = request.user.agencies_as(Role.STAFF, Role.HEAD)
    offices = request.user.agencies_as(Role.OFFICER)
    provinces = Agency.objects.filter(pk__in=offices).values("provinces")
    centers = Agency.objects.filter(kind=AgencyKind.CENTER)
    return (centers.filter(pk__in=own) | centers.filter(provinces__in=provinces)).distinct()


def step_words() -> dict[str, str]:
    """The steps of the chain in the reader's language."""
    return {
        "found": _("Found and registered"),
        "referred": _("Referred to a centre"),
        "accepted": _("Accepted by a centre"),
        "entered": _("Entered training"),
        "completed": _("Completed"),
    }


def _workbook(found: Report) -> HttpResponse:
    rows: list[tuple[object, ...]] = [(step_words()[step.code], step.people) for step in found.steps]
    rows += [(label, found.destinations[value]) for value, label in Destination.choices]
    rows += [(_("not asked yet"), found.destinations[""])]
    rows += [(str(line.course), line.runs, line.entered, line.completed) for line in found.courses]
    headings = [
        _("Fiscal year %(year)s") % {"year": found.year},
        pgettext("count", "People"),
        _("Entered"),
        _("Completed"),
    ]
    return xlsx_response(f"report-{found.year}", str(found.year), headings, rows)
