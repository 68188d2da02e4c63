"""Who has leave when: what a list is filled in with beforehand, and how many days in a row somebody is sick."""

from __future__ import annotations

from collections.abc import Container
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from enrollment.eligibility import rule_set
from enrollment.enums import LeaveKind, LeavePaperKind, LeavePart, LeaveState, Mark
from enrollment.models import Attendance, Enrollment, LeaveRequest
from enrollment.models.leaves import OF_ONE_SESSION
from training import rules
from training.enums import Slot
from training.models import Session
from training.queries import shut_days_of
from training.rules.sickness import Span, days_in_a_row

OPEN = (LeaveState.PAPER_DUE, LeaveState.ASKED)
HELD = (*OPEN, LeaveState.APPROVED)  # what counts towards days in a row
BEYOND = timedelta(days=60)  # how far around a request others may touch it

SLOT_OF = {
    LeavePart.MORNING: Slot.MORNING,
    LeavePart.AFTERNOON: Slot.AFTERNOON,
    LeavePart.EVENING: Slot.EVENING,
}


def covered(leave: LeaveRequest) -> QuerySet[Session]:
    """The sessions that the request is about, as the timetable is now."""
    if leave.part in OF_ONE_SESSION:
        return Session.objects.filter(pk__in=[leave.session_id])
    run = leave.enrollment.run_id
    sessions = Session.objects.filter(run=run, day__gte=leave.first_day, day__lte=leave.last_day)
    slot = SLOT_OF.get(LeavePart(leave.part))
    return sessions.filter(slot=slot) if slot else sessions


def leaves_in(session: Session) -> dict[int, LeaveRequest]:
    """Seat -> the approved request that takes the person out of the whole session."""
    if session.day is None:
        return {}
    parts = [LeavePart.WHOLE, *(part for part, slot in SLOT_OF.items() if slot == session.slot)]
    rows = LeaveRequest.objects.filter(
        enrollment__run=session.run_id,
        state=LeaveState.APPROVED,
        part__in=parts,
        first_day__lte=session.day,
        last_day__gte=session.day,
    )
    return {row.enrollment_id: row for row in rows.order_by("decided_at")}


def partly_away_in(session: Session) -> dict[int, LeaveRequest]:
    """Seat -> the approved request by which the person comes later to the session or leaves it earlier."""
    rows = LeaveRequest.objects.filter(session=session, state=LeaveState.APPROVED, part__in=OF_ONE_SESSION)
    return {row.enrollment_id: row for row in rows.order_by("decided_at")}


def without_list(leave: LeaveRequest, today: date) -> Session | None:
    """The session of leave for a part of it, where it was held and nobody has marked the person yet.

    How long somebody was there only the list can say; it is filled in with the leave beforehand.
    """
    if leave.state != LeaveState.APPROVED or leave.part not in OF_ONE_SESSION:
        return None
    marked = Attendance.objects.filter(enrollment=leave.enrollment_id).values("session")
    return covered(leave).filter(day__lte=today).exclude(pk__in=marked).first()


def contradicting(leave: LeaveRequest) -> QuerySet[Attendance]:
    """Marks that say the person was there in a session of approved leave: nobody is excused who came."""
    if leave.state != LeaveState.APPROVED or leave.part in OF_ONE_SESSION:
        return Attendance.objects.none()
    there = Attendance.objects.filter(
        enrollment=leave.enrollment_id, session__in=covered(leave), mark__in=[Mark.PRESENT, Mark.LATE]
    )
    return there.select_related("session").order_by("session__number")


def overlapping(leave: LeaveRequest) -> QuerySet[LeaveRequest]:
    """Other requests of the seat, still open or approved, for the same sessions."""
    rows = LeaveRequest.objects.filter(enrollment=leave.enrollment_id, state__in=HELD).exclude(pk=leave.pk)
    same = rows.filter(first_day__lte=leave.last_day, last_day__gte=leave.first_day)
    if leave.part in OF_ONE_SESSION:
        return same.filter(Q(part=LeavePart.WHOLE) | Q(session=leave.session_id))
    if leave.part == LeavePart.WHOLE:
        return same
    return same.filter(part__in=[LeavePart.WHOLE, leave.part])


def sick_days(leave: LeaveRequest, closed: Container[date] | None = None) -> int:
    """How many days in a row the person is sick, with the requests before and after it added up (clause 32)."""
    if leave.kind != LeaveKind.SICK:
        return 0
    closed = closed_around(leave) if closed is None else closed
    return rules.days_counted(*_sick_span(leave, closed), note_rule(leave.enrollment), closed)


def adds_up(leave: LeaveRequest) -> bool:
    """Whether requests before or after it belong to the same days in a row."""
    return _sick_span(leave, closed_around(leave)) != (leave.first_day, leave.last_day)


def lacks_certificate(leave: LeaveRequest) -> bool:
    """Whether so many days in a row are asked for that a certificate is due, and none was handed in."""
    closed = closed_around(leave)
    is_long = leave.kind == LeaveKind.SICK and rules.needs_note(
        *_sick_span(leave, closed), note_rule(leave.enrollment), closed
    )
    return is_long and not leave.papers.filter(kind=LeavePaperKind.CERTIFICATE).exists()


def _sick_span(leave: LeaveRequest, closed: Container[date]) -> Span:
    others = LeaveRequest.objects.filter(
        enrollment=leave.enrollment_id, kind=LeaveKind.SICK, state__in=HELD
    ).exclude(pk=leave.pk)
    spans = list(others.values_list("first_day", "last_day"))
    return days_in_a_row((leave.first_day, leave.last_day), spans, closed)


def note_rule(seat: Enrollment) -> rules.DayCount:
    """From how many days on a certificate is asked for, under the rules of the seat's run."""
    return rule_set(seat.run.rule_set).duties.sick_note_from


def paper_due_on(leave: LeaveRequest) -> date:
    """By when the certificate is handed in: some working days after the last day of the leave."""
    term = rules.DayCount(
        settings.SICK_NOTE_DUE_DAYS, working=True, clause=note_rule(leave.enrollment).clause
    )
    return rules.due_date(leave.last_day, term, closed_around(leave))


def closed_around(leave: LeaveRequest) -> dict[date, str]:
    """Public holidays and the centre's own closures around the request."""
    return shut_days_of(leave.enrollment.run.center, leave.first_day - BEYOND, leave.last_day + BEYOND)
