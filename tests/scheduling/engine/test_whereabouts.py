"""Where trainers and people are one after the other, and for how long: the judge's rules and terms about it."""

from dataclasses import replace

import pytest

from scheduling.engine.checker import check
from scheduling.engine.costs import cost
from scheduling.engine.model import Group, Journey, Qualification, Room, Rule, Term, Trainer
from scheduling.engine.validate import ProblemError, validate
from tests.scheduling.engine.cases import at, problem, run, timetable, with_session

WELD = (Qualification("weld"),)
ROOMS = (Room("R1", "shop", 20), Room("R2", "shop", 20, "north"))
CLASS = frozenset({"g"})


def two_runs(**changes):
    """Two runs of one session, at two sites an hour and a half apart unless told otherwise."""
    far = {"rooms": ROOMS, "travel": (Journey("main", "north", 90),)}
    return problem(run("a", 1), run("b", 1), **{**far, **changes})


def found(given, *placements):
    return [(one.rule, one.things) for one in check(given, timetable(*placements))]


@pytest.mark.parametrize(
    ("minutes", "second", "broken"),
    [(60, 1, False), (61, 1, True), (90, 2, False), (301, 2, True), (1000, 3, False)],
    ids=["as long as the break", "longer", "a slot between", "longer than that", "the next day"],
)
def test_the_way_needs_as_long_as_lies_between(minutes, second, broken):
    """From 12:00 to 13:00 is an hour, from 12:00 to 17:00 five."""
    given = two_runs(travel=(Journey("north", "main", minutes),))
    given = replace(given, runs=tuple(with_session(one, minutes=60) for one in given.runs))
    expected = [(Rule.TRAVEL, ("a1", "b1", "ann"))] if broken else []
    assert found(given, at("a1", 0), at("b1", second, "R2")) == expected
    assert found(given, at("a1", 0), at("b1", second, "R2", "ben")) == []


def test_the_way_to_what_is_booked_elsewhere_counts():
    ann = Trainer("ann", WELD, booked={1: 180}, booked_at={1: "north"})
    given = replace(two_runs(trainers=(ann,)), runs=(run("a", 1),))
    assert found(given, at("a1", 0)) == [(Rule.TRAVEL, ("a1", "ann"))]
    assert found(given, at("a1", 3)) == []
    nowhere = replace(ann, booked_at={})
    assert found(replace(given, trainers=(nowhere,)), at("a1", 0)) == []


def test_people_cannot_be_at_two_sites_at_once_either():
    given = two_runs()
    shared = replace(given, runs=tuple(replace(one, groups=CLASS) for one in given.runs))
    places = at("a1", 0), at("b1", 1, "R2", "ben")
    assert found(given, *places) == []
    assert found(shared, *places) == [(Rule.TRAVEL, ("a1", "b1", "g"))]


def test_rest_is_from_one_day_to_the_next():
    """From 19:00 to 9:00 are 14 hours."""
    given = problem(with_session(run("a", 1), minutes=120), run("b", 1))
    evening, morning, noon = at("a1", 2), at("b1", 3), at("b1", 4)
    for rest, broken in ((14 * 60, []), (14 * 60 + 1, [(Rule.REST, ("a1", "b1", "ann"))])):
        rested = replace(given, trainers=(Trainer("ann", WELD, rest=rest), Trainer("ben", WELD)))
        assert found(rested, evening, morning) == broken
        assert found(rested, evening, noon) == []
        assert found(rested, evening, at("b1", 6)) == []
        assert found(rested, evening, at("b1", 3, "R1", "ben")) == []


def test_rest_counts_from_what_is_booked_elsewhere():
    given = problem(run("b", 1), trainers=(Trainer("ann", WELD, booked={2: 120}, rest=15 * 60),))
    assert found(given, at("b1", 3)) == [(Rule.REST, ("b1", "ann"))]
    assert found(given, at("b1", 4)) == []


def test_a_trainer_and_a_group_of_one_name_are_two():
    """Only the group rests long; nobody of it is in both runs."""
    given = problem(with_session(run("a", 1), minutes=120), run("b", 1), groups=(Group("ann", rest=15 * 60),))
    assert found(given, at("a1", 2), at("b1", 3)) == []


def test_people_learn_so_long_a_day_and_a_week_over_all_their_runs():
    runs = tuple(run(name, 1, groups=CLASS) for name in "ab")
    places = at("a1", 0), at("b1", 1, "R2", "ben")
    daily, weekly = (
        problem(*runs, groups=(Group("g", **{name: 359}),))
        for name in ("minutes_per_day", "minutes_per_week")
    )
    assert found(daily, *places) == [(Rule.GROUP_DAILY, ("g", "2026-06-01"))]
    assert found(daily, places[0], at("b1", 4)) == []
    assert found(weekly, places[0], at("b1", 4)) == [(Rule.GROUP_WEEKLY, ("g", "2026-W23"))]
    assert found(problem(*runs, groups=(Group("g", 360, 360),)), *places) == []


def test_protected_periods_are_the_peoples_own():
    given = problem(run("a", 1, groups=CLASS), groups=(Group("g", protected=frozenset({0})),))
    assert found(given, at("a1", 0)) == [(Rule.GROUP_PROTECTED, ("a1", "g"))]
    assert found(given, at("a1", 1)) == []


def test_what_people_learn_elsewhere_is_taken_and_counts():
    given = problem(run("a", 1, groups=CLASS), rooms=ROOMS, travel=(Journey("main", "north", 90),))
    group = Group("g", minutes_per_day=300, rest=15 * 60, booked={4: 121, 8: 60}, booked_at={4: "north"})
    given = replace(given, groups=(group,))
    day = (Rule.GROUP_DAILY, ("g", "2026-06-02"))
    assert found(given, at("a1", 4, "R2")) == [(Rule.GROUP_OVERLAP, ("a1", "g")), day]
    assert found(given, at("a1", 3, "R2")) == [day]
    shorter = replace(given, groups=(replace(group, booked={4: 120, 8: 60}),))
    assert found(shorter, at("a1", 3, "R2")) == []
    assert found(shorter, at("a1", 3)) == [(Rule.TRAVEL, ("a1", "g"))]
    assert found(shorter, at("a1", 9)) == [(Rule.REST, ("a1", "g"))]


def amounts(given, *placements):
    prices = cost(given, timetable(*placements))
    return {term: prices[term] // given.weights[term] for term in (Term.WISHES, Term.TRAVEL, Term.EMPTY)}


def test_wishes_changes_of_site_and_empty_rooms_are_counted():
    ann = Trainer("ann", WELD, unwished=frozenset({0, 2}))
    given = replace(two_runs(trainers=(ann,)), runs=(run("a", 1, people=10), run("b", 1)))
    assert amounts(given, at("a1", 0), at("b1", 2, "R2")) == {Term.WISHES: 2, Term.TRAVEL: 1, Term.EMPTY: 1}
    assert amounts(given, at("a1", 1), at("b1", 3, "R2")) == {Term.WISHES: 0, Term.TRAVEL: 0, Term.EMPTY: 1}


def test_a_change_of_site_that_is_booked_anyway_costs_nothing():
    booked = Trainer("ann", WELD, booked={0: 60, 2: 60}, booked_at={0: "north", 2: "main"})
    given = replace(two_runs(trainers=(booked,)), runs=(run("a", 1),))
    assert amounts(given, at("a1", 1))[Term.TRAVEL] == 0
    once = replace(booked, booked={2: 60}, booked_at={2: "north"})
    assert amounts(replace(given, trainers=(once,)), at("a1", 0))[Term.TRAVEL] == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"trainers": (Trainer("ann", WELD, rest=1441),)}, "trainer ann: rests at most 1440 minutes"),
        ({"travel": (Journey("main", "main", 5),)}, "travel: “main” to “main” must be two sites"),
        (
            {"travel": (Journey("main", "north", 5), Journey("north", "main", 9))},
            "travel: “main – north” is there 2 times",
        ),
        (
            {"trainers": (Trainer("ann", WELD, booked_at={0: "main"}),)},
            "trainer ann: booked_at names a period that is not in booked",
        ),
        (
            {"groups": (Group("g", protected=frozenset({99})),)},
            "group g: names a period outside the calendar",
        ),
        ({"groups": (Group("g"), Group("g"))}, "groups: “g” is there 2 times"),
    ],
)
def test_what_makes_no_sense_is_refused(changes, sentence):
    with pytest.raises(ProblemError, match=sentence):
        validate(problem(run("a", 1), **changes))


@pytest.mark.parametrize(
    ("begins", "sentence"),
    [
        ((None, 780, 1020), "“morning” needs “begins”, since rest or travel is counted"),
        ((540, 700, 1020), "“afternoon” begins before the slot above it ends"),
        ((540, 780, 1400), "“evening” begins before the slot above it ends, or ends after midnight"),
    ],
)
def test_rest_needs_the_times_of_the_day(begins, sentence):
    given = problem(run("a", 1), groups=(Group("g", rest=60),))
    slots = tuple(replace(slot, begins=at_) for slot, at_ in zip(given.calendar.slots, begins, strict=True))
    with pytest.raises(ProblemError, match=sentence):
        validate(replace(given, calendar=replace(given.calendar, slots=slots)))
