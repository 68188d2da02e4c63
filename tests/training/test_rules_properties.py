"""What must hold of the rules for all facts: more never worsens, settings change nothing but settings."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import PartialDate
from training.rules import (
    DSD_2566,
    SETTINGS,
    Attempt,
    CompletionFacts,
    CourseType,
    DayCount,
    Education,
    Paper,
    PersonFacts,
    Result,
    RuleCode,
    RuleSet,
    RuleSetUnreadable,
    RunFacts,
    SettingRefused,
    TopicFacts,
    Verdict,
    differing,
    due_date,
    is_same_law,
    judge_completion,
    judge_eligibility,
    judge_placement_start,
    lines_of,
    settings_of,
    with_settings,
)
from training.rules.ruleset import Relaxation

ORDER = {Result.NOT_COMPLETED: 0, None: 1, Result.LETTER: 2, Result.CERTIFICATE: 3}
KINDS = st.sampled_from(CourseType)
DAYS = st.dates(date(2023, 6, 1), date(2030, 12, 31))
SCORES = st.decimals(0, 100, places=2)
TERMS = st.builds(DayCount, st.integers(0, 15), st.booleans(), st.just("34"))


def seat(kind, attended, theory, practice, placement=None, firm=None):
    return CompletionFacts(
        kind,
        1800,
        attended,
        (TopicFacts(1, (Attempt(theory, practice),)),),
        placement_minutes=600 if placement is not None else 0,
        placement_attended=placement,
        firm_passes=firm,
    )


@given(KINDS, st.integers(0, 1800), st.integers(0, 300), SCORES, SCORES)
def test_more_hours_never_worsen_the_result(kind, attended, more, theory, practice):
    less, better = (
        judge_completion(seat(kind, m, theory, practice), DSD_2566) for m in (attended, attended + more)
    )
    assert ORDER[better.result] >= ORDER[less.result]


@given(KINDS, SCORES, SCORES, st.decimals(0, 50, places=2), st.booleans())
def test_a_higher_score_never_worsens_the_result(kind, theory, practice, more, in_theory):
    up = (
        (min(Decimal(100), theory + more), practice)
        if in_theory
        else (theory, min(Decimal(100), practice + more))
    )
    less, better = (
        judge_completion(seat(kind, 1800, *scores), DSD_2566) for scores in ((theory, practice), up)
    )
    assert ORDER[better.result] >= ORDER[less.result]


@given(st.integers(0, 600), st.integers(0, 200), st.booleans())
def test_more_time_in_the_firm_never_worsens_the_result(minutes, more, firm):
    facts = seat(CourseType.PRE_EMPLOYMENT, 1800, Decimal(70), Decimal(70), minutes, firm)
    less, better = (
        judge_completion(replace(facts, placement_attended=m), DSD_2566) for m in (minutes, minutes + more)
    )
    assert ORDER[better.result] >= ORDER[less.result]


@given(KINDS, st.dates(date(2000, 1, 1), date(2018, 12, 31)), DAYS, st.integers(0, 2000))
def test_a_later_first_day_never_makes_anybody_too_young(kind, birth, day, later):
    person = PersonFacts(birth=PartialDate.exact(birth))
    now, then = (
        judge_eligibility(person, RunFacts(kind, first), DSD_2566).outcome(RuleCode.MINIMUM_AGE)
        for first in (day, day + timedelta(later))
    )
    assert then.verdict is Verdict.PASSED or now.verdict is Verdict.FAILED
    if now.verdict is Verdict.FAILED:
        named = now.remedy_on
        on_it = judge_eligibility(person, RunFacts(kind, named), DSD_2566).outcome(RuleCode.MINIMUM_AGE)
        before = judge_eligibility(person, RunFacts(kind, named - timedelta(1)), DSD_2566)
        assert on_it.verdict is Verdict.PASSED
        assert before.outcome(RuleCode.MINIMUM_AGE).verdict is Verdict.FAILED


PEOPLE = st.builds(
    PersonFacts,
    birth=st.none() | st.builds(PartialDate.exact, st.dates(date(1990, 1, 1), date(2018, 12, 31))),
    education=st.none() | st.sampled_from(Education),
    papers=st.dictionaries(st.sampled_from(Paper), st.booleans()),
    health_allows=st.none() | st.booleans(),
    drug_free=st.none() | st.booleans(),
    no_contagion=st.none() | st.booleans(),
    guardian_consents=st.none() | st.booleans(),
)


@given(KINDS, PEOPLE, DAYS, st.sets(st.sampled_from(RuleCode)))
def test_nothing_is_relaxed_on_entering_that_no_clause_names(kind, person, day, relaxed):
    run = RunFacts(kind, day)
    asked = judge_eligibility(replace(person, relaxed=relaxed), run, DSD_2566)
    assert asked == judge_eligibility(person, run, DSD_2566)


def clause_that_relaxes(code, kind=CourseType.PRE_EMPLOYMENT):
    """A rule set of a time to come, in which one more rule may be relaxed."""
    types = tuple(
        replace(one, relaxations=(*one.relaxations, Relaxation(code, "8", "99")))
        if one.course_type is kind
        else one
        for one in DSD_2566.types
    )
    return replace(DSD_2566, types=types)


@given(PEOPLE, DAYS)
def test_a_rule_that_a_clause_names_is_relaxed_and_no_other(person, day):
    rules, run = clause_that_relaxes(RuleCode.EDUCATION_PAPER), RunFacts(CourseType.PRE_EMPLOYMENT, day)
    before = judge_eligibility(person, run, rules)
    after = judge_eligibility(replace(person, relaxed={RuleCode.EDUCATION_PAPER}), run, rules)
    changed = {
        (old.code, new.verdict, new.relaxed_by)
        for old, new in zip(before.outcomes, after.outcomes, strict=True)
        if old != new
    }
    open_ = before.outcome(RuleCode.EDUCATION_PAPER).verdict is not Verdict.PASSED
    assert changed == ({(RuleCode.EDUCATION_PAPER, Verdict.RELAXED, "99")} if open_ else set())
    assert RuleSet.from_json(rules.to_json()) == rules


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (CourseType.UPGRADE, RuleCode.MINIMUM_AGE),
        (CourseType.PRE_EMPLOYMENT, RuleCode.WORKING_AGE),
        (CourseType.SUPPLEMENTARY, RuleCode.COMPULSORY_EDUCATION),
    ],
)
def test_no_version_can_relax_the_age_of_an_upgrade_or_the_laws_on_children(kind, code):
    with pytest.raises(RuleSetUnreadable):
        clause_that_relaxes(code, kind)


VALUES = st.fixed_dictionaries(
    {},
    optional={
        one.code.value: st.booleans() if one.limits is None else st.integers(*one.limits) for one in SETTINGS
    },
)


@given(VALUES, DAYS)
def test_settings_change_nothing_but_settings(values, day):
    made = with_settings(DSD_2566, values, version="DSD-2566/1", valid_from=day)
    assert (made.version, made.valid_from) == ("DSD-2566/1", day)
    assert is_same_law(made, DSD_2566)
    assert {code: settings_of(made)[code] for code in values} == values
    assert RuleSet.from_json(made.to_json()) == made
    changed = {code for code in values if values[code] != settings_of(DSD_2566)[code]}
    assert {new.setting for _old, new in differing(DSD_2566, made)} == changed


def test_a_law_that_differs_is_told_apart():
    other = replace(DSD_2566, types=(replace(DSD_2566.types[0], health_clause="8"), *DSD_2566.types[1:]))
    assert not is_same_law(other, DSD_2566)


@pytest.mark.parametrize(
    "values",
    [
        {"attendance": 70},
        {"topic_mark": 49},
        {"topic_mark": 101},
        {"topic_mark": True},
        {"upgrade_theory": -1},
        {"report_in_working_days": 1},
        {"compulsory_until": 14},
    ],
)
def test_what_is_law_or_outside_its_limits_is_refused(values):
    with pytest.raises(SettingRefused):
        with_settings(DSD_2566, values, version="x", valid_from=date(2027, 1, 1))


def test_every_setting_has_its_line_and_every_line_its_clause():
    lines = lines_of(DSD_2566)
    assert {line.setting for line in lines} - {None} == {one.code for one in SETTINGS}
    assert all(line.clause for line in lines if line.value is not None)


@given(DAYS, TERMS, st.sets(DAYS, max_size=40), DAYS)
def test_one_more_closed_day_never_brings_a_term_to_its_end_sooner(start, term, closed, shut):
    due = due_date(start, term, closed)
    assert due_date(start, term, closed | {shut}) >= due >= start + timedelta(term.days)
    assert due_date(start, replace(term, working=False), closed) <= due


@given(KINDS, SCORES, SCORES)
def test_going_to_a_firm_agrees_with_what_the_result_asks_of_scores(kind, theory, practice):
    facts = seat(kind, 0, theory, practice)
    start = judge_placement_start(facts, DSD_2566).outcome(RuleCode.PLACEMENT_START)
    if kind is not CourseType.PRE_EMPLOYMENT:
        assert start is None
        return
    done = judge_completion(facts, DSD_2566)
    both = {done.outcome(RuleCode.EVERY_TOPIC).verdict, done.outcome(RuleCode.TOTAL_SCORE).verdict}
    assert (start.verdict is Verdict.PASSED) == (both == {Verdict.PASSED})
