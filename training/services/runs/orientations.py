"""Orientation at the start, in the middle and at the end of a run (clause 13)."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from core import audit
from core.templatetags.ui import thai_date
from training.enums import OrientationPart, RunState
from training.models import CourseRun, Orientation
from training.refusals import InTheFuture, NotInTraining

HELD_IN = (RunState.CONFIRMED, RunState.RUNNING, RunState.FINISHED)


@transaction.atomic
def record_orientation(
    run: CourseRun,
    part: OrientationPart | str,
    *,
    held_on: date,
    held_by: str,
    by: User | None,
    at: datetime,
) -> Orientation:
    """Note that it was held; said again, it corrects what was noted. Raises `NotInTraining`, `InTheFuture`."""
    if run.state not in HELD_IN:
        raise NotInTraining(run=run, state=run.get_state_display())
    if held_on > timezone.localdate(at):
        raise InTheFuture(day=thai_date(held_on))
    facts = {"held_on": held_on, "held_by": held_by.strip(), "recorded_by": by, "recorded_at": at}
    row, _created = Orientation.objects.update_or_create(run=run, part=OrientationPart(part), defaults=facts)
    audit.record(
        "run.orientation", run, by=by, at=at, part=str(part), held_on=held_on.isoformat(), held_by=row.held_by
    )
    return row
