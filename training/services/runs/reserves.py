"""Seats kept back for groups and schools, in the order in which they are published and filled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from agencies.models import Agency, User
from core import audit
from core.refusals import WrongState
from training.enums import ReserveGroup, RunState
from training.models import CourseRun, Reserve
from training.refusals import ReservedTwice, ReservesBeyondSeats


@dataclass(frozen=True, slots=True)
class ReserveEntry:
    """Seats for a group, or for a school's people."""

    seats: int
    group: ReserveGroup | str = ""
    school: Agency | None = None

    @property
    def whose(self) -> object:
        return self.school or ReserveGroup(self.group).label


@transaction.atomic
def reserve_seats(
    run: CourseRun, entries: Sequence[ReserveEntry], *, by: User | None, at: datetime
) -> list[Reserve]:
    """Keep seats back, in this order; an empty list keeps none. Once the run is announced the order stands.

    Raises `WrongState`, `ReservedTwice`, `ReservesBeyondSeats`.
    """
    now = CourseRun.objects.select_for_update().get(pk=run.pk)
    if now.state != RunState.PLANNED:
        raise WrongState(now=now.get_state_display(), wanted=RunState.PLANNED.label)
    for place, entry in enumerate(entries):
        if entry.whose in [other.whose for other in entries[:place]]:
            raise ReservedTwice(whose=entry.whose)
    kept = sum(entry.seats for entry in entries)
    if kept > now.seats:
        raise ReservesBeyondSeats(kept=kept, seats=now.seats)
    run.reserves.all().delete()
    rows = Reserve.objects.bulk_create(
        Reserve(run=run, number=number, group=entry.group, school=entry.school, seats=entry.seats)
        for number, entry in enumerate(entries, start=1)
    )
    audit.record("run.reserved", run, by=by, at=at, reserves={row.key: row.seats for row in rows})
    return rows
