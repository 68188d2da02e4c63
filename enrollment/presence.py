"""The code on the trainer's screen: of which session it is, how long it is good, and when it counts. Plain Python.

A code is "session.step.seal": the step counts half-minutes (or whatever is set), the seal is 128 bits of HMAC-SHA256
over both. Who has one code knows nothing of the next.
"""

from __future__ import annotations

import base64
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

SEAL_BYTES = 16


class Reading(StrEnum):
    """What a code is worth at a moment."""

    FRESH = "fresh"
    EXPIRED = "expired"
    AHEAD = "ahead"  # of a step that is still to come
    FORGED = "forged"


class Moment(StrEnum):
    """Where a moment lies to the time in which codes of a session count."""

    TOO_EARLY = "too_early"
    IN_TIME = "in_time"
    TOO_LATE = "too_late"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How codes change: every `seconds`; one is good for its own step and for `grace` steps after it."""

    seconds: int
    grace: int

    def step(self, at: datetime) -> int:
        return int(at.timestamp()) // self.seconds

    def seconds_left(self, at: datetime) -> int:
        """Until the next code, 1 to `seconds`."""
        return self.seconds - int(at.timestamp()) % self.seconds


@dataclass(frozen=True, slots=True)
class Window:
    """When a session's codes count: from `opens` up to and including `closes`."""

    opens: datetime
    starts: datetime
    closes: datetime

    def judge(self, at: datetime) -> Moment:
        if at < self.opens:
            return Moment.TOO_EARLY
        return Moment.TOO_LATE if at > self.closes else Moment.IN_TIME

    def minutes_late(self, at: datetime, tolerance: int) -> int:
        """Whole minutes since the start; none up to and including `tolerance` minutes."""
        minutes = int((at - self.starts).total_seconds() // 60)
        return minutes if minutes > tolerance else 0


def window(starts: datetime, minutes: int, *, opens_before: int, closes_after: int) -> Window:
    """Codes count from `opens_before` minutes before the start to `closes_after` after it, never past the end."""
    closes = min(closes_after, minutes - 1)
    return Window(starts - timedelta(minutes=opens_before), starts, starts + timedelta(minutes=closes))


def write_code(key: bytes, session: int, step: int) -> str:
    return f"{session}.{step}.{_seal(key, session, step)}"


def session_of(code: str) -> int | None:
    """The session that a code names, be it sealed or not; None if it is no code at all."""
    parts = _parts(code)
    return parts[0] if parts else None


def read_code(key: bytes, code: str, at: datetime, rhythm: Rhythm) -> Reading:
    """What the code is worth: only one that we sealed can be fresh, expired or ahead of its time."""
    parts = _parts(code)
    if parts is None:
        return Reading.FORGED
    session, step, seal = parts
    if not hmac.compare_digest(seal.encode(), _seal(key, session, step).encode()):
        return Reading.FORGED
    age = rhythm.step(at) - step
    if age < 0:
        return Reading.AHEAD
    return Reading.FRESH if age <= rhythm.grace else Reading.EXPIRED


def _seal(key: bytes, session: int, step: int) -> str:
    digest = hmac.digest(key, f"presence:{session}:{step}".encode(), "sha256")[:SEAL_BYTES]
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _parts(code: str) -> tuple[int, int, str] | None:
    session, _, rest = code.partition(".")
    step, _, seal = rest.partition(".")
    if not (_is_number(session) and _is_number(step) and seal):
        return None
    return int(session), int(step), seal


def _is_number(text: str) -> bool:
    """Digits as we write them, few enough for a column of the database."""
    return text.isascii() and text.isdigit() and len(text) <= 15
