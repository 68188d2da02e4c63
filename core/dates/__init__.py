"""Dates of the Buddhist and the Common Era: stored in C.E., read and written in both.

The only place where 543 is added or taken away is `core.dates.eras`.
"""

from core.dates.clocks import (
    AgeRange,
    academic_year,
    academic_year_span,
    age_on,
    age_range_on,
    birthday_of_age,
    fiscal_year,
    fiscal_year_span,
)
from core.dates.eras import DateFault, DateUnreadable, to_buddhist, to_common
from core.dates.partial import PartialDate, Precision
from core.dates.reading import BANGKOK, Window, parse_thai_date
from core.dates.writing import (
    DateStyle,
    format_english_date,
    format_english_range,
    format_thai_date,
    format_thai_range,
)
from core.text import to_arabic_digits, to_thai_digits

__all__ = [
    "BANGKOK",
    "AgeRange",
    "DateFault",
    "DateStyle",
    "DateUnreadable",
    "PartialDate",
    "Precision",
    "Window",
    "academic_year",
    "academic_year_span",
    "age_on",
    "age_range_on",
    "birthday_of_age",
    "fiscal_year",
    "fiscal_year_span",
    "format_english_date",
    "format_english_range",
    "format_thai_date",
    "format_thai_range",
    "parse_thai_date",
    "to_arabic_digits",
    "to_buddhist",
    "to_common",
    "to_thai_digits",
]
