"""Courses: the change, the audit row with the old values, each refusal."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from agencies.enums import AgencyKind
from core.models import AuditEntry
from tests.clock import NOW
from tests.factories.agencies import AgencyFactory
from tests.factories.training import RuleSetFactory, RunFactory, SkillFactory
from tests.training.course_scene import add_course, content, entry, topic
from training import services
from training.entries import CostEntry, WageEntry, course_entry
from training.enums import CostKind, CostPer, CourseType, WagePer
from training.models import Course, Gear, RoomKind, Skill
from training.refusals import (
    AgeBelowRegulation,
    ChangedMeanwhile,
    CodeTaken,
    CourseRetired,
    NoSkills,
    NoTopics,
    SizesOutOfOrder,
    TwoPartners,
    TypeInUse,
    WageOutOfOrder,
)

WAGE = WageEntry(1_000_000, 1_500_000, WagePer.MONTH, "ข้อมูลทดสอบ", date(2026, 1, 1))


def actions():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def correct(course, by=None, version=None, **changes):
    version = course.version if version is None else version
    services.correct_course(course, entry=entry(**changes), version=version, by=by, at=NOW)


def test_vocabulary_is_entered_once(staff):
    words = {"code": "one", "name_th": "คำ", "name_en": "Word", "by": staff, "at": NOW}
    for add in (services.add_skill, services.add_room_kind, services.add_gear):
        assert add(**words) == add(**words)
    assert [rows.objects.count() for rows in (Skill, RoomKind, Gear)] == [1, 1, 1]
    assert actions() == ["skill.added", "room_kind.added", "gear.added"]


def test_add_course_with_all_that_it_needs_and_its_first_curriculum(staff):
    mask = services.add_gear(code="mask", name_th="หน้ากาก", name_en="Mask", by=staff, at=NOW)
    costs = (
        CostEntry(CostKind.MEALS, CostPer.HEAD, 12_050),
        CostEntry(CostKind.TRAINERS, CostPer.RUN, 900_000),
    )
    skills = (SkillFactory(), SkillFactory(code="gas"))
    partner = AgencyFactory(kind=AgencyKind.PARTNER)
    course = add_course(
        staff, skills=skills, gear=(mask,), costs=costs, wage=WAGE, partner=partner, partner_runs=True
    )
    course = Course.objects.get(pk=course.pk)
    again = course_entry(course)
    assert (set(again.skills), again.gear, again.partner) == (set(skills), (mask,), partner)
    assert (again.costs, again.wage, again.partner_runs) == (costs, WAGE, True)
    curriculum = course.curricula.get()
    assert (curriculum.version, curriculum.minutes) == (1, 480)
    assert [one.number for one in curriculum.topics.all()] == [1, 2]
    row = AuditEntry.objects.get(action="course.added")
    assert (row.actor_id, row.facts) == (staff.pk, {"code": "W-1", "minutes": 480})


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"size_minimum": 21}, SizesOutOfOrder),
        ({"size_minimum": 0}, SizesOutOfOrder),
        ({"skills": ()}, NoSkills),
        ({"wage": WageEntry(2, 1, WagePer.DAY, "ที่มา", date(2026, 1, 1))}, WageOutOfOrder),
        ({"wage": WageEntry(1, 2, WagePer.DAY, " ", date(2026, 1, 1))}, WageOutOfOrder),
    ],
)
def test_add_course_refuses(db, changes, refusal):
    with pytest.raises(refusal):
        add_course(**changes)
    assert not Course.objects.exists()


def test_a_partner_is_an_agency_or_a_name(db):
    with pytest.raises(TwoPartners):
        add_course(partner=AgencyFactory(kind=AgencyKind.PARTNER), partner_name="บริษัทตัวอย่าง")


def test_add_course_refuses_a_topic_without_minutes_and_a_code_twice(db):
    with pytest.raises(NoTopics):
        add_course(taught=content(topic(theory=0, practice=0)))
    add_course()
    with pytest.raises(CodeTaken):
        add_course()


@pytest.mark.parametrize(
    "half",
    [{"wage_low": 5}, {"wage_source": "x"}, {"wage_low": 5, "wage_high": 4, "wage_on": date(2026, 1, 1)}],
)
def test_the_database_keeps_no_wage_without_its_source(db, half):
    course = add_course()
    with pytest.raises(IntegrityError), transaction.atomic():
        Course.objects.filter(pk=course.pk).update(**half)


def test_correcting_keeps_the_old_values_in_the_trail(staff):
    course = add_course(staff, leads_to="ช่าง")
    gas = SkillFactory(code="gas", name_th="ก๊าซ")
    costs = (CostEntry(CostKind.MEALS, CostPer.HEAD, 100),)
    correct(course, staff, leads_to="ช่างเชื่อม", skills=(gas,), size_minimum=8, costs=costs)
    course.refresh_from_db()
    assert (course.leads_to, course.size_minimum, course.version) == ("ช่างเชื่อม", 8, 2)
    assert [skill.pk for skill in course.skills.all()] == ["gas"]
    assert AuditEntry.objects.get(action="course.corrected").facts["changed"] == {
        "leads_to": ["ช่าง", "ช่างเชื่อม"],
        "skills": [["welding"], ["gas"]],
        "size_minimum": [5, 8],
        "costs": [[], [["meals", "head", 100, ""]]],
    }


def test_who_saves_second_changes_nothing(staff):
    course = add_course(staff)
    correct(course, staff, version=1, leads_to="คนแรก")
    with pytest.raises(ChangedMeanwhile):
        correct(Course.objects.get(), staff, version=1, leads_to="คนที่สอง", skills=(SkillFactory(code="x"),))
    course = Course.objects.get()
    assert (course.leads_to, [skill.pk for skill in course.skills.all()]) == ("คนแรก", ["welding"])
    assert actions().count("course.corrected") == 1


def test_the_type_stays_once_a_run_was_planned(db):
    course = add_course()
    correct(course, course_type=CourseType.UPGRADE)
    RunFactory(curriculum=course.curricula.get())
    with pytest.raises(TypeInUse):
        correct(course, course_type=CourseType.SUPPLEMENTARY)


def test_a_course_becomes_no_upgrade_while_its_content_admits_the_young(db):
    RuleSetFactory()
    course = add_course(taught=content(minimum_age=16))
    with pytest.raises(AgeBelowRegulation):
        correct(course, course_type=CourseType.UPGRADE)


def test_a_retired_course_offers_no_new_run_until_it_is_brought_back(staff, center):
    RuleSetFactory()
    course = add_course(staff)
    services.retire_course(course, by=staff, at=NOW)
    services.retire_course(course, by=staff, at=NOW)
    facts = {"code": "W-1/1", "first_day": date(2026, 12, 1), "last_day": date(2026, 12, 29)}
    plan = {"course": course, "center": center, "seats": 10, "minimum": 5, "by": staff, "at": NOW, **facts}
    with pytest.raises(CourseRetired):
        services.plan_run(**plan)
    services.bring_back_course(course, by=staff, at=NOW)
    assert services.plan_run(**plan).course == course
    assert actions() == ["course.added", "course.retired", "course.brought_back", "run.planned"]
