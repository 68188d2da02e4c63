"""The workbook in which a trainer enters scores: one sheet, a row a seat, two columns a topic.

Headings and names are locked, scores are checked by the spreadsheet program. A hidden first column carries, signed,
what stood in each row when it was downloaded, so that a workbook that has grown old is known for it. No number of a
person is in it.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.core import signing
from django.utils.translation import gettext as _

from core.spreadsheets import NOT_IN_A_SHEET_NAME
from enrollment.models import Assessment, Enrollment
from training.enums import Part
from training.models import CourseRun, Topic

SHEET_SALT, ROW_SALT = "enrollment.score_sheets.sheet", "enrollment.score_sheets.row"
BEFORE_SCORES = 3  # columns: the hidden key, seat, name
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of scores: one part of one topic."""

    topic: Topic
    part: Part

    @property
    def heading(self) -> str:
        return f"{self.topic.number}. {self.topic.title_th} ({self.part.label})"


def columns_of(run: CourseRun) -> list[Column]:
    """The parts that are taught, in the order of the topics."""
    return [
        Column(topic, part)
        for topic in run.curriculum.topics.order_by("number")
        for part, minutes in ((Part.THEORY, topic.theory_minutes), (Part.PRACTICE, topic.practice_minutes))
        if minutes
    ]


Known = dict[tuple[int, int], Assessment]  # (seat, topic) -> its row of one attempt


def known_scores(run: CourseRun, attempt: int) -> Known:
    """What stands in the register for one attempt."""
    rows = Assessment.objects.filter(enrollment__run=run, attempt=attempt)
    return {(row.enrollment_id, row.topic_id): row for row in rows}


def standing(known: Known, seat: int, column: Column) -> Decimal | None:
    row = known.get((seat, column.topic.pk))
    score: Decimal | None = getattr(row, column.part) if row else None
    return score


def sheet_key(run: CourseRun, attempt: int, columns: Sequence[Column]) -> str:
    """What the first cell says of the sheet, signed."""
    return signing.dumps([run.pk, attempt, [[c.topic.pk, c.part] for c in columns]], salt=SHEET_SALT)


def row_key(seat: int, scores: Iterable[Decimal | None]) -> str:
    """What the first cell of a row says, signed: the seat, and its scores at download."""
    return signing.dumps([seat, [None if s is None else str(s) for s in scores]], salt=ROW_SALT)


def score_workbook(run: CourseRun, seats: Iterable[Enrollment], attempt: int) -> bytes:
    """The workbook of one attempt with what is known of it."""
    columns, known, buffer = columns_of(run), known_scores(run, attempt), io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **PLAIN})
    sheet = book.add_worksheet(run.code.translate(NOT_IN_A_SHEET_NAME).strip("'")[:31])
    _head(book, sheet, sheet_key(run, attempt, columns), columns)
    open_cell = book.add_format({"locked": False, "num_format": "0.##"})
    last = 0
    for last, seat in enumerate(seats, start=1):
        scores = [standing(known, seat.pk, column) for column in columns]
        sheet.write_string(last, 0, row_key(seat.pk, scores))
        sheet.write_number(last, 1, seat.seat_number)
        sheet.write_string(last, 2, seat.graduate.full_name)
        for place, score in enumerate(scores, start=BEFORE_SCORES):
            if score is None:
                sheet.write_blank(last, place, None, open_cell)
            else:
                sheet.write_number(last, place, float(score), open_cell)
    _guard(sheet, last, len(columns))
    book.close()
    return buffer.getvalue()


def _head(book: Any, sheet: Any, key: str, columns: Sequence[Column]) -> None:
    heading = book.add_format({"bold": True, "text_wrap": True, "bottom": 1, "valign": "top"})
    words = [key, _("Seat"), _("Name"), *(column.heading for column in columns)]
    for place, word in enumerate(words):
        sheet.write_string(0, place, word, heading)
    sheet.set_column(0, 0, None, None, {"hidden": True})
    sheet.set_column(1, 1, 6)
    sheet.set_column(2, 2, 28)
    sheet.set_column(BEFORE_SCORES, BEFORE_SCORES + len(columns) - 1, 16)
    sheet.freeze_panes(1, BEFORE_SCORES)


def _guard(sheet: Any, last: int, columns: int) -> None:
    """Only scores may be written, and only from 0 to 100."""
    sheet.protect("", {"format_columns": True, "select_locked_cells": True})
    if last:
        rule = {
            "validate": "decimal",
            "criteria": "between",
            "minimum": 0,
            "maximum": 100,
            "error_title": _("Score"),
            "error_message": _("A score lies between 0 and 100."),
        }
        sheet.data_validation(1, BEFORE_SCORES, last, BEFORE_SCORES + columns - 1, rule)
