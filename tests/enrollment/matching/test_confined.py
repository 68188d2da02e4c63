"""Beds: whoever needs one takes the seats that have one and no others; what is left of them goes to everyone."""

import dataclasses

import pytest

from enrollment.matching import Closing, Explainer, Graduate, Problem, Reserve, Run, check, match
from enrollment.matching.comparison import complainants
from enrollment.matching.jsonio import read_problem
from tests.enrollment.matching.worlds import placements, rank, stable_matchings, textbook, tiny

BEDS = (Reserve("bed", 1, confined=True),)


def person(name, points, *groups, choices=("W",)):
    return Graduate(name, tuple(choices), points, groups)


def seats(problem):
    result = match(problem)
    assert check(problem, result) == []
    return placements(problem, result)


def test_one_bed_is_one_person_however_many_seats_are_free():
    people = (person("a", 9, "bed"), person("b", 8, "bed"), person("c", 1))
    assert seats(Problem(people, (Run("W", 5, reserves=BEDS),))) == {
        "a": ("W", "bed"),
        "b": None,
        "c": ("W", "open"),
    }


def test_a_bed_nobody_needs_is_a_seat_for_everyone():
    people = (person("a", 9), person("b", 8))
    assert seats(Problem(people, (Run("W", 2, reserves=BEDS),))) == {"a": ("W", "open"), "b": ("W", "open")}


def test_another_reserve_gives_no_bed():
    run = Run("W", 3, reserves=(Reserve("poor", 2), *BEDS))
    people = (person("a", 9, "bed", "poor"), person("b", 8, "bed", "poor"), person("c", 1, "poor"))
    assert seats(Problem(people, (run,))) == {"a": ("W", "bed"), "b": None, "c": ("W", "poor")}


def test_the_reason_speaks_of_beds_only():
    people = (person("a", 9, "bed"), person("me", 8, "bed"))
    problem = Problem(people, (Run("W", 5, reserves=BEDS),))
    told = dict(Explainer(problem, match(problem)).everyone())["me"]["W"]
    assert told == {"code": "full", "points": 8, "cutoffs": {}, "only": "bed"}


def test_nobody_has_cause_to_complain_about_a_seat_without_a_bed():
    people = (person("a", 9, "bed"), person("b", 8, "bed"))
    problem = Problem(people, (Run("W", 5, reserves=BEDS),))
    assert complainants(problem, {"a": {"run": "W", "seat": "bed"}, "b": None}, frozenset({"W"})) == []
    assert complainants(problem, {"a": None, "b": {"run": "W", "seat": "bed"}}, frozenset({"W"})) == ["a"]


@pytest.mark.parametrize("block", range(5))
def test_equals_the_textbook_seat_by_seat(block):
    for seed in range(block * 40, block * 40 + 40):
        problem = tiny(seed, people=60 if seed % 2 else None, minimum=False, confined=True)
        problem = dataclasses.replace(problem, closing=Closing.NONE)
        result = match(problem)
        assert placements(problem, result) == textbook(problem, {run.id for run in problem.runs})
        assert check(problem, result) == []
        everyone = {person: seat and {"run": seat[0], "seat": seat[1]} for person, seat in
                    placements(problem, result).items()}  # fmt: skip
        assert complainants(problem, everyone, frozenset(run.id for run in problem.runs)) == []


@pytest.mark.parametrize("seed", range(20))
def test_no_stable_matching_is_better_for_anyone(seed):
    problem = tiny(seed, runs=3, people=6, minimum=False, confined=True)
    problem = dataclasses.replace(problem, closing=Closing.NONE)
    mine = {person: seat and seat[0] for person, seat in placements(problem, match(problem)).items()}
    stable = stable_matchings(problem)
    assert mine in stable
    assert all(
        rank(graduate, mine[graduate.id]) <= rank(graduate, other[graduate.id])
        for other in stable
        for graduate in problem.graduates
    )


def test_the_checker_sees_somebody_seated_without_a_bed():
    people = (person("a", 9, "bed"), person("b", 8, "bed"))
    problem = Problem(people, (Run("W", 5, reserves=BEDS),))
    soft = dataclasses.replace(problem, runs=(Run("W", 5, reserves=(Reserve("bed", 1),)),))
    assert any("confined" in untruth for untruth in check(problem, match(soft)))


def test_the_format_says_only():
    text = '{"graduates": [], "runs": [{"id": "W", "seats": 2, "reserves": [["bed", 1, "only"], ["x", 1]]}]}'
    assert read_problem(text).runs[0].reserves == (Reserve("bed", 1, confined=True), Reserve("x", 1))
