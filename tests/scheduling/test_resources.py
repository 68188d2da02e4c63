"""What stands in the way of a trainer, a room or a movable unit on a day, as the engine is told and as is said."""

from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from scheduling import services
from scheduling.engine.checker import check
from scheduling.engine.model import Rule, Solution
from scheduling.engine.solve import solve
from scheduling.judging import wrongly_placed
from scheduling.models import Assignment
from scheduling.naming import name_of, skills_in
from scheduling.planning import Placed, fingerprint, placement, problem_for
from scheduling.reasons import Reasons
from scheduling.refusals import CannotMove
from scheduling.services.booking import write_places
from tests.clock import NOW
from tests.factories.training import (
    EquipmentFactory,
    RoomFactory,
    RoomKindFactory,
    SiteFactory,
    SkillFactory,
    TrainerFactory,
)
from tests.scheduling.scene import FRIDAY, MONDAY, open_welding, published, small_center, workshop
from training.enums import Part, Slot, TrainerKind
from training.models import CourseRun, EquipmentKind, Room, Trainer
from training.services import (
    appoint_trainer,
    deactivate_room,
    qualify_trainer,
    record_absence,
    record_outage,
    set_teaching_week,
    set_trainer_week,
)
from training.week_pattern import pattern_of, whole_week

TODAY, TUESDAY, THURSDAY = date(2026, 11, 20), date(2026, 12, 1), date(2026, 12, 3)
MORNINGS = pattern_of((weekday, Slot.MORNING) for weekday in range(7))
BY = {"by": None, "at": NOW}


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def given_for(center, *runs):
    return problem_for(center, runs or CourseRun.objects.all(), today=TODAY)


def days_free(given):
    """The days on which the only trainer is free in the morning."""
    (trainer,) = given.trainers
    free = [p for p in range(0, given.calendar.periods, 3) if p not in trainer.unavailable]
    return [given.calendar.day(period) for period in free]


def refusal(session, **change):
    """Why a booked session cannot be moved to the place changed so."""
    booked = session.assignment
    trainers = [booking.trainer for booking in booked.bookings.all()]
    now = {"day": booked.day, "slot": booked.slot, "room": booked.room, "trainers": trainers}
    with pytest.raises(CannotMove) as refused:
        services.move_session(session, **{**now, **change}, **BY)
    return str(refused.value)


def practice(run, index=0):
    return list(run.sessions.filter(part=Part.PRACTICE).order_by("number"))[index]


def need_arc(run):
    """The practice of a run needs an arc welder."""
    kind, _ = EquipmentKind.objects.get_or_create(
        code="arc", defaults={"name_th": "ตู้เชื่อม", "name_en": "Arc welder"}
    )
    for topic in run.curriculum.topics.all():
        topic.equipment.add(kind)
    return kind


def at(session, day=MONDAY, slot=Slot.MORNING, room=None, trainer=None):
    return Placed(session.pk, day, slot, (room or workshop()).pk, ((trainer or Trainer.objects.first()).pk,))


def test_a_trainer_is_free_on_the_half_days_of_their_week_only(center):
    (trainer,) = small_center(center)
    set_trainer_week(trainer, half_days=pattern_of([(0, Slot.MORNING), (2, Slot.EVENING)]), version=1, **BY)
    given = given_for(center, open_welding(center))
    assert days_free(given) == [MONDAY]
    wednesday_evening = given.calendar.period(2, 2)
    assert wednesday_evening not in given.trainers[0].unavailable


def test_a_trainer_from_outside_is_free_only_while_appointed(center):
    (trainer,) = small_center(center, kind=TrainerKind.OUTSIDE, alternative=3)
    run = open_welding(center)
    assert days_free(given_for(center, run)) == []
    order = {"order_number": "12/2569", "ordered_on": MONDAY, "appointed_by": "ผู้อำนวยการ"}
    appoint_trainer(trainer, **order, valid_from=MONDAY, valid_until=TUESDAY, **BY)
    assert days_free(given_for(center, run)) == [MONDAY, TUESDAY]


def test_of_all_skills_that_a_course_needs_every_one_is_valid_on_the_day(center):
    """Welding is open, safety holds from Tuesday to Thursday: together they hold on those days."""
    both, one = small_center(center, trainers=2)
    run, safety = open_welding(center), SkillFactory(code="safety")
    run.course.skills.add(safety)
    qualify_trainer(both, skill=safety, valid_from=TUESDAY, valid_until=THURSDAY, **BY)
    given = given_for(center, run)
    held = {trainer.id: trainer.qualifications for trainer in given.trainers}
    assert held[name_of("trainer", one.pk)] == ()
    (together,) = held[name_of("trainer", both.pk)]
    assert (together.valid_from, together.valid_until) == (TUESDAY, THURSDAY)
    assert skills_in(together.name) == ["safety", "welding"]
    assert {session.qualification for session in given.runs[0].sessions} == {together.name}


def test_two_qualifications_for_one_skill_that_follow_each_other_both_count(center):
    (trainer,) = small_center(center)
    trainer.skills.update(valid_until=MONDAY)
    qualify_trainer(trainer, skill=trainer.skills.get().skill, valid_from=TUESDAY, **BY)
    (known,) = given_for(center, open_welding(center)).trainers
    assert [(one.valid_from, one.valid_until) for one in known.qualifications] == [
        (None, MONDAY),
        (TUESDAY, None),
    ]


def test_the_centres_half_days_close_the_others(center):
    small_center(center)
    set_teaching_week(center, half_days=MORNINGS, version=0, **BY)
    given = given_for(center, open_welding(center))
    assert {period % 3 for period in range(given.calendar.periods) if period not in given.closed} == {0}


def test_units_are_fewer_while_out_of_order_and_while_others_use_them(center):
    small_center(center, workshops=2, trainers=2)
    other, run = open_welding(center, "W-1"), open_welding(center, "W-2")
    kind = need_arc(run)
    need_arc(other)
    welders = EquipmentFactory(center=center, kind=kind, quantity=3)
    record_outage(welders, first_day=TUESDAY, last_day=TUESDAY, quantity=2, reason="ซ่อม", **BY)
    write_places([at(practice(other))], cleared=[])
    given = given_for(center, run)
    free = [sum(period not in unit.unavailable for unit in given.equipment) for period in range(4)]
    assert free == [2, 3, 3, 1]
    assert [one.equipment for one in given.runs[0].sessions] == [frozenset(), {"arc"}, {"arc"}]
    assert len(given_for(center, other, run).equipment) == 3


def test_two_sessions_never_need_more_units_than_there_are(center):
    """Two runs of one day, two shops, two trainers, one welder: the engine keeps them apart."""
    small_center(center, classrooms=2, workshops=2, trainers=2)
    runs = [
        open_welding(center, code, topics=[(0, 360)], first_day=MONDAY, last_day=TUESDAY)
        for code in ("A", "B")
    ]
    need_arc(runs[1])
    EquipmentFactory(center=center, kind=need_arc(runs[0]))
    given = given_for(center, *runs)
    answer = solve(given, seconds=5).solution
    assert len({one.period for one in answer.placements}) == len(answer.placements) == 4
    together = [
        placement(at(practice(run), room=room, trainer=who), given.calendar)
        for run, room, who in zip(
            runs, Room.objects.filter(kind="welding"), Trainer.objects.all(), strict=True
        )
    ]
    broken = {one.rule for one in check(given, Solution(tuple(together)))}
    assert broken == {Rule.SHARED_EQUIPMENT, Rule.WHOLE_RUN}


def test_a_unit_serves_only_its_own_site_and_a_room_may_have_its_own(center):
    small_center(center)
    run = open_welding(center)
    kind = need_arc(run)
    EquipmentFactory(center=center, kind=kind, site=SiteFactory(center=center))
    assert not solve(given_for(center, run), seconds=2).solution.placements
    workshop().equipment.add(kind)
    assert len(solve(given_for(center, run), seconds=2).solution.placements) == 3


def test_a_trainer_teaches_only_at_sites_they_reach(center):
    (trainer,) = small_center(center)
    run = open_welding(center)
    trainer.sites.add(SiteFactory(center=center))
    assert not solve(given_for(center, run), seconds=2).solution.placements
    trainer.sites.add(workshop().site)
    assert len(solve(given_for(center, run), seconds=2).solution.placements) == 3


def test_a_run_held_at_one_site_uses_its_rooms_alone(center):
    small_center(center)
    north = SiteFactory(center=center)
    run = open_welding(center)
    CourseRun.objects.update(site=north)
    assert not solve(given_for(center, run), seconds=2).solution.placements
    for kind in ("classroom", "welding"):
        RoomFactory(center=center, kind=RoomKindFactory(code=kind), site=north)
    placed = solve(given_for(center, run), seconds=5).solution.placements
    ours = {name_of("room", room.pk) for room in north.rooms.all()}
    assert {one.room for one in placed} == ours


def test_a_run_held_outside_needs_its_trainer_and_no_room(center):
    """Without one room of the centre it is dated; another run cannot use its place, two outside do not clash."""
    small_center(center, classrooms=0, workshops=0)
    outside, inside = open_welding(center, "W-1"), open_welding(center, "W-2")
    CourseRun.objects.filter(pk=outside.pk).update(address="ศาลาประชาคม")
    plan = published(center, [outside, inside])
    assert [entry["run"] for entry in plan.unplaced] == [inside.pk]
    booked = Assignment.objects.all()
    assert {(one.room, one.place) for one in booked} == {(None, "ศาลาประชาคม")}
    assert len(booked) == 3
    CourseRun.objects.update(address="ที่อื่น")
    with_both = given_for(center, inside)
    assert sorted(with_both.trainers[0].booked) == [
        with_both.calendar.period((one.day - MONDAY).days, list(Slot).index(Slot(one.slot)))
        for one in booked.order_by("day", "pk")
    ]


def test_a_session_outside_is_moved_without_a_room(center):
    small_center(center)
    run = open_welding(center)
    CourseRun.objects.update(address="ศาลาประชาคม")
    published(center, [run])
    last = practice(run, -1)
    shop = {"room": workshop(), "day": FRIDAY}
    assert "takes no room of the centre" in refusal(last, **shop)
    services.move_session(last, day=FRIDAY, slot=Slot.MORNING, room=None, trainers=[teacher()], **BY)
    assert (last.assignment.room, last.day) == (None, FRIDAY)


def test_a_place_changed_after_publishing_shows_its_sessions(center, booked):
    """At a site, then outside, then at the centre again: what is booked no longer fits, and why is said."""
    CourseRun.objects.update(site=SiteFactory(center=center, name_th="สาขาเหนือ"))
    assert len(needy(center)) == 3
    assert all("is not there" in reasons[0] for reasons in needy(center).values())
    CourseRun.objects.update(site=None, address="ศาลาประชาคม")
    assert all("takes no room of the centre" in reasons[0] for reasons in needy(center).values())
    Assignment.objects.update(room=None)
    assert needy(center) == {}
    CourseRun.objects.update(address="")
    assert {tuple(reasons) for reasons in needy(center).values()} == {("No room is booked.",)}


def teacher():
    return Trainer.objects.get()


@pytest.fixture
def booked(center):
    """A run with a published timetable; its trainer's name."""
    (trainer,) = small_center(center)
    run = open_welding(center)
    published(center, [run])
    return run, trainer


def test_a_move_is_refused_by_name_and_reason(center, booked):
    run, trainer = booked
    session = practice(run, -1)
    set_trainer_week(trainer, half_days=MORNINGS, version=1, **BY)
    afternoon = {"day": THURSDAY, "slot": Slot.AFTERNOON}
    assert f"{trainer} does not teach on that half day" in refusal(session, **afternoon)
    Trainer.objects.update(kind=TrainerKind.OUTSIDE, alternative=1)
    assert f"{trainer} is from outside and has no appointment" in refusal(session, **afternoon)
    trainer.skills.update(valid_until=TUESDAY)
    assert f"The qualification of {trainer} for “" in refusal(session, **afternoon)
    set_teaching_week(center, half_days=MORNINGS, version=0, **BY)
    assert "The centre does not teach on that half day" in refusal(session, **afternoon)


def test_a_move_is_refused_where_equipment_is_missing_or_in_use(center, booked):
    run, _trainer = booked
    session, kind = practice(run, -1), need_arc(run)
    assert f"lacks {kind}, and there is none to bring" in refusal(session, day=THURSDAY)
    EquipmentFactory(center=center, kind=kind)
    other, shop = open_welding(center, "W-2", course=run.course), RoomFactory(center=center)
    write_places(
        [at(practice(other), THURSDAY, room=shop, trainer=TrainerFactory(center=center))], cleared=[]
    )
    assert "in use by W-2" in refusal(session, day=THURSDAY, slot=Slot.MORNING)


def needy(center):
    found = wrongly_placed(center, CourseRun.objects.all(), today=TODAY)
    return {place.session: Reasons(session_of(place), place).of(broken) for place, broken in found}


def session_of(place):
    return next(
        one for run in CourseRun.objects.all() for one in run.sessions.all() if one.pk == place.session
    )


def test_what_is_booked_when_something_changes_is_found(center, booked):
    run, trainer = booked
    assert needy(center) == {}
    record_absence(trainer, first_day=MONDAY, last_day=TUESDAY, reason="", **BY)
    assert len(needy(center)) == run.sessions.filter(day__lte=TUESDAY).count() > 0
    trainer.absences.all().delete()
    deactivate_room(workshop(), **BY)
    assert set(needy(center)) == {one.pk for one in run.sessions.filter(part=Part.PRACTICE)}
    assert all("No longer in use" in reasons[0] for reasons in needy(center).values())


@pytest.mark.parametrize(
    "change",
    [
        lambda center: set_teaching_week(center, half_days=MORNINGS, version=0, **BY),
        lambda center: Trainer.objects.update(half_days=MORNINGS),
        lambda center: Trainer.objects.update(minutes_per_day=60),
        lambda center: EquipmentFactory(center=center),
    ],
    ids=["half days of the centre", "half days of a trainer", "hours", "equipment"],
)
def test_a_proposal_is_out_of_date_when_a_resource_changed(center, change):
    small_center(center)
    run = open_welding(center)
    before = fingerprint(given_for(center, run))
    change(center)
    assert fingerprint(given_for(center, run)) != before


def test_the_whole_week_leaves_nothing_out(center):
    (trainer,) = small_center(center)
    assert trainer.half_days == whole_week()
    assert given_for(center, open_welding(center)).trainers[0].unavailable == frozenset()


def test_minutes_of_short_sessions_fit_where_sessions_would_not(center):
    """Three sessions of an hour fit into three hours of one day; a limit in sessions would have cut them."""
    small_center(center, classrooms=1, minutes_per_day=180)
    run = open_welding(center, topics=[(60, 0), (60, 0), (60, 0)], sessions_per_day=3, pattern="weekdays")
    given = given_for(center, run)
    with_evening = replace(given.runs[0], slots=None, weekdays=frozenset({0}))
    answer = solve(replace(given, runs=(with_evening,)), seconds=5).solution
    assert len(answer.placements) == 3
