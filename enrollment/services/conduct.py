"""Discipline in its order: warning, probation, dismissal (clause 14); cheating ends the training (21)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from core.templatetags.ui import thai_date
from enrollment.enums import ConductStep, EnrollmentState, LeavingReason
from enrollment.models import Conduct, Enrollment
from enrollment.queries.entry import rules_of_seat
from enrollment.services.lodging import hold_run
from enrollment.services.seats import leave
from training.rule_rows import rules_of
from training.rules import Step

ENDS = {
    ConductStep.DISMISSAL: LeavingReason.DISMISSED,
    ConductStep.CHEATING: LeavingReason.CHEATED,
}


class NotInTraining(Refused):
    sentence = _("Steps of discipline are recorded while somebody is in training; this seat is “%(state)s”.")


class StepsMissing(Refused):
    sentence = _("Before this step come: %(steps)s (clause %(clause)s).")
    remedy = _("Record them first, or state that the reason is grave, where the rules let that count.")


class DayOutOfOrder(Refused):
    sentence = _("%(day)s is before the run's first day, before an earlier step, or still to come.")
    remedy = _("Correct the day.")


class CheatingNotRuled(Refused):
    sentence = _("The rules of this type of training say nothing of cheating.")
    remedy = _("Follow the steps of discipline instead.")


class StepEndsTraining(Refused):
    sentence = _("This step ended the training and cannot be taken back here.")


@transaction.atomic
def record_conduct(
    seat: Enrollment,
    step: ConductStep,
    *,
    happened_on: date,
    reason: str,
    is_grave: bool = False,
    by: User | None,
    at: datetime,
) -> Conduct:
    """Record a step; dismissal and cheating also end the training, with their reason for leaving.

    Raises `NotInTraining`, `DayOutOfOrder`, `StepsMissing`, `CheatingNotRuled`.
    """
    row = _in_training(seat)
    taken = list(row.conduct.filter(taken_back_at=None))
    _refuse_day(row, taken, happened_on, at)
    clause = _clause(row, step, {one.step for one in taken}, is_grave=is_grave)
    try:
        with transaction.atomic():
            conduct = Conduct.objects.create(
                enrollment=row,
                step=step,
                happened_on=happened_on,
                reason=reason,
                is_grave=is_grave,
                clause=clause,
                recorded_by=by,
                recorded_at=at,
            )
    except IntegrityError as ended:
        raise NotInTraining(state=row.get_state_display()) from ended
    facts: dict[str, Any] = {"step": step, "clause": clause, "run": row.run.code}
    audit.record("conduct.recorded", conduct, by=by, at=at, person=row.graduate_id, **facts)
    if step in ENDS:
        leave(row, reason=ENDS[step], by=by, at=at)
    return conduct


@transaction.atomic
def take_back_conduct(conduct: Conduct, *, by: User, at: datetime) -> None:
    """Take a step back that did not end the training; once more is no fault. Raises `StepEndsTraining`."""
    if conduct.step in ENDS:
        raise StepEndsTraining
    open_ones = Conduct.objects.filter(pk=conduct.pk, taken_back_at=None)
    if open_ones.update(taken_back_at=at, taken_back_by=by):
        person = conduct.enrollment.graduate_id
        audit.record("conduct.taken_back", conduct, by=by, at=at, person=person, step=conduct.step)


def _in_training(seat: Enrollment) -> Enrollment:
    hold_run(seat.run_id)
    rows = Enrollment.objects.select_for_update(of=("self",)).select_related("run__course", "run__rule_set")
    row = rows.get(pk=seat.pk)
    if row.state != EnrollmentState.TRAINING:
        raise NotInTraining(state=row.get_state_display())
    return row


def _refuse_day(seat: Enrollment, taken: list[Conduct], day: date, at: datetime) -> None:
    earliest = max([seat.run.first_day, *(one.happened_on for one in taken)])
    if not earliest <= day <= timezone.localdate(at):
        raise DayOutOfOrder(day=thai_date(day))


def _clause(seat: Enrollment, step: ConductStep, taken: set[str], *, is_grave: bool) -> str:
    """The clause that the step rests on."""
    if step == ConductStep.CHEATING:
        cheating = rules_of_seat(seat).cheating_clause
        if cheating is None:
            raise CheatingNotRuled
        return cheating
    discipline = rules_of(seat.run.rule_set).discipline
    missing = discipline.missing_before(Step(step), [Step(one) for one in taken], grave=is_grave)
    if missing:
        words = ", ".join(str(ConductStep(one).label) for one in missing)
        raise StepsMissing(steps=words, clause=discipline.clause)
    return discipline.clause
