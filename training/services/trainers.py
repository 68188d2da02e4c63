"""Who teaches: entering a trainer, the half days of their week, and whether they teach now."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction

from agencies.models import Agency, User
from core import audit
from training.enums import TrainerKind
from training.models import Site, Skill, Trainer, TrainerSkill
from training.refusals import AccountTaken, AlternativeMissing, OtherCenter
from training.services.versions import overwrite
from training.week_pattern import WeekPattern


@transaction.atomic
def add_trainer(
    *,
    center: Agency,
    name_th: str,
    name_en: str,
    skills: Iterable[Skill],
    by: User | None,
    at: datetime,
    kind: str = TrainerKind.STAFF,
    alternative: int | None = None,
    minutes_per_day: int = 360,
    minutes_per_week: int = 1800,
    sites: Iterable[Site] = (),
    user: User | None = None,
) -> Trainer:
    """Enter a trainer of a centre with the skills they may teach, open-ended, free on every half day.

    Raises AlternativeMissing, OtherCenter, AccountTaken.
    """
    trainer = Trainer(
        center=center,
        name_th=name_th,
        name_en=name_en,
        user=user,
        kind=kind,
        alternative=_alternative(kind, alternative),
        minutes_per_day=minutes_per_day,
        minutes_per_week=minutes_per_week,
    )
    _refuse_taken(trainer, user)
    trainer.save()
    _reach(trainer, sites)
    held = TrainerSkill.objects.bulk_create(TrainerSkill(trainer=trainer, skill=skill) for skill in skills)
    codes = sorted(one.skill_id for one in held)
    audit.record("trainer.added", trainer, by=by, at=at, skills=codes)
    return trainer


@transaction.atomic
def correct_trainer(
    trainer: Trainer,
    *,
    version: int,
    name_th: str,
    name_en: str,
    kind: str,
    alternative: int | None,
    minutes_per_day: int,
    minutes_per_week: int,
    sites: Iterable[Site],
    user: User | None,
    by: User | None,
    at: datetime,
) -> None:
    """Write a trainer's facts anew. Raises ChangedMeanwhile, AlternativeMissing, OtherCenter, AccountTaken."""
    _refuse_taken(trainer, user)
    changes: dict[str, Any] = {
        "name_th": name_th,
        "name_en": name_en,
        "kind": kind,
        "alternative": _alternative(kind, alternative),
        "minutes_per_day": minutes_per_day,
        "minutes_per_week": minutes_per_week,
        "user": user,
    }
    named = sorted(name for name, value in changes.items() if getattr(trainer, name) != value)
    overwrite(trainer, version, **changes)
    _reach(trainer, sites)
    audit.record("trainer.corrected", trainer, by=by, at=at, changed=named)


@transaction.atomic
def set_trainer_week(
    trainer: Trainer, *, half_days: WeekPattern, version: int, by: User | None, at: datetime
) -> None:
    """Say on which half days of the week a trainer can teach. What is booked stays. Raises ChangedMeanwhile."""
    overwrite(trainer, version, half_days=half_days)
    audit.record("trainer.week_set", trainer, by=by, at=at, half_days=half_days)


@transaction.atomic
def set_trainer_wishes(
    trainer: Trainer, *, half_days: WeekPattern, version: int, by: User | None, at: datetime
) -> None:
    """Say on which half days of the week a trainer would rather not teach: timetables avoid them where that costs
    little. Raises ChangedMeanwhile."""
    overwrite(trainer, version, unwished=half_days)
    audit.record("trainer.wishes_set", trainer, by=by, at=at, half_days=half_days)


@transaction.atomic
def deactivate_trainer(trainer: Trainer, *, by: User | None, at: datetime) -> None:
    """Say that a trainer teaches here no more. What is booked stays and is shown as in need of another trainer."""
    _set_active(trainer, False)
    audit.record("trainer.deactivated", trainer, by=by, at=at)


@transaction.atomic
def reactivate_trainer(trainer: Trainer, *, by: User | None, at: datetime) -> None:
    """Say that a trainer teaches here again."""
    _set_active(trainer, True)
    audit.record("trainer.reactivated", trainer, by=by, at=at)


def _set_active(trainer: Trainer, active: bool) -> None:
    trainer.is_active = active
    trainer.version += 1
    trainer.save(update_fields=["is_active", "version"])


def _alternative(kind: str, alternative: int | None) -> int | None:
    """Staff need none of clause 59's alternatives; who comes from outside needs one."""
    if kind == TrainerKind.STAFF:
        return None
    if alternative is None:
        raise AlternativeMissing
    return alternative


def _reach(trainer: Trainer, sites: Iterable[Site]) -> None:
    sites = list(sites)
    for site in sites:
        if site.center_id != trainer.center_id:
            raise OtherCenter(name=site)
    trainer.sites.set(sites)


def _refuse_taken(trainer: Trainer, user: User | None) -> None:
    if user and Trainer.objects.filter(user=user).exclude(pk=trainer.pk).exists():
        raise AccountTaken(account=user.get_username())
