"""The steps of a run that goes its way: announced, open, confirmed, running, finished, closed; and steps back."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies.models import User
from core import audit
from core.reasons import said
from core.refusals import WrongState
from core.states import advance
from core.templatetags.ui import thai_date
from training.enums import OrientationPart, RunState
from training.models import CourseRun
from training.refusals import (
    ApplicationsTooLate,
    NoGroundToTrain,
    NotYetTheFirstDay,
    OrientationsMissing,
    PeopleHoldSeats,
    ReasonMissing,
    SessionsStillToCome,
)
from training.services.rules import rules_on
from training.services.runs.planning import memorandum_for
from training.states import RUN_STATES


@transaction.atomic
def announce_run(run: CourseRun, *, applications_from: date, by: User | None, at: datetime) -> None:
    """Publish the run: whoever may see runs sees it, and from which day on people can apply; it then opens by itself.

    Raises `ApplicationsTooLate`.
    """
    if applications_from >= run.first_day:
        raise ApplicationsTooLate(day=thai_date(run.first_day))
    today = timezone.localdate(at)
    advance(
        run,
        RunState.ANNOUNCED,
        {RunState.PLANNED: RUN_STATES[RunState.PLANNED]},
        announced_on=today,
        applications_from=applications_from,
    )
    audit.record("run.announced", run, by=by, at=at, applications_from=applications_from.isoformat())


@transaction.atomic
def take_back_announcement(run: CourseRun, *, reason: str, by: User | None, at: datetime) -> None:
    """Plan on in private. Only before it opens. Raises `ReasonMissing`."""
    _refuse_no_reason(reason)
    table = {RunState.ANNOUNCED: RUN_STATES[RunState.ANNOUNCED]}
    advance(run, RunState.PLANNED, table, announced_on=None, applications_from=None)
    audit.record("run.announcement_taken_back", run, by=by, at=at, reason=reason)


@transaction.atomic
def open_run(run: CourseRun, *, by: User | None, at: datetime) -> None:
    """Let people apply; a run that was only planned is announced with it."""
    today = timezone.localdate(at)
    before = (RunState.PLANNED, RunState.ANNOUNCED)
    table = {state: RUN_STATES[state] for state in before}
    advance(run, RunState.OPEN, table, announced_on=run.announced_on or today, applications_from=today)
    audit.record("run.opened", run, by=by, at=at)


def open_announced_runs(*, at: datetime) -> int:
    """Open the announced runs whose day of applications has come. Returns how many."""
    due = CourseRun.objects.filter(
        state=RunState.ANNOUNCED, applications_from__lte=timezone.localdate(at)
    ).order_by("pk")
    return sum(_opened(run, at=at) for run in due)


def _opened(run: CourseRun, *, at: datetime) -> bool:
    try:
        open_run(run, by=None, at=at)
    except WrongState:
        return False  # somebody was quicker
    return True


@transaction.atomic
def reopen_run(run: CourseRun, *, reason: str, by: User | None, at: datetime) -> None:
    """Let further people apply to a run that was matched, for another round. Raises `ReasonMissing`,
    `PeopleHoldSeats` while offers wait for an answer."""
    _refuse_no_reason(reason)
    now = CourseRun.objects.select_for_update().get(pk=run.pk)
    if now.seats_offered:
        raise PeopleHoldSeats(count=now.seats_offered)
    advance(run, RunState.OPEN, {RunState.MATCHED: RUN_STATES[RunState.MATCHED]})
    audit.record("run.reopened", run, by=by, at=at, reason=reason)


@transaction.atomic
def confirm_run(run: CourseRun, *, by: User | None, at: datetime) -> None:
    """Say that the run takes place."""
    before = (RunState.OPEN, RunState.MATCHED)
    advance(run, RunState.CONFIRMED, {state: RUN_STATES[state] for state in before})
    audit.record("run.confirmed", run, by=by, at=at, seats_taken=run.seats_taken)


@transaction.atomic
def start_run(run: CourseRun, *, by: User | None, at: datetime) -> None:
    """Begin teaching, on the first day or later. From now on the run keeps its rules (clause 64).

    Until then a newer regulation that is in force on the first day replaces the one it was planned under.
    Raises `NotYetTheFirstDay`; `NoGroundToTrain` where the memorandum under which it was planned is gone.
    """
    if timezone.localdate(at) < run.first_day:
        raise NotYetTheFirstDay(day=thai_date(run.first_day))
    _refuse_without_ground(run, timezone.localdate(at))
    rules = rules_on(run.first_day, run.center)
    advance(run, RunState.RUNNING, RUN_STATES, rule_set=rules)
    audit.record("run.started", run, by=by, at=at, rules=rules.version)


def _refuse_without_ground(run: CourseRun, today: date) -> None:
    if run.held_for and not run.other_ground and memorandum_for(run, today) is None:
        raise NoGroundToTrain(center=run.center, agency=run.held_for)


@transaction.atomic
def finish_run(run: CourseRun, *, by: User | None, at: datetime) -> None:
    """End teaching, once every session was held; results are due. Raises `SessionsStillToCome`."""
    to_come = run.sessions.filter(Q(day=None) | Q(day__gt=timezone.localdate(at))).count()
    if to_come:
        raise SessionsStillToCome(count=to_come)
    advance(run, RunState.FINISHED, RUN_STATES)
    audit.record("run.finished", run, by=by, at=at)


@transaction.atomic
def close_run(run: CourseRun, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Close the books of a finished run. Raises `OrientationsMissing` unless `reason` says why one was not held."""
    held = set(run.orientations.values_list("part", flat=True))
    missing = [part for part in OrientationPart if part not in held]
    if missing and not said(reason) and run.state == RunState.FINISHED:
        raise OrientationsMissing(parts=", ".join(str(part.label) for part in missing))
    advance(run, RunState.CLOSED, RUN_STATES)
    facts: dict[str, Any] = {"without": list(missing), "reason": reason} if missing else {}
    audit.record("run.closed", run, by=by, at=at, **facts)


def _refuse_no_reason(reason: str) -> None:
    if not said(reason):
        raise ReasonMissing
