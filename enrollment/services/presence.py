"""A trainee marks themselves present by the code on the trainer's screen."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core.refusals import Refused
from core.templatetags.ui import thai_date, thai_time
from enrollment.enums import EnrollmentState, Mark, MarkSource
from enrollment.marks import MarkEntry, SessionNotHeld
from enrollment.models import Attendance, Enrollment
from enrollment.presence import Moment, Reading, Rhythm, Window, read_code, session_of, write_code
from enrollment.queries.attendance import window_of
from enrollment.services.attendance import sync_marks, taken_seat
from training.models import Session

ONE_A_PERSON = uuid.UUID(
    "5d9a8a3e-6a0e-4a86-9d55-2f0b8d2f4c11"
)  # the key of a mark follows from seat and session


class CodeUnknown(Refused):
    sentence = _("This is no code of ours.")
    remedy = _("Scan the code on the trainer's screen.")


class CodeExpired(Refused):
    sentence = _("This code is over: a new one comes every %(seconds)s seconds.")
    remedy = _("Scan the code that is on the trainer's screen now.")


class CodeAhead(Refused):
    sentence = _("This code is for a later time.")
    remedy = _("Scan the code that is on the trainer's screen now.")


class TooEarly(Refused):
    sentence = _("It is too early: this session is on %(day)s, and its code counts from %(time)s.")
    remedy = _("Scan again then.")


class TooLate(Refused):
    sentence = _("It is too late: the code of this session counted on %(day)s until %(time)s.")
    remedy = _("Ask the trainer to mark you.")


class WrongSession(Refused):
    sentence = _(
        "This code is for session %(number)s (%(slot)s), but session %(now)s (%(slot_now)s) is held now."
    )
    remedy = _("Ask the trainer to show the code of the session that is held now.")


class NotInThisClass(Refused):
    sentence = _("You do not sit in %(run)s.")
    remedy = _("Ask the trainer whether you are in the right room.")


class MarkedOtherwise(Refused):
    sentence = _("The trainer marked you “%(mark)s” in this session.")
    remedy = _("If that is wrong, ask the trainer to correct it.")


@dataclass(frozen=True)
class ShownCode:
    """The code of this moment, and for how many seconds it is on the screen."""

    code: str
    seconds: int


@dataclass(frozen=True)
class Presence:
    """What a scanned code comes to: a person in a session, so many minutes late; the mark that stands, if any."""

    session: Session
    seat: Enrollment
    minutes_late: int
    standing: Attendance | None


def rhythm() -> Rhythm:
    return Rhythm(settings.PRESENCE_CODE_SECONDS, settings.PRESENCE_CODE_GRACE)


def show_code(session: Session, *, at: datetime) -> ShownCode:
    """The code for the trainer's screen, on the day of the session only. Raises `SessionNotHeld`, `TooLate`."""
    shown = window_of(session)
    day = timezone.localdate(at)
    if shown.starts.date() > day:
        raise SessionNotHeld(day=thai_date(session.day))
    if shown.judge(at) is Moment.TOO_LATE:
        raise _too_late(shown)
    beat = rhythm()
    return ShownCode(write_code(_key(), session.pk, beat.step(at)), beat.seconds_left(at))


def refuse_code(code: str, *, at: datetime) -> None:
    """Raises unless the code is one of ours and on the screen at this moment, or was the moment before."""
    reading = read_code(_key(), code, at, rhythm())
    if reading is Reading.FORGED:
        raise CodeUnknown
    if reading is Reading.AHEAD:
        raise CodeAhead
    if reading is Reading.EXPIRED:
        raise CodeExpired(seconds=settings.PRESENCE_CODE_SECONDS)


def read_presence(code: str, user: User, *, scanned_at: datetime) -> Presence:
    """What the code comes to for a trainee who scanned it at that moment; each reason against it has its words."""
    refuse_code(code, at=scanned_at)
    session = Session.objects.select_related("run__course", "topic").filter(pk=session_of(code) or 0).first()
    if session is None:
        raise CodeUnknown
    seats = Enrollment.objects.filter(run=session.run, graduate__user=user).order_by("-pk")
    found = seats.exclude(state=EnrollmentState.LEFT).first() or seats.first()
    if found is None:
        raise NotInThisClass(run=session.run)
    seat = taken_seat(session.run, found)
    shown = window_of(session)
    _refuse_moment(session, shown, scanned_at)
    late = shown.minutes_late(scanned_at, settings.PRESENCE_TOLERANCE_MINUTES)
    standing = Attendance.objects.filter(enrollment=seat, session=session).first()
    return Presence(session, seat, late, standing)


def mark_present(code: str, *, by: User, at: datetime, scanned_at: datetime | None = None) -> Attendance:
    """Mark the trainee present from the moment of the scan; one mark a person, however often the code is opened.

    A mark that the trainer made is not overwritten: who is marked absent is told so (`MarkedOtherwise`).
    `scanned_at` is earlier than `at` where the person had to sign in first; for how long, is a setting.
    """
    scanned = scanned_at or at
    if at - scanned > timedelta(minutes=settings.PRESENCE_SIGN_IN_MINUTES):
        raise CodeExpired(seconds=settings.PRESENCE_CODE_SECONDS)
    presence = read_presence(code, by, scanned_at=scanned)
    mark = Mark.LATE if presence.minutes_late else Mark.PRESENT
    entry = MarkEntry(
        presence.seat.pk,
        mark,
        key=uuid.uuid5(ONE_A_PERSON, f"{presence.seat.pk}:{presence.session.pk}"),
        arrived_after=presence.minutes_late or None,
        seen=None,
    )
    (answer,) = sync_marks(presence.session, [entry], by=by, at=at, source=MarkSource.QR)
    if answer.refusal:
        raise answer.refusal
    standing = cast(Attendance, answer.standing)  # what is not refused stands, or something else does
    if standing.mark in (Mark.ABSENT, Mark.EXCUSED):
        raise MarkedOtherwise(mark=standing.get_mark_display())
    return standing


def _key() -> bytes:
    return salted_hmac("enrollment.presence", "code", algorithm="sha256").digest()


def _refuse_moment(session: Session, shown: Window, at: datetime) -> None:
    moment = shown.judge(at)
    if moment is Moment.IN_TIME:
        return
    held = _held_now(session, at)
    if held is not None:
        raise WrongSession(
            number=session.number,
            slot=session.get_slot_display(),
            now=held.number,
            slot_now=held.get_slot_display(),
        )
    if moment is Moment.TOO_LATE:
        raise _too_late(shown)
    raise TooEarly(day=thai_date(session.day), time=thai_time(shown.opens))


def _held_now(session: Session, at: datetime) -> Session | None:
    """Another session of the run whose codes count at this moment."""
    others = Session.objects.filter(run=session.run, day=timezone.localdate(at)).exclude(pk=session.pk)
    return next((one for one in others if window_of(one).judge(at) is Moment.IN_TIME), None)


def _too_late(shown: Window) -> TooLate:
    return TooLate(day=thai_date(shown.closes.date()), time=thai_time(shown.closes))
