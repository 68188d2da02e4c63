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
from scheduling.models import Assignment, Plan, TrainerBooking
from scheduling.planning import Placed, placement, problem_for
from scheduling.refusals import AlreadyBooked, DataChanged, NoRuns, NothingToPlan, NotPlannable
from scheduling.services import plans
from scheduling.services.booking import write_places
from scheduling.tasks import compute_plan
from tests.clock import NOW
from tests.factories.agencies import CenterFactory
from tests.scheduling.scene import (
    FRIDAY,
    MONDAY,
    booked,
    open_welding,
    published,
    small_center,
    solved,
    work_of,
    workshop,
)
from training.enums import Pattern, RunState, Slot
from training.services import cancel_run, record_absence, record_closure

TODAY = NOW.date()


def actions():
    return list(
        AuditEntry.objects.filter(action__startswith="plan.").order_by("id").values_list("action", flat=True)
    )


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


def test_publish_plan_writes_days_rooms_and_trainers(center, staff):
    (trainer,) = small_center(center)
    run = open_welding(center)
    plan = solved(center, [run])
    services.publish_plan(plan, by=staff, at=NOW)
    wanted = [(entry["day"], entry["slot"]) for entry in plan.placements]
    assert [(str(day), slot) for _number, day, slot, _kind, _who in booked(run)] == wanted
    assert [kind for *_rest, kind, _who in booked(run)] == ["classroom", "welding", "welding"]
    assert {tuple(who) for *_rest, who in booked(run)} == {(trainer.pk,)}
    for session in run.sessions.select_related("assignment"):
        assert (session.day, session.slot) == (session.assignment.day, session.assignment.slot)
    for booking in TrainerBooking.objects.select_related("assignment"):
        assert (booking.day, booking.slot) == (booking.assignment.day, booking.assignment.slot)
    assert list(run.trainers.all()) == [trainer]
    plan.refresh_from_db()
    assert (plan.state, plan.published_at) == (PlanState.PUBLISHED, NOW)
    row = AuditEntry.objects.get(action="plan.published")
    assert (row.actor_id, row.facts) == (staff.pk, {"sessions": 3})


def test_what_is_published_passes_the_engines_checker(center):
    small_center(center, classrooms=2, workshops=2, trainers=2)
    runs = [open_welding(center, f"W-{number}") for number in range(3)]
    published(center, runs)
    problem = problem_for(center, runs, today=TODAY)
    assert len(problem.published.placements) == 9
    assert check(problem, problem.published) == []


def test_publish_plan_twice_is_refused(center):
    small_center(center)
    plan = published(center, [open_welding(center)])
    with pytest.raises(WrongState):
        services.publish_plan(plan, by=None, at=NOW)


def test_publish_plan_refuses_when_the_data_changed(center):
    (trainer,) = small_center(center)
    plan = solved(center, [open_welding(center)])
    record_absence(trainer, first_day=MONDAY, last_day=FRIDAY, reason="ป่วย", by=None, at=NOW)
    with pytest.raises(DataChanged):
        services.publish_plan(plan, by=None, at=NOW)
    plan.refresh_from_db()
    assert plan.state == PlanState.PROPOSED
    assert not Assignment.objects.exists()
    assert "plan.published" not in actions()


def test_publish_plan_refuses_when_a_run_was_cancelled(center):
    small_center(center)
    first, second = open_welding(center, "W-1"), open_welding(center, "W-2")
    plan, alone = solved(center, [first, second]), solved(center, [second])
    cancel_run(second, reason="น้ำท่วม", by=None, at=NOW)
    for stale in (plan, alone):
        with pytest.raises(DataChanged):
            services.publish_plan(stale, by=None, at=NOW)


def test_publish_plan_refuses_when_other_runs_were_booked_meanwhile(center):
    small_center(center)
    first, second = (
        solved(center, [open_welding(center, "W-1")]),
        solved(center, [open_welding(center, "W-2")]),
    )
    services.publish_plan(first, by=None, at=NOW)
    with pytest.raises(DataChanged):
        services.publish_plan(second, by=None, at=NOW)


def test_the_database_refuses_what_the_check_did_not_see(center, monkeypatch):
    """As in a race: the colleague's booking comes after the check. The refusal names room, run and period."""
    small_center(center)
    plan, other = solved(center, [open_welding(center, "W-1")]), open_welding(center, "W-2")
    wanted = Placed.from_json(plan.placements[0])
    theirs = Placed(other.sessions.first().pk, wanted.day, wanted.slot, wanted.room, ())
    write_places([theirs], cleared=[])
    monkeypatch.setattr(plans, "_changed", lambda *_args: False)
    with pytest.raises(AlreadyBooked) as refused:
        services.publish_plan(plan, by=None, at=NOW)
    assert refused.value.facts["who"] == "W-2"
    assert refused.value.facts["what"].pk == wanted.room
    assert Assignment.objects.count() == 1
    assert Plan.objects.get().state == PlanState.PROPOSED


def test_other_proposals_for_a_published_run_are_discarded(center):
    small_center(center, classrooms=2, workshops=2, trainers=2)
    run, other = open_welding(center, "W-1"), open_welding(center, "W-2")
    overtaken, beside, chosen = (solved(center, runs) for runs in ([run, other], [other], [run]))
    services.publish_plan(chosen, by=None, at=NOW)
    states = Plan.objects.in_bulk()
    assert [states[plan.pk].state for plan in (overtaken, beside, chosen)] == [
        "discarded",
        "proposed",
        "published",
    ]
    assert AuditEntry.objects.get(action="plan.overtaken").subject_id == str(overtaken.pk)


def test_planning_again_changes_nothing_without_a_reason(center):
    small_center(center, classrooms=2, workshops=2, trainers=2)
    run = open_welding(center)
    published(center, [run])
    before = booked(run)
    published(center, [run])
    assert booked(run) == before


def test_planning_again_moves_only_what_an_absence_touches(center):
    ann, ben = small_center(center, trainers=2)
    run = open_welding(center)
    published(center, [run])
    before = booked(run)
    away = before[0][4][0]
    absent = ann if ann.pk == away else ben
    record_absence(absent, first_day=before[-1][1], last_day=before[-1][1], reason="ป่วย", by=None, at=NOW)
    published(center, [run])
    after = booked(run)
    assert absent.pk not in {
        who for _n, day, _s, _k, people in after for who in people if day == before[-1][1]
    }
    assert after[:2] == before[:2]
    assert after[2] != before[2]


def test_sessions_fixed_by_hand_stay_fixed_when_planned_again(center):
    small_center(center, classrooms=1, workshops=2, trainers=2)
    run = open_welding(center)
    published(center, [run])
    last = run.sessions.order_by("number").last()
    people = [booking.trainer for booking in last.assignment.bookings.all()]
    services.move_session(
        last, day=FRIDAY, slot=Slot.AFTERNOON, room=last.assignment.room, trainers=people, by=None, at=NOW
    )
    published(center, [run])
    again = Assignment.objects.get(session=last)
    assert (again.day, again.slot, again.is_locked) == (FRIDAY, Slot.AFTERNOON, True)


def test_a_published_run_that_a_new_plan_leaves_out_loses_its_places(center):
    """Its rooms must be free for what the plan places."""
    small_center(center)
    run, other = open_welding(center, "W-1"), open_welding(center, "W-2")
    published(center, [run])
    plan = solved(center, [run, other])
    Plan.objects.filter(pk=plan.pk).update(
        placements=[
            p for p in plan.placements if p["session"] in set(other.sessions.values_list("pk", flat=True))
        ],
        unplaced=[{"run": run.pk, "reason": "NOT_FOUND", "rivals": [], "facts": [], "minimal": False}],
    )
    services.publish_plan(Plan.objects.get(pk=plan.pk), by=None, at=NOW)
    assert booked(run) == []
    assert run.sessions.filter(day=None).count() == 3
    assert not run.trainers.exists()
    assert len(booked(other)) == 3


def test_cancelling_a_run_frees_its_rooms_and_trainers(center):
    small_center(center)
    run = open_welding(center)
    published(center, [run])
    cancel_run(run, reason="น้ำท่วม", by=None, at=NOW)
    assert not Assignment.objects.exists()
    assert not TrainerBooking.objects.exists()


# Discarding --------------------------------------------------------------------------------------------


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
