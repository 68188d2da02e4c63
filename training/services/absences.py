"""Days on which a trainer cannot teach; entered by the centre's staff or by the trainer."""

from datetime import date, datetime

from django.db import transaction

from agencies.models import User
from core import audit
from training.models import Trainer, TrainerAbsence
from training.refusals import AlreadyAbsent, DaysOutOfOrder


@transaction.atomic
def record_absence(
    trainer: Trainer, *, first_day: date, last_day: date, reason: str, by: User | None, at: datetime
) -> TrainerAbsence:
    """Say that a trainer cannot teach on these days, both included. What is booked already stays booked.

    Raises DaysOutOfOrder, AlreadyAbsent.
    """
    if last_day < first_day:
        raise DaysOutOfOrder
    Trainer.objects.select_for_update().get(pk=trainer.pk)
    if trainer.absences.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
        raise AlreadyAbsent(name=trainer)
    absence = trainer.absences.create(first_day=first_day, last_day=last_day, reason=reason, entered_by=by)
    audit.record("trainer.absent", trainer, by=by, at=at, days=_days(absence))
    return absence


@transaction.atomic
def remove_absence(absence: TrainerAbsence, *, by: User | None, at: datetime) -> None:
    """Take an absence back."""
    audit.record("trainer.absence_removed", absence.trainer, by=by, at=at, days=_days(absence))
    absence.delete()


def _days(absence: TrainerAbsence) -> list[str]:
    return [absence.first_day.isoformat(), absence.last_day.isoformat()]
