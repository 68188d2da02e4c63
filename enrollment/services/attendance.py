"""Who was there, for how long."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from core.templatetags.ui import thai_date
from enrollment.enums import EnrollmentState, Mark
from enrollment.models import Attendance, Enrollment
from training.enums import RunState
from training.models import CourseRun, Session


@dataclass(frozen=True)
class MarkEntry:
    """One person's mark in a session; `minutes` only matters for a late one. `key` makes a repeat harmless."""

    enrollment_id: int
    mark: Mark
    minutes: int | None = None
    key: uuid.UUID = field(default_factory=uuid.uuid4)


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


@transaction.atomic
def mark_attendance(session: Session, marks: Sequence[MarkEntry], *, by: User | None, at: datetime) -> int:
    """Record who was there, for how long. Returns how many marks were new or changed.

    A mark sent twice (same key) counts once; a correction keeps the old value in the audit trail.
    """
    _refuse_session(session, at)
    Session.objects.select_for_update().get(pk=session.pk)  # a list sent twice at once waits for itself
    seats = seats_in_training(session.run, {entry.enrollment_id for entry in marks})
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


def seats_in_training(run: CourseRun, wanted: set[int]) -> dict[int, Enrollment]:
    """The wanted seats of the run, by key, all of people in training. Raises `NotInThisRun`."""
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
