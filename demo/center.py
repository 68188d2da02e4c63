"""Chapter 2: what the centre teaches, under which rules, with which rooms and trainers."""

from dataclasses import dataclass

from core.dates import to_buddhist
from demo.catalog import teach
from demo.courses import FIXED, ROOM_KINDS, SKILLS
from demo.dates import moment, working_day
from demo.world import Cast, World
from training.calendar import DAY
from training.models import EquipmentKind, RoomKind, Skill, Trainer
from training.services import (
    add_room,
    add_room_kind,
    add_skill,
    add_trainer,
    install_rules,
    qualify_trainer,
    record_absence,
    record_closure,
)

ROOMS = (  # kind, Thai name, English name, places
    ("welding", "โรงฝึกงานเชื่อม 1", "Welding shop 1", 20),
    ("welding", "โรงฝึกงานเชื่อม 2", "Welding shop 2", 20),
    ("engine", "โรงฝึกงานเครื่องยนต์ 1", "Engine shop 1", 24),
    ("engine", "โรงฝึกงานเครื่องยนต์ 2", "Engine shop 2", 20),
    ("electrical", "โรงฝึกงานไฟฟ้า 1", "Electrical shop 1", 20),
    ("electrical", "โรงฝึกงานไฟฟ้า 2", "Electrical shop 2", 20),
    ("kitchen", "ครัวฝึกปฏิบัติ 1", "Training kitchen 1", 20),
    ("kitchen", "ครัวฝึกปฏิบัติ 2", "Training kitchen 2", 20),
    ("sewing", "ห้องตัดเย็บ", "Sewing room", 20),
    ("salon", "ห้องเสริมสวย", "Salon", 20),
    ("computer", "ห้องคอมพิวเตอร์", "Computer room", 24),
    ("construction", "โรงฝึกงานช่างก่อสร้าง", "Building trades shop", 20),
    ("classroom", "ห้องเรียน 1", "Classroom 1", 30),
    ("classroom", "ห้องเรียน 2", "Classroom 2", 30),
    ("classroom", "ห้องเรียน 3", "Classroom 3", 30),
)


@dataclass(frozen=True, slots=True)
class DemoTrainer:
    """An invented trainer and the skills they hold."""

    name_th: str
    name_en: str
    skills: tuple[str, ...]


TRAINERS = (
    DemoTrainer("นายประสิทธิ์ คำปัน", "Mr. Prasit Khampan", ("welding",)),
    DemoTrainer("นายสมศักดิ์ ทองดี", "Mr. Somsak Thongdi", ("welding", "carpentry")),
    DemoTrainer("นายชูชาติ ศรีคำ", "Mr. Chuchat Sikham", ("motorcycle", "farm_machinery")),
    DemoTrainer("นายวีระ อินต๊ะ", "Mr. Wira Inta", ("motorcycle", "electric_vehicle")),
    DemoTrainer("นายณรงค์ แก้วมา", "Mr. Narong Kaeoma", ("electric_vehicle", "electrical")),
    DemoTrainer("นายบุญส่ง จันทร์ดี", "Mr. Bunsong Chandi", ("electrical",)),
    DemoTrainer("นายสุรพล เรือนทอง", "Mr. Suraphon Rueanthong", ("electrical", "cooling")),
    DemoTrainer("นายไพโรจน์ ปัญญาใส", "Mr. Phairot Panyasai", ("cooling",)),
    DemoTrainer("นางสมพร ใจงาม", "Mrs. Somphon Chaingam", ("cooking",)),
    DemoTrainer("นางสาวอัมพร สุขแก้ว", "Miss Amphon Sukkaeo", ("cooking", "bakery")),
    DemoTrainer("นางสาวจันทิมา วงศ์ทอง", "Miss Chanthima Wongthong", ("bakery", "coffee")),
    DemoTrainer("นางพัชรินทร์ ฟูแก้ว", "Mrs. Phatcharin Fukaeo", ("sewing",)),
    DemoTrainer("นายอุดม ธรรมใจ", "Mr. Udom Thamchai", ("hair",)),
    DemoTrainer("นางลำดวน มณีคำ", "Mrs. Lamduan Manikham", ("massage", "hair")),
    DemoTrainer("นางสาวสุภาวดี เพชรแก้ว", "Miss Suphawadi Phetkaeo", ("computer",)),
    DemoTrainer("นายธนา มูลวงศ์", "Mr. Thana Munwong", ("computer", "mobile_phone")),
    DemoTrainer("นายกิตติ ยาวิชัย", "Mr. Kitti Yawichai", ("drone", "farm_machinery")),
    DemoTrainer("นายสมบัติ สิงห์แก้ว", "Mr. Sombat Singkaeo", ("carpentry", "plumbing")),
)
ACCOUNT_HOLDER = "นางพัชรินทร์ ฟูแก้ว"  # the only one who teaches tailoring: her run is under way


def tell(world: World, cast: Cast) -> None:
    """Install the rules; enter vocabulary, courses, rooms, trainers, and the days on which they are away."""
    at = moment(world.dates.founded, 10)
    install_rules(by=cast.staff, at=at)
    for skill in SKILLS:
        add_skill(code=skill.code, name_th=skill.name_th, name_en=skill.name_en, by=cast.staff, at=at)
    for kind in ROOM_KINDS:
        add_room_kind(code=kind.code, name_th=kind.name_th, name_en=kind.name_en, by=cast.staff, at=at)
    teach(world, cast)
    _add_rooms(world, cast)
    _add_trainers(world, cast)
    _close_days(world, cast)


def _add_rooms(world: World, cast: Cast) -> None:
    kinds, equipment = RoomKind.objects.in_bulk(), EquipmentKind.objects.all()
    at = moment(world.dates.founded, 13)
    for kind, name_th, name_en, places in ROOMS:
        room = add_room(
            center=cast.center, name_th=name_th, name_en=name_en, kind=kinds[kind], capacity=places,
            equipment=equipment.filter(code=FIXED.get(kind)), by=cast.staff, at=at,
        )  # fmt: skip
        if name_en == "Welding shop 2":
            first = working_day(world.dates.term + 21 * DAY)
            record_closure(
                center=cast.center, room=room, first_day=first, last_day=first + 2 * DAY,
                reason="ซ่อมระบบดูดควัน", by=cast.staff, at=at,
            )  # fmt: skip


def _add_trainers(world: World, cast: Cast) -> None:
    skills = Skill.objects.in_bulk()
    at = moment(world.dates.founded, 14)
    for entry in TRAINERS:
        trainer = add_trainer(
            center=cast.center,
            name_th=entry.name_th,
            name_en=entry.name_en,
            skills=[skills[code] for code in (*entry.skills[:1], *entry.skills[2:])],
            user=cast.trainer if entry.name_th == ACCOUNT_HOLDER else None,
            by=cast.staff,
            at=at,
        )
        for code in entry.skills[1:2]:
            _limit(trainer, skills[code], world, cast)


def _limit(trainer: Trainer, skill: Skill, world: World, cast: Cast) -> None:
    """A second skill is certified for three years."""
    qualify_trainer(
        trainer,
        skill=skill,
        valid_from=world.dates.founded - 365 * DAY,
        valid_until=world.dates.founded + 2 * 365 * DAY,
        by=cast.staff,
        at=moment(world.dates.founded, 15),
    )


def _close_days(world: World, cast: Cast) -> None:
    """A merit-making day of the whole centre, and days on which trainers are away."""
    term, at = world.dates.term, moment(world.dates.before_term(55))
    merit = working_day(term + 32 * DAY)
    reason = f"ทำบุญสำนักงาน ประจำปี {to_buddhist(merit.year)}"
    record_closure(center=cast.center, first_day=merit, last_day=merit, reason=reason, by=cast.staff, at=at)
    away = (
        ("นายประสิทธิ์ คำปัน", 14, 4, "อบรมครูฝึก"),
        ("นางสมพร ใจงาม", 23, 1, "ลากิจ"),
        ("นางพัชรินทร์ ฟูแก้ว", 17, 1, "ลาพักผ่อน"),
        ("นายวีระ อินต๊ะ", 28, 2, "ประชุมเครือข่ายยานยนต์ไฟฟ้า"),
    )
    for name, after, days, why in away:
        trainer = Trainer.objects.get(center=cast.center, name_th=name)
        first = working_day(term + after * DAY)
        record_absence(
            trainer, first_day=first, last_day=first + days * DAY, reason=why, by=cast.staff, at=at
        )
