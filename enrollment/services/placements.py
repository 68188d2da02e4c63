"""A trainee in a firm: sent, moved to another site, the days, back at the centre, the firm's report."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import User
from core import audit
from core.models import SealedFile
from core.templatetags.ui import thai_date
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment, Placement, PlacementDay, PlacementReport, PlacementSite
from enrollment.queries.completion import start_in_firm
from enrollment.queries.placements import placement_minutes_of
from enrollment.services.oneself import refuse_oneself
from enrollment.services.placement_refusals import (
    AlreadyPlaced,
    ConfirmedAlready,
    DaysBackwards,
    LawForbids,
    MinutesOutOfRange,
    MovedOn,
    NoPlacementHere,
    NotADayThere,
    NotInTraining,
    NotReadyForFirm,
    PlacementGoesOn,
    ReasonForSiteMissing,
    ReportIsIn,
    SameSite,
    SiteTakesNobody,
    StillToCome,
    TooLongForAChild,
)
from enrollment.words import outcome_words
from enrollment.young_work import finding_words, findings, most_minutes
from training.rules import Outcome, Verdict
from training.rules.childhood import refuses


@dataclass(frozen=True)
class DayEntry:
    """Minutes of one day; 0 takes the day out again."""

    day: date
    minutes: int


@dataclass(frozen=True)
class ReportEntry:
    """The firm's report. A paper that is None leaves the one that is there."""

    passes: bool
    evaluated_by: str
    evaluated_on: date
    job_result: str
    received_on: date
    time_sheet: SealedFile | None = None
    evaluation: SealedFile | None = None


@transaction.atomic
def place(
    seat: Enrollment,
    site: PlacementSite,
    *,
    first_day: date,
    last_day: date,
    inspector_told_on: date | None = None,
    by: User | None,
    at: datetime,
) -> Placement:
    """Send a trainee to a firm.

    Raises `NoPlacementHere`, `NotInTraining`, `NotReadyForFirm` (clauses 23, 24), `LawForbids`, `AlreadyPlaced`,
    `SiteTakesNobody`, `DaysBackwards`.
    """
    seat = _held(seat)
    if not placement_minutes_of(seat.run):
        raise NoPlacementHere(run=seat.run)
    start = start_in_firm(seat)
    if start and start.verdict in {Verdict.FAILED, Verdict.UNKNOWN}:
        raise NotReadyForFirm(reason=outcome_words(start))
    row = Placement(
        enrollment=seat,
        site=site,
        first_day=first_day,
        last_day=last_day,
        inspector_told_on=inspector_told_on,
        placed_by=by,
        placed_at=at,
    )
    _refuse_stay(row)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as twice:
        held = Placement.objects.filter(enrollment=seat).last_of_seat().select_related("site").get()
        raise AlreadyPlaced(site=held.site) from twice
    _record("placement.begun", row, by=by, at=at, **_basis(seat, start))
    return row


@transaction.atomic
def change_site(
    placement: Placement,
    site: PlacementSite,
    *,
    first_day: date,
    last_day: date,
    reason: str,
    by: User | None,
    at: datetime,
) -> Placement:
    """Move a trainee to another site from `first_day` on; the hours carry over (clause 27).

    Raises `ReasonForSiteMissing`, `SameSite`, `MovedOn`, `ReportIsIn`, and what `place` raises of site and days.
    """
    before = _current(placement)
    if not reason.strip():
        raise ReasonForSiteMissing
    if site.pk == before.site_id:
        raise SameSite
    if first_day <= before.first_day:
        raise DaysBackwards
    row = Placement(
        enrollment=before.enrollment,
        site=site,
        first_day=first_day,
        last_day=last_day,
        follows=before,
        change_reason=reason.strip(),
        placed_by=by,
        placed_at=at,
    )
    _refuse_stay(row)
    if late := before.days.filter(day__gte=first_day).first():
        raise NotADayThere(
            day=thai_date(late.day), first=thai_date(before.first_day), last=thai_date(first_day)
        )
    row.save(force_insert=True)
    ended = min(before.last_day, first_day - timedelta(days=1))
    Placement.objects.filter(pk=before.pk).update(last_day=ended, returned_on=None)
    _record("placement.site_changed", row, by=by, at=at, reason=row.change_reason)
    return row


@transaction.atomic
def set_days(placement: Placement, *, last_day: date, reason: str, by: User | None, at: datetime) -> None:
    """Shorten or lengthen a stay, with a reason. Raises `LawForbids`, `NotADayThere`, `ReportIsIn`, `MovedOn`."""
    row = _current(placement)
    if not reason.strip():
        raise ReasonForSiteMissing
    old, row.last_day = row.last_day, last_day
    _refuse_stay(row)
    if late := row.days.filter(day__gt=last_day).first():
        raise NotADayThere(day=thai_date(late.day), first=thai_date(row.first_day), last=thai_date(last_day))
    row.returned_on = None
    row.save(update_fields=["last_day", "returned_on"])
    days = {"old_last_day": old.isoformat(), "last_day": last_day.isoformat()}
    _record("placement.days_changed", row, by=by, at=at, reason=reason.strip(), **days)


@transaction.atomic
def tell_inspector(placement: Placement, *, told_on: date, by: User | None, at: datetime) -> None:
    """Note the day on which the labour inspector was told of a child at work (section 45)."""
    if told_on > timezone.localdate(at):
        raise StillToCome(day=thai_date(told_on))
    row = Placement.objects.select_for_update().get(pk=placement.pk)
    row.inspector_told_on = told_on
    row.save(update_fields=["inspector_told_on"])
    _record("placement.inspector_told", row, by=by, at=at, day=told_on.isoformat())


@transaction.atomic
def note_return(placement: Placement, *, returned_on: date, by: User | None, at: datetime) -> None:
    """The trainee is back at the centre (clause 31). Raises `StillToCome`, `PlacementGoesOn`."""
    row = _unmoved(_locked(placement))
    if returned_on > timezone.localdate(at):
        raise StillToCome(day=thai_date(returned_on))
    if returned_on <= row.last_day:
        raise PlacementGoesOn(day=thai_date(row.last_day))
    row.returned_on = returned_on
    row.save(update_fields=["returned_on"])
    _record("placement.returned", row, by=by, at=at, day=returned_on.isoformat())


@transaction.atomic
def log_days(
    placement: Placement, entries: Sequence[DayEntry], *, confirmed: bool, by: User | None, at: datetime
) -> int:
    """Write down days in the firm. Returns how many are new or changed.

    `confirmed`: as the mentor says or signed; else the trainee's own word, which counts once it is confirmed.
    Raises `NotADayThere`, `StillToCome`, `TooLongForAChild`; for the trainee `ConfirmedAlready`, `ReportIsIn`.
    """
    row = _in_training(placement)
    if confirmed:
        refuse_oneself([row.enrollment_id], by)
    else:
        _refuse_reported(row)
    known = {day.day: day for day in row.days.all()}
    return sum(_log(row, known.get(entry.day), entry, confirmed, by=by, at=at) for entry in entries)


def _log(
    row: Placement,
    before: PlacementDay | None,
    entry: DayEntry,
    confirmed: bool,
    *,
    by: User | None,
    at: datetime,
) -> bool:
    _refuse_day(row, entry, timezone.localdate(at))
    if before and before.confirmed_at and not confirmed:
        if before.minutes == entry.minutes:
            return False
        raise ConfirmedAlready(day=thai_date(entry.day))
    same = before and before.minutes == entry.minutes and bool(before.confirmed_at) == confirmed
    if same or (before is None and not entry.minutes):
        return False
    day = before or PlacementDay(placement=row, day=entry.day)
    facts = {"day": entry.day.isoformat(), "minutes": entry.minutes, "confirmed": confirmed}
    old = {"old_minutes": before.minutes} if before else {}
    if entry.minutes:
        day.minutes, day.entered_by, day.entered_at = entry.minutes, by, at
        day.confirmed_by, day.confirmed_at = (by, at) if confirmed else (None, None)
        day.save()
    else:
        day.delete()
    _record(
        "placement.day_corrected" if before else "placement.day_logged", row, by=by, at=at, **facts, **old
    )
    return True


@transaction.atomic
def confirm_days(placement: Placement, days: Collection[int], *, by: User | None, at: datetime) -> int:
    """The mentor says that these days were so; from now on they count. Returns how many."""
    row = _in_training(placement)
    refuse_oneself([row.enrollment_id], by)
    told = list(row.days.filter(pk__in=days, confirmed_at=None))
    row.days.filter(pk__in=[day.pk for day in told]).update(confirmed_by=by, confirmed_at=at)
    if told:
        _record("placement.days_confirmed", row, by=by, at=at, days=[day.day.isoformat() for day in told])
    return len(told)


@transaction.atomic
def record_report(
    placement: Placement, entry: ReportEntry, *, by: User | None, at: datetime
) -> PlacementReport:
    """Enter or correct what came from the firm (clauses 34-36). Raises `MovedOn`, `PlacementGoesOn`, `StillToCome`."""
    row = _unmoved(_in_training(placement))
    refuse_oneself([row.enrollment_id], by)
    if entry.received_on > timezone.localdate(at):
        raise StillToCome(day=thai_date(entry.received_on))
    if entry.evaluated_on < row.last_day:
        raise PlacementGoesOn(day=thai_date(row.last_day))
    if entry.received_on < entry.evaluated_on:
        raise DaysBackwards
    report = PlacementReport.objects.filter(placement=row).first()
    old = {"old_passes": report.passes} if report else {}
    report = report or PlacementReport(placement=row)
    _fill(report, entry, by=by, at=at)
    action = "placement.report_corrected" if old else "placement.reported"
    _record(action, row, by=by, at=at, passes=entry.passes, **old)
    return report


def _fill(report: PlacementReport, entry: ReportEntry, *, by: User | None, at: datetime) -> None:
    report.passes, report.job_result = entry.passes, entry.job_result
    report.evaluated_by, report.evaluated_on = entry.evaluated_by, entry.evaluated_on
    report.received_on, report.recorded_by, report.recorded_at = entry.received_on, by, at
    report.time_sheet = entry.time_sheet or report.time_sheet
    report.evaluation = entry.evaluation or report.evaluation
    report.save()


def _basis(seat: Enrollment, start: Outcome | None) -> dict[str, str]:
    """The clause under which the person may go, the one that relaxed it, and the version of the rules."""
    if start is None:
        return {}
    relaxed = {"relaxed_by": start.relaxed_by} if start.relaxed_by else {}
    return {"rules": seat.run.rule_set.version, "clause": start.clause, **relaxed}


def _held(seat: Enrollment) -> Enrollment:
    """The seat, locked: of two who send the same person at once the second waits. Raises `NotInTraining`."""
    rows = Enrollment.objects.select_related("graduate", "run__course", "run__curriculum", "run__rule_set")
    held = rows.select_for_update(of=("self",)).get(pk=seat.pk)
    if held.state != EnrollmentState.TRAINING:
        raise NotInTraining
    return held


def _locked(placement: Placement) -> Placement:
    """The placement, with its seat held until the end: what is written waits for a result, or the result for it."""
    Enrollment.objects.select_for_update().get(pk=placement.enrollment_id)
    rows = Placement.objects.select_related("enrollment__graduate", "enrollment__run", "site")
    return rows.select_for_update(of=("self",)).get(pk=placement.pk)


def _in_training(placement: Placement) -> Placement:
    row = _locked(placement)
    if row.enrollment.state != EnrollmentState.TRAINING:
        raise NotInTraining
    return row


def _unmoved(row: Placement) -> Placement:
    """Raises `MovedOn` where it is no longer the seat's last one."""
    if Placement.objects.filter(follows=row).exists():
        raise MovedOn
    return row


def _current(placement: Placement) -> Placement:
    """The seat's last placement, of somebody in training, while the firm has not reported."""
    row = _unmoved(_in_training(placement))
    _refuse_reported(row)
    return row


def _refuse_reported(row: Placement) -> None:
    if PlacementReport.objects.filter(placement=row).exists():
        raise ReportIsIn


def _refuse_stay(row: Placement) -> None:
    """The days in order, a site that takes people, and the law on children at work."""
    if row.last_day < row.first_day:
        raise DaysBackwards
    site = PlacementSite.objects.select_for_update().get(pk=row.site_id)  # its times do not change meanwhile
    if not site.is_active:
        raise SiteTakesNobody(site=site)
    told = row.inspector_told_on
    person = row.enrollment.graduate
    if against := refuses(findings(person, site, row.first_day, row.last_day, told)):
        raise LawForbids(reason=" ".join(finding_words(one) for one in against))


def _refuse_day(row: Placement, entry: DayEntry, today: date) -> None:
    if not row.first_day <= entry.day <= row.last_day:
        days = {"first": thai_date(row.first_day), "last": thai_date(row.last_day)}
        raise NotADayThere(day=thai_date(entry.day), **days)
    if entry.day > today:
        raise StillToCome(day=thai_date(entry.day))
    if not 0 <= entry.minutes <= 24 * 60:
        raise MinutesOutOfRange
    most = most_minutes(row.enrollment.graduate, entry.day)
    if most is not None and entry.minutes > most:
        raise TooLongForAChild(day=thai_date(entry.day), hours=f"{most / 60:g}")


def _record(action: str, row: Placement, *, by: User | None, at: datetime, **facts: object) -> None:
    seat = row.enrollment
    audit.record(
        action, row, by=by, at=at, person=seat.graduate_id, run=seat.run.code, site=row.site_id, **facts
    )
