"""Writing dates: Thai in B.E., English in C.E., also partial dates and ranges."""

from datetime import date
from enum import StrEnum

from core.dates import months
from core.dates.eras import to_buddhist
from core.dates.partial import PartialDate
from core.text import to_thai_digits


class DateStyle(StrEnum):
    """How the month is written."""

    LONG = "long"
    SHORT = "short"


_THAI = {DateStyle.LONG: months.THAI_LONG, DateStyle.SHORT: months.THAI_SHORT}
_ENGLISH = {DateStyle.LONG: months.ENGLISH_LONG, DateStyle.SHORT: months.ENGLISH_SHORT}


def format_thai_date(
    day: date | PartialDate,
    style: DateStyle | str = DateStyle.LONG,
    *,
    thai_digits: bool = False,
    common_era: bool = False,
) -> str:
    """ "23 มกราคม 2567", short "23 ม.ค. 2567"; a partial date shows only what is known. B.E. unless asked otherwise."""
    text = _join(_partial(day), _THAI[DateStyle(style)], buddhist=not common_era)
    return to_thai_digits(text) if thai_digits else text


def format_english_date(day: date | PartialDate, style: DateStyle | str = DateStyle.LONG) -> str:
    """ "23 January 2024", short "23 Jan 2024", always C.E.; a partial date shows only what is known."""
    return _join(_partial(day), _ENGLISH[DateStyle(style)], buddhist=False)


def format_thai_range(
    first: date,
    last: date,
    style: DateStyle | str = DateStyle.LONG,
    *,
    thai_digits: bool = False,
    common_era: bool = False,
) -> str:
    """ "23–25 มกราคม 2567": month and year are written once where both days share them."""
    last_text, first_text = (format_thai_date(day, style, common_era=common_era) for day in (last, first))
    text = _range(first, last, last_text, first_text)
    return to_thai_digits(text) if thai_digits else text


def format_english_range(first: date, last: date, style: DateStyle | str = DateStyle.LONG) -> str:
    """ "23–25 January 2024": month and year are written once where both days share them."""
    return _range(first, last, format_english_date(last, style), format_english_date(first, style))


def _partial(day: date | PartialDate) -> PartialDate:
    return PartialDate.exact(day) if isinstance(day, date) else day


def _join(day: PartialDate, names: tuple[str, ...], *, buddhist: bool) -> str:
    year = None if day.year is None else to_buddhist(day.year) if buddhist else day.year
    month = None if day.month is None else names[day.month - 1]
    return " ".join(str(part) for part in (day.day, month, year) if part is not None)


def _range(first: date, last: date, last_text: str, first_text: str) -> str:
    if last < first:
        raise ValueError("a range ends on or after the day it begins")
    if first == last:
        return last_text
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{last_text}"
    if first.year == last.year:
        first_text = first_text.rsplit(" ", 1)[0]
    return f"{first_text} – {last_text}"
