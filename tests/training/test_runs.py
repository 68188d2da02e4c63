"""A run from planned to closed: its sessions, its rules, each refusal."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core.models import AuditEntry
from core.refusals import WrongState
from tests.clock import NOW
from tests.factories.training import (
    CourseFactory,
    CurriculumFactory,
    RuleSetFactory,
    RunFactory,
    SessionFactory,
)
from training import services
from training.enums import Part, Pattern, RunState
from training.models import Closure, CourseRun, RoomKind, Session
from training.refusals import (
    CodeTaken,
    DaysOutOfOrder,
    NoCurriculum,
    NoRuleSet,
    NotYetTheFirstDay,
    PeopleHoldSeats,
    ReasonMissing,
    SessionsStillToCome,
    SizesOutsideCourse,
    WindowTooShort,
)

MONDAY = date(2026, 11, 30)
FIRST_MORNING = datetime(2026, 12, 1, 8, 0, tzinfo=ZoneInfo("Asia/Bangkok"))


def plan(center, by=None, **changes):
    facts = {
        "course": changes.pop("course", None) or CurriculumFactory(topics=[(60, 400)]).course,
        "code": "W-1/2569",
        "first_day": MONDAY,
        "last_day": date(2026, 12, 4),
        "pattern": Pattern.WEEKDAYS,
        "seats": 20,
        "minimum": 10,
        "sessions_per_day": 2,
        "trainers_needed": 1,
    }
    return services.plan_run(center=center, **{**facts, **changes}, by=by, at=NOW)


@pytest.fixture(autouse=True)
def rules(db):
    return RuleSetFactory()


def test_plan_run_makes_sessions_of_at_most_three_hours(staff, center):
    run = plan(center, staff)
    sessions = list(run.sessions.values_list("number", "part", "minutes", "room_kind_id", "day"))
    assert sessions == [
        (1, Part.THEORY, 60, "classroom", None),
        (2, Part.PRACTICE, 180, "welding", None),
        (3, Part.PRACTICE, 180, "welding", None),
        (4, Part.PRACTICE, 40, "welding", None),
    ]
    assert sum(session.minutes for session in run.sessions.all()) == run.curriculum.minutes
    row = AuditEntry.objects.get()
    assert (row.action, row.facts["sessions"]) == ("run.planned", 4)


def test_plan_run_takes_each_topic_in_turn(center):
    run = plan(center, course=CurriculumFactory(topics=[(180, 180), (180, 0)]).course)
    taught = [(session.topic.number, session.part) for session in run.sessions.all()]
    assert taught == [(1, Part.THEORY), (1, Part.PRACTICE), (2, Part.THEORY)]


def test_plan_run_takes_the_newest_curriculum_and_the_rules_of_its_first_day(center, rules):
    course = CourseFactory()
    CurriculumFactory(course=course, version=1)
    newest = CurriculumFactory(course=course, version=2, topics=[(60, 0)])
    coming = RuleSetFactory(version="DSD-2570", valid_from=date(2026, 12, 1))
    assert plan(center, course=course).curriculum == newest
    assert plan(center, course=course, code="B").rule_set == rules
    assert plan(center, course=course, code="C", first_day=date(2026, 12, 1)).rule_set == coming


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"last_day": date(2026, 11, 29)}, DaysOutOfOrder),
        ({"seats": 21}, SizesOutsideCourse),
        ({"minimum": 1}, SizesOutsideCourse),
        ({"minimum": 20, "seats": 19}, SizesOutsideCourse),
        ({"first_day": date(2020, 1, 1)}, NoRuleSet),
        ({"last_day": date(2026, 12, 1), "pattern": Pattern.MORNINGS}, WindowTooShort),
    ],
)
def test_plan_run_refuses(center, changes, refusal):
    with pytest.raises(refusal):
        plan(center, **changes)
    assert not CourseRun.objects.exists()
    assert not Session.objects.exists()


def test_plan_run_refuses_a_code_twice_and_a_course_without_content(center):
    plan(center)
    with pytest.raises(CodeTaken):
        plan(center)
    with pytest.raises(NoCurriculum):
        plan(center, course=CourseFactory(), code="B")


def test_a_window_is_long_enough_without_its_holiday_only_if_it_is(center):
    """Four sessions, one a day, from Monday 7 December: the 7th and the 10th are holidays."""
    week = {"first_day": date(2026, 12, 7), "sessions_per_day": 1}
    with pytest.raises(WindowTooShort) as refused:
        plan(center, last_day=date(2026, 12, 11), **week)
    assert refused.value.facts == {"needed": 4, "room": 3}
    plan(center, last_day=date(2026, 12, 14), **week)


def test_a_window_is_shortened_by_the_centres_closures(center):
    plan(center, last_day=date(2026, 12, 1))
    Closure.objects.create(center=center, first_day=MONDAY, last_day=MONDAY, reason="น้ำท่วม")
    with pytest.raises(WindowTooShort):
        plan(center, last_day=date(2026, 12, 1), code="B")


def test_a_run_from_planned_to_closed(staff):
    run = RunFactory(state=RunState.PLANNED, curriculum__topics=[(180, 0)])
    SessionFactory(run=run, day=run.first_day, slot="morning")
    services.open_run(run, by=staff, at=NOW)
    services.confirm_run(run, by=staff, at=NOW)
    services.start_run(run, by=staff, at=FIRST_MORNING)
    services.finish_run(run, by=staff, at=FIRST_MORNING)
    services.close_run(run, reason="หลักสูตรวันเดียว", by=staff, at=FIRST_MORNING)
    assert CourseRun.objects.get().state == RunState.CLOSED
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == ["run.opened", "run.confirmed", "run.started", "run.finished", "run.closed"]


@pytest.mark.parametrize("service", ["open_run", "confirm_run", "finish_run", "close_run", "start_run"])
def test_a_cancelled_run_stays_cancelled(staff, service):
    run = RunFactory(state=RunState.CANCELLED)
    with pytest.raises(WrongState):
        getattr(services, service)(run, by=staff, at=FIRST_MORNING)
    assert not AuditEntry.objects.exists()


def test_a_run_does_not_start_before_its_first_day(staff):
    run = RunFactory(state=RunState.CONFIRMED)
    with pytest.raises(NotYetTheFirstDay):
        services.start_run(run, by=staff, at=FIRST_MORNING - timedelta(hours=9))
    services.start_run(run, by=staff, at=FIRST_MORNING)


def test_the_first_day_begins_at_midnight_in_bangkok(staff):
    run = RunFactory(state=RunState.CONFIRMED)
    services.start_run(run, by=staff, at=datetime(2026, 11, 30, 17, 0, tzinfo=ZoneInfo("UTC")))
    assert run.state == RunState.RUNNING


def test_a_run_takes_the_rules_of_its_first_day_when_it_starts_and_keeps_them(staff, rules):
    """Clause 64: rules that come into force after the first day are not the run's."""
    run = RunFactory(state=RunState.CONFIRMED, rule_set=rules)
    newer = RuleSetFactory(version="DSD-2569", valid_from=run.first_day)
    RuleSetFactory(version="DSD-2570", valid_from=run.first_day + timedelta(days=1))
    services.start_run(run, by=staff, at=FIRST_MORNING + timedelta(days=3))
    run.refresh_from_db()
    assert run.rule_set == newer
    assert AuditEntry.objects.get().facts == {"rules": "DSD-2569"}


@pytest.mark.parametrize("dated", [{}, {"day": date(2026, 12, 2), "slot": "morning"}])
def test_a_run_is_not_finished_before_its_last_session(staff, dated):
    run = RunFactory(state=RunState.RUNNING)
    SessionFactory(run=run, **dated)
    with pytest.raises(SessionsStillToCome):
        services.finish_run(run, by=staff, at=FIRST_MORNING)


def test_cancel_run_removes_the_sessions_to_come(staff):
    run = RunFactory(state=RunState.RUNNING)
    held = SessionFactory(run=run, day=date(2026, 12, 1), slot="morning")
    SessionFactory(run=run, day=date(2026, 12, 2), slot="morning")
    SessionFactory(run=run)
    services.cancel_run(run, reason="ครูลาออก", by=staff, at=FIRST_MORNING)
    run.refresh_from_db()
    assert (run.state, run.cancel_reason) == (RunState.CANCELLED, "ครูลาออก")
    assert list(run.sessions.all()) == [held]
    assert AuditEntry.objects.get().facts == {"reason": "ครูลาออก"}


@pytest.mark.parametrize("held", [{"seats_taken": 1}, {"seats_offered": 1}])
def test_cancel_run_refuses_while_people_hold_seats(staff, held):
    run = RunFactory(**held)
    with pytest.raises(PeopleHoldSeats):
        services.cancel_run(run, reason="น้ำท่วม", by=staff, at=NOW)


def test_cancel_run_refuses_without_a_reason(staff):
    with pytest.raises(ReasonMissing):
        services.cancel_run(RunFactory(), reason="  ", by=staff, at=NOW)


def test_a_classroom_is_a_kind_of_room_from_the_first_run_on(center):
    assert not RoomKind.objects.filter(code="classroom").exists()
    plan(center)
    assert RoomKind.objects.filter(code="classroom").exists()


def test_every_refusal_is_a_sentence(center):
    with pytest.raises(WindowTooShort) as refused:
        plan(center, last_day=MONDAY)
    assert "4" in str(refused.value)
    assert "%" not in str(refused.value)
