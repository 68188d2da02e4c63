"""Who was there, for how long: marks come by several ways, each is counted once and none overwritten unseen."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from core import audit
from core.reasons import said
from core.refusals import Refused
from core.templatetags.ui import thai_date, thai_time
from enrollment.enums import EnrollmentState, MarkSource
from enrollment.marks import (
    ANY,
    REASON_LENGTH,
    VALUE,
    HasLeft,
    KeyOfAnotherMark,
    MarkAnswer,
    MarkedMeanwhile,
    MarkEntry,
    NotInThisRun,
    ReasonNeeded,
    ReasonTooLong,
    ResultIsConfirmed,
    RunNotRunning,
    SessionHasNoDay,
    SessionMoved,
    SessionNotBegun,
    Took,
    Value,
    value_of,
    value_said,
)
from enrollment.models import Attendance, AttendanceChange, Enrollment
from enrollment.queries.attendance import window_of
from enrollment.services.oneself import AboutYourself, own_seats
from training.enums import RunState, Slot
from training.models import CourseRun, Session

# A closed run has nobody in training but those whose result was reopened.
MARKED = frozenset({RunState.RUNNING, RunState.FINISHED, RunState.CLOSED})
AUTHOR = ("source", "key", "marked_by_id", "marked_at")


@transaction.atomic
def mark_attendance(
    session: Session,
    marks: Sequence[MarkEntry],
    *,
    by: User | None,
    at: datetime,
    source: MarkSource = MarkSource.LIST,
) -> int:
    """Record who was there, all of it or nothing. Returns how many marks were new or changed.

    A mark sent twice (same key) counts once; a correction keeps the old value, who made it and why it changed.
    """
    answers = _take_all(session, marks, by=by, at=at, source=source)
    for answer in answers:
        if answer.refusal:
            raise answer.refusal
    conflicts = sum(answer.took is Took.CONFLICT for answer in answers)
    if conflicts:
        raise MarkedMeanwhile(count=conflicts)
    return sum(answer.is_written for answer in answers)


@transaction.atomic
def sync_marks(
    session: Session,
    marks: Sequence[MarkEntry],
    *,
    by: User | None,
    at: datetime,
    source: MarkSource = MarkSource.DEVICE,
    planned: tuple[date, str] | None = None,
) -> list[MarkAnswer]:
    """Record what can be recorded of marks made some time ago, and say of each what became of it.

    `planned` is the day and slot for which they were made; raises `SessionMoved` if the session moved since.
    """
    return _take_all(session, marks, by=by, at=at, source=source, planned=planned)


def _take_all(
    session: Session,
    marks: Sequence[MarkEntry],
    *,
    by: User | None,
    at: datetime,
    source: MarkSource,
    planned: tuple[date, str] | None = None,
) -> list[MarkAnswer]:
    # The session stays where it is, and a list sent twice at once waits for itself.
    held = Session.objects.select_for_update(of=("self",)).select_related("run").get(pk=session.pk)
    _refuse_session(held, planned, at)
    register = _Register(held, marks, None if source == MarkSource.QR else by)
    return [register.take(entry, by=by, at=at, source=source) for entry in marks]


def _refuse_session(session: Session, planned: tuple[date, str] | None, at: datetime) -> None:
    if session.run.state not in MARKED:
        raise RunNotRunning(run=session.run.code, state=session.run.get_state_display())
    if session.day is None:
        raise SessionHasNoDay
    if planned and planned != (session.day, session.slot):
        before = f"{thai_date(planned[0])}, {dict(Slot.choices).get(planned[1], planned[1])}"
        raise SessionMoved(before=before, now=f"{thai_date(session.day)}, {session.get_slot_display()}")
    shown = window_of(session)
    if at < shown.opens:  # nobody was there yet, and what is marked counts at once
        opens = {"starts": thai_time(shown.starts), "opens": thai_time(shown.opens)}
        raise SessionNotBegun(day=thai_date(session.day), **opens)


def seats_in_training(run: CourseRun, wanted: set[int]) -> dict[int, Enrollment]:
    """The wanted seats of the run, by key, all of people in training. Raises `NotInThisRun`."""
    found = locked_seats(run, wanted)
    return {seat: taken_seat(run, found.get(seat)) for seat in wanted}


def locked_seats(run: CourseRun, wanted: Iterable[int]) -> dict[int, Enrollment]:
    """Seats of the run by key, in whatever state; while they are held, no result of theirs is confirmed."""
    rows = run.enrollments.select_for_update().filter(pk__in=wanted).order_by("pk")
    return {seat.pk: seat for seat in rows}


def taken_seat(run: CourseRun, seat: Enrollment | None) -> Enrollment:
    """The seat, if it is that of somebody in training; raises `NotInThisRun`, or what more is known."""
    if seat is None or seat.state == EnrollmentState.ENROLLED:
        raise NotInThisRun(run=run.code)
    if seat.state == EnrollmentState.LEFT:
        raise HasLeft(seat=seat.seat_number)
    if seat.state != EnrollmentState.TRAINING:
        raise ResultIsConfirmed(seat=seat.seat_number)
    return seat


class _Register:
    """A session's marks while its rows are locked."""

    def __init__(self, session: Session, marks: Sequence[MarkEntry], by: User | None) -> None:
        self.session = session
        self.own = own_seats(
            {entry.enrollment_id for entry in marks}, by
        )  # by the code people mark themselves
        self.seats = locked_seats(session.run, {entry.enrollment_id for entry in marks})
        rows = Attendance.objects.filter(session=session, enrollment__in=self.seats)
        self.standing = {row.enrollment_id: row for row in rows}
        self.taken = _taken_keys({entry.key for entry in marks})

    def take(self, entry: MarkEntry, *, by: User | None, at: datetime, source: MarkSource) -> MarkAnswer:
        standing = self.standing.get(entry.enrollment_id)
        try:
            return self._take(entry, standing, by=by, at=at, source=source)
        except Refused as refusal:
            return MarkAnswer(entry, Took.REFUSED, standing, refusal)

    def _take(
        self,
        entry: MarkEntry,
        standing: Attendance | None,
        *,
        by: User | None,
        at: datetime,
        source: MarkSource,
    ) -> MarkAnswer:
        counted_for = self.taken.get(entry.key)
        if counted_for == (entry.enrollment_id, self.session.pk):
            return MarkAnswer(entry, Took.SAME, standing)
        if counted_for:
            raise KeyOfAnotherMark
        seat = taken_seat(self.session.run, self.seats.get(entry.enrollment_id))
        if seat.pk in self.own:
            raise AboutYourself
        value = value_said(self.session, entry)
        if standing and value_of(standing) == value:
            return MarkAnswer(entry, Took.SAME, standing)
        if standing and entry.seen not in (ANY, standing.key):
            return MarkAnswer(entry, Took.CONFLICT, standing)
        if standing:
            _refuse_without_reason(standing, entry, self.session, by=by, at=at)
        row = _write(self.session, seat, standing, entry, value, by=by, at=at, source=source)
        self.standing[row.enrollment_id] = row
        self.taken[entry.key] = (row.enrollment_id, self.session.pk)
        return MarkAnswer(entry, Took.CORRECTED if standing else Took.NEW, row)


def _taken_keys(keys: set[uuid.UUID]) -> dict[uuid.UUID, tuple[int, int]]:
    """Key -> (seat, session) for which it was counted before, even if it was corrected since."""
    standing = Attendance.objects.filter(key__in=keys)
    replaced = AttendanceChange.objects.filter(key__in=keys)
    rows = [
        *standing.values_list("key", "enrollment_id", "session_id"),
        *replaced.values_list("key", "attendance__enrollment_id", "attendance__session_id"),
    ]
    return {key: (seat, session) for key, seat, session in rows}


def _refuse_without_reason(
    standing: Attendance, entry: MarkEntry, session: Session, *, by: User | None, at: datetime
) -> None:
    if len(entry.reason) > REASON_LENGTH:
        raise ReasonTooLong(most=REASON_LENGTH)
    if needs_reason(standing, session, by=by, at=at) and not said(entry.reason):
        raise ReasonNeeded


def needs_reason(standing: Attendance, session: Session, *, by: User | None, at: datetime) -> bool:
    """Whether a correction must say why: once the day has passed, or where somebody else made the mark.

    The product itself (`by` None) corrects nothing of its own accord and is not asked.
    """
    if by is None or session.day is None:
        return False
    return session.day < timezone.localdate(at) or standing.marked_by_id != by.pk


def _write(
    session: Session,
    seat: Enrollment,
    standing: Attendance | None,
    entry: MarkEntry,
    value: Value,
    *,
    by: User | None,
    at: datetime,
    source: MarkSource,
) -> Attendance:
    facts = {"session": session.number, "run": session.run.code, "source": source}
    facts |= dict(zip(VALUE, value, strict=True))
    action = "attendance.marked"
    if standing:
        action = "attendance.corrected"
        facts |= {f"old_{name}": getattr(standing, name) for name in VALUE} | {"reason": said(entry.reason)}
        _keep_old(standing, said(entry.reason), by=by, at=at)
    row = standing or Attendance(enrollment=seat, session=session)
    for name, part in zip(VALUE, value, strict=True):
        setattr(row, name, part)
    row.source, row.key, row.marked_by, row.marked_at = source, entry.key, by, at
    row.save()
    audit.record(action, row, by=by, at=at, person=seat.graduate_id, **facts)
    return row


def _keep_old(standing: Attendance, reason: str, *, by: User | None, at: datetime) -> None:
    old = {name: getattr(standing, name) for name in (*VALUE, *AUTHOR)}
    AttendanceChange.objects.create(attendance=standing, replaced_by=by, replaced_at=at, reason=reason, **old)
