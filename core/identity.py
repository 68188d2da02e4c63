"""Numbers that name a person or a school: one normal form, checked; no message ever repeats the number."""

import re
from dataclasses import dataclass, field
from enum import StrEnum
from operator import mul
from typing import Self

from core.text import strip_invisible, to_arabic_digits

# Hyphens and dashes of every width, and the apostrophes that mark text in a spreadsheet cell.
_DASHES = re.compile("[-\u2010-\u2015\u2212\ufe63\uff0d]")
_LEADING_APOSTROPHE = re.compile("^['\u2018\u2019`]")
_DECIMAL_ZERO = re.compile(r"(?<=[0-9])\.0+$")
_SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]+")
_DIGITS = re.compile("[0-9]+")
_G_CODE = re.compile("G([0-9]{2})([0-9]{2})([0-9]{8})")
_FIRST_PROVINCE, _LAST_PROVINCE = 10, 96  # TIS 1099
_WEIGHTS = range(13, 1, -1)
_RESERVED_IDS = 10_000_000


class IdentifierFault(StrEnum):
    """Why an identifier was refused; the edge turns it into words."""

    EMPTY = "empty"
    NOT_DIGITS = "not_digits"
    WRONG_LENGTH = "wrong_length"
    CHECK_DIGIT = "check_digit"
    DIGITS_LOST = "digits_lost"
    LEADING_ZERO_LOST = "leading_zero_lost"
    G_CODE_FORM = "g_code_form"
    G_CODE_PROVINCE = "g_code_province"


class IdentifierRefused(ValueError):
    """An identifier that cannot be right; says which fact is wrong and never the number itself."""

    def __init__(self, code: IdentifierFault) -> None:
        super().__init__(code.value)
        self.code = code


class IdentifierKind(StrEnum):
    """The personal identifiers a pupil may have."""

    CITIZEN_ID = "citizen"
    G_CODE = "g_code"


@dataclass(frozen=True, slots=True)
class Identifier:
    """A personal identifier in normal form; its repr hides the value, so that a log line cannot hold it."""

    kind: IdentifierKind
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class GCode:
    """The parts of a G-code: B.E. year of issue, province of issue (TIS 1099), running number."""

    buddhist_year: int
    province: str
    running: int = field(repr=False)

    @classmethod
    def parse(cls, value: str) -> Self:
        """Read a G-code in any form; raises IdentifierRefused."""
        match = _G_CODE.fullmatch(_compact(value).upper())
        if match is None:
            raise IdentifierRefused(IdentifierFault.G_CODE_FORM)
        if not _FIRST_PROVINCE <= int(match[2]) <= _LAST_PROVINCE:
            raise IdentifierRefused(IdentifierFault.G_CODE_PROVINCE)
        return cls(2500 + int(match[1]), match[2], int(match[3]))

    def __str__(self) -> str:
        return f"G{self.buddhist_year % 100:02d}{self.province}{self.running:08d}"


class SchoolCodeKind(StrEnum):
    """The three code systems in use, told apart by their length; a school may have one of each."""

    TEN_DIGITS = "10"
    EIGHT_DIGITS = "8"
    SIX_DIGITS = "6"


@dataclass(frozen=True, slots=True)
class SchoolCode:
    """A school's code; the ten-digit one is affiliation (2), province (2) and a running number (6)."""

    kind: SchoolCodeKind
    value: str

    @property
    def affiliation(self) -> str | None:
        """Two-digit affiliation, known of ten-digit codes only."""
        return self.value[:2] if self.kind is SchoolCodeKind.TEN_DIGITS else None

    @property
    def province(self) -> str | None:
        """Two-digit province, known of ten-digit codes only."""
        return self.value[2:4] if self.kind is SchoolCodeKind.TEN_DIGITS else None


def citizen_check_digit(first_twelve: str) -> int:
    """d13 = (11 − Σ dᵢ·(14 − i) mod 11) mod 10, for i = 1…12.

    Blind spot: digit 3 has weight 11, so any error in it passes; elsewhere about 2 % of single-digit errors
    pass, because remainders 0 and 10 give the same check digit. A right check digit is no proof of anything.
    """
    weighted: int = sum(map(mul, map(int, first_twelve), _WEIGHTS))
    return (11 - weighted % 11) % 10


def normalize_citizen_id(value: str | int | float) -> str:
    """Thirteen ASCII digits from whatever a person or a spreadsheet gave; raises IdentifierRefused.

    Dashes, spaces, invisible characters, Thai digits, a leading apostrophe, whole numbers and floats are
    read. A leading 0 (people without registration status) or 9 is allowed. A number cell loses a leading 0;
    that is named, not repaired, because one in ten mistyped numbers would fit as well.
    """
    digits = _compact(_whole(value))
    if not digits:
        raise IdentifierRefused(IdentifierFault.EMPTY)
    if _SCIENTIFIC.fullmatch(digits):
        raise IdentifierRefused(IdentifierFault.DIGITS_LOST)
    if not _DIGITS.fullmatch(digits):
        raise IdentifierRefused(IdentifierFault.NOT_DIGITS)
    if len(digits) == 12 and _check_digit_fits("0" + digits):
        raise IdentifierRefused(IdentifierFault.LEADING_ZERO_LOST)
    if len(digits) != 13:
        raise IdentifierRefused(IdentifierFault.WRONG_LENGTH)
    if not _check_digit_fits(digits):
        raise IdentifierRefused(IdentifierFault.CHECK_DIGIT)
    return digits


def normalize_g_code(value: str) -> str:
    """`G` and twelve digits (2-digit B.E. year, province, running number); raises IdentifierRefused."""
    return str(GCode.parse(value))


def read_identifier(value: str | int | float) -> Identifier:
    """Tell a G-code from a citizen ID by its first letter and normalize it; raises IdentifierRefused."""
    if isinstance(value, str) and _compact(value)[:1].upper() == "G":
        return Identifier(IdentifierKind.G_CODE, normalize_g_code(value))
    return Identifier(IdentifierKind.CITIZEN_ID, normalize_citizen_id(value))


def as_normalized(value: str) -> Identifier:
    """The identifier of a value that one of the readers above gave: nothing is checked again."""
    kind = IdentifierKind.G_CODE if value.startswith("G") else IdentifierKind.CITIZEN_ID
    return Identifier(kind, value)


def format_citizen_id(digits: str) -> str:
    """1-2345-67890-12-3, from thirteen digits in normal form."""
    return "-".join((digits[:1], digits[1:5], digits[5:10], digits[10:12], digits[12:]))


def mask_citizen_id(digits: str) -> str:
    """x-xxxx-xxxxx-12-3: enough to tell two people in a list apart, not enough to use."""
    return format_citizen_id("x" * 10 + digits[10:])


def mask_identifier(identifier: Identifier) -> str:
    """The identifier with all but its last three digits hidden."""
    if identifier.kind is IdentifierKind.CITIZEN_ID:
        return mask_citizen_id(identifier.value)
    return "G" + "x" * 9 + identifier.value[-3:]


def reserved_citizen_id(n: int) -> str:
    """The n-th number (0 … 9,999,999) for demonstrations: right check digit, certain to belong to nobody.

    Digits 2–5 of a real number are the registration office, and they begin with a province. Province 00 does
    not exist (TIS 1099 begins at 10), so 0-0000-… was never issued.
    """
    if not 0 <= n < _RESERVED_IDS:
        raise ValueError("reserved numbers run from 0 to 9,999,999")
    first_twelve = f"00000{n:07d}"
    return first_twelve + str(citizen_check_digit(first_twelve))


def is_reserved_citizen_id(digits: str) -> bool:
    """Whether a normal-form number is one that `reserved_citizen_id` makes."""
    return len(digits) == 13 and digits.startswith("00000")


def read_school_code(value: str | int | float) -> SchoolCode:
    """A school code of 10, 8 or 6 digits; raises IdentifierRefused."""
    digits = _compact(_whole(value))
    if not digits:
        raise IdentifierRefused(IdentifierFault.EMPTY)
    if not _DIGITS.fullmatch(digits):
        raise IdentifierRefused(IdentifierFault.NOT_DIGITS)
    if len(digits) not in (10, 8, 6):
        raise IdentifierRefused(IdentifierFault.WRONG_LENGTH)
    return SchoolCode(SchoolCodeKind(str(len(digits))), digits)


def _check_digit_fits(digits: str) -> bool:
    return citizen_check_digit(digits[:12]) == int(digits[12])


def _whole(value: str | int | float) -> str:
    """A number cell as its digits; a fraction or a truth value is no identifier."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value < 0 or (isinstance(value, float) and not value.is_integer()):
        raise IdentifierRefused(IdentifierFault.NOT_DIGITS)
    return str(int(value))


def _compact(text: str) -> str:
    """Without separators and invisible characters, Thai digits as ASCII; all else stays, to be refused."""
    if text.isascii() and text.isalnum():
        return text
    text = "".join(to_arabic_digits(strip_invisible(text)).split())
    return _DECIMAL_ZERO.sub("", _DASHES.sub("", _LEADING_APOSTROPHE.sub("", text)))
