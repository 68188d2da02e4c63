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
    audit.record("closure.recorded", closure, by=by, at=at, room=closure.room_id, days=_days(closure))
    return closure


@transaction.atomic
def remove_closure(closure: Closure, *, by: User | None, at: datetime) -> None:
    """Take a closure back."""
    audit.record("closure.removed", closure, by=by, at=at, room=closure.room_id, days=_days(closure))
    closure.delete()


def _days(closure: Closure) -> list[str]:
    return [closure.first_day.isoformat(), closure.last_day.isoformat()]
