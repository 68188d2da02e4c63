"""What a fair share of the teaching is: the mean and half of the longest run, and never less than a whole run."""

import pytest

from bench.timetable_problem import generate
from scheduling.engine.model import Qualification, Room, Term, Trainer
from scheduling.engine.shares import fair_share
from scheduling.engine.solve import solve
from tests.scheduling.engine.cases import calendar, problem, run, with_session

WELD, CUT = Qualification("weld"), Qualification("cut")


def test_who_holds_two_qualifications_is_counted_in_both():
    runs = (run("a", 4), with_session(run("b", 4), qualification="cut"))
    people = (
        Trainer("ann", (WELD, CUT)),
        Trainer("ben", (WELD,)),
        Trainer("cid", (CUT,)),
        Trainer("dee", ()),
    )
    shares = fair_share(problem(*runs, trainers=people))
    assert shares == {"ann": 2 + 2 + 2, "ben": 2 + 2, "cid": 2 + 2, "dee": 0}


def test_two_trainers_a_session_are_two_shares_of_one_run():
    pair = with_session(run("a", 6), trainers=2)
    people = tuple(Trainer(name, (WELD,)) for name in ("ann", "ben", "cid", "dee"))
    assert fair_share(problem(pair, trainers=people)) == dict.fromkeys(("ann", "ben", "cid", "dee"), 6)


def test_only_who_reaches_a_site_of_the_run_shares_it():
    there = run("a", 10, sites=frozenset({"annex"}))
    people = (Trainer("ann", (WELD,), sites=frozenset({"main"})), Trainer("ben", (WELD,)))
    rooms = (Room("R1", "shop", 20, site="annex"),)
    assert fair_share(problem(there, trainers=people, rooms=rooms)) == {"ann": 0, "ben": 15}


def test_no_run_is_torn_apart_for_the_sake_of_fair_shares():
    """Three welders would have six sessions each: the share of each is the whole run none the less."""
    three = tuple(Trainer(name, (WELD,)) for name in ("ann", "ben", "cid"))
    given = problem(run("a", 18, most_per_day=2), calendar=calendar(14), trainers=three)
    assert set(fair_share(given).values()) == {18}
    assert solve(given, seconds=30, steps=50).cost == 0


def test_who_would_have_more_than_half_a_run_above_the_mean_is_relieved():
    """Four runs of four sessions, two welders: eight each, ten are free; eleven and more cost two apiece."""
    two = (Trainer("ann", (WELD,)), Trainer("ben", (WELD,), unavailable=frozenset(range(30))))
    given = problem(*(run(name, 4) for name in "abcd"), calendar=calendar(14), trainers=two)
    assert set(fair_share(given).values()) == {10}
    result = solve(given, seconds=30, steps=50)
    assert result.terms[Term.LOAD] == 0
    alone = solve(problem(*(run(name, 4) for name in "abcd"), calendar=calendar(14)), seconds=30, steps=50)
    assert alone.terms[Term.LOAD] == 0, "who is alone has the whole for a share"


@pytest.mark.parametrize("seed", range(3))
def test_more_trainers_never_make_a_share_smaller_than_a_run(seed):
    center = generate(runs=8, trainers=60, rooms=9, seed=seed)
    shares = fair_share(center)
    for one in center.runs:
        for who in center.trainers:
            if any(held.name == one.sessions[0].qualification for held in who.qualifications):
                assert shares[who.id] >= len(one.sessions)
