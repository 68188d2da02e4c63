"""What is proved that a timetable costs at least is never more than one that exists, and for one run alone the truth."""

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from bench.judged import random_problem
from bench.timetable_problem import generate
from scheduling.engine.answers import Status
from scheduling.engine.compiled import compile_problem
from scheduling.engine.exact import Limits, cheapest
from scheduling.engine.lagrange import Lagrange
from scheduling.engine.layouts import Layouts
from scheduling.engine.model import WEIGHTS, Problem, Qualification, Room, Term, Trainer
from scheduling.engine.solve import solve
from scheduling.engine.state import State
from tests.scheduling.engine.cases import MONDAY, bounded, calendar, problem, run, with_session

WELD = (Qualification("weld"),)
EVENING = frozenset({2})


@pytest.mark.parametrize(
    ("sessions", "closed", "least"),
    [
        (10, frozenset(), 20),  # two weeks of five evenings: alone 2 x 3 x 5, two trainers 10 + 2 x 5
        (9, frozenset(range(3)), 18),  # Monday closed: a day late 3, two trainers 10 + 5
        (4, frozenset(range(3, 6)), 8),  # Tuesday closed: alone 2 x 5, two trainers 10, two idle days 2 x 4
    ],
)
def test_starts_evenings_and_larger_teams_are_counted(sessions, closed, least):
    evenings = run("a", sessions, slots=EVENING, weekdays=frozenset(range(5)), preferred_start=MONDAY)
    given = problem(with_session(evenings, minutes=60), calendar=calendar(14), closed=closed)
    assert bounded(given, rounds=1) == least


def test_a_team_may_be_larger_than_needed_by_two():
    """A week of seven evenings, two of each free: alone 5 x 8, two trainers 10 + 3 x 8, three 20 + 8, four 30."""
    four = tuple(Trainer(name, WELD) for name in ("ann", "ben", "cid", "dee"))
    daily = run("a", 7, slots=EVENING, weekdays=frozenset(range(7)), preferred_start=MONDAY)
    weights = {**WEIGHTS, Term.EVENINGS: 8}
    given = problem(with_session(daily, minutes=60), calendar=calendar(7), trainers=four, weights=weights)
    assert bounded(given, rounds=1) == 28
    assert solve(given, seconds=30, steps=50).cost == 28


def evenings(seed: int) -> Problem:
    """One run of some evenings, one or two trainers a session, who are not always there and have one evening free."""
    rng = Random(seed)
    one = run("a", rng.randint(3, 6), slots=EVENING, preferred_start=MONDAY)
    alone = rng.randint(0, len(one.sessions))
    sessions = tuple(
        replace(session, minutes=60, trainers=1 if number < alone else 2)
        for number, session in enumerate(one.sessions)
    )
    return problem(
        replace(one, sessions=sessions),
        calendar=calendar(12),
        trainers=tuple(
            Trainer(
                name, WELD, frozenset(rng.sample(range(36), 8)), unwished=frozenset(rng.sample(range(36), 6))
            )
            for name in ("ann", "ben", "cid")
        ),
        rooms=tuple(Room(n, "shop", 20, closed=frozenset(rng.sample(range(36), 6))) for n in ("R1", "R2")),
        evenings_per_week=1,
    )


@pytest.mark.parametrize("seed", range(30))
def test_the_evenings_of_one_run_are_shared_out_as_cheaply_as_can_be(seed):
    """Who teaches when is exact: without rivals the bound is the optimum that CP-SAT proves."""
    given = evenings(seed)
    best = solve(given, seconds=60, steps=400)
    if best.status is Status.OPTIMAL:
        assert bounded(given, rounds=1) == best.cost
    else:
        assert best.status is Status.IMPOSSIBLE


@pytest.mark.parametrize("seed", range(12))
def test_no_bound_is_above_an_optimum(seed):
    """Several runs that are in each other's way, with every kind of rule; CP-SAT alone says what is the least, or the
    least that it found.
    """
    given = random_problem(seed)
    compiled = compile_problem(given)
    state, jobs = State(compiled), list(range(len(compiled.jobs)))
    answer = cheapest(state, jobs, Limits(seconds=4, seed=1), {})
    for job, spots in answer.spots.items():
        state.insert(job, spots)
    if answer.spots:
        assert bounded(given, rounds=40) <= state.cost()


def test_prices_prove_what_runs_alone_do_not():
    """Three runs want the one room on the same mornings: by themselves each costs nothing."""
    room = (Room("R1", "shop", 20),)
    people = tuple(Trainer(name, WELD) for name in ("ann", "ben", "cid"))
    wish = {"slots": frozenset({0}), "preferred_start": MONDAY}
    given = problem(*(run(n, 3, **wish) for n in "abc"), calendar=calendar(12), rooms=room, trainers=people)
    assert bounded(given, rounds=1) == 0
    best = solve(given, seconds=30, steps=100)
    assert best.status is Status.OPTIMAL
    assert best.cost >= bounded(given, rounds=120) > best.cost // 2


def test_threads_that_make_prices_together_come_to_the_same():
    compiled = compile_problem(generate(seed=5, runs=12, trainers=9, rooms=8, weeks=8))
    one, three = (Lagrange(compiled, Layouts(compiled), 1) for _ in range(2))
    with three.together(3):
        for number in range(12):
            assert one.raised(300, number / 12) == three.raised(300, number / 12)
    for job in one.track_of:
        assert one.wish(job) == three.wish(job)
    assert all((mine == its).all() for mine, its in zip(one.prices, three.prices, strict=True))


def test_prices_of_a_large_problem_rise_above_what_runs_cost_alone():
    compiled = compile_problem(generate(seed=5, runs=30, trainers=16, rooms=12))
    layouts = Layouts(compiled)
    prices = Lagrange(compiled, layouts, 1)
    alone = prices.raised(500, 0.0)
    for number in range(40):
        prices.raised(500, number / 40)
    assert prices.bound > alone
    assert layouts.tolls is prices.prices.held
    assert np.isfinite(layouts.tolls).all()
