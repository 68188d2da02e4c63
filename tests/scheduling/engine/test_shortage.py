"""Counting proves what no timetable can hold, and blames the runs that are too many; it never blames wrongly."""

from dataclasses import replace
from random import Random

from bench.enumeration import timetables
from bench.judged import random_problem
from scheduling.engine.answers import Status
from scheduling.engine.compiled import compile_problem
from scheduling.engine.model import Qualification, Room, Trainer
from scheduling.engine.shortage import too_many
from scheduling.engine.solve import solve
from tests.scheduling.engine.cases import problem, run

WELD = (Qualification("weld"),)
ANN = Trainer("ann", WELD)
MORNINGS = frozenset({0})


def blamed(one):
    return too_many(compile_problem(one), range(len(one.runs)))


def test_runs_with_more_sessions_than_their_only_room_has_periods():
    runs = [run(name, 4, slots=MORNINGS) for name in "ab"] + [run("c", 2, slots=frozenset({1}))]
    short = problem(*runs, rooms=(Room("R1", "shop", 20),))
    assert blamed(short) == [0, 1]
    assert blamed(problem(*runs)) == []


def test_runs_with_more_sessions_than_their_only_trainer_may_teach_in_the_week():
    runs = [run(name, 3, most_per_day=3) for name in "ab"]
    assert blamed(problem(*runs, trainers=(Trainer("ann", WELD, minutes_per_week=900),))) == [0, 1]
    assert blamed(problem(*runs, trainers=(Trainer("ann", WELD, minutes_per_week=1080),))) == []


def test_a_short_session_counts_as_short_beside_a_long_one_of_its_run():
    """180 and three times 60 minutes are the 360 of the week: the first is not what all of them take."""
    equal = run("a", 4, slots=frozenset({0, 1}), most_per_day=2)
    long, *others = equal.sessions
    mixed = replace(equal, sessions=(long, *(replace(one, minutes=60) for one in others)))
    allowed = problem(mixed, trainers=(Trainer("ann", WELD, minutes_per_week=360),))
    assert next(timetables(allowed))
    assert blamed(allowed) == []
    assert blamed(problem(mixed, trainers=(Trainer("ann", WELD, minutes_per_week=180),))) == [0]


def test_what_counting_proves_is_so():
    """Whatever is blamed has no timetable at all among all that there are."""
    rng, impossible = Random(5), 0
    for _ in range(15):
        runs = [run(name, rng.randint(1, 3), slots=MORNINGS) for name in "ab"]
        closed = frozenset(rng.sample(range(0, 9, 3), rng.randint(0, 2)))
        rooms = (Room("R1", "shop", 20, closed=closed),)
        tiny = problem(*runs, rooms=rooms, trainers=(ANN,), closed=frozenset(range(9, 21)))
        if blamed(tiny):
            impossible += 1
            assert next(timetables(tiny), None) is None
    assert 2 < impossible < 15


def test_no_random_problem_with_a_timetable_is_blamed():
    for seed in range(12):
        one = random_problem(seed)
        if blamed(one):
            assert solve(one, seconds=5, steps=5).status is Status.IMPOSSIBLE
