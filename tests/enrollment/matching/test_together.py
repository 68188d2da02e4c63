"""Brothers, sisters, friends: together where there is room, and never at anybody else's cost."""

import dataclasses
import random

import numpy as np
import pytest

from enrollment.matching import (
    Explainer,
    Graduate,
    Ineligibility,
    Lock,
    Malformed,
    Problem,
    Run,
    check,
    match,
)
from enrollment.matching.comparison import complainants
from enrollment.matching.jsonio import read_problem, result_document
from tests.enrollment.matching.worlds import placements, rank, tiny

RUNS = (Run("A", 1), Run("B", 3), Run("C", 2))


def pair(one="ABC", other="ABC", *more, runs=RUNS, points=(5, 4)) -> Problem:
    people = (Graduate("a", tuple(one), points[0]), Graduate("b", tuple(other), points[1]), *more)
    return Problem(people, runs, seed="s", together=(("a", "b"),))


def seats(problem):
    result = match(problem)
    assert check(problem, result) == []
    return placements(problem, result), result


def test_two_who_would_be_apart_sit_in_the_best_run_with_room_for_both():
    placed, result = seats(pair())
    assert (placed["a"], placed["b"], result.together) == (("B", "open"), ("B", "open"), ("B",))
    assert placements(pair(), result.alone)["a"] == ("A", "open")


def test_what_is_given_up_goes_to_the_best_claim_and_the_reason_says_so():
    problem = pair("ABC", "ABC", Graduate("c", ("A",), 1))
    placed, result = seats(problem)
    assert placed["c"] == ("A", "open")
    told = dict(Explainer(problem, result).everyone())
    assert told["a"]["A"] == {"code": "together", "run": "B"}
    assert told["b"]["B"]["code"] == "placed"
    assert told["b"]["C"] == {"code": "ranked_below", "placed": "B"}


def test_nobody_makes_room_for_them():
    """B is full with better claims: b stays apart, and nobody else notices the wish."""
    others = [Graduate(f"c{n}", ("B",), 9) for n in range(3)]
    problem = pair("AB", "ABC", *others)
    placed, result = seats(problem)
    assert result.together == (None,)
    assert (placed["a"], placed["b"]) == (("A", "open"), ("C", "open"))
    assert result.digest == match(dataclasses.replace(problem, together=())).digest


def test_a_run_that_would_fall_short_is_not_left():
    runs = (Run("A", 1, 1), Run("B", 3, 1), Run("C", 2))
    assert seats(pair(runs=runs))[1].together == (None,)
    assert seats(pair("ABC", "ABC", Graduate("c", ("A",), 1), runs=runs))[1].together == ("B",)


@pytest.mark.parametrize(
    "change",
    [
        {"choices": ("A",)},
        {"withdrawn": ("B", "C")},
        {"ineligible": dict.fromkeys("BC", Ineligibility("r", "f", "c"))},
    ],
)
def test_both_must_have_ranked_it_and_may_enter_it(change):
    problem = pair()
    people = (dataclasses.replace(problem.graduates[0], **change), problem.graduates[1])
    assert seats(dataclasses.replace(problem, graduates=people))[1].together == (None,)


def test_a_locked_seat_is_not_left():
    problem = dataclasses.replace(pair(), locks=(Lock("a", "A"),))
    assert seats(problem)[1].together == (None,)


def test_two_in_one_run_already_stay_there_though_a_better_seat_gets_free():
    people = (
        Graduate("a", ("A", "B"), 9),
        Graduate("b", ("C", "B"), 8),
        Graduate("c", ("A", "C"), 5),
        Graduate("d", ("C",), 7),
        Graduate("e", ("A", "C"), 4),
    )
    runs = (Run("A", 1), Run("B", 2), Run("C", 1))
    problem = Problem(people, runs, seed="s", together=(("c", "e"), ("a", "b")))
    placed, result = seats(problem)
    assert placed["a"] == placed["b"] == ("B", "open")
    assert result.together[1] == "B"


def with_pairs(seed: int) -> Problem:
    base = tiny(seed, runs=4, people=9, confined=seed % 3 == 0)
    ids = [graduate.id for graduate in base.graduates]
    random.Random(seed).shuffle(ids)
    return dataclasses.replace(base, together=tuple(zip(ids[:6:2], ids[1:6:2], strict=True)))


def test_nobody_is_ever_harmed_and_wishes_come_true():
    """120 crowded rounds with three pairs each, against the outcome without wishes; the checker agrees each time."""
    granted = moved = 0
    for seed in range(120):
        problem = with_pairs(seed)
        result = match(problem)
        assert check(problem, result) == []
        before, after = placements(problem, result.alone), placements(problem, result)
        inside = {
            one for pair, run in zip(problem.together, result.together, strict=True) if run for one in pair
        }
        for graduate in problem.graduates:
            was, now = (seats[graduate.id] and seats[graduate.id][0] for seats in (before, after))
            assert graduate.id in inside or rank(graduate, now) <= rank(graduate, was)
        shown = {person: seat and {"run": seat[0], "seat": seat[1]} for person, seat in after.items()}
        opened = frozenset(r.id for r, o in zip(problem.runs, result.runs, strict=True) if o.open)
        assert {*complainants(problem, shown, opened)} <= inside
        granted += len(inside) // 2
        moved += sum(before[one] != after[one] for one in inside)
    assert granted > 30
    assert moved > 10


def test_the_order_of_input_does_not_matter():
    for seed in range(25):
        problem = with_pairs(seed)
        luck = random.Random(seed)
        turned = [pair[::-1] if luck.random() < 0.5 else pair for pair in problem.together]
        parts = [list(problem.graduates), list(problem.runs), turned]
        for part in parts:
            luck.shuffle(part)
        people, runs, pairs = map(tuple, parts)
        other = dataclasses.replace(problem, graduates=people, runs=runs, together=pairs)
        assert match(other).digest == match(problem).digest


def test_the_checker_sees_a_wish_that_cost_somebody_a_seat():
    """The broken variant: the two are simply put first, whoever loses by it."""
    others = (Graduate("c", ("B",), 9), Graduate("d", ("B",), 8))
    problem = pair("AB", "AB", *others, runs=(Run("A", 1), Run("B", 2)))
    honest = match(problem)
    assert honest.together == (None,)
    forced = dataclasses.replace(
        honest,
        together=("B",),
        run_of=np.array([1, 1, -1, -1], dtype=np.int32),
        seat_of=np.array([0, 0, -1, -1], dtype=np.int16),
    )
    untruths = check(problem, forced)
    assert any("worse off" in untruth for untruth in untruths)
    lied = dataclasses.replace(honest, together=("C",))
    assert any("is not there" in untruth for untruth in check(problem, lied))


@pytest.mark.parametrize(
    ("pairs", "sentence"),
    [
        ('[["a"]]', "together[0]: must be a pair"),
        ('[["a", "z"]]', "together[0][1]: no graduate has the id 'z'."),
        ('[["a", "a"]]', "together[0][1]: 'a' is paired twice, or with themselves."),
        ('[["a", "b"], ["b", "c"]]', "together[1][0]: 'b' is paired twice"),
        ("5", "together: must be a list."),
    ],
)
def test_a_malformed_pair_is_named(pairs, sentence):
    people = ", ".join(f'{{"id": "{name}", "choices": []}}' for name in "abc")
    text = f'{{"graduates": [{people}], "runs": [], "together": {pairs}}}'
    with pytest.raises(Malformed) as refused:
        match(read_problem(text))
    assert sentence in str(refused.value)


def test_the_document_names_the_pairs():
    assert result_document(pair(), match(pair()))["together"] == [{"people": ["a", "b"], "run": "B"}]
