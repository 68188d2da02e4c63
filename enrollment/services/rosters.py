"""What a leaver means to do instead of training, and what a school declares of a whole class."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit
from core.dates import PartialDate, age_range_on
from core.refusals import Refused
from core.states import advance
from enrollment.entries import entry_of
from enrollment.enums import EnrollmentState, PathKind, PathSource, SchoolReportState
from enrollment.models import Graduate, PlannedPath, SchoolReport
from enrollment.queries.completeness import finishers, staying
from enrollment.states import SCHOOL_REPORT_STATES

WORKING_AGE = 15  # no employment of a child below it (Labour Protection Act, section 44)


class HasASeat(Refused):
    sentence = _("%(name)s has a seat in a training.")
    remedy = _("Let the centre note first that the seat is given up.")


class TooYoungToWork(Refused):
    sentence = _("%(name)s is under 15 and may not be employed.")
    remedy = _("Record who says so and refer the child back to school or to a learning centre.")


class PathRecordedMeanwhile(Refused):
    sentence = _("Somebody else has just recorded what comes next for %(name)s.")
    remedy = _("Reload the page to see it.")


class ReportedMeanwhile(Refused):
    """Somebody else saved the report after this account opened it; `report` is theirs."""

    sentence = _("Somebody else has changed this report since you opened it.")
    remedy = _("Compare both and save again.")

    def __init__(self, report: SchoolReport) -> None:
        super().__init__(report=report.pk)
        self.report = report


class MoreGoOnThanFinished(Refused):
    sentence = _("%(continuing)s go on studying, more than the %(finished)s who finished.")
    remedy = _("Correct one of the two numbers.")


class MoreRegistered(Refused):
    sentence = _(
        "%(registered)s of the class are in the register as not continuing, more than the %(declared)s declared."
    )
    remedy = _("Correct the number, or note on the roster who does go on studying.")


def record_path(
    graduate: Graduate,
    *,
    kind: PathKind,
    said_by: PathSource,
    said_on: date,
    detail: str = "",
    by: User,
    at: datetime,
) -> PlannedPath:
    """Note what the leaver does next; what was noted before is history.

    Raises HasASeat, TooYoungToWork, and PathRecordedMeanwhile to the later of two at once.
    """
    if graduate.enrollments.filter(state__in=[EnrollmentState.ENROLLED, EnrollmentState.TRAINING]).exists():
        raise HasASeat(name=graduate.display_name)
    if kind == PathKind.WORKS and _is_a_child(entry_of(graduate).birth, said_on):
        raise TooYoungToWork(name=graduate.display_name)
    facts = {"kind": kind, "detail": detail, "said_by": said_by, "said_on": said_on}
    try:
        with transaction.atomic():
            graduate.paths.filter(ended_at=None).update(ended_at=at)
            path = PlannedPath.objects.create(graduate=graduate, recorded_by=by, recorded_at=at, **facts)
            _record("path.recorded", path, by=by, at=at, kind=kind, said_by=said_by)
    except IntegrityError:  # two at once: the constraint let one through
        raise PathRecordedMeanwhile(name=graduate.display_name) from None
    return path


def _is_a_child(birth: PartialDate | None, day: date) -> bool:
    ages = age_range_on(birth, day) if birth else None
    return ages is not None and ages.highest < WORKING_AGE


@transaction.atomic
def take_back_path(path: PlannedPath, *, by: User, at: datetime) -> None:
    """It is not so, or no longer: the leaver has no plan again. A second time changes nothing."""
    if PlannedPath.objects.filter(pk=path.pk, ended_at=None).update(ended_at=at):
        path.ended_at = at
        _record("path.taken_back", path, by=by, at=at, kind=path.kind)


def _record(action: str, path: PlannedPath, *, by: User, at: datetime, **facts: object) -> None:
    audit.record(action, path, by=by, at=at, person=path.graduate_id, **facts)


def declare_class(
    school: Agency,
    *,
    year: int,
    finished: int,
    continuing: int,
    version: int,
    done: bool,
    by: User,
    at: datetime,
) -> SchoolReport:
    """Write the school's numbers of an academic year (B.E.) over those of `version` (0: none yet).

    With `done` they count as reported and must agree with the register; without, they are kept in work.
    Raises MoreGoOnThanFinished, MoreRegistered, ReportedMeanwhile.
    """
    if continuing > finished:
        raise MoreGoOnThanFinished(continuing=continuing, finished=finished)
    if done:
        _refuse_more_registered(school, year, finished - continuing)
    state = SchoolReportState.DONE if done else SchoolReportState.IN_WORK
    columns = {
        "finished": finished,
        "continuing": continuing,
        "declared_by": by,
        "declared_at": at,
        "state": state,
    }
    try:
        with transaction.atomic():
            report = _written(school, year, version, columns)
            facts = {"year": year, "finished": finished, "continuing": continuing}
            action = "class.declared" if done else "class.noted"
            audit.record(action, report, by=by, at=at, school=school.pk, numbers=facts)
    except IntegrityError:  # both were the first
        raise ReportedMeanwhile(SchoolReport.objects.get(school=school, academic_year=year)) from None
    return report


def _refuse_more_registered(school: Agency, year: int, declared: int) -> None:
    registered = staying(finishers(year)).filter(school=school).count()
    if registered > declared:
        raise MoreRegistered(registered=registered, declared=declared)


def _written(school: Agency, year: int, version: int, columns: dict[str, object]) -> SchoolReport:
    """One conditional UPDATE, so that of two who save over one version the second is told."""
    if not version:
        return SchoolReport.objects.create(school=school, academic_year=year, **columns)
    rows = SchoolReport.objects.filter(school=school, academic_year=year)
    changed = rows.filter(version=version).update(version=F("version") + 1, **columns)
    report = rows.get()
    if not changed:
        raise ReportedMeanwhile(report)
    return report


@transaction.atomic
def reopen_report(report: SchoolReport, *, by: User, at: datetime) -> None:
    """The declaration is taken into work again. Raises WrongState if it is not done."""
    advance(report, SchoolReportState.IN_WORK, SCHOOL_REPORT_STATES, version=F("version") + 1)
    audit.record("class.reopened", report, by=by, at=at, school=report.school_id, year=report.academic_year)
