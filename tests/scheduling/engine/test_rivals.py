"""Rivals that are laid out together, timetables built anew from prices, and which run regrets its place most."""

from collections import Counter
from random import Random

import pytest

from bench.judged import random_problem
from bench.timetable_problem import generate
from scheduling.engine import rivals
from scheduling.engine import search as searching
from scheduling.engine.answers import Status
from scheduling.engine.checker import check
from scheduling.engine.compiled import compile_problem
from scheduling.engine.costs import total
from scheduling.engine.exact import Limits
from scheduling.engine.greedy import construct
from scheduling.engine.lagrange import Lagrange
from scheduling.engine.layouts import Layouts
from scheduling.engine.model import Unplaced
from scheduling.engine.pool import Beside
from scheduling.engine.rebuilt import rebuilt
from scheduling.engine.rivals import beside, replanned, step
from scheduling.engine.search import Search
from scheduling.engine.solve import solve
from scheduling.engine.state import State

LIMITS = Limits(seconds=20, seed=1, effort=2)


def searched(given, seed=1):
    compiled, rng = compile_problem(given), Random(seed)
    search = Search(construct(compiled, rng), rng, list(range(len(compiled.jobs))))
    search.finder = layouts = Layouts(compiled)
    return search, layouts


def solution(state):
    left_out = {job.id: Unplaced(job.id) for n, job in enumerate(state.compiled.jobs) if not state.placed(n)}
    return state.solution(left_out)


def places(search, jobs):
    return {job: [search.state.spots[task] for task in search.state.compiled.jobs[job].tasks] for job in jobs}


@pytest.mark.parametrize("seed", range(20))
def test_rivals_laid_out_together_break_no_rule_and_never_cost_more(seed):
    """Every kind of rule: hours, rest, ways, shared people, movable equipment."""
    given = random_problem(seed)
    search, layouts = searched(given, seed)
    for _ in range(6):
        before = search.now
        step(search, layouts, 20)
        assert search.now <= before
        assert search.now == search.state.score()
        assert check(given, solution(search.state)) == []
        assert total(given, solution(search.state)) == search.state.cost()


def test_all_of_a_small_problem_laid_out_together_comes_near_its_optimum():
    gaps = 0
    for seed in (3, 4):
        given = generate(runs=5, trainers=4, rooms=5, weeks=5, tightness=0.35, seed=seed)
        best = solve(given, seconds=60, steps=400)
        assert best.status is Status.OPTIMAL
        search, layouts, _ = settled(given)
        for _ in range(6):
            step(search, layouts, 20)
        assert search.best[1] >= best.cost
        gaps += search.best[1] - best.cost
    assert gaps <= 4


def test_what_is_too_dear_by_the_prices_is_in_no_better_choice(monkeypatch):
    """Rivals of a timetable that was hardly searched: without what is said to be too dear they cost the same."""
    search, layouts, prices = settled(generate(seed=4, runs=20, trainers=10, rooms=9, weeks=8), rounds=20)
    layouts.tolls, spared = prices.prices.held, 0
    affordable = rivals.affordable
    for luck in range(8):
        search.rng.seed(luck)
        jobs = [job for job in search.some_rivals(6) if search.state.placed(job)]
        now = {job: search.state.remove(job) for job in jobs}
        cost = search.now[1] - search.state.score()[1]
        chosen = []
        for keeps in (affordable, lambda prices, likeliest, best: likeliest):
            monkeypatch.setattr(rivals, "affordable", keeps)
            found = replanned(search.state, layouts, now, cost, 40, LIMITS)
            chosen.append(cost if found is None else costs_beside(search.state, found))
        assert chosen[0] == chosen[1]
        spared += chosen[0] < cost
        for job, spots in now.items():
            search.state.insert(job, spots)
    assert spared


def costs_beside(state, found):
    before = state.cost()
    for job, spots in found.items():
        state.insert(job, spots)
    cost = state.cost() - before
    for job in found:
        state.remove(job)
    return cost


def test_rivals_that_gain_nothing_grow_until_something_is_gained(monkeypatch):
    search, layouts = searched(generate(seed=3, runs=20, trainers=8, rooms=8, weeks=6))
    asked = []
    draw = search.some_rivals
    monkeypatch.setattr(search, "some_rivals", lambda count: asked.append(count) or draw(count))
    monkeypatch.setattr(search.rng, "randint", lambda fewest, most: fewest)
    monkeypatch.setattr(rivals, "replanned", lambda *_: None)
    for _ in range(40):
        step(search, layouts, 20)
    assert asked[0] == rivals.FEWEST
    assert asked == sorted(asked)
    assert asked[-1] == rivals.FURTHEST * rivals.FEWEST
    monkeypatch.undo()
    cost = search.now
    while search.now == cost:
        step(search, layouts, 20)
    assert search.reach == 1


def test_nothing_is_asked_of_cp_sat_where_prices_prove_that_nothing_is_cheaper(monkeypatch):
    """Three runs have a whole center to themselves: what each costs alone is the bound."""
    given = generate(runs=3, trainers=12, rooms=16, seed=2)
    search, layouts = searched(given)
    jobs = range(3)
    for _ in range(3):
        step(search, layouts, 20)
    now, cost = places(search, jobs), search.now[1]
    for job in jobs:
        search.state.remove(job)
    monkeypatch.setattr("scheduling.engine.pool.ask_model", lambda *_: pytest.fail("CP-SAT was asked"))
    assert replanned(search.state, layouts, now, cost, 20, LIMITS) is None


def test_a_bound_beside_the_rest_counts_what_the_rest_has_used_up():
    """Alone the run would cost less than beside others who hold its rooms and trainers."""
    search, layouts = searched(generate(seed=3, runs=20, trainers=8, rooms=8, weeks=6))
    job = max(range(20), key=lambda one: len(search.state.compiled.jobs[one].tasks))
    if search.state.placed(job):
        search.state.remove(job)
    beside_all = beside(Beside(search.state, layouts.usages), layouts, [job])
    alone = beside(Beside(State(search.state.compiled), layouts.usages), layouts, [job])
    assert beside_all.raised(0, 0.0) > alone.raised(0, 0.0)


def settled(given, seed=1, rounds=60):
    search, layouts = searched(given, seed)
    prices = Lagrange(search.state.compiled, layouts, seed)
    for number in range(rounds):
        prices.raised(search.best[1], number / rounds)
    return search, layouts, prices


def test_a_timetable_built_anew_is_legal_and_depends_on_luck_alone():
    given = generate(seed=2, runs=20, trainers=14, rooms=9)
    _, layouts, prices = settled(given, rounds=30)
    jobs = list(range(1, 20))
    first, again, other = (rebuilt(layouts, prices, jobs, Random(luck)) for luck in (1, 1, 2))
    assert first.spots == again.spots != other.spots
    assert not first.placed(0)
    for state in (first, other):
        assert check(given, solution(state)) == []


def test_prices_build_a_cheaper_timetable_than_no_prices():
    """Who pays nothing for the place of others takes it from them."""
    with_prices, without = [], []
    for seed in (1, 2):
        _, layouts, prices = settled(generate(seed=seed, runs=20, trainers=14, rooms=9))
        with_prices.append(rebuilt(layouts, prices, range(20), Random(1)).score())
        prices.prices.held[:] = 0
        without.append(rebuilt(layouts, prices, range(20), Random(1)).score())
    assert sum(cost + 1_000 * left_out for left_out, cost in with_prices) < sum(
        cost + 1_000 * left_out for left_out, cost in without
    )


def test_a_run_regrets_what_it_pays_above_the_least():
    """Without prices that is what it costs above what it would cost alone."""
    search, layouts = searched(generate(seed=4, runs=20, trainers=12, rooms=10))
    prices = Lagrange(search.state.compiled, layouts, 1)
    prices.raised(search.best[1], 0.0)
    prices.prices.held[:] = 0
    regrets = prices.regrets(places(search, range(20)))
    assert min(regrets) == 0 < max(regrets)
    assert sum(regrets) <= search.state.cost() - sum(prices.least) + 1e-6
    asked = {job: list(prices.layouts(job)[-1]) for job in range(20)}
    assert max(prices.regrets(asked)) == pytest.approx(0, abs=1e-6)


def test_runs_with_regrets_are_taken_out_more_often_and_all_have_their_turn(monkeypatch):
    search, _ = searched(generate(seed=4, runs=20, trainers=12, rooms=10))
    monkeypatch.setattr(searching, "BLIND", 0.0)
    search.regrets = [0.0] * 20
    search.regrets[7] = 4.0
    first = Counter(search.some_rivals(1)[0] for _ in range(2_000))
    assert first[7] > 1_000
    assert len(first) == 20
