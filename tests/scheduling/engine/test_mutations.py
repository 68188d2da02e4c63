"""Each hard rule is dropped from the engine in turn: the checker must catch the timetable that comes of it."""

from dataclasses import replace
from random import Random

import pytest

from scheduling.engine import compiled, cpsat, exact, rules, state
from scheduling.engine.checker import check
from scheduling.engine.compiled import compile_problem
from scheduling.engine.greedy import construct
from scheduling.engine.model import (
    WEIGHTS,
    Equipment,
    Group,
    Journey,
    Lock,
    Qualification,
    Room,
    Rule,
    Solution,
    Term,
    Trainer,
    Unplaced,
)
from scheduling.engine.state import State
from tests.scheduling.engine.cases import MONDAY, calendar, problem, run, with_session

WELD = (Qualification("weld"),)
SHOP = Room("R1", "shop", 20)
ANN = Trainer("ann", WELD)


def everything(*_arguments):
    return -1


def always(*_arguments):
    return True


def never(*_arguments):
    return 0


def nothing(*_arguments):
    return None


TWO_AT_ONCE = tuple(run(name, 1, preferred_start=MONDAY, slots=frozenset({0})) for name in "ab")
IN_ONE_GROUP = tuple(replace(one, groups=frozenset({"g"})) for one in TWO_AT_ONCE)
BUSY = run("a", 3, most_per_day=3)
LEARNERS = frozenset({"g"})
IN_THE_MORNING = run("a", 1, preferred_start=MONDAY, slots=frozenset({0}), groups=LEARNERS)
IN_THE_AFTERNOON = replace(IN_THE_MORNING, id="b", sessions=run("b", 1).sessions, slots=frozenset({1}))
AT_NIGHT = with_session(replace(IN_THE_MORNING, slots=frozenset({2})), minutes=120)
NEXT_DAY = replace(IN_THE_AFTERNOON, slots=frozenset({0}), preferred_start=MONDAY.replace(day=2))
NEXT_DAY = replace(NEXT_DAY, earliest=MONDAY.replace(day=2))
TWO_SITES = {
    "rooms": (SHOP, Room("R2", "shop", 20, "north")),
    "travel": (Journey("north", "main", 90),),
    "weights": {**WEIGHTS, Term.TRAVEL: 0},
}
FAR = (
    replace(IN_THE_MORNING, sites=frozenset({"main"})),
    replace(IN_THE_AFTERNOON, sites=frozenset({"north"})),
)
STRANGERS = (replace(FAR[0], groups=frozenset()), replace(FAR[1], groups=frozenset()))

MUTATIONS = [
    (Rule.WINDOW, "rules.TIME", everything, problem(run("a", 1, earliest=MONDAY.replace(day=4)))),
    (Rule.PATTERN, "rules.TIME", everything, problem(run("a", 1, slots=frozenset({1})))),
    (Rule.CENTER_CLOSED, "rules.TIME", everything, problem(run("a", 1), closed=frozenset({0, 1, 2}))),
    (
        Rule.SLOT_LENGTH,
        "rules.TIME",
        everything,
        problem(with_session(run("a", 3, most_per_day=3), minutes=150)),
    ),
    (Rule.ROOM_KIND, "rules.ROOM", always, problem(run("a", 1), rooms=(Room("R0", "hall", 20), SHOP))),
    (Rule.ROOM_CAPACITY, "rules.ROOM", always, problem(run("a", 1), rooms=(Room("R0", "shop", 9), SHOP))),
    (
        Rule.ROOM_EQUIPMENT,
        "rules.ROOM",
        always,
        problem(with_session(run("a", 1), equipment=frozenset({"arc"})), rooms=(SHOP,)),
    ),
    (Rule.RUN_SITE, "rules.ROOM", always, problem(run("a", 1, sites=frozenset({"north"})))),
    (
        Rule.ROOM_CLOSED,
        "rules.room_open",
        everything,
        problem(run("a", 1), rooms=(Room("R1", "shop", 20, closed=frozenset({0})),)),
    ),
    (
        Rule.TRAINER_QUALIFIED,
        "rules.trainer_qualified",
        everything,
        problem(run("a", 1), trainers=(Trainer("abe", ()),)),
    ),
    (
        Rule.TRAINER_AVAILABLE,
        "rules.trainer_available",
        everything,
        problem(run("a", 1), trainers=(Trainer("ann", WELD, frozenset({0})),)),
    ),
    (
        Rule.TRAINER_SITE,
        "rules.trainer_reaches",
        always,
        problem(run("a", 1), trainers=(Trainer("abe", WELD, sites=frozenset()), ANN)),
    ),
    (
        Rule.TRAINER_DAILY,
        "state.State.below_daily",
        always,
        problem(BUSY, trainers=(Trainer("ann", WELD, minutes_per_day=180),)),
    ),
    (
        Rule.TRAINER_WEEKLY,
        "state.State.below_weekly",
        always,
        problem(BUSY, trainers=(Trainer("ann", WELD, minutes_per_week=360),)),
    ),
    (
        Rule.SHARED_EQUIPMENT,
        "state.State.units_left",
        always,
        problem(
            *(with_session(one, equipment=frozenset({"arc"})) for one in TWO_AT_ONCE),
            equipment=(Equipment("u1", "arc"),),
        ),
    ),
    (Rule.ROOM_OVERLAP, "state.State.hold_room", nothing, problem(*TWO_AT_ONCE, rooms=(SHOP,))),
    (Rule.TRAINER_OVERLAP, "state.State.hold_trainers", nothing, problem(*TWO_AT_ONCE, trainers=(ANN,))),
    (Rule.GROUP_OVERLAP, "state.State.hold_groups", nothing, problem(*IN_ONE_GROUP)),
    (
        Rule.GROUP_OVERLAP,
        "rules.TIME",
        everything,
        problem(IN_THE_MORNING, groups=(Group("g", booked={0: 180}),)),
    ),
    (
        Rule.GROUP_PROTECTED,
        "rules.TIME",
        everything,
        problem(IN_THE_MORNING, groups=(Group("g", protected=frozenset({0})),)),
    ),
    (
        Rule.GROUP_DAILY,
        "state.State.below_group_daily",
        always,
        problem(IN_THE_MORNING, IN_THE_AFTERNOON, groups=(Group("g", minutes_per_day=180),)),
    ),
    (
        Rule.GROUP_WEEKLY,
        "state.State.below_group_weekly",
        always,
        problem(
            IN_THE_MORNING,
            IN_THE_AFTERNOON,
            calendar=calendar(14),
            groups=(Group("g", minutes_per_week=180),),
        ),
    ),
    (
        Rule.REST,
        "state.State.tired",
        never,
        problem(
            *(replace(one, groups=frozenset()) for one in (AT_NIGHT, NEXT_DAY)),
            trainers=(Trainer("ann", WELD, rest=15 * 60),),
        ),
    ),
    (
        Rule.REST,
        "state.State.group_tired",
        never,
        problem(AT_NIGHT, NEXT_DAY, groups=(Group("g", rest=15 * 60),)),
    ),
    (Rule.TRAVEL, "state.State.too_far", never, problem(*STRANGERS, trainers=(ANN,), **TWO_SITES)),
    (Rule.TRAVEL, "state.State.can_come", always, problem(*FAR, **TWO_SITES)),
    (
        Rule.LOCK,
        "compiled.locked",
        lambda _problem, _lock, free: free,
        problem(run("a", 1), locks=(Lock("a1", 9),)),
    ),
]


@pytest.mark.parametrize(
    ("rule", "place", "mutant", "given"), MUTATIONS, ids=[f"{case[0]}, {case[1]}" for case in MUTATIONS]
)
def test_the_checker_catches_a_dropped_rule(monkeypatch, rule, place, mutant, given):
    assert rule not in broken(given)
    module, _, name = place.partition(".")
    target = {"rules": rules, "state": state, "compiled": compiled}[module]
    if name in ("TIME", "ROOM"):
        monkeypatch.setitem(getattr(target, name), rule, mutant)
    elif name.startswith("State."):
        monkeypatch.setattr(state.State, name.removeprefix("State."), mutant)
    else:
        monkeypatch.setattr(target, name, mutant)
    assert rule in broken(given)


def broken(given):
    """Rules that the constructed timetable breaks."""
    made = construct(compile_problem(given), Random(1))
    solution = made.solution({one.id: Unplaced(one.id) for one in given.runs})
    return {violation.rule for violation in check(given, solution)}


EXACT = [
    (Rule.ROOM_OVERLAP, "_rooms_once"),
    (Rule.SHARED_EQUIPMENT, "_units_once"),
    (Rule.TRAINER_OVERLAP, "_trainers_once"),
    (Rule.GROUP_OVERLAP, "_groups_once"),
    (Rule.TRAINER_DAILY, "_daily_limits"),
    (Rule.TRAINER_WEEKLY, "_weekly_limits"),
    (Rule.GROUP_DAILY, "_group_limits"),
    (Rule.GROUP_WEEKLY, "_group_limits"),
    (Rule.REST, "add_apart"),
    (Rule.TRAVEL, "add_apart"),
]


@pytest.mark.parametrize(("rule", "name"), EXACT, ids=[f"{case[0]}, {case[1]}" for case in EXACT])
def test_the_checker_catches_a_rule_dropped_from_the_exact_model(monkeypatch, rule, name):
    for given in [case[3] for case in MUTATIONS if case[0] == rule and case[1] != "rules.TIME"]:
        assert rule not in broken_exactly(given)
        with monkeypatch.context() as patch:
            patch.setattr(cpsat, name, nothing)
            assert rule in broken_exactly(given)


def broken_exactly(given):
    """Rules that the cheapest timetable of the exact model breaks, whatever order its sessions may be in."""
    one = compile_problem(given)
    jobs = range(len(given.runs))
    answer = exact.cheapest(State(one), jobs, exact.Limits(seconds=20, seed=1), {})
    tasks = [
        (task, spot)
        for job in answer.spots
        for task, spot in zip(one.jobs[job].tasks, answer.spots[job], strict=True)
    ]
    placements = tuple(one.placement(task, spot) for task, spot in tasks)
    return {violation.rule for violation in check(given, Solution(placements))}


def test_every_rule_that_the_masks_hold_is_mutated():
    by_construction = {
        Rule.TRAINER_COUNT,
        Rule.ORDER,
        Rule.MOST_PER_DAY,
        Rule.LEAST_PER_DAY,
        Rule.WHOLE_RUN,
        Rule.KNOWN,
    }
    assert {case[0] for case in MUTATIONS} == set(Rule) - by_construction
