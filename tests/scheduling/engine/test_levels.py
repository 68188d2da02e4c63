"""Levels: a term of a higher level is never given up for lower ones, whatever the weights say."""

from dataclasses import replace

import pytest

from scheduling.engine.costs import total
from scheduling.engine.levels import levelled, most
from scheduling.engine.model import WEIGHTS, Solution, Term
from scheduling.engine.solve import solve
from scheduling.engine.validate import ProblemError
from tests.scheduling.engine.cases import MONDAY, at, problem, run

# Monday's room is another than published: to begin on Monday costs a change, to keep the room costs a late start.
CHEAP_CHANGE = {**WEIGHTS, Term.CHANGES: 1, Term.START: 100}
TORN = problem(
    run("a", 1, preferred_start=MONDAY),
    weights=CHEAP_CHANGE,
    published=Solution((at("a1", 3, "R1", "ann"),)),
)


def begins(levels):
    (place,) = solve(replace(TORN, levels=levels), seconds=20).solution.placements
    return place.period


def test_the_weights_decide_without_levels():
    assert begins(()) < 3


def test_a_level_comes_before_all_weights():
    assert begins((frozenset({Term.CHANGES}),)) == 3


def test_the_first_level_comes_before_the_second():
    assert begins((frozenset({Term.START}), frozenset({Term.CHANGES}))) < 3
    assert begins((frozenset({Term.CHANGES}), frozenset({Term.START}))) == 3


def test_one_unit_above_costs_more_than_all_below_could():
    weighted = levelled(replace(TORN, levels=(frozenset({Term.CHANGES}), frozenset({Term.START}))))
    below = sum(
        weighted.weights[term] * most(TORN, term) for term in Term if term not in (Term.CHANGES, Term.START)
    )
    assert weighted.weights[Term.START] > below
    assert weighted.weights[Term.CHANGES] > below + weighted.weights[Term.START] * most(TORN, Term.START)


def test_levels_are_counted_in_the_cost():
    leveled = replace(TORN, levels=(frozenset({Term.CHANGES}),))
    result = solve(leveled, seconds=20)
    assert result.cost == total(levelled(leveled), result.solution)


def test_a_term_in_two_levels_is_a_fault():
    with pytest.raises(ProblemError, match="is in 2 levels"):
        solve(replace(TORN, levels=(frozenset({Term.START}), frozenset({Term.START}))), seconds=1)
