"""Why two records may stand for one person, and how likely it is, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from enrollment.duplicates import Reason

BY_HAND = "by_hand"  # the reason of a pair that a person proposed
REASON_WORDS: dict[str, Any] = {
    BY_HAND: _("proposed by a person"),
    Reason.NUMBER_SAME: _("same number"),
    Reason.NUMBER_ONE_DIGIT: _("the numbers differ in one digit"),
    Reason.NUMBER_THIRD_DIGIT: _(
        "the numbers differ in the third digit only, which the check digit does not guard"
    ),
    Reason.NUMBER_SWAPPED: _("two digits of the number are swapped"),
    Reason.NUMBER_OTHER: _("the numbers differ"),
    Reason.G_CODE_THEN_NUMBER: _("one has a G-code, the other a citizen ID"),
    Reason.G_CODE_OTHER: _("different G-codes"),
    Reason.GIVEN_SAME: _("same given name"),
    Reason.GIVEN_SOUND: _("the given names sound alike"),
    Reason.GIVEN_SLIP: _("the given names differ by a slip of the hand"),
    Reason.GIVEN_LETTER: _("the given names differ in one letter"),
    Reason.GIVEN_TWO_LETTERS: _("the given names differ in two letters"),
    Reason.GIVEN_OTHER: _("different given names"),
    Reason.FAMILY_SAME: _("same family name"),
    Reason.FAMILY_SOUND: _("the family names sound alike"),
    Reason.FAMILY_SLIP: _("the family names differ by a slip of the hand"),
    Reason.FAMILY_LETTER: _("the family names differ in one letter"),
    Reason.FAMILY_TWO_LETTERS: _("the family names differ in two letters"),
    Reason.FAMILY_OTHER: _("different family names"),
    Reason.BIRTH_SAME: _("same date of birth"),
    Reason.BIRTH_SWAPPED: _("day and month of birth are swapped"),
    Reason.BIRTH_ERA: _("the year of birth was read in another era (B.E. or C.E.)"),
    Reason.BIRTH_YEAR_OFF: _("same day and month of birth, another year"),
    Reason.BIRTH_PART_OFF: _("the dates of birth differ in the day or the month"),
    Reason.BIRTH_MONTH_FITS: _("the month of birth fits"),
    Reason.BIRTH_YEAR_FITS: _("the year of birth fits"),
    Reason.BIRTH_OTHER: _("different dates of birth"),
    Reason.SEX_SAME: _("same sex"),
    Reason.SEX_OTHER: _("the prefixes tell different sexes"),
    Reason.SCHOOL_SAME: _("same school"),
    Reason.SCHOOL_OTHER: _("different schools"),
    Reason.GUARDIAN_SAME: _("same guardian"),
    Reason.GUARDIAN_OTHER: _("different guardians"),
    Reason.PHONE_SAME: _("same telephone"),
    Reason.PHONE_OTHER: _("different telephones"),
    Reason.PLACE_SAME: _("same subdistrict"),
    Reason.PLACE_OTHER: _("different subdistricts"),
}
VERY_LIKELY, LIKELY = 10, 0  # points: ten to one, and even


class Said(NamedTuple):
    """The reasons of a pair in words."""

    speak_for: list[Any]
    speak_against: list[Any]


def likelihood(score: int) -> tuple[Any, str]:
    """A score in words, with its tone."""
    if score >= VERY_LIKELY:
        return _("Very likely"), "bad"
    return (_("Likely"), "warn") if score >= LIKELY else (_("Possible"), "info")


def reasons_in_words(reasons: Iterable[Sequence[Any]]) -> Said:
    """What speaks for one person and what against; `reasons` as stored: [code, points], the weightiest first."""
    codes = [code for code, _points in reasons if code in REASON_WORDS]
    return Said(
        [REASON_WORDS[code] for code in codes if not code.endswith("_other")],
        [REASON_WORDS[code] for code in codes if code.endswith("_other")],
    )
