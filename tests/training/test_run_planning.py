"""What a run is given: place, ground, beds, meals, money, seats kept back; planned otherwise; planned like another."""

from datetime import date

import pytest

from agencies.models import Memorandum
from core.models import AuditEntry
from core.refusals import WrongState
from tests.agencies.memoranda_scene import memorandum_of, signed
from tests.clock import NOW
from tests.factories.agencies import CenterFactory, SchoolFactory
from tests.factories.training import (
    CourseFactory,
    CurriculumFactory,
    RoomFactory,
    RuleSetFactory,
    RunFactory,
    TrainerFactory,
)
from training import services
from training.enums import Pattern, ReserveGroup, RunState
from training.feasibility import feasibility_of, free_code
from training.forms.runs import copied_days
from training.models import CourseRun, Site
from training.refusals import (
    BedsInUse,
    CodeTaken,
    NoGroundToTrain,
    NotYetTheFirstDay,
    ReservedTwice,
    ReservesBeyondSeats,
    RunIsOver,
    SiteOfAnotherCenter,
)
from training.services import ReserveEntry, RunNeeds

FIRST, LAST = date(2026, 11, 30), date(2026, 12, 4)


@pytest.fixture(autouse=True)
def rules(db):
    return RuleSetFactory()


@pytest.fixture
def course():
    return CurriculumFactory(topics=[(60, 400)], course=CourseFactory(code="WELD")).course


def plan(center, course, code="W-1", **changes):
    facts = {"first_day": FIRST, "last_day": LAST, "seats": 20, "minimum": 10, **changes}
    return services.plan_run(course=course, center=center, code=code, by=None, at=NOW, **facts)


@pytest.fixture
def run(center, course):
    return plan(center, course)


def facts_of(run, **changes):
    names = (
        "course", "code", "first_day", "last_day", "seats", "minimum", "pattern", "sessions_per_day",
        "trainers_needed",
    )  # fmt: skip
    return {name: getattr(run, name) for name in names} | {"needs": RunNeeds()} | changes


def test_a_run_is_held_where_and_with_what_was_said(center, course):
    needs = RunNeeds(address="ศาลาประชาคม", beds=4, meals=20, budget_line="งบ ก", budget=1_234_500)
    run = plan(center, course, needs=needs)
    run.refresh_from_db()
    assert (run.place, run.beds_free, run.meals, run.budget) == ("ศาลาประชาคม", 4, 20, 1_234_500)
    assert plan(center, course, "W-2").place == str(center)
    site = Site.objects.create(center=center, name_th="วิทยาเขตลี้")
    assert plan(center, course, "W-3", needs=RunNeeds(site=site)).place == str(site)


def test_a_site_of_another_centre_is_refused(center, course):
    site = Site.objects.create(center=CenterFactory(), name_th="ที่อื่น")
    with pytest.raises(SiteOfAnotherCenter):
        plan(center, course, needs=RunNeeds(site=site))


def test_training_for_another_agency_needs_a_memorandum_or_another_ground(center, course, head):
    """Clause 62, on both sides: a memorandum for referrals is none for training, nor one that a side has not signed."""
    agency = SchoolFactory()
    needs = RunNeeds(held_for=agency)
    signed(memorandum_of(center, head, agency, purposes=["refer"]), center, agency)
    unsigned = memorandum_of(center, head, agency, purposes=["train"])
    signed(unsigned, center)
    with pytest.raises(NoGroundToTrain) as refused:
        plan(center, course, needs=needs)
    assert "62" in str(refused.value)
    by_order = plan(center, course, "W-2", needs=RunNeeds(held_for=agency, other_ground="คำสั่งจังหวัดที่ 5"))
    assert (by_order.memorandum, by_order.other_ground) == (None, "คำสั่งจังหวัดที่ 5")
    signed(unsigned, agency)
    assert plan(center, course, "W-3", needs=needs).memorandum == unsigned


def test_a_memorandum_that_ended_meanwhile_stops_the_beginning(center, course, head):
    agency = SchoolFactory()
    memorandum = memorandum_of(center, head, agency, purposes=["train"])
    signed(memorandum, center, agency)
    run = plan(center, course, needs=RunNeeds(held_for=agency))
    CourseRun.objects.update(state=RunState.CONFIRMED)
    Memorandum.objects.update(ended_on=FIRST)
    run.refresh_from_db()
    first_morning = NOW.replace(month=11, day=30)
    with pytest.raises(NoGroundToTrain):
        services.start_run(run, by=None, at=first_morning)
    services.supply_run(run, RunNeeds(held_for=agency, other_ground="คำสั่ง"), by=None, at=NOW)
    with pytest.raises(NotYetTheFirstDay):
        services.start_run(run, by=None, at=NOW)
    services.start_run(run, by=None, at=first_morning)
    assert run.state == RunState.RUNNING


def test_what_a_run_is_given_changes_until_it_is_over(run, staff):
    services.supply_run(run, RunNeeds(beds=3, meals=10), by=staff, at=NOW)
    row = AuditEntry.objects.get(action="run.supplied")
    assert (row.facts["fields"], row.actor_id) == (["beds", "meals"], staff.pk)
    CourseRun.objects.update(beds_taken=2)
    with pytest.raises(BedsInUse):
        services.supply_run(run, RunNeeds(beds=1), by=staff, at=NOW)
    CourseRun.objects.update(state=RunState.CLOSED)
    with pytest.raises(RunIsOver):
        services.supply_run(run, RunNeeds(beds=9), by=staff, at=NOW)


def test_seats_are_kept_back_in_the_order_given(run, school, staff):
    entries = [ReserveEntry(3, school=school), ReserveEntry(2, ReserveGroup.POVERTY)]
    services.reserve_seats(run, entries, by=staff, at=NOW)
    kept = [(row.number, row.key, row.seats) for row in run.reserves.all()]
    assert kept == [(1, f"school:{school.pk}", 3), (2, "poverty", 2)]
    assert AuditEntry.objects.get(action="run.reserved").facts["reserves"] == {
        f"school:{school.pk}": 3,
        "poverty": 2,
    }
    services.reserve_seats(run, [], by=staff, at=NOW)
    assert not run.reserves.exists()


def test_seats_are_not_kept_back_twice_nor_beyond_the_run_nor_after_the_announcement(run):
    poor = ReserveEntry(11, ReserveGroup.POVERTY)
    with pytest.raises(ReservedTwice):
        services.reserve_seats(run, [poor, poor], by=None, at=NOW)
    with pytest.raises(ReservesBeyondSeats):
        services.reserve_seats(run, [poor, ReserveEntry(10, ReserveGroup.LEFT_EARLY)], by=None, at=NOW)
    services.announce_run(run, applications_from=NOW.date(), by=None, at=NOW)
    with pytest.raises(WrongState):
        services.reserve_seats(run, [poor], by=None, at=NOW)


def test_a_planned_run_is_planned_otherwise(run, staff):
    before = set(run.sessions.values_list("pk", flat=True))
    changes = facts_of(run, code="W-9", seats=15, sessions_per_day=1, needs=RunNeeds(beds=2))
    services.change_run(run, by=staff, at=NOW, **changes)
    run.refresh_from_db()
    assert (run.code, run.seats, run.sessions_per_day, run.beds) == ("W-9", 15, 1, 2)
    assert run.sessions.count() == len(before)
    row = AuditEntry.objects.get(action="run.changed")
    assert row.facts["fields"] == ["code", "seats", "sessions_per_day", "beds"]


def test_changing_the_plan_refuses_what_planning_refuses_and_what_was_announced(run, center, course):
    plan(center, course, "TAKEN")
    with pytest.raises(CodeTaken):
        services.change_run(run, by=None, at=NOW, **facts_of(run, code="TAKEN"))
    run.refresh_from_db()
    services.reserve_seats(run, [ReserveEntry(18, ReserveGroup.POVERTY)], by=None, at=NOW)
    with pytest.raises(ReservesBeyondSeats):
        services.change_run(run, by=None, at=NOW, **facts_of(run, seats=17))
    run.refresh_from_db()
    assert run.seats == 20
    services.open_run(run, by=None, at=NOW)
    with pytest.raises(WrongState):
        services.change_run(run, by=None, at=NOW, **facts_of(run))


def test_the_next_free_code_counts_in_the_fiscal_year(course):
    assert free_code(course, date(2026, 9, 30)) == "WELD-1/2569"
    assert free_code(course, date(2026, 10, 1)) == "WELD-1/2570"
    RunFactory(code="WELD-1/2570")
    assert free_code(course, date(2026, 10, 1)) == "WELD-2/2570"


def test_a_copy_falls_on_the_same_weekdays_after_the_run_and_after_today(run):
    days = copied_days(run, NOW.date())
    assert days == {"first_day": date(2026, 12, 7), "last_day": date(2026, 12, 11)}
    later = copied_days(run, date(2027, 3, 3))
    assert (later["first_day"].weekday(), later["first_day"] > date(2027, 3, 3)) == (0, True)


def test_feasibility_counts_window_rooms_and_trainers(center, course):
    def look(**changes):
        facts = {"first_day": FIRST, "last_day": LAST, "seats": 20, "pattern": Pattern.WEEKDAYS, **changes}
        return feasibility_of(CourseRun(course=course, center=center, **facts))

    bare = look()
    assert (bare.sessions, bare.room, bare.window_fits) == (4, 10, True)
    assert {one.kind.code for one in bare.rooms_lacking} == {"classroom", "welding"}
    assert not bare.trainers_suffice
    RoomFactory(center=center, capacity=19)
    RoomFactory(capacity=30)
    trainer = TrainerFactory(center=center)
    TrainerFactory()
    found = look(first_day=LAST)
    assert (found.room, found.window_fits, found.trainers) == (2, False, [trainer])
    (shop,) = [one for one in found.rooms if one.kind.code == "welding"]
    assert (shop.rooms, shop.largest, shop.fits(20), shop.fits(19)) == (1, 19, False, True)
