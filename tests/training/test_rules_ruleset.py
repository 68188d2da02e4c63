import copy
import json
from datetime import date

import pytest

from enrollment import enums as enrollment_enums
from training import enums as training_enums
from training.rules import (
    DSD_2566,
    SENTENCES,
    CourseType,
    DayCount,
    Education,
    Paper,
    Remedy,
    Result,
    RuleCode,
    RuleSet,
    RuleSetUnreadable,
    due_date,
)

PRE, UPGRADE, SUPPLEMENTARY = (DSD_2566.of(kind) for kind in CourseType)


def test_each_cell_of_the_regulations_table():
    table = {
        "age": [(r.age.years, r.age.curriculum_may_lower, r.age.clause) for r in DSD_2566.types],
        "education": [r.education and (r.education.minimum, r.education.clause) for r in DSD_2566.types],
        "health": [r.health_clause for r in DSD_2566.types],
        "papers": [(r.papers.papers, r.papers.clause) for r in DSD_2566.types],
        "consent": [r.consent and (r.consent.under_age, r.consent.clause) for r in DSD_2566.types],
        "attendance": [(r.attendance.percent, r.attendance.clause) for r in DSD_2566.types],
        "total": [(r.score.total.percent, r.score.total.clause) for r in DSD_2566.types],
        "topic": [r.score.topic and r.score.topic.percent for r in DSD_2566.types],
        "weights": [(r.score.theory_weight, r.score.practice_weight) for r in DSD_2566.types],
        "retest": [r.retest_clause for r in DSD_2566.types],
        "cheating": [r.cheating_clause for r in DSD_2566.types],
        "placement": [r.placement and (r.placement.percent, r.placement.clause) for r in DSD_2566.types],
        "certificate": [r.certificate_clause for r in DSD_2566.types],
        "letter": [r.letter_clause for r in DSD_2566.types],
        "leaving": [(len(r.leaving.reasons), r.leaving.clause) for r in DSD_2566.types],
    }
    assert table == {
        "age": [(15, True, "7"), (18, False, "42"), (15, True, "50")],
        "education": [(Education.LOWER_SECONDARY, "7"), (None, "42"), None],
        "health": ["7", "42", "50"],
        "papers": [
            ((Paper.IDENTITY, Paper.EDUCATION), "8"),
            ((Paper.IDENTITY,), "43"),
            ((Paper.IDENTITY,), "51"),
        ],
        "consent": [(20, "10"), None, None],
        "attendance": [(80, "20"), (80, "46"), (80, "53")],
        "total": [(60, "23"), (60, "49"), (60, "57")],
        "topic": [60, None, None],
        "weights": [(20, 80), (20, 80), (20, 80)],
        "retest": ["21", None, None],
        "cheating": ["21", None, None],
        "placement": [(80, "35"), None, None],
        "certificate": ["39", "49", "57"],
        "letter": ["39", None, None],
        "leaving": [(5, "38"), (4, "47"), (4, "55")],
    }


def test_a_rule_set_survives_storage_as_json():
    stored = json.loads(json.dumps(DSD_2566.to_json(), ensure_ascii=False))
    assert RuleSet.from_json(stored) == DSD_2566


def _changed(change):
    data = copy.deepcopy(DSD_2566.to_json())
    change(data)
    return data


@pytest.mark.parametrize(
    "change",
    [
        lambda data: data.pop("duties"),
        lambda data: data.update(extra=1),
        lambda data: data.update(valid_from="11/05/2566"),
        lambda data: data.update(valid_from=2566),
        lambda data: data["types"].pop(),
        lambda data: data["types"].append(data["types"][0]),
        lambda data: data.update(types={}),
        lambda data: data["types"][0].update(course_type="evening"),
        lambda data: data["types"][0]["age"].update(years="15"),
        lambda data: data["types"][0]["age"].update(years=True),
        lambda data: data["types"][0]["attendance"].update(percent=80.0),
        lambda data: data["types"][0]["score"].update(theory_weight=30),
        lambda data: data["types"][0].update(age=None),
    ],
)
def test_stored_rules_of_another_shape_are_refused(change):
    with pytest.raises(RuleSetUnreadable):
        RuleSet.from_json(_changed(change))


def test_a_later_version_may_hold_other_values():
    later = RuleSet.from_json(_changed(lambda data: data["types"][0]["attendance"].update(percent=85)))
    assert later.of("pre_employment").attendance.percent == 85


def test_an_unknown_course_type_is_an_error():
    with pytest.raises(ValueError, match="evening"):
        DSD_2566.of("evening")


def test_codes_are_the_same_words_as_in_the_database():
    assert set(CourseType) == set(training_enums.CourseType.values)
    assert set(Education) == set(enrollment_enums.Education.values)
    assert set(Result) == set(enrollment_enums.CompletionResult.values)


def test_every_rule_and_remedy_has_its_sentence():
    assert set(SENTENCES) == {*RuleCode, *Remedy}
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


def test_education_has_an_order():
    assert Education.LOWER_SECONDARY.reaches(Education.LOWER_SECONDARY)
    assert Education.UPPER_SECONDARY.reaches(Education.LOWER_SECONDARY)
    assert not Education.PRIMARY.reaches(Education.LOWER_SECONDARY)


FRIDAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("term", "closed", "due"),
    [
        (DayCount(7, working=False, clause="34"), (), date(2026, 11, 27)),
        (DayCount(7, working=True, clause="36"), (), date(2026, 12, 1)),
        (DayCount(7, working=True, clause="36"), {date(2026, 11, 25)}, date(2026, 12, 2)),
        (DayCount(7, working=True, clause="36"), {date(2026, 11, 21)}, date(2026, 12, 1)),
        (DayCount(3, working=True, clause="22"), (), date(2026, 11, 25)),
        (DayCount(0, working=True, clause="22"), (), FRIDAY),
    ],
)
def test_terms_in_working_days_skip_weekends_and_closed_days(term, closed, due):
    assert due_date(FRIDAY, term, closed) == due


def test_the_placement_report_is_due_in_calendar_days_unless_the_setting_says_working_days():
    duties = DSD_2566.duties
    assert (duties.placement_report.days, duties.placement_report.working) == (7, False)
    assert (duties.return_to_center.days, duties.return_to_center.working) == (7, True)
    assert (duties.postpone_notice.days, duties.postpone_notice.working) == (3, True)
    assert (duties.sick_note_from.days, duties.visits_per_site) == (3, 1)
