"""Attendance in minutes, scores per topic, and the decision at the end, computed and then confirmed by a person."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from core.states import advance
from core.templatetags.ui import thai_date
from enrollment.enums import CompletionResult, EnrollmentState, Mark
from enrollment.models import Assessment, Attendance, Completion, Enrollment
from enrollment.queries.learning import ResultLine, results_of
from enrollment.states import ENROLLMENT_STATES
from training.enums import RunState
from training.models import CourseRun, Session, Topic


@dataclass(frozen=True)
class MarkEntry:
    """One person's mark in a session; `minutes` only matters for a late one. `key` makes a repeat harmless."""

    enrollment_id: int
    mark: Mark
    minutes: int | None = None
    key: uuid.UUID = field(default_factory=uuid.uuid4)


@dataclass(frozen=True)
class ScoreEntry:
    """One person's scores in a topic, 0–100 each; `attempt` above 1 is a re-test."""

    enrollment_id: int
    topic_id: int
    theory: Decimal | None
    practice: Decimal | None
    attempt: int = 1


class SessionNotHeld(Refused):
    sentence = _("This session is on %(day)s; attendance is taken on the day or later.")


class SessionHasNoDay(Refused):
    sentence = _("This session has no day yet.")
    remedy = _("Make and publish a timetable first.")


class RunNotRunning(Refused):
    sentence = _("%(run)s is “%(state)s”; this is recorded while it runs.")


class NotInThisRun(Refused):
    sentence = _("Somebody on this list does not sit in %(run)s.")
    remedy = _("Reload the page: the list of people changed.")


class MinutesTooMany(Refused):
    sentence = _("%(minutes)s minutes is more than the session's %(most)s.")


class MinutesMissing(Refused):
    sentence = _("For somebody who came late or left early, the minutes present are needed.")


class AssessedInTheFuture(Refused):
    sentence = _("The assessment is dated %(day)s, which is still to come.")


class ScoreOutOfRange(Refused):
    sentence = _("A score lies between 0 and 100; you gave %(score)s.")


class AttemptOutOfOrder(Refused):
    sentence = _("Attempt %(attempt)s cannot be entered before the one that comes before it.")
    remedy = _("Enter the earlier scores first.")


class ResultsNotDue(Refused):
    sentence = _("%(run)s is “%(state)s”; results are confirmed after its last session.")
    remedy = _("Finish the run first.")


class NothingToConfirm(Refused):
    sentence = _("No result in %(run)s is complete enough to be confirmed.")
    remedy = _("Enter the missing scores; each line says what is missing.")


@transaction.atomic
def mark_attendance(session: Session, marks: Sequence[MarkEntry], *, by: User | None, at: datetime) -> int:
    """Record who was there, for how long. Returns how many marks were new or changed.

    A mark sent twice (same key) counts once; a correction keeps the old value in the audit trail.
    """
    _refuse_session(session, at)
    Session.objects.select_for_update().get(pk=session.pk)  # a list sent twice at once waits for itself
    seats = _seats_of(session.run, {entry.enrollment_id for entry in marks})
    known = {row.enrollment_id: row for row in Attendance.objects.filter(session=session)}
    changed = 0
    for entry in marks:
        changed += _mark(
            session, seats[entry.enrollment_id], known.get(entry.enrollment_id), entry, by=by, at=at
        )
    return changed


def _refuse_session(session: Session, at: datetime) -> None:
    if session.day is None:
        raise SessionHasNoDay
    if session.day > timezone.localdate(at):
        raise SessionNotHeld(day=thai_date(session.day))
    if session.run.state not in {RunState.RUNNING, RunState.FINISHED}:
        raise RunNotRunning(run=session.run, state=session.run.get_state_display())


def _seats_of(run: CourseRun, wanted: set[int]) -> dict[int, Enrollment]:
    seats = {seat.pk: seat for seat in run.enrollments.filter(pk__in=wanted, state=EnrollmentState.TRAINING)}
    if len(seats) < len(wanted):
        raise NotInThisRun(run=run)
    return seats


def _mark(
    session: Session,
    seat: Enrollment,
    before: Attendance | None,
    entry: MarkEntry,
    *,
    by: User | None,
    at: datetime,
) -> bool:
    minutes = _minutes(session, entry)
    if before is None:
        row = Attendance(enrollment=seat, session=session)
    elif before.key == entry.key or (before.mark, before.minutes) == (entry.mark, minutes):
        return False
    else:
        row = before
    old = {"old_mark": before.mark, "old_minutes": before.minutes} if before else {}
    row.mark, row.minutes, row.key, row.marked_by, row.marked_at = entry.mark, minutes, entry.key, by, at
    row.save()
    facts = {"session": session.number, "run": session.run.code, "mark": entry.mark, "minutes": minutes}
    action = "attendance.corrected" if before else "attendance.marked"
    audit.record(action, row, by=by, at=at, person=seat.graduate_id, **facts, **old)
    return True


def _minutes(session: Session, entry: MarkEntry) -> int:
    if entry.mark in {Mark.ABSENT, Mark.EXCUSED}:
        return 0
    if entry.mark == Mark.PRESENT:
        return session.minutes
    if entry.minutes is None or entry.minutes < 0:
        raise MinutesMissing
    if entry.minutes > session.minutes:
        raise MinutesTooMany(minutes=entry.minutes, most=session.minutes)
    return entry.minutes


@transaction.atomic
def enter_scores(
    run: CourseRun, entries: Sequence[ScoreEntry], *, assessed_on: date, by: User | None, at: datetime
) -> int:
    """Record scores, one audit row for each that is new or changed. Returns how many.

    Scores sent again unchanged keep the day on which they were assessed.
    """
    if run.state not in {RunState.RUNNING, RunState.FINISHED}:
        raise RunNotRunning(run=run, state=run.get_state_display())
    if assessed_on > timezone.localdate(at):
        raise AssessedInTheFuture(day=thai_date(assessed_on))
    CourseRun.objects.select_for_update().get(pk=run.pk)  # the same scores sent twice at once wait
    seats = _seats_of(run, {entry.enrollment_id for entry in entries})
    topics = {topic.pk: topic for topic in run.curriculum.topics.all()}
    rows = Assessment.objects.filter(enrollment__run=run)
    known = {(row.enrollment_id, row.topic_id, row.attempt): row for row in rows}
    changed = 0
    for entry in entries:
        before = known.get((entry.enrollment_id, entry.topic_id, entry.attempt))
        if entry.attempt > 1 and (entry.enrollment_id, entry.topic_id, entry.attempt - 1) not in known:
            raise AttemptOutOfOrder(attempt=entry.attempt)
        seat, topic = seats[entry.enrollment_id], topics[entry.topic_id]
        changed += _score(seat, topic, before, entry, assessed_on, by=by, at=at)
    return changed


def _score(
    seat: Enrollment,
    topic: Topic,
    before: Assessment | None,
    entry: ScoreEntry,
    assessed_on: date,
    *,
    by: User | None,
    at: datetime,
) -> bool:
    for score in (entry.theory, entry.practice):
        if score is not None and not 0 <= score <= 100:
            raise ScoreOutOfRange(score=score)
    if before is not None and (before.theory, before.practice) == (entry.theory, entry.practice):
        return False
    row = before or Assessment(enrollment=seat, topic=topic, attempt=entry.attempt)
    old = {"old_theory": str(row.theory), "old_practice": str(row.practice)} if before else {}
    row.theory, row.practice, row.assessed_on, row.assessed_by = entry.theory, entry.practice, assessed_on, by
    row.save()
    facts = {"topic": topic.number, "attempt": entry.attempt, "run": seat.run.code}
    audit.record("score.entered", row, by=by, at=at, person=seat.graduate_id, **facts, **old)
    return True


@transaction.atomic
def confirm_completions(run: CourseRun, *, by: User, at: datetime) -> list[Completion]:
    """Confirm every computed result of a finished run that nothing is missing for.

    Each keeps the outcomes of all rules, their clauses and the version of the regulation used.
    """
    if run.state != RunState.FINISHED:
        raise ResultsNotDue(run=run, state=run.get_state_display())
    open_lines = [line for line in results_of(run) if line.completion is None]
    decided = [(line, CompletionResult(line.result)) for line in open_lines if line.result is not None]
    if not decided:
        raise NothingToConfirm(run=run)
    last = run.sessions.exclude(day=None).order_by("-day").values_list("day", flat=True).first()
    return [_confirm(line, result, last or run.last_day, by=by, at=at) for line, result in decided]


def _confirm(
    line: ResultLine, result: CompletionResult, completed_on: date, *, by: User, at: datetime
) -> Completion:
    seat = line.enrollment
    ends = (
        EnrollmentState.NOT_COMPLETED
        if result == CompletionResult.NOT_COMPLETED
        else EnrollmentState.COMPLETED
    )
    advance(seat, ends, ENROLLMENT_STATES)
    completion = Completion.objects.create(
        enrollment=seat,
        result=result,
        rule_set=seat.run.rule_set,
        outcomes=[outcome.as_json() for outcome in line.outcomes],
        minutes_attended=line.minutes_attended,
        minutes_total=line.minutes_total,
        score=line.score,
        completed_on=completed_on,
        confirmed_by=by,
        confirmed_at=at,
    )
    audit.record("completion.confirmed", completion, by=by, at=at, person=seat.graduate_id, result=result)
    return completion
