"""A course and a version of its content as people enter them, and as they stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency
from training.enums import CostKind, CostPer, CourseType, Delivery, WagePer
from training.models import Course, CourseCost, Curriculum, EquipmentKind, Gear, RoomKind, Skill, Topic


@dataclass(frozen=True, slots=True)
class WageEntry:
    """What somebody stated that the occupations pay, in satang."""

    low: int
    high: int
    per: WagePer | str
    source: str
    on: date


@dataclass(frozen=True, slots=True)
class CostEntry:
    """What one thing costs, in satang, each person or the whole run."""

    kind: CostKind | str
    per: CostPer | str
    satang: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class CourseEntry:
    """What a course is, needs, costs and leads to. Its partner is a registered agency or a name, not both."""

    name_th: str
    name_en: str
    course_type: CourseType | str
    skills: tuple[Skill, ...]
    size_minimum: int
    size_maximum: int
    gear: tuple[Gear, ...] = ()
    partner: Agency | None = None
    partner_name: str = ""
    partner_runs: bool = False
    leads_to: str = ""
    leads_to_en: str = ""
    wage: WageEntry | None = None
    costs: tuple[CostEntry, ...] = ()


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """One topic: minutes of theory and of practice, its weight in the total, and what its practice needs."""

    title_th: str
    title_en: str
    theory_minutes: int
    practice_minutes: int
    room_kind: RoomKind
    score_weight: int = 1
    equipment: tuple[EquipmentKind, ...] = ()


@dataclass(frozen=True, slots=True)
class ContentEntry:
    """One version of a course's content. No age and no education: what the regulation asks for holds."""

    topics: tuple[TopicEntry, ...]
    approved_on: date
    change: str = ""
    minimum_age: int | None = None
    minimum_education: str = ""
    placement_minutes: int = 0
    delivery: Delivery | str = field(default=Delivery.SAME_PLACE)

    @property
    def minutes(self) -> int:
        """Length at the centre."""
        return sum(topic.theory_minutes + topic.practice_minutes for topic in self.topics)


def course_entry(course: Course) -> CourseEntry:
    """The course as it stands."""
    return CourseEntry(
        name_th=course.name_th,
        name_en=course.name_en,
        course_type=course.course_type,
        skills=tuple(course.skills.all()),
        size_minimum=course.size_minimum,
        size_maximum=course.size_maximum,
        gear=tuple(course.gear.all()),
        partner=course.partner,
        partner_name=course.partner_name,
        partner_runs=course.partner_runs,
        leads_to=course.leads_to,
        leads_to_en=course.leads_to_en,
        wage=wage_entry(course),
        costs=tuple(map(_cost_entry, course.costs.all())),
    )


def wage_entry(course: Course) -> WageEntry | None:
    """The wage that was stated, with who and when."""
    low, high, on = course.wage_low, course.wage_high, course.wage_on
    if low is None or high is None or on is None:
        return None
    return WageEntry(low, high, course.wage_per, course.wage_source, on)


def _cost_entry(cost: CourseCost) -> CostEntry:
    return CostEntry(cost.kind, cost.per, cost.satang, cost.note)


def content_entry(curriculum: Curriculum) -> ContentEntry:
    """The version as it stands."""
    return ContentEntry(
        topics=tuple(map(_topic_entry, curriculum.topics.all())),
        approved_on=curriculum.approved_on,
        change=curriculum.change,
        minimum_age=curriculum.minimum_age,
        minimum_education=curriculum.minimum_education,
        placement_minutes=curriculum.placement_minutes,
        delivery=curriculum.delivery,
    )


def _topic_entry(topic: Topic) -> TopicEntry:
    return TopicEntry(
        title_th=topic.title_th,
        title_en=topic.title_en,
        theory_minutes=topic.theory_minutes,
        practice_minutes=topic.practice_minutes,
        room_kind=topic.room_kind,
        score_weight=topic.score_weight,
        equipment=tuple(topic.equipment.all()),
    )
