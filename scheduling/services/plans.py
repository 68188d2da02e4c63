"""Plans: asked for, published or discarded."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.models import Agency, User
from core import audit, jobs, states
from scheduling import tasks
from scheduling.enums import PlanState
from scheduling.models import Assignment, Plan
from scheduling.planning import Placed, fingerprint, pending, problem_for
from scheduling.refusals import DataChanged, NoRuns, NothingToPlan, NotPlannable
from scheduling.services.booking import hold_timetable, name_trainers, taken, write_places
from scheduling.states import PLAN_STATES
from training.enums import RunState
from training.models import CourseRun, Session
from training.states import NOT_BEGUN

PLANNABLE = (*NOT_BEGUN, RunState.RUNNING)


@transaction.atomic
def request_plan(
    *,
    center: Agency,
    runs: Iterable[CourseRun],
    by: User | None,
    at: datetime,
    seconds: int = 20,
    seed: int = 1,
) -> Plan:
    """Ask the worker for a timetable of the runs' sessions after today, found within `seconds`.

    Raises `NoRuns`, `NotPlannable`, `NothingToPlan`. Sessions already in a published timetable are moved only
    where that is worth it; those fixed by hand stay.
    """
    chosen = _plannable(center, runs, timezone.localdate(at))
    plan = Plan.objects.create(center=center, seconds=seconds, seed=seed, created_at=at, created_by=by)
    plan.runs.set(chosen)
    title = _("Timetable for %(count)s runs") % {"count": len(chosen)}
    page = reverse("plan", args=[plan.pk])
    plan.job = jobs.start(tasks.compute_plan, title=title, by=by, result_url=page, plan_id=plan.pk)
    plan.save(update_fields=["job"])
    audit.record("plan.requested", plan, by=by, at=at, runs=[run.code for run in chosen])
    return plan


def _plannable(center: Agency, runs: Iterable[CourseRun], today: date) -> list[CourseRun]:
    keys = [run.pk for run in runs]
    chosen = list(CourseRun.objects.filter(center=center, pk__in=keys).prefetch_related("sessions"))
    if not chosen:
        raise NoRuns
    for run in chosen:
        if run.state not in PLANNABLE:
            raise NotPlannable(run=run.code, state=RunState(run.state).label)
        if run.last_day <= today or not pending(run, today):
            raise NothingToPlan(run=run.code)
    return chosen


def publish_plan(plan: Plan, *, by: User | None, at: datetime) -> None:
    """Make the proposal the timetable: days, rooms and trainers of all its sessions at once, or nothing.

    Raises `WrongState`, `DataChanged` if anything that the engine was told is different now, `AlreadyBooked`
    if a colleague booked a room or trainer in the same moment.
    """
    try:
        with transaction.atomic():
            _publish(plan, by=by, at=at)
    except IntegrityError as error:
        plan.refresh_from_db()
        raise taken(places_of(plan), error) from error


def _publish(plan: Plan, *, by: User | None, at: datetime) -> None:
    hold_timetable(plan.center)
    states.advance(plan, PlanState.PUBLISHED, PLAN_STATES, published_at=at)
    runs, today = list(plan.runs.order_by("pk")), timezone.localdate(at)
    if _changed(plan, runs, today):
        raise DataChanged
    movable = Session.objects.filter(run__in=runs).exclude(day__lte=today)
    keys = set(movable.values_list("pk", flat=True))
    locked = Assignment.objects.filter(session__in=keys, is_locked=True).values_list("session", flat=True)
    write_places(places_of(plan), cleared=keys, locked=set(locked))
    for run in runs:
        name_trainers(run)
    for other in Plan.objects.filter(state=PlanState.PROPOSED, runs__in=runs).distinct():
        states.advance(other, PlanState.DISCARDED, PLAN_STATES)  # it was computed for what is no longer so
        audit.record("plan.overtaken", other, by=by, at=at, plan=plan.pk)
    audit.record("plan.published", plan, by=by, at=at, sessions=len(plan.placements))


def _changed(plan: Plan, runs: list[CourseRun], today: date) -> bool:
    kept = all(run.state in PLANNABLE for run in runs)
    alive = Session.objects.filter(run__in=runs).exclude(day__lte=today).exists()
    return not (kept and alive) or plan.problem_sha256 != fingerprint(
        problem_for(plan.center, runs, today=today)
    )


def places_of(plan: Plan) -> list[Placed]:
    """The plan's placements by row keys."""
    return [Placed.from_json(entry) for entry in plan.placements]


@transaction.atomic
def discard_plan(plan: Plan, *, by: User | None, at: datetime) -> None:
    """Drop a proposal, or stop computing one. Raises `WrongState` for one that is published or over."""
    states.advance(plan, PlanState.DISCARDED, PLAN_STATES)
    if plan.job:
        jobs.cancel(plan.job)
    audit.record("plan.discarded", plan, by=by, at=at)
