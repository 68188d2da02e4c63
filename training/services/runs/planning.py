"""Planning a run with its sessions, changing it while it is only planned, and what it is given to work with."""

import dataclasses
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.enums import MemorandumPurpose
from agencies.models import Agency, Memorandum, User
from core import audit
from core.reasons import said
from core.refusals import WrongState
from training.enums import Pattern, RunState
from training.models import Course, CourseRun, Curriculum, Session, Site
from training.refusals import (
    BedsInUse,
    CodeTaken,
    CourseRetired,
    DaysOutOfOrder,
    NoCurriculum,
    NoGroundToTrain,
    ReasonMissing,
    ReservesBeyondSeats,
    RunIsOver,
    SeatsInUse,
    SiteClosed,
    SiteOfAnotherCenter,
    SizesOutsideCourse,
    SizesStand,
)
from training.services.rules import rules_on
from training.services.runs.sessions import refuse_short_window, sessions_of
from training.states import NOT_BEGUN


@dataclasses.dataclass(frozen=True, slots=True)
class RunNeeds:
    """Where a run is held and for whom, its beds, meals and money; all of it may be left open."""

    site: Site | None = None
    held_at: Agency | None = None
    address: str = ""
    held_for: Agency | None = None
    other_ground: str = ""  # instead of a memorandum, where the run is held for another agency
    beds: int = 0
    meals: int = 0  # people fed each day
    budget_line: str = ""
    budget: int | None = None  # satang


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
    needs: RunNeeds | None = None,
) -> CourseRun:
    """Plan one time the course is offered, with its sessions still to be dated.

    It takes the newest curriculum and the regulation in force on its first day. Raises `CodeTaken`,
    `DaysOutOfOrder`, `SizesOutsideCourse`, `NoCurriculum`, `NoRuleSet`, `WindowTooShort`, `NoGroundToTrain`,
    `SiteOfAnotherCenter`, `SiteClosed`, `CourseRetired`.
    """
    if not course.is_active:
        raise CourseRetired(course=course)
    run = CourseRun(
        code=code,
        course=course,
        center=center,
        first_day=first_day,
        last_day=last_day,
        pattern=pattern,
        seats=seats,
        minimum=minimum,
        sessions_per_day=sessions_per_day,
        trainers_needed=trainers_needed,
    )
    sessions = _settle(run)
    _supply(run, needs or RunNeeds(), timezone.localdate(at))
    run.save()
    Session.objects.bulk_create(sessions)
    audit.record("run.planned", run, by=by, at=at, course=course.code, sessions=len(sessions))
    return run


@transaction.atomic
def change_run(
    run: CourseRun,
    *,
    course: Course,
    code: str,
    first_day: date,
    last_day: date,
    seats: int,
    minimum: int,
    pattern: Pattern | str,
    sessions_per_day: int,
    trainers_needed: int,
    needs: RunNeeds,
    by: User | None,
    at: datetime,
) -> None:
    """Plan it otherwise, while nobody has been told of it. Its sessions are made anew, so a timetable is freed.

    A run whose own course was retired since can still be put right; another course that is retired is refused.
    Raises `WrongState` once it is announced, `ReservesBeyondSeats`, and what `plan_run` raises.
    """
    now = CourseRun.objects.select_for_update().get(pk=run.pk)
    if now.state != RunState.PLANNED:
        raise WrongState(now=now.get_state_display(), wanted=RunState.PLANNED.label)
    before = {name: getattr(now, name) for name in CHANGEABLE}
    run.course, run.code, run.first_day, run.last_day = course, code, first_day, last_day
    run.seats, run.minimum, run.pattern = seats, minimum, Pattern(pattern)
    run.sessions_per_day, run.trainers_needed = sessions_per_day, trainers_needed
    if course.pk != now.course_id and not course.is_active:
        raise CourseRetired(course=course)
    sessions = _settle(run)
    _refuse_reserves(run, run.seats)
    _supply(run, needs, timezone.localdate(at))
    run.save()
    run.sessions.all().delete()
    Session.objects.bulk_create(sessions)
    changed = [name for name, value in before.items() if getattr(run, name) != value]
    audit.record("run.changed", run, by=by, at=at, fields=changed)


CHANGEABLE = (
    "course_id", "code", "first_day", "last_day", "seats", "minimum", "pattern", "sessions_per_day",
    "trainers_needed", "site_id", "held_at_id", "address", "held_for_id", "other_ground", "beds", "meals",
    "budget_line", "budget",
)  # fmt: skip


@transaction.atomic
def supply_run(run: CourseRun, needs: RunNeeds, *, by: User | None, at: datetime) -> None:
    """Change place, ground, beds, meals or money, until the run is over. Raises `BedsInUse`, `RunIsOver`,
    `NoGroundToTrain`, `SiteOfAnotherCenter`, `SiteClosed`."""
    now = CourseRun.objects.select_for_update().get(pk=run.pk)
    if now.state not in (*NOT_BEGUN, RunState.RUNNING):
        raise RunIsOver(state=now.get_state_display())
    if needs.beds < now.beds_taken:
        raise BedsInUse(taken=now.beds_taken)
    changed = [name for name in SUPPLIED if getattr(now, name) != getattr(needs, name)]
    _supply(run, needs, timezone.localdate(at))
    run.save(update_fields=[*SUPPLIED, "memorandum"])
    audit.record("run.supplied", run, by=by, at=at, fields=changed)


@transaction.atomic
def change_sizes(
    run: CourseRun, *, seats: int, minimum: int, reason: str, by: User | None, at: datetime
) -> None:
    """Give a run more or fewer seats, or another minimum, after it was announced and before training begins.

    Never below the seats that are taken or held by open offers. Raises `ReasonMissing`, `SizesStand`, `SeatsInUse`,
    `SizesOutsideCourse`, `ReservesBeyondSeats`.
    """
    if not said(reason):
        raise ReasonMissing
    now = CourseRun.objects.select_for_update().select_related("course").get(pk=run.pk)
    if now.state not in NOT_BEGUN:
        raise SizesStand(state=now.get_state_display())
    before = {"seats": now.seats, "minimum": now.minimum}
    now.seats, now.minimum = seats, minimum
    _refuse_sizes(now)
    _refuse_reserves(now, seats)
    # Seats are taken without our lock: the UPDATE looks again at how many.
    held = F("seats_taken") + F("seats_offered")
    if (
        not CourseRun.objects.alias(held=held)
        .filter(pk=run.pk, held__lte=seats)
        .update(seats=seats, minimum=minimum)
    ):
        raise SeatsInUse(taken=now.seats_taken + now.seats_offered)
    run.refresh_from_db(fields=["seats", "minimum", "seats_taken", "seats_offered"])
    audit.record(
        "run.sizes_changed",
        run,
        by=by,
        at=at,
        reason=reason,
        seats=[before["seats"], seats],
        minimum=[before["minimum"], minimum],
    )


SUPPLIED = tuple(field.name for field in dataclasses.fields(RunNeeds))


def _settle(run: CourseRun) -> list[Session]:
    """Give the run its curriculum and rules, and return its sessions; refuse what does not fit together."""
    _refuse_facts(run)
    run.curriculum = _newest_curriculum(run.course)
    run.rule_set = rules_on(run.first_day, run.center)
    sessions = sessions_of(run)
    refuse_short_window(run, len(sessions))
    return sessions


def _refuse_facts(run: CourseRun) -> None:
    if CourseRun.objects.filter(code=run.code).exclude(pk=run.pk).exists():
        raise CodeTaken(code=run.code)
    if run.last_day < run.first_day:
        raise DaysOutOfOrder
    _refuse_sizes(run)


def _refuse_sizes(run: CourseRun) -> None:
    course = run.course
    if not course.size_minimum <= run.minimum <= run.seats <= course.size_maximum:
        limits = {"low": course.size_minimum, "high": course.size_maximum}
        raise SizesOutsideCourse(minimum=run.minimum, seats=run.seats, **limits)


def _refuse_reserves(run: CourseRun, seats: int) -> None:
    kept = sum(run.reserves.values_list("seats", flat=True))
    if kept > seats:
        raise ReservesBeyondSeats(kept=kept, seats=seats)


def _newest_curriculum(course: Course) -> Curriculum:
    newest = course.curricula.order_by("-version").first()
    if newest is None:
        raise NoCurriculum(course=course)
    return newest


def _supply(run: CourseRun, needs: RunNeeds, today: date) -> None:
    """Put the needs on the run, with the memorandum under which it is held for another agency (clause 62)."""
    if needs.site and needs.site.center_id != run.center_id:
        raise SiteOfAnotherCenter(site=needs.site)
    if needs.site and needs.site.pk != run.site_id and not needs.site.is_active:
        raise SiteClosed(site=needs.site)
    for name in SUPPLIED:
        setattr(run, name, getattr(needs, name))
    run.memorandum = memorandum_for(run, max(today, run.first_day))
    if needs.held_for and not (run.memorandum or said(needs.other_ground)):
        raise NoGroundToTrain(center=run.center, agency=needs.held_for)


def memorandum_for(run: CourseRun, day: date) -> Memorandum | None:
    """The newest memorandum in force on the day under which the centre trains for the run's agency."""
    if run.held_for is None:
        return None
    rows = Memorandum.objects.covering(run.center, run.held_for, day, MemorandumPurpose.TRAIN)
    return rows.order_by("-starts_on").first()
