"""Rules relaxed for one person, where the run's rules name a clause for it, by two people, one of them the head."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import User
from core import audit
from core.reasons import said
from core.refusals import Refused
from core.states import advance
from enrollment.enums import EnrollmentState, OverrideState
from enrollment.models import Enrollment, Override
from enrollment.queries.entry import rules_of_seat
from enrollment.services.oneself import refuse_oneself
from enrollment.states import OVERRIDE_STATES
from training.rules import Relaxation, RuleCode

# Rules judged before the training begins; the others, of a firm, are still open while it goes on.
WHILE_TRAINING = (RuleCode.PLACEMENT_START,)


class NothingRelaxesThis(Refused):
    sentence = _("No clause of the regulation lets this rule be relaxed.")
    remedy = _("Look what would change the decision instead.")


class OverrideWaits(Refused):
    sentence = _("This rule is relaxed already, or its relaxing waits for a second person.")


class NeedsASecondPerson(Refused):
    sentence = _("You proposed this yourself.")
    remedy = _("A second person has to decide.")


class NeedsTheHead(Refused):
    sentence = _("The clause gives this to the director: one of the two must be the head of the centre.")
    remedy = _("Ask the head to decide.")


class TooLateToRelax(Refused):
    sentence = _("The seat is “%(state)s”: what was decided on this rule stands.")


class ActedOn(Refused):
    sentence = _("The person has been sent to a firm: what was decided on this rule stands.")


class WhyRelaxed(Refused):
    sentence = _("Nothing is relaxed without a reason.")
    remedy = _("Write the reason in a sentence.")


def propose_override(seat: Enrollment, rule: RuleCode, *, reason: str, by: User, at: datetime) -> Override:
    """The first of two. Raises `NothingRelaxesThis`, `WhyRelaxed`, `TooLateToRelax`, `ActedOn`, `OverrideWaits`."""
    relaxation = _relaxation(seat, rule)
    if not said(reason):
        raise WhyRelaxed
    refuse_oneself([seat.pk], by)
    _refuse_late(seat, rule)
    row = Override(enrollment=seat, rule=rule, relaxes=relaxation.relaxes, clause=relaxation.clause)
    row.rule_set, row.reason, row.proposed_by, row.proposed_at = seat.run.rule_set, said(reason), by, at
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            _record("override.proposed", row, by=by, at=at)
    except IntegrityError as live:
        raise OverrideWaits from live
    return row


@transaction.atomic
def approve_override(row: Override, *, by: User, at: datetime) -> None:
    """The second of two. Raises `NeedsASecondPerson`, `NeedsTheHead`, `NothingRelaxesThis`, `TooLateToRelax`,
    `ActedOn`, `WrongState`."""
    _refuse_same(row, by)
    refuse_oneself([row.enrollment_id], by)
    _relaxation(row.enrollment, RuleCode(row.rule))  # the run may have come under other rules meanwhile
    _refuse_late(_held(row), RuleCode(row.rule))
    advance(row, OverrideState.APPROVED, OVERRIDE_STATES, decided_by=by, decided_at=at)
    _record("override.approved", row, by=by, at=at)


@transaction.atomic
def refuse_override(row: Override, *, by: User, at: datetime) -> None:
    """The second of two says no. Raises `NeedsASecondPerson`, `NeedsTheHead`, `WrongState`."""
    _refuse_same(row, by)
    advance(row, OverrideState.REFUSED, OVERRIDE_STATES, decided_by=by, decided_at=at)
    _record("override.refused", row, by=by, at=at)


@transaction.atomic
def withdraw_override(row: Override, *, by: User, at: datetime) -> None:
    """Take it back, decided or not, before it was acted on. Raises `TooLateToRelax`, `ActedOn`, `WrongState`."""
    _refuse_late(_held(row), RuleCode(row.rule))
    advance(row, OverrideState.WITHDRAWN, OVERRIDE_STATES)
    _record("override.withdrawn", row, by=by, at=at)


def _relaxation(seat: Enrollment, rule: RuleCode) -> Relaxation:
    found = rules_of_seat(seat).relaxation(rule)
    if found is None:
        raise NothingRelaxesThis
    return found


def _refuse_same(row: Override, by: User) -> None:
    if row.proposed_by_id == by.pk:
        raise NeedsASecondPerson
    center = row.enrollment.run.center_id
    if not any(center in user.agencies_as(Role.HEAD) for user in (by, row.proposed_by)):
        raise NeedsTheHead


def _held(row: Override) -> Enrollment:
    """The seat, held until the end (PostgreSQL): nobody begins the training while it is decided."""
    return Enrollment.objects.select_for_update(of=("self",)).select_related("run").get(pk=row.enrollment_id)


def _refuse_late(seat: Enrollment, rule: RuleCode) -> None:
    open_in = [EnrollmentState.ENROLLED]
    open_in += [EnrollmentState.TRAINING] if rule in WHILE_TRAINING else []
    if seat.state not in open_in:
        raise TooLateToRelax(state=seat.get_state_display())
    if rule == RuleCode.PLACEMENT_START and seat.placements.exists():
        raise ActedOn


def _record(action: str, row: Override, *, by: User, at: datetime) -> None:
    seat, version = row.enrollment, row.rule_set.version
    person, code = seat.graduate_id, seat.run.code
    facts: dict[str, Any] = {"rule": row.rule, "clause": row.clause, "rules": version, "run": code}
    audit.record(action, row, by=by, at=at, person=person, **facts)
