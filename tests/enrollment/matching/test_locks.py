"""A decline frees a seat, and nobody who stays ends worse off: the locked keep theirs, the others only move up."""

import dataclasses
import random

from enrollment.matching import Problem, check, match
from tests.enrollment.matching.worlds import locks_for, placements, rank, tiny


def decline(problem: Problem, seed: int, *, seat_aware: bool) -> tuple[dict, dict, set[str]] | None:
    """One placed person declines, half of the others accept and are locked, the rest wait for better.

    Returns placements before and after, and who waited; None if nobody was placed.
    """
    rng = random.Random(seed)
    first = match(problem)
    before = placements(problem, first)
    placed = [person for person, seat in before.items() if seat]
    if not placed:
        return None
    gone = rng.choice(placed)
    locked = {person for person in placed if person != gone and rng.random() < 0.5}
    runs = tuple(
        dataclasses.replace(run, open=outcome.open)
        for run, outcome in zip(problem.runs, first.runs, strict=True)
    )
    people = tuple(
        dataclasses.replace(graduate, withdrawn=graduate.choices if graduate.id == gone else ())
        for graduate in problem.graduates
    )
    again = dataclasses.replace(
        problem, graduates=people, runs=runs, locks=locks_for(problem, first, locked, seat_aware)
    )
    result = match(again)
    assert check(again, result) == []
    return before, placements(again, result), set(before) - locked - {gone}


def harmed(problem: Problem, seed: int, *, seat_aware: bool) -> int:
    """How many who waited ended worse off than before somebody else declined."""
    trial = decline(problem, seed, seat_aware=seat_aware)
    if trial is None:
        return 0
    before, after, waited = trial
    people = {graduate.id: graduate for graduate in problem.graduates}

    def place(person: str, seats: dict) -> int:
        return rank(people[person], seats[person] and seats[person][0])

    return sum(place(person, after) > place(person, before) for person in waited)


def crowded(seed: int) -> Problem:
    """People with ties and two groups for few runs with reserves."""
    return tiny(seed, runs=3, people=12)


def test_seat_aware_locks_harm_nobody_in_a_thousand_declines():
    assert sum(harmed(crowded(seed), seed, seat_aware=True) for seed in range(1000)) == 0


def test_locks_that_forget_the_seat_type_do_harm():
    """The broken variant: were this to pass with 0, the test above would prove nothing."""
    assert sum(harmed(crowded(seed), seed, seat_aware=False) for seed in range(300)) > 5


def test_a_declined_seat_moves_somebody_up():
    moved = 0
    for seed in range(50):
        trial = decline(crowded(seed), seed, seat_aware=True)
        if trial is not None:
            before, after, waited = trial
            moved += sum(before[person] != after[person] for person in waited)
    assert moved > 10
