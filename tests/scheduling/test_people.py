"""People in several runs, and what limits of learning keep free: from the rolls to the engine and into words."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.utils import translation

from scheduling.engine.checker import check
from scheduling.engine.model import Rule
from scheduling.engine.solve import solve
from scheduling.judging import Judge, wrongly_placed
from scheduling.models import Assignment
from scheduling.naming import is_of_minors, period_number, runs_in
from scheduling.planning import Placed, fingerprint, placements_of, problem_for
from scheduling.reasons import Reasons
from scheduling.refusals import CannotMove
from scheduling.services import move_session
from scheduling.services.booking import write_places
from scheduling.wording import unplaced
from tests.clock import NOW
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory
from tests.scheduling.scene import MONDAY, TODAY, open_welding, small_center, solved, workshop
from training.enums import Pattern, Slot
from training.models import CourseRun, Room, Trainer

ADULT, MINOR = date(1990, 1, 1), date(2011, 3, 14)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def two(center):
    """Two runs that could be held side by side: rooms and trainers for both."""
    small_center(center, classrooms=2, workshops=2, trainers=2)
    return [open_welding(center, code) for code in ("W-1", "W-2")]


def sit(*runs, birth=ADULT, **facts):
    person = GraduateFactory(birth_date=birth, **facts)
    for run in runs:
        EnrollmentFactory(graduate=person, run=run)
    return person


def limit(center, **limits):
    """Limits of learning in the rules under which the centre's runs are held."""
    for run in CourseRun.objects.filter(center=center).select_related("rule_set"):
        run.rule_set.rules["learning"].update(limits)
        run.rule_set.save()


def given(center, *runs):
    return problem_for(center, runs, today=TODAY)


def times(center, *runs):
    """When the engine holds the runs' sessions: day and half day, each as often as it is used."""
    problem = given(center, *runs)
    solution = solve(problem, seconds=5).solution
    assert not solution.unplaced
    assert check(problem, solution) == []
    return sorted((place.day, place.slot) for place in placements_of(problem, solution))


def busiest(halves):
    """The most sessions on one day."""
    return max(Counter(day for day, _slot in halves).values())


def book(run, *halves, trainer=None):
    """Hold the first sessions of a run in a room of their kind at these days and half days."""
    who = trainer or Trainer.objects.filter(center=run.center).last()
    sessions = run.sessions.order_by("number")
    rooms = [Room.objects.filter(kind=one.room_kind).last().pk for one in sessions]
    places = [
        Placed(session.pk, day, slot, room, (who.pk,))
        for (day, slot), session, room in zip(halves, sessions, rooms, strict=False)
    ]
    write_places(places, cleared=[])
    return places


def refused(session, day, slot):
    with pytest.raises(CannotMove) as refusal:
        move_session(
            session, day=day, slot=slot, room=workshop(), trainers=[Trainer.objects.first()], by=None, at=NOW
        )
    return refusal.value.facts["reasons"]


def test_runs_that_share_nobody_are_held_side_by_side_and_those_that_do_never(center, two):
    sit(two[0]), sit(two[1])
    apart = times(center, *two)
    assert len(set(apart)) < len(apart)
    assert given(center, *two).groups == ()
    sit(*two)
    together = times(center, *two)
    assert len(set(together)) == len(together) == 6
    (group,) = given(center, *two).groups
    assert runs_in(group.id) == [run.pk for run in two]


def test_who_has_left_a_run_is_not_in_it(center, two):
    person = sit(*two)
    person.enrollments.filter(run=two[1]).update(state="left", leaving_reason="resigned")
    assert given(center, *two).groups == ()


def test_lessons_of_a_run_that_is_not_planned_keep_their_time(center, two):
    planned, other = two
    sit(planned, other)
    book(other, (MONDAY, Slot.MORNING), (TUESDAY, Slot.MORNING))
    problem = given(center, planned)
    (group,) = problem.groups
    busy = {(MONDAY, "morning"), (TUESDAY, "morning")}
    assert dict(group.booked) == {period_number(problem.calendar, *half): 180 for half in busy}
    assert busy.isdisjoint(times(center, planned))


def test_a_change_of_who_sits_where_makes_a_proposal_stale(center, two):
    before = fingerprint(given(center, *two))
    sit(two[0])
    assert fingerprint(given(center, *two)) == before
    sit(*two)
    assert fingerprint(given(center, *two)) != before


def test_a_move_onto_another_run_of_the_same_people_is_refused_without_a_name(center, two):
    person = sit(*two)
    book(two[0], (TUESDAY, Slot.MORNING))
    book(two[1], (WEDNESDAY, Slot.MORNING))
    words = refused(two[0].sessions.first(), WEDNESDAY, Slot.MORNING)
    assert "People of this run who are also in W-2 have another session then." in words
    assert person.given_name not in words


def test_both_sessions_of_one_half_day_are_shown_as_in_need(center, two):
    book(two[0], (TUESDAY, Slot.MORNING), trainer=Trainer.objects.first())
    (place,) = book(two[1], (WEDNESDAY, Slot.MORNING))
    Assignment.objects.filter(session=place.session).update(day=TUESDAY, room=Room.objects.first())
    two[1].sessions.filter(pk=place.session).update(day=TUESDAY)
    sit(*two)
    found = {
        broken.rule: Reasons(Assignment.objects.get(session=at.session).session, at).of([broken])
        for at, violations in wrongly_placed(center, two, today=TODAY)
        for broken in violations
        if at.session == two[0].sessions.first().pk
    }
    assert found[Rule.GROUP_OVERLAP] == ["People of this run who are also in W-2 have another session then."]
    shown = {
        at.session
        for at, violations in wrongly_placed(center, two, today=TODAY)
        if any(broken.rule is Rule.GROUP_OVERLAP for broken in violations)
    }
    assert len(shown) == 2


def test_hours_a_day_of_minors_hold_only_where_somebody_is_under_age(center, two):
    run = two[0]
    limit(center, minor_hours_a_day=3)
    sit(run, birth=ADULT)
    assert len({day for day, _slot in times(center, run)}) == 2
    sit(run, birth=MINOR)
    assert len({day for day, _slot in times(center, run)}) == 3
    (group,) = given(center, run).groups
    assert (is_of_minors(group.id), group.minutes_per_day) == (True, 180)


@pytest.mark.parametrize(
    ("birth", "precision", "young"),
    [
        (date(2008, 11, 30), "day", False),  # 18 on the first day of the run
        (date(2008, 12, 1), "day", True),  # a day later
        (date(2008, 1, 1), "year", True),  # may be so
        (date(2007, 1, 1), "year", False),
        (None, "day", True),  # nobody knows: not let pass silently
    ],
)
def test_who_is_under_age_on_the_first_day(center, two, birth, precision, young):
    limit(center, minor_evenings=False)
    sit(two[0], birth=birth, birth_precision=precision)
    assert bool(given(center, two[0]).groups) is young


def test_evenings_are_kept_free_of_minors_and_the_move_says_so(center):
    small_center(center, classrooms=2, workshops=2, trainers=2)
    run = open_welding(center, pattern=Pattern.EVENINGS, topics=((0, 360),))
    sit(run, birth=MINOR)
    assert {slot for _day, slot in times(center, run)} == {"evening"}
    limit(center, minor_evenings=False)
    book(run, (TUESDAY, Slot.EVENING))
    assert "People under 18 of this run do not learn in the evening." in refused(
        run.sessions.first(), WEDNESDAY, Slot.EVENING
    )


def test_hours_a_day_hold_over_all_runs_of_a_person(center, two):
    limit(center, hours_a_day=6)
    assert busiest(times(center, *two)) == 4
    sit(*two)
    assert busiest(times(center, *two)) == 2
    book(two[0], (MONDAY, Slot.MORNING))
    book(two[1], (TUESDAY, Slot.MORNING), (TUESDAY, Slot.AFTERNOON))
    words = refused(two[0].sessions.first(), TUESDAY, Slot.EVENING)
    assert "People of this run who are also in W-2 would learn more hours that day than allowed." in words


def test_hours_of_lessons_that_stay_count(center, two):
    """Three of six hours of Monday are another run's, in the evening: one session more, in whichever half day."""
    limit(center, hours_a_day=6)
    planned, other = two
    sit(planned, other)
    book(other, (MONDAY, Slot.EVENING))
    assert sum(day == MONDAY for day, _slot in times(center, planned)) == 1
    book(planned, (WEDNESDAY, Slot.MORNING))
    classroom, teacher = Room.objects.filter(kind="classroom").first(), Trainer.objects.first()
    for slot in (Slot.MORNING, Slot.AFTERNOON):
        place = Placed(planned.sessions.first().pk, MONDAY, slot, classroom.pk, (teacher.pk,))
        assert Judge(planned.sessions.first(), today=TODAY).broken_at(place) == []


@pytest.mark.parametrize(("hours", "placed"), [(12, 0), (15, 3)])
def test_hours_of_a_week_are_those_of_all_runs(center, two, hours, placed):
    limit(center, hours_a_week=hours)
    planned, other = two
    sit(planned, other)
    book(other, (MONDAY, Slot.EVENING), (TUESDAY, Slot.EVENING))
    assert len(solve(given(center, planned), seconds=5).solution.placements) == placed


def test_a_limit_holds_for_a_run_before_anybody_sits_in_it(center, two):
    limit(center, hours_a_day=3)
    assert busiest(times(center, two[0])) == 1


def test_what_hours_a_week_make_impossible_is_said_with_what_would_help(center, two):
    limit(center, hours_a_week=6)
    (said,) = unplaced(solved(center, two[:1], seconds=5))
    assert "the most hours of learning a week of people in W-1" in said["causes"]
    assert "Let people in W-1 learn more hours a week: 3 more." in said["remedies"]


def test_what_lessons_that_stay_make_impossible_is_said(center, two):
    planned, other = two
    CourseRun.objects.filter(pk=planned.pk).update(last_day=TUESDAY, sessions_per_day=1)
    sit(planned, other)
    book(other, (TUESDAY, Slot.MORNING), (TUESDAY, Slot.AFTERNOON))
    planned.sessions.filter(number=3).delete()
    (said,) = unplaced(solved(center, [planned], seconds=5))
    assert "other lessons of people in W-1, W-2" in said["causes"]
    assert "Free people in W-1, W-2 from other lessons on: 1 December 2026." in said["remedies"]


def test_rest_after_an_evening_of_another_run(center, two):
    limit(center, rest=14)
    planned, other = two
    sit(planned, other)
    book(planned, (WEDNESDAY, Slot.MORNING))
    book(other, (MONDAY, Slot.EVENING))
    words = refused(planned.sessions.first(), TUESDAY, Slot.MORNING)
    assert "only 13 hours of rest between this session and that of W-2 on 30 November 2026." in words
    assert "People of this run who are also in W-2" in words
    limit(center, rest=13)
    move_session(
        planned.sessions.first(),
        day=TUESDAY,
        slot=Slot.MORNING,
        room=Room.objects.filter(kind="classroom").first(),
        trainers=[Trainer.objects.first()],
        by=None,
        at=NOW,
    )
