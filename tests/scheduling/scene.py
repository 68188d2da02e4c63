"""A small centre, made through the product's services: a classroom, a workshop, one welder who teaches."""

from datetime import date

from django.urls import reverse

from core.jobs import Work
from core.models import AuditEntry, Job
from scheduling import services
from scheduling.models import Assignment, Plan
from scheduling.planning import Placed
from scheduling.services.booking import write_places
from tests.clock import NOW
from tests.factories.training import (
    CurriculumFactory,
    RoomFactory,
    RoomKindFactory,
    RuleSetFactory,
    TrainerFactory,
)
from training.enums import Pattern
from training.models import Room, Session, Trainer
from training.services import open_run, plan_run

# Monday to Friday without a holiday, a week after the tests' today.
MONDAY, FRIDAY = date(2026, 11, 30), date(2026, 12, 4)
WEEK = {"week": MONDAY.isoformat()}
TODAY = NOW.date()


def small_center(center, *, classrooms=1, workshops=1, trainers=1, **limits):
    """Rooms and trainers of a centre; returns the trainers."""
    RuleSetFactory()
    classroom = RoomKindFactory(code="classroom", name_th="ห้องเรียน", name_en="Classroom")
    for _ in range(classrooms):
        RoomFactory(center=center, kind=classroom)
    for _ in range(workshops):
        RoomFactory(center=center)
    return [TrainerFactory(center=center, **limits) for _ in range(trainers)]


def open_welding(center, code="W-1", topics=((180, 360),), **changes):
    """An open run of three sessions (one theory, two practice) unless told otherwise."""
    course = changes.pop("course", None) or CurriculumFactory(topics=list(topics)).course
    facts = {
        "first_day": MONDAY,
        "last_day": FRIDAY,
        "pattern": Pattern.WEEKDAYS,
        "seats": 10,
        "minimum": 2,
        "sessions_per_day": 2,
        "trainers_needed": 1,
    }
    run = plan_run(course=course, center=center, code=code, **{**facts, **changes}, by=None, at=NOW)
    open_run(run, by=None, at=NOW)
    return run


def solved(center, runs, seconds=10, by=None, at=NOW):
    """A plan that the worker has finished."""
    plan = services.request_plan(center=center, runs=runs, seconds=seconds, by=by, at=at)
    services.solve_plan(plan, work=Work(plan.job))
    plan.refresh_from_db()
    return plan


def published(center, runs, **options):
    """The runs, with a published timetable."""
    plan = solved(center, runs, **options)
    services.publish_plan(plan, by=None, at=NOW)
    return plan


def other_run_at(center, day, slot, room, trainer):
    """Another run, of which one session is booked there."""
    other = open_welding(center, "W-2")
    place = Placed(other.sessions.first().pk, day, slot, room.pk, (trainer.pk,))
    write_places([place], cleared=[])
    return other


def booked(run):
    """What is booked for a run: (number, day, slot, room kind, trainers) by session."""
    rows = Assignment.objects.filter(session__run=run).order_by("session__number")
    return [
        (
            row.session.number,
            row.day,
            row.slot,
            row.room.kind_id,
            sorted(booking.trainer_id for booking in row.bookings.all()),
        )
        for row in rows.select_related("session", "room").prefetch_related("bookings")
    ]


def work_of(plan: Plan) -> Work:
    return Work(Job.objects.get(pk=plan.job_id))


def workshop() -> Room:
    return Room.objects.filter(kind="welding").first()


def first_session(run) -> Session:
    return run.sessions.order_by("number").first()


def only_trainer() -> Trainer:
    return Trainer.objects.get()


def actions():
    """What happened to plans, by the trail."""
    return list(
        AuditEntry.objects.filter(action__startswith="plan.").order_by("id").values_list("action", flat=True)
    )


def address(name, request):
    """The address of a page by its name, or by name and fixture: "run_timetable:run"."""
    url_name, _colon, fixture = name.partition(":")
    return reverse(url_name, args=[request.getfixturevalue(fixture).pk] if fixture else [])
