"""Chains of runs that push each other along, timetables built anew from prices, and which run regrets its place most."""

from collections import Counter
from random import Random

import numpy as np
import pytest

from bench.judged import random_problem
from bench.timetable_problem import generate
from scheduling.engine import chains
from scheduling.engine import search as searching
from scheduling.engine.chains import Chains, Holders
from scheduling.engine.checker import check
from scheduling.engine.compiled import compile_problem
from scheduling.engine.costs import total
from scheduling.engine.greedy import construct
from scheduling.engine.lagrange import Lagrange
from scheduling.engine.layouts import Layouts
from scheduling.engine.model import Qualification, Room, Trainer, Unplaced
from scheduling.engine.rebuilt import rebuilt
from scheduling.engine.search import Search
from scheduling.engine.state import State
from tests.scheduling.engine.cases import calendar, problem, run


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
def test_chains_break_no_rule_and_never_cost_more(seed):
    """Every kind of rule: hours, rest, ways, shared people, movable equipment."""
    given = random_problem(seed)
    search, layouts = searched(given, seed)
    chains = Chains(search, layouts)
    for _ in range(20):
        before = search.now
        chains.step()
        assert search.now <= before
        assert search.now == search.state.score()
        assert check(given, solution(search.state)) == []
        assert total(given, solution(search.state)) == search.state.cost()


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
    asked = {job: list(prices.wish(job)) for job in range(20)}
    assert max(prices.regrets(asked)) == pytest.approx(0, abs=1e-6)


def test_runs_with_regrets_are_taken_out_more_often_and_all_have_their_turn(monkeypatch):
    search, _ = searched(generate(seed=4, runs=20, trainers=12, rooms=10))
    monkeypatch.setattr(searching, "BLIND", 0.0)
    search.regrets = [0.0] * 20
    search.regrets[7] = 4.0
    first = Counter(search.first() for _ in range(2_000))
    assert first[7] > 1_000
    assert len(first) == 20


def test_chains_find_what_ruin_and_recreate_does_not(monkeypatch):
    """The same timetables, prices and steps; the chains of the engine, and its other steps alone."""
    costs = []
    for ruined in (chains.RUINED, 2.0):
        monkeypatch.setattr(chains, "RUINED", ruined)
        cost = 0
        for seed in (1, 2, 3):
            search, layouts, prices = settled(generate(seed=seed, runs=20, trainers=14, rooms=9))
            search.go_to(rebuilt(layouts, prices, range(20), Random(1)).spots)
            step = Chains(search, layouts).step
            for _ in range(120):
                step()
            cost += search.now[1] + 1_000 * search.now[0]
        costs.append(cost)
    assert costs[0] < costs[1]


def test_what_others_have_is_to_be_had_for_its_price_and_who_has_it_is_known():
    search, layouts = searched(generate(seed=3, runs=20, trainers=12, rooms=10))
    holders = Holders(search.state, layouts.usages, search.jobs[1:])
    holders.price = 2.0
    places_of = {job: tuple(spots) for job, spots in places(search, range(20)).items()}
    held = {job: layouts.usages.of(job, layout).held for job, layout in places_of.items()}
    periods = layouts.usages.periods
    for job in range(20):
        things, when = held[job] // periods, held[job] % periods
        assert set(holders.asked(things, when)) == ({float("inf")} if job == 0 else {2.0})
        assert holders.in_the_way(job, places_of[job], 0.5) == ([] if job == 0 else [job])
    assert set(holders.asked(held[1] // periods, held[1] % periods)) == {2.5}
    holders.forget()
    search.step()
    holders.follow()
    for job, spots in places(search, range(1, 20)).items():
        assert holders.in_the_way(job, tuple(spots), 0.0) == [job]
    assert holders.taken[np.isfinite(holders.taken)].sum() == sum(
        layouts.usages.of(job, tuple(spots)).held.size for job, spots in places(search, range(1, 20)).items()
    )


def test_a_place_that_a_run_left_is_free_for_others():
    """It was forgotten that the run could move which had it when the search began: nobody could have the place any more."""
    search, layouts = searched(generate(seed=3, runs=20, trainers=12, rooms=10))
    holders, before = Holders(search.state, layouts.usages, search.jobs), places(search, range(20))
    moved = 0
    for _ in range(20):
        search.step(temperature=50.0)
    holders.follow()
    for job, spots in before.items():
        held = layouts.usages.of(job, tuple(spots)).held
        moved += bool((holders.owner[held] < 0).any())
        assert np.isfinite(holders.taken.ravel()[held]).all()
    assert moved


def test_a_run_goes_to_its_wish_and_who_is_there_makes_room(monkeypatch):
    """Its wish is where another is, so that one moves; but nobody is moved who is not to be."""
    monkeypatch.setattr(chains, "RUINED", 0.0)
    monkeypatch.setattr(chains, "WISHED", 2.0)
    given = problem(
        run("a", 1),
        run("b", 1),
        calendar=calendar(7),
        trainers=(Trainer("ann", (Qualification("weld"),)),),
        rooms=(Room("R1", "shop", 20),),
    )
    for movable in ([0, 1], [0]):
        compiled = compile_problem(given)
        state, layouts = State(compiled), Layouts(compiled)
        state.insert(0, [(4, 0, (0,))])
        state.insert(1, [(0, 0, (0,))])
        layouts.wish = {0: ((0, 0, (0,)),)}.get
        search = Search(state, Random(1), movable)
        search.regrets = [1.0, 0.0]
        monkeypatch.setattr(search, "first", lambda: 0)
        Chains(search, layouts).step(temperature=1e9)
        assert (state.spots[0] == (0, 0, (0,))) == (movable == [0, 1])
        assert state.spots[1] is not None
        assert (state.spots[1][0] != 0) == (movable == [0, 1])
