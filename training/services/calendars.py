"""When a centre teaches: its closed days, and the half days of its week."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, User
from core import audit
from training.models import Closure, Room, TeachingWeek
from training.refusals import ChangedMeanwhile, DaysOutOfOrder, NoHalfDays, OtherCenter
from training.services.versions import overwrite
from training.week_pattern import WeekPattern


@transaction.atomic
def record_closure(
    *,
    center: Agency,
    first_day: date,
    last_day: date,
    reason: str,
    by: User | None,
    at: datetime,
    room: Room | None = None,
) -> Closure:
    """Close the centre, or one room of it, on these days (both included). What is booked stays booked."""
    if last_day < first_day:
        raise DaysOutOfOrder
    if room and room.center_id != center.pk:
        raise OtherCenter(name=room)
    closure = Closure.objects.create(
        center=center, room=room, first_day=first_day, last_day=last_day, reason=reason
    )
    audit.record("closure.recorded", closure, by=by, at=at, room=closure.room_id, days=_days(closure))
    return closure


@transaction.atomic
def remove_closure(closure: Closure, *, by: User | None, at: datetime) -> None:
    """Take a closure back."""
    audit.record("closure.removed", closure, by=by, at=at, room=closure.room_id, days=_days(closure))
    closure.delete()


@transaction.atomic
def set_teaching_week(
    center: Agency, *, half_days: WeekPattern, version: int, by: User | None, at: datetime
) -> TeachingWeek:
    """Say on which half days of the week a centre teaches; `version` is 0 where it never said so before.

    Raises NoHalfDays, ChangedMeanwhile.
    """
    if not any(half_days):
        raise NoHalfDays
    week, created = TeachingWeek.objects.get_or_create(center=center, defaults={"half_days": half_days})
    if not created:
        overwrite(week, version, half_days=half_days)
    elif version:
        raise ChangedMeanwhile(name=center)
    audit.record("center.week_set", center, by=by, at=at, half_days=half_days)
    return week


def _days(closure: Closure) -> list[str]:
    return [closure.first_day.isoformat(), closure.last_day.isoformat()]
