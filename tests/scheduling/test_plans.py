"""A plan from the choice of runs to the published timetable: the change, the audit row, each refusal."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import translation

from core.jobs import Cancelled, cancel
from core.models import AuditEntry, Job
from core.refusals import WrongState
from scheduling import services, wording
from scheduling.engine import solve as engine
from scheduling.engine.checker import check
from scheduling.engine.model import Rule, Solution
from scheduling.enums import PlanState
from scheduling.models import Assignment, Plan
from scheduling.planning import Placed, placement, problem_for
from scheduling.refusals import NoRuns, NothingToPlan, NotPlannable
from scheduling.tasks import compute_plan
from tests.clock import NOW
from tests.factories.agencies import CenterFactory
from tests.scheduling.scene import (
    MONDAY,
    TODAY,
    actions,
    open_welding,
    published,
    small_center,
    solved,
    work_of,
    workshop,
)
from training.enums import Pattern, RunState
from training.services import cancel_run, record_absence, record_closure


def request(center, runs, by=None, **options):
    return services.request_plan(center=center, runs=runs, by=by, at=NOW, **options)


# Asking ------------------------------------------------------------------------------------------------


def test_request_plan_starts_a_job_that_leads_to_the_plan(staff, center):
    small_center(center)
    run = open_welding(center)
    plan = request(center, [run], by=staff, seconds=7, seed=3)
    assert (plan.state, plan.seconds, plan.seed) == (PlanState.SOLVING, 7, 3)
    assert list(plan.runs.all()) == [run]
    assert plan.job.owner == staff
    assert plan.job.result_url == f"/timetable/plans/{plan.pk}/"
    row = AuditEntry.objects.get(action="plan.requested")
    assert (row.actor_id, row.facts) == (staff.pk, {"runs": ["W-1"]})


def test_request_plan_refuses_no_runs_and_runs_of_another_centre(center):
    small_center(center)
    with pytest.raises(NoRuns):
        request(center, [])
    with pytest.raises(NoRuns):
        request(center, [open_welding(CenterFactory())])
    assert not Job.objects.exists()


def test_request_plan_refuses_a_run_that_is_over(center):
    small_center(center)
    run = open_welding(center)
    cancel_run(run, reason="น้ำท่วม", by=None, at=NOW)
    with pytest.raises(NotPlannable):
        request(center, [run])


def test_request_plan_refuses_a_run_without_a_session_to_come(center):
    small_center(center)
    run = open_welding(center)
    published(center, [run])
    with pytest.raises(NothingToPlan):
        services.request_plan(center=center, runs=[run], by=None, at=NOW + timedelta(days=14))


# Solving -----------------------------------------------------------------------------------------------


def test_solve_plan_leaves_a_checked_proposal_and_books_nothing(center):
    small_center(center)
    run = open_welding(center)
    plan = solved(center, [run])
    assert (plan.state, plan.status, plan.unplaced) == (PlanState.PROPOSED, "optimal", [])
    assert (plan.cost, plan.bound, sum(plan.terms.values())) == (plan.cost, plan.cost, plan.cost)
    assert len(plan.placements) == 3
    problem = problem_for(center, [run], today=TODAY)
    places = [placement(Placed.from_json(entry), problem.calendar) for entry in plan.placements]
    assert check(problem, Solution(tuple(places))) == []
    assert not Assignment.objects.exists()
    assert run.sessions.filter(day=None).count() == 3
    assert actions() == ["plan.requested", "plan.proposed"]


def test_solve_plan_twice_is_once(center):
    """A job that is delivered again finds its plan computed and leaves it."""
    small_center(center)
    plan = solved(center, [open_welding(center)])
    before = plan.placements
    assert services.solve_plan(plan, work=work_of(plan)) == {"plan": plan.pk, "state": "proposed"}
    assert Plan.objects.get().placements == before
    assert actions() == ["plan.requested", "plan.proposed"]


def test_the_worker_computes_the_plan(center, staff):
    small_center(center)
    plan = request(center, [open_welding(center)], by=staff, seconds=5)
    compute_plan.func(job_id=plan.job_id, plan_id=plan.pk)
    assert Job.objects.get().state == "done"
    assert Plan.objects.get().state == PlanState.PROPOSED


def test_two_runs_never_meet_in_a_room_or_with_a_trainer(center):
    small_center(center, minutes_per_week=1800)
    plan = solved(center, [open_welding(center, "W-1"), open_welding(center, "W-2")])
    places = [Placed.from_json(entry) for entry in plan.placements]
    assert len(places) == 6
    assert len({(place.day, place.slot, place.trainers) for place in places}) == 6


def test_a_plan_works_around_holidays_closures_and_absences(center):
    """From Monday 7 to Friday 11 December: two holidays, one closed day, one absence leave two mornings."""
    (trainer,) = small_center(center, minutes_per_day=360)
    days = {"by": None, "at": NOW}
    tuesday, friday = date(2026, 12, 8), date(2026, 12, 11)
    run = open_welding(center, first_day=date(2026, 12, 7), last_day=date(2026, 12, 15))
    record_closure(center=center, first_day=tuesday, last_day=tuesday, reason="ซ่อม", **days)
    record_absence(trainer, first_day=friday, last_day=friday, reason="อบรม", **days)
    plan = solved(center, [run])
    assert {entry["day"] for entry in plan.placements} <= {"2026-12-09", "2026-12-14", "2026-12-15"}
    assert len(plan.placements) == 3


def test_an_impossible_run_fails_with_what_stands_in_its_way(center):
    small_center(center, trainers=0)
    plan = solved(center, [open_welding(center)])
    assert (plan.state, plan.status, plan.placements) == (PlanState.FAILED, "impossible", [])
    with translation.override("en"):
        (left_out,) = wording.unplaced(plan)
        assert left_out["run"].code == "W-1"
        assert left_out["reason"] == "It has no legal place, even if no other run were there."
        assert left_out["causes"] == ["the number of trainers qualified for “Welding”"]
        assert wording.verdict(plan) == "Not all runs can be placed: this is proved"
    assert actions() == ["plan.requested", "plan.failed"]


def test_a_run_that_has_a_place_is_proposed_beside_one_that_has_none(center):
    small_center(center)
    good = open_welding(center, "W-1")
    evenings = open_welding(center, "W-2", pattern=Pattern.EVENINGS, first_day=MONDAY, seats=20)
    type(workshop()).objects.update(capacity=10)
    plan = solved(center, [good, evenings])
    assert plan.state == PlanState.PROPOSED
    assert {entry["session"] for entry in plan.placements} == set(good.sessions.values_list("pk", flat=True))
    assert [entry["run"] for entry in plan.unplaced] == [evenings.pk]


def test_a_timetable_that_the_checker_refuses_is_never_proposed(center, monkeypatch, caplog):
    """The engine is made to break its word; our own check stands behind it."""
    small_center(center)
    honest = engine.solve

    def liar(problem, **options):
        result = honest(problem, **options)
        first, *rest = result.solution.placements
        moved = replace(first, period=rest[0].period)
        return replace(result, solution=Solution((moved, *rest)))

    monkeypatch.setattr(engine, "solve", liar)
    plan = solved(center, [open_welding(center)])
    assert (plan.state, plan.status, plan.placements) == (PlanState.FAILED, "rejected", [])
    assert Rule.TRAINER_OVERLAP.value in caplog.text
    with translation.override("en"):
        assert wording.verdict(plan) == "The timetable broke a rule and was thrown away. Tell support."


def test_stopping_the_job_discards_the_plan(center, staff):
    small_center(center)
    plan = request(center, [open_welding(center)], by=staff)
    cancel(plan.job)
    with pytest.raises(Cancelled):
        services.solve_plan(plan, work=work_of(plan))
    assert Plan.objects.get().state == PlanState.DISCARDED
    assert actions() == ["plan.requested", "plan.stopped"]


# Publishing --------------------------------------------------------------------------------------------


def test_discard_a_proposal(center, staff):
    small_center(center)
    plan = solved(center, [open_welding(center)])
    services.discard_plan(plan, by=staff, at=NOW)
    assert Plan.objects.get().state == PlanState.DISCARDED
    assert actions()[-1] == "plan.discarded"
    with pytest.raises(WrongState):
        services.publish_plan(plan, by=staff, at=NOW)


def test_discarding_a_plan_that_is_being_computed_stops_its_job(center, staff):
    small_center(center)
    plan = request(center, [open_welding(center)], by=staff)
    services.discard_plan(plan, by=staff, at=NOW)
    assert Job.objects.get().cancel_requested


def test_a_published_plan_is_not_discarded(center):
    small_center(center)
    plan = published(center, [open_welding(center)])
    with pytest.raises(WrongState):
        services.discard_plan(plan, by=None, at=NOW)
    assert RunState(plan.runs.get().state) == RunState.OPEN
