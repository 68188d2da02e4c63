"""Which runs open."""

import dataclasses

import pytest

from enrollment.matching import Closing, Graduate, Lock, Problem, Run, RunWhy, check, match
from enrollment.matching import closing as closing_module
from tests.enrollment.matching.worlds import best_open_set, placements, textbook, tiny


def people(*lists: str) -> tuple[Graduate, ...]:
    """One graduate for each word: its letters are the choices."""
    return tuple(Graduate(f"g{index}", tuple(word)) for index, word in enumerate(lists))


def opened(problem: Problem) -> set[str]:
    result = match(problem)
    assert check(problem, result) == []
    return {run.id for run, outcome in zip(problem.runs, result.runs, strict=True) if outcome.open}


def outcome(problem: Problem, run: str):
    result = match(problem)
    assert check(problem, result) == []
    return dict(zip((offered.id for offered in problem.runs), result.runs, strict=True))[run]


@pytest.mark.parametrize("closing", [Closing.GREEDY, Closing.SEARCH])
def test_a_short_run_is_closed_and_its_people_go_on(closing):
    problem = Problem(people("AB", "B", "B"), (Run("A", 3, 2), Run("B", 3, 2)), closing=closing)
    assert opened(problem) == {"B"}
    assert set(placements(problem, match(problem)).values()) == {("B", "open")}
    assert (outcome(problem, "A").why, outcome(problem, "A").wanted) == (RunWhy.TOO_FEW, 1)


def test_the_least_filled_closes_first_and_saves_the_other():
    problem = Problem(people("AB", "B", "B"), (Run("A", 3, 3), Run("B", 3, 3)), closing=Closing.GREEDY)
    assert opened(problem) == {"B"}


def test_equally_filled_the_last_code_closes_first():
    problem = Problem(people("AB", "BA"), (Run("B", 2, 2), Run("A", 2, 2)), closing=Closing.GREEDY)
    assert opened(problem) == {"A"}


def test_without_closing_short_runs_stay_open_and_say_so():
    problem = Problem(people("A"), (Run("A", 3, 2),), closing=Closing.NONE)
    assert opened(problem) == {"A"}
    assert outcome(problem, "A").why is RunWhy.KEPT


def test_a_short_run_with_locked_people_is_never_closed_but_reported():
    problem = Problem(people("A", "B"), (Run("A", 3, 3), Run("B", 1)), (Lock("g0", "A"),))
    assert opened(problem) == {"A", "B"}
    assert outcome(problem, "A").why is RunWhy.HELD


def test_locked_people_count_towards_the_minimum():
    problem = Problem(people("", "A"), (Run("A", 3, 2),), (Lock("g0", "A"),))
    assert (outcome(problem, "A").why, outcome(problem, "A").placed) == (RunWhy.ENOUGH, 2)


def test_decisions_of_an_earlier_round_are_kept():
    problem = Problem(people("AB", "AB"), (Run("A", 2, open=False), Run("B", 5, 4, open=True)))
    assert opened(problem) == {"B"}
    assert outcome(problem, "A").why is RunWhy.DECIDED
    assert outcome(problem, "B").why is RunWhy.KEPT
    assert all(seat == ("B", "open") for seat in placements(problem, match(problem)).values())


def test_search_closes_a_good_run_where_that_places_more_people():
    """Greedy keeps A with one person; without A both fit into B, which then has its minimum."""
    problem = Problem(people("AB", "B"), (Run("A", 1, 1), Run("B", 2, 2)))
    assert opened(dataclasses.replace(problem, closing=Closing.GREEDY)) == {"A"}
    assert opened(problem) == {"B"}
    closed = outcome(problem, "A")
    assert (closed.why, closed.wanted) == (RunWhy.OUTWEIGHED, 1)
    assert (closed.if_open.here, closed.if_open.total) == (1, 1)


def test_equally_many_placed_the_smaller_squared_ranks_open():
    """Either all go to A (ranks 0, 0, 2) or all to B (1, 1, 0): B has the smaller sum of squares, 2 against 4."""
    lists = people("AB", "AB", "BCA")
    problem = Problem(lists, (Run("A", 3, 3), Run("B", 3, 3), Run("C", 1, 1)))
    assert opened(problem) == {"B"}


def test_equally_good_the_first_code_opens():
    problem = Problem(people("AB", "BA"), (Run("B", 2, 2), Run("A", 2, 2)))
    assert opened(problem) == {"A"}


@pytest.mark.parametrize("block", range(12))
def test_the_open_set_is_the_best_of_all(block):
    """240 problems of up to five runs against every open set, each settled by the textbook."""
    for seed in range(block * 20, block * 20 + 20):
        problem = tiny(seed)
        best = best_open_set(problem)
        assert opened(problem) == best
        assert placements(problem, match(problem)) == textbook(problem, best)


def test_toggling_improves_on_greedy_and_never_harms(monkeypatch):
    """With trying all sets switched off: never worse than greedy, better often, the best in most of 60 problems."""
    monkeypatch.setattr(closing_module, "EXHAUSTIVE_RUNS", -1)
    better = best = 0
    for seed in range(60):
        problem = tiny(seed)
        result, greedy = match(problem), match(dataclasses.replace(problem, closing=Closing.GREEDY))
        assert check(problem, result) == []
        placed = [sum(run.placed for run in answer.runs) for answer in (result, greedy)]
        assert placed[0] >= placed[1]
        better += placed[0] > placed[1]
        best += opened(problem) == best_open_set(problem)
    assert better >= 5
    assert best >= 50


def test_a_stop_leaves_a_legal_result_that_says_so():
    problem = tiny(3)
    result = match(problem, should_stop=lambda: True)
    greedy = match(dataclasses.replace(problem, closing=Closing.GREEDY))
    assert not result.complete
    assert result.digest == greedy.digest
    assert check(problem, result) == []


def test_progress_is_told():
    told = []
    match(tiny(4), on_progress=lambda *step: told.append(step))
    assert told
    assert all(stage == "search" and done <= total for stage, done, total in told)
