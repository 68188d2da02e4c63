"""A signed page beside what is known: who sits there, what is marked already, whose leave is granted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from core.templatetags.ui import thai_date
from enrollment.enums import EnrollmentState, LeavePart, Mark, SheetScanState
from enrollment.models import (
    Attendance,
    Enrollment,
    LeaveRequest,
    SheetPage,
    SheetReading,
    SheetRow,
    SheetScan,
    SignInSheet,
)
from enrollment.papers import signing
from enrollment.papers.signing import ROW, ROW_HEIGHT, SIGNATURE
from enrollment.queries.leaves import leaves_in, partly_away_in
from training.models import Session


def when_of(dated: SignInSheet | Session) -> str:
    """When a session takes place, or was to when its sheet was printed, in words."""
    day = thai_date(dated.day) if dated.day else ""
    return f"{day}, {dated.get_slot_display()}"


@dataclass(frozen=True)
class RowLine:
    """One row of a page on its way to a mark."""

    reading: SheetReading
    standing: Attendance | None
    leave: LeaveRequest | None
    part: LeaveRequest | None = None  # leave for a part of the session

    @property
    def seat(self) -> Enrollment:
        return self.reading.row.enrollment

    @property
    def is_seated(self) -> bool:
        """Whether the person can still be marked: who left since is shown, and not marked."""
        return self.seat.state == EnrollmentState.TRAINING

    @property
    def missed(self) -> int | None:
        """Minutes that the row ticks; where it is only signed, those of leave for a part of the session."""
        return self.part.minutes if self.part and self._only_signed else self.reading.missed

    @property
    def _only_signed(self) -> bool:
        return not self.reading.doubt and self.reading.mark == Mark.PRESENT

    def away(self, minutes: int | None) -> dict[str, Any]:
        """The minutes missed, at the end of the session they are missing at, as a mark takes them."""
        return {"left_before" if self.leaves_earlier else "arrived_after": minutes}

    @property
    def leaves_earlier(self) -> bool:
        """Whether the minutes are missing at the end of the session."""
        return self.part is not None and self.part.part == LeavePart.LEAVES_EARLIER

    @property
    def read(self) -> str:
        """The mark that the paper says: a row without ink is leave, if it was granted, or absence."""
        if self.part and self._only_signed:
            return Mark.LATE
        if self.reading.doubt or self.reading.mark:
            return self.reading.mark
        return Mark.EXCUSED if self.leave else Mark.ABSENT

    @property
    def agrees(self) -> bool:
        """Whether the mark that stands says what the paper says."""
        standing = self.standing
        if standing is None or self.reading.doubt:
            return False
        return standing.mark == self.read and (
            standing.mark != Mark.LATE or (standing.arrived_after or standing.left_before) == self.missed
        )

    @property
    def is_asked(self) -> bool:
        """Whether a person must choose: the paper is not plain, or somebody marked otherwise."""
        return bool(self.reading.doubt) or (self.standing is not None and not self.agrees)

    @property
    def proposed(self) -> str:
        """What is chosen beforehand; "" where a person must choose."""
        return "" if self.is_asked else self.read

    @property
    def said(self) -> str:
        """What the paper says, in words; "" where it says nothing plain."""
        words = str(Mark(self.read).label) if self.read else ""
        return f"{words} ({self.missed})" if words and self.missed else words

    @property
    def view_box(self) -> str:
        """The row's part of the picture, in millimetres."""
        top = ROW.y + self.reading.row.place * ROW_HEIGHT
        left = SIGNATURE.x - 2  # the name stands above it in letters: on a phone every millimetre counts
        return f"{left:g} {top - 1:g} {ROW.x + ROW.width - left:g} {ROW_HEIGHT + 2:g}"


PICTURE = (f"{signing.PAGE_WIDTH:g}", f"{signing.PAGE_HEIGHT:g}")


def row_lines(scan: SheetScan) -> list[RowLine]:
    """The page's rows, those that a person is asked about first."""
    assert scan.page is not None  # noqa: S101 - only a page of a sheet has rows
    readings = scan.readings.select_related("row__enrollment__graduate").order_by("row__place")
    session = scan.page.sheet.session
    rows = Attendance.objects.filter(session=session).select_related("marked_by")
    standing, leaves = {row.enrollment_id: row for row in rows}, leaves_in(session)
    partly = partly_away_in(session)
    seats = ((reading, reading.row.enrollment_id) for reading in readings)
    lines = [RowLine(one, standing.get(seat), leaves.get(seat), partly.get(seat)) for one, seat in seats]
    return sorted(lines, key=lambda line: not line.is_asked)


def not_on(sheet: SignInSheet) -> list[Enrollment]:
    """People in training who were seated after the sheet was printed: they have no row on it."""
    on_it = SheetRow.objects.filter(page__sheet=sheet).values("enrollment")
    seats = Enrollment.objects.filter(run=sheet.session.run_id, state=EnrollmentState.TRAINING)
    return list(seats.exclude(pk__in=on_it).select_related("graduate").order_by("seat_number"))


BACK = (SheetScanState.READ, SheetScanState.CONFIRMED)  # a picture of the page is confirmed or waits for it


def pages_not_back(sheet: SignInSheet) -> list[int]:
    """Numbers of the pages of which no picture is confirmed or waits for it."""
    back = SheetScan.objects.filter(state__in=BACK, page__sheet=sheet)
    return list(sheet.pages.exclude(pk__in=back.values("page")).values_list("number", flat=True))


def with_pages_open(sheets: QuerySet[SignInSheet]) -> QuerySet[SignInSheet]:
    """Of each sheet `is_out`: whether some page of it is not back."""
    back = SheetScan.objects.filter(state__in=BACK, page=OuterRef("pk"))
    return sheets.annotate(is_out=Exists(SheetPage.objects.filter(~Exists(back), sheet=OuterRef("pk"))))
