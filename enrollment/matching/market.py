"""The problem as arrays: every claim that is still alive, sorted once by run and priority.

A *claim* is one choice of one graduate that nothing rules out beforehand. Claims are numbered by run code, then
higher points, then luck: a smaller number in the same run is the better claim, and no number depends on the order
in which people or runs were entered.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from enrollment.matching.lottery import draw
from enrollment.matching.model import NOWHERE, OPEN_SEAT, Graduate, Problem, ReasonCode, Run
from enrollment.matching.validation import MOST_POINTS, locate

Ints = NDArray[np.int32]
NO_CLAIM = -1
CODES = tuple(ReasonCode)
CODE_NUMBER = {code: number for number, code in enumerate(CODES)}


@dataclass(frozen=True, slots=True, eq=False)
class Choices:
    """All choices, graduate after graduate: `first[g]` to `first[g + 1]` are those of graduate g, best first."""

    first: NDArray[np.int64]
    graduate: Ints
    run: Ints
    points: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Market:
    """Claims and seats. Columns named `…_of` have one entry a claim; those of seats one entry a run.

    `next_of` is the same graduate's next claim or NO_CLAIM; `levels_of` a bit for each reserve of the run that the
    graduate may be seated by, `confined_of` whether by these only; `first_claims` the claim each graduate makes first;
    `verdicts` (one a choice) the reason code that rules a choice out beforehand, or -1. `seats` and `quotas` are what
    locked people leave over.
    """

    problem: Problem
    choices: Choices
    lottery: Ints
    verdicts: NDArray[np.int8]
    run_of: Ints
    choice_of: Ints
    next_of: Ints
    rank_of: Ints
    levels_of: NDArray[np.uint32]
    confined_of: NDArray[np.bool_]
    first_claims: Ints
    by_code: Ints
    seats: list[int]
    quotas: list[list[int]]
    locked: list[list[int]]
    lock_of: Ints
    lock_seat_of: NDArray[np.int16]


def build(problem: Problem) -> Market:
    """Number and sort the claims of a valid problem."""
    choices = lay_out(problem)
    lottery = draw(problem.seed, (graduate.id for graduate in problem.graduates))
    locked, lock_of, lock_seat_of = _locks(problem)
    verdicts = _verdicts(problem, choices, lock_of)
    by_code = _codes_order(problem)
    alive = np.flatnonzero(verdicts == NOWHERE)
    keys = _priority_keys(choices, lottery, by_code, alive)
    choice_of = alive[np.argsort(keys, kind="stable")].astype(np.int32)
    next_of, first_claims = _chains(choices, alive, choice_of)
    levels_of, confined_of = _levels(problem, choices, choice_of)
    return Market(
        problem=problem,
        choices=choices,
        lottery=lottery,
        verdicts=verdicts,
        run_of=choices.run[choice_of],
        choice_of=choice_of,
        next_of=next_of,
        rank_of=(choice_of - choices.first[choices.graduate[choice_of]]).astype(np.int32),
        levels_of=levels_of,
        confined_of=confined_of,
        first_claims=first_claims,
        by_code=by_code,
        seats=[run.seats - sum(held) for run, held in zip(problem.runs, locked, strict=True)],
        quotas=[
            [reserve.seats - taken for reserve, taken in zip(run.reserves, held, strict=False)]
            for run, held in zip(problem.runs, locked, strict=True)
        ],
        locked=locked,
        lock_of=lock_of,
        lock_seat_of=lock_seat_of,
    )


def lay_out(problem: Problem) -> Choices:
    """Lay all choices end to end; raise Malformed for an unknown run and for missing or too large points."""
    graduates = problem.graduates
    lengths = np.fromiter((len(graduate.choices) for graduate in graduates), np.int64, len(graduates))
    first = np.concatenate(([0], np.cumsum(lengths)))
    try:
        run, points = _columns(problem, int(first[-1]))
    except (KeyError, OverflowError):
        locate(problem)
        raise
    if max(points.max(initial=0), -points.min(initial=0)) > MOST_POINTS:
        locate(problem)
    return Choices(first, np.repeat(np.arange(len(graduates), dtype=np.int32), lengths), run, points)


def _columns(problem: Problem, total: int) -> tuple[Ints, NDArray[np.int64]]:
    """Each choice's run number and points."""
    number = {run.id: index for index, run in enumerate(problem.runs)}
    chosen = chain.from_iterable([graduate.choices for graduate in problem.graduates])
    points = chain.from_iterable(map(_points, problem.graduates))
    return (
        np.fromiter(map(number.__getitem__, chosen), np.int32, total),
        np.fromiter(points, np.int64, total),
    )


def _points(graduate: Graduate) -> Iterable[int]:
    points = graduate.points
    if isinstance(points, int):
        return repeat(points, len(graduate.choices))
    return map(points.__getitem__, graduate.choices)


def _codes_order(problem: Problem) -> Ints:
    """Each run's place in the order of run codes, which settles every tie between runs."""
    order = sorted(range(len(problem.runs)), key=lambda run: problem.runs[run].id)
    place = np.empty(len(order), dtype=np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    return place


def _locks(problem: Problem) -> tuple[list[list[int]], Ints, NDArray[np.int16]]:
    """Count locked people by run and seat type; a group reserved twice fills its earlier reserve first."""
    run_number = {run.id: index for index, run in enumerate(problem.runs)}
    locked = [[0] * (len(run.reserves) + 1) for run in problem.runs]
    lock_of = np.full(len(problem.graduates), NOWHERE, dtype=np.int32)
    seat_of = np.full(len(problem.graduates), NOWHERE, dtype=np.int16)
    if problem.locks:
        graduate_number = {graduate.id: index for index, graduate in enumerate(problem.graduates)}
        for lock in sorted(problem.locks, key=lambda lock: lock.graduate):
            run, graduate = run_number[lock.run], graduate_number[lock.graduate]
            level = _lock_level(problem, run, lock.seat, locked[run])
            locked[run][level] += 1
            lock_of[graduate], seat_of[graduate] = run, level
    return locked, lock_of, seat_of


def _lock_level(problem: Problem, run: int, seat: str | None, held: list[int]) -> int:
    reserves = problem.runs[run].reserves
    if seat is None or seat == OPEN_SEAT:
        return len(reserves)
    return next(
        level
        for level, reserve in enumerate(reserves)
        if reserve.group == seat and held[level] < reserve.seats
    )


def _verdicts(problem: Problem, choices: Choices, lock_of: Ints) -> NDArray[np.int8]:
    """Rule out choices beforehand: withdrawn, then not eligible, then whatever a locked seat makes impossible."""
    verdicts = np.full(len(choices.run), NOWHERE, dtype=np.int8)
    for graduate in np.flatnonzero(lock_of != NOWHERE).tolist():
        held = problem.runs[lock_of[graduate]]
        for choice in range(choices.first[graduate], choices.first[graduate + 1]):
            run = problem.runs[choices.run[choice]]
            clash = run is not held and run.overlaps(held)
            verdicts[choice] = CODE_NUMBER[ReasonCode.DATE_CLASH if clash else ReasonCode.LOCKED]
    for index, person in enumerate(problem.graduates):
        if person.ineligible or person.withdrawn:
            _facts_about(person, int(choices.first[index]), verdicts, problem, int(lock_of[index]))
    return verdicts


def _facts_about(
    person: Graduate, first: int, verdicts: NDArray[np.int8], problem: Problem, lock: int
) -> None:
    """Write the verdicts that hold whatever others want; the run a person is locked in stays `locked`."""
    held = problem.runs[lock].id if lock != NOWHERE else None
    for choice, run in enumerate(person.choices, start=first):
        if run == held:
            continue
        if run in person.withdrawn:
            verdicts[choice] = CODE_NUMBER[ReasonCode.WITHDRAWN]
        elif run in person.ineligible:
            verdicts[choice] = CODE_NUMBER[ReasonCode.NOT_ELIGIBLE]


def _priority_keys(
    choices: Choices, lottery: Ints, by_code: Ints, alive: NDArray[np.int64]
) -> NDArray[np.int64]:
    """One number a claim that sorts by run code, higher points, luck."""
    points = choices.points[alive]
    worse = (points.max(initial=0) - points) if len(points) else points
    span, people = int(worse.max(initial=0)) + 1, len(lottery) + 1
    if span * people * (len(by_code) + 1) >= 2**63:
        worse = np.unique(worse, return_inverse=True)[1].astype(np.int64)
        span = int(worse.max(initial=0)) + 1
    keys = by_code[choices.run[alive]].astype(np.int64)
    keys *= span
    keys += worse
    keys *= people
    keys += lottery[choices.graduate[alive]]
    return keys


def _chains(choices: Choices, alive: NDArray[np.int64], choice_of: Ints) -> tuple[Ints, Ints]:
    """Link each claim to the same graduate's next one; return the links and every graduate's first claim."""
    claim_at = np.full(len(choices.run), NO_CLAIM, dtype=np.int32)
    claim_at[choice_of] = np.arange(len(choice_of), dtype=np.int32)
    claims = claim_at[alive]
    people = choices.graduate[alive]
    same = people[1:] == people[:-1]
    next_of = np.full(len(claims), NO_CLAIM, dtype=np.int32)
    next_of[claims[:-1][same]] = claims[1:][same]
    leads = np.ones(len(claims), dtype=bool)
    leads[1:] = ~same
    return next_of, claims[leads]


def _levels(
    problem: Problem, choices: Choices, choice_of: Ints
) -> tuple[NDArray[np.uint32], NDArray[np.bool_]]:
    """For each claim a bit per reserve of its run whose group the graduate belongs to, and whether one is confined."""
    levels, confined = np.zeros(len(choice_of), dtype=np.uint32), np.zeros(len(choice_of), dtype=bool)
    groups = sorted({reserve.group for run in problem.runs for reserve in run.reserves})
    if not groups:
        return levels, confined
    row = {group: index for index, group in enumerate(groups)}
    member = np.zeros((len(groups) + 1, len(problem.graduates)), dtype=bool)
    for index, graduate in enumerate(problem.graduates):
        for group in graduate.groups:
            if group in row:
                member[row[group], index] = True
    runs, people = choices.run[choice_of], choices.graduate[choice_of]
    for level in range(max(len(run.reserves) for run in problem.runs)):
        rows = [row[run.reserves[level].group] if level < len(run.reserves) else -1 for run in problem.runs]
        levels |= member[np.array(rows)[runs], people].astype(np.uint32) << np.uint32(level)
    bound = np.array([_confined_bits(run) for run in problem.runs], dtype=np.uint32)
    if bound.any():
        confined = (levels & bound[runs]) != 0
        levels = np.where(confined, levels & bound[runs], levels)
    return levels, confined


def _confined_bits(run: Run) -> int:
    return sum(1 << level for level, reserve in enumerate(run.reserves) if reserve.confined)
