"""Placements: hours in a firm, what the firm said, what is due by when (clauses 27, 31, 33-36)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Sum, TextChoices
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from enrollment.eligibility import rule_set
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment, Placement, PlacementDay, PlacementReport, PlacementSite, SiteVisit
from enrollment.queries.testing import LONGEST_SHUT, shut_around
from enrollment.young_work import findings
from training import rules
from training.calendar import DAY
from training.models import CourseRun
from training.queries import shut_days_of
from training.rules.childhood import Finding, refuses
from training.rules.completion import minutes_needed


def placement_minutes_of(run: CourseRun) -> int:
    """How long the run's curriculum sends people to a firm; 0 where its type knows no placement."""
    of_type = rule_set(run.rule_set).of(run.course.course_type)
    return run.curriculum.placement_minutes if of_type.placement else 0


@dataclass(frozen=True, slots=True)
class FirmFacts:
    """What is known of a seat in firms: confirmed minutes of all its sites (clause 27), and the last firm's word."""

    attended: int | None
    passes: bool | None


def firm_facts(seats: Iterable[Enrollment]) -> dict[int, FirmFacts]:
    """Seat -> what is known. Minutes are unknown until the report is in: days may still come."""
    keys = [seat.pk for seat in seats]
    days = PlacementDay.objects.filter(placement__enrollment__in=keys, confirmed_at__isnull=False)
    totals = days.order_by().values_list("placement__enrollment").annotate(minutes=Sum("minutes"))
    minutes = dict(totals)
    last = Placement.objects.filter(enrollment__in=keys).last_of_seat()
    reports = PlacementReport.objects.filter(placement__in=last.values("pk"))
    said = dict(reports.values_list("placement__enrollment", "passes"))
    return {key: FirmFacts(minutes.get(key, 0) if key in said else None, said.get(key)) for key in keys}


@dataclass(frozen=True, slots=True)
class Due:
    """A duty with its day and clause; done on the day it was done, or not yet."""

    day: date
    clause: str
    done_on: date | None

    def is_late(self, today: date) -> bool:
        return (self.done_on or today) > self.day


@dataclass(frozen=True)
class PlacementLine:
    """The placement of one seat as the page of a run shows it."""

    seat: Enrollment
    chain: tuple[Placement, ...]  # first site to last
    minutes: int  # confirmed
    waiting: int  # minutes that the mentor has not confirmed
    needed: int  # of 80 % (clause 35)
    whole: int
    report: PlacementReport | None
    report_due: Due | None
    return_due: Due | None
    findings: tuple[Finding, ...]

    @property
    def current(self) -> Placement | None:
        return self.chain[-1] if self.chain else None

    @property
    def percent(self) -> int:
        return self.minutes * 100 // self.whole if self.whole else 0


def lines_of(run: CourseRun, seats: Iterable[Enrollment] | None = None) -> list[PlacementLine]:
    """Everybody who sits in the run, with what is known of their placement."""
    found = list(seats) if seats is not None else list(_seats(run))
    chains: dict[int, list[Placement]] = defaultdict(list)
    rows = Placement.objects.filter(enrollment__in=found).select_related("site", "report")
    for placement in rows.order_by("first_day", "pk"):
        chains[placement.enrollment_id].append(placement)
    confirmed, waiting = _minutes(found)
    whole = placement_minutes_of(run)
    needed = _needed(run, whole)
    shut = _shut_after(run, [chain[-1] for chain in chains.values()])
    return [
        _line(
            run,
            seat,
            tuple(chains[seat.pk]),
            (confirmed.get(seat.pk, 0), waiting.get(seat.pk, 0)),
            needed,
            whole,
            shut,
        )
        for seat in found
    ]


def _seats(run: CourseRun) -> QuerySet[Enrollment]:
    gone = (EnrollmentState.LEFT, EnrollmentState.ENROLLED)
    return run.enrollments.exclude(state__in=gone).select_related("graduate").order_by("seat_number")


def _minutes(seats: list[Enrollment]) -> tuple[dict[int, int], dict[int, int]]:
    """Seat -> confirmed minutes, seat -> minutes that wait for the mentor's word."""
    rows = PlacementDay.objects.filter(placement__enrollment__in=seats).order_by()
    by_seat = rows.values_list("placement__enrollment")
    return (
        dict(by_seat.filter(confirmed_at__isnull=False).annotate(minutes=Sum("minutes"))),
        dict(by_seat.filter(confirmed_at=None).annotate(minutes=Sum("minutes"))),
    )


def _needed(run: CourseRun, whole: int) -> int:
    rule = rule_set(run.rule_set).of(run.course.course_type).placement
    return minutes_needed(whole, rule.percent) if rule else 0


def _line(
    run: CourseRun,
    seat: Enrollment,
    chain: tuple[Placement, ...],
    minutes: tuple[int, int],
    needed: int,
    whole: int,
    shut: Container[date],
) -> PlacementLine:
    last = chain[-1] if chain else None
    report: PlacementReport | None = getattr(last, "report", None)
    about = (
        findings(seat.graduate, last.site, last.first_day, last.last_day, last.inspector_told_on)
        if last
        else ()
    )
    return PlacementLine(
        seat,
        chain,
        *minutes,
        needed,
        whole,
        report,
        report_due(run, last, report, shut) if last else None,
        return_due(run, last, shut) if last else None,
        about,
    )


def report_due(
    run: CourseRun, placement: Placement, report: PlacementReport | None, shut: Container[date] | None = None
) -> Due:
    """Clauses 34 and 36: time sheet, evaluation and result of the job, so many days after the last one."""
    term = rule_set(run.rule_set).duties.placement_report
    closed = shut_around(run, placement.last_day, term) if shut is None else shut
    day = rules.due_date(placement.last_day, term, closed)
    return Due(day, term.clause, report.received_on if report else None)


def return_due(run: CourseRun, placement: Placement, shut: Container[date] | None = None) -> Due:
    """Clause 31: back at the centre within so many working days."""
    term = rule_set(run.rule_set).duties.return_to_center
    closed = shut_around(run, placement.last_day, term) if shut is None else shut
    return Due(rules.due_date(placement.last_day, term, closed), term.clause, placement.returned_on)


def _shut_after(run: CourseRun, placements: Iterable[Placement]) -> Container[date]:
    """The days on which the centre is shut after any of these, read once."""
    ends = [placement.last_day for placement in placements]
    if not ends:
        return ()
    duties = rule_set(run.rule_set).duties
    longest = max(duties.placement_report.days, duties.return_to_center.days)
    return shut_days_of(run.center, min(ends), max(ends) + (3 * longest + LONGEST_SHUT) * DAY)


def unvisited(user: User) -> QuerySet[Placement]:
    """Clause 33: placements of the account's runs whose site nobody has visited for the run."""
    visits = SiteVisit.objects.filter(site=OuterRef("site"), run=OuterRef("enrollment__run"))
    return (
        Placement.objects.visible_to(user)
        .filter(~Exists(visits))
        .exclude(enrollment__state=EnrollmentState.LEFT)
    )


def without_report(user: User, today: date) -> QuerySet[Placement]:
    """Clause 34: placements that have ended, of people in training, whose report is not in."""
    ended = Placement.objects.visible_to(user).last_of_seat().filter(last_day__lt=today, report=None)
    return ended.filter(enrollment__state=EnrollmentState.TRAINING)


def not_returned(user: User, today: date) -> QuerySet[Placement]:
    """Clause 31: placements that have ended, of people in training who are not back at the centre."""
    ended = Placement.objects.visible_to(user).last_of_seat().filter(last_day__lt=today, returned_on=None)
    return ended.filter(enrollment__state=EnrollmentState.TRAINING)


def unconfirmed(user: User) -> QuerySet[Placement]:
    """Placements of people in training with days that the mentor has not confirmed."""
    waiting = PlacementDay.objects.filter(
        confirmed_at=None, placement__enrollment__state=EnrollmentState.TRAINING
    )
    return Placement.objects.visible_to(user).filter(pk__in=waiting.values("placement"))


def inspector_to_tell(user: User, today: date) -> QuerySet[Placement]:
    """Children at work, or soon, of whom the labour inspector was not told."""
    last = (
        Placement.objects.visible_to(user).last_of_seat().filter(last_day__gte=today, inspector_told_on=None)
    )
    rows = last.filter(enrollment__state=EnrollmentState.TRAINING)
    found = [
        one.pk
        for one in rows.select_related("site", "enrollment__graduate")
        if findings(one.enrollment.graduate, one.site, one.first_day, one.last_day, None)
    ]
    return Placement.objects.filter(pk__in=found)


class PlacementDue(TextChoices):
    """What is still to be done about a placement."""

    VISIT = "visit", _("To be visited")
    CONFIRM = "confirm", _("Hours to confirm")
    REPORT = "report", _("Firm's report due")
    RETURN = "return", _("To be back at the centre")
    INSPECTOR = "inspector", _("Labour inspector to be told")


def due_of(user: User, due: str, today: date) -> QuerySet[Placement]:
    """The placements of the account with that still to be done."""
    match due:
        case PlacementDue.VISIT:
            return unvisited(user)
        case PlacementDue.CONFIRM:
            return unconfirmed(user)
        case PlacementDue.REPORT:
            return without_report(user, today)
        case PlacementDue.RETURN:
            return not_returned(user, today)
        case _:
            return inspector_to_tell(user, today)


def unfit_for(site: PlacementSite, today: date) -> list[Placement]:
    """Placements at the site, still going on, that the law on children does not allow as the site is now."""
    rows = site.placements.filter(last_day__gte=today, next_one=None)
    open_rows = rows.filter(enrollment__state=EnrollmentState.TRAINING).select_related("enrollment__graduate")
    return [
        one
        for one in open_rows
        if refuses(
            findings(one.enrollment.graduate, site, one.first_day, one.last_day, one.inspector_told_on)
        )
    ]
