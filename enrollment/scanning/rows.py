"""What a row says, from the ink in its boxes. Where that is not plain, the row says why and a person is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum

# Square millimetres of ink: below the first a box is empty, from the second on it is marked, between them nobody
# knows. A dry ball-point tick has about 1; a signature 5 and more; a tail from the row above up to 2.
TICK = (0.22, 0.55)
SIGNATURE = (0.9, 3.0)
WRITING = (0.35, 1.0)
# The words are those of `enrollment.enums`, which a guarded child does not load.
PRESENT, LATE, EXCUSED, ABSENT = "present", "late", "excused", "absent"
FAINT, TWO_TICKS, UNSIGNED, SIGNED_AWAY = "faint", "two_ticks", "unsigned", "signed_away"
MINUTES, OTHER_CODE, NOT_SEEN = "minutes", "other_code", "not_seen"


class Seen(IntEnum):
    NO, UNSURE, YES = 0, 1, 2


@dataclass(frozen=True)
class RowInk:
    """Ink of one row in square millimetres; `late` by minutes."""

    signature: float
    present: float
    late: Mapping[int, float]
    written: float
    absent: float
    excused: float


@dataclass(frozen=True)
class RowRead:
    """What a row says: signed, the mark ("" where there is none), minutes late, and why a person is asked."""

    signed: bool
    mark: str
    missed: int | None = None
    doubt: str = ""


def seen(ink: float, limits: tuple[float, float]) -> Seen:
    empty, marked = limits
    return Seen.NO if ink < empty else Seen.YES if ink >= marked else Seen.UNSURE


def read_row(ink: RowInk) -> RowRead:
    """Signed and not ticked is present; neither signed nor ticked is no mark, and is plain: nobody was there."""
    signature, written = seen(ink.signature, SIGNATURE), seen(ink.written, WRITING)
    ticks: dict[tuple[str, int | None], Seen] = {
        (PRESENT, None): seen(ink.present, TICK),
        (ABSENT, None): seen(ink.absent, TICK),
        (EXCUSED, None): seen(ink.excused, TICK),
    } | {(LATE, minutes): seen(value, TICK) for minutes, value in ink.late.items()}
    signed = signature is Seen.YES
    ticked = [what for what, sure in ticks.items() if sure is Seen.YES]
    if Seen.UNSURE in (signature, written, *ticks.values()):
        mark, missed = ticked[0] if len(ticked) == 1 else ("", None)
        return RowRead(signed, mark, missed, FAINT)
    if written is Seen.YES:
        return RowRead(signed, LATE if not ticked or ticked[0][0] == LATE else "", None, MINUTES)
    if len(ticked) > 1:
        return RowRead(signed, "", None, TWO_TICKS)
    mark, missed = ticked[0] if ticked else (PRESENT if signed else "", None)
    return RowRead(signed, mark, missed, _contradiction(signed, mark))


def _contradiction(signed: bool, mark: str) -> str:
    if signed and mark in {ABSENT, EXCUSED}:
        return SIGNED_AWAY
    return UNSIGNED if not signed and mark in {PRESENT, LATE} else ""
