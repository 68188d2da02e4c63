"""A date as well as it is known: exact, month only, year only, or a day whose year nobody recorded."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Self

_ISO_EXACT = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_ISO_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")
_ISO_YEAR = re.compile(r"([0-9]{4})")
_ISO_NO_YEAR = re.compile(r"--([0-9]{2})-([0-9]{2})")
_LEAP_YEAR = 2000  # a day without a year may be 29 February


class Precision(StrEnum):
    """How much of a date is known."""

    EXACT = "day"
    MONTH = "month"
    YEAR = "year"
    YEAR_UNKNOWN = "year_unknown"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """Year (C.E.), month and day, None where unknown; raises ValueError for a day that does not exist."""

    year: int | None
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.month is None and (self.year is None or self.day is not None):
            raise ValueError("a date needs a year, or a month and a day")
        if self.year is None and self.day is None:
            raise ValueError("a month without a year or a day is no date")
        date(self.year or _LEAP_YEAR, self.month or 1, self.day or 1)

    @classmethod
    def exact(cls, day: date) -> Self:
        """The partial date that is known to the day."""
        return cls(day.year, day.month, day.day)

    @classmethod
    def known_to(cls, day: date, precision: str) -> Self:
        """A stored date cut to its precision ("day", "month", "year"); raises ValueError for another word."""
        kept = {Precision.EXACT: 3, Precision.MONTH: 2, Precision.YEAR: 1}.get(Precision(precision))
        if kept is None:
            raise ValueError("a date whose year is unknown is not stored as a day")
        return cls(*(day.year, day.month, day.day)[:kept])

    @classmethod
    def from_iso(cls, text: str) -> Self:
        """Read back what `str()` wrote: 2024-01-23, 2024-01, 2024 or --11-25; raises ValueError."""
        if match := _ISO_NO_YEAR.fullmatch(text):
            return cls(None, int(match[1]), int(match[2]))
        for pattern in (_ISO_EXACT, _ISO_MONTH, _ISO_YEAR):
            if match := pattern.fullmatch(text):
                return cls(*(int(part) for part in match.groups()))
        raise ValueError("not an ISO partial date")

    def __str__(self) -> str:
        """ISO 8601 form, which also sorts by time as text."""
        year = "-" if self.year is None else f"{self.year:04d}"
        return "-".join([year, *(f"{part:02d}" for part in (self.month, self.day) if part is not None)])

    @property
    def precision(self) -> Precision:
        """Which of the four kinds of knowledge this is."""
        if self.year is None:
            return Precision.YEAR_UNKNOWN
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.EXACT

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last day this may be; None where the year is unknown."""
        if self.year is None:
            return None
        last_month = self.month or 12
        last_day = self.day or calendar.monthrange(self.year, last_month)[1]
        return date(self.year, self.month or 1, self.day or 1), date(self.year, last_month, last_day)

    @property
    def as_date(self) -> date | None:
        """The day itself where it is known exactly, else None."""
        span = self.span
        return span[0] if span and span[0] == span[1] else None
