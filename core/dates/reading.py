"""Reading a typed or imported date: strictly, in either era, and in one way only.

The year is brought to C.E. before a date is built: `date(2567, 2, 29)` fails although B.E. 2567 is a leap
year, and `date(2568, 2, 29)` succeeds although B.E. 2568 is none.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias
from zoneinfo import ZoneInfo

from core.dates.eras import DateFault, DateUnreadable, common_year_of, is_buddhist, to_common
from core.dates.months import month_number
from core.dates.partial import PartialDate, Precision
from core.text import TextRefused, normalize_thai, to_arabic_digits

BANGKOK = ZoneInfo("Asia/Bangkok")
Window: TypeAlias = tuple[date, date]

_MIDNIGHT = re.compile(r"(?<=[0-9])[T ]00:00(?::00(?:\.0+)?)?$")
_FILLERS = re.compile(r"วันที่|เดือน|ปี")
_BUDDHIST_MARK = re.compile(r"พ\.? ?ศ\.?(?![ก-๎])|พุทธศักราช|\bB\.?E\b\.?", re.ASCII)
_COMMON_MARK = re.compile(r"ค\.? ?ศ\.?(?![ก-๎])|คริสต์ศักราช|\b(?:A\.?D|C\.?E)\b\.?", re.ASCII)
# A number, a month name or any one other character; then at most one separator.
_TOKEN = re.compile(r"([0-9]+|[A-Za-zก-๎][A-Za-zก-๎. ]*|\S) ?[/.,-]? ?")

# What the tokens of a date mean, by their kinds: y four digits, d one or two digits, n a month name.
_SHAPES = {
    "ddy": ("day", "month", "year"),
    "ddd": ("day", "month", "year"),
    "ydd": ("year", "month", "day"),
    "dny": ("day", "name", "year"),
    "dnd": ("day", "name", "year"),
    "ndy": ("name", "day", "year"),
    "ny": ("name", "year"),
    "nd": ("name", "year"),
    "yd": ("year", "month"),
    "dy": ("month", "year"),
    "y": ("year",),
    "dn": ("day", "name"),
}


@dataclass(frozen=True, slots=True)
class _Typed:
    """One typed date in parts; `buddhist` is None where the text names no era."""

    text: str
    parts: dict[str, str]
    buddhist: bool | None
    window: Window | None


def parse_thai_date(
    value: str | int | float | date, *, window: Window | None = None, year_optional: bool = False
) -> PartialDate:
    """Read a date in Thai or English form, in B.E. or C.E.; raises DateUnreadable.

    Years 2400–2700 are B.E.; a two-digit year is B.E., in the century that falls into `window` (first and
    last day allowed, C.E.), without a window in 25xx. A month or a year alone gives a partial date, which
    must overlap the window. "25 พ.ย." without a year is read only where `year_optional` says so. Excel's
    date cells arrive as `datetime`, also with a year such as 2567.
    """
    partial = _from_calendar(value) if isinstance(value, date) else _from_text(_as_text(value), window)
    if partial.precision is Precision.YEAR_UNKNOWN and not year_optional:
        raise DateUnreadable(DateFault.YEAR_MISSING, str(value))
    span = partial.span
    if window and span and (span[1] < window[0] or span[0] > window[1]):
        raise DateUnreadable(DateFault.OUTSIDE_WINDOW, str(value))
    return partial


def _from_calendar(value: date) -> PartialDate:
    """A date cell: an aware time is read in Bangkok, a year such as 2567 typed into Excel is B.E."""
    if isinstance(value, datetime):
        value = value.astimezone(BANGKOK).date() if value.tzinfo else value.date()
    text = value.isoformat()
    return _build(common_year_of(value.year, text), value.month, value.day, text)


def _as_text(value: str | int | float) -> str:
    """The cell as text; a bare number is a year or nothing (45314 may be an Excel day count: ask)."""
    if isinstance(value, bool):
        raise DateUnreadable(DateFault.NOT_A_DATE, str(value))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = str(value)
    digits = to_arabic_digits(text.strip())
    if (not isinstance(value, str) or digits.isascii()) and digits.isdigit() and len(digits) != 4:
        raise DateUnreadable(DateFault.BARE_NUMBER, text)
    return text


def _from_text(text: str, window: Window | None) -> PartialDate:
    typed = _take_apart(text, window)
    month = _month_of(typed)
    day = int(typed.parts["day"]) if "day" in typed.parts else None
    return _build(_year_of(typed), month, day, text)


def _take_apart(text: str, window: Window | None) -> _Typed:
    """Split into day, month or month name, and year; raises DateUnreadable for any other shape."""
    try:
        plain = to_arabic_digits(normalize_thai(text))
    except TextRefused as refusal:
        raise DateUnreadable(DateFault.NOT_A_DATE, text) from refusal
    if not plain:
        raise DateUnreadable(DateFault.EMPTY, text)
    plain, is_common = _COMMON_MARK.subn(" ", plain)
    plain, is_buddhist_era = _BUDDHIST_MARK.subn(" ", plain)
    if is_common and is_buddhist_era:
        raise DateUnreadable(DateFault.ERA_CONTRADICTED, text)
    plain = " ".join(_FILLERS.sub(" ", _MIDNIGHT.sub("", plain)).split())
    tokens = _TOKEN.findall(plain)
    names = _SHAPES.get("".join(map(_kind, tokens)))
    if names is None:
        raise DateUnreadable(DateFault.NOT_A_DATE, text)
    buddhist = bool(is_buddhist_era) if is_common or is_buddhist_era else None
    return _Typed(text, dict(zip(names, tokens, strict=True)), buddhist, window)


def _kind(token: str) -> str:
    """The letter of a token in `_SHAPES`; "?" fits nowhere."""
    if token[0].isascii() and token[0].isdigit():
        return {1: "d", 2: "d", 4: "y"}.get(len(token), "?")
    return "n" if token[0].isalpha() else "?"


def _month_of(typed: _Typed) -> int | None:
    name = typed.parts.get("name")
    if name is None:
        return int(typed.parts["month"]) if "month" in typed.parts else None
    number = month_number(name)
    if number is None:
        raise DateUnreadable(DateFault.UNKNOWN_MONTH, typed.text)
    return number


def _year_of(typed: _Typed) -> int | None:
    """The C.E. year; an era named in the text must agree with the figure."""
    year = typed.parts.get("year")
    if year is None:
        return None
    if len(year) != 4:
        return _year_of_two_digits(typed, year)
    common = common_year_of(int(year), typed.text)
    if typed.buddhist not in (None, is_buddhist(int(year))):
        raise DateUnreadable(DateFault.ERA_CONTRADICTED, typed.text)
    return common


def _year_of_two_digits(typed: _Typed, year: str) -> int:
    """B.E. 24xx, 25xx or 26xx: whichever alone falls into the window, 25xx without a window.

    Refused beside an English month name or a C.E. mark: "23 Jan 24" would be 2024 to its writer.
    """
    english = typed.parts.get("name", "").isascii() and "name" in typed.parts
    if len(year) != 2 or typed.buddhist is False or (english and typed.buddhist is None):
        raise DateUnreadable(DateFault.TWO_DIGIT_YEAR_AMBIGUOUS, typed.text)
    if typed.window is None:
        return to_common(2500 + int(year))
    candidates = [to_common(century + int(year)) for century in (2400, 2500, 2600)]
    inside = [common for common in candidates if typed.window[0].year <= common <= typed.window[1].year]
    if len(inside) != 1:
        code = DateFault.TWO_DIGIT_YEAR_AMBIGUOUS if inside else DateFault.OUTSIDE_WINDOW
        raise DateUnreadable(code, typed.text)
    return inside[0]


def _build(year: int | None, month: int | None, day: int | None, text: str) -> PartialDate:
    try:
        return PartialDate(year, month, day)
    except ValueError as error:
        raise DateUnreadable(DateFault.NO_SUCH_DAY, text) from error
