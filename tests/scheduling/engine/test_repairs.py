"""What would end a clash: by how much, the cheapest first, and nothing that would not be enough."""

from datetime import date

import pytest

from bench.clash_problems import CAUSES, cases
from scheduling.engine.answers import Change
from scheduling.engine.exact import Limits
from scheduling.engine.impossible import alone, together
from scheduling.engine.model import Group, Journey, Lock, Problem, Qualification, Room, Trainer
from scheduling.engine.repairs import repairs
from scheduling.engine.solve import solve
from tests.scheduling.engine.cases import problem, run, with_session

LIMITS = Limits(seconds=20, seed=1)
WELD = (Qualification("weld"),)
ANN = Trainer("ann", WELD)


def ways(impossible: Problem) -> dict[Change, tuple[int, tuple[str, ...]]]:
    """By change, how much is needed and which choice or days."""
    clash = alone(impossible, impossible.runs[0].id, LIMITS) or together(impossible, LIMITS)
    found = repairs(impossible, clash, LIMITS)
    assert [one.burden for one in found] == sorted(one.burden for one in found)
    return {one.change: (one.amount, one.details) for one in found}


CASES = [
    (
        problem(run("a", 4, latest=date(2026, 6, 2))),
        {Change.END_LATER: 2, Change.MORE_A_DAY: 1},
    ),
    (
        problem(run("a", 3, earliest=date(2026, 6, 6))),
        {Change.BEGIN_EARLIER: 1, Change.MORE_A_DAY: 1},
    ),
    (
        problem(run("a", 2, weekdays=frozenset({6}), slots=frozenset({0}))),
        {Change.ANOTHER_WEEKDAY: 1},
    ),
    (problem(run("a", 1, people=26)), {Change.SEATS: 6, Change.ROOMS: 1}),
    (
        problem(run("a", 4), trainers=(Trainer("ann", WELD, minutes_per_week=360),)),
        {Change.WEEKLY_HOURS: 6, Change.TRAINERS: 1, Change.SHORTER: 3},
    ),
    (
        problem(run("a", 6), trainers=(Trainer("ann", WELD, frozenset(range(3, 12))),)),
        {Change.PRESENT: 2, Change.TRAINERS: 1},
    ),
    (
        problem(
            with_session(run("a", 6, slots=frozenset({2}), weekdays=frozenset(range(6))), minutes=120),
            run("b", 6, slots=frozenset({0}), weekdays=frozenset(range(1, 7))),
            trainers=(Trainer("ann", WELD, rest=16 * 60),),
        ),
        {Change.LESS_REST: 2, Change.TRAINERS: 1},
    ),
    (
        problem(
            run("a", 7, slots=frozenset({0}), sites=frozenset({"main"})),
            run("b", 7, slots=frozenset({1}), sites=frozenset({"north"})),
            trainers=(ANN,),
            rooms=(Room("R1", "shop", 20), Room("R2", "shop", 20, "north")),
            travel=(Journey("main", "north", 75),),
        ),
        {Change.FASTER: 15, Change.TRAINERS: 1},
    ),
    (
        problem(
            run("a", 4, groups=frozenset({"g"})),
            groups=(Group("g", minutes_per_week=540),),
        ),
        {Change.GROUP_WEEKLY_HOURS: 3, Change.SHORTER: 2},
    ),
    (
        problem(
            run("a", 7, groups=frozenset({"g"}), slots=frozenset({0})),
            run("b", 7, groups=frozenset({"g"}), slots=frozenset({1})),
            groups=(Group("g", minutes_per_day=300),),
        ),
        {Change.GROUP_DAILY_HOURS: 1, Change.APART: 1},
    ),
    (
        problem(
            run("a", 6, groups=frozenset({"g"})), groups=(Group("g", protected=frozenset(range(3, 12))),)
        ),
        {Change.UNPROTECTED: 2, Change.MORE_A_DAY: 1},
    ),
    (
        problem(run("a", 2), locks=(Lock("a1", period=9), Lock("a2", period=3))),
        {Change.UNLOCK: 1},
    ),
]


@pytest.mark.parametrize(("impossible", "least"), CASES)
def test_by_how_much_each_fact_must_give(impossible, least):
    found = ways(impossible)
    assert {change: found[change][0] for change in least} == least


def test_a_change_that_is_not_enough_is_no_repair():
    """No weekday more helps a run with eight sessions in a week of seven days, one a day."""
    found = ways(problem(run("a", 8)))
    assert set(found) == {Change.MORE_A_DAY}
    assert found[Change.MORE_A_DAY] == (1, ())


def test_runs_that_need_the_same_trainer_ask_for_one_more():
    together_ = problem(
        *(run(name, 7, slots=frozenset({0})) for name in "ab"),
        trainers=(ANN,),
        rooms=(Room("R1", "shop", 20), Room("R2", "shop", 20)),
    )
    found = ways(together_)
    assert found[Change.TRAINERS] == (1, ())
    assert Change.ANOTHER_SLOT in found


@pytest.mark.parametrize("case", cases(len(CAUSES), 7), ids=lambda case: case.name)
def test_every_known_cause_has_a_repair(case):
    clashes = [
        clash
        for clash in (alone(case.problem, run_, LIMITS) for run_ in sorted(case.runs))
        if clash is not None
    ] or [together(case.problem, LIMITS)]
    assert repairs(case.problem, clashes[0], LIMITS)


def test_the_answer_carries_the_repairs():
    result = solve(problem(run("a", 1, people=26)), seconds=20)
    assert [str(one) for one in result.clash.repairs] == [
        "find a room of kind shop with 6 more seats",
        "get 1 more rooms of kind shop",
    ]
