"""Who has to consent: the age rules, without a database.

Under 10 the guardian consents; from 10 to 19 the person consents, and the guardian as well except for acts that the
law lets a minor do alone (Personal Data Protection Act, section 20; Civil and Commercial Code, sections 19–24); who is
20, or came of age by marriage (section 20), consents alone. What is not known of a birth date is never to anybody's
harm: everybody who may be needed is asked.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from core.dates import PartialDate, age_range_on
from enrollment.enums import ConsentGiver, ConsentKind

OWN_WORD_FROM = 10  # years of age
MAJORITY = 20


class BirthLimits(NamedTuple):
    """On a day: who was born after `adult` is a minor, who was born after `asked` is not asked at all."""

    adult: date
    asked: date


def required_givers(
    kind: ConsentKind,
    birth: PartialDate | None,
    day: date,
    *,
    married: bool = False,
    alone: Collection[str] = (),
) -> tuple[ConsentGiver, ...]:
    """Whose consent of this kind is needed on a day; at least one, the person first.

    `alone` are the kinds that a minor of 10 and more may give alone; neither training nor data is among them unless
    somebody decides so.
    """
    ages = age_range_on(birth, day) if birth else None
    may_be_child = ages is None or ages.lowest < OWN_WORD_FROM
    may_be_asked = ages is None or ages.highest >= OWN_WORD_FROM
    may_be_minor = (ages is None or ages.lowest < MAJORITY) and not married
    with_guardian = may_be_minor and (kind not in alone or may_be_child)
    asked = [ConsentGiver.SELF] if may_be_asked or married else []
    return (*asked, ConsentGiver.GUARDIAN) if with_guardian else tuple(asked)


def missing_givers(required: Collection[ConsentGiver], given: Collection[str]) -> tuple[ConsentGiver, ...]:
    """Those whose consent is needed and does not stand."""
    return tuple(giver for giver in required if giver not in given)


def birth_limits(day: date) -> BirthLimits:
    """The same ages as `required_givers` judges, as days to compare many birth dates with."""
    return BirthLimits(_years_before(day, MAJORITY), _years_before(day, OWN_WORD_FROM))


def _years_before(day: date, years: int) -> date:
    """The last birth date of who is `years` old on the day; 28 February stands in for a 29th that was not."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
