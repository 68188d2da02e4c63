from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.rules import (
    DSD_2566,
    Attempt,
    CompletionFacts,
    CourseType,
    Remedy,
    Result,
    RuleCode,
    TopicFacts,
    Verdict,
    judge_completion,
)

PASSED, FAILED, UNKNOWN = Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN
PRE = CourseType.PRE_EMPLOYMENT
OTHERS = [CourseType.UPGRADE, CourseType.SUPPLEMENTARY]


def scores(*pairs, **topic):
    """A topic with one attempt per (theory, practice) pair."""
    attempts = tuple(Attempt(*(None if s is None else Decimal(s) for s in pair)) for pair in pairs)
    return TopicFacts(**{"topic": 1, "attempts": attempts} | topic)


def seat(course_type=PRE, **facts):
    whole = CompletionFacts(course_type, 6000, 6000, (scores(("80", "80")),))
    return replace(whole, **facts)


def judged(course_type=PRE, **facts):
    return judge_completion(seat(course_type, **facts), DSD_2566)


@pytest.mark.parametrize(
    ("course_type", "clause"),
    [(PRE, "39"), (CourseType.UPGRADE, "49"), (CourseType.SUPPLEMENTARY, "57")],
)
def test_who_meets_every_rule_receives_the_certificate(course_type, clause):
    decision = judged(course_type)
    assert (decision.result, decision.result_clause) == (Result.CERTIFICATE, clause)
    assert (decision.version, decision.score) == ("DSD-2566", Decimal("80.00"))


@pytest.mark.parametrize(
    ("course_type", "clause"),
    [(PRE, "20"), (CourseType.UPGRADE, "46"), (CourseType.SUPPLEMENTARY, "53")],
)
@pytest.mark.parametrize(
    ("attended", "whole", "verdict"),
    [
        (4800, 6000, PASSED),  # 80 %
        (4799, 6000, FAILED),  # 79.98 %
        (79_990, 100_000, FAILED),  # 79.99 %
        (80_000, 100_000, PASSED),
        (1441, 1801, PASSED),  # 80.01 %
        (1440, 1801, FAILED),  # 79.96 %
        (0, 1800, FAILED),
    ],
)
def test_eighty_percent_of_the_curriculums_minutes(course_type, clause, attended, whole, verdict):
    decision = judged(course_type, attended_minutes=attended, curriculum_minutes=whole)
    outcome = decision.outcome(RuleCode.ATTENDANCE)
    assert (outcome.verdict, outcome.clause, outcome.fact) == (verdict, clause, attended)
    assert (decision.result is Result.CERTIFICATE) == (verdict is PASSED)


@given(st.integers(1, 60_000), st.integers(0, 60_000))
def test_attendance_is_exact_for_every_number_of_minutes(whole, attended):
    outcome = judged(attended_minutes=attended, curriculum_minutes=whole).outcome(RuleCode.ATTENDANCE)
    assert (outcome.verdict is PASSED) == (attended * 100 >= whole * 80)
    assert (outcome.verdict is PASSED) == (attended >= outcome.required)


@pytest.mark.parametrize("course_type", CourseType)
@pytest.mark.parametrize(
    ("theory", "practice", "verdict", "score"),
    [
        ("60", "60", PASSED, "60.00"),
        ("59.99", "60", FAILED, "59.99"),  # 59.998: cut, not rounded up to 60.00
        ("59.95", "60", FAILED, "59.99"),
        ("100", "50", PASSED, "60.00"),
        ("100", "49.99", FAILED, "59.99"),
        ("0", "75", PASSED, "60.00"),
        ("0", "74.99", FAILED, "59.99"),
    ],
)
def test_sixty_percent_with_theory_to_practice_20_to_80(course_type, theory, practice, verdict, score):
    decision = judged(course_type, topics=(scores((theory, practice)),))
    assert (decision.outcome(RuleCode.TOTAL_SCORE).verdict, decision.score) == (verdict, Decimal(score))
    expected = Result.CERTIFICATE if verdict is PASSED else Result.NOT_COMPLETED
    assert decision.result is expected


def test_the_clause_of_the_total_score():
    found = [judged(kind).outcome(RuleCode.TOTAL_SCORE).clause for kind in CourseType]
    assert found == ["23", "49", "57"]


ONE_TOPIC_FAILED = (scores(("100", "100"), topic="welding"), scores(("59.99", "60"), topic="safety"))


def test_pre_employment_needs_every_topic():
    decision = judged(topics=ONE_TOPIC_FAILED)
    outcome = decision.outcome(RuleCode.EVERY_TOPIC)
    assert (outcome.verdict, outcome.fact, outcome.remedy) == (FAILED, ("safety",), Remedy.RETAKE_TOPIC)
    assert (decision.result, decision.result_clause) == (Result.NOT_COMPLETED, "21")


@pytest.mark.parametrize("course_type", OTHERS)
def test_the_other_types_need_the_total_only(course_type):
    decision = judged(course_type, topics=ONE_TOPIC_FAILED)
    assert decision.outcome(RuleCode.EVERY_TOPIC) is None
    assert decision.result is Result.CERTIFICATE


def test_topics_weigh_in_the_total():
    topics = (scores(("90", "90"), topic=1, weight=1), scores(("50", "50"), topic=2, weight=3))
    assert judged(CourseType.UPGRADE, topics=topics).score == Decimal("60.00")
    assert judged(CourseType.UPGRADE, topics=topics).result is Result.CERTIFICATE
    heavier = (topics[0], replace(topics[1], weight=4))
    assert judged(CourseType.UPGRADE, topics=heavier).result is Result.NOT_COMPLETED


@pytest.mark.parametrize(
    ("topic", "score"),
    [
        (scores((None, "61"), has_theory=False), "61.00"),
        (scores(("62", None), has_practice=False), "62.00"),
    ],
)
def test_a_topic_taught_in_one_part_is_scored_by_that_part(topic, score):
    assert judged(topics=(topic,)).score == Decimal(score)


@pytest.mark.parametrize("course_type", CourseType)
@pytest.mark.parametrize("pairs", [(), (("80", None),), ((None, "80"),)])
def test_a_missing_score_leaves_the_result_open(course_type, pairs):
    decision = judged(course_type, topics=(scores(*pairs),))
    assert (decision.result, decision.score, decision.verdict) == (None, None, UNKNOWN)
    assert decision.outcome(RuleCode.TOTAL_SCORE).remedy is Remedy.ENTER_SCORES


def test_a_failure_decides_although_a_score_is_missing():
    assert judged(attended_minutes=1, topics=(scores(),)).result is Result.NOT_COMPLETED


@pytest.mark.parametrize(
    ("attempts", "score"),
    [
        ([("50", "50"), ("70", "70")], "70.00"),
        ([("50", "50"), ("55", "40")], "43.00"),
        ([("70", "70"), ("10", "10")], "70.00"),
        ([("90", "50"), (None, "70")], "74.00"),
        ([("50", "50"), ("50", "55"), ("60", "60")], "60.00"),
    ],
)
def test_pre_employment_allows_re_tests_until_passed(attempts, score):
    decision = judged(topics=(scores(*attempts),))
    assert decision.score == Decimal(score)
    outcome = decision.outcome(RuleCode.RETEST)
    assert (outcome.verdict, outcome.clause, outcome.fact) == (PASSED, "21", (1,))


@pytest.mark.parametrize("course_type", OTHERS)
def test_a_re_test_the_rules_do_not_know_is_left_to_a_person(course_type):
    decision = judged(course_type, topics=(scores(("70", "70"), ("90", "90")),))
    outcome = decision.outcome(RuleCode.RETEST)
    assert (outcome.verdict, outcome.remedy) == (UNKNOWN, Remedy.PERSON_DECIDES)
    assert (decision.result, decision.score) == (None, Decimal("70.00"))


@pytest.mark.parametrize("course_type", CourseType)
def test_theory_and_practice_on_two_days_are_no_re_test(course_type):
    decision = judged(course_type, topics=(scores(("70", None), (None, "80")),))
    assert decision.outcome(RuleCode.RETEST) is None
    assert (decision.result, decision.score) == (Result.CERTIFICATE, Decimal("78.00"))


def test_cheating_ends_pre_employment_training():
    decision = judged(cheated=True)
    assert (decision.result, decision.result_clause) == (Result.NOT_COMPLETED, "21")
    assert judged().outcome(RuleCode.HONESTY).verdict is PASSED


@pytest.mark.parametrize("course_type", OTHERS)
def test_cheating_in_the_other_types_is_left_to_a_person(course_type):
    assert judged(course_type, cheated=True).result is None
    assert judged(course_type).outcome(RuleCode.HONESTY) is None


@pytest.mark.parametrize(
    ("attended", "firm", "result", "clause"),
    [
        (4800, True, Result.CERTIFICATE, "39"),
        (4799, True, Result.LETTER, "39"),
        (4800, False, Result.LETTER, "39"),
        (0, False, Result.LETTER, "39"),
        (None, True, None, ""),
        (4800, None, None, ""),
        (4799, None, Result.LETTER, "39"),
    ],
)
def test_placement_needs_80_percent_and_the_firms_pass(attended, firm, result, clause):
    decision = judged(placement_minutes=6000, placement_attended=attended, firm_passes=firm)
    assert (decision.result, decision.result_clause) == (result, clause)
    assert decision.outcome(RuleCode.PLACEMENT_TIME).clause == "35"


def test_a_letter_needs_everything_but_the_placement():
    lost = {"placement_minutes": 6000, "placement_attended": 0, "firm_passes": False}
    failed = judged(attended_minutes=0, **lost)
    assert (failed.result, failed.result_clause) == (Result.NOT_COMPLETED, "20")
    assert judged(topics=(scores(),), **lost).result is None


@pytest.mark.parametrize("course_type", OTHERS)
def test_the_other_types_know_no_placement(course_type):
    decision = judged(course_type, placement_minutes=6000, placement_attended=0, firm_passes=False)
    assert decision.outcome(RuleCode.PLACEMENT_TIME) is None
    assert decision.result is Result.CERTIFICATE


def test_a_curriculum_without_placement_is_not_asked_for_one():
    assert judged(placement_minutes=0).outcome(RuleCode.FIRM_APPROVAL) is None


SCORES = st.decimals(0, 100, places=2)


@given(st.sampled_from(CourseType), st.lists(st.tuples(SCORES, SCORES), min_size=1, max_size=6))
def test_the_total_agrees_with_whole_number_arithmetic_and_never_shows_60_below_60(course_type, pairs):
    topics = tuple(TopicFacts(n, (Attempt(*pair),)) for n, pair in enumerate(pairs))
    decision = judged(course_type, topics=topics)
    hundredths = sum(20 * int(theory * 100) + 80 * int(practice * 100) for theory, practice in pairs)
    passes = hundredths >= 60 * 100 * 100 * len(pairs)
    assert (decision.outcome(RuleCode.TOTAL_SCORE).verdict is PASSED) == passes
    assert (decision.score >= 60) == passes


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: seat(curriculum_minutes=0),
        lambda: seat(attended_minutes=-1),
        lambda: seat(placement_minutes=-1),
        lambda: seat(topics=()),
        lambda: Attempt(Decimal("100.01")),
        lambda: Attempt(None, Decimal("-0.01")),
        lambda: TopicFacts(1, weight=0),
        lambda: TopicFacts(1, has_theory=False, has_practice=False),
    ],
)
def test_impossible_facts_are_refused(wrong):
    with pytest.raises(ValueError, match=r"minutes|topic|score"):
        wrong()
