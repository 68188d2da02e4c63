"""Trainers, qualifications and appointments: what the services write, record and refuse."""

from datetime import date

import pytest

from core.models import AuditEntry
from tests.clock import NOW
from tests.factories.agencies import AccountFactory, CenterFactory
from tests.factories.training import SiteFactory, SkillFactory, TrainerFactory
from training import services
from training.enums import TrainerKind
from training.models import Trainer
from training.refusals import (
    AccountTaken,
    AlreadyQualified,
    AlternativeMissing,
    ChangedMeanwhile,
    DaysOutOfOrder,
    NotFromOutside,
    OrderNumberTaken,
    OtherCenter,
)
from training.week_pattern import half_days_of, pattern_of, whole_week

JULY, AUGUST, DECEMBER = date(2026, 7, 1), date(2026, 8, 1), date(2026, 12, 31)
ORDER = {"order_number": "12/2569", "ordered_on": JULY, "appointed_by": "ผู้อำนวยการ"}


def last_action():
    return AuditEntry.objects.order_by("pk").last().action


def correct(trainer, *, by=None, **changes):
    facts = {
        "name_th": trainer.name_th,
        "name_en": trainer.name_en,
        "kind": trainer.kind,
        "alternative": trainer.alternative,
        "minutes_per_day": trainer.minutes_per_day,
        "minutes_per_week": trainer.minutes_per_week,
        "sites": [],
        "user": trainer.user,
        "version": trainer.version,
    }
    services.correct_trainer(trainer, **{**facts, **changes}, by=by, at=NOW)


def test_correct_trainer_writes_all_and_names_what_changed(staff, center):
    trainer, site, user = TrainerFactory(center=center), SiteFactory(center=center), AccountFactory()
    correct(trainer, by=staff, minutes_per_day=240, sites=[site], user=user)
    assert (trainer.minutes_per_day, trainer.version, trainer.user) == (240, 2, user)
    assert list(trainer.sites.all()) == [site]
    assert AuditEntry.objects.get(action="trainer.corrected").facts == {
        "changed": ["minutes_per_day", "user"]
    }


def test_who_saves_second_is_told_and_nothing_is_lost(center):
    trainer = TrainerFactory(center=center)
    theirs = Trainer.objects.get(pk=trainer.pk)
    correct(trainer, minutes_per_day=120)
    with pytest.raises(ChangedMeanwhile):
        correct(theirs, minutes_per_day=300)
    with pytest.raises(ChangedMeanwhile):
        services.set_trainer_week(theirs, half_days=whole_week(), version=1, by=None, at=NOW)
    trainer.refresh_from_db()
    assert trainer.minutes_per_day == 120


def test_correct_trainer_refuses(center):
    trainer, other = TrainerFactory(center=center), TrainerFactory(user=AccountFactory())
    with pytest.raises(AlternativeMissing):
        correct(trainer, kind=TrainerKind.OUTSIDE)
    with pytest.raises(AccountTaken):
        correct(trainer, user=other.user)
    with pytest.raises(OtherCenter):
        correct(trainer, sites=[SiteFactory(center=CenterFactory())])
    trainer.refresh_from_db()
    assert trainer.version == 1


def test_staff_carry_no_alternative(center):
    trainer = TrainerFactory(center=center, kind=TrainerKind.OUTSIDE, alternative=7)
    correct(trainer, kind=TrainerKind.STAFF)
    assert trainer.alternative is None


def test_half_days_of_a_trainer(staff, center):
    trainer = TrainerFactory(center=center)
    chosen = {(0, "morning"), (0, "evening"), (6, "afternoon")}
    services.set_trainer_week(trainer, half_days=pattern_of(chosen), version=1, by=staff, at=NOW)
    assert trainer.half_days == [["morning", "evening"], [], [], [], [], [], ["afternoon"]]
    assert half_days_of(trainer.half_days) == chosen
    assert last_action() == "trainer.week_set"


def test_leave_and_come_back(staff, center):
    trainer = TrainerFactory(center=center)
    services.deactivate_trainer(trainer, by=staff, at=NOW)
    assert not Trainer.objects.get().is_active
    services.reactivate_trainer(trainer, by=staff, at=NOW)
    assert Trainer.objects.get().is_active
    assert last_action() == "trainer.reactivated"


@pytest.mark.parametrize(
    ("first", "last", "free"),
    [
        (None, None, False),
        (None, date(2026, 6, 30), True),
        (None, JULY, False),
        (AUGUST, None, False),
        (date(2026, 8, 2), None, True),
        (date(2026, 7, 15), date(2026, 7, 20), False),
    ],
)
def test_one_skill_has_one_qualification_on_a_day(center, first, last, free):
    trainer = TrainerFactory(center=center)
    trainer.skills.update(valid_from=JULY, valid_until=AUGUST)
    skill = SkillFactory()
    days = {"valid_from": first, "valid_until": last}
    if free:
        services.qualify_trainer(trainer, skill=skill, **days, by=None, at=NOW)
    else:
        with pytest.raises(AlreadyQualified):
            services.qualify_trainer(trainer, skill=skill, **days, by=None, at=NOW)
    assert trainer.skills.count() == 1 + free


def test_a_qualification_says_who_saw_which_paper_when(staff, center):
    trainer, cook = TrainerFactory(center=center), SkillFactory(code="cook")
    held = services.qualify_trainer(trainer, skill=cook, paper="ใบรับรอง 7", seen_on=JULY, by=staff, at=NOW)
    assert (held.paper, held.seen_on, held.seen_by) == ("ใบรับรอง 7", JULY, staff)
    colleague = AccountFactory()
    kept = {"valid_from": None, "valid_until": DECEMBER, "paper": "ใบรับรอง 7"}
    services.correct_qualification(held, **kept, seen_on=JULY, by=colleague, at=NOW)
    assert (held.valid_until, held.seen_by) == (DECEMBER, staff)
    services.correct_qualification(held, **kept, seen_on=AUGUST, by=colleague, at=NOW)
    assert held.seen_by == colleague
    with pytest.raises(DaysOutOfOrder):
        services.correct_qualification(
            held, valid_from=DECEMBER, valid_until=JULY, paper="", seen_on=None, by=staff, at=NOW
        )
    services.remove_qualification(held, by=staff, at=NOW)
    assert trainer.skills.count() == 1
    assert last_action() == "trainer.qualification_removed"


def test_appointment_of_a_trainer_from_outside(staff, center):
    trainer = TrainerFactory(center=center, kind=TrainerKind.OUTSIDE, alternative=2)
    days = {"valid_from": JULY, "valid_until": DECEMBER}
    order = services.appoint_trainer(trainer, **ORDER, **days, by=staff, at=NOW)
    with pytest.raises(OrderNumberTaken):
        services.appoint_trainer(trainer, **ORDER, **days, by=staff, at=NOW)
    services.end_appointment(order, last_day=AUGUST, by=staff, at=NOW)
    order.refresh_from_db()
    assert order.valid_until == AUGUST
    for wrong in (DECEMBER, date(2026, 6, 30)):
        with pytest.raises(DaysOutOfOrder):
            services.end_appointment(order, last_day=wrong, by=staff, at=NOW)
    assert last_action() == "trainer.appointment_ended"


def test_staff_are_not_appointed(center):
    with pytest.raises(NotFromOutside):
        services.appoint_trainer(
            TrainerFactory(center=center), **ORDER, valid_from=JULY, valid_until=AUGUST, by=None, at=NOW
        )


def test_words_of_clause_59(staff, center):
    services.word_alternatives(center, {1: "มีวุฒิ", 2: "มีประสบการณ์"}, by=staff, at=NOW)
    services.word_alternatives(center, {1: "", 2: "มีประสบการณ์ 5 ปี"}, by=staff, at=NOW)
    assert list(center.alternative_texts.values_list("number", "text")) == [(2, "มีประสบการณ์ 5 ปี")]
    assert last_action() == "center.alternatives_worded"
