"""What is taught: vocabulary, courses and the versions of their content."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from agencies.models import User
from core import audit
from training.enums import CourseType
from training.models import Course, Curriculum, RoomKind, Skill, Topic
from training.refusals import CodeTaken, NoTopics, SizesOutOfOrder


@dataclass(frozen=True, slots=True)
class TopicEntry:
    """One topic as it is entered, with its minutes of theory and practice and the room for practice."""

    title_th: str
    title_en: str
    theory_minutes: int
    practice_minutes: int
    room_kind: RoomKind


@transaction.atomic
def add_skill(*, code: str, name_th: str, name_en: str, by: User | None, at: datetime) -> Skill:
    """Enter a qualification into the vocabulary; one that is there already is returned as it is."""
    skill, created = Skill.objects.get_or_create(code=code, defaults={"name_th": name_th, "name_en": name_en})
    if created:
        audit.record("skill.added", skill, by=by, at=at)
    return skill


@transaction.atomic
def add_room_kind(*, code: str, name_th: str, name_en: str, by: User | None, at: datetime) -> RoomKind:
    """Enter a kind of room into the vocabulary; one that is there already is returned as it is."""
    kind, created = RoomKind.objects.get_or_create(
        code=code, defaults={"name_th": name_th, "name_en": name_en}
    )
    if created:
        audit.record("room_kind.added", kind, by=by, at=at)
    return kind


@transaction.atomic
def add_course(
    *,
    code: str,
    name_th: str,
    name_en: str,
    course_type: CourseType | str,
    skill: Skill,
    size_minimum: int,
    size_maximum: int,
    protective_gear: bool,
    leads_to: str,
    minimum_age: int | None,
    topics: Sequence[TopicEntry],
    approved_on: date,
    by: User | None,
    at: datetime,
) -> Course:
    """Enter a course with version 1 of its curriculum. Raises `CodeTaken`, `SizesOutOfOrder`, `NoTopics`."""
    if Course.objects.filter(code=code).exists():
        raise CodeTaken(code=code)
    if not 1 <= size_minimum <= size_maximum:
        raise SizesOutOfOrder
    course = Course.objects.create(
        code=code,
        name_th=name_th,
        name_en=name_en,
        course_type=course_type,
        skill=skill,
        size_minimum=size_minimum,
        size_maximum=size_maximum,
        protective_gear=protective_gear,
        leads_to=leads_to,
        minimum_age=minimum_age,
    )
    curriculum = _write_curriculum(course, 1, topics, approved_on)
    audit.record("course.added", course, by=by, at=at, code=code, minutes=curriculum.minutes)
    return course


@transaction.atomic
def revise_curriculum(
    course: Course, *, topics: Sequence[TopicEntry], approved_on: date, by: User | None, at: datetime
) -> Curriculum:
    """Give the course a new version of its content; runs that are planned already keep theirs."""
    newest = course.curricula.aggregate(newest=Max("version"))["newest"] or 0
    curriculum = _write_curriculum(course, newest + 1, topics, approved_on)
    audit.record("curriculum.revised", course, by=by, at=at, version=curriculum.version)
    return curriculum


def _write_curriculum(
    course: Course, version: int, topics: Sequence[TopicEntry], approved_on: date
) -> Curriculum:
    if not topics or any(topic.theory_minutes + topic.practice_minutes <= 0 for topic in topics):
        raise NoTopics
    curriculum = Curriculum.objects.create(course=course, version=version, approved_on=approved_on)
    Topic.objects.bulk_create(
        Topic(
            curriculum=curriculum,
            number=number,
            title_th=topic.title_th,
            title_en=topic.title_en,
            theory_minutes=topic.theory_minutes,
            practice_minutes=topic.practice_minutes,
            room_kind=topic.room_kind,
        )
        for number, topic in enumerate(topics, start=1)
    )
    return curriculum
