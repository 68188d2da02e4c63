"""One case for each reason code, and what a reason must not tell."""

import json
from datetime import date

import pytest

from enrollment.matching import (
    Explainer,
    Graduate,
    Ineligibility,
    Lock,
    Problem,
    Reader,
    ReasonCode,
    Reserve,
    Run,
    check,
    match,
)
from tests.enrollment.matching.worlds import lottery


def reasons(problem: Problem, person: str) -> dict:
    result = match(problem)
    assert check(problem, result) == []
    explainer = Explainer(problem, result)
    told = dict(explainer.everyone())
    stored = json.loads(json.dumps(explainer.stored(range(len(problem.graduates)))))
    assert {key: Reader(stored).facts(numbers) for key, numbers in stored["people"].items()} == told
    return told[person]


def one(choices: str, points: int = 0, **facts) -> Graduate:
    return Graduate("me", tuple(choices), points, **facts)


def test_placed_and_ranked_below():
    assert reasons(Problem((one("AB"),), (Run("A", 1), Run("B", 1))), "me") == {
        "A": {"code": "placed", "seat": "open"},
        "B": {"code": "ranked_below", "placed": "A"},
    }


def test_a_group_without_a_name_is_a_group_all_the_same():
    run = Run("A", 1, reserves=(Reserve("", 1),))
    assert reasons(Problem((one("A", groups=("",)), Graduate("x", ("A",), 9)), (run,)), "me") == {
        "A": {"code": "placed", "seat": ""}
    }


def test_full_tells_own_points_and_the_cutoff():
    problem = Problem((one("A", 5), Graduate("x", ("A",), 9), Graduate("y", ("A",), 7)), (Run("A", 2),))
    assert reasons(problem, "me") == {"A": {"code": "full", "points": 5, "cutoffs": {"open": 7}}}


def test_full_tells_the_lottery_numbers_where_points_are_tied():
    problem = Problem(tuple(Graduate(name, ("A",), 5) for name in ("me", "you")), (Run("A", 1),), seed="s")
    first, last = sorted(lottery(problem), key=lottery(problem).get)
    told = {"points": 5, "cutoffs": {"open": 5}, "lottery": 2, "cutoff_lotteries": {"open": 1}}
    assert reasons(problem, first)["A"]["code"] == "placed"
    assert reasons(problem, last) == {"A": {"code": "full", **told}}


def test_full_of_locked_people_has_no_cutoff():
    problem = Problem((one("A", 5), Graduate("x", ())), (Run("A", 1),), (Lock("x", "A"),))
    assert reasons(problem, "me") == {"A": {"code": "full", "points": 5, "cutoffs": {"open": None}}}


@pytest.mark.parametrize(("reserved", "shown"), [(4, {"open": 60}), (5, {"open": 60, "poor": 30})])
def test_a_small_reserve_keeps_its_cutoff_to_itself(reserved, shown):
    poor = [Graduate(f"p{n}", ("A",), 30 + n, ("poor",)) for n in range(reserved)]
    run = Run("A", reserved + 1, reserves=(Reserve("poor", reserved),))
    problem = Problem((one("A", 5, groups=("poor",)), Graduate("x", ("A",), 60), *poor), (run,))
    assert reasons(problem, "me")["A"] == {"code": "full", "points": 5, "cutoffs": shown}


def test_a_reserve_for_others_is_not_mentioned():
    poor = [Graduate(f"p{n}", ("A",), 30 + n, ("poor",)) for n in range(6)]
    problem = Problem(
        (one("A", 50), Graduate("x", ("A",), 60), *poor), (Run("A", 7, reserves=(Reserve("poor", 6),)),)
    )
    assert reasons(problem, "me")["A"]["cutoffs"] == {"open": 60}


def told_of_open_seats(holders: int, tellable: int | None) -> dict:
    """What somebody with 5 points is told of a run whose seats went to `holders` people with 20 points."""
    others = [Graduate(f"p{n}", ("A",), 20) for n in range(holders)]
    problem = Problem((one("A", 5), *others), (Run("A", holders),))
    return dict(Explainer(problem, match(problem), tellable=tellable).everyone())["me"]["A"]


def test_points_that_only_the_poor_or_disabled_reach_are_told_to_nobody():
    """However many hold a seat: a cut-off above what others can have says of each of them that they are one or both."""
    assert told_of_open_seats(9, 15) == {"code": "full", "points": 5, "cutoffs": {}}
    assert told_of_open_seats(9, 20) == {"code": "full", "points": 5, "cutoffs": {"open": 20}}
    assert told_of_open_seats(4, 20) == {"code": "full", "points": 5, "cutoffs": {}}
    assert told_of_open_seats(4, None) == {"code": "full", "points": 5, "cutoffs": {"open": 20}}


def test_a_tie_is_not_told_where_the_cutoff_is_not():
    people = tuple(Graduate(f"p{n}", ("A",), 20) for n in range(9))
    problem = Problem(people, (Run("A", 8),), seed="s")
    (last,) = (name for name, told in Explainer(problem, match(problem), tellable=15).everyone()
               if told["A"]["code"] == "full")  # fmt: skip
    told = dict(Explainer(problem, match(problem), tellable=15).everyone())[last]["A"]
    assert told == {"code": "full", "points": 20, "cutoffs": {}}


def test_together_names_the_run_for_which_a_better_one_is_given_up():
    people = (one("AB", 2), Graduate("you", ("A", "B"), 1))
    problem = Problem(people, (Run("A", 1), Run("B", 2)), together=(("me", "you"),))
    assert reasons(problem, "me")["A"] == {"code": "together", "run": "B"}


def test_not_opened_tells_how_many_wanted_it_of_how_many_needed():
    problem = Problem((one("A"),), (Run("A", 5, 3),))
    assert reasons(problem, "me") == {
        "A": {"code": "not_opened", "why": "too_few", "wanted": 1, "minimum": 3}
    }


def test_not_eligible_carries_rule_fact_and_clause_and_leaves_the_other_choices():
    verdict = Ineligibility("minimum age 18", "17 on the first day", "42")
    problem = Problem((one("AB", ineligible={"A": verdict}),), (Run("A", 1), Run("B", 1)))
    assert reasons(problem, "me") == {
        "A": {
            "code": "not_eligible",
            "rule": "minimum age 18",
            "fact": "17 on the first day",
            "clause": "42",
        },
        "B": {"code": "placed", "seat": "open"},
    }


def test_an_ineligible_person_does_not_count_as_wanting_the_run():
    verdict = Ineligibility("r", "f", "c")
    people = (one("A"), Graduate("x", ("A",), ineligible={"A": verdict}))
    assert reasons(Problem(people, (Run("A", 2, 2),)), "me")["A"]["wanted"] == 1


def test_withdrawn_goes_before_not_eligible():
    facts = {"withdrawn": ("A",), "ineligible": {"A": Ineligibility("r", "f", "c")}}
    assert reasons(Problem((one("A", **facts),), (Run("A", 1),)), "me") == {"A": {"code": "withdrawn"}}


def test_locked_keeps_the_seat_and_rules_out_the_rest_of_the_round():
    verdicts = {"C": Ineligibility("r", "f", "c"), "B": Ineligibility("r", "f", "c")}
    runs = (Run("A", 1), Run("B", 1), Run("C", 1))
    problem = Problem((one("ABC", ineligible=verdicts),), runs, (Lock("me", "B"),))
    locked = {"code": "locked", "run": "B", "seat": "open"}
    told = reasons(problem, "me")
    assert (told["A"], told["B"], told["C"]["code"]) == (locked, locked, "not_eligible")


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        (date(2025, 1, 31), date(2025, 2, 28), "date_clash"),
        (date(2025, 2, 1), date(2025, 2, 28), "locked"),
        (date(2024, 12, 1), date(2025, 1, 1), "date_clash"),
        (date(2025, 1, 10), date(2025, 1, 11), "date_clash"),
        (None, None, "locked"),
    ],
)
def test_a_locked_seat_clashes_with_runs_that_share_a_day(start, end, code):
    held = Run("A", 1, start=date(2025, 1, 1), end=date(2025, 1, 31))
    problem = Problem((one("B"),), (held, Run("B", 1, start=start, end=end)), (Lock("me", "A"),))
    told = reasons(problem, "me")["B"]
    assert told == (
        {"code": code, "with": "A"} if code == "date_clash" else {"code": code, "run": "A", "seat": "open"}
    )


def test_every_code_is_reachable_and_has_its_test_here():
    tested = {
        "placed",
        "ranked_below",
        "full",
        "not_opened",
        "not_eligible",
        "date_clash",
        "locked",
        "withdrawn",
        "together",
    }
    assert {code.value for code in ReasonCode} == tested
