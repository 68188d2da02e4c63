"""Leave: asked for, proven, decided, and the marks that come of it. Excused is not attended: the hours are missed."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit, files
from core.models import SealedFile
from core.reasons import said
from core.refusals import NotYours, Refused, WrongState
from core.states import advance
from core.templatetags.ui import thai_date
from enrollment.enums import (
    EnrollmentState,
    LeaveKind,
    LeavePaperKind,
    LeavePart,
    LeaveState,
    Mark,
    MarkSource,
)
from enrollment.marks import MarkEntry
from enrollment.models import Attendance, Enrollment, LeaveMark, LeavePaper, LeaveRequest
from enrollment.models.leaves import OF_ONE_SESSION
from enrollment.queries.leaves import (
    OPEN,
    covered,
    lacks_certificate,
    overlapping,
    paper_due_on,
    sick_days,
)
from enrollment.services.attendance import mark_attendance
from enrollment.states import LEAVE_STATES
from training.enums import RunState
from training.models import Session

EARLIEST = timedelta(days=30)  # leave may still be asked for when one is back
MOST_PAPERS = 6


class NotInTraining(Refused):
    sentence = _("Leave is asked for by people in training, while the run is running.")


class NoSuchDays(Refused):
    sentence = _("The run does not meet on these days.")
    remedy = _("Choose days on which there are sessions.")


class TooLongAgo(Refused):
    sentence = _("Leave is asked for at the latest %(days)s days after its first day.")
    remedy = _("Let the trainer correct the attendance, with a reason.")


class AfterTheEnd(Refused):
    sentence = _("The training ends on %(day)s.")
    remedy = _("Ask for days until then.")


class AskedAlready(Refused):
    sentence = _("Leave is asked for these days already.")
    remedy = _("Withdraw that request first, if it is not decided yet.")


class MinutesOfSession(Refused):
    sentence = _("The minutes away must be fewer than the session's %(most)s.")
    remedy = _("Who is away for the whole session asks for that part of the day.")


class CertificateDue(Refused):
    sentence = _("%(days)s days of sickness in a row need a medical certificate (clause 32).")
    remedy = _("Hand in the certificate first; then the request can be approved.")


class NotAskedByYou(Refused):
    sentence = _("Only who asked for the leave takes the request back.")
    remedy = _("Who decides declines it, with a reason.")


class NoReasonForNo(Refused):
    sentence = _("A request is declined with a reason.")


class TooManyPapers(Refused):
    sentence = _("A request holds at most %(most)s papers.")


@dataclass(frozen=True)
class LeaveEntry:
    """What is asked for. `session` and `minutes` where only a part of one session is missed; then no days."""

    kind: LeaveKind
    first_day: date | None
    last_day: date | None
    reason: str
    part: LeavePart = LeavePart.WHOLE
    session: Session | None = None
    minutes: int | None = None


Paper = tuple[str, bytes, LeavePaperKind]  # name, content, what it is


def ask_leave(
    seat: Enrollment, entry: LeaveEntry, *, papers: tuple[Paper, ...] = (), by: User, at: datetime
) -> LeaveRequest:
    """Ask for leave, for oneself or for somebody else. The caller has looked the seat up among those `by` may see.

    Without the certificate that clause 32 asks for, the request waits for it. Raises NotInTraining, NoSuchDays,
    TooLongAgo, AskedAlready, MinutesOfSession, and what `core.files.keep` refuses.
    """
    leave = _request(seat, entry, by=by, at=at)
    _refuse_request(leave, at)  # before the papers are drawn, which takes its time
    drawn = [(files.keep(name, content, at=at), kind) for name, content, kind in papers]
    with transaction.atomic():
        _locked(seat)
        _refuse_request(leave, at)
        leave.save(force_insert=True)
        for file, kind in drawn:
            _add_paper(leave, file, kind, by=by, at=at)
        facts = {"run": seat.run.code, "days": _days(leave)}  # not which kind: that would speak of health
        audit.record("leave.asked", leave, by=by, at=at, person=seat.graduate_id, **facts)
        _settle(seat)
        leave.refresh_from_db(fields=["state", "paper_due_on"])
    return leave


def _request(seat: Enrollment, entry: LeaveEntry, *, by: User, at: datetime) -> LeaveRequest:
    leave = LeaveRequest(enrollment=seat, kind=entry.kind, part=entry.part, reason=said(entry.reason))
    leave.asked_by, leave.asked_at = by, at
    if entry.part not in OF_ONE_SESSION:
        if entry.first_day is None or entry.last_day is None:
            raise NoSuchDays
        leave.first_day, leave.last_day = entry.first_day, entry.last_day
        return leave
    session = entry.session
    if session is None or session.day is None or session.run_id != seat.run_id:
        raise NoSuchDays
    if not entry.minutes or entry.minutes >= session.minutes:
        raise MinutesOfSession(most=session.minutes)
    leave.session, leave.minutes = session, entry.minutes
    leave.first_day = leave.last_day = session.day
    return leave


def _locked(seat: Enrollment) -> None:
    """Requests of one seat are changed one after the other: their days add up."""
    Enrollment.objects.select_for_update().get(pk=seat.pk)


def _refuse_request(leave: LeaveRequest, at: datetime) -> None:
    seat = leave.enrollment
    if seat.state != EnrollmentState.TRAINING or seat.run.state != RunState.RUNNING:
        raise NotInTraining
    if leave.first_day < timezone.localdate(at) - EARLIEST:
        raise TooLongAgo(days=EARLIEST.days)
    if not covered(leave).exists():
        raise NoSuchDays
    if leave.last_day > (end := _end_of(seat)):
        raise AfterTheEnd(day=thai_date(end))
    if overlapping(leave).exists():
        raise AskedAlready


def _end_of(seat: Enrollment) -> date:
    """The run's last day, or that of a session which was put after it."""
    held: date | None = seat.run.sessions.aggregate(last=Max("day"))["last"]
    return max(seat.run.last_day, held or seat.run.last_day)


def _days(leave: LeaveRequest) -> str:
    return f"{leave.first_day.isoformat()}/{leave.last_day.isoformat()}"


def _settle(seat: Enrollment) -> None:
    """Which open requests wait for a certificate, now that days were added, taken away or proven."""
    open_ = LeaveRequest.objects.filter(enrollment=seat, state__in=OPEN)
    for leave in open_.select_related("enrollment__run__rule_set", "enrollment__run__center"):
        wanted = LeaveState.PAPER_DUE if lacks_certificate(leave) else LeaveState.ASKED
        if leave.state != wanted:
            due = paper_due_on(leave) if wanted == LeaveState.PAPER_DUE else None
            advance(leave, wanted, LEAVE_STATES, paper_due_on=due)


def hand_in(leave: LeaveRequest, paper: Paper, *, by: User, at: datetime) -> LeavePaper:
    """Add a paper to a request. Raises TooManyPapers, WrongState (withdrawn), and what `core.files.keep` refuses."""
    name, content, kind = paper
    file = files.keep(name, content, at=at)
    with transaction.atomic():
        _locked(leave.enrollment)
        leave.refresh_from_db(fields=["state", "paper_due_on"])
        if leave.state == LeaveState.WITHDRAWN:
            raise WrongState(now=leave.get_state_display(), wanted=LeaveState.ASKED.label)
        kept = _add_paper(leave, file, kind, by=by, at=at)
        person = leave.enrollment.graduate_id
        audit.record("leave.paper_handed_in", leave, by=by, at=at, person=person, paper=kept.kind)
        _settle(leave.enrollment)
        leave.refresh_from_db(fields=["state", "paper_due_on"])
    return kept


def _add_paper(
    leave: LeaveRequest, file: SealedFile, kind: LeavePaperKind, *, by: User, at: datetime
) -> LeavePaper:
    if leave.papers.count() >= MOST_PAPERS:
        raise TooManyPapers(most=MOST_PAPERS)
    return LeavePaper.objects.create(leave=leave, kind=kind, file=file, added_by=by, added_at=at)


@transaction.atomic
def open_paper(paper: LeavePaper, *, by: User, at: datetime) -> SealedFile:
    """Somebody who decides looks at a paper: the trail says who and whose."""
    person = paper.leave.enrollment.graduate_id
    audit.record("leave.paper_seen", paper.leave, by=by, at=at, person=person)
    return paper.file


@transaction.atomic
def approve_leave(leave: LeaveRequest, *, by: User, at: datetime, answer: str = "") -> int:
    """Grant it: sessions already held are marked now, those to come when they have been. Returns the marks written.

    Raises CertificateDue, NotYours (one's own), WrongState.
    """
    _decide(leave, LeaveState.APPROVED, answer, by=by, at=at)
    return apply_leave(leave, at=at)


@transaction.atomic
def decline_leave(leave: LeaveRequest, answer: str, *, by: User, at: datetime) -> None:
    """Refuse it with a reason. Raises NoReasonForNo, NotYours, WrongState."""
    if not answer.strip():
        raise NoReasonForNo
    _decide(leave, LeaveState.DECLINED, answer, by=by, at=at)


def _decide(leave: LeaveRequest, wanted: LeaveState, answer: str, *, by: User, at: datetime) -> None:
    seat = leave.enrollment
    if seat.graduate.user_id == by.pk:
        raise NotYours
    _locked(seat)
    if wanted == LeaveState.APPROVED and lacks_certificate(leave):
        raise CertificateDue(days=sick_days(leave))
    decided: dict[str, Any] = {"decided_by": by, "decided_at": at, "answer": answer.strip()}
    advance(leave, wanted, LEAVE_STATES, paper_due_on=None, **decided)
    facts = {"run": seat.run.code, "days": _days(leave)}
    audit.record(f"leave.{wanted.value}", leave, by=by, at=at, person=seat.graduate_id, **facts)
    _settle(seat)


@transaction.atomic
def withdraw_leave(leave: LeaveRequest, *, by: User, at: datetime) -> None:
    """Who asked, or the person, takes it back while it is undecided. Raises NotYours, WrongState."""
    if by.pk not in (leave.asked_by_id, leave.enrollment.graduate.user_id):
        raise NotAskedByYou
    _locked(leave.enrollment)
    advance(leave, LeaveState.WITHDRAWN, LEAVE_STATES, paper_due_on=None)
    person, run = leave.enrollment.graduate_id, leave.enrollment.run.code
    audit.record("leave.withdrawn", leave, by=by, at=at, person=person, run=run)
    _settle(leave.enrollment)


@transaction.atomic
def reopen_leave(leave: LeaveRequest, *, by: User, at: datetime) -> int:
    """Take a decision back: marks that came of it are put right. Returns how many. Raises NotYours, WrongState."""
    seat = leave.enrollment
    if seat.graduate.user_id == by.pk:
        raise NotYours
    _locked(seat)
    undecided: dict[str, Any] = {"decided_by": None, "decided_at": None, "answer": ""}
    advance(leave, LeaveState.ASKED, LEAVE_STATES, **undecided)
    run, days = seat.run.code, _days(leave)
    audit.record("leave.reopened", leave, by=by, at=at, person=seat.graduate_id, run=run, days=days)
    undone = sum(_unmark(mark, leave, by=by, at=at) for mark in leave.marks.select_related("session__run"))
    leave.marks.all().delete()
    _settle(seat)
    leave.refresh_from_db(fields=["state", "paper_due_on"])
    return undone


def _unmark(mark: LeaveMark, leave: LeaveRequest, *, by: User, at: datetime) -> int:
    """Put back what stood there; where nothing did, the person was simply not there. What others wrote since stays."""
    standing = Attendance.objects.filter(session=mark.session, enrollment=leave.enrollment).first()
    if standing is None or standing.source != MarkSource.LEAVE:
        return 0
    entry = MarkEntry(
        leave.enrollment_id,
        Mark(mark.before or Mark.ABSENT),
        mark.before_minutes if mark.before == Mark.LATE else None,
        seen=standing.key,
        reason=gettext("The decision about the leave was taken back."),
    )
    return mark_attendance(mark.session, [entry], by=by, at=at, source=MarkSource.LEAVE)


def apply_leave(leave: LeaveRequest, *, at: datetime) -> int:
    """Mark the sessions of approved leave that have been held: each once, and nobody excused who was there.

    Returns how many marks were written. Safe to run again.
    """
    if leave.part in OF_ONE_SESSION or leave.enrollment.state != EnrollmentState.TRAINING:
        return 0  # of a part of a session the list says how long somebody was there
    done = leave.marks.values("session")
    held = covered(leave).filter(day__lte=timezone.localdate(at)).exclude(pk__in=done)
    return sum(_excuse(leave, session, at=at) for session in held.select_related("run").order_by("number"))


def _excuse(leave: LeaveRequest, session: Session, *, at: datetime) -> int:
    standing = Attendance.objects.filter(session=session, enrollment=leave.enrollment).first()
    is_over = session.day is not None and session.day < timezone.localdate(at)
    if not (standing.mark == Mark.ABSENT if standing else is_over):
        return 0  # marked as there, or excused already; or the list of today is still to be taken
    entry = MarkEntry(
        leave.enrollment_id,
        Mark.EXCUSED,
        # The same leave, applied to the same session once more, says nothing new.
        key=uuid.uuid5(leave.pk, f"{session.pk} {leave.decided_at:%Y%m%d%H%M%S%f}"),
        seen=standing.key if standing else None,
        reason=gettext("Leave granted"),
    )
    before = standing.mark if standing else ""
    if not mark_attendance(session, [entry], by=leave.decided_by, at=at, source=MarkSource.LEAVE):
        return 0
    LeaveMark.objects.create(leave=leave, session=session, before=before)
    return 1


def apply_leaves(*, at: datetime) -> None:
    """A chore: sessions of approved leave that were held since are marked as excused."""
    today = timezone.localdate(at)
    rows = LeaveRequest.objects.filter(
        state=LeaveState.APPROVED,
        first_day__lte=today,
        last_day__gte=today - EARLIEST,
        enrollment__state=EnrollmentState.TRAINING,
        enrollment__run__state__in=[RunState.RUNNING, RunState.FINISHED],
    )
    for leave in rows.exclude(part__in=OF_ONE_SESSION).select_related("enrollment__run", "decided_by"):
        with transaction.atomic():
            apply_leave(leave, at=at)
