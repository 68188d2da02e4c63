"""Where teaching takes place: rooms, and the days on which a centre or a room is closed."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, User
from core import audit
from training.models import Closure, Room, RoomKind
from training.refusals import DaysOutOfOrder, OtherCenter


@transaction.atomic
def add_room(
    *,
    center: Agency,
    name_th: str,
    name_en: str,
    kind: RoomKind,
    capacity: int,
    by: User | None,
    at: datetime,
) -> Room:
    """Enter a workshop or classroom with its number of places."""
    room = Room.objects.create(center=center, name_th=name_th, name_en=name_en, kind=kind, capacity=capacity)
    audit.record("room.added", room, by=by, at=at, kind=kind.pk, capacity=capacity)
    return room


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
    days = {"first_day": first_day.isoformat(), "last_day": last_day.isoformat()}
    audit.record("closure.recorded", closure, by=by, at=at, room=room.pk if room else None, **days)
    return closure


@transaction.atomic
def remove_closure(closure: Closure, *, by: User | None, at: datetime) -> None:
    """Take a closure back."""
    days = {"first_day": closure.first_day.isoformat(), "last_day": closure.last_day.isoformat()}
    audit.record("closure.removed", closure, by=by, at=at, **days)
    closure.delete()
