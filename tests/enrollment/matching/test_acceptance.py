"""Who gets which seat: by hand, by the textbook, and against every matching there is."""

import dataclasses

import pytest

from enrollment.matching import Closing, Graduate, Lock, Problem, Reserve, Run, check, match
from tests.enrollment.matching.worlds import lottery, placements, rank, stable_matchings, textbook, tiny


def seats(problem: Problem) -> dict:
    result = match(problem)
    assert check(problem, result) == []
    return placements(problem, result)


def test_more_points_win_and_the_other_gets_the_next_choice():
    problem = Problem(
        (Graduate("a", ("W", "C"), 10), Graduate("b", ("W", "C"), 20)),
        (Run("W", 1), Run("C", 1)),
    )
    assert seats(problem) == {"a": ("C", "open"), "b": ("W", "open")}


def test_a_late_better_claim_displaces_an_earlier_one():
    """b falls from X to W and pushes a out of the seat a held first: acceptance is deferred."""
    people = (Graduate("a", ("W",), 1), Graduate("b", ("X", "W"), 5), Graduate("c", ("X",), 9))
    problem = Problem(people, (Run("W", 1), Run("X", 1)))
    assert seats(problem) == {"a": None, "b": ("W", "open"), "c": ("X", "open")}


def test_points_may_differ_by_run():
    people = (
        Graduate("a", ("W", "C"), {"W": 1, "C": 9}),
        Graduate("b", ("C", "W"), {"W": 9, "C": 1}),
        Graduate("c", ("W", "C"), {"W": 5, "C": 5}),
    )
    problem = Problem(people, (Run("W", 1), Run("C", 1)))
    assert seats(problem) == {"a": ("C", "open"), "b": ("W", "open"), "c": None}


@pytest.mark.parametrize("seed", ["one", "two", "three", "four"])
def test_the_lottery_settles_equal_points(seed):
    problem = Problem(tuple(Graduate(name, ("W",), 7) for name in "abcdef"), (Run("W", 1),), seed=seed)
    tickets = lottery(problem)
    assert seats(problem)[min(tickets, key=tickets.get)] == ("W", "open")


def test_reserves_take_the_best_members_in_listed_order_and_then_open_seats():
    people = (
        Graduate("both", ("W",), 50, ("x", "y")),
        Graduate("x", ("W",), 10, ("x",)),
        Graduate("y", ("W",), 20, ("y",)),
        Graduate("high", ("W",), 90),
        Graduate("low", ("W",), 40),
    )
    first_x = Problem(people, (Run("W", 3, reserves=(Reserve("x", 1), Reserve("y", 1))),))
    first_y = Problem(people, (Run("W", 3, reserves=(Reserve("y", 1), Reserve("x", 1))),))
    assert seats(first_x) == {
        "both": ("W", "x"), "x": None, "y": ("W", "y"), "high": ("W", "open"), "low": None,
    }  # fmt: skip
    assert seats(first_y) == {
        "both": ("W", "y"), "x": ("W", "x"), "y": None, "high": ("W", "open"), "low": None,
    }  # fmt: skip


def test_a_reserve_without_members_goes_to_everyone():
    problem = Problem(
        (Graduate("a", ("W",)), Graduate("b", ("W",))), (Run("W", 2, reserves=(Reserve("x", 2),)),)
    )
    assert seats(problem) == {"a": ("W", "open"), "b": ("W", "open")}


def test_reserves_that_promise_more_than_there_is_fill_in_listed_order():
    people = tuple(Graduate(f"{group}{n}", ("W",), n, (group,)) for group in "xy" for n in (1, 2))
    problem = Problem(people, (Run("W", 3, reserves=(Reserve("x", 2), Reserve("y", 2))),))
    assert seats(problem) == {"x1": ("W", "x"), "x2": ("W", "x"), "y1": None, "y2": ("W", "y")}


def test_a_run_without_seats_takes_nobody():
    assert seats(Problem((Graduate("a", ("W",)),), (Run("W", 0),))) == {"a": None}


def test_nobody_and_nothing():
    assert seats(Problem((), ())) == {}
    assert seats(Problem((Graduate("a", ()),), ())) == {"a": None}


def test_a_locked_seat_is_kept_against_better_claims_and_goes_on_consuming_its_type():
    people = (
        Graduate("locked", ("C",), 1, ("x",)),
        Graduate("x", ("W",), 5, ("x",)),
        Graduate("high", ("W",), 9),
    )
    runs = (Run("W", 2, reserves=(Reserve("x", 1),)), Run("C", 1))
    held = Problem(people, runs, (Lock("locked", "W", "x"),))
    assert seats(held) == {"locked": ("W", "x"), "x": None, "high": ("W", "open")}
    held_open = Problem(people, runs, (Lock("locked", "W", None),))
    assert seats(held_open) == {"locked": ("W", "open"), "x": ("W", "x"), "high": None}


def test_a_lock_on_a_group_reserved_twice_fills_its_first_reserve():
    reserves = (Reserve("x", 1), Reserve("y", 1), Reserve("x", 1))
    people = (
        Graduate("locked", (), 0),
        Graduate("xy", ("W",), 9, ("x", "y")),
        Graduate("x", ("W",), 1, ("x",)),
    )
    problem = Problem(people, (Run("W", 3, reserves=reserves),), (Lock("locked", "W", "x"),))
    assert seats(problem) == {"locked": ("W", "x"), "xy": ("W", "y"), "x": ("W", "x")}


@pytest.mark.parametrize("block", range(10))
def test_equals_the_textbook_seat_by_seat(block):
    """400 random problems in all, half of them too large for the claims to settle without bulk pruning."""
    for seed in range(block * 40, block * 40 + 40):
        problem = tiny(seed, people=60 if seed % 2 else None, minimum=False)
        problem = dataclasses.replace(problem, closing=Closing.NONE)
        result = match(problem)
        assert placements(problem, result) == textbook(problem, {run.id for run in problem.runs})
        assert check(problem, result) == []


@pytest.mark.parametrize("seed", range(60))
def test_no_stable_matching_is_better_for_anyone(seed):
    """Against every stable matching, found by trying every matching that there is."""
    problem = dataclasses.replace(tiny(seed, runs=3, people=6, minimum=False), closing=Closing.NONE)
    mine = {person: seat and seat[0] for person, seat in placements(problem, match(problem)).items()}
    stable = stable_matchings(problem)
    assert mine in stable
    for other in stable:
        for graduate in problem.graduates:
            assert rank(graduate, mine[graduate.id]) <= rank(graduate, other[graduate.id])
