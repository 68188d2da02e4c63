"""A run called off, merged into another, moved to other days, or brought back: the run's own part of it.

What becomes of its people is decided and done by `enrollment.services.run_changes`, which calls these.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies.models import User
from core import audit
from core.reasons import said
from core.refusals import WrongState
from core.states import advance
from training.enums import RunState
from training.models import CourseRun
from training.refusals import (
    DaysOutOfOrder,
    InThePast,
    OtherCourse,
    PeopleHoldSeats,
    ReasonMissing,
    SameRun,
    TakesNobody,
)
from training.services.rules import rules_on
from training.services.runs.sessions import refuse_short_window, renew_sessions
from training.states import NOT_BEGUN, RUN_STATES, TAKING


@transaction.atomic
def cancel_run(run: CourseRun, *, reason: str, by: User | None, at: datetime) -> None:
    """Give the run up. Its sessions after today are removed, which frees their rooms and trainers.

    Raises `PeopleHoldSeats` while anyone holds a seat or an offer, `ReasonMissing` without a reason.
    """
    _refuse_people(run, reason)
    advance(run, RunState.CANCELLED, RUN_STATES, cancel_reason=reason)
    run.sessions.filter(Q(day=None) | Q(day__gt=timezone.localdate(at))).delete()
    audit.record("run.cancelled", run, by=by, at=at, reason=reason)


@transaction.atomic
def merge_run(run: CourseRun, into: CourseRun, *, reason: str, by: User | None, at: datetime) -> None:
    """End a run that has not begun in favor of another of the same course; its rooms and trainers are free again.

    Raises `PeopleHoldSeats`, `ReasonMissing`, and what `refuse_merger` raises.
    """
    refuse_merger(run, into)
    _refuse_people(run, reason)
    table = {state: RUN_STATES[state] for state in NOT_BEGUN}
    advance(run, RunState.MERGED, table, merged_into=into, cancel_reason=reason)
    renew_sessions(run)
    audit.record("run.merged", run, by=by, at=at, into=into.code, reason=reason)


def refuse_merger(run: CourseRun, into: CourseRun) -> None:
    """Raise `SameRun`, `OtherCourse`, `TakesNobody`, or `WrongState` where the run has begun or is over."""
    if run.pk == into.pk:
        raise SameRun
    if run.course_id != into.course_id:
        raise OtherCourse(run=run, other=into)
    if into.state not in TAKING:
        raise TakesNobody(run=into, state=into.get_state_display())
    if run.state not in NOT_BEGUN:
        raise WrongState(now=run.get_state_display(), wanted=RunState.MERGED.label)


@transaction.atomic
def move_run(
    run: CourseRun, *, first_day: date, last_day: date, reason: str, by: User | None, at: datetime
) -> None:
    """Hold the run on other days: its timetable is freed, and its rules are those of the new first day.

    Raises `ReasonMissing`, and what `refuse_move` raises.
    """
    if not said(reason):
        raise ReasonMissing
    moved = refuse_move(run, first_day, last_day, today=timezone.localdate(at))
    before = [run.first_day.isoformat(), run.last_day.isoformat()]
    stays = {run.state: (run.state,)}  # refused where it went on meanwhile
    advance(run, run.state, stays, first_day=first_day, last_day=last_day, rule_set=moved.rule_set)
    renew_sessions(run)
    after = [first_day.isoformat(), last_day.isoformat()]
    audit.record("run.moved", run, by=by, at=at, reason=reason, before=before, after=after)


def refuse_move(run: CourseRun, first_day: date, last_day: date, *, today: date) -> CourseRun:
    """The run as it would be on the new days, not saved. Raises `WrongState`, `DaysOutOfOrder`, `InThePast`,
    `WindowTooShort`, `NoRuleSet`."""
    if run.state not in NOT_BEGUN:
        raise WrongState(now=run.get_state_display(), wanted=RunState.PLANNED.label)
    if last_day < first_day:
        raise DaysOutOfOrder
    if first_day <= today:
        raise InThePast
    moved = CourseRun.objects.select_related("course", "center", "curriculum").get(pk=run.pk)
    moved.first_day, moved.last_day, moved.rule_set = first_day, last_day, rules_on(first_day, moved.center)
    refuse_short_window(moved, moved.sessions.count())
    return moved


@transaction.atomic
def restore_run(run: CourseRun, state: RunState | str, *, by: User | None, at: datetime) -> None:
    """Take a merger back: the run is again what it was, with a timetable still to be made."""
    table = {RunState.MERGED: RUN_STATES[RunState.MERGED]}
    advance(run, RunState(state), table, merged_into=None, cancel_reason="")
    audit.record("run.restored", run, by=by, at=at, state=str(state))


def _refuse_people(run: CourseRun, reason: str) -> None:
    if not said(reason):
        raise ReasonMissing
    now = CourseRun.objects.select_for_update().get(pk=run.pk)  # nobody is seated meanwhile
    if held := now.seats_taken + now.seats_offered:
        raise PeopleHoldSeats(count=held)
