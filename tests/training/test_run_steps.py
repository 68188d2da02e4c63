"""Steps of a run: announced, opened by itself, taken back; orientations before closing; the rules it keeps."""

from datetime import date, timedelta

import pytest

from core.chores import run_chores
from core.models import AuditEntry
from core.refusals import WrongState
from tests.clock import NOW
from tests.factories.agencies import AccountFactory
from tests.factories.training import RuleSetFactory, RunFactory
from training import services
from training.enums import OrientationPart, RunState
from training.models import CourseRun
from training.refusals import (
    ApplicationsTooLate,
    InTheFuture,
    NotInTraining,
    OrientationsMissing,
    PeopleHoldSeats,
    ReasonMissing,
)
from training.services.rules import rules_on

TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def run(center):
    return RunFactory(center=center, state=RunState.PLANNED)


def test_an_announced_run_is_seen_by_others_before_it_opens(run, staff, counselor):
    assert not CourseRun.objects.visible_to(counselor).exists()
    services.announce_run(run, applications_from=TODAY + DAY, by=staff, at=NOW)
    assert (run.state, run.announced_on, run.applications_from) == ("announced", TODAY, TODAY + DAY)
    assert CourseRun.objects.visible_to(counselor).get() == run
    assert AuditEntry.objects.get().facts == {"applications_from": (TODAY + DAY).isoformat()}
    with pytest.raises(WrongState):
        services.announce_run(run, applications_from=TODAY + DAY, by=staff, at=NOW)


def test_people_can_apply_only_before_the_first_day(run):
    with pytest.raises(ApplicationsTooLate):
        services.announce_run(run, applications_from=run.first_day, by=None, at=NOW)
    services.announce_run(run, applications_from=run.first_day - DAY, by=None, at=NOW)


def test_an_announced_run_opens_by_itself_on_its_day_and_not_before(run):
    services.announce_run(run, applications_from=TODAY + DAY, by=None, at=NOW)
    assert services.open_announced_runs(at=NOW) == 0
    assert services.open_announced_runs(at=NOW + DAY) == 1
    assert services.open_announced_runs(at=NOW + DAY) == 0
    run.refresh_from_db()
    assert run.state == RunState.OPEN
    assert AuditEntry.objects.get(action="run.opened").actor_name == "system"


def test_the_worker_opens_announced_runs(run):
    CourseRun.objects.update(state="announced", announced_on=TODAY, applications_from=date(2020, 1, 1))
    run_chores()
    run.refresh_from_db()
    assert run.state == RunState.OPEN


def test_an_announcement_is_taken_back_with_a_reason_and_then_nobody_else_sees_the_run(run, staff, counselor):
    services.announce_run(run, applications_from=TODAY, by=staff, at=NOW)
    with pytest.raises(ReasonMissing):
        services.take_back_announcement(run, reason=" ", by=staff, at=NOW)
    services.take_back_announcement(run, reason="ครูย้าย", by=staff, at=NOW)
    run.refresh_from_db()
    assert (run.state, run.announced_on) == ("planned", None)
    assert AuditEntry.objects.filter(action="run.announcement_taken_back").get().facts == {"reason": "ครูย้าย"}
    assert not CourseRun.objects.visible_to(counselor).exists()


def test_opened_at_once_a_run_counts_as_announced_that_day(run):
    services.open_run(run, by=None, at=NOW)
    assert (run.announced_on, run.applications_from) == (TODAY, TODAY)
    with pytest.raises(WrongState):
        services.take_back_announcement(run, reason="x", by=None, at=NOW)


def test_a_run_called_off_after_its_announcement_stays_to_be_seen_and_one_before_does_not(center, counselor):
    told = RunFactory(center=center, state=RunState.CANCELLED, announced_on=TODAY)
    RunFactory(center=center, state=RunState.CANCELLED)
    assert CourseRun.objects.visible_to(counselor).get() == told


def test_a_matched_run_is_opened_again_with_a_reason_once_its_offers_are_answered(center):
    run = RunFactory(center=center, state=RunState.MATCHED, seats_offered=1)
    with pytest.raises(PeopleHoldSeats):
        services.reopen_run(run, reason="ว่าง", by=None, at=NOW)
    CourseRun.objects.update(seats_offered=0)
    services.reopen_run(run, reason="ยังว่าง 5 ที่", by=None, at=NOW)
    assert run.state == RunState.OPEN
    assert AuditEntry.objects.get().facts == {"reason": "ยังว่าง 5 ที่"}
    with pytest.raises(WrongState):
        services.reopen_run(run, reason="อีก", by=None, at=NOW)


def record(run, part, **facts):
    facts = {"held_on": TODAY, "held_by": " นายสมมติ ", **facts}
    return services.record_orientation(run, part, by=None, at=NOW, **facts)


def test_an_orientation_is_recorded_and_corrected(center):
    run = RunFactory(center=center, state=RunState.RUNNING)
    record(run, OrientationPart.START)
    record(run, OrientationPart.START, held_on=TODAY - DAY)
    assert [(one.part, one.held_on, one.held_by) for one in run.orientations.all()] == [
        ("start", TODAY - DAY, "นายสมมติ")
    ]
    assert AuditEntry.objects.filter(action="run.orientation").count() == 2


def test_an_orientation_is_held_in_training_and_not_tomorrow(center):
    with pytest.raises(NotInTraining):
        record(RunFactory(center=center, state=RunState.OPEN), OrientationPart.START)
    with pytest.raises(InTheFuture):
        record(RunFactory(center=center, state=RunState.RUNNING), OrientationPart.END, held_on=TODAY + DAY)


def test_a_run_is_closed_after_its_three_orientations_or_with_the_reason_why_not(center):
    run = RunFactory(center=center, state=RunState.FINISHED)
    for part in (OrientationPart.START, OrientationPart.MIDDLE):
        record(run, part)
    with pytest.raises(OrientationsMissing) as refused:
        services.close_run(run, by=None, at=NOW)
    assert str(OrientationPart.END.label) in str(refused.value)
    services.close_run(run, reason="น้ำท่วม", by=None, at=NOW)
    row = AuditEntry.objects.get(action="run.closed")
    assert row.facts == {"without": ["end"], "reason": "น้ำท่วม"}
    whole = RunFactory(center=center, state=RunState.FINISHED)
    for part in OrientationPart:
        record(whole, part)
    services.close_run(whole, by=None, at=NOW)
    assert whole.state == RunState.CLOSED


def test_a_run_that_has_begun_keeps_its_rules_when_newer_ones_come(center):
    """Clause 64: neither a step nor a newer regulation in force on its first day changes them afterwards."""
    old = RuleSetFactory()
    run = RunFactory(center=center, state=RunState.CONFIRMED, first_day=TODAY, rule_set=old)
    services.start_run(run, by=None, at=NOW)
    newer = RuleSetFactory(version="DSD-2570", valid_from=TODAY)
    services.finish_run(run, by=None, at=NOW)
    services.close_run(run, reason="x", by=None, at=NOW)
    run.refresh_from_db()
    assert run.rule_set == old
    assert rules_on(TODAY) == newer


def test_a_planned_run_is_seen_by_its_centre_only(run, staff):
    assert CourseRun.objects.visible_to(staff).get() == run
    assert not CourseRun.objects.visible_to(AccountFactory()).exists()
