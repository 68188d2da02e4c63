"""The courses of the centre, with what they need, cost and lead to; one of them has a second version."""

from dataclasses import replace

from demo.courses import COURSES, EQUIPMENT, FEE, FIXED, GEAR, NEEDS, SOURCE, DemoCourse, DemoTopic
from demo.courses.occupations import IN_ENGLISH
from demo.dates import moment
from demo.world import Cast, World
from training.calendar import DAY
from training.entries import ContentEntry, CostEntry, CourseEntry, TopicEntry, WageEntry, content_entry
from training.enums import CostKind, CostPer
from training.models import Course, EquipmentKind, Gear, RoomKind, Skill
from training.services import add_course, add_equipment_kind, add_gear, revise_curriculum

REVISED = "UPG-SHEET"


def teach(world: World, cast: Cast) -> None:
    """Enter the words, the courses, and the second version of one."""
    at = moment(world.dates.founded, 11)
    for gear in GEAR:
        add_gear(code=gear.code, name_th=gear.name_th, name_en=gear.name_en, by=cast.staff, at=at)
    for kind in EQUIPMENT:
        add_equipment_kind(code=kind.code, name_th=kind.name_th, name_en=kind.name_en, by=cast.staff, at=at)
    for course in COURSES:
        entry, content = _entry(course, world), _content(course, world)
        add_course(code=course.code, entry=entry, content=content, by=cast.staff, at=at)
    _revise(world, cast)


def _entry(course: DemoCourse, world: World) -> CourseEntry:
    needs = NEEDS[course.code]
    low, high = needs.wage
    skills, gear = Skill.objects.in_bulk(), Gear.objects.in_bulk()
    return CourseEntry(
        name_th=course.name_th,
        name_en=course.name_en,
        course_type=course.course_type,
        skills=tuple(skills[code] for code in (course.skill, *needs.also)),
        size_minimum=course.size_minimum,
        size_maximum=course.size_maximum,
        gear=tuple(gear[code] for code in needs.gear),
        partner_name=needs.partner,
        partner_runs=needs.partner_runs,
        leads_to="\n".join(course.leads_to.split()),
        leads_to_en="\n".join(IN_ENGLISH[name] for name in course.leads_to.split()),
        wage=WageEntry(low * 100, high * 100, needs.per, SOURCE, world.dates.founded),
        costs=(
            CostEntry(CostKind.MATERIALS, CostPer.HEAD, needs.materials * 100, SOURCE),
            CostEntry(CostKind.TRAINERS, CostPer.RUN, course.hours * FEE * 100, SOURCE),
        ),
    )


def _content(course: DemoCourse, world: World) -> ContentEntry:
    rooms, equipment = RoomKind.objects.in_bulk(), EquipmentKind.objects.in_bulk()
    return ContentEntry(
        topics=tuple(_topic(topic, rooms, equipment) for topic in course.topics),
        approved_on=world.dates.founded,
        minimum_age=course.minimum_age,
        placement_minutes=NEEDS[course.code].placement_hours * 60,
    )


def _topic(topic: DemoTopic, rooms: dict[str, RoomKind], equipment: dict[str, EquipmentKind]) -> TopicEntry:
    """What counts most is what takes most time: one point of the score for every three hours."""
    return TopicEntry(
        title_th=topic.title_th,
        title_en=topic.title_en,
        theory_minutes=topic.theory_hours * 60,
        practice_minutes=topic.practice_hours * 60,
        room_kind=rooms[topic.room_kind],
        score_weight=(topic.theory_hours + topic.practice_hours) // 3,
        equipment=(equipment[FIXED[topic.room_kind]],),
    )


def _revise(world: World, cast: Cast) -> None:
    """Two months later a topic is added and another made longer."""
    course = Course.objects.get(code=REVISED)
    before = content_entry(course.curricula.get())
    first, *rest = before.topics
    added = replace(first, title_th="การนำเสนอผลการวิเคราะห์", title_en="Presenting the findings")
    day = world.dates.founded + 60 * DAY
    content = replace(
        before,
        topics=(first, *(replace(topic, theory_minutes=topic.theory_minutes + 180) for topic in rest), added),
        approved_on=day,
        change="เพิ่มหัวข้อการนำเสนอผลการวิเคราะห์",
    )
    revise_curriculum(course, content=content, based_on=1, by=cast.staff, at=moment(day))
