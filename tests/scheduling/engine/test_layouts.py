"""The cheapest layout of one run is the cheapest of all its timetables, and legal beside any rest."""

from random import Random

import pytest

from bench.enumeration import timetables
from bench.timetable_problem import generate
from scheduling.engine.checker import check
from scheduling.engine.compiled import compile_problem
from scheduling.engine.costs import total
from scheduling.engine.greedy import construct
from scheduling.engine.layouts import Layouts
from scheduling.engine.model import Problem, Qualification, Room, Trainer
from scheduling.engine.state import State
from tests.scheduling.engine.cases import MONDAY, calendar, problem, run, with_session

WELD = (Qualification("weld"),)


def tiny(seed: int) -> Problem:
    """One run of two or three sessions in four days; trainers and rooms are not always there."""
    rng = Random(seed)
    pattern = rng.choice([frozenset({0, 1}), frozenset({0}), frozenset({2})])
    one = run(
        "a",
        rng.randint(2, 3),
        slots=pattern,
        most_per_day=rng.randint(1, 2),
        preferred_start=MONDAY,
    )
    return problem(
        with_session(one, minutes=120),
        calendar=calendar(4),
        trainers=tuple(
            Trainer(name, WELD, frozenset(rng.sample(range(12), 5)), minutes_per_week=rng.choice((None, 240)))
            for name in ("ann", "ben")
        ),
        rooms=tuple(
            Room(name, "shop", 20, closed=frozenset(rng.sample(range(12), 4))) for name in ("R1", "R2")
        ),
        evenings_per_week=1,
    )


@pytest.mark.parametrize("seed", range(25))
def test_a_run_alone_gets_the_cheapest_of_all_its_timetables(seed):
    one = tiny(seed)
    compiled = compile_problem(one)
    state = State(compiled)
    spots = Layouts(compiled).cheapest(state, 0)
    least = min((total(one, other) for other in timetables(one)), default=None)
    if spots is None:
        assert least is None
    else:
        state.insert(0, spots)
        assert check(one, state.solution({})) == []
        assert state.cost() == least


def test_beside_a_rest_every_layout_is_legal_and_costs_what_is_said():
    center = generate(seed=4, runs=14, trainers=10, rooms=10, weeks=6)
    compiled = compile_problem(center)
    state = construct(compiled, Random(1))
    layouts, better = Layouts(compiled), 0
    for job in range(len(compiled.jobs)):
        if state.placed(job):
            before = state.remove(job)
            found = layouts.cheapest(state, job)
            better += found is not None
            state.insert(job, found or before)
    assert better > 10
    solution = state.solution({})
    assert check(center, solution) == []
    assert state.cost() == total(center, solution)


def test_nobody_is_sent_to_a_site_that_they_do_not_reach():
    every = frozenset(range(21))
    ann = Trainer("ann", WELD, sites=frozenset({"annex"}))
    ben = Trainer("ben", WELD, unwished=every)
    rooms = (Room("R1", "shop", 20), Room("R2", "shop", 30, site="annex"))
    one = problem(run("a", 2), rooms=rooms, trainers=(ann, ben))
    compiled = compile_problem(one)
    state = State(compiled)
    spots = Layouts(compiled).cheapest(state, 0)
    assert spots is not None
    state.insert(0, spots)
    assert check(one, state.solution({})) == []
