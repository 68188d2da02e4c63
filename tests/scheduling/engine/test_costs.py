from dataclasses import replace
from datetime import date

import pytest

from scheduling.engine.costs import cost, total
from scheduling.engine.model import WEIGHTS, Qualification, Session, Term, Trainer
from tests.scheduling.engine.cases import at, calendar, problem, run, timetable


def only(given, solution):
    """The terms that are not zero, as amounts."""
    return {term: price // WEIGHTS[term] for term, price in cost(given, solution).items() if price}


@pytest.mark.parametrize(("first", "days"), [(0, 2), (6, 0), (12, 2)])
def test_start_counts_days_both_ways(first, days):
    given = problem(run("a", 1, preferred_start=date(2026, 6, 3)))
    assert only(given, timetable(at("a1", first))) == ({Term.START: days} if days else {})


def test_idle_days_are_those_on_which_the_run_could_meet():
    given = problem(run("a", 2))
    solution = timetable(at("a1", 0), at("a2", 12, "R1", "ben"))
    assert only(given, solution)[Term.IDLE] == 3
    assert only(replace(given, closed=frozenset({3, 4, 5})), solution)[Term.IDLE] == 2
    twice_a_week = replace(given, runs=(run("a", 2, weekdays=frozenset({0, 4})),))
    assert Term.IDLE not in only(twice_a_week, solution)


def test_rooms_count_beyond_the_first_of_each_kind():
    given = problem(run("a", 2))
    assert only(given, timetable(at("a1", 0), at("a2", 3, "R2")))[Term.ROOMS] == 1


def test_trainers_count_beyond_the_needed_and_load_beyond_the_share():
    given = problem(run("a", 4), run("b", 4), run("c", 4), calendar=calendar(14))
    first = {"a": 0, "b": 1, "c": 21}
    alone = timetable(*(at(f"{one}{n + 1}", begin + 3 * n) for one, begin in first.items() for n in range(4)))
    assert only(given, alone) == {Term.LOAD: 4}, "ann's share is half of twelve sessions and half a run"
    given = problem(run("a", 4))
    shared = timetable(*(at(f"a{n + 1}", 3 * n, "R1", "ann" if n < 2 else "ben") for n in range(4)))
    assert only(given, shared) == {Term.TRAINERS: 1}


def test_two_needed_trainers_are_not_one_too_many():
    pair = replace(run("a", 1), sessions=(Session("a1", "shop", "weld", trainers=2),))
    assert only(problem(pair), timetable(at("a1", 0, "R1", "ann", "ben"))) == {}


def test_evenings_count_by_trainer_and_week():
    short = replace(run("a", 4), sessions=tuple(Session(f"a{n}", "shop", "weld", 120) for n in range(1, 5)))
    given = problem(short, trainers=(Trainer("ann", (Qualification("weld"),)),))
    assert only(given, timetable(*(at(f"a{n + 1}", 3 * n + 2) for n in range(4)))) == {Term.EVENINGS: 2}


def test_changes_count_period_room_and_trainers():
    given = replace(problem(run("a", 1)), published=timetable(at("a1", 0)))
    assert total(given, timetable(at("a1", 0))) == 0
    assert only(given, timetable(at("a1", 1))) == {Term.CHANGES: 1}
    assert only(given, timetable(at("a1", 1, "R2", "ben"))) == {Term.CHANGES: 3}
