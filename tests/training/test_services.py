"""Courses, trainers, rooms, the calendar: the change, the audit row, each refusal."""

from datetime import date

import pytest

from core.models import AuditEntry
from tests.clock import NOW
from tests.factories.agencies import CenterFactory
from tests.factories.training import RoomFactory, RoomKindFactory, SkillFactory, TrainerFactory
from training import services
from training.entries import ContentEntry, CourseEntry, TopicEntry
from training.enums import CourseType
from training.models import Closure, Course, RoomKind, RuleSet, Skill, TrainerAbsence
from training.refusals import (
    AlreadyAbsent,
    CodeTaken,
    DaysOutOfOrder,
    NoTopics,
    OtherCenter,
    SizesOutOfOrder,
)
from training.rules import DSD_2566

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 3)


def entry(theory=60, practice=120):
    return TopicEntry("งานเชื่อม", "Welding", theory, practice, RoomKindFactory())


def add_course(by=None, **changes):
    facts = {
        "name_th": "ช่างเชื่อม",
        "name_en": "Welder",
        "course_type": CourseType.SUPPLEMENTARY,
        "skills": (SkillFactory(),),
        "size_minimum": 5,
        "size_maximum": 20,
    }
    content = ContentEntry(changes.pop("topics", (entry(), entry(0, 300))), approved_on=date(2026, 1, 5))
    course = CourseEntry(**{**facts, **changes})
    return services.add_course(code="W-1", entry=course, content=content, by=by, at=NOW)


def actions():
    return list(AuditEntry.objects.order_by("id").values_list("action", flat=True))


def test_install_rules_once(staff):
    first = services.install_rules(by=staff, at=NOW)
    assert services.install_rules(by=staff, at=NOW) == first
    assert RuleSet.objects.get().rules == DSD_2566.to_json()
    assert actions() == ["rules.installed"]


def test_installed_rules_are_never_rewritten(staff):
    RuleSet.objects.create(version=DSD_2566.version, valid_from=date(2023, 5, 11), rules={"old": True})
    assert services.install_rules(by=staff, at=NOW).rules == {"old": True}


def test_vocabulary_is_entered_once(staff):
    words = {"name_th": "งานครัว", "name_en": "Cooking", "by": staff, "at": NOW}
    assert services.add_skill(code="cook", **words) == services.add_skill(code="cook", **words)
    assert services.add_room_kind(code="kitchen", **words) == services.add_room_kind(code="kitchen", **words)
    assert (Skill.objects.count(), RoomKind.objects.count()) == (1, 1)
    assert actions() == ["skill.added", "room_kind.added"]


def test_add_course_with_its_first_curriculum(staff):
    course = add_course(staff)
    curriculum = course.curricula.get()
    assert (curriculum.version, curriculum.minutes) == (1, 480)
    assert [topic.number for topic in curriculum.topics.all()] == [1, 2]
    row = AuditEntry.objects.get()
    assert (row.action, row.actor_id, row.facts["minutes"]) == ("course.added", staff.pk, 480)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"topics": ()}, NoTopics),
        ({"size_minimum": 21}, SizesOutOfOrder),
        ({"size_minimum": 0}, SizesOutOfOrder),
    ],
)
def test_add_course_refuses(db, changes, refusal):
    with pytest.raises(refusal):
        add_course(**changes)
    assert not Course.objects.exists()


def test_add_course_refuses_a_topic_without_minutes(db):
    with pytest.raises(NoTopics):
        add_course(topics=(entry(0, 0),))
    assert not Course.objects.exists()


def test_add_course_refuses_a_code_twice(db):
    add_course()
    with pytest.raises(CodeTaken):
        add_course()


def test_revise_curriculum_adds_a_version_and_keeps_the_old(staff):
    course = add_course()
    content = ContentEntry((entry(30, 30),), approved_on=date(2026, 6, 1))
    revised = services.revise_curriculum(course, content=content, based_on=1, by=staff, at=NOW)
    assert revised.version == 2
    assert [curriculum.minutes for curriculum in course.curricula.all()] == [60, 480]
    assert actions()[-1] == "curriculum.revised"


def test_add_trainer_with_skills(staff, center):
    skills = [SkillFactory(), SkillFactory(code="cook")]
    trainer = services.add_trainer(
        center=center, name_th="ครู", name_en="Teacher", skills=skills, by=staff, at=NOW
    )
    assert {held.skill_id for held in trainer.skills.all()} == {"welding", "cook"}
    assert AuditEntry.objects.get().facts == {"skills": ["cook", "welding"]}


def test_qualify_trainer_replaces_the_days(staff):
    trainer, skill = TrainerFactory(), SkillFactory()
    services.qualify_trainer(trainer, skill=skill, valid_until=LAST, by=staff, at=NOW)
    assert trainer.skills.get().valid_until == LAST
    assert actions() == ["trainer.qualified"]


def test_qualify_trainer_refuses_days_backward(staff):
    with pytest.raises(DaysOutOfOrder):
        services.qualify_trainer(
            TrainerFactory(), skill=SkillFactory(), valid_from=LAST, valid_until=FIRST, by=staff, at=NOW
        )


def absent(trainer, first=FIRST, last=LAST, by=None):
    return services.record_absence(trainer, first_day=first, last_day=last, reason="อบรม", by=by, at=NOW)


def test_record_and_remove_absence(staff):
    absence = absent(TrainerFactory(), by=staff)
    services.remove_absence(absence, by=staff, at=NOW)
    assert not TrainerAbsence.objects.exists()
    assert actions() == ["trainer.absent", "trainer.absence_removed"]


def test_absences_do_not_overlap(db):
    trainer = TrainerFactory()
    absent(trainer)
    with pytest.raises(AlreadyAbsent):
        absent(trainer, LAST, LAST)
    absent(trainer, date(2026, 12, 4), date(2026, 12, 4))
    absent(TrainerFactory())


def test_absence_refuses_days_backward(db):
    with pytest.raises(DaysOutOfOrder):
        absent(TrainerFactory(), LAST, FIRST)


def test_add_room(staff, center):
    room = services.add_room(
        center=center,
        name_th="ห้อง 1",
        name_en="Room 1",
        kind=RoomKindFactory(),
        capacity=20,
        by=staff,
        at=NOW,
    )
    assert (room.capacity, room.kind_id) == (20, "welding")
    assert actions() == ["room.added"]


def close(center, first=FIRST, last=LAST, room=None, by=None):
    return services.record_closure(
        center=center, first_day=first, last_day=last, reason="ซ่อม", room=room, by=by, at=NOW
    )


def test_record_and_remove_closure(staff, center):
    closure = close(center, room=RoomFactory(center=center), by=staff)
    services.remove_closure(closure, by=staff, at=NOW)
    assert not Closure.objects.exists()
    assert actions() == ["closure.recorded", "closure.removed"]


def test_closure_refuses_days_backward_and_a_room_elsewhere(center):
    with pytest.raises(DaysOutOfOrder):
        close(center, LAST, FIRST)
    with pytest.raises(OtherCenter):
        close(center, room=RoomFactory(center=CenterFactory()))
