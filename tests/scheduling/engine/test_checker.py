from dataclasses import replace
from datetime import date

import pytest

from scheduling.engine.checker import check
from scheduling.engine.model import Equipment, Lock, Qualification, Room, Rule, Solution, Trainer, Unplaced
from tests.scheduling.engine.cases import MONDAY, at, problem, run, timetable, with_session

WELD = (Qualification("weld"),)
A1 = at("a1", 0)

CASES = [
    (Rule.WINDOW, problem(run("a", 1, earliest=date(2026, 6, 2))), at("a1", 3), A1),
    (Rule.WINDOW, problem(run("a", 1, latest=date(2026, 6, 1))), at("a1", 1), at("a1", 3)),
    (Rule.PATTERN, problem(run("a", 1, slots=frozenset({1}))), at("a1", 1), A1),
    (Rule.PATTERN, problem(run("a", 1, weekdays=frozenset({1}))), at("a1", 3), A1),
    (Rule.CENTER_CLOSED, problem(run("a", 1), closed=frozenset({0})), at("a1", 1), A1),
    (Rule.SLOT_LENGTH, problem(run("a", 1)), at("a1", 1), at("a1", 2)),
    (
        Rule.ROOM_KIND,
        problem(run("a", 1), rooms=(Room("R1", "hall", 20), Room("R2", "shop", 20))),
        at("a1", 0, "R2"),
        A1,
    ),
    (
        Rule.ROOM_CAPACITY,
        problem(run("a", 1), rooms=(Room("R1", "shop", 10), Room("R2", "shop", 11))),
        at("a1", 0, "R2"),
        A1,
    ),
    (
        Rule.ROOM_EQUIPMENT,
        problem(
            with_session(run("a", 1), equipment=frozenset({"arc"})),
            rooms=(Room("R1", "shop", 20), Room("R2", "shop", 20, equipment=frozenset({"arc", "gas"}))),
        ),
        at("a1", 0, "R2"),
        A1,
    ),
    (
        Rule.RUN_SITE,
        problem(
            run("a", 1, sites=frozenset({"north"})),
            rooms=(Room("R1", "shop", 20), Room("R2", "shop", 20, "north")),
        ),
        at("a1", 0, "R2"),
        A1,
    ),
    (
        Rule.ROOM_CLOSED,
        problem(run("a", 1), rooms=(Room("R1", "shop", 20, closed=frozenset({0})),)),
        at("a1", 1),
        A1,
    ),
    (Rule.TRAINER_COUNT, problem(with_session(run("a", 1), trainers=2)), at("a1", 0, "R1", "ann", "ben"), A1),
    (
        Rule.TRAINER_COUNT,
        problem(with_session(run("a", 1), trainers=2)),
        at("a1", 0, "R1", "ann", "ben"),
        at("a1", 0, "R1", "ann", "ann"),
    ),
    (
        Rule.TRAINER_QUALIFIED,
        problem(run("a", 1), trainers=(Trainer("ann", ()), Trainer("ben", WELD))),
        at("a1", 0, "R1", "ben"),
        A1,
    ),
    (
        Rule.TRAINER_QUALIFIED,
        problem(run("a", 1), trainers=(Trainer("ann", (Qualification("weld", MONDAY, MONDAY),)),)),
        A1,
        at("a1", 3),
    ),
    (
        Rule.TRAINER_AVAILABLE,
        problem(run("a", 1), trainers=(Trainer("ann", WELD, frozenset({0})),)),
        at("a1", 1),
        A1,
    ),
    (
        Rule.TRAINER_SITE,
        problem(
            run("a", 1), trainers=(Trainer("ann", WELD, sites=frozenset({"north"})), Trainer("ben", WELD))
        ),
        at("a1", 0, "R1", "ben"),
        A1,
    ),
]


@pytest.mark.parametrize(
    ("rule", "given", "legal", "broken"), CASES, ids=[f"{i}-{case[0]}" for i, case in enumerate(CASES)]
)
def test_a_rule_about_one_session(rule, given, legal, broken):
    assert check(given, timetable(legal)) == []
    assert {violation.rule for violation in check(given, timetable(broken))} == {rule}


def test_limits_of_a_trainer_count_by_day_and_by_week():
    given = problem(run("a", 3, most_per_day=2))
    daily = replace(given, trainers=(Trainer("ann", WELD, minutes_per_day=180),))
    weekly = replace(given, trainers=(Trainer("ann", WELD, minutes_per_week=360),))
    three_days = timetable(at("a1", 0), at("a2", 3), at("a3", 6))
    two_days = timetable(at("a1", 0), at("a2", 1), at("a3", 3))
    assert check(daily, three_days) == []
    assert [(v.rule, v.things) for v in check(daily, two_days)] == [
        (Rule.TRAINER_DAILY, ("ann", "2026-06-01"))
    ]
    assert [(v.rule, v.things) for v in check(weekly, three_days)] == [
        (Rule.TRAINER_WEEKLY, ("ann", "2026-W23"))
    ]


def test_limits_count_minutes_not_sessions():
    """Two sessions of an hour are within a limit of three hours; with one of two hours more, they are not."""
    short = with_session(run("a", 2, most_per_day=2), minutes=60)
    given = problem(
        short, with_session(run("b", 1), minutes=120), trainers=(Trainer("ann", WELD, minutes_per_day=180),)
    )
    two = (at("a1", 0), at("a2", 1))
    assert check(replace(given, runs=(short,)), timetable(*two)) == []
    broken = check(given, timetable(*two, at("b1", 2, "R2")))
    assert [(one.rule, one.things) for one in broken] == [(Rule.TRAINER_DAILY, ("ann", "2026-06-01"))]


def shared(*units, **room):
    """Two runs that need a welder each, in two shops; R2 may have one of its own, or be elsewhere."""
    runs = (with_session(run(name, 1), equipment=frozenset({"arc"})) for name in "ab")
    rooms = (Room("R1", "shop", 20), Room("R2", "shop", 20, **room))
    return problem(*runs, rooms=rooms, equipment=units)


TOGETHER = timetable(at("a1", 0), at("b1", 0, "R2", "ben"))
UNIT = Equipment("u1", "arc")


@pytest.mark.parametrize(
    ("given", "broken"),
    [
        (shared(UNIT), [(Rule.SHARED_EQUIPMENT, ("a1", "b1", "arc"))]),
        (shared(UNIT, Equipment("u2", "arc")), []),
        (
            shared(UNIT, Equipment("u2", "arc", unavailable=frozenset({0}))),
            [(Rule.SHARED_EQUIPMENT, ("a1", "b1", "arc"))],
        ),
        (shared(UNIT, equipment=frozenset({"arc"})), []),
        (shared(UNIT, Equipment("u2", "arc", "north"), site="north"), []),
        (shared(UNIT, site="north"), [(Rule.ROOM_EQUIPMENT, ("b1",))]),
        (shared(), [(Rule.ROOM_EQUIPMENT, ("a1",)), (Rule.ROOM_EQUIPMENT, ("b1",))]),
    ],
    ids=["one", "two", "one out of order", "fixed in a room", "each site its own", "elsewhere", "none"],
)
def test_movable_equipment_is_used_once_at_a_time(given, broken):
    assert [(one.rule, one.things) for one in check(given, TOGETHER)] == broken


def test_a_limit_of_zero_is_a_limit():
    given = problem(run("a", 1), trainers=(Trainer("ann", WELD, minutes_per_day=0),))
    assert [v.rule for v in check(given, timetable(A1))] == [Rule.TRAINER_DAILY]


def test_room_trainer_and_group_are_used_once_a_period():
    given = problem(run("a", 1, groups=frozenset({"g"})), run("b", 1, groups=frozenset({"g"})))
    apart = timetable(at("a1", 0), at("b1", 1))
    assert check(given, apart) == []
    together = timetable(at("a1", 0), at("b1", 0))
    assert {v.rule for v in check(given, together)} == {
        Rule.ROOM_OVERLAP,
        Rule.TRAINER_OVERLAP,
        Rule.GROUP_OVERLAP,
    }
    own_things = timetable(at("a1", 0), at("b1", 0, "R2", "ben"))
    assert [v.rule for v in check(given, own_things)] == [Rule.GROUP_OVERLAP]


def test_sessions_come_in_the_listed_order():
    given = problem(run("a", 2))
    assert check(given, timetable(at("a1", 0), at("a2", 3))) == []
    assert [v.rule for v in check(given, timetable(at("a1", 3), at("a2", 0)))] == [Rule.ORDER]


def test_sessions_a_day_have_a_least_and_a_most():
    given = problem(run("a", 3, least_per_day=2, most_per_day=2))
    good = timetable(at("a1", 0), at("a2", 1), at("a3", 3))
    assert check(given, good) == []
    thin = timetable(at("a1", 0), at("a2", 3), at("a3", 4))
    assert [v.rule for v in check(given, thin)] == [Rule.LEAST_PER_DAY]
    crowded = problem(run("a", 2))
    assert [v.rule for v in check(crowded, timetable(at("a1", 0), at("a2", 1)))] == [Rule.MOST_PER_DAY]


@pytest.mark.parametrize("lock", [Lock("a1", period=1), Lock("a1", room="R2"), Lock("a1", trainers=("ben",))])
def test_a_lock_is_kept(lock):
    given = problem(run("a", 1), locks=(lock,))
    assert [v.rule for v in check(given, timetable(A1))] == [Rule.LOCK]
    assert check(given, timetable(at("a1", 1, "R2", "ben"))) == []


def test_a_run_is_placed_wholly_or_reported():
    given = problem(run("a", 2))
    assert [v.rule for v in check(given, timetable(A1))] == [Rule.WHOLE_RUN]
    assert [v.rule for v in check(given, Solution(()))] == [Rule.WHOLE_RUN]
    assert [v.rule for v in check(given, Solution((A1,), (Unplaced("a"),)))] == [Rule.WHOLE_RUN]
    assert check(given, Solution((), (Unplaced("a"),))) == []


@pytest.mark.parametrize(
    "wrong", [at("x", 0), at("a1", 99), at("a1", -1), at("a1", 0, "nowhere"), at("a1", 0, "R1", "nobody")]
)
def test_unknown_things_are_named(wrong):
    assert [v.rule for v in check(problem(run("a", 1)), timetable(wrong))] == [Rule.KNOWN]


def test_a_session_is_placed_once():
    assert {v.rule for v in check(problem(run("a", 1)), timetable(A1, at("a1", 3)))} == {Rule.KNOWN}


def test_what_is_booked_elsewhere_is_not_free_and_counts_in_the_limits():
    given = problem(run("a", 1), trainers=(Trainer("ann", WELD, booked={0: 180}, minutes_per_day=180),))
    assert check(given, timetable(at("a1", 3))) == []
    assert {v.rule for v in check(given, timetable(A1))} >= {Rule.TRAINER_AVAILABLE}
    assert [v.rule for v in check(given, timetable(at("a1", 1)))] == [Rule.TRAINER_DAILY]
