"""How complete the register is: what each school declared of a year, against whom it has registered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    TextChoices,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, Membership, Place, User
from core.dates import academic_year_span
from enrollment.enums import CaseType, PathKind, SchoolReportState
from enrollment.models import Graduate, SchoolReport
from enrollment.queries.rosters import Standing, valid_paths, with_standing

WORST_FIRST = ("rank", "-open_ends", "sort_key", "id")


class Reporting(TextChoices):
    """How far a school is with its report of a year."""

    NOTHING = "nothing", _("Nothing yet")
    IN_WORK = SchoolReportState.IN_WORK.value, pgettext_lazy("report", "In work")
    DONE = SchoolReportState.DONE.value, pgettext_lazy("report", "Reported")


def schools_below(user: User) -> QuerySet[Agency]:
    """The schools of the account's area office, in whichever province, and those it speaks for itself."""
    counseled = user.agencies_as(Role.COUNSELOR)
    return Agency.objects.filter(Q(parent__in=counseled) | Q(pk__in=counseled), kind=AgencyKind.SCHOOL)


def schools_in_province(user: User) -> QuerySet[Agency]:
    """Every school in the provinces that an officer's agencies serve: for totals."""
    served = Place.objects.filter(agencies__in=user.agencies_as(Role.OFFICER)).values_list("code", flat=True)
    inside = Q(pk__in=[])
    for code in set(served):
        inside |= Q(place__code__startswith=code)
    return Agency.objects.filter(inside, kind=AgencyKind.SCHOOL)


def due_day(year: int) -> date:
    """The last day for the reports of an academic year (B.E.): its own, or the usual day after its end."""
    if str(year) in settings.SCHOOL_REPORTS_DUE_IN:
        return date.fromisoformat(settings.SCHOOL_REPORTS_DUE_IN[str(year)])
    month, day = map(int, settings.SCHOOL_REPORTS_DUE.split("-"))
    return date(academic_year_span(year)[1].year, month, day)


def with_completeness(schools: QuerySet[Agency], year: int) -> QuerySet[Agency]:
    """The schools with `reporting`, the numbers declared, the people registered as finished ม.3, and the gaps.

    `missing`: not continuing by the declaration, yet not in the register. `open_ends`: missing or without a plan.
    """
    report = SchoolReport.objects.filter(school=OuterRef("pk"), academic_year=year)
    people = finishers(year)
    return (
        schools.annotate(
            reporting=Coalesce(Subquery(report.values("state")[:1]), Value(str(Reporting.NOTHING))),
            finished=_declared(report, "finished"),
            continuing=_declared(report, "continuing"),
            registered=_count(people),
            staying=_count(staying(people)),
            without_plan=_count(without_plan(people)),
        )
        .annotate(declared_staying=F("finished") - F("continuing"))
        .annotate(missing=Greatest(F("declared_staying") - F("staying"), 0))
        .annotate(open_ends=F("missing") + F("without_plan"))
        .annotate(rank=_rank())
    )


def finishers(year: int) -> QuerySet[Graduate]:
    """Whom the register knows to have finished ม.3 in the year."""
    return Graduate.objects.living().filter(academic_year=year, case_type=CaseType.FINISHED)


def staying(people: QuerySet[Graduate]) -> QuerySet[Graduate]:
    """Those of whom nobody said that they go on studying."""
    onward = valid_paths().filter(graduate=OuterRef("pk"), kind=PathKind.CONTINUES)
    return people.filter(~Exists(onward))


def without_plan(people: QuerySet[Graduate]) -> QuerySet[Graduate]:
    """Those for whom nothing is on its way."""
    return with_standing(people).filter(standing=Standing.NO_PLAN)  # type: ignore[misc]  # annotated


def _declared(report: QuerySet[SchoolReport], column: str) -> Coalesce:
    return Coalesce(Subquery(report.values(column)[:1]), 0, output_field=IntegerField())


def _count(people: QuerySet[Graduate]) -> Coalesce:
    own = people.filter(school=OuterRef("pk")).order_by().values("school")
    return Coalesce(Subquery(own.annotate(n=Count("pk")).values("n")), 0, output_field=IntegerField())


def _rank() -> Case:
    """The worst first: nothing reported, in work, reported with open ends, complete."""
    return Case(
        When(reporting=Reporting.NOTHING, then=0),
        When(reporting=Reporting.IN_WORK, then=1),
        When(open_ends__gt=0, then=2),
        default=3,
        output_field=IntegerField(),
    )


def with_contacts(schools: QuerySet[Agency]) -> QuerySet[Agency]:
    """The schools with the accounts that speak for them today, to be reminded."""
    today = timezone.localdate()
    live = Membership.objects.filter(Q(until=None) | Q(until__gte=today), role=Role.COUNSELOR)
    return schools.select_related("place__parent__parent").prefetch_related(
        Prefetch("memberships", live.filter(user__is_active=True).select_related("user").order_by("pk"))
    )


@dataclass(slots=True)
class Totals:
    """Sums over the schools of a district, a province, or all."""

    name: str
    schools: int = 0
    reported: int = 0
    in_work: int = 0
    finished: int = 0
    continuing: int = 0
    registered: int = 0
    without_plan: int = 0
    missing: int = 0

    @property
    def nothing(self) -> int:
        return self.schools - self.reported - self.in_work

    @property
    def not_continuing(self) -> int:
        return self.finished - self.continuing

    def add(self, school: Any) -> None:
        self.schools += 1
        self.reported += school.reporting == Reporting.DONE
        self.in_work += school.reporting == Reporting.IN_WORK
        for name in SUMMED:
            setattr(self, name, getattr(self, name) + getattr(school, name))


SUMMED = [field.name for field in fields(Totals)][4:]


def totals_of(schools: Iterable[Any], name: str) -> tuple[Totals, list[Totals], list[Totals]]:
    """Of all the schools (`with_completeness`), by province and by district; `name` is what the whole is called."""
    whole = Totals(name)
    provinces: dict[str, Totals] = {}
    districts: dict[str, Totals] = {}
    for school in schools:
        chain = school.place.chain()
        province, district = chain[-1], chain[max(len(chain) - 2, 0)]
        whole.add(school)
        provinces.setdefault(province.code, Totals(str(province))).add(school)
        districts.setdefault(district.code, Totals(f"{district}, {province}")).add(school)
    return whole, _in_order(provinces), _in_order(districts)


def _in_order(totals: dict[str, Totals]) -> list[Totals]:
    return [totals[code] for code in sorted(totals)]
