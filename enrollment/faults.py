"""The words for every fault an entry can have: why it is refused, and how to mend it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from core.dates import DateFault
from core.identity import IdentifierFault
from core.names import NameFault

Words = tuple[Any, Any]  # reason, remedy: both translatable

NUMBER = _("Compare with the card or the school's register.")
AS_TEXT = _("Set the column to “Text” in the spreadsheet and type the whole number again.")
DAY_MONTH_YEAR = _("Write day, month and year, such as 23/01/2554 or 23 ม.ค. 2554.")

IDENTIFIER_WORDS: dict[str, Words] = {
    IdentifierFault.EMPTY: (_("The number is empty."), _("Leave the cell empty or write the number.")),
    IdentifierFault.NOT_DIGITS: (_("The number has letters or signs in it."), NUMBER),
    IdentifierFault.WRONG_LENGTH: (_("A citizen ID has 13 digits; this one has not."), NUMBER),
    IdentifierFault.CHECK_DIGIT: (_("A digit is wrong: the last digit does not fit the others."), NUMBER),
    IdentifierFault.DIGITS_LOST: (
        _("The spreadsheet has shortened the number; its digits are lost."),
        AS_TEXT,
    ),
    IdentifierFault.LEADING_ZERO_LOST: (_("The spreadsheet has dropped the zero at the front."), AS_TEXT),
    IdentifierFault.G_CODE_FORM: (_("A G-code is G and 12 digits; this one is not."), NUMBER),
    IdentifierFault.G_CODE_PROVINCE: (_("Digits 3 and 4 of this G-code are no province."), NUMBER),
    "already_registered": (
        _("This number is already in the register."),
        _("Ask the centre: the person may be known there under another school."),
    ),
    "twice_in_file": (_("The same number stands in an earlier row."), _("Keep one of the two rows.")),
}

NAME_WORDS: dict[str, Words] = {
    NameFault.EMPTY: (_("The name is missing."), _("Write the name as on the card.")),
    NameFault.TOO_LONG: (_("The name is longer than 100 letters."), _("Write the name only.")),
    NameFault.CONTROL_CHARACTER: (
        _("There is an invisible character in the text."),
        _("Type the text again instead of pasting it."),
    ),
    NameFault.NOT_THAI: (
        _("The name has something in it that is no Thai letter."),
        _("Write it in Thai letters, without digits or brackets."),
    ),
    NameFault.NOT_LATIN: (
        _("The romanised name has something in it that is no Latin letter."),
        _("Write it in letters A–Z or leave it empty."),
    ),
    NameFault.BROKEN_SPELLING: (_("A vowel or tone mark stands where none can."), _("Type the name again.")),
    "family_name_missing": (_("The family name is missing."), _("Write “-” if the person has none.")),
    "prefix_missing": (_("The prefix is missing."), _("Write นาย, นางสาว, เด็กชาย or เด็กหญิง.")),
    "prefix_unknown": (_("This is not a prefix."), _("Write นาย, นางสาว, เด็กชาย or เด็กหญิง.")),
    "guardian_name_missing": (_("The guardian's name is missing."), _("Write the name or leave all empty.")),
}

DATE_WORDS: dict[str, Words] = {
    DateFault.EMPTY: (_("The date is empty."), DAY_MONTH_YEAR),
    DateFault.NOT_A_DATE: (_("This cannot be read as a date."), DAY_MONTH_YEAR),
    DateFault.BARE_NUMBER: (_("This is a number, not a date."), DAY_MONTH_YEAR),
    DateFault.UNKNOWN_MONTH: (_("There is no month of this name."), _("มี.ค. is March, ม.ค. January.")),
    DateFault.NO_SUCH_DAY: (_("There is no such day in that month and year."), DAY_MONTH_YEAR),
    DateFault.YEAR_MISSING: (_("The year is missing."), DAY_MONTH_YEAR),
    DateFault.YEAR_OUT_OF_RANGE: (_("The year cannot be right."), _("Write the year in B.E., such as 2554.")),
    DateFault.ERA_ADDED_TWICE: (_("543 was added twice to this year."), _("Subtract 543 once.")),
    DateFault.ERA_CONTRADICTED: (_("The year does not fit the era written beside it."), DAY_MONTH_YEAR),
    DateFault.TWO_DIGIT_YEAR_AMBIGUOUS: (_("Two digits of a year can be read in two ways."), DAY_MONTH_YEAR),
    DateFault.OUTSIDE_WINDOW: (
        _("The date is too early or too late for this."),
        _("Check the year: is it B.E., and not today's?"),
    ),
    "in_the_future": (_("The date lies in the future."), _("Write the day on which the paper was seen.")),
    "academic_year_outside": (
        _("The academic year cannot be right."),
        _("Write the year in B.E., such as 2568."),
    ),
}

OTHER_WORDS: dict[str, Words] = {
    "unknown_choice": (
        _("This value is not in the list."),
        _("Choose one from the list in the template's cell."),
    ),
    "unknown_course": (_("There is no course of this code or name."), _("Use a code from the course list.")),
    "unknown_school": (
        _("No school of this name or code is known."),
        _("Write the 10-digit code, or the name as the area office writes it."),
    ),
    "another_school": (
        _("This is another school than yours."),
        _("Only its own counsellor or the centre can register people of that school."),
    ),
    "unknown_place": (
        _("This subdistrict is not known in this district and province."),
        _("Write subdistrict, district and province as on the card."),
    ),
    "ambiguous": (
        _("Several places or schools have this name."),
        _("Give the district, the province or the code as well."),
    ),
    "too_long": (_("The text is too long."), _("Shorten it.")),
    "not_a_phone": (_("This is not a telephone number."), _("Write 9 or 10 digits, such as 081-234-5678.")),
    "formula": (
        _("The cell holds a formula."),
        _("Copy the column and paste it back as values, then upload again."),
    ),
    "not_a_number": (_("A whole number is needed here."), _("Write digits only.")),
    "not_yes_or_no": (_("This is neither yes nor no."), _("Write “ใช่” or “ไม่ใช่”, or leave it empty.")),
    "not_text": (_("A date or number stands where text is needed."), _("Type the text.")),
}

WORDS = {**OTHER_WORDS, **DATE_WORDS, **NAME_WORDS}


def words_for(field: str, code: str) -> Words:
    """(reason, remedy) of a fault; the same code may mean different things of a number and of a name."""
    if field == "identifier":
        return IDENTIFIER_WORDS.get(code) or WORDS[code]
    if field in {"birth", "guardian_consent_training_on", "guardian_consent_data_on"}:
        return DATE_WORDS.get(code) or WORDS[code]
    return WORDS[code]
