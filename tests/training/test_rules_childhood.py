"""The law on children at work, on both sides of every boundary."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import PartialDate
from enrollment.enums import Hazard as ShownHazard
from training.rules import Verdict
from training.rules.childhood import (
    Hazard,
    WorkFacts,
    YoungRule,
    YoungWork,
    judge_young_work,
    may_be_younger,
    refuses,
)

FIRST, LAST = date(2026, 12, 1), date(2027, 1, 29)
TOLD = date(2026, 11, 20)


def stay(birth, **facts):
    if isinstance(birth, date):
        birth = PartialDate.exact(birth)
    plain = {"starts": time(8), "ends": time(17), "minutes_a_day": 480, "inspector_told_on": TOLD}
    return WorkFacts(birth, FIRST, LAST, **plain | facts)


def rules_of(birth, limits=None, **facts):
    return [one.rule for one in judge_young_work(stay(birth, **facts), limits or YoungWork())]


SIXTEEN = date(2010, 6, 1)
WRONG = {
    "starts": time(21),
    "ends": time(5),
    "minutes_a_day": 600,
    "hazards": frozenset({Hazard.HEIGHTS}),
    "inspector_told_on": None,
}
LIMITED = [YoungRule.NIGHT, YoungRule.OVERTIME, YoungRule.HAZARD, YoungRule.INSPECTOR]


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (date(2011, 12, 1), []),  # 15 on the first day itself
        (date(2011, 12, 2), [YoungRule.WORKING_AGE]),  # 15 one day later, during the placement
        (PartialDate(2011, 12), [YoungRule.WORKING_AGE]),
        (PartialDate(2011, 11), []),
        (None, [YoungRule.WORKING_AGE]),
        (PartialDate(None, 1, 1), [YoungRule.WORKING_AGE]),
    ],
)
def test_nobody_under_15_works(birth, expected):
    assert rules_of(birth) == expected


def test_too_young_for_certain_is_told_from_not_known():
    (certain,) = judge_young_work(stay(date(2011, 12, 2)), YoungWork())
    assert (certain.verdict, certain.fact, certain.free_on) == (Verdict.FAILED, 14, date(2026, 12, 2))
    (unsure,) = judge_young_work(stay(PartialDate(2011, 12)), YoungWork())
    assert (unsure.verdict, unsure.free_on) == (Verdict.UNKNOWN, None)


@pytest.mark.parametrize(
    ("birth", "expected"),
    [
        (date(2008, 12, 1), []),  # 18 on the first day itself
        (date(2008, 12, 2), LIMITED),  # 18 on the second day: the first one is a child's
        (date(2009, 1, 29), LIMITED),
        (SIXTEEN, LIMITED),
    ],
)
def test_the_limits_hold_for_whoever_is_under_18_on_the_first_day(birth, expected):
    found = judge_young_work(stay(birth, **WRONG), YoungWork())
    assert [one.rule for one in found] == expected
    birthday = birth.replace(year=birth.year + 18)
    assert {one.free_on for one in found} <= {birthday}


@pytest.mark.parametrize(
    ("starts", "ends", "meets"),
    [
        (time(6), time(22), False),
        (time(5, 59), time(14), True),
        (time(13), time(22, 1), True),
        (time(8), time(17), False),
        (time(22), time(6), True),
        (time(14), time(0), True),
        (time(0), time(6), True),
        (time(6), time(6), True),  # the whole day round
        (time(23), time(23, 30), True),
        (time(20), time(7), True),
    ],
)
def test_no_minute_of_work_lies_in_the_night(starts, ends, meets):
    found = rules_of(SIXTEEN, starts=starts, ends=ends)
    assert found == ([YoungRule.NIGHT] if meets else [])


@given(st.integers(0, 1439), st.integers(0, 1439), st.integers(0, 23), st.integers(0, 23))
def test_the_night_agrees_with_counting_minutes(first, last, begins, ends):
    limits = YoungWork(night_from=time(begins), night_until=time(ends))
    worked = {minute % 1440 for minute in range(first, last if last > first else last + 1440)}
    begin, end = begins * 60, ends * 60
    night = {minute % 1440 for minute in range(begin, end if end > begin else end + 1440)}
    facts = {"starts": time(*divmod(first, 60)), "ends": time(*divmod(last, 60))}
    assert (YoungRule.NIGHT in rules_of(SIXTEEN, limits, **facts)) == bool(worked & night)


@pytest.mark.parametrize(("minutes", "too_long"), [(480, False), (481, True)])
def test_no_overtime(minutes, too_long):
    assert (YoungRule.OVERTIME in rules_of(SIXTEEN, minutes_a_day=minutes)) == too_long


def test_the_hours_a_day_are_a_setting():
    assert rules_of(SIXTEEN, YoungWork(minutes_a_day=420), minutes_a_day=421) == [YoungRule.OVERTIME]


@pytest.mark.parametrize("hazard", Hazard)
def test_no_hazardous_work_of_the_kinds_that_are_flagged(hazard):
    assert rules_of(SIXTEEN, hazards=frozenset({hazard})) == [YoungRule.HAZARD]
    others = YoungWork(hazards=frozenset(Hazard) - {hazard})
    assert rules_of(SIXTEEN, others, hazards=frozenset({hazard})) == []


def test_an_inspector_not_told_hinders_nobody_but_is_said():
    found = judge_young_work(stay(SIXTEEN, inspector_told_on=None), YoungWork())
    assert [(one.rule, one.verdict) for one in found] == [(YoungRule.INSPECTOR, Verdict.UNKNOWN)]
    assert refuses(found) == ()
    assert len(refuses(judge_young_work(stay(SIXTEEN, **WRONG), YoungWork()))) == 3


def test_a_birthday_during_the_stay_frees_from_that_day_on():
    birth = PartialDate.exact(date(2008, 12, 15))
    assert may_be_younger(birth, date(2026, 12, 14), 18)
    assert not may_be_younger(birth, date(2026, 12, 15), 18)


def test_every_kind_of_hazard_has_words():
    assert {one.value for one in Hazard} == set(ShownHazard.values)
