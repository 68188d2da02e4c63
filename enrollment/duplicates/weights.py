"""What each agreement or difference speaks for, in points: ten points are ten times as likely.

The model is that of Fellegi and Sunter (1969). A weight is 10 · log10(m / u): m, how often the fact looks so where two
records are one person; u, how often where they are two. Here u is asked twice, because brothers, sisters and twins
share a family name, a guardian, a telephone, a house, a school, and twins their birthday:

- STRANGERS: two people of the register who have nothing to do with each other. Where a value can be rare or common
  (names, school, subdistrict, guardian, telephone) u is its share in the register: กิตติพงษ์ says little, a name that
  nobody else has says much.
- FAMILY: two children of one household.

A pair's score is the smaller of its two sums, each begun with the odds before anything is known: a person is entered
a second time about once in 1 / TWICE, has about SIBLINGS brothers or sisters in the register, and everybody else is a
stranger. So a score is the logarithm of odds: 0 is even, 10 is ten to one, and a larger register asks for more.

The m are estimates made before any measurement, from how registers are typed; `bench/duplicates` says what they reach.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from enrollment.duplicates.names import Likeness

TWICE = 0.02
SIBLINGS = 0.5
THRESHOLD = -8
"""Points from which a pair is proposed: the lowest even number at which 99 of 100 proposals are right on seed 1 of
`bench/duplicates` with 50,000 people. Other seeds and sizes only report."""


class Reason(StrEnum):
    """What a pair agrees or differs in. Silence (an empty value) is no reason."""

    NUMBER_SAME = "number_same"
    NUMBER_ONE_DIGIT = "number_one_digit"
    NUMBER_THIRD_DIGIT = "number_third_digit"
    NUMBER_SWAPPED = "number_swapped"
    NUMBER_OTHER = "number_other"
    G_CODE_THEN_NUMBER = "g_code_then_number"
    G_CODE_OTHER = "g_code_other"
    GIVEN_SAME = "given_same"
    GIVEN_SOUND = "given_sound"
    GIVEN_SLIP = "given_slip"
    GIVEN_LETTER = "given_letter"
    GIVEN_TWO_LETTERS = "given_two_letters"
    GIVEN_OTHER = "given_other"
    FAMILY_SAME = "family_same"
    FAMILY_SOUND = "family_sound"
    FAMILY_SLIP = "family_slip"
    FAMILY_LETTER = "family_letter"
    FAMILY_TWO_LETTERS = "family_two_letters"
    FAMILY_OTHER = "family_other"
    BIRTH_SAME = "birth_same"
    BIRTH_SWAPPED = "birth_swapped"
    BIRTH_ERA = "birth_era"
    BIRTH_YEAR_OFF = "birth_year_off"
    BIRTH_PART_OFF = "birth_part_off"
    BIRTH_MONTH_FITS = "birth_month_fits"
    BIRTH_YEAR_FITS = "birth_year_fits"
    BIRTH_OTHER = "birth_other"
    SEX_SAME = "sex_same"
    SEX_OTHER = "sex_other"
    SCHOOL_SAME = "school_same"
    SCHOOL_OTHER = "school_other"
    GUARDIAN_SAME = "guardian_same"
    GUARDIAN_OTHER = "guardian_other"
    PHONE_SAME = "phone_same"
    PHONE_OTHER = "phone_other"
    PLACE_SAME = "place_same"
    PLACE_OTHER = "place_other"


@dataclass(frozen=True, slots=True)
class Weight:
    """m, and u among strangers and in a family; `by_share`: the former is `strangers` times the value's share.

    `kin_by_share`: the latter too. `most`: points that rarity alone may give at most.
    """

    same: float
    strangers: float
    family: float
    by_share: bool = False
    most: int = 40
    kin_by_share: bool = False

    @property
    def against_strangers(self) -> float:
        return points(self.same / self.strangers)

    @property
    def against_family(self) -> float:
        return points(self.same / self.family)


def points(odds: float) -> float:
    return 10 * math.log10(odds)


_DAYS = 2_000  # birthdays among which a register of six school years spreads
_YEAR_DAYS = 365
WEIGHTS = {
    # Numbers. One digit or a swap passes the check digit seldom, except in digit 3, where it always does.
    Reason.NUMBER_SAME: Weight(0.9, 1e-8, 1e-8),
    Reason.NUMBER_ONE_DIGIT: Weight(0.01, 1e-6, 1e-4),
    Reason.NUMBER_THIRD_DIGIT: Weight(0.02, 2e-6, 1e-5),
    Reason.NUMBER_SWAPPED: Weight(0.005, 1e-6, 1e-4),
    Reason.NUMBER_OTHER: Weight(0.01, 0.9, 0.9),
    Reason.G_CODE_THEN_NUMBER: Weight(0.1, 0.06, 0.05),
    Reason.G_CODE_OTHER: Weight(0.3, 0.9, 0.9),
    # Names. A mistyped name is one of many that the hand could have made, and it is rare where the right one is not:
    # m is the chance of just this mistake, u the share of the rarer of the two spellings. Children of one house are
    # often given names that resemble each other, ten times as often as strangers are.
    Reason.GIVEN_SAME: Weight(0.86, 1, 1e-3, by_share=True, most=45),
    Reason.GIVEN_SOUND: Weight(4e-3, 1, 10, by_share=True, kin_by_share=True),
    Reason.GIVEN_SLIP: Weight(1e-3, 1, 10, by_share=True, kin_by_share=True),
    Reason.GIVEN_LETTER: Weight(2e-4, 1, 10, by_share=True, kin_by_share=True),
    Reason.GIVEN_TWO_LETTERS: Weight(2e-5, 1, 10, by_share=True, kin_by_share=True),
    Reason.GIVEN_OTHER: Weight(0.02, 1, 1),
    Reason.FAMILY_SAME: Weight(0.82, 1, 0.9, by_share=True, most=45),
    Reason.FAMILY_SOUND: Weight(4e-3, 1, 4e-3, by_share=True),
    Reason.FAMILY_SLIP: Weight(1e-3, 1, 1e-3, by_share=True),
    Reason.FAMILY_LETTER: Weight(2e-4, 1, 2e-4, by_share=True),
    Reason.FAMILY_TWO_LETTERS: Weight(2e-5, 1, 2e-5, by_share=True),
    Reason.FAMILY_OTHER: Weight(0.05, 1, 0.1),
    # Birth dates. A date typed in the wrong era is 543 years off; a two-digit year of one era read as the other,
    # 57 or 43.
    Reason.BIRTH_SAME: Weight(0.85, 1 / _DAYS, 0.015),
    Reason.BIRTH_SWAPPED: Weight(0.02, 1 / _DAYS, 1 / _DAYS),
    Reason.BIRTH_ERA: Weight(0.01, 1e-5, 1e-5),
    Reason.BIRTH_YEAR_OFF: Weight(0.01, 1 / _YEAR_DAYS, 1 / _YEAR_DAYS),
    Reason.BIRTH_PART_OFF: Weight(0.03, 0.02, 0.01),
    Reason.BIRTH_MONTH_FITS: Weight(0.95, 1 / 72, 0.02),
    Reason.BIRTH_YEAR_FITS: Weight(0.95, 1 / 6, 0.05),
    Reason.BIRTH_OTHER: Weight(0.01, 1, 1),
    Reason.SEX_SAME: Weight(0.99, 0.5, 0.5),
    Reason.SEX_OTHER: Weight(0.01, 0.5, 0.5),
    # A household. A telephone may be a teacher's, given for many pupils: its share says so.
    Reason.SCHOOL_SAME: Weight(0.75, 1, 0.6, by_share=True, most=22),
    Reason.SCHOOL_OTHER: Weight(0.25, 1, 0.4),
    Reason.GUARDIAN_SAME: Weight(0.65, 1, 0.65, by_share=True, most=22),
    Reason.GUARDIAN_OTHER: Weight(0.35, 1, 0.35),
    Reason.PHONE_SAME: Weight(0.5, 1, 0.5, by_share=True, most=30),
    Reason.PHONE_OTHER: Weight(0.5, 1, 0.5),
    Reason.PLACE_SAME: Weight(0.85, 1, 0.95, by_share=True, most=12),
    Reason.PLACE_OTHER: Weight(0.15, 1, 0.1),
}
NAME_REASONS = {
    Likeness.OTHER: "other",
    Likeness.TWO_LETTERS: "two_letters",
    Likeness.LETTER: "letter",
    Likeness.SLIP: "slip",
    Likeness.SOUND: "sound",
    Likeness.SAME: "same",
}
"""The end of the reason's name for a given or family name of that likeness."""
ERAS = (543, 57, 43)
"""Years by which a date in the wrong era is off: 2554 for 2011; 1954 for 2554 as "54"; 1968 for 2011 as "11"."""


def prior_strangers(people: int) -> float:
    """Points before anything is known: somebody twice against two strangers."""
    return points(2 * TWICE / max(people, 2))


def prior_family() -> float:
    """Points before anything is known: somebody twice against two children of one household."""
    return points(TWICE / SIBLINGS)
