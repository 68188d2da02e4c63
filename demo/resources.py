"""Trainers from outside, papers that were seen, movable equipment, half days, a branch: what limits a timetable."""

from core.dates import to_buddhist
from demo.dates import moment
from demo.world import Cast, World
from training.calendar import DAY
from training.enums import Slot, TrainerKind
from training.models import RoomKind, Skill, Trainer, TrainerSkill
from training.services import (
    add_equipment,
    add_equipment_kind,
    add_room,
    add_site,
    add_trainer,
    appoint_trainer,
    correct_qualification,
    set_journeys,
    set_trainer_week,
    set_trainer_wishes,
    word_alternatives,
)
from training.week_pattern import pattern_of

OUTSIDE = ("นายเกษม วงศ์ใหญ่", "Mr. Kasem Wongyai")
WISHFUL = "นายธนา มูลวงศ์"  # would rather not teach on Friday afternoons
WAY = 75  # minutes from the centre to its branch: more than the hour of noon
WORDS = {1: "ถ้อยคำตามที่ศูนย์บันทึก (ตัวอย่าง): มีหนังสือรับรองความรู้ความสามารถ"}


def tell(world: World, cast: Cast) -> None:
    """Tell it of the centre as it was founded."""
    word_alternatives(cast.center, WORDS, by=cast.head, at=moment(world.dates.founded, 16))
    _appoint(world, cast)
    _see_papers(world, cast)
    _add_equipment(world, cast)
    _add_branch(world, cast)
    _wish(world, cast)


def _appoint(world: World, cast: Cast) -> None:
    """A welder with a workshop of his own, who teaches on weekday mornings and is appointed for a year."""
    at, today = moment(world.dates.founded, 16), world.dates.today
    name_th, name_en = OUTSIDE
    trainer = add_trainer(
        center=cast.center,
        name_th=name_th,
        name_en=name_en,
        skills=[Skill.objects.get(code="welding")],
        kind=TrainerKind.OUTSIDE,
        alternative=1,
        minutes_per_day=180,
        minutes_per_week=900,
        by=cast.staff,
        at=at,
    )
    mornings = pattern_of((weekday, Slot.MORNING) for weekday in range(5))
    set_trainer_week(trainer, half_days=mornings, version=1, by=cast.staff, at=at)
    appoint_trainer(
        trainer,
        order_number=f"15/{to_buddhist(today.year)}",
        ordered_on=today - 320 * DAY,
        appointed_by="ผู้อำนวยการสำนักงานพัฒนาฝีมือแรงงาน",
        valid_from=today - 315 * DAY,
        valid_until=today + 50 * DAY,
        by=cast.staff,
        at=moment(today - DAY),
    )


def _see_papers(world: World, cast: Cast) -> None:
    """The papers of two trainers were seen; one of them runs out soon."""
    seen = world.dates.today - 30 * DAY
    staff = Trainer.objects.filter(center=cast.center, kind=TrainerKind.STAFF)
    for number, held in enumerate(TrainerSkill.objects.filter(trainer__in=staff).order_by("pk")[:2]):
        correct_qualification(
            held,
            valid_from=None,
            valid_until=None if number else world.dates.today + 45 * DAY,
            paper=f"หนังสือรับรองมาตรฐานฝีมือแรงงาน เลขที่ {101 + number}",
            seen_on=seen,
            by=cast.staff,
            at=moment(seen),
        )


def _add_equipment(world: World, cast: Cast) -> None:
    at = moment(world.dates.founded, 16)
    kind = add_equipment_kind(
        code="projector", name_th="เครื่องฉายภาพ", name_en="Projector", by=cast.staff, at=at
    )
    add_equipment(
        center=cast.center, name_th="เครื่องฉายภาพเคลื่อนที่", name_en="Movable projectors", kind=kind,
        quantity=2, by=cast.staff, at=at,
    )  # fmt: skip


def _add_branch(world: World, cast: Cast) -> None:
    """A classroom in Pa Sang; nobody is there and at the centre on two half days that follow one another."""
    at = moment(world.dates.founded, 17)
    main = cast.center.sites.get(is_default=True)
    branch = add_site(
        center=cast.center, name_th="สาขาป่าซาง", name_en="Pa Sang branch", address="ตำบลป่าซาง",
        by=cast.staff, at=at,
    )  # fmt: skip
    add_room(
        center=cast.center, site=branch, kind=RoomKind.objects.get(code="classroom"), capacity=30,
        name_th="ห้องเรียนสาขาป่าซาง", name_en="Pa Sang classroom", by=cast.staff, at=at,
    )  # fmt: skip
    set_journeys(cast.center, minutes={(main, branch): WAY}, by=cast.staff, at=at)


def _wish(world: World, cast: Cast) -> None:
    """One trainer would rather have Friday afternoons free."""
    trainer = Trainer.objects.get(center=cast.center, name_th=WISHFUL)
    fridays = pattern_of([(4, Slot.AFTERNOON)])
    at = moment(world.dates.founded, 17)
    set_trainer_wishes(trainer, half_days=fridays, version=trainer.version, by=cast.staff, at=at)
