"""Versions of a course's content, and the runs that take a newer one."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from core import audit
from core.refusals import WrongState
from training.entries import ContentEntry, TopicEntry
from training.enums import RunState
from training.models import Course, CourseRun, Curriculum, Topic
from training.refusals import (
    AgeBelowRegulation,
    AgeBelowWork,
    AlreadyNewest,
    EducationNotAsked,
    NewerVersion,
    NoCurriculum,
    NoTopics,
)
from training.rule_rows import rules_of
from training.services.rules import rules_on
from training.services.runs.sessions import refuse_short_window, renew_sessions, sessions_of


@transaction.atomic
def revise_curriculum(
    course: Course, *, content: ContentEntry, based_on: int, by: User | None, at: datetime
) -> Curriculum:
    """Give the course a new version of its content; runs that are planned already keep theirs.

    `based_on` is the version its editor began with. Raises `NewerVersion` if there is another by now, `NoTopics`,
    `AgeBelowRegulation`, `AgeBelowWork`, `EducationNotAsked`.
    """
    course = Course.objects.select_for_update().get(pk=course.pk)  # two versions at once: the second waits
    newest = newest_of(course)
    if newest and newest.version != based_on:
        raise NewerVersion(newest=newest.version)
    refuse_conditions(course.course_type, content, timezone.localdate(at))
    curriculum = write_curriculum(course, based_on + 1, content)
    audit.record(
        "curriculum.revised", course, by=by, at=at, version=curriculum.version, change=content.change
    )
    return curriculum


@transaction.atomic
def take_newest(run: CourseRun, *, by: User | None, at: datetime) -> None:
    """Let a run that is only planned follow the newest version: its sessions are made anew, still to be dated.

    Raises `WrongState` once the run was announced, `AlreadyNewest`, `NoCurriculum`, `WindowTooShort`.
    """
    now = CourseRun.objects.select_for_update().get(pk=run.pk)
    if now.state != RunState.PLANNED:
        raise WrongState(now=now.get_state_display(), wanted=RunState.PLANNED.label)
    newest = newest_of(now.course)
    if newest is None:
        raise NoCurriculum(course=now.course)
    if newest.pk == now.curriculum_id:
        raise AlreadyNewest(run=now.code)
    versions = [now.curriculum.version, newest.version]
    run.curriculum = newest
    refuse_short_window(run, len(sessions_of(run)))
    run.save(update_fields=["curriculum"])
    renew_sessions(run)
    audit.record("run.curriculum_changed", run, by=by, at=at, versions=versions)


def newest_of(course: Course) -> Curriculum | None:
    """The version that a run planned now would take."""
    return course.curricula.order_by("-version").first()


def write_curriculum(course: Course, version: int, content: ContentEntry) -> Curriculum:
    """The version's rows; what it may say has been checked."""
    curriculum = Curriculum.objects.create(
        course=course,
        version=version,
        approved_on=content.approved_on,
        change=content.change,
        minimum_age=content.minimum_age,
        minimum_education=content.minimum_education,
        placement_minutes=content.placement_minutes,
        delivery=content.delivery,
    )
    for number, topic in enumerate(content.topics, start=1):
        _write_topic(curriculum, number, topic)
    return curriculum


def _write_topic(curriculum: Curriculum, number: int, entry: TopicEntry) -> None:
    topic = Topic.objects.create(
        curriculum=curriculum,
        number=number,
        title_th=entry.title_th,
        title_en=entry.title_en,
        theory_minutes=entry.theory_minutes,
        practice_minutes=entry.practice_minutes,
        score_weight=entry.score_weight,
        room_kind=entry.room_kind,
    )
    if entry.equipment:
        topic.equipment.set(entry.equipment)


def refuse_conditions(course_type: str, content: ContentEntry, today: date) -> None:
    """A curriculum varies what the regulation lets it vary (clauses 7, 42, 50), and has something to teach."""
    if not content.topics or any(
        topic.theory_minutes + topic.practice_minutes <= 0 or topic.score_weight < 1
        for topic in content.topics
    ):
        raise NoTopics
    if content.minimum_age is None and not content.minimum_education:
        return
    rules = rules_of(rules_on(today))
    asked = rules.of(course_type)
    if content.minimum_age is not None:
        if content.minimum_age < asked.age.years and not asked.age.curriculum_may_lower:
            raise AgeBelowRegulation(years=asked.age.years, clause=asked.age.clause)
        if content.placement_minutes and content.minimum_age < rules.childhood.working_age:
            raise AgeBelowWork(years=rules.childhood.working_age)
    if content.minimum_education and asked.education is None:
        raise EducationNotAsked(clause=asked.age.clause)
