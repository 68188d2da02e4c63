from dataclasses import replace
from datetime import date

import pytest

from core.dates import PartialDate
from training.rules import (
    DSD_2566,
    CourseType,
    Destination,
    Education,
    Paper,
    PersonFacts,
    Remedy,
    RuleCode,
    RunFacts,
    Verdict,
    judge_eligibility,
)

FIRST_DAY = date(2026, 12, 1)
PASSED, FAILED, UNKNOWN = Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN


def born(years, *, days=0):
    """A birth date that makes the person `years` old `days` before the first day (after it, if negative)."""
    return PartialDate.exact(date.fromordinal(date(2026 - years, 12, 1).toordinal() - days))


def person(**facts):
    known = PersonFacts(
        birth=born(25),
        education=Education.LOWER_SECONDARY,
        papers={Paper.IDENTITY: True, Paper.EDUCATION: True},
        health_allows=True,
        drug_free=True,
        no_contagion=True,
        guardian_consents=True,
    )
    return replace(known, **facts)


def judged(who, course_type=CourseType.PRE_EMPLOYMENT, **run):
    return judge_eligibility(who, RunFacts(course_type, FIRST_DAY, **run), DSD_2566)


@pytest.mark.parametrize("course_type", CourseType)
def test_a_person_who_meets_every_rule_may_enter(course_type):
    decision = judged(person(), course_type)
    assert (decision.verdict, decision.destination) == (PASSED, Destination.TRAINING)
    assert decision.version == "DSD-2566"
    assert all(outcome.clause and outcome.remedy is None for outcome in decision.outcomes)


@pytest.mark.parametrize(
    ("course_type", "years", "clause"),
    [
        (CourseType.PRE_EMPLOYMENT, 15, "7"),
        (CourseType.UPGRADE, 18, "42"),
        (CourseType.SUPPLEMENTARY, 15, "50"),
    ],
)
def test_the_minimum_age_counts_on_the_first_day(course_type, years, clause):
    for days, verdict in ((0, PASSED), (1, PASSED), (-1, FAILED)):
        outcome = judged(person(birth=born(years, days=days)), course_type).outcome(RuleCode.MINIMUM_AGE)
        assert (outcome.verdict, outcome.clause, outcome.required) == (verdict, clause, years)


def test_who_is_too_young_is_told_from_which_day_a_run_would_do():
    outcome = judged(person(birth=born(15, days=-3))).outcome(RuleCode.MINIMUM_AGE)
    assert (outcome.remedy, outcome.remedy_on) == (Remedy.START_LATER, date(2026, 12, 4))


@pytest.mark.parametrize("years", [15, 16, 17])
def test_the_upgrade_trap_sends_15_to_17_year_olds_to_the_other_two_types(years):
    who = person(birth=born(years))
    decision = judged(who, CourseType.UPGRADE)
    outcome = decision.outcome(RuleCode.MINIMUM_AGE)
    assert (outcome.verdict, outcome.remedy) == (FAILED, Remedy.OTHER_COURSE_TYPE)
    assert decision.destination is Destination.NOT_THIS_RUN
    for other in (CourseType.PRE_EMPLOYMENT, CourseType.SUPPLEMENTARY):
        assert judged(who, other).verdict is PASSED


def test_who_is_14_is_not_sent_to_another_type():
    outcome = judged(person(birth=born(14)), CourseType.UPGRADE).outcome(RuleCode.MINIMUM_AGE)
    assert outcome.remedy is Remedy.START_LATER


@pytest.mark.parametrize(
    ("course_type", "curriculum", "age", "verdict"),
    [
        (CourseType.PRE_EMPLOYMENT, 18, 17, FAILED),
        (CourseType.PRE_EMPLOYMENT, 18, 18, PASSED),
        (CourseType.PRE_EMPLOYMENT, 14, 14, PASSED),
        (CourseType.SUPPLEMENTARY, 13, 13, PASSED),
        (CourseType.SUPPLEMENTARY, 13, 12, FAILED),
        (CourseType.UPGRADE, 15, 17, FAILED),
        (CourseType.UPGRADE, 15, 18, PASSED),
        (CourseType.UPGRADE, 20, 19, FAILED),
    ],
)
def test_a_curriculum_may_change_the_age_except_to_less_than_18_in_an_upgrade(
    course_type, curriculum, age, verdict
):
    decision = judged(person(birth=born(age)), course_type, minimum_age=curriculum)
    assert decision.outcome(RuleCode.MINIMUM_AGE).verdict is verdict


def test_no_curriculum_leads_somebody_under_15_into_a_firm():
    decision = judged(person(birth=born(14)), minimum_age=14)
    assert decision.outcome(RuleCode.WORKING_AGE).verdict is FAILED
    assert decision.destination is Destination.BACK_TO_LEARNING
    assert judged(person(birth=born(15)), minimum_age=14).outcome(RuleCode.WORKING_AGE).verdict is PASSED
    assert judged(person(), CourseType.SUPPLEMENTARY).outcome(RuleCode.WORKING_AGE) is None


@pytest.mark.parametrize(
    ("birth", "verdict", "fact"),
    [
        (None, UNKNOWN, None),
        (PartialDate(None, 5, 1), UNKNOWN, None),
        (PartialDate(2011), UNKNOWN, (14, 15)),
        (PartialDate(2011, 12), UNKNOWN, (14, 15)),
        (PartialDate(2011, 11), PASSED, 15),
        (PartialDate(2012), FAILED, (13, 14)),
        (PartialDate(2010), PASSED, (15, 16)),
    ],
)
def test_a_partly_known_birth_date_decides_only_where_every_day_of_it_would(birth, verdict, fact):
    outcome = judged(person(birth=birth)).outcome(RuleCode.MINIMUM_AGE)
    assert (outcome.verdict, outcome.fact) == (verdict, fact)
    assert outcome.remedy_on is None
    if verdict is UNKNOWN:
        assert outcome.remedy is Remedy.ASK_BIRTH_DATE


@pytest.mark.parametrize(
    ("course_type", "curriculum", "education", "verdict"),
    [
        (CourseType.PRE_EMPLOYMENT, None, Education.LOWER_SECONDARY, PASSED),
        (CourseType.PRE_EMPLOYMENT, None, Education.PRIMARY, FAILED),
        (CourseType.PRE_EMPLOYMENT, None, None, UNKNOWN),
        (CourseType.PRE_EMPLOYMENT, Education.PRIMARY, Education.PRIMARY, PASSED),
        (CourseType.PRE_EMPLOYMENT, Education.UPPER_SECONDARY, Education.LOWER_SECONDARY, FAILED),
        (CourseType.UPGRADE, None, Education.NONE, None),
        (CourseType.UPGRADE, Education.LOWER_SECONDARY, Education.PRIMARY, FAILED),
        (CourseType.UPGRADE, Education.LOWER_SECONDARY, Education.LOWER_SECONDARY, PASSED),
        (CourseType.UPGRADE, Education.LOWER_SECONDARY, None, UNKNOWN),
        (CourseType.SUPPLEMENTARY, None, Education.NONE, None),
        (CourseType.SUPPLEMENTARY, Education.LOWER_SECONDARY, Education.NONE, None),
    ],
)
def test_education_by_type_and_curriculum(course_type, curriculum, education, verdict):
    outcome = judged(person(education=education), course_type, minimum_education=curriculum).outcome(
        RuleCode.EDUCATION
    )
    assert (outcome and outcome.verdict) is verdict


@pytest.mark.parametrize(
    ("birth", "education", "verdict", "remedy", "destination"),
    [
        (born(15), Education.PRIMARY, FAILED, Remedy.BACK_TO_LEARNING, Destination.BACK_TO_LEARNING),
        (born(16, days=-1), Education.PRIMARY, FAILED, Remedy.BACK_TO_LEARNING, Destination.BACK_TO_LEARNING),
        (born(16), Education.PRIMARY, PASSED, None, Destination.TRAINING),
        (born(15), Education.LOWER_SECONDARY, PASSED, None, Destination.TRAINING),
        (born(15), None, UNKNOWN, Remedy.ASK_EDUCATION, Destination.ASK),
        (None, Education.PRIMARY, UNKNOWN, Remedy.ASK_BIRTH_DATE, Destination.ASK),
        (None, Education.LOWER_SECONDARY, PASSED, None, Destination.ASK),
        (born(16), None, PASSED, None, Destination.TRAINING),
    ],
)
def test_a_child_with_compulsory_education_unfinished_goes_back_to_learning(
    birth, education, verdict, remedy, destination
):
    decision = judged(person(birth=birth, education=education), CourseType.SUPPLEMENTARY)
    outcome = decision.outcome(RuleCode.COMPULSORY_EDUCATION)
    assert (outcome.verdict, outcome.remedy, decision.destination) == (verdict, remedy, destination)


def test_under_15_always_goes_back_to_learning_even_with_grade_9_done():
    decision = judged(person(birth=born(14)), CourseType.SUPPLEMENTARY)
    assert decision.destination is Destination.BACK_TO_LEARNING


@pytest.mark.parametrize(
    ("course_type", "clause"),
    [(CourseType.PRE_EMPLOYMENT, "7"), (CourseType.UPGRADE, "42"), (CourseType.SUPPLEMENTARY, "50")],
)
@pytest.mark.parametrize(
    ("fact", "code"),
    [
        ("health_allows", RuleCode.HEALTH),
        ("drug_free", RuleCode.DRUG_FREE),
        ("no_contagion", RuleCode.NO_CONTAGION),
    ],
)
def test_health_drugs_and_contagion_are_asked_for_in_every_type(course_type, clause, fact, code):
    for stated, verdict in ((True, PASSED), (False, FAILED), (None, UNKNOWN)):
        outcome = judged(person(**{fact: stated}), course_type).outcome(code)
        assert (outcome.verdict, outcome.clause) == (verdict, clause)


@pytest.mark.parametrize(
    ("course_type", "clause", "asks_for_education"),
    [
        (CourseType.PRE_EMPLOYMENT, "8", True),
        (CourseType.UPGRADE, "43", False),
        (CourseType.SUPPLEMENTARY, "51", False),
    ],
)
def test_the_papers_of_each_type(course_type, clause, asks_for_education):
    cases = (({}, UNKNOWN), (dict.fromkeys(Paper, True), PASSED), (dict.fromkeys(Paper, False), FAILED))
    for papers, verdict in cases:
        decision = judged(person(papers=papers), course_type)
        identity = decision.outcome(RuleCode.IDENTITY_PAPER)
        assert (identity.verdict, identity.clause) == (verdict, clause)
        education = decision.outcome(RuleCode.EDUCATION_PAPER)
        assert (education and education.verdict) == (verdict if asks_for_education else None)


@pytest.mark.parametrize(
    ("birth", "consents", "verdict"),
    [
        (born(20, days=-1), True, PASSED),
        (born(20, days=-1), False, FAILED),
        (born(20, days=-1), None, UNKNOWN),
        (born(20), None, None),
        (born(20), False, None),
        (PartialDate(2006), True, PASSED),
        (PartialDate(2006), False, UNKNOWN),
        (PartialDate(2006), None, UNKNOWN),
        (None, None, UNKNOWN),
    ],
)
def test_the_guardian_of_a_minor_consents_in_writing(birth, consents, verdict):
    outcome = judged(person(birth=birth, guardian_consents=consents)).outcome(RuleCode.GUARDIAN_CONSENT)
    assert (outcome and outcome.verdict) is verdict


@pytest.mark.parametrize("course_type", [CourseType.UPGRADE, CourseType.SUPPLEMENTARY])
def test_the_other_two_types_say_nothing_of_consent(course_type):
    decision = judged(person(birth=born(18), guardian_consents=False), course_type)
    assert decision.outcome(RuleCode.GUARDIAN_CONSENT) is None


@pytest.mark.parametrize("course_type", CourseType)
def test_nothing_known_means_ask_and_never_pass(course_type):
    decision = judged(PersonFacts(), course_type)
    assert (decision.verdict, decision.destination) == (UNKNOWN, Destination.ASK)
    assert {outcome.verdict for outcome in decision.outcomes} == {UNKNOWN}
    assert decision.unknown == decision.outcomes
    assert all(outcome.remedy for outcome in decision.outcomes)


def test_one_failure_outweighs_what_is_unknown():
    decision = judged(person(drug_free=False, health_allows=None))
    assert decision.verdict is FAILED
    assert [outcome.code for outcome in decision.failed] == [RuleCode.DRUG_FREE]


def test_an_outcome_names_the_source_of_its_fact_and_is_stored_as_json():
    who = person(birth=born(14), sources={RuleCode.MINIMUM_AGE: "house registration"})
    assert judged(who).outcome(RuleCode.MINIMUM_AGE).as_json() == {
        "code": "minimum_age",
        "verdict": "failed",
        "passed": False,
        "fact": 14,
        "required": 15,
        "clause": "7",
        "source": "house registration",
        "remedy": "start_later",
        "remedy_on": "2027-12-01",
    }
    assert judged(PersonFacts(birth=PartialDate(2011))).outcome(RuleCode.MINIMUM_AGE).as_json()["fact"] == [
        14,
        15,
    ]
    assert judged(PersonFacts()).outcome(RuleCode.HEALTH).as_json()["passed"] is None
