"""Versions of a course's content: what a curriculum may vary, and the runs that take a newer one."""

import pytest

from core.models import AuditEntry
from core.refusals import WrongState
from tests.clock import NOW
from tests.factories.training import RuleSetFactory, RunFactory
from tests.training.course_scene import add_course, content, topic
from training import services
from training.comparing import content_lines, topic_pairs
from training.entries import content_entry
from training.enums import CourseType, Delivery, Education, RunState
from training.models import CourseRun, EquipmentKind
from training.refusals import (
    AgeBelowRegulation,
    AgeBelowWork,
    AlreadyNewest,
    EducationNotAsked,
    NewerVersion,
    NoRuleSet,
    WindowTooShort,
)

PRE, UPGRADE, EXTRA = CourseType.PRE_EMPLOYMENT, CourseType.UPGRADE, CourseType.SUPPLEMENTARY


def revise(course, taught, by=None, based_on=1):
    return services.revise_curriculum(course, content=taught, based_on=based_on, by=by, at=NOW)


def test_a_version_is_added_and_the_old_one_stays(staff):
    course = add_course(staff)
    kind = EquipmentKind.objects.create(code="arc", name_th="ตู้เชื่อม")
    told = content(
        topic(theory=30, practice=30, score_weight=3, equipment=(kind,)),
        change="สั้นลง",
        placement_minutes=600,
        delivery=Delivery.LIVE_DISTANCE,
    )
    revised = revise(course, told, staff)
    assert content_entry(revised) == told
    assert [(one.version, one.minutes) for one in course.curricula.all()] == [(2, 60), (1, 480)]
    row = AuditEntry.objects.get(action="curriculum.revised")
    assert row.facts == {"version": 2, "change": "สั้นลง"}


def test_of_two_who_began_with_one_version_the_second_is_told(staff):
    course = add_course(staff)
    revise(course, content(), staff)
    with pytest.raises(NewerVersion) as refusal:
        revise(course, content(topic()), staff)
    assert refusal.value.facts == {"newest": 2}
    assert course.curricula.count() == 2


@pytest.mark.parametrize(
    ("course_type", "conditions", "refusal"),
    [
        (UPGRADE, {"minimum_age": 17}, AgeBelowRegulation),  # clause 42: without exception
        (UPGRADE, {"minimum_age": 18}, None),
        (UPGRADE, {"minimum_education": Education.UPPER_SECONDARY}, None),
        (PRE, {"minimum_age": 14}, None),  # clause 7: unless the curriculum says otherwise
        (PRE, {"minimum_age": 14, "placement_minutes": 60}, AgeBelowWork),
        (PRE, {"minimum_age": 15, "placement_minutes": 60}, None),
        (PRE, {"minimum_education": Education.PRIMARY}, None),
        (EXTRA, {"minimum_age": 14}, None),  # clause 50
        (EXTRA, {"minimum_education": Education.PRIMARY}, EducationNotAsked),
    ],
)
def test_what_a_curriculum_may_vary(db, course_type, conditions, refusal):
    RuleSetFactory()
    course = add_course(course_type=course_type)
    if refusal is None:
        assert revise(course, content(**conditions)).version == 2
        return
    with pytest.raises(refusal):
        revise(course, content(**conditions))
    assert course.curricula.count() == 1


def test_the_refusal_of_a_young_age_names_the_clause(db):
    RuleSetFactory()
    course = add_course(course_type=UPGRADE)
    with pytest.raises(AgeBelowRegulation) as refusal:
        revise(course, content(minimum_age=17))
    assert refusal.value.facts == {"years": 18, "clause": "42"}


def test_conditions_are_not_taken_where_no_regulation_is_in_force(db):
    course = add_course(course_type=UPGRADE)
    with pytest.raises(NoRuleSet):
        revise(course, content(minimum_age=18))


@pytest.fixture
def planned(db):
    course = add_course()
    return RunFactory(curriculum=course.curricula.get(), state=RunState.PLANNED)


def test_a_planned_run_takes_the_newest_version_with_fresh_sessions(planned, staff):
    newest = revise(planned.course, content(topic(theory=0, practice=540)))
    assert CourseRun.objects.get().curriculum.version == 1
    services.take_newest(planned, by=staff, at=NOW)
    run = CourseRun.objects.get()
    assert run.curriculum == newest
    assert [(one.topic.curriculum_id, one.minutes) for one in run.sessions.all()] == [(newest.pk, 180)] * 3
    assert AuditEntry.objects.get(action="run.curriculum_changed").facts == {"versions": [1, 2]}


def test_a_run_that_follows_the_newest_already(planned):
    with pytest.raises(AlreadyNewest):
        services.take_newest(planned, by=None, at=NOW)


def test_an_announced_run_keeps_its_version(planned):
    revise(planned.course, content())
    CourseRun.objects.update(state=RunState.ANNOUNCED)
    with pytest.raises(WrongState):
        services.take_newest(planned, by=None, at=NOW)


def test_a_version_too_long_for_the_days_of_a_run(planned):
    revise(planned.course, content(topic(theory=0, practice=60_000)))
    with pytest.raises(WindowTooShort):
        services.take_newest(planned, by=None, at=NOW)
    assert CourseRun.objects.get().curriculum.version == 1


def test_two_versions_side_by_side(db):
    before = content(topic("ก"), topic("ข"), topic("ค"), topic("ง"))
    after = content(topic("ก"), topic("ค"), topic("ข", theory=120), topic("จ"), minimum_age=18)
    pairs = {pair.title: pair for pair in topic_pairs(before, after)}
    assert {title: pair.change for title, pair in pairs.items()} == {
        "ก": "same",
        "ค": "moved",
        "ข": "changed",
        "จ": "added",
        "ง": "removed",
    }
    assert [(was, now) for _name, was, now in pairs["ข"].lines] == [("1", "2")]
    assert [(was, now) for _name, was, now in content_lines(before, after)] == [("–", "18"), ("12", "13")]


def test_a_topic_whose_share_shrinks_is_not_the_same(db):
    (old, _new) = topic_pairs(content(topic("ก")), content(topic("ก"), topic("ข", score_weight=2)))
    assert (old.change, [(was, now) for _name, was, now in old.lines]) == ("changed", [("1 / 1", "1 / 3")])
