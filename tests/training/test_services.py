"""Courses, trainers, rooms, the calendar: the change, the audit row, each refusal."""

from datetime import date

import pytest

from core.models import AuditEntry
from tests.clock import NOW
from tests.factories.agencies import CenterFactory
from tests.factories.training import RoomFactory, RoomKindFactory, SkillFactory, TrainerFactory
from training import services
from training.models import Closure, RuleSet, TrainerAbsence
from training.refusals import (
    AlreadyAbsent,
    DaysOutOfOrder,
    OtherCenter,
)
from training.rules import DSD_2566

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 3)


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


def test_add_trainer_with_skills(staff, center):
    skills = [SkillFactory(), SkillFactory(code="cook")]
    trainer = services.add_trainer(
        center=center, name_th="ครู", name_en="Teacher", skills=skills, by=staff, at=NOW
    )
    assert {held.skill_id for held in trainer.skills.all()} == {"welding", "cook"}
    assert AuditEntry.objects.get().facts == {"skills": ["cook", "welding"]}


def test_qualify_trainer_adds_a_skill_with_its_days(staff):
    trainer, cook = TrainerFactory(), SkillFactory(code="cook")
    services.qualify_trainer(trainer, skill=cook, valid_until=LAST, by=staff, at=NOW)
    assert trainer.skills.get(skill=cook).valid_until == LAST
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
