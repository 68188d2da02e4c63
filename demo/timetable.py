"""The timetable of confirmed runs: asked for, solved by the engine in the worker, checked and published."""

from collections.abc import Iterable, Sequence
from datetime import date

from demo.dates import moment
from demo.world import Cast, StoryBroken, World, work_off
from scheduling.engine.checker import check
from scheduling.enums import PlanState
from scheduling.models import Plan
from scheduling.planning import problem_for
from scheduling.services import publish_plan, request_plan
from training.calendar import DAY
from training.models import CourseRun


def schedule(world: World, cast: Cast, runs: Sequence[CourseRun], *, day: date) -> Plan:
    """Plan the runs on that day and publish the plan. Raises StoryBroken if a session found no place."""
    plan = request_plan(
        center=cast.center, runs=runs, by=cast.staff, at=moment(day), seconds=world.scale.solver_seconds
    )
    work_off([plan.job])
    plan.refresh_from_db()
    if plan.state != PlanState.PROPOSED or plan.unplaced:
        raise StoryBroken(f"timetable: {plan.get_state_display()} {plan.status} {plan.unplaced}")
    publish_plan(plan, by=cast.staff, at=moment(day, 15))
    return plan


def conflicts(cast: Cast, runs: Iterable[CourseRun]) -> int:
    """What the engine's checker, which knows no solver, objects to in the published timetable of the runs."""
    runs = list(runs)
    if not runs:
        return 0
    before = min(run.first_day for run in runs) - DAY
    problem = problem_for(cast.center, runs, today=before)
    if problem.published is None:
        raise StoryBroken("no timetable is published")
    return len(check(problem, problem.published))
