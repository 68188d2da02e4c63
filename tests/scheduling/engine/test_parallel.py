"""Shares of the search: campuses apart, roaming trainers in turn, the same answer for a seed, steps and workers."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random
from time import sleep

import pytest

from bench.timetable_problem import generate
from scheduling.engine.budget import Budget
from scheduling.engine.campuses import campuses, owners
from scheduling.engine.checker import check
from scheduling.engine.compiled import compile_problem
from scheduling.engine.costs import total
from scheduling.engine.greedy import construct
from scheduling.engine.lagrange import Lagrange
from scheduling.engine.layouts import Layouts
from scheduling.engine.model import Room, Solution, Unplaced
from scheduling.engine.parallel import Effort, Found, improve, share, spots_of
from scheduling.engine.rounds import Rounds, Spare
from scheduling.engine.search import Search
from scheduling.engine.solve import Work, solve
from scheduling.engine.turns import merge
from tests.scheduling.engine.cases import at, calendar, problem, run

TWO = generate(seed=2, campuses=2, runs=12, trainers=12, rooms=10, weeks=8)
EFFORT = Effort(seconds=60, steps=6, seed=1, hot=4.0, cold=1.0)


def test_campuses_are_what_shares_rooms_and_most_trainers():
    compiled = compile_problem(TWO)
    assert campuses(compiled) == [list(range(12)), list(range(12, 24))]
    everywhere = replace(TWO, trainers=tuple(replace(who, sites=None) for who in TWO.trainers))
    assert campuses(compile_problem(everywhere)) == [list(range(24))]


def test_a_roaming_trainer_belongs_to_one_campus_at_a_time():
    compiled = compile_problem(TWO)
    parts = campuses(compiled)
    first, second = owners(compiled, parts, 0), owners(compiled, parts, 1)
    roaming = {who for who in first if first[who] != second[who]}
    assert roaming == {n for n, who in enumerate(TWO.trainers) if len(who.sites) > 1}


def test_a_share_leaves_the_rest_and_what_others_own_alone():
    compiled = compile_problem(TWO)
    state = construct(compiled, Random(1))
    parts = campuses(compiled)
    owner = owners(compiled, parts, 0)
    away = {who for who, home in owner.items() if home != 0}
    given = share(compiled, parts[0], state.spots, away)
    both = improve(given, EFFORT)
    assert improve(given, EFFORT) == both
    found = both.best
    before = {one.session: one for one in given.placements}
    names = {TWO.trainers[who].id for who in away}
    for one in found:
        if names & {*one.trainers, *before[one.session].trainers}:
            assert one == before[one.session]
    for job, spots in spots_of(compiled, found).items():
        state.remove(job)
        state.insert(job, spots)
    assert check(TWO, state.solution({})) == []


def test_wishes_reach_a_share_in_its_own_numbers():
    """Trainers and runs of a share count from nought; sessions, periods and rooms are where the prices want them."""
    compiled = compile_problem(TWO)
    prices = Lagrange(compiled, Layouts(compiled), 1)
    prices.raised(1_000, 0.0)
    part = campuses(compiled)[1]
    given = share(compiled, part, construct(compiled, Random(1)).spots, set(), prices)
    there = compile_problem(given.problem)
    assert sorted(given.wishes) == list(range(len(part)))
    for number, wish in given.wishes.items():
        one, other = compiled.jobs[part[number]].tasks, there.jobs[number].tasks
        wished = [
            compiled.placement(task, spot) for task, spot in zip(one, prices.wish(part[number]), strict=True)
        ]
        assert [there.placement(task, spot) for task, spot in zip(other, wish, strict=True)] == wished


def test_where_a_search_ended_is_told_beside_its_best():
    compiled = compile_problem(TWO)
    state = construct(compiled, Random(1))
    given = share(compiled, list(range(24)), state.spots, set())
    found = improve(given, replace(EFFORT, hot=5_000.0, cold=5_000.0, steps=12))
    assert found.best != found.last
    for placements in found:
        assert check(TWO, Solution(placements)) == []
    best, last = (total(TWO, Solution(placements)) for placements in found)
    assert best < last


@pytest.mark.parametrize("workers", [2, 3])
def test_processes_give_the_same_answer_each_time(workers):
    """Real processes: two have the whole beside each other, three a campus each. Most of the time is for starting them."""
    given = generate(seed=2, campuses=2, runs=7, trainers=8, rooms=8, weeks=8)
    first, second = (solve(given, seconds=120, steps=24, workers=workers, seed=5) for _ in range(2))
    assert first.solution == second.solution
    assert not first.solution.unplaced
    assert first.bound == second.bound


def test_what_comes_back_without_a_run_is_not_laid_over_it():
    """A search that began anew may have left one out which the timetable has in the very place of another."""
    once = problem(
        run("a", 1), run("b", 1), calendar=calendar(1), rooms=(Room("R1", "shop", 20, closed=frozenset({2})),)
    )
    work = Work(once, Budget(seconds=60), 1, 2, None)
    rounds = Rounds(work, None, 1, [[0, 1]])
    work.search.go_to([(0, 0, (0,)), None])
    only_b = (at("b1", 0),)
    rounds.take_over(0, Found(best=only_b, last=only_b))
    assert check(once, work.search.state.solution({"a": Unplaced("a"), "b": Unplaced("b")})) == []
    assert rounds.last[0] == [None, (0, 0, (0,))]


def test_of_two_timetables_what_each_does_better_is_kept():
    """Each is searched at one campus only: what is made of both has gained at both."""
    work = Work(TWO, Budget(seconds=60), 1, 2, None)
    begin, halves = list(work.search.state.spots), campuses(work.compiled)
    found, gained = [], 0
    for part in halves:
        work.search.go_to(begin)
        before = work.search.now[1]
        other = Search(work.search.state, Random(1), list(part))
        for _ in range(40):
            other.step()
        gained += before - other.best[1]
        found.append(list(other.best_spots))
    assert gained
    work.search.go_to(begin)
    work.search.best = work.search.now
    work.search.go_to(found[0])
    first = work.search.best[1]
    merge(work, {job: [found[1][task] for task in one.tasks] for job, one in enumerate(work.compiled.jobs)})
    assert check(TWO, work.search.state.solution({})) == []
    assert work.search.best[1] < first
    assert work.search.best[1] <= before - gained


def test_while_others_search_a_run_that_is_left_out_is_searched_for_too():
    """Where there are no prices; until this the first process waited."""
    once = problem(
        run("a", 1), run("b", 1), calendar=calendar(1), rooms=(Room("R1", "shop", 20, closed=frozenset({2})),)
    )
    work = Work(once, Budget(seconds=60), 1, 2, None)
    work.search.go_to([(0, 0, (0,)), None])
    work.search.best, work.search.best_spots = work.search.now, list(work.search.state.spots)
    assert work.left_out()
    assert Spare(work, None, late=False).used()
    assert work.budget.taken == 1


KILLED = """
import os, signal, time
from scheduling.engine.budget import Budget
from scheduling.engine.model import Room, Solution, Unplaced
from scheduling.engine.parallel import crew
with crew(1) as hands:
    print(hands.pool.submit(os.getpid).result(), flush=True)
    hands.pool.submit(time.sleep, 600)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_crew_does_not_outlive_a_parent_that_was_killed():
    """Real processes, about three seconds: otherwise they would search on, and then wait for ever."""
    command = [sys.executable, "-c", KILLED]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        member = int(parent.stdout.readline())
        assert parent.wait() == -signal.SIGKILL
    for _ in range(200):
        if not Path(f"/proc/{member}").exists():
            return
        sleep(0.05)
    os.kill(member, signal.SIGKILL)
    raise AssertionError("the process of the crew is still there")
