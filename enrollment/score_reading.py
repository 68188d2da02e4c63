"""A workbook of scores that came back: every cell judged against what stood at download and what stands now.

A cell that was left as it was changes nothing, even where somebody else has changed that score meanwhile. A cell
that was changed on both sides is a conflict, shown and refused. An emptied cell takes no score away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.refusals import Refused
from core.tables.reading import opened
from core.tables.table import Formula, Row, Table, column_letters
from core.text import decimal_in
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment
from enrollment.score_sheets import (
    BEFORE_SCORES,
    ROW_SALT,
    SHEET_SALT,
    Column,
    Known,
    columns_of,
    known_scores,
    standing,
)
from enrollment.services.assessment import ScoreEntry, Scores, scores_of
from training.enums import Part
from training.models import CourseRun

READ_SALT = "enrollment.score_reading"
MOST_ROWS = 1_000  # a class has a few dozen
LONGEST_SHOWN = 40
TWO_PLACES = -2


class NotThisWorkbook(Refused):
    sentence = gettext_lazy("This is not the workbook of scores of %(run)s, or its headings were changed.")
    remedy = gettext_lazy("Download the workbook here, enter the scores in it and upload it.")


class Fate(StrEnum):
    """What would become of a cell."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CellLine:
    """One cell: where it stands, what it says, what stands in the register, and what becomes of it."""

    sheet: str
    row: int
    column: str
    seat: Enrollment | None
    heading: str
    value: str
    now: Decimal | None
    fate: Fate
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ScoreReading:
    """A workbook, judged; `entries` are empty where anything was refused."""

    attempt: int
    lines: tuple[CellLine, ...]
    entries: tuple[ScoreEntry, ...]

    def count(self, fate: Fate) -> int:
        return sum(line.fate is fate for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Book:
    """What the cells are held against."""

    run: CourseRun
    attempt: int
    columns: list[Column]
    known: Known
    earlier: Known  # of the attempt before; empty for the first
    seats: dict[int, Enrollment]
    sheet: str


def read_scores(run: CourseRun, file_name: str, content: bytes) -> ScoreReading:
    """Judge a workbook. Raises `NotThisWorkbook`, and `FileUnreadable` for a file that cannot or may not be read."""
    with opened(file_name, content) as table:
        return _judged(run, table)


def _judged(run: CourseRun, table: Table) -> ScoreReading:
    head = next(table.rows)
    attempt, columns = _head(run, head)
    seats = run.enrollments.select_related("graduate").in_bulk()
    earlier = known_scores(run, attempt - 1) if attempt > 1 else {}
    book = _Book(run, attempt, columns, known_scores(run, attempt), earlier, seats, table.sheet)
    lines: list[CellLine] = []
    said: dict[tuple[int, int], dict[str, Decimal]] = defaultdict(dict)
    for row in _bounded(run, table.rows):
        for line, score, column in _row(book, row):
            lines.append(line)
            if line.seat and score is not None and line.fate in {Fate.NEW, Fate.CHANGED}:
                said[line.seat.pk, column.topic.pk][column.part] = score
    refused = any(line.fate is Fate.REFUSED for line in lines)
    entries = () if refused else tuple(_entry(book, *place, scores) for place, scores in said.items())
    return ScoreReading(attempt, tuple(lines), entries)


def _bounded(run: CourseRun, rows: Iterable[Row]) -> Iterator[Row]:
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            raise NotThisWorkbook(run=run)
        yield row


def _head(run: CourseRun, head: Row) -> tuple[int, list[Column]]:
    """The attempt and the columns; refused unless key and headings are those of this run."""
    columns = columns_of(run)
    key = _unsigned(head.cells[0], SHEET_SALT)
    places = [[column.topic.pk, column.part] for column in columns]
    headings = [str(cell).partition(".")[0] for cell in head.cells[BEFORE_SCORES:]]
    if not key or [key[0], key[2]] != [run.pk, places] or headings != [str(c.topic.number) for c in columns]:
        raise NotThisWorkbook(run=run)
    return key[1], columns


def _unsigned(cell: Any, salt: str) -> Any:
    try:
        return signing.loads(cell, salt=salt) if isinstance(cell, str) else None
    except signing.BadSignature:
        return None


def _row(book: _Book, row: Row) -> Iterator[tuple[CellLine, Decimal | None, Column]]:
    key = _unsigned(row.cells[0], ROW_SALT)
    seat = book.seats.get(key[0]) if key else None
    for place, column in enumerate(book.columns):
        at = BEFORE_SCORES + place
        cell = row.cells[at] if at < len(row.cells) else None
        before = Decimal(key[1][place]) if key and key[1][place] is not None else None
        yield *_cell(book, row.number, at, seat, column, cell, before), column


def _cell(
    book: _Book,
    number: int,
    at: int,
    seat: Enrollment | None,
    column: Column,
    cell: Any,
    before: Decimal | None,
) -> tuple[CellLine, Decimal | None]:
    now = standing(book.known, seat.pk, column) if seat else None
    score, fault = _score(cell)
    if not fault:
        fault = _fault(book, seat, column, score, before, now)
    fate = Fate.REFUSED if fault else _fate(score, before, now)
    shown = "" if cell is None else str(score if score is not None else _words(cell))[:LONGEST_SHOWN]
    place = (book.sheet, number, column_letters(at + 1), seat, column.heading)
    return CellLine(*place, shown, now, fate, fault), score


def _fate(score: Decimal | None, before: Decimal | None, now: Decimal | None) -> Fate:
    if score is None or score in (before, now):
        return Fate.UNCHANGED
    return Fate.NEW if now is None else Fate.CHANGED


def _fault(
    book: _Book,
    seat: Enrollment | None,
    column: Column,
    score: Decimal | None,
    before: Decimal | None,
    now: Decimal | None,
) -> str:
    """Why a readable score is refused; "" where it is not, or where the cell was left as it was."""
    if score is None or (seat and score in (before, now)):
        return ""
    if seat is None:
        return _("This row is not of the workbook: it cannot be said whose score it is.")
    if seat.state != EnrollmentState.TRAINING:
        return _("This person is no longer in training.")
    if book.attempt > 1 and (seat.pk, column.topic.pk) not in book.earlier:
        return _("There is no score of the attempt before.")
    if before != now:
        shown = _("none") if now is None else f"{now.normalize():f}"
        return _("Changed by somebody else since the download: now %(now)s.") % {"now": shown}
    return ""


def _score(cell: Any) -> tuple[Decimal | None, str]:
    """The score in a cell (None where it is empty), and what is wrong with it."""
    if cell is None or cell == "":
        return None, ""
    if isinstance(cell, Formula):
        return None, _("The cell holds a formula. Write the number itself.")
    try:
        if isinstance(cell, bool) or not isinstance(cell, int | float | str):
            raise ValueError
        score = decimal_in(cell) if isinstance(cell, str) else Decimal(str(cell))
    except ValueError:
        return None, _("This is not a number.")
    if not score.is_finite() or not 0 <= score <= 100:
        return None, _("A score lies between 0 and 100.")
    exponent = score.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < TWO_PLACES:
        return None, _("A score has two decimals at most.")
    return score, ""


def _words(cell: Any) -> str:
    return "=…" if isinstance(cell, Formula) else str(cell)


def _entry(book: _Book, seat: int, topic: int, scores: dict[str, Decimal]) -> ScoreEntry:
    """New scores beside those that stand; what was seen at the reading must still stand at the writing."""
    seen = scores_of(book.known.get((seat, topic)))
    said = Scores(scores.get(Part.THEORY, seen.theory), scores.get(Part.PRACTICE, seen.practice))
    return ScoreEntry(seat, topic, *said, book.attempt, seen)


def packed(reading: ScoreReading, run: CourseRun) -> str:
    """The entries of a reading, signed, to be sent back by whoever confirms them."""
    rows = [
        [entry.enrollment_id, entry.topic_id, *(_text(score) for score in (entry.theory, entry.practice))]
        + [_text(score) for score in entry.seen or Scores(None, None)]
        for entry in reading.entries
    ]
    return signing.dumps([run.pk, reading.attempt, rows], salt=READ_SALT, compress=True)


def unpacked(text: str, run: CourseRun, *, seconds: int) -> list[ScoreEntry]:
    """The entries again. Raises `NotThisWorkbook` for what was not signed here, for this run, lately."""
    try:
        key, attempt, rows = signing.loads(text, salt=READ_SALT, max_age=seconds)
    except signing.BadSignature as wrong:
        raise NotThisWorkbook(run=run) from wrong
    if key != run.pk:
        raise NotThisWorkbook(run=run)
    entries = []
    for seat, topic, *said in rows:
        theory, practice, *seen = (_number(text) for text in said)
        entries.append(ScoreEntry(seat, topic, theory, practice, attempt, Scores(*seen)))
    return entries


def _text(score: Decimal | None) -> str | None:
    return None if score is None else str(score)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
