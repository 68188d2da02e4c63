"""A published result beside its problem, as columns, read for the checker alone: none of the engine's code is used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from enrollment.matching.model import Graduate, Problem, ReasonCode, Result

Column = NDArray[np.int64]
Small = NDArray[np.int32]
Mask = NDArray[np.bool_]
LAST = np.iinfo(np.int32).max
CODES = list(ReasonCode)


@dataclass(frozen=True, slots=True, eq=False)
class Board:
    """What is published, beside the problem. `person`, `run`, `points`, `rank`, `alive` have one entry a choice;
    `held` (a person) is the rank of the run they are in, LAST if none of their choices; `holders` is run × seat type.
    A run in which a pair sits for each other's sake has rank -1, and `given_up` are the choices above it; `bound`
    are choices whose person may be seated by a confined reserve only, and `member` says so.
    """

    problem: Problem
    result: Result
    person: Small
    run: Small
    points: Column
    rank: Small
    held: Small
    alive: Mask
    locked: Mask
    levels: Column
    holders: Column
    unlocked: Column
    opened: Mask
    seats: Column
    wanted: Column
    cut_points: Column
    cut_lottery: Column
    member: list[Mask]
    bound: Mask
    given_up: Mask

    def name(self, person: int) -> str:
        return repr(self.problem.graduates[person].id)

    def run_name(self, run: int) -> str:
        return repr(self.problem.runs[run].id)


def wrong_shape(problem: Problem, result: Result) -> Iterator[str]:
    people, choices = len(problem.graduates), sum(len(graduate.choices) for graduate in problem.graduates)
    for name, found, expected in (
        ("run_of", len(result.run_of), people),
        ("seat_of", len(result.seat_of), people),
        ("lottery", len(result.lottery), people),
        ("codes", len(result.codes), choices),
        ("runs", len(result.runs), len(problem.runs)),
    ):
        if found != expected:
            yield f"{name} has {found} entries where {expected} are needed."
            return
    levels = np.array([len(run.reserves) + 1 for run in problem.runs] + [0])
    inside = (result.run_of >= 0) & (result.run_of < len(problem.runs))
    if (~inside & (result.run_of != -1)).any() or (result.seat_of[~inside] != -1).any():
        yield "run_of or seat_of points to nothing."
    elif (result.seat_of[inside] < 0).any() or (result.seat_of >= levels[result.run_of])[inside].any():
        yield "seat_of names a seat type that the run does not have."
    if len(result.codes) and result.codes.max() >= len(CODES):
        yield "codes holds a number that is no reason."
    for run, outcome in zip(problem.runs, result.runs, strict=True):
        if not len(outcome.holders) == len(outcome.cutoffs) == len(run.reserves) + 1:
            yield f"Run {run.id!r} has not one holder count and one cut-off for each of its seat types."
    if len(result.together) != len(problem.together) or (result.alone is None) != (not problem.together):
        yield "There is not one answer for each pair, or no outcome to compare it with."


def read(problem: Problem, result: Result) -> Board:
    person, run, points, rank = _choices(problem)
    given_up = _put_first(problem, result, person, run, rank)
    locked = np.zeros(len(problem.graduates), dtype=bool)
    place = {graduate.id: index for index, graduate in enumerate(problem.graduates)} if problem.locks else {}
    locked[[place[lock.graduate] for lock in problem.locks]] = True
    run_of, seat_of = result.run_of.astype(np.int64), result.seat_of.astype(np.int64)
    levels = np.array([len(offered.reserves) for offered in problem.runs], dtype=np.int64)
    alive = ~locked[person] & _may(problem, len(run))
    mine = run_of[person] == run
    held = np.full(len(problem.graduates), LAST, dtype=np.int32)
    held[person[mine]] = rank[mine]
    wants = alive & (rank < held[person])
    cut_points, cut_lottery = _published_cutoffs(problem, result)
    member, bound = _members(problem, person, run, int(levels.max(initial=0)))
    return Board(
        problem, result, person, run, points, rank, held, alive, locked, levels,
        holders=_tally(run_of, seat_of, np.ones(len(locked), dtype=bool), cut_points.shape),
        unlocked=_tally(run_of, seat_of, ~locked, cut_points.shape),
        opened=np.array([outcome.open for outcome in result.runs], dtype=bool),
        seats=np.array([offered.seats for offered in problem.runs], dtype=np.int64),
        wanted=np.bincount(run[wants], minlength=len(levels)),
        cut_points=cut_points,
        cut_lottery=cut_lottery,
        member=member,
        bound=bound,
        given_up=given_up,
    )  # fmt: skip


def _put_first(problem: Problem, result: Result, person: Small, run: Small, rank: Small) -> Mask:
    """Give rank -1 to the run of each granted pair; the choices above it are given up."""
    given_up = np.zeros(len(person), dtype=bool)
    place = (
        {graduate.id: index for index, graduate in enumerate(problem.graduates)} if problem.together else {}
    )
    number = {offered.id: index for index, offered in enumerate(problem.runs)}
    for pair, name in zip(problem.together, result.together, strict=True):
        for one in pair if name is not None else ():
            own = slice(*np.searchsorted(person, [place[one], place[one] + 1]))
            there = np.flatnonzero(run[own] == number.get(str(name), -1))
            if len(there):
                given_up[own.start : own.start + there[0]] = True
                rank[own.start + there[0]] = -1
    return given_up


def _choices(problem: Problem) -> tuple[Small, Small, Column, Small]:
    """Person, run, points and rank of every choice."""
    number = {run.id: index for index, run in enumerate(problem.runs)}
    lengths = np.array([len(graduate.choices) for graduate in problem.graduates], dtype=np.int32)
    total = int(lengths.sum())
    person = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
    runs = map(number.__getitem__, chain.from_iterable(one.choices for one in problem.graduates))
    points = chain.from_iterable(_points(one) for one in problem.graduates)
    rank = np.arange(total, dtype=np.int32)
    rank -= np.repeat(np.cumsum(lengths, dtype=np.int32) - lengths, lengths)
    return person, np.fromiter(runs, np.int32, total), np.fromiter(points, np.int64, total), rank


def _points(graduate: Graduate) -> list[int]:
    given, chosen = graduate.points, graduate.choices
    return [given] * len(chosen) if isinstance(given, int) else [given[run] for run in chosen]


def _may(problem: Problem, choices: int) -> Mask:
    """Whether the person may and would still take each choice."""
    may = np.ones(choices, dtype=bool)
    at = 0
    for graduate in problem.graduates:
        if graduate.ineligible or graduate.withdrawn:
            for offset, run in enumerate(graduate.choices):
                may[at + offset] = run not in graduate.ineligible and run not in graduate.withdrawn
        at += len(graduate.choices)
    return may


def _tally(run_of: Column, seat_of: Column, count: Mask, shape: tuple[int, ...]) -> Column:
    table = np.zeros(shape, dtype=np.int64)
    counted = count & (run_of >= 0)
    np.add.at(table, (run_of[counted], seat_of[counted]), 1)
    return table


def _published_cutoffs(problem: Problem, result: Result) -> tuple[Column, Column]:
    """Points and lottery numbers of the cut-offs, run × seat type; lottery 0 where none is published."""
    width = max((len(run.reserves) for run in problem.runs), default=0) + 1
    points = np.zeros((len(problem.runs), width), dtype=np.int64)
    lottery = np.zeros_like(points)
    for run, outcome in enumerate(result.runs):
        for level, cutoff in enumerate(outcome.cutoffs):
            if cutoff is not None:
                points[run, level], lottery[run, level] = cutoff.points, cutoff.lottery
    return points, lottery


def _members(problem: Problem, person: Small, run: Small, width: int) -> tuple[list[Mask], Mask]:
    """For each place in the list of reserves: whether the choice's person may be seated there, as a member of its group
    whom no confined reserve keeps from it; and whom one does keep from the other seats.
    """
    belongs = {
        group: np.zeros(len(problem.graduates), dtype=bool)
        for offered in problem.runs
        for group in {reserve.group for reserve in offered.reserves}
    }
    for index, graduate in enumerate(problem.graduates):
        for group in graduate.groups:
            if group in belongs:
                belongs[group][index] = True
    nobody = np.zeros(len(problem.graduates), dtype=bool)
    names = {group: row for row, group in enumerate(belongs)}
    table = np.array([*belongs.values(), nobody])
    masks = []
    for level in range(width):
        rows = [names[r.reserves[level].group] if level < len(r.reserves) else -1 for r in problem.runs]
        masks.append(table[np.array(rows)[run], person])
    confined = [
        np.array([level < len(r.reserves) and r.reserves[level].confined for r in problem.runs], dtype=bool)
        for level in range(width)
    ]
    bound = np.zeros(len(person), dtype=bool)
    for mask, only in zip(masks, confined, strict=True):
        bound |= mask & only[run]
    return [mask & (only[run] | ~bound) for mask, only in zip(masks, confined, strict=True)], bound
