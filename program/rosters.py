"""A school's roster and one pupil of it: the one place that tells of every stage, up to what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery, Value, When
from django.db.models.lookups import Exact
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from agencies.models import Agency
from agencies.requests import MemberRequest
from core.paging import keyset_page
from core.policy import require
from core.spreadsheets import xlsx_response
from enrollment.enums import SchoolReportState
from enrollment.forms.rosters import EVERY_YEAR, RosterFilter
from enrollment.models import Graduate, SchoolReport
from enrollment.permissions import can_refer, can_report_school
from enrollment.queries import rosters as queries
from enrollment.queries.completeness import due_day
from enrollment.queries.people import next_step
from enrollment.queries.rosters import Standing
from outreach.enums import Destination
from outreach.models import FollowUp
from program.waiting import waiting_for

ORDERS = {"urgent": ("rank", "sort_key", "id"), "name": ("sort_key", "id")}
BECAME = {
    Destination.LEARNING: Standing.LEARNING,
    Destination.EMPLOYED: Standing.WORK,
    Destination.OWN_BUSINESS: Standing.WORK,
    Destination.CARING: Standing.OTHER,
}
HEADINGS = (
    gettext_lazy("Name"),
    gettext_lazy("School"),
    gettext_lazy("Class of"),
    gettext_lazy("State"),
    gettext_lazy("Details"),
    gettext_lazy("Telephone"),
)


def told(people: QuerySet[Graduate]) -> QuerySet[Graduate]:
    """The people with their standing, the newest follow-up included."""
    newest = FollowUp.objects.filter(enrollment__graduate=OuterRef("pk")).order_by("-asked_on", "-pk")
    latest = Subquery(newest.values("destination")[:1])
    later = [When(Exact(latest, Value(str(here))), then=Value(str(step))) for here, step in BECAME.items()]
    return queries.with_standing(people, later)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: the class (None: every year) and the order."""

    year: int | None
    order: tuple[str, ...]

    @property
    def year_word(self) -> str:
        return str(self.year) if self.year else EVERY_YEAR


def asked_of(request: MemberRequest, today: date) -> Asked:
    """An unknown class means the newest one."""
    word, known = request.GET.get("year", ""), queries.class_years(today)
    year = next((year for year in known if str(year) == word), None)
    if year is None and word != EVERY_YEAR:
        year = queries.newest_year(request.user, today)
    return Asked(year, ORDERS["name" if request.GET.get("sort") == "name" else "urgent"])


@require_safe
@require(can_report_school)
def roster(request: MemberRequest) -> HttpResponse:
    """The own schools' leavers of a class; the same as a counsellor's first page."""
    return roster_page(request)


def roster_page(request: MemberRequest) -> HttpResponse:
    """How many of each standing there are in the class, and who, the most pressing first."""
    today = timezone.localdate()
    asked, schools = asked_of(request, today), list(queries.schools_of(request.user))
    people = told(queries.pupils_of(request.user, asked.year))
    found = RosterFilter(
        {**request.GET.dict(), "year": asked.year_word},
        queryset=people,
        request=request,
        today=today,
        many_schools=len(schools) > 1,
    )
    rows = queries.with_notes(found.qs)
    if request.GET.get("format") == "xlsx":
        lines = map(_line, rows.order_by(*asked.order))
        return xlsx_response("roster", _("Roster"), [str(heading) for heading in HEADINGS], lines)
    page = keyset_page(rows, asked.order, request.GET.get("cursor", ""))
    counts = queries.standing_counts(people)
    context = {
        "filter": found,
        "page": page,
        "lines": [_shown(person) for person in page],
        "asked": asked,
        "schools": schools,
        "due": _report_due(schools, today),
        "figures": _figures(counts, asked, request.GET.get("standing", "")),
        "total": sum(counts.values()),
        "waiting": waiting_for(request.user, today),
        "xlsx": f"?{urlencode({**request.GET.dict(), 'format': 'xlsx'})}",
    }
    return render(request, "enrollment/rosters/roster.html", context)


def _shown(person: Any) -> dict[str, Any]:
    """A line of the roster."""
    standing = Standing(person.standing)
    return {
        "person": person,
        "standing": standing,
        "tone": queries.TONES.get(standing, "good"),
        "note": queries.note_of(person),
    }


def _figures(counts: dict[str, int], asked: Asked, chosen: str) -> list[dict[str, Any]]:
    """The numbers on top, each a tap that filters; the first one also where it is zero."""
    shown = [step for step in Standing if counts[step] or step == Standing.NO_PLAN]
    return [
        {
            "label": step.label,
            "count": counts[step],
            "tone": queries.TONES.get(step, "good"),
            "url": f"?{urlencode({'year': asked.year_word, 'standing': step.value})}",
            "current": step == chosen,
        }
        for step in shown
    ]


def _report_due(schools: list[Agency], today: date) -> dict[str, Any] | None:
    """What the area office still waits for from these schools: the class and its last day; None if nothing."""
    year = queries.class_year(today)
    done = SchoolReport.objects.filter(
        school__in=schools, academic_year=year, state=SchoolReportState.DONE
    ).count()
    return {"year": year, "day": due_day(year)} if done < len(schools) else None


def _line(person: Any) -> list[Any]:
    return [
        person.full_name,
        str(person.school or ""),
        person.academic_year,
        str(Standing(person.standing).label),
        queries.note_of(person),
        person.phone,
    ]


@require_safe
@require(can_report_school)
def pupil(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One pupil on a phone: what became of them, and the next step as the one big button."""
    people = queries.with_notes(told(queries.pupils_of(request.user, None)))
    person: Any = get_object_or_404(people, pk=pk)
    may_refer = can_refer(request.user) and person.standing in queries.MAY_BE_REFERRED
    context = {
        **_shown(person),
        "may_refer": may_refer,
        "due": None if may_refer else next_step(person, may_refer=False),
        "path": next(iter(person.paths.all()), None),
        "may_plan": person.standing != Standing.TRAINING,
        "referrals": [row for row in person.referrals.all() if row.from_agency_id == person.school_id],
    }
    return render(request, "enrollment/rosters/pupil.html", context)
