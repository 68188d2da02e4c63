"""The checker finds every kind of untruth that is planted."""

import dataclasses
import re
from pathlib import Path

import numpy as np
import pytest

from enrollment import matching
from enrollment.matching import Closing, Graduate, Lock, Problem, Reserve, Run, RunWhy, check, match
from enrollment.matching.model import Counterfactual, Cutoff, Result
from enrollment.matching.outcome import digest
from tests.enrollment.matching.worlds import tiny

PROBLEM = Problem(
    graduates=(
        Graduate("first", ("A", "B"), 90),
        Graduate("poor", ("A", "B"), 20, ("poor",)),
        Graduate("third", ("A", "B"), 50),
        Graduate("fourth", ("C", "B", "A"), 60),
        Graduate("locked", ("A",), 0),
    ),
    runs=(Run("A", 3, 1, (Reserve("poor", 1),)), Run("B", 3, 1), Run("C", 2, 2)),
    locks=(Lock("locked", "A"),),
    closing=Closing.GREEDY,
)


def tampered(problem: Problem, **columns) -> list[str]:
    """Check with some columns changed and the digest made to fit."""
    result = dataclasses.replace(match(problem), **columns)
    return check(problem, dataclasses.replace(result, digest=digest(problem, result.run_of, result.seat_of)))


def changed(column: np.ndarray, index: int, value: int) -> np.ndarray:
    copy = column.copy()
    copy[index] = value
    return copy


def with_run(result: Result, index: int, **facts) -> tuple:
    runs = list(result.runs)
    runs[index] = dataclasses.replace(runs[index], **facts)
    return tuple(runs)


def test_the_truth_passes():
    result = match(PROBLEM)
    assert result.run_of.tolist() == [0, 0, 1, 1, 0]
    assert check(PROBLEM, result) == []


def test_two_people_who_swap_seats_are_found():
    result = match(PROBLEM)
    run_of = changed(changed(result.run_of, 0, 1), 2, 0)
    seat_of = changed(changed(result.seat_of, 0, 0), 2, 1)
    lines = tampered(PROBLEM, run_of=run_of, seat_of=seat_of)
    assert "'first' has a better claim to a seat in 'A'." in lines


@pytest.mark.parametrize("seed", range(12))
def test_every_single_move_is_found(seed):
    """Each person in turn is put into each other run and seat type, or nowhere."""
    problem = tiny(seed, people=6)
    result = match(problem)
    for person in range(len(problem.graduates)):
        for run in range(-1, len(problem.runs)):
            levels = len(problem.runs[run].reserves) + 1 if run >= 0 else 0
            for seat in range(levels) if run >= 0 else [-1]:
                if (run, seat) != (result.run_of[person], result.seat_of[person]):
                    run_of, seat_of = (
                        changed(result.run_of, person, run),
                        changed(result.seat_of, person, seat),
                    )
                    assert tampered(problem, run_of=run_of, seat_of=seat_of)


@pytest.mark.parametrize("seed", range(12))
def test_every_changed_reason_is_found(seed):
    problem = tiny(seed)
    result = match(problem)
    for choice in range(len(result.codes)):
        for code in range(8):
            if code != result.codes[choice]:
                lines = check(problem, dataclasses.replace(result, codes=changed(result.codes, choice, code)))
                assert len(lines) == 1
                assert " is told " in lines[0]


def test_an_unfair_but_consistent_result_is_found():
    """A matching that is stable in itself, but for another lottery: everything fits except the seed."""
    problem = Problem(tuple(Graduate(f"g{n}", ("A",)) for n in range(5)), (Run("A", 2),), seed="true")
    other = match(dataclasses.replace(problem, seed="false"))
    assert any("another lottery number" in line for line in check(problem, other))


def test_a_worse_stable_result_of_other_points_is_found():
    other = dataclasses.replace(
        PROBLEM, graduates=(dataclasses.replace(PROBLEM.graduates[0], points=1), *PROBLEM.graduates[1:])
    )
    assert any("better claim" in line for line in check(PROBLEM, match(other)))


@pytest.mark.parametrize(
    ("index", "facts", "words"),
    [
        (0, {"cutoffs": (Cutoff(20, 1), Cutoff(91, 1))}, "cut-off"),
        (0, {"cutoffs": (None, None)}, "cut-off"),
        (2, {"cutoffs": (Cutoff(1, 1),)}, "cut-off"),
        (0, {"holders": (0, 3)}, "holders"),
        (0, {"wanted": 0}, "is wanted by"),
        (0, {"why": RunWhy.KEPT}, "says kept where enough is true"),
        (1, {"open": False}, "holds 2 people in 0 seats"),
        (2, {"open": True}, "should have been closed"),
        (2, {"why": RunWhy.OUTWEIGHED}, "says outweighed where too_few is true"),
        (2, {"if_open": Counterfactual(2, 5)}, "counterfactual"),
        (0, {"holders": (1,)}, "each of its seat types"),
    ],
)
def test_untrue_facts_about_a_run_are_found(index, facts, words):
    result = match(PROBLEM)
    lines = check(PROBLEM, dataclasses.replace(result, runs=with_run(result, index, **facts)))
    assert any(words in line for line in lines), lines


def test_a_broken_lock_is_found():
    lines = check(PROBLEM, match(dataclasses.replace(PROBLEM, locks=())))
    assert "'locked' does not hold the locked seat in 'A'." in lines


def test_a_decision_not_kept_is_found():
    decided = dataclasses.replace(
        PROBLEM, runs=(*PROBLEM.runs[:2], dataclasses.replace(PROBLEM.runs[2], open=True))
    )
    assert any("goes against the decision" in line for line in check(decided, match(PROBLEM)))


def test_a_reserved_seat_given_outside_the_group_is_found():
    seat_of = changed(changed(match(PROBLEM).seat_of, 0, 0), 1, 1)
    assert any("do not belong to" in line for line in tampered(PROBLEM, seat_of=seat_of))


def test_another_digest_is_found():
    assert check(PROBLEM, dataclasses.replace(match(PROBLEM), digest="0" * 64)) == [
        "The digest is not that of the placements."
    ]


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("run_of", [0]),
        ("run_of", [9, 0, 1, 1, 0]),
        ("seat_of", [5, 0, 0, 0, 1]),
        ("codes", [0]),
        ("codes", [200] * 10),
        ("lottery", [1]),
        ("runs", ()),
    ],
)
def test_columns_of_the_wrong_shape_are_refused_before_anything_is_read(column, values):
    result = match(PROBLEM)
    kind = getattr(result, column)
    assert check(
        PROBLEM,
        dataclasses.replace(result, **{column: values if column == "runs" else np.array(values, kind.dtype)}),
    )


def test_the_checker_shares_no_code_with_the_engine():
    """Of the package it imports only the shapes of problem and result, and its own reading of them."""
    folder = Path(matching.__file__).parent
    for name in ("checker.py", "published.py"):
        imported = re.findall(r"(?:from|import) enrollment\.matching\.?(\w*)", (folder / name).read_text())
        assert set(imported) <= {"model", "published"}
