"""The score of pairs: a column of reasons for each fact, and their points against strangers and against family."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from enrollment.duplicates.columns import Columns, Floats, Ints
from enrollment.duplicates.names import Likeness, likeness
from enrollment.duplicates.weights import (
    ERAS,
    NAME_REASONS,
    WEIGHTS,
    Reason,
    prior_family,
    prior_strangers,
)

REASONS = list(WEIGHTS)
_NUMBER_OF = {reason: number for number, reason in enumerate(REASONS)}
_SILENT = -1
_STRANGERS = np.array([WEIGHTS[reason].against_strangers for reason in REASONS] + [0.0])
_FAMILY = np.array([WEIGHTS[reason].against_family for reason in REASONS] + [0.0])
_MOST = np.array([float(WEIGHTS[reason].most) for reason in REASONS] + [0.0])
_BY_SHARE = np.array([WEIGHTS[reason].by_share for reason in REASONS] + [False])
_KIN_BY_SHARE = np.array([WEIGHTS[reason].kin_by_share for reason in REASONS] + [False])
_BLIND_UNIT = 10**10  # digit 3 of 13, where the check digit sees nothing
_NOBODY = 1e-6  # the chance of a spelling that nobody else bears, in a register of any size: it is a mistake
_SPREAD = 7  # at most this much more for a second fact of one place: school and subdistrict go together


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One fact of many pairs: the reason's number (or _SILENT) and its points against the two alternatives."""

    reasons: Ints
    strangers: Floats
    family: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Pairs with their scores, and the evidence behind them, fact after fact."""

    low: Ints
    high: Ints
    score: Ints
    evidence: tuple[Evidence, ...]
    familial: NDArray[np.bool_]
    """Where the family was the nearer alternative."""

    def reasons(self, place: int) -> Iterator[tuple[Reason, int]]:
        """The reasons of one pair with their rounded points, the weightiest first."""
        said = []
        for fact in self.evidence:
            if (number := int(fact.reasons[place])) != _SILENT:
                column = fact.family if self.familial[place] else fact.strangers
                said.append((REASONS[number], round(float(column[place]))))
        return iter(sorted(said, key=lambda reason: (-abs(reason[1]), reason[0])))


def weigh(columns: Columns, low: Ints, high: Ints, threshold: float) -> Scored:
    """Score the pairs and keep those that reach `threshold`.

    Names are compared letter by letter only where the other facts leave the pair a chance: that is one in hundreds.
    """
    cheap = _cheap(columns, low, high)
    hoped = [_hoped(columns, name, low, high) for name in ("given", "family")]
    chance = _score(columns, (*cheap, *hoped))[0] >= threshold
    low, high = low[chance], high[chance]
    romanized = _equal(columns, "name_en", low, high)
    names = [_name(columns, name, low, high, romanized) for name in ("given", "family")]
    evidence = (*[_only(fact, chance) for fact in cheap], *names)
    score, familial = _score(columns, evidence)
    kept = score >= threshold
    return Scored(
        low[kept],
        high[kept],
        np.floor(score[kept]).astype(np.int64),
        tuple(_only(fact, kept) for fact in evidence),
        familial[kept],
    )


def _score(columns: Columns, evidence: tuple[Evidence, ...]) -> tuple[Floats, NDArray[np.bool_]]:
    """The smaller of the two sums, and where it is the family's."""
    strangers = np.full(len(evidence[0].reasons), prior_strangers(columns.people))
    family = np.full(len(strangers), prior_family())
    for fact in evidence:
        strangers += fact.strangers
        family += fact.family
    return np.minimum(strangers, family), family < strangers


def _only(fact: Evidence, kept: NDArray[np.bool_]) -> Evidence:
    return Evidence(fact.reasons[kept], fact.strangers[kept], fact.family[kept])


def _weighed(reasons: Ints, share: Floats | None = None) -> Evidence:
    """Points of the reasons; where a reason depends on how rare the value is, `share` says it."""
    strangers, family = _STRANGERS[reasons], _FAMILY[reasons]
    if share is not None:
        rarity = -10 * np.log10(share)
        strangers = np.minimum(strangers + rarity * _BY_SHARE[reasons], _MOST[reasons])
        family = np.minimum(family + rarity * _KIN_BY_SHARE[reasons], _MOST[reasons])
    return Evidence(reasons, strangers, family)


def _cheap(columns: Columns, low: Ints, high: Ints) -> tuple[Evidence, ...]:
    """The facts that are compared as numbers."""
    place = _agreement(columns, "place", low, high, Reason.PLACE_SAME, Reason.PLACE_OTHER)
    school = _agreement(columns, "school", low, high, Reason.SCHOOL_SAME, Reason.SCHOOL_OTHER)
    return (
        _numbers(columns, low, high),
        _births(columns, low, high),
        _sexes(columns, low, high),
        school,
        _of_one_area(place, school),
        _agreement(columns, "guardian", low, high, Reason.GUARDIAN_SAME, Reason.GUARDIAN_OTHER),
        _agreement(columns, "phone", low, high, Reason.PHONE_SAME, Reason.PHONE_OTHER),
    )


def _agreement(columns: Columns, name: str, low: Ints, high: Ints, same: Reason, other: Reason) -> Evidence:
    fact = columns.facts[name]
    one, two = fact.codes[low], fact.codes[high]
    reasons = np.where(one == two, _NUMBER_OF[same], _NUMBER_OF[other])
    reasons[(one < 0) | (two < 0)] = _SILENT
    return _weighed(reasons, columns.share(np.maximum(fact.bearers[one] - 1, 1)))


def _of_one_area(place: Evidence, school: Evidence) -> Evidence:
    """The subdistrict's points where the school has spoken already: pupils live around their school."""
    both = (place.strangers > 0) & (school.strangers > 0)
    return Evidence(
        place.reasons, np.where(both, np.minimum(place.strangers, _SPREAD), place.strangers), place.family
    )


def _equal(columns: Columns, name: str, low: Ints, high: Ints) -> NDArray[np.bool_]:
    one, two = columns.facts[name].codes[low], columns.facts[name].codes[high]
    equal: NDArray[np.bool_] = (one == two) & (one >= 0)
    return equal


def _sexes(columns: Columns, low: Ints, high: Ints) -> Evidence:
    one, two = columns.sex[low], columns.sex[high]
    reasons = np.where(one == two, _NUMBER_OF[Reason.SEX_SAME], _NUMBER_OF[Reason.SEX_OTHER])
    return _weighed(np.where((one > 0) & (two > 0), reasons, _SILENT))


def _births(columns: Columns, low: Ints, high: Ints) -> Evidence:
    """How two birth dates relate, the best account of their difference."""
    year, years = columns.year[low], columns.year[high]
    month, months = columns.month[low], columns.month[high]
    day, days = columns.day[low], columns.day[high]
    exact = (day > 0) & (days > 0)
    same_year, same_month, same_day = year == years, month == months, day == days
    no_month, no_day = (month == 0) | (months == 0), (day == 0) | (days == 0)
    conditions = (
        ((year < 0) | (years < 0), _SILENT),
        (exact & same_year & same_month & same_day, _NUMBER_OF[Reason.BIRTH_SAME]),
        (no_month & same_year, _NUMBER_OF[Reason.BIRTH_YEAR_FITS]),
        (no_day & ~no_month & same_year & same_month, _NUMBER_OF[Reason.BIRTH_MONTH_FITS]),
        (exact & same_year & (day == months) & (month == days), _NUMBER_OF[Reason.BIRTH_SWAPPED]),
        (same_month & same_day & np.isin(np.abs(year - years), ERAS), _NUMBER_OF[Reason.BIRTH_ERA]),
        (exact & same_month & same_day, _NUMBER_OF[Reason.BIRTH_YEAR_OFF]),
        (exact & same_year & (same_month | same_day), _NUMBER_OF[Reason.BIRTH_PART_OFF]),
    )
    said = [np.asarray(number) for _, number in conditions]
    return _weighed(np.select([held for held, _ in conditions], said, default=_NUMBER_OF[Reason.BIRTH_OTHER]))


def _numbers(columns: Columns, low: Ints, high: Ints) -> Evidence:
    """How two numbers relate. Somebody with a G-code who later has a number is the usual case of a second record."""
    one, two = columns.citizen[low], columns.citizen[high]
    code, codes = columns.g_code[low], columns.g_code[high]
    gap = np.abs(one - two)
    neither = (one < 0) & (two < 0)
    exchanged = ((code >= 0) & (one < 0) & (two >= 0)) | ((codes >= 0) & (two < 0) & (one >= 0))
    conditions = (
        ((one >= 0) & (one == two), _NUMBER_OF[Reason.NUMBER_SAME]),
        ((code >= 0) & (code == codes), _NUMBER_OF[Reason.NUMBER_SAME]),
        (exchanged, _NUMBER_OF[Reason.G_CODE_THEN_NUMBER]),
        (neither & (code >= 0) & (codes >= 0), _NUMBER_OF[Reason.G_CODE_OTHER]),
        ((one < 0) | (two < 0), _SILENT),
        ((gap % _BLIND_UNIT == 0) & (gap < 10 * _BLIND_UNIT), _NUMBER_OF[Reason.NUMBER_THIRD_DIGIT]),
        (_one_digit_apart(one, two), _NUMBER_OF[Reason.NUMBER_ONE_DIGIT]),
        (_neighbors_swapped(one, two), _NUMBER_OF[Reason.NUMBER_SWAPPED]),
    )
    said = [np.asarray(number) for _, number in conditions]
    return _weighed(
        np.select([held for held, _ in conditions], said, default=_NUMBER_OF[Reason.NUMBER_OTHER])
    )


def _one_digit_apart(one: Ints, two: Ints) -> NDArray[np.bool_]:
    found = np.zeros(len(one), dtype=bool)
    for place in range(13):
        unit = 10**place
        found |= (one // unit // 10 == two // unit // 10) & (one % unit == two % unit)
    return found


def _neighbors_swapped(one: Ints, two: Ints) -> NDArray[np.bool_]:
    """Two neighboring digits in the other order; the check digit may differ with them."""
    found = np.zeros(len(one), dtype=bool)
    for place in range(1, 12):
        unit = 10**place
        outside = (one // unit // 100 == two // unit // 100) & (one % unit // 10 == two % unit // 10)
        right, left = one // unit % 10, one // unit // 10 % 10
        found |= outside & (two // unit % 10 == left) & (two // unit // 10 % 10 == right)
    return found


def _share_of_names(columns: Columns, name: str, low: Ints, high: Ints) -> Floats:
    """The chance of the same name by accident; of two spellings, that of the rarer one, as others bear it.

    A spelling that nobody else bears is hardly a name that a brother has.
    """
    fact = columns.facts[name]
    one, two = fact.codes[low], fact.codes[high]
    others = np.minimum(fact.bearers[one], fact.bearers[two]) - 1
    share = columns.share(np.maximum(others, 1.0))
    return np.where((others < 1) & (one != two), _NOBODY, share)


def _hoped(columns: Columns, name: str, low: Ints, high: Ints) -> Evidence:
    """The most that a comparison of the names can give."""
    fact = columns.facts[name]
    one, two = fact.codes[low], fact.codes[high]
    reasons = np.where(one == two, _name_reason(name, Likeness.SAME), _name_reason(name, Likeness.SOUND))
    reasons[(one < 0) | (two < 0)] = _SILENT
    hoped = _weighed(reasons, _share_of_names(columns, name, low, high))
    told, other = reasons != _SILENT, _name_reason(name, Likeness.OTHER)
    return Evidence(
        reasons,
        np.where(told, np.maximum(hoped.strangers, _STRANGERS[other]), 0.0),
        np.where(told, np.maximum(hoped.family, _FAMILY[other]), 0.0),
    )


def _name(columns: Columns, name: str, low: Ints, high: Ints, romanized: NDArray[np.bool_]) -> Evidence:
    """The names compared; where they are spelled alike in Latin letters, they sound alike at least."""
    levels = _likeness(columns, name, low, high)
    levels = np.where(romanized & (levels > Likeness.UNKNOWN), np.maximum(levels, Likeness.SOUND), levels)
    number_of = np.array([_SILENT] + [_name_reason(name, level) for level in sorted(NAME_REASONS)])
    weighed = _weighed(number_of[levels], _share_of_names(columns, name, low, high))
    other = _name_reason(name, Likeness.OTHER)
    floor = _STRANGERS[other]
    unlike = (weighed.reasons >= 0) & (weighed.strangers < floor)  # two common names that differ by a letter
    return Evidence(
        np.where(unlike, other, weighed.reasons),
        np.where(unlike, floor, weighed.strangers),
        np.where(unlike, _FAMILY[other], weighed.family),
    )


def _name_reason(name: str, level: Likeness) -> int:
    return _NUMBER_OF[Reason(f"{name}_{NAME_REASONS[level]}")]


def _likeness(columns: Columns, name: str, low: Ints, high: Ints) -> Ints:
    """The likeness of each pair's names; every two spellings are compared once."""
    fact = columns.facts[name]
    one, two = fact.codes[low], fact.codes[high]
    levels = np.where(one == two, int(Likeness.SAME), int(Likeness.UNKNOWN))
    levels[(one < 0) | (two < 0)] = Likeness.UNKNOWN
    differing = (one != two) & (one >= 0) & (two >= 0)
    size = max(len(fact.values), 1)
    pairs = np.minimum(one, two)[differing] * size + np.maximum(one, two)[differing]
    distinct, where = np.unique(pairs, return_inverse=True)
    spellings = zip((distinct // size).tolist(), (distinct % size).tolist(), strict=True)
    found = [int(likeness(fact.values[a], fact.values[b])) for a, b in spellings]
    levels[differing] = np.array(found, dtype=np.int64)[where]
    return levels
