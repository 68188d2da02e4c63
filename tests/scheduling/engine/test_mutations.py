"""Each hard rule is dropped from the engine in turn: the checker must catch the timetable that comes of it."""

from random import Random

import pytest

from scheduling.engine import compiled, rules, state
from scheduling.engine.checker import check
from scheduling.engine.compiled import compile_problem
from scheduling.engine.greedy import construct
from scheduling.engine.model import Equipment, Lock, Qualification, Room, Rule, Trainer, Unplaced
from tests.scheduling.engine.cases import MONDAY, problem, run, with_session

WELD = (Qualification("weld"),)
SHOP = Room("R1", "shop", 20)
ANN = Trainer("ann", WELD)


def everything(*_arguments):
    return -1


def always(*_arguments):
    return True


def nothing(*_arguments):
    return None


TWO_AT_ONCE = (run("a", 1, preferred_start=MONDAY), run("b", 1, preferred_start=MONDAY))
IN_ONE_GROUP = tuple(run(name, 1, preferred_start=MONDAY, groups=frozenset({"g"})) for name in "ab")
BUSY = run("a", 3, most_per_day=3)

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
        Rule.LOCK,
        "compiled.locked",
        lambda _problem, _lock, free: free,
        problem(run("a", 1), locks=(Lock("a1", 9),)),
    ),
]


@pytest.mark.parametrize(
    ("rule", "place", "mutant", "given"), MUTATIONS, ids=[str(case[0]) for case in MUTATIONS]
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
