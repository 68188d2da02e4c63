"""The two eras: a Buddhist Era year is the Common Era year + 543.

Until B.E. 2483 the Thai year began on 1 April, so January to March of those years differ by 542; nobody
registered here was born then, and the plain rule is used throughout.
"""

from enum import StrEnum

ERA_DIFFERENCE = 543
FIRST_BUDDHIST_YEAR, LAST_BUDDHIST_YEAR = 2400, 2700


class DateFault(StrEnum):
    """Why a typed date was refused; the edge turns it into words."""

    EMPTY = "empty"
    NOT_A_DATE = "not_a_date"
    BARE_NUMBER = "bare_number"
    UNKNOWN_MONTH = "unknown_month"
    NO_SUCH_DAY = "no_such_day"
    YEAR_MISSING = "year_missing"
    YEAR_OUT_OF_RANGE = "year_out_of_range"
    ERA_ADDED_TWICE = "era_added_twice"
    ERA_CONTRADICTED = "era_contradicted"
    TWO_DIGIT_YEAR_AMBIGUOUS = "two_digit_year_ambiguous"
    OUTSIDE_WINDOW = "outside_window"


class DateUnreadable(ValueError):
    """A date that cannot be read in exactly one way; carries the fault and the text as it was typed."""

    def __init__(self, code: DateFault, text: str) -> None:
        super().__init__(f"{code.value}: {text!r}")
        self.code = code
        self.text = text


def to_buddhist(common_year: int) -> int:
    """C.E. to B.E., for writing."""
    return common_year + ERA_DIFFERENCE


def to_common(buddhist_year: int) -> int:
    """B.E. to C.E.; the caller knows that the year is Buddhist."""
    return buddhist_year - ERA_DIFFERENCE


def is_buddhist(year: int) -> bool:
    """Whether a four-digit year can only be meant in the Buddhist Era (2400–2700)."""
    return FIRST_BUDDHIST_YEAR <= year <= LAST_BUDDHIST_YEAR


def common_year_of(year: int, text: str) -> int:
    """The C.E. year meant by a four-digit year of either era; raises DateUnreadable.

    A year to which 543 was added twice (3110 for 2567) is named as such instead of being "corrected".
    """
    if is_buddhist(year):
        return to_common(year)
    if is_buddhist(year - ERA_DIFFERENCE):
        raise DateUnreadable(DateFault.ERA_ADDED_TWICE, text)
    if is_buddhist(to_buddhist(year)):
        return year
    raise DateUnreadable(DateFault.YEAR_OUT_OF_RANGE, text)
