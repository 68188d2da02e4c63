from dataclasses import replace
from datetime import date
from random import Random

import pytest

from bench.cbctt import as_problem
from bench.cbctt_format import Course, Instance
from bench.timetable_problem import generate
from scheduling.engine.answers import (
    Status,
)
from scheduling.engine.checker import check
from scheduling.engine.compiled import compile_problem
from scheduling.engine.costs import total
from scheduling.engine.greedy import construct
from scheduling.engine.model import (
    Lock,
    Qualification,
    Reason,
    Room,
    Slot,
    Term,
    Trainer,
)
from scheduling.engine.small import FEW_LECTURES, SMALL
from scheduling.engine.solve import solve
from scheduling.engine.validate import ProblemError
from tests.scheduling.engine.cases import at, calendar, problem, run, timetable, with_session

WELD = (Qualification("weld"),)


def test_a_small_problem_is_solved_to_proved_optimality():
    given = problem(
        run("a", 3, preferred_start=date(2026, 6, 2)), run("b", 3, preferred_start=date(2026, 6, 2))
    )
    result = solve(given, seconds=20)
    assert result.status is Status.OPTIMAL
    assert result.cost == result.bound == total(given, result.solution) == 0
    assert result.gap == 0.0
    assert check(given, result.solution) == []


def test_an_optimum_above_zero_counted_by_hand():
    """One shop, one trainer, two mornings-only runs that both want Tuesday: one starts a day off (3 a day)."""
    mornings = {"slots": frozenset({0}), "preferred_start": date(2026, 6, 2)}
    given = problem(
        run("a", 1, **mornings),
        run("b", 1, **mornings),
        trainers=(Trainer("ann", WELD),),
        rooms=(Room("R1", "shop", 20),),
    )
    result = solve(given, seconds=20)
    assert (result.status, result.cost) == (Status.OPTIMAL, 3)


def test_one_trainer_and_one_room_are_kept_over_a_run():
    result = solve(problem(run("a", 2)), seconds=20)
    assert {(p.room, p.trainers) for p in result.solution.placements}.__len__() == 1


def test_locks_hold():
    locks = (Lock("a2", period=9, room="R2", trainers=("ben",)),)
    result = solve(problem(run("a", 3), locks=locks), seconds=20)
    assert result.solution.by_session()["a2"] == at("a2", 9, "R2", "ben")


def test_a_published_timetable_changes_only_where_it_must():
    before = problem(run("a", 3), run("b", 3))
    published = solve(before, seconds=20).solution
    ill = published.by_session()["a2"]
    trainers = tuple(
        replace(t, unavailable=frozenset({ill.period})) if t.id in ill.trainers else t
        for t in before.trainers
    )
    after = solve(replace(before, trainers=trainers, published=published), seconds=20)
    moved = [p.session for p in after.solution.placements if p != published.by_session()[p.session]]
    assert after.status is Status.OPTIMAL
    assert moved == ["a2"]


def test_a_run_that_fits_nowhere_is_proved_impossible_and_the_rest_is_placed():
    given = problem(run("big", 1, people=99), run("a", 2))
    result = solve(given, seconds=5)
    assert result.status is Status.IMPOSSIBLE
    assert [(one.run, one.reason) for one in result.solution.unplaced] == [("big", Reason.ALONE)]
    assert [p.session for p in result.solution.placements] == ["a1", "a2"]
    assert result.bound is None


def test_a_large_problem_of_which_nothing_fits_is_proved_impossible():
    given = problem(run("long", SMALL + 1, most_per_day=3))
    result = solve(given, seconds=60, steps=2)
    assert result.status is Status.IMPOSSIBLE
    assert [(one.run, one.reason) for one in result.solution.unplaced] == [("long", Reason.ALONE)]


def test_giving_up_is_not_a_proof():
    given = problem(run("big", 1, people=99))
    result = solve(given, seconds=5, should_stop=lambda: True)
    assert result.status is Status.GAVE_UP
    assert result.clash is None
    assert [one.reason for one in result.solution.unplaced] == [Reason.NOT_FOUND]


def test_steps_and_seed_decide_the_answer():
    runs = [run(name, 4, preferred_start=date(2026, 6, 2), slots=frozenset({0, 1})) for name in "abcd"]
    given = problem(*runs, calendar=calendar(14))
    first, again = (solve(given, seconds=60, seed=7, steps=20) for _ in range(2))
    assert first.solution == again.solution
    assert (first.status, first.bound, first.steps) == (again.status, again.bound, again.steps)


def test_progress_never_gets_worse_and_ends_at_the_result():
    seen = []
    runs = [run(name, 3, preferred_start=date(2026, 6, 3)) for name in "abc"]
    result = solve(problem(*runs), seconds=20, on_progress=seen.append)
    scores = [(one.total - one.placed, one.cost) for one in seen]
    assert scores == sorted(scores, reverse=True)
    assert scores[-1] == (0, result.cost)
    assert {one.total for one in seen} == {9}


def test_should_stop_ends_at_once_with_a_legal_timetable():
    given = generate(runs=5, trainers=4, rooms=5, weeks=5, tightness=0.35, seed=1)
    result = solve(given, seconds=600, should_stop=lambda: True)
    assert result.seconds < 5
    assert result.status is Status.FEASIBLE
    assert result.statement() == "no bound yet"
    assert check(given, result.solution) == []


def test_no_seconds_at_all_give_what_was_constructed():
    result = solve(generate(runs=12, trainers=9, rooms=8, weeks=8), seconds=0)
    assert result.steps == 0
    assert result.solution.placements


def test_what_costs_nothing_is_the_best_there_is_without_a_search():
    """Neither prices nor CP-SAT are asked: no step is left for them."""
    result = solve(problem(run("a", 3), run("b", 3)), seconds=20, steps=0)
    assert (result.status, result.bound, result.cost) == (Status.OPTIMAL, 0, 0)


def test_long_sessions_keep_out_of_short_slots():
    given = problem(
        with_session(run("a", 3), minutes=121),
        calendar=replace(calendar(3), slots=(Slot("am"), Slot("pm", 120))),
    )
    assert {p.period % 2 for p in solve(given, seconds=20).solution.placements} == {0}


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (problem(run("a", 0)), "run a"),
        (problem(run("a", 1), run("a", 1)), "runs"),
        (problem(run("a", 1), locks=(Lock("x"),)), "lock of session x"),
        (problem(run("a", 1), closed=frozenset({21})), "closed"),
        (problem(run("a", 2, least_per_day=2)), "run a"),
    ],
)
def test_a_malformed_problem_is_refused_with_its_place(given, place):
    with pytest.raises(ProblemError) as refused:
        solve(given, seconds=1)
    assert refused.value.place == place
    assert str(refused.value).startswith(f"{place}: ")


def test_an_empty_problem_is_solved():
    result = solve(problem(), seconds=5)
    assert (result.status, result.solution) == (Status.OPTIMAL, timetable())


@pytest.mark.parametrize("limit", [{"minutes_per_day": 180}, {"minutes_per_week": 180}])
def test_what_is_booked_elsewhere_fills_a_limit(limit):
    """Monday is booked: a day's limit leaves Tuesday on, a week's limit leaves nothing."""
    ann = Trainer("ann", WELD, booked={0: 180}, **limit)
    result = solve(problem(run("a", 1), trainers=(ann,)), seconds=20, steps=100)
    days = [placement.period // 3 for placement in result.solution.placements]
    assert (days[:1] > [0]) is ("minutes_per_day" in limit)
    assert result.status is (Status.OPTIMAL if days else Status.IMPOSSIBLE)


def test_construction_alone_changes_only_the_absent_trainers_sessions():
    before = problem(run("a", 4), run("b", 4))
    published = solve(before, seconds=20).solution
    ill = published.by_session()["b3"]
    trainers = tuple(
        replace(t, unavailable=frozenset({ill.period})) if t.id in ill.trainers else t
        for t in before.trainers
    )
    given = replace(before, trainers=trainers, published=published)
    made = construct(compile_problem(given), Random(1)).solution({})
    assert [p.session for p in made.placements if p not in published.placements] == ["b3"]


def test_once_told_to_stop_no_model_is_begun():
    told = iter([False])  # goes on when asked first, and is told to stop from then on
    result = solve(problem(run("a", 2)), seconds=20, should_stop=lambda: next(told, True))
    assert result.steps == 0
    assert len(result.solution.placements) == 2


def test_cpsat_begins_a_small_problem_with_what_the_search_found(monkeypatch):
    begun, seen = [], []
    monkeypatch.setattr("scheduling.engine.solve.whole", lambda work: begun.append(work.search.best[1]))
    solve(
        generate(runs=5, trainers=4, rooms=5, weeks=5, seed=2, tightness=0.35),
        seconds=60,
        steps=300,
        on_progress=lambda progress: seen.append(progress.cost),
        should_stop=lambda: bool(begun),
    )
    assert begun[0] < seen[0]


def test_five_runs_are_proved_to_cost_no_less_by_prices(monkeypatch):
    """81 sessions. CP-SAT proves it of the whole only after many times as long."""
    monkeypatch.setattr("scheduling.engine.solve.whole", None)
    monkeypatch.setattr("scheduling.engine.solve.neighborhood", None)
    given = generate(seed=1, runs=5, trainers=6, rooms=6, weeks=8)
    result = solve(given, seconds=600, steps=600)
    assert result.status is Status.OPTIMAL
    assert result.cost == result.bound == 30
    assert result.steps < 600


def absent(given, published, trainer, first, days):
    """The problem planned again, with a trainer away for some days from the first on."""
    away = frozenset(range(first * 3, (first + days) * 3))
    trainers = tuple(
        replace(one, unavailable=one.unavailable | away) if number == trainer else one
        for number, one in enumerate(given.trainers)
    )
    return replace(given, trainers=trainers, published=published)


def test_what_is_planned_again_is_proved_to_cost_no_less_by_prices(monkeypatch):
    """85 sessions, a trainer away for a week."""
    monkeypatch.setattr("scheduling.engine.solve.whole", None)
    monkeypatch.setattr("scheduling.engine.solve.neighborhood", None)
    given = generate(seed=3, runs=5, trainers=6, rooms=6, weeks=8)
    published = construct(compile_problem(given), Random(1)).solution({})
    result = solve(absent(given, published, 3, 20, 7), seconds=600, steps=1200)
    assert result.status is Status.OPTIMAL
    assert result.terms[Term.CHANGES] > 0


def test_a_search_that_stands_still_leaves_the_rest_to_cpsat(monkeypatch):
    """Its quarter of the budget would be 25,000 steps."""
    begun = []
    monkeypatch.setattr("scheduling.engine.solve.whole", lambda work: begun.append(work.budget.taken))
    given = generate(seed=3, runs=5, trainers=6, rooms=6, weeks=8)
    solve(given, seconds=600, steps=100_000, should_stop=lambda: bool(begun))
    assert begun[0] < 5_000


def test_no_processes_are_begun_for_what_is_proved(monkeypatch):
    monkeypatch.setattr("scheduling.engine.rounds.side_by_side", None)
    given = generate(seed=1, runs=5, trainers=6, rooms=6, weeks=8)
    assert solve(given, seconds=600, steps=600, workers=2).status is Status.OPTIMAL


def test_lectures_have_no_prices_so_more_of_them_are_cpsats():
    """108 of them; one course wishes for six of five days, which neither seats nor prices prove to cost 5."""
    courses = tuple(
        Course(f"c{n}", f"t{n % 25}", lectures=3 + n % 3, least_days=6 if n == 5 else 2, students=20)
        for n in range(27)
    )
    rooms = {f"r{n}": 60 for n in range(12)}
    given = as_problem(
        Instance("s", days=5, periods=5, courses=courses, rooms=rooms, curricula={}, closed={})
    )
    assert SMALL < sum(len(one.sessions) for one in given.runs) <= FEW_LECTURES
    result = solve(given, seconds=60)
    assert (result.status, result.cost) == (Status.OPTIMAL, 5)
