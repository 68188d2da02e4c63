"""A center that cannot hold all its runs: what clashes is named, the rest is planned as well as anywhere else."""

from dataclasses import replace
from math import inf
from random import Random
from time import monotonic

from bench.timetable_problem import generate
from scheduling.engine.answers import Fact, FactKind
from scheduling.engine.blame import give_up
from scheduling.engine.budget import Budget
from scheduling.engine.compiled import compile_problem
from scheduling.engine.exact import Limits
from scheduling.engine.facts import only
from scheduling.engine.greedy import construct
from scheduling.engine.impossible import _by_kind, together
from scheduling.engine.lagrange import Lagrange
from scheduling.engine.layouts import Layouts
from scheduling.engine.legal import fits
from scheduling.engine.model import Qualification, Reason, Room, Trainer
from scheduling.engine.search import Search
from scheduling.engine.shortage import too_many
from scheduling.engine.solve import Work, solve
from scheduling.engine.usage import Usages
from tests.scheduling.engine.cases import problem, run, with_session


def overfull():
    """Twenty runs; those of two trades share the one workshop that is left, which is too little."""
    given = generate(seed=2, runs=20, trainers=14, rooms=9)
    trades = ("trade-0", "trade-1")
    runs = (
        replace(
            one,
            sessions=tuple(
                replace(session, room_kind="trade-0") if session.room_kind in trades else session
                for session in one.sessions
            ),
        )
        for one in given.runs
    )
    workshop = next(room for room in given.rooms if room.kind == "trade-0")
    rooms = (workshop, *(room for room in given.rooms if room.kind not in trades))
    return replace(given, runs=tuple(runs), rooms=rooms)


def planned(given, steps):
    """The work on a problem without the proof that it has too many runs."""
    work = Work(given, Budget(600, steps), 1, 1, None)
    work.make_room()
    give_up(work)
    work.improve()
    return work


def test_what_can_be_placed_is_planned_with_prices(monkeypatch):
    """Until a run too many was left aside, there were none."""
    given = overfull()
    work = planned(given, 160)
    assert work.left_out()
    assert work.pricing.lagrange.rounds > 50
    assert work.begun_anew
    monkeypatch.setattr(Work, "price", lambda _self: False)
    without = planned(given, 160)
    assert work.search.best < without.search.best


def test_every_group_of_runs_that_is_too_many_is_named():
    """22 sessions in the one shop and 22 in the one studio; each has 21 periods."""
    welding = [with_session(run(name, 11, most_per_day=3), minutes=60) for name in "ab"]
    painting = [
        with_session(run(name, 11, most_per_day=3), minutes=60, room_kind="studio", qualification="paint")
        for name in "cd"
    ]
    people = tuple(Trainer(f"{skill}er", (Qualification(skill),)) for skill in ("weld", "paint"))
    rooms = (Room("R1", "shop", 20), Room("R2", "studio", 20))
    more = tuple(replace(one, id=f"{one.id}2") for one in people)
    result = solve(problem(*welding, *painting, rooms=rooms, trainers=people + more), seconds=60, steps=300)
    assert {clash.runs for clash in result.clashes} == {("a", "b"), ("c", "d")}
    assert [{one.run, *one.rivals} for one in result.solution.unplaced] == [{"a", "b"}, {"c", "d"}]
    assert all(one.reason is Reason.TOGETHER for one in result.solution.unplaced)


def test_a_clash_of_many_runs_and_facts_is_named_in_its_time():
    """26 runs of one of four campuses, some 800 facts; each compared with each, it took a minute more."""
    given = generate(seed=3, campuses=4)
    compiled = compile_problem(given)
    jobs = [number for number, job in enumerate(compiled.jobs) if job.id.startswith("campus-2")]
    blamed = {compiled.jobs[job].id for job in too_many(compiled, jobs)}
    begun = monotonic()
    clash = together(only(given, blamed), Limits(seconds=5, seed=1))
    assert monotonic() - begun < 30
    assert set(clash.runs) <= blamed
    runs = {fact.about for fact in clash.facts if fact.kind is FactKind.PLACE}
    assert runs <= set(clash.runs)


def test_facts_of_a_kind_that_is_not_to_blame_go_together():
    absent = [Fact(FactKind.ABSENT, name) for name in "abcdefgh"]
    rooms, asked = Fact(FactKind.ROOMS, "shop"), []

    def clashes(held):
        asked.append(held)
        return rooms in held

    assert _by_kind([*absent, rooms], clashes) == [rooms]
    assert len(asked) == 2


def test_a_run_that_was_given_up_is_tried_again_now_and_then():
    given = generate(seed=2, runs=20, trainers=14, rooms=9)
    rng = Random(1)
    search = Search(construct(compile_problem(given), rng), rng, list(range(20)))
    search.state.remove(0)
    assert sum(search.first() == 0 for _ in range(300)) > 150
    search.given_up = [0]
    assert 10 < sum(search.first() == 0 for _ in range(300)) < 90


def test_a_bound_without_some_runs_is_one_with_them():
    given = generate(seed=2, runs=20, trainers=14, rooms=9)
    best, compiled = solve(given, seconds=600, steps=200), compile_problem(given)
    prices = Lagrange(compiled, Layouts(compiled), 1)
    prices.without(range(5))
    for number in range(40):
        prices.raised(best.cost, number / 40)
    assert 0 < prices.bound < best.cost
    assert not prices.wished.keys() & set(range(5))
    alone = prices.bound
    prices.without(())
    for number in range(40):
        prices.raised(best.cost, number / 40)
    assert alone <= prices.bound <= best.cost
    assert prices.wished.keys() >= set(range(5))


def test_prices_that_cannot_settle_in_time_are_not_begun():
    given = generate(seed=2, runs=20, trainers=14, rooms=9)
    work = Work(given, Budget(seconds=60), 1, 1, None)
    assert work.price()
    assert work.pricing.quickest == inf, "the first round loads what the others need"
    assert work.price()
    assert 0 < work.pricing.quickest < inf
    work.pricing.quickest = work.budget.seconds / 50
    assert not work.price()
    assert work.pricing.lagrange.rounds == 2
    work.pricing.lagrange.rounds = 80
    assert work.price()


def test_once_stopped_no_clash_is_made_smaller():
    given = overfull()
    blamed = {given.runs[job].id for job in too_many(compile_problem(given), range(20))}
    asked = []
    limits = Limits(seconds=600, seed=1, should_stop=lambda: not asked.append(1))
    clash = together(only(given, blamed), limits)
    assert set(clash.runs) == blamed
    assert not clash.minimal


def test_a_place_is_found_again_however_large_the_costs_are():
    """What levels make of them leaves no room for a millionth above a limit."""
    given = generate(seed=1, runs=20, trainers=14, rooms=9)
    dear = replace(given, weights={term: 10**11 * weight for term, weight in given.weights.items()})
    compiled = compile_problem(dear)
    state, layouts = construct(compiled, Random(1)), Layouts(compiled)
    for job in range(20):
        if state.placed(job):
            state.remove(job)
        first, again = layouts.cheapest(state, job), layouts.cheapest(state, job)
        assert first == again
        if first:
            state.insert(job, first)
    assert state.score()[0] < 20


def test_what_does_not_fit_any_more_is_not_taken_over():
    """Another run has come to the place meanwhile."""
    given = generate(seed=2, runs=20, trainers=14, rooms=9)
    compiled, rng = compile_problem(given), Random(1)
    search = Search(construct(compiled, rng), rng, list(range(20)))
    state, usages = search.state, Usages(compiled)
    places = {job: [state.spots[task] for task in compiled.jobs[job].tasks] for job in range(20)}
    period, room, _team = places[0][0]
    assert not fits(state, usages.of(0, tuple(places[0])))

    def may(job, spots):
        return fits(state, usages.of(job, tuple(spots)))

    search.best = (0, 10_000)
    assert search.adopt([0, 1], {0: places[0], 1: places[1]}, may)
    state.hold_room(room, 1 << period)
    state.remove(0)
    state.hold_room(room, 1 << period)
    before = list(state.spots)
    assert not search.adopt([1], {0: places[0], 1: places[1]}, may)
    assert state.spots == before
