"""What entitles a trainer to teach: qualifications with their evidence, and appointments from outside."""

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from agencies.models import Agency, User
from core import audit
from core.models import SealedFile
from training.models import AlternativeText, Skill, Trainer, TrainerAppointment, TrainerSkill
from training.refusals import (
    AlreadyQualified,
    DaysOutOfOrder,
    NotFromOutside,
    OrderNumberTaken,
)


@transaction.atomic
def qualify_trainer(
    trainer: Trainer,
    *,
    skill: Skill,
    by: User | None,
    at: datetime,
    valid_from: date | None = None,
    valid_until: date | None = None,
    paper: str = "",
    seen_on: date | None = None,
    file: SealedFile | None = None,
) -> TrainerSkill:
    """Say from when until when a trainer may teach a skill (None: open), and on what evidence.

    The account that enters `seen_on` is the one that saw the paper. Raises DaysOutOfOrder, AlreadyQualified.
    """
    _refuse_backward(valid_from or date.min, valid_until or date.max)
    _locked(trainer)
    _refuse_second(_same_skill(trainer, skill), valid_from, valid_until)
    held = trainer.skills.create(
        skill=skill,
        valid_from=valid_from,
        valid_until=valid_until,
        paper=paper,
        seen_on=seen_on if by else None,
        seen_by=by if seen_on else None,
        file=file,
    )
    _record("trainer.qualified", held, by=by, at=at)
    return held


@transaction.atomic
def correct_qualification(
    held: TrainerSkill,
    *,
    valid_from: date | None,
    valid_until: date | None,
    paper: str,
    seen_on: date | None,
    by: User | None,
    at: datetime,
    file: SealedFile | None = None,
) -> None:
    """Write the days and the evidence of a qualification anew; without a new file the old one stays.

    Raises DaysOutOfOrder, AlreadyQualified.
    """
    _refuse_backward(valid_from or date.min, valid_until or date.max)
    _locked(held.trainer)
    _refuse_second(_same_skill(held.trainer, held.skill).exclude(pk=held.pk), valid_from, valid_until)
    if seen_on != held.seen_on:
        held.seen_on, held.seen_by = (seen_on, by) if seen_on and by else (None, None)
    held.valid_from, held.valid_until, held.paper = valid_from, valid_until, paper
    held.file = file or held.file
    held.save()
    _record("trainer.qualification_corrected", held, by=by, at=at)


@transaction.atomic
def remove_qualification(held: TrainerSkill, *, by: User | None, at: datetime) -> None:
    """Take a qualification back that was entered wrongly."""
    _record("trainer.qualification_removed", held, by=by, at=at)
    held.delete()


@transaction.atomic
def appoint_trainer(
    trainer: Trainer,
    *,
    order_number: str,
    ordered_on: date,
    appointed_by: str,
    valid_from: date,
    valid_until: date,
    by: User | None,
    at: datetime,
    file: SealedFile | None = None,
) -> TrainerAppointment:
    """Enter the director's order (clause 60) that appoints a trainer from outside for these days.

    Raises NotFromOutside, DaysOutOfOrder, OrderNumberTaken.
    """
    if not trainer.is_outside:
        raise NotFromOutside(name=trainer)
    _refuse_backward(valid_from, valid_until)
    if trainer.appointments.filter(order_number=order_number).exists():
        raise OrderNumberTaken(number=order_number)
    order = trainer.appointments.create(
        order_number=order_number,
        ordered_on=ordered_on,
        appointed_by=appointed_by,
        valid_from=valid_from,
        valid_until=valid_until,
        file=file,
    )
    days = [valid_from.isoformat(), valid_until.isoformat()]
    audit.record("trainer.appointed", trainer, by=by, at=at, order=order_number, days=days)
    return order


@transaction.atomic
def end_appointment(
    order: TrainerAppointment, *, last_day: date, by: User | None, at: datetime
) -> TrainerAppointment:
    """Let an appointment end earlier than it was to. Raises DaysOutOfOrder."""
    _refuse_backward(order.valid_from, last_day)
    _refuse_backward(last_day, order.valid_until)
    order.valid_until = last_day
    order.save(update_fields=["valid_until"])
    audit.record(
        "trainer.appointment_ended", order.trainer, by=by, at=at, order=order.order_number, on=str(last_day)
    )
    return order


@transaction.atomic
def word_alternatives(center: Agency, texts: Mapping[int, str], *, by: User | None, at: datetime) -> None:
    """Write how the centre words the alternatives of clause 59; an empty text takes one back."""
    for number, text in texts.items():
        if text:
            center.alternative_texts.update_or_create(number=number, defaults={"text": text})
    AlternativeText.objects.filter(
        center=center, number__in=[n for n, text in texts.items() if not text]
    ).delete()
    audit.record(
        "center.alternatives_worded", center, by=by, at=at, worded=[n for n, t in texts.items() if t]
    )


def _locked(trainer: Trainer) -> None:
    """Two qualifications for one skill entered at once: the second waits and sees the first."""
    Trainer.objects.select_for_update().get(pk=trainer.pk)


def _same_skill(trainer: Trainer, skill: Skill) -> QuerySet[TrainerSkill]:
    return trainer.skills.filter(skill=skill)


def _refuse_second(others: QuerySet[TrainerSkill], first: date | None, last: date | None) -> None:
    """One skill has one qualification on a day, so that its evidence is not in doubt."""
    overlapping = others.filter(Q(valid_until=None) | Q(valid_until__gte=first or date.min))
    found = overlapping.filter(Q(valid_from=None) | Q(valid_from__lte=last or date.max)).first()
    if found:
        raise AlreadyQualified(skill=found.skill)


def _record(action: str, held: TrainerSkill, *, by: User | None, at: datetime) -> None:
    audit.record(
        action,
        held.trainer,
        by=by,
        at=at,
        skill=held.skill_id,
        valid_from=str(held.valid_from or ""),
        valid_until=str(held.valid_until or ""),
        seen_on=str(held.seen_on or ""),
        file=str(held.file_id or ""),
    )


def _refuse_backward(first: date, last: date) -> None:
    if last < first:
        raise DaysOutOfOrder
