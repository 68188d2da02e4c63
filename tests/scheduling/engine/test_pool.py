"""Layouts that were met are put together to a legal timetable, never a dearer one."""

from random import Random

import pytest

from bench.judged import random_problem
from bench.timetable_problem import generate
from scheduling.engine.checker import check
from scheduling.engine.compiled import compile_problem
from scheduling.engine.costs import total
from scheduling.engine.exact import Limits
from scheduling.engine.greedy import construct
from scheduling.engine.lagrange import Lagrange
from scheduling.engine.layouts import Layouts
from scheduling.engine.model import Equipment, Group, Journey, Qualification, Room, Trainer, Unplaced
from scheduling.engine.pool import KEPT, Beside, Pool, is_legal
from scheduling.engine.search import Search
from scheduling.engine.state import State
from scheduling.engine.usage import Usages
from tests.scheduling.engine.cases import MONDAY, calendar, problem, run, with_session

LIMITS = Limits(seconds=20, seed=1, effort=2)


def beside(state):
    return Beside(state, Usages(state.compiled))


def legal(state, job, spots):
    return is_legal(state, Usages(state.compiled).of(job, tuple(spots)))


def worked(given, seed, steps=25):
    """A search with its layouts and prices after some steps of each."""
    compiled, rng = compile_problem(given), Random(seed)
    search = Search(construct(compiled, rng), rng, list(range(len(compiled.jobs))))
    search.finder = layouts = Layouts(compiled)
    prices = Lagrange(compiled, layouts, seed)
    for number in range(steps):
        search.step(temperature=5.0)
        prices.raised(search.best[1], number / steps)
    search.back_to_best()
    return search, layouts.pool.layouts, prices


def together(search, pool, prices):
    """What is put together of the layouts, as a new state."""
    compiled, state = search.state.compiled, search.state
    placed = [job for job in range(len(compiled.jobs)) if state.placed(job)]
    now = {job: [state.spots[task] for task in compiled.jobs[job].tasks] for job in placed}
    met = {job: [*pool.get(job, ()), *prices.wishes(job)] for job in placed}
    empty = beside(State(compiled))
    layouts = {job: empty.likeliest(job, met[job], prices.worth) for job in placed}
    mended = State(compiled)
    for job, spots in empty.cheapest(layouts, now, LIMITS).items():
        mended.insert(job, spots)
    return mended, layouts


@pytest.mark.parametrize("seed", range(40))
def test_what_is_put_together_breaks_no_rule(seed):
    """Every kind of rule: hours, rest, ways, shared people, movable equipment."""
    given = random_problem(seed)
    search, pool, prices = worked(given, seed)
    mended, _ = together(search, pool, prices)
    compiled = search.state.compiled
    left_out = {job.id: Unplaced(job.id) for n, job in enumerate(compiled.jobs) if not mended.placed(n)}
    solution = mended.solution(left_out)
    assert check(given, solution) == []
    assert total(given, solution) == mended.cost()


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
    choice = {0: [tuple(first)], 1: [tuple(second)]}
    found = beside(State(compiled)).cheapest(choice, {0: first, 1: aside}, LIMITS)
    assert found == {0: first, 1: aside}


def test_what_others_hold_is_not_likely_beside_them():
    """A room, a trainer and people that another run has at that time."""
    given = problem(
        run("a", 1, **SHARED),
        run("b", 1, **SHARED),
        calendar=calendar(14),
        trainers=(Trainer("ann", TRAINED), Trainer("ben", TRAINED)),
        rooms=(Room("R1", "shop", 20), Room("R2", "shop", 20)),
    )
    state = State(compile_problem(given))
    state.insert(0, [(MORNING, 0, (ANN,))])
    same_people, same_trainer, same_room, none = (
        ((period, room, (who,)),)
        for period, room, who in ((MORNING, 1, BEN), (MORNING, 1, ANN), (MORNING, 0, BEN), (TUESDAY, 0, ANN))
    )
    assert beside(state).likeliest(1, [same_people, same_trainer, same_room, none], lambda *_: 0.0) == [none]


def test_many_good_timetables_become_a_better_one():
    better = 0
    for seed in range(4):
        search, pool, prices = worked(generate(seed=seed, runs=20, trainers=12, rooms=10), seed, steps=60)
        before = search.state.cost()
        mended, layouts = together(search, pool, prices)
        assert mended.cost() <= before
        assert all(len(of_run) > 1 for of_run in layouts.values())
        better += mended.cost() < before
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


def test_only_the_latest_layouts_are_remembered_each_once():
    pool = Pool()
    for period in range(KEPT + 5):
        pool.note(0, [(period, 0, (0,))])
    pool.note(0, [(7, 0, (0,))])
    kept = list(pool.layouts[0])
    assert len(kept) == KEPT
    assert kept[0] == ((5, 0, (0,)),)
    assert kept[-1] == ((7, 0, (0,)),)
