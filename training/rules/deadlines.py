"""Terms counted in days, as working days or as calendar days (clauses 22, 31, 34)."""

from collections.abc import Container
from datetime import date, timedelta

from training.rules.ruleset import DayCount

_SATURDAY = 5
_DAY = timedelta(days=1)


def due_date(start: date, term: DayCount, closed: Container[date] = ()) -> date:
    """The last day of a term; the day of the event itself is not counted (Civil and Commercial Code 193/3).

    `closed` holds public holidays and the centre's own closures; no Saturday or Sunday is a working day.
    """
    if not term.working:
        return start + term.days * _DAY
    day, counted = start, 0
    while counted < term.days:
        day += _DAY
        counted += is_working_day(day, closed)
    return day


def days_counted(first: date, last: date, term: DayCount, closed: Container[date] = ()) -> int:
    """How many days from `first` to `last`, both included, count under the term: working days, or all."""
    days = (first + _DAY * step for step in range((last - first).days + 1))
    return sum(not term.working or is_working_day(day, closed) for day in days)


def needs_note(first: date, last: date, term: DayCount, closed: Container[date] = ()) -> bool:
    """Whether days of sickness in a row are so many that a medical certificate is asked for (clause 32)."""
    return days_counted(first, last, term, closed) >= term.days


def is_working_day(day: date, closed: Container[date]) -> bool:
    """Monday to Friday, unless closed."""
    return day.weekday() < _SATURDAY and day not in closed
