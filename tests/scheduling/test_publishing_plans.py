"""A proposal becomes the timetable: checked again, booked, planned again without needless changes."""

import pytest

from core.models import AuditEntry
from core.refusals import WrongState
from scheduling import services
from scheduling.engine.checker import check
from scheduling.enums import PlanState
from scheduling.models import Assignment, Plan, TrainerBooking
from scheduling.planning import Placed, problem_for
from scheduling.refusals import AlreadyBooked, DataChanged
from scheduling.services import plans
from scheduling.services.booking import write_places
from tests.clock import NOW
from tests.scheduling.scene import (
    FRIDAY,
    MONDAY,
    TODAY,
    actions,
    booked,
    open_welding,
    published,
    small_center,
    solved,
)
from training.enums import Slot
from training.services import cancel_run, record_absence


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
