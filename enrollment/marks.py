"""A mark as it comes from a list, a phone, a code or a paper: what it says in minutes, and why it is not taken."""

import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.refusals import Refused
from enrollment.enums import Mark
from enrollment.models import Attendance
from training.models import Session

ANY = uuid.UUID(int=0)
REASON_LENGTH = 300
VALUE = ("mark", "minutes", "arrived_after", "left_before")
Value = tuple[str, int, int, int]


@dataclass(frozen=True)
class MarkEntry:
    """One person's mark in a session.

    Of who was there for a part, either the minutes late and left early are said, or the `minutes` present. `key` makes
    a repeat harmless. `seen` is the key of the mark that stood there when this one was made (None: nothing stood
    there): whatever was written since is not overwritten. ANY writes over everything.
    """

    enrollment_id: int
    mark: Mark
    minutes: int | None = None
    key: uuid.UUID = field(default_factory=uuid.uuid4)
    arrived_after: int | None = None
    left_before: int | None = None
    seen: uuid.UUID | None = ANY
    reason: str = ""


class Took(StrEnum):
    """What became of a mark."""

    NEW = "new"
    CORRECTED = "corrected"
    SAME = "same"  # what it says stood there already, or it had arrived before
    CONFLICT = "conflict"  # somebody said otherwise meanwhile: nothing was written
    REFUSED = "refused"


@dataclass(frozen=True)
class MarkAnswer:
    """What became of one mark, and the mark that stands now."""

    entry: MarkEntry
    took: Took
    standing: Attendance | None
    refusal: Refused | None = None

    @property
    def is_written(self) -> bool:
        return self.took in (Took.NEW, Took.CORRECTED)


class SessionNotHeld(Refused):
    sentence = _("This session is on %(day)s; attendance is taken on the day or later.")


class SessionNotBegun(Refused):
    sentence = _("This session begins on %(day)s at %(starts)s; its attendance is taken from %(opens)s on.")
    remedy = _("Save it then. What is chosen in the list stays.")


class SessionHasNoDay(Refused):
    sentence = _("This session has no day yet.")
    remedy = _("Make and publish a timetable first.")


class SessionMoved(Refused):
    """The list was made for another day than the one on which the session is now."""

    sentence = _("This session was moved from %(before)s to %(now)s.")
    remedy = _("Choose whether your marks count for the new day.")


class RunNotRunning(Refused):
    sentence = _("%(run)s is “%(state)s”; this is recorded while it runs.")


class NotInThisRun(Refused):
    sentence = _("Somebody on this list does not sit in %(run)s.")
    remedy = _("Reload the page: the list of people changed.")


class HasLeft(NotInThisRun):
    sentence = _("The person in seat %(seat)s has left the training.")
    remedy = _("Reload the page: the list of people changed.")


class ResultIsConfirmed(NotInThisRun):
    sentence = _("The result of seat %(seat)s is confirmed, so its attendance can no longer change.")
    remedy = _("Have the result reopened first, with a reason.")


class MinutesTooMany(Refused):
    sentence = _("%(minutes)s minutes is more than the session's %(most)s.")


class MinutesMissing(Refused):
    sentence = _("For somebody who came late or left early, the minutes are needed.")


class NotThereAtAll(Refused):
    sentence = _("Late and left early together are the whole session.")
    remedy = _("Mark the person absent.")


class ReasonNeeded(Refused):
    sentence = _("A mark of an earlier day, or one that somebody else made, is corrected with a reason.")
    remedy = _("Say why it changes.")


class ReasonTooLong(Refused):
    sentence = _("The reason is longer than %(most)s letters.")


class KeyOfAnotherMark(Refused):
    sentence = _("This mark's key belongs to another mark.")
    remedy = _("Reload the page and mark again.")


class OtherAccount(Refused):
    """The phone belongs to several people: what one of them marked is not sent in the name of another."""

    sentence = _("These marks were made by another account on this phone.")
    remedy = _("Sign in with the account that made them.")


class MarkedMeanwhile(Refused):
    sentence = _("Somebody marked %(count)s people otherwise meanwhile.")
    remedy = _("Reload the page and choose which mark is right.")


def value_of(row: Attendance) -> Value:
    return row.mark, row.minutes, row.arrived_after, row.left_before


def value_said(session: Session, entry: MarkEntry) -> Value:
    """Mark, minutes present, minutes late, minutes left early."""
    if entry.mark in {Mark.ABSENT, Mark.EXCUSED}:
        return entry.mark, 0, 0, 0
    if entry.mark == Mark.PRESENT:
        return entry.mark, session.minutes, 0, 0
    late, early = _lacking(session, entry)
    if late + early > session.minutes:
        raise MinutesTooMany(minutes=late + early, most=session.minutes)
    if late + early == session.minutes:
        raise NotThereAtAll
    if not late + early:
        return Mark.PRESENT, session.minutes, 0, 0
    return entry.mark, session.minutes - late - early, late, early


def _lacking(session: Session, entry: MarkEntry) -> tuple[int, int]:
    """Minutes late and minutes left early. Where only the minutes present are said, the rest lacks at the beginning."""
    if entry.minutes is not None and entry.arrived_after is None and entry.left_before is None:
        if entry.minutes < 0:
            raise MinutesMissing
        if entry.minutes > session.minutes:
            raise MinutesTooMany(minutes=entry.minutes, most=session.minutes)
        return session.minutes - entry.minutes, 0
    late, early = entry.arrived_after or 0, entry.left_before or 0
    if late < 0 or early < 0 or not late + early:
        raise MinutesMissing
    return late, early


def mark_words(mark: str, late: int, early: int) -> str:
    """What a mark says, with how late and how early: “Present”, “20 min late, left 15 min early”."""
    if mark != Mark.LATE:
        return str(Mark(mark).label)
    said = [gettext("%(minutes)s min late") % {"minutes": late}] if late else []
    said += [gettext("left %(minutes)s min early") % {"minutes": early}] if early else []
    return ", ".join(said)
