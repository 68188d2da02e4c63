"""One time a course is offered: planning it with its sessions, and its way from planned to closed."""

from collections.abc import Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from agencies.models import Agency, User
from core import audit
from core.states import advance
from core.templatetags.ui import thai_date
from training.calendar import periods_of, sessions_that_fit
from training.enums import SESSION_MINUTES, Part, Pattern, RunState
from training.models import Course, CourseRun, Curriculum, RoomKind, Session
from training.queries import shut_days_of
from training.refusals import (
    CodeTaken,
    DaysOutOfOrder,
    NoCurriculum,
    NotYetTheFirstDay,
    PeopleHoldSeats,
    ReasonMissing,
    SessionsStillToCome,
    SizesOutsideCourse,
    WindowTooShort,
)
from training.services.rules import rules_on
from training.states import RUN_STATES

CLASSROOM = "classroom"


@transaction.atomic
def plan_run(
    *,
    course: Course,
    center: Agency,
    code: str,
    first_day: date,
    last_day: date,
    seats: int,
    minimum: int,
    by: User | None,
    at: datetime,
    pattern: Pattern | str = Pattern.WEEKDAYS,
    sessions_per_day: int = 2,
    trainers_needed: int = 1,
) -> CourseRun:
    """Plan one time the course is offered, with its sessions still to be dated.

    It takes the newest curriculum and the regulation in force on its first day. Raises `CodeTaken`,
    `DaysOutOfOrder`, `SizesOutsideCourse`, `NoCurriculum`, `NoRuleSet`, `WindowTooShort`.
    """
    _refuse_run(course, code, first_day, last_day, seats, minimum)
    curriculum = _newest_curriculum(course)
    run = CourseRun(
        code=code,
        course=course,
        curriculum=curriculum,
        rule_set=rules_on(first_day),
        center=center,
        first_day=first_day,
        last_day=last_day,
        pattern=pattern,
        seats=seats,
        minimum=minimum,
        sessions_per_day=sessions_per_day,
        trainers_needed=trainers_needed,
    )
    sessions = list(_sessions_of(run))
    _refuse_short_window(run, len(sessions))
    run.save()
    Session.objects.bulk_create(sessions)
    audit.record("run.planned", run, by=by, at=at, course=course.code, sessions=len(sessions))
    return run


def _refuse_run(course: Course, code: str, first_day: date, last_day: date, seats: int, minimum: int) -> None:
    if CourseRun.objects.filter(code=code).exists():
        raise CodeTaken(code=code)
    if last_day < first_day:
        raise DaysOutOfOrder
    if not course.size_minimum <= minimum <= seats <= course.size_maximum:
        limits = {"low": course.size_minimum, "high": course.size_maximum}
        raise SizesOutsideCourse(minimum=minimum, seats=seats, **limits)


def _newest_curriculum(course: Course) -> Curriculum:
    newest = course.curricula.order_by("-version").first()
    if newest is None:
        raise NoCurriculum(course=course)
    return newest


def _sessions_of(run: CourseRun) -> Iterator[Session]:
    """Each topic's theory, in a classroom, then its practice, in the topic's kind of room."""
    names = {"name_th": "ห้องเรียน", "name_en": "Classroom"}
    classroom, _created = RoomKind.objects.get_or_create(code=CLASSROOM, defaults=names)
    number = 0
    for topic in run.curriculum.topics.select_related("room_kind"):
        parts = (
            (Part.THEORY, topic.theory_minutes, classroom),
            (Part.PRACTICE, topic.practice_minutes, topic.room_kind),
        )
        for part, whole, kind in parts:
            for minutes in _split(whole):
                number += 1
                yield Session(run=run, number=number, topic=topic, part=part, minutes=minutes, room_kind=kind)


def _split(minutes: int) -> list[int]:
    """Full slots, and a shorter rest."""
    full, rest = divmod(minutes, SESSION_MINUTES)
    return [SESSION_MINUTES] * full + [rest] * bool(rest)


def _refuse_short_window(run: CourseRun, needed: int) -> None:
    shut = shut_days_of(run.center, run.first_day, run.last_day)
    periods = periods_of(run.first_day, run.last_day, run.pattern, shut)
    room = sessions_that_fit(periods, run.sessions_per_day)
    if needed > room:
        raise WindowTooShort(needed=needed, room=room)


@transaction.atomic
def open_run(run: CourseRun, *, by: User | None, at: datetime) -> None:
    """Let people apply."""
    advance(run, RunState.OPEN, RUN_STATES)
    audit.record("run.opened", run, by=by, at=at)


@transaction.atomic
def confirm_run(run: CourseRun, *, by: User | None, at: datetime) -> None:
    """Say that the run takes place."""
    advance(run, RunState.CONFIRMED, RUN_STATES)
    audit.record("run.confirmed", run, by=by, at=at, seats_taken=run.seats_taken)


@transaction.atomic
def start_run(run: CourseRun, *, by: User | None, at: datetime) -> None:
    """Begin teaching, on the first day or later. From now on the run keeps its rules (clause 64).

    Until then a newer regulation that is in force on the first day replaces the one it was planned under.
    """
    if timezone.localdate(at) < run.first_day:
        raise NotYetTheFirstDay(day=thai_date(run.first_day))
    rules = rules_on(run.first_day)
    advance(run, RunState.RUNNING, RUN_STATES, rule_set=rules)
    audit.record("run.started", run, by=by, at=at, rules=rules.version)


@transaction.atomic
def finish_run(run: CourseRun, *, by: User | None, at: datetime) -> None:
    """End teaching, once every session was held; results are due. Raises `SessionsStillToCome`."""
    to_come = run.sessions.filter(Q(day=None) | Q(day__gt=timezone.localdate(at))).count()
    if to_come:
        raise SessionsStillToCome(count=to_come)
    advance(run, RunState.FINISHED, RUN_STATES)
    audit.record("run.finished", run, by=by, at=at)


@transaction.atomic
def close_run(run: CourseRun, *, by: User | None, at: datetime) -> None:
    """Close the books of a finished run."""
    advance(run, RunState.CLOSED, RUN_STATES)
    audit.record("run.closed", run, by=by, at=at)


@transaction.atomic
def cancel_run(run: CourseRun, *, reason: str, by: User | None, at: datetime) -> None:
    """Give the run up. Its sessions after today are removed, which frees their rooms and trainers.

    Raises `PeopleHoldSeats` while anyone holds a seat or an offer, `ReasonMissing` without a reason.
    """
    if not reason.strip():
        raise ReasonMissing
    now = CourseRun.objects.select_for_update().get(pk=run.pk)  # nobody is seated meanwhile
    if held := now.seats_taken + now.seats_offered:
        raise PeopleHoldSeats(count=held)
    advance(run, RunState.CANCELLED, RUN_STATES, cancel_reason=reason)
    run.sessions.filter(Q(day=None) | Q(day__gt=timezone.localdate(at))).delete()
    audit.record("run.cancelled", run, by=by, at=at, reason=reason)
