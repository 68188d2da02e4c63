"""The clocks beside the calendar: academic year, fiscal year, and a person's age on a day."""

import calendar
from datetime import date
from typing import NamedTuple

from core.dates.eras import to_buddhist, to_common
from core.dates.partial import PartialDate


class AgeRange(NamedTuple):
    """Lowest and highest age in full years that a partly known birth date allows; equal where certain."""

    lowest: int
    highest: int


def academic_year(day: date) -> int:
    """B.E. year of the Thai school year that contains the day: 16 May to 15 May, named by its start."""
    return to_buddhist(day.year if (day.month, day.day) >= (5, 16) else day.year - 1)


def academic_year_span(buddhist_year: int) -> tuple[date, date]:
    """First and last day of an academic year, C.E."""
    year = to_common(buddhist_year)
    return date(year, 5, 16), date(year + 1, 5, 15)


def fiscal_year(day: date) -> int:
    """B.E. year of the budget year that contains the day: 1 October to 30 September, named by its end."""
    return to_buddhist(day.year + 1 if day.month >= 10 else day.year)


def fiscal_year_span(buddhist_year: int) -> tuple[date, date]:
    """First and last day of a fiscal year, C.E."""
    year = to_common(buddhist_year)
    return date(year - 1, 10, 1), date(year, 9, 30)


def age_on(birth: date, day: date) -> int:
    """Full years of age on a day; negative before birth.

    Who is born on 29 February turns a year older on 1 March of a common year: the Civil and Commercial Code
    counts age from the day of birth (section 16), and a period without a corresponding day ends with the
    last day of the month (section 193/5).
    """
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_range_on(birth: PartialDate, day: date) -> AgeRange | None:
    """The ages a person may have on a day, given what is known of the birth date; None without a year."""
    span = birth.span
    return None if span is None else AgeRange(age_on(span[1], day), age_on(span[0], day))


def birthday_of_age(birth: date, age: int) -> date:
    """The first day on which `age_on` says `age`."""
    year = birth.year + age
    if (birth.month, birth.day) == (2, 29) and not calendar.isleap(year):
        return date(year, 3, 1)
    return birth.replace(year=year)
