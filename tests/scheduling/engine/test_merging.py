"""What two timetables become is legal, and never dearer than the first."""

from random import Random

import pytest

from bench.judged import random_problem
from bench.timetable_problem import generate
from scheduling.engine.checker import check
from scheduling.engine.compiled import compile_problem
from scheduling.engine.costs import total
from scheduling.engine.exact import Limits
from scheduling.engine.greedy import construct
from scheduling.engine.layouts import Layouts
from scheduling.engine.legal import is_legal
from scheduling.engine.merging import merged
from scheduling.engine.model import Equipment, Group, Journey, Qualification, Room, Trainer, Unplaced
from scheduling.engine.search import Search
from scheduling.engine.state import State
from scheduling.engine.usage import Usages
from tests.scheduling.engine.cases import MONDAY, calendar, problem, run, with_session

LIMITS = Limits(seconds=20, seed=1, effort=2)


def legal(state, job, spots):
    return is_legal(state, Usages(state.compiled).of(job, tuple(spots)))


def spots_of(state):
    """Where the placed runs are."""
    jobs = [job for job in range(len(state.compiled.jobs)) if state.placed(job)]
    return {job: [state.spots[task] for task in state.compiled.jobs[job].tasks] for job in jobs}


def searched(given, seed, steps):
    """A timetable after some steps of a search."""
    compiled, rng = compile_problem(given), Random(seed)
    search = Search(construct(compiled, rng), rng, list(range(len(compiled.jobs))))
    search.finder = Layouts(compiled)
    for _ in range(steps):
        search.step(temperature=5.0)
    search.back_to_best()
    return search.state


def together(one, other):
    """What two timetables become, as a new state."""
    state = State(one.compiled)
    for job, spots in merged(Usages(one.compiled), spots_of(one), spots_of(other), LIMITS).items():
        state.insert(job, spots)
    return state


@pytest.mark.parametrize("seed", range(40))
def test_what_two_timetables_become_breaks_no_rule(seed):
    """Every kind of rule: hours, rest, ways, shared people, movable equipment."""
    given = random_problem(seed)
    one, other = (searched(given, luck, steps=25) for luck in (seed, seed + 100))
    state = together(one, other)
    left_out = {job.id: Unplaced(job.id) for n, job in enumerate(one.compiled.jobs) if not state.placed(n)}
    solution = state.solution(left_out)
    assert check(given, solution) == []
    assert total(given, solution) == state.cost()


ANN, BEN = 0, 1
MORNING, AFTERNOON, EVENING, TUESDAY, NEXT_WEEK = 0, 1, 2, 3, 24
TRAINED = (Qualification("weld"),)
A_LONG_NIGHT = 15 * 60
SHARED = {"groups": frozenset({"g"})}

CLASHES = {
    "a room": ({}, {}, (MORNING, 0, ANN), (MORNING, 0, BEN)),
    "a trainer": ({}, {}, (MORNING, 0, ANN), (MORNING, 1, ANN)),
    "people": ({}, SHARED, (MORNING, 0, ANN), (MORNING, 1, BEN)),
    "a trainer's night": ({"ann": {"rest": A_LONG_NIGHT}}, {}, (EVENING, 0, ANN), (TUESDAY, 1, ANN)),
    "people's night": ({"g": {"rest": A_LONG_NIGHT}}, SHARED, (EVENING, 0, ANN), (TUESDAY, 1, BEN)),
    "a trainer's way": ({"away": 90}, {}, (MORNING, 0, ANN), (AFTERNOON, 1, ANN)),
    "people's way": ({"away": 90}, SHARED, (MORNING, 0, ANN), (AFTERNOON, 1, BEN)),
    "a trainer's day": ({"ann": {"minutes_per_day": 100}}, {}, (MORNING, 0, ANN), (AFTERNOON, 1, ANN)),
    "a trainer's week": ({"ann": {"minutes_per_week": 100}}, {}, (MORNING, 0, ANN), (TUESDAY, 1, ANN)),
    "people's day": ({"g": {"minutes_per_day": 100}}, SHARED, (MORNING, 0, ANN), (AFTERNOON, 1, BEN)),
    "people's week": ({"g": {"minutes_per_week": 100}}, SHARED, (MORNING, 0, ANN), (TUESDAY, 1, BEN)),
    "the one movable unit": ({"arc": True}, {}, (MORNING, 0, ANN), (MORNING, 1, BEN)),
}


@pytest.mark.parametrize("what", CLASHES)
def test_two_layouts_that_need_the_same_are_not_taken_together(what):
    """Each alone is legal and the cheapest; together they break one rule, which the checker names."""
    rules, shared, one, other = CLASHES[what]
    needs = frozenset({"arc"}) if rules.get("arc") else frozenset()
    runs = [
        with_session(run(name, 1, preferred_start=MONDAY, **shared), minutes=60, equipment=needs)
        for name in "ab"
    ]
    given = problem(
        *runs,
        calendar=calendar(14),
        trainers=(Trainer("ann", TRAINED, **rules.get("ann", {})), Trainer("ben", TRAINED)),
        rooms=(Room("R1", "shop", 20), Room("R2", "shop", 20, "north" if "away" in rules else "main")),
        groups=(Group("g", **rules["g"]),) if "g" in rules else (),
        travel=(Journey("main", "north", rules["away"]),) if "away" in rules else (),
        equipment=(Equipment("u1", "arc"),) if needs else (),
    )
    compiled = compile_problem(given)
    first, second, aside = (
        [(period, room, (who,))] for period, room, who in (one, other, (NEXT_WEEK, other[1], BEN))
    )
    both = State(compiled)
    assert all(legal(both, job, spots) for job, spots in enumerate((first, second)))
    both.insert(0, first)
    both.insert(1, second)
    assert check(given, both.solution({})) != []
    one, other = {0: first, 1: aside}, {0: first, 1: second}
    assert merged(Usages(compiled), one, other, LIMITS) == one


def test_two_timetables_become_one_that_is_better_than_both():
    better = 0
    for seed in range(6):
        given = generate(seed=seed, runs=20, trainers=12, rooms=10)
        one, other = (searched(given, luck, steps=30) for luck in (seed, seed + 100))
        both = min(one.cost(), other.cost())
        assert together(one, other).cost() <= one.cost()
        better += together(one, other).cost() < both
    assert better


def test_a_layout_is_legal_or_not_and_the_state_stays():
    given = generate(seed=3, runs=8, trainers=6, rooms=9)
    compiled = compile_problem(given)
    state = construct(compiled, Random(1))
    spots = state.remove(0)
    before = [list(minutes) for minutes in state.week_minutes]
    assert legal(state, 0, spots)
    outside = tuple((period, room, (len(given.trainers) - 1,) * len(team)) for period, room, team in spots)
    assert legal(state, 0, outside) is False
    assert [list(minutes) for minutes in state.week_minutes] == before
