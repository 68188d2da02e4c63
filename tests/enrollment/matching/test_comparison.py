"""Cause to complain, judged by hand and over many worlds; most placed, against enumeration."""

import itertools

import pytest

from enrollment.matching import Graduate, Lock, Problem, Reserve, Run, match
from enrollment.matching.comparison import complainants
from enrollment.matching.flow import most_placed
from tests.enrollment.matching.worlds import tiny

OPEN = {"run": "A", "seat": "open"}
KEPT = {"run": "A", "seat": "g"}


def world(points, *, seats=1, groups=(), reserves=(), locks=()):
    """People p0, p1, … with these points, who all want run A alone."""
    people = tuple(
        Graduate(f"p{n}", ("A",), own, groups=("g",) if n in groups else ()) for n, own in enumerate(points)
    )
    return Problem(people, (Run("A", seats, reserves=reserves),), locks, "seed")


def complain(problem, placements, opened=("A",)):
    given = {graduate.id: placements.get(graduate.id) for graduate in problem.graduates}
    return complainants(problem, given, frozenset(opened))


def test_who_sees_a_weaker_claim_seated_complains():
    assert complain(world([1, 2]), {"p0": OPEN}) == ["p1"]
    assert complain(world([1, 2]), {"p1": OPEN}) == []


def test_equal_points_are_settled_by_the_lottery():
    problem = world([1, 1])
    first, second = sorted(("p0", "p1"), key=lambda p: complain(problem, {p: OPEN}))
    assert (complain(problem, {first: OPEN}), complain(problem, {second: OPEN})) == ([], [first])


def test_an_empty_seat_is_cause_and_a_closed_run_is_none():
    problem = world([1, 2], seats=2)
    assert complain(problem, {"p1": OPEN}) == ["p0"]
    assert complain(problem, {}, opened=()) == []


def test_a_seat_kept_back_is_none_of_those_outside_the_group():
    kept = (Reserve("g", 1),)
    assert complain(world([1, 2, 3], groups={0}, reserves=kept), {"p0": KEPT}) == []
    assert complain(world([1, 2, 3], groups={0, 1}, reserves=kept), {"p0": KEPT}) == ["p1"]


def test_locked_people_neither_complain_nor_are_complained_of():
    locks = (Lock("p0", "A"),)
    assert complain(world([1, 2], locks=locks), {"p0": OPEN}) == []
    assert complain(world([3, 1], locks=(Lock("p1", "A"),)), {"p1": OPEN}) == []


def test_who_may_not_or_would_rather_be_elsewhere_does_not_complain():
    barred = Graduate("p0", ("A",), 9, ineligible={"A": None})
    gone = Graduate("p1", ("A",), 9, withdrawn=("A",))
    content = Graduate("p2", ("B", "A"), 9)
    problem = Problem((barred, gone, content), (Run("A", 1), Run("B", 1)), (), "s")
    assert complain(problem, {"p2": {"run": "B", "seat": "open"}}, ("A", "B")) == []


@pytest.mark.parametrize("seed", range(60))
def test_the_engines_own_placements_give_nobody_cause(seed):
    problem = tiny(seed)
    result = match(problem)
    opened = frozenset(run.id for run, said in zip(problem.runs, result.runs, strict=True) if said.open)
    assert complainants(problem, placed_by(problem, result), opened) == []


def placed_by(problem, result):
    seats = {}
    for person, run, level in zip(problem.graduates, result.run_of, result.seat_of, strict=True):
        offered = problem.runs[run]
        seats[person.id] = None if run < 0 else {"run": offered.id, "seat": offered.seat_name(level)}
    return seats


def best_by_enumeration(problem, opened):
    """(placed, minus the sum of squared ranks) of the best assignment, by trying every one."""
    people = problem.graduates
    seats = {run.id: run.seats if run.id in opened else 0 for run in problem.runs}
    options = [
        [(run, rank) for rank, run in enumerate(p.choices) if run not in p.ineligible] + [(None, 0)]
        for p in people
    ]
    return max(
        (sum(run is not None for run, _ in chosen), -sum(rank * rank for _, rank in chosen))
        for chosen in itertools.product(*options)
        if all(sum(run == code for run, _ in chosen) <= most for code, most in seats.items())
    )


@pytest.mark.parametrize("seed", range(25))
def test_most_placed_is_most_and_then_best(seed):
    problem = tiny(seed, runs=3, people=5)
    opened = frozenset(run.id for run in problem.runs[: 2 + seed % 2])
    found = most_placed(problem, opened)
    ranks = [p.choices.index(found[p.id]["run"]) for p in problem.graduates if found[p.id]]
    assert (len(ranks), -sum(rank * rank for rank in ranks)) == best_by_enumeration(problem, opened)


def test_most_placed_leaves_locked_people_where_they_are():
    problem = world([1, 9], locks=(Lock("p0", "A"),))
    assert most_placed(problem, frozenset("A")) == {"p0": OPEN, "p1": None}


def test_most_placed_passes_people_over():
    """Two runs of one seat: the better claim gives way, so that both can be placed."""
    people = (Graduate("strong", ("A", "B"), 9), Graduate("weak", ("A",), 1))
    problem = Problem(people, (Run("A", 1), Run("B", 1)), (), "s")
    opened = frozenset("AB")
    found = most_placed(problem, opened)
    assert {person: seat["run"] for person, seat in found.items()} == {"strong": "B", "weak": "A"}
    assert complainants(problem, found, opened) == ["strong"]


def test_nobody_at_all():
    assert most_placed(Problem((), (Run("A", 1),)), frozenset("A")) == {}
