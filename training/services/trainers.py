"""Who teaches: trainers, their qualifications and absences."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from agencies.models import Agency, User
from core import audit
from training.models import Skill, Trainer, TrainerAbsence, TrainerSkill
from training.refusals import AlreadyAbsent, DaysOutOfOrder


@transaction.atomic
def add_trainer(
    *,
    center: Agency,
    name_th: str,
    name_en: str,
    skills: Iterable[Skill],
    by: User | None,
    at: datetime,
    sessions_per_day: int = 2,
    sessions_per_week: int = 10,
    user: User | None = None,
) -> Trainer:
    """Enter a trainer of a centre with the skills they may teach, open-ended."""
    trainer = Trainer.objects.create(
        center=center,
        name_th=name_th,
        name_en=name_en,
        user=user,
        sessions_per_day=sessions_per_day,
        sessions_per_week=sessions_per_week,
    )
    held = TrainerSkill.objects.bulk_create(TrainerSkill(trainer=trainer, skill=skill) for skill in skills)
    codes = sorted(one.skill_id for one in held)
    audit.record("trainer.added", trainer, by=by, at=at, skills=codes)
    return trainer


@transaction.atomic
def qualify_trainer(
    trainer: Trainer,
    *,
    skill: Skill,
    by: User | None,
    at: datetime,
    valid_from: date | None = None,
    valid_until: date | None = None,
) -> TrainerSkill:
    """Say from when until when a trainer may teach a skill (None: open); replaces what was said before."""
    _refuse_backward(valid_from or date.min, valid_until or date.max)
    held, _created = TrainerSkill.objects.update_or_create(
        trainer=trainer, skill=skill, defaults={"valid_from": valid_from, "valid_until": valid_until}
    )
    audit.record(
        "trainer.qualified",
        trainer,
        by=by,
        at=at,
        skill=skill.pk,
        valid_from=str(valid_from or ""),
        valid_until=str(valid_until or ""),
    )
    return held


@transaction.atomic
def record_absence(
    trainer: Trainer, *, first_day: date, last_day: date, reason: str, by: User | None, at: datetime
) -> TrainerAbsence:
    """Say that a trainer cannot teach on these days, both included. What is booked already stays booked."""
    _refuse_backward(first_day, last_day)
    if trainer.absences.filter(first_day__lte=last_day, last_day__gte=first_day).exists():
        raise AlreadyAbsent(name=trainer)
    absence = trainer.absences.create(first_day=first_day, last_day=last_day, reason=reason)
    audit.record("trainer.absent", trainer, by=by, at=at, days=_days(absence))
    return absence


@transaction.atomic
def remove_absence(absence: TrainerAbsence, *, by: User | None, at: datetime) -> None:
    """Take an absence back."""
    audit.record("trainer.absence_removed", absence.trainer, by=by, at=at, days=_days(absence))
    absence.delete()


def _days(absence: TrainerAbsence) -> list[str]:
    return [absence.first_day.isoformat(), absence.last_day.isoformat()]


def _refuse_backward(first: date, last: date) -> None:
    if last < first:
        raise DaysOutOfOrder
