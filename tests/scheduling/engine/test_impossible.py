from dataclasses import replace
from datetime import date
from time import monotonic

import pytest

from scheduling.engine.answers import (
    Fact,
    FactKind,
    Status,
)
from scheduling.engine.exact import Limits, Verdict
from scheduling.engine.facts import facts, without
from scheduling.engine.impossible import possible, shrink
from scheduling.engine.model import (
    Equipment,
    Lock,
    Qualification,
    Room,
    Trainer,
)
from scheduling.engine.solve import solve
from tests.scheduling.engine.cases import MONDAY, calendar, problem, run, with_session

WELD = (Qualification("weld"),)
EARLY = date(2026, 6, 2)
LIMITS = Limits(seconds=20, seed=1)
A_WEEK_AWAY = frozenset(range(21))

CAUSES = [
    (problem(run("a", 1, people=21)), {Fact(FactKind.ROOMS, "shop")}),
    (problem(with_session(run("a", 1), qualification="paint")), {Fact(FactKind.TRAINERS, "paint")}),
    (problem(run("a", 1), closed=A_WEEK_AWAY), {Fact(FactKind.CLOSED)}),
    (
        problem(run("a", 3, latest=EARLY)),
        {Fact(FactKind.WINDOW, "a"), Fact(FactKind.MOST_PER_DAY, "a")},
    ),
    (problem(run("a", 8)), {Fact(FactKind.MOST_PER_DAY, "a")}),
    (
        problem(run("a", 2, weekdays=frozenset({6}))),
        {Fact(FactKind.PATTERN, "a"), Fact(FactKind.MOST_PER_DAY, "a")},
    ),
    (
        problem(run("a", 1), trainers=(Trainer("ann", WELD, A_WEEK_AWAY),)),
        {Fact(FactKind.ABSENT, "ann"), Fact(FactKind.TRAINERS, "weld")},
    ),
    (
        problem(run("a", 3), trainers=(Trainer("ann", WELD, minutes_per_week=360),)),
        {Fact(FactKind.WEEKLY, "ann"), Fact(FactKind.LENGTH, "a"), Fact(FactKind.TRAINERS, "weld")},
    ),
    (
        problem(
            run("a", 2, least_per_day=2, most_per_day=2),
            trainers=(Trainer("ann", WELD, minutes_per_day=180),),
        ),
        {
            Fact(FactKind.LEAST_PER_DAY, "a"),
            Fact(FactKind.DAILY, "ann"),
            Fact(FactKind.LENGTH, "a"),
            Fact(FactKind.TRAINERS, "weld"),
        },
    ),
    (
        problem(run("a", 1), rooms=(Room("R1", "shop", 20, closed=A_WEEK_AWAY),)),
        {Fact(FactKind.ROOM_CLOSED, "R1"), Fact(FactKind.ROOMS, "shop")},
    ),
    (
        problem(run("a", 1), trainers=(Trainer("ann", WELD, sites=frozenset()),)),
        {Fact(FactKind.SITES, "ann"), Fact(FactKind.TRAINERS, "weld")},
    ),
    (
        problem(run("a", 2), trainers=(Trainer("ann", (Qualification("weld", MONDAY, MONDAY),)),)),
        {Fact(FactKind.VALIDITY, "ann"), Fact(FactKind.TRAINERS, "weld"), Fact(FactKind.MOST_PER_DAY, "a")},
    ),
    (
        problem(
            with_session(run("a", 1), equipment=frozenset({"arc"})),
            equipment=(Equipment("u1", "arc", unavailable=A_WEEK_AWAY),),
        ),
        {Fact(FactKind.EQUIPMENT, "arc"), Fact(FactKind.ROOMS, "shop")},
    ),
    (
        problem(run("a", 1, sites=frozenset({"north"}))),
        {Fact(FactKind.PLACE, "a"), Fact(FactKind.ROOMS, "shop")},
    ),
    (problem(with_session(run("a", 1), minutes=500)), {Fact(FactKind.LENGTH, "a")}),
    (
        problem(run("a", 2), locks=(Lock("a1", period=9), Lock("a2", period=3))),
        {Fact(FactKind.LOCK, "a1"), Fact(FactKind.LOCK, "a2")},
    ),
]


@pytest.mark.parametrize(("given", "cause"), CAUSES, ids=[str(min(cause, key=str)) for _, cause in CAUSES])
def test_the_known_cause_is_named_and_nothing_else(given, cause):
    result = solve(given, seconds=20, steps=400)
    assert result.status is Status.IMPOSSIBLE
    assert result.clash.runs == ("a",)
    assert result.clash.minimal
    assert set(result.clash.facts) == cause


@pytest.mark.parametrize("given", [given for given, _ in CAUSES])
def test_a_clash_is_minimal_because_each_fact_was_needed(given):
    for fact in solve(given, seconds=20, steps=400).clash.facts:
        assert possible(without(given, fact), LIMITS) is Verdict.OPTIMAL


def test_runs_that_clash_are_told_from_those_that_do_not():
    """Two runs with one room on the same single morning; a third elsewhere is not to blame."""
    monday = {"slots": frozenset({0}), "latest": MONDAY}
    runs = (run("a", 1, **monday), run("b", 1, **monday), run("c", 2))
    result = solve(problem(*runs, rooms=(Room("R1", "shop", 20),)), seconds=20, steps=400)
    assert result.status is Status.IMPOSSIBLE
    assert result.clash.runs == ("a", "b")
    assert Fact(FactKind.ROOMS, "shop") in result.clash.facts
    (left_out,) = result.solution.unplaced
    assert {left_out.run, *left_out.rivals} == {"a", "b"}


def test_a_shortage_of_rooms_is_proved_by_counting():
    """21 periods a week, 22 sessions in one room: no pairing argument ends soon, counting does."""
    runs = [with_session(run(name, 11, most_per_day=3), minutes=60) for name in "ab"]
    assert possible(problem(*runs, rooms=(Room("R1", "shop", 20),)), LIMITS) is Verdict.IMPOSSIBLE


def test_relaxing_a_fact_never_makes_a_problem_harder():
    given = problem(run("a", 2, latest=EARLY, least_per_day=1), calendar=calendar(7))
    assert possible(given, LIMITS) is Verdict.OPTIMAL
    for fact in facts(given):
        assert possible(without(given, fact), LIMITS) is Verdict.OPTIMAL


def test_shrink_keeps_exactly_what_is_needed():
    tried = []

    def clashes(kept):
        tried.append(tuple(kept))
        return {3, 11} <= set(kept)

    assert shrink(list(range(16)), clashes) == [3, 11]
    assert len(tried) < 2 * 16


def test_a_group_with_two_full_runs_is_a_clash():
    shared = {"groups": frozenset({"g"}), "slots": frozenset({0}), "latest": MONDAY}
    result = solve(problem(run("a", 1, **shared), run("b", 1, **shared)), seconds=20, steps=400)
    kinds = {fact.kind for fact in result.clash.facts}
    assert FactKind.GROUPS in kinds
    assert replace(result.clash, facts=()).runs == ("a", "b")


def test_without_time_left_nothing_is_asked():
    welding = problem(run("a", 2))
    assert possible(welding, LIMITS) is Verdict.OPTIMAL
    assert possible(welding, replace(LIMITS, seconds=0.0)) is Verdict.UNKNOWN


def test_what_is_left_of_limits_is_less_the_work_since_it_began():
    now = monotonic()
    assert 14.0 < LIMITS.since(now - 5).seconds <= 15.0
    assert LIMITS.since(now - 30).seconds == 0.0
