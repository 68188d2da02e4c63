"""Days in a firm: written down by the trainee or the centre, confirmed by the mentor's word."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from agencies.models import User
from core.models import SealedFile
from core.templatetags.ui import thai_date
from enrollment.models import Placement, PlacementDay, SignedHours
from enrollment.services.oneself import refuse_oneself
from enrollment.services.placement_refusals import (
    ConfirmedAlready,
    MinutesOutOfRange,
    NotADayThere,
    StillToCome,
    TooLongForAChild,
)
from enrollment.services.placement_rows import in_training, record, refuse_reported
from enrollment.young_work import most_minutes


@dataclass(frozen=True)
class DayEntry:
    """Minutes of one day; 0 takes the day out again."""

    day: date
    minutes: int


@transaction.atomic
def log_days(
    placement: Placement, entries: Sequence[DayEntry], *, confirmed: bool, by: User | None, at: datetime
) -> int:
    """Write down days in the firm. Returns how many are new or changed.

    `confirmed`: as the mentor says or signed; else the trainee's own word, which counts once it is confirmed.
    Raises `NotADayThere`, `StillToCome`, `TooLongForAChild`; for the trainee `ConfirmedAlready`, `ReportIsIn`.
    """
    row = in_training(placement)
    if confirmed:
        refuse_oneself([row.enrollment_id], by)
    else:
        refuse_reported(row)
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
    record("placement.day_corrected" if before else "placement.day_logged", row, by=by, at=at, **facts, **old)
    return True


@transaction.atomic
def confirm_days(placement: Placement, days: Collection[int], *, by: User | None, at: datetime) -> int:
    """The mentor says that these days were so; from now on they count. Returns how many."""
    row = in_training(placement)
    refuse_oneself([row.enrollment_id], by)
    return _confirm(row, row.days.filter(pk__in=days), by=by, at=at)


@transaction.atomic
def keep_signed_hours(
    placement: Placement, sheet: SealedFile, *, until: date, by: User | None, at: datetime
) -> int:
    """The hours sheet is back with the mentor's signatures: it is kept, and the days up to `until` are confirmed.

    Returns how many were not yet. Raises `NotADayThere`, `StillToCome`, `NotInTraining`.
    """
    row = in_training(placement)
    refuse_oneself([row.enrollment_id], by)
    _refuse_outside(row, until, timezone.localdate(at))
    SignedHours.objects.create(placement=row, file=sheet, until=until, kept_by=by, kept_at=at)
    confirmed = _confirm(row, row.days.filter(day__lte=until), by=by, at=at)
    record("placement.hours_signed", row, by=by, at=at, until=until.isoformat(), confirmed=confirmed)
    return confirmed


def _confirm(row: Placement, days: QuerySet[PlacementDay], *, by: User | None, at: datetime) -> int:
    """Those of the days that wait for the mentor's word have it now."""
    told = list(days.filter(confirmed_at=None).order_by("day"))
    row.days.filter(pk__in=[day.pk for day in told]).update(confirmed_by=by, confirmed_at=at)
    if told:
        record("placement.days_confirmed", row, by=by, at=at, days=[day.day.isoformat() for day in told])
    return len(told)


def _refuse_day(row: Placement, entry: DayEntry, today: date) -> None:
    _refuse_outside(row, entry.day, today)
    if not 0 <= entry.minutes <= 24 * 60:
        raise MinutesOutOfRange
    most = most_minutes(row.enrollment.graduate, entry.day)
    if most is not None and entry.minutes > most:
        raise TooLongForAChild(day=thai_date(entry.day), hours=f"{most / 60:g}")


def _refuse_outside(row: Placement, day: date, today: date) -> None:
    if not row.first_day <= day <= row.last_day:
        days = {"first": thai_date(row.first_day), "last": thai_date(row.last_day)}
        raise NotADayThere(day=thai_date(day), **days)
    if day > today:
        raise StillToCome(day=thai_date(day))
