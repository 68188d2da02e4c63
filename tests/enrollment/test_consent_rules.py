"""Who has to consent at which age: every boundary, and the same answer from Python and from the database."""

from datetime import date, timedelta

import pytest

from core.dates import PartialDate
from enrollment.consenting import missing_givers, required_givers
from enrollment.enums import ConsentGiver, ConsentKind, DatePrecision
from enrollment.models import Majority
from enrollment.queries.consents import lacking, missing_consents
from enrollment.services import give_consent
from tests.clock import NOW
from tests.factories.enrollment import GraduateFactory

SELF, GUARDIAN = ConsentGiver.SELF, ConsentGiver.GUARDIAN
DAY = date(2026, 11, 21)
BOTH = (SELF, GUARDIAN)


@pytest.mark.parametrize("kind", ConsentKind)
@pytest.mark.parametrize(
    ("birth", "day", "asked"),
    [
        (PartialDate(2016, 11, 22), DAY, (GUARDIAN,)),  # 10 tomorrow
        (PartialDate(2016, 11, 21), DAY, BOTH),  # 10 today
        (PartialDate(2011, 3, 14), DAY, BOTH),
        (PartialDate(2006, 11, 22), DAY, BOTH),  # 20 tomorrow
        (PartialDate(2006, 11, 21), DAY, (SELF,)),  # 20 today
        (PartialDate(1990, 1, 1), DAY, (SELF,)),
        (PartialDate(2008, 2, 29), date(2028, 2, 28), BOTH),  # a leap day 20 years later exists
        (PartialDate(2008, 2, 29), date(2028, 2, 29), (SELF,)),
        (PartialDate(2016, 2, 29), date(2026, 2, 28), (GUARDIAN,)),  # none: 10 on 1 March
        (PartialDate(2016, 2, 29), date(2026, 3, 1), BOTH),
        (PartialDate(2006, 12, 31), date(2026, 12, 31), (SELF,)),
    ],
)
def test_a_birthday_counts_from_its_first_minute(kind, birth, day, asked):
    assert required_givers(kind, birth, day) == asked


@pytest.mark.parametrize(
    ("birth", "asked"),
    [
        (None, BOTH),
        (PartialDate(2016, 11), BOTH),  # 9 or 10: the child may be asked, the guardian must
        (PartialDate(2016, 12), (GUARDIAN,)),
        (PartialDate(2006, 11), BOTH),  # 19 or 20
        (PartialDate(2006, 10), (SELF,)),
        (PartialDate(2006), BOTH),
        (PartialDate(2005), (SELF,)),
        (PartialDate(2017), (GUARDIAN,)),
    ],
)
def test_what_is_not_known_asks_everybody_who_may_be_needed(birth, asked):
    assert required_givers(ConsentKind.DATA, birth, DAY) == asked


def test_marriage_makes_a_minor_of_age():
    assert required_givers(ConsentKind.TRAINING, PartialDate(2009, 1, 1), DAY, married=True) == (SELF,)
    assert required_givers(ConsentKind.TRAINING, None, DAY, married=True) == (SELF,)


def test_a_kind_that_minors_give_alone_is_a_setting_and_not_for_children():
    alone = [ConsentKind.DATA]
    assert required_givers(ConsentKind.DATA, PartialDate(2011, 1, 1), DAY, alone=alone) == (SELF,)
    assert required_givers(ConsentKind.TRAINING, PartialDate(2011, 1, 1), DAY, alone=alone) == BOTH
    assert required_givers(ConsentKind.DATA, PartialDate(2018, 1, 1), DAY, alone=alone) == (GUARDIAN,)
    assert required_givers(ConsentKind.DATA, None, DAY, alone=alone) == BOTH


def test_missing_is_who_is_asked_and_has_not_given():
    assert missing_givers(BOTH, {"self"}) == (GUARDIAN,)
    assert missing_givers(BOTH, {"self", "guardian"}) == ()


@pytest.fixture
def everybody(school):
    """People born around both ages, known to the day, the month and the year; one of nobody knows when."""
    people = [GraduateFactory(school=school, birth_date=None)]
    for age in (10, 20):
        edge = DAY.replace(year=DAY.year - age)
        for days in (-40, -1, 0, 1, 40):
            people.append(GraduateFactory(school=school, birth_date=edge + timedelta(days=days)))
        for months in (-1, 0, 1):
            first = edge.replace(day=1, month=edge.month + months)
            people.append(
                GraduateFactory(school=school, birth_date=first, birth_precision=DatePrecision.MONTH)
            )
        for years in (-1, 0, 1):
            first = date(edge.year + years, 1, 1)
            people.append(
                GraduateFactory(school=school, birth_date=first, birth_precision=DatePrecision.YEAR)
            )
    Majority.objects.create(graduate=people[-1], seen_on=DAY)
    return people


@pytest.mark.parametrize("alone", [[], ["data"], ["data", "training"]])
@pytest.mark.parametrize("given", ["", "self", "guardian"])
def test_the_database_judges_many_as_the_rule_judges_one(everybody, settings, alone, given):
    settings.MINORS_CONSENT_ALONE_TO = alone
    for person in everybody if given else []:
        person.consents.create(kind="data", giver=given, given_on=DAY, recorded_at=NOW)
    people = type(everybody[0]).objects.all()
    for day in (DAY, DAY + timedelta(days=1), date(2028, 2, 29)):
        for kind in ConsentKind:
            judged = {person for person in everybody if missing_consents(person, kind, day)}
            assert set(lacking(people, [kind], day)) == judged


def test_a_consent_taken_back_is_missing_again(school, staff):
    person = GraduateFactory(school=school, birth_date=date(2000, 1, 1))
    (row,) = give_consent(
        person, [ConsentKind.DATA], giver=SELF, channel="in_person", given_on=NOW.date(), by=staff, at=NOW
    )
    assert missing_consents(person, ConsentKind.DATA, NOW.date()) == ()
    row.withdrawn_at = NOW
    row.save()
    assert missing_consents(person, ConsentKind.DATA, NOW.date()) == (SELF,)
