"""Random problems: the checker judges every answer, and a small enumeration judges the optimum."""

from dataclasses import replace
from itertools import product
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.enumeration import layouts
from bench.timetable_problem import generate
from scheduling.engine.answers import (
    Status,
)
from scheduling.engine.checker import check
from scheduling.engine.compiled import compile_problem
from scheduling.engine.costs import total
from scheduling.engine.greedy import construct
from scheduling.engine.model import (
    Equipment,
    Group,
    Journey,
    Qualification,
    Room,
    Solution,
    Trainer,
    Unplaced,
)
from scheduling.engine.search import Search
from scheduling.engine.solve import solve
from tests.scheduling.engine.cases import MONDAY, bounded, calendar, problem, run, with_session

SETTINGS = settings(max_examples=15, deadline=None)
A_LONG_NIGHT = 15 * 60
"""Minutes: from the evening to the next morning it is one hour less."""

SLOW = settings(max_examples=5, deadline=None)


def as_solution(given_problem, state):
    return state.solution({one.id: Unplaced(one.id) for one in given_problem.runs})


@st.composite
def tiny(draw):
    """One or two runs of one or two sessions, two days, one or two rooms and trainers, few limits, perhaps a
    welder that rooms lack and of which there is one."""
    needs = draw(st.sampled_from([frozenset(), frozenset({"arc"})]))
    runs = [
        with_session(
            run(
                name,
                draw(st.integers(1, 2)) if name == "a" else 1,
                slots=draw(st.sampled_from([None, frozenset({0, 1}), frozenset({1})])),
                people=draw(st.sampled_from([10, 11])),
                most_per_day=draw(st.integers(1, 2)),
                groups=draw(st.sampled_from([frozenset(), frozenset({"g"})])),
                preferred_start=MONDAY,
                sites=draw(st.sampled_from([None, frozenset({"main"}), frozenset({"north"})])),
                seats_wished=draw(st.sampled_from([0, 22])),
                days_wished=draw(st.integers(1, 2)),
            ),
            minutes=draw(st.sampled_from([60, 180])),
            equipment=needs,
            qualification="weld" if name == "a" else draw(st.sampled_from(["weld", "cut"])),
        )
        for name in draw(st.sampled_from(["a", "ab"]))
    ]
    closed = draw(st.frozensets(st.integers(0, 5), max_size=2))
    held = draw(st.sampled_from([("weld",), ("weld", "cut")]))
    away = draw(st.sampled_from([{}, {5: 120}]))
    ann = Trainer(
        "ann",
        tuple(map(Qualification, held)),
        closed,
        booked=away,
        minutes_per_day=draw(st.sampled_from([None, 200])),
        booked_at=dict.fromkeys(away, "north"),
        rest=draw(st.sampled_from([0, A_LONG_NIGHT])),
        unwished=draw(st.frozensets(st.integers(0, 5), max_size=2)),
    )
    both = (Qualification("weld"), Qualification("cut"))
    ben = Trainer("ben", both, minutes_per_week=draw(st.sampled_from([None, 180])))
    rooms = (
        Room("R1", "shop", 20, equipment=draw(st.sampled_from([frozenset(), needs]))),
        Room(
            "R2",
            "shop",
            21,
            draw(st.sampled_from(["main", "north"])),
            closed=draw(st.frozensets(st.integers(0, 5), max_size=3)),
        ),
    )
    return problem(
        *runs,
        calendar=calendar(2),
        trainers=draw(st.sampled_from([(ann,), (ann, ben)])),
        rooms=draw(st.sampled_from([rooms[:1], rooms])),
        equipment=(Equipment("u1", "arc", unavailable=draw(st.frozensets(st.integers(0, 5), max_size=3))),),
        compact=draw(st.sampled_from([frozenset(), frozenset({"g"})])),
        groups=draw(st.sampled_from([(), (draw(limited()),)])),
        travel=draw(st.sampled_from([(), (Journey("main", "north", 90),)])),
    )


@st.composite
def limited(draw):
    """People who learn so long at most, rest overnight, have half days of their own and learn elsewhere too."""
    elsewhere = draw(st.sampled_from([{}, {4: 100}]))
    return Group(
        "g",
        minutes_per_day=draw(st.sampled_from([None, 200])),
        minutes_per_week=draw(st.sampled_from([None, 260])),
        rest=draw(st.sampled_from([0, A_LONG_NIGHT])),
        protected=draw(st.frozensets(st.integers(0, 5), max_size=1)),
        booked=elsewhere,
        booked_at=dict.fromkeys(elsewhere, "north"),
    )


def enumerated(one):
    """(sessions left out, cost) of the best timetable, by trying every layout of every choice of runs."""
    best = (99, 0)
    for kept in sorted(product((True, False), repeat=len(one.runs)), reverse=True):
        gone = tuple(Unplaced(r.id) for r, keep in zip(one.runs, kept, strict=True) if not keep)
        sessions = [s for r, keep in zip(one.runs, kept, strict=True) if keep for s in r.sessions]
        left_out = sum(len(r.sessions) for r in one.runs) - len(sessions)
        for chosen in layouts(one, sessions) if left_out <= best[0] else ():
            solution = Solution(chosen, gone)
            if not check(one, solution):
                best = min(best, (left_out, total(one, solution)))
    return best


@settings(max_examples=40, deadline=None)
@given(tiny())
def test_small_answers_equal_the_enumerated_optimum(one):
    """The optimum is found and proved; what is called impossible has no timetable at all."""
    result = solve(one, seconds=30, steps=50)
    left_out = sum(len(r.sessions) for r in one.runs) - len(result.solution.placements)
    best = enumerated(one)
    assert check(one, result.solution) == []
    assert left_out == best[0]
    if best[0] == 0:
        assert bounded(one) <= best[1]
        assert (result.status, result.cost, result.bound) == (Status.OPTIMAL, best[1], best[1])
    else:
        assert result.status is Status.IMPOSSIBLE


@SETTINGS
@given(seed=st.integers(0, 10**6), tightness=st.floats(0.3, 1.2))
def test_greedy_and_search_are_legal_and_count_their_cost_right(seed, tightness):
    one = generate(runs=6, trainers=6, rooms=6, weeks=5, seed=seed, tightness=tightness)
    state = construct(compile_problem(one), Random(seed))
    assert check(one, as_solution(one, state)) == []
    assert total(one, as_solution(one, state)) == state.cost()
    search = Search(state, Random(seed), list(range(len(one.runs))))
    before = search.best
    for _ in range(5):
        search.step()
    assert search.best <= before
    assert search.now == state.score()
    assert check(one, as_solution(one, state)) == []
    search.back_to_best()
    assert state.score() == search.best
    assert total(one, as_solution(one, state)) == search.best[1]


@SLOW
@given(seed=st.integers(0, 10**6))
def test_published_timetable_of_an_unchanged_problem_stays(seed):
    one = generate(runs=3, trainers=5, rooms=5, weeks=5, seed=seed, tightness=0.3)
    first = as_solution(one, construct(compile_problem(one), Random(1)))
    again = solve(replace(one, published=first), seconds=1)
    assert check(one, again.solution) == []
    known = replace(one, published=first)
    assert score(known, again.solution) <= score(known, first)


def score(one, solution):
    """What is minimized: sessions left out, then cost."""
    return -len(solution.placements), total(one, solution)


@SLOW
@given(seed=st.integers(0, 10**6))
def test_the_bound_is_never_above_any_timetable(seed):
    one = generate(runs=7, trainers=6, rooms=7, weeks=6, seed=seed, tightness=0.6)
    result = solve(one, seconds=1, seed=seed)
    if result.bound is not None:
        assert result.bound <= result.cost
    assert sum(result.terms.values()) == result.cost
