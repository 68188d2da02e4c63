"""What must hold of a problem before it is matched. Every refusal is one sentence that names the place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from enrollment.matching.model import OPEN_SEAT, Graduate, Lock, Malformed, Problem, Run

MOST_RESERVES = 32
"""Reserves a run may list: their memberships are kept as bits of one 32-bit word."""

MOST_POINTS = 2**53
"""The largest magnitude of points: beyond it JSON numbers are no longer exact everywhere."""


MOST_SEATS = 10**9
"""The most seats, and the largest minimum, of a run: they are kept in 32 bits."""


def validate(problem: Problem) -> None:
    """Raise Malformed at the first fault in what the arrays cannot show; `locate` finds the place of the others."""
    _distinct("runs", [run.id for run in problem.runs])
    _distinct("graduates", [graduate.id for graduate in problem.graduates])
    for index, run in enumerate(problem.runs):
        _run(f"runs[{index}]", run)
    known = {run.id for run in problem.runs}
    for index, graduate in enumerate(problem.graduates):
        if len(set(graduate.choices)) != len(graduate.choices):
            _twice(f"graduates[{index}]", graduate)
        if graduate.ineligible or graduate.withdrawn:
            _barred(f"graduates[{index}]", graduate, known)
    _locks(problem)
    _pairs(problem)


def locate(problem: Problem) -> None:
    """Raise Malformed where a choice names an unknown run, or where points are missing or too large.

    Slow and only called once laying out the choices has failed, so that a good problem does not pay for it.
    """
    known = {run.id for run in problem.runs}
    for index, graduate in enumerate(problem.graduates):
        for choice, run in enumerate(graduate.choices):
            if run not in known:
                raise Malformed(f"graduates[{index}].choices[{choice}]: no run has the id {run!r}.")
            _points(f"graduates[{index}].points", graduate.points, run)


def _distinct(place: str, ids: list[str]) -> None:
    if len(set(ids)) == len(ids):
        return
    seen: set[str] = set()
    for index, key in enumerate(ids):
        if key in seen:
            raise Malformed(f"{place}[{index}].id: {key!r} is used twice.")
        seen.add(key)


def _run(place: str, run: Run) -> None:
    _count(f"{place}.seats", run.seats)
    _count(f"{place}.minimum", run.minimum)
    if len(run.reserves) > MOST_RESERVES:
        raise Malformed(f"{place}.reserves: more than {MOST_RESERVES} reserves.")
    for index, reserve in enumerate(run.reserves):
        _count(f"{place}.reserves[{index}][1]", reserve.seats)
        if reserve.group == OPEN_SEAT:
            raise Malformed(f"{place}.reserves[{index}][0]: {OPEN_SEAT!r} names the open seats, not a group.")
    if (run.start is None) != (run.end is None):
        raise Malformed(f"{place}: give both start and end or neither.")
    if run.start is not None and run.end is not None and run.end < run.start:
        raise Malformed(f"{place}.end: lies before the start.")


def _count(place: str, number: int) -> None:
    if number < 0:
        raise Malformed(f"{place}: must not be negative.")
    if number > MOST_SEATS:
        raise Malformed(f"{place}: must be at most {MOST_SEATS}.")


def _pairs(problem: Problem) -> None:
    known = {graduate.id for graduate in problem.graduates} if problem.together else set()
    paired: set[str] = set()
    for index, pair in enumerate(problem.together):
        for side, person in enumerate(pair):
            place = f"together[{index}][{side}]"
            if person not in known:
                raise Malformed(f"{place}: no graduate has the id {person!r}.")
            if person in paired:
                raise Malformed(f"{place}: {person!r} is paired twice, or with themselves.")
            paired.add(person)


def _twice(place: str, graduate: Graduate) -> None:
    for index, run in enumerate(graduate.choices):
        if run in graduate.choices[:index]:
            raise Malformed(f"{place}.choices[{index}]: {run!r} is chosen twice.")


def _barred(place: str, graduate: Graduate, known: set[str]) -> None:
    """A run that nobody knows keeps nobody out: a slip of the pen must not let a person in."""
    for key, runs in (("ineligible", graduate.ineligible), ("withdrawn", graduate.withdrawn)):
        for run in runs:
            if run not in known:
                raise Malformed(f"{place}.{key}: no run has the id {run!r}.")


def _points(place: str, points: int | Mapping[str, int], run: str) -> None:
    if not isinstance(points, int):
        if run not in points:
            raise Malformed(f"{place}: nothing is given for the chosen run {run!r}.")
        place, points = f"{place}[{run!r}]", points[run]
    if abs(points) > MOST_POINTS:
        raise Malformed(f"{place}: must lie between -{MOST_POINTS} and {MOST_POINTS}.")


def _locks(problem: Problem) -> None:
    runs = {run.id: run for run in problem.runs}
    known = {graduate.id for graduate in problem.graduates} if problem.locks else set()
    locked: set[str] = set()
    taken: Counter[tuple[str, str]] = Counter()
    for index, lock in enumerate(problem.locks):
        place = f"locks[{index}]"
        if lock.graduate not in known:
            raise Malformed(f"{place}[0]: no graduate has the id {lock.graduate!r}.")
        if lock.graduate in locked:
            raise Malformed(
                f"{place}[0]: {lock.graduate!r} is locked twice; one person holds one seat a round."
            )
        if lock.run not in runs:
            raise Malformed(f"{place}[1]: no run has the id {lock.run!r}.")
        locked.add(lock.graduate)
        _seat(place, lock, runs[lock.run], taken)


def _seat(place: str, lock: Lock, run: Run, taken: Counter[tuple[str, str]]) -> None:
    """Refuse a lock for which the run has no seat left, of any type or of the type named."""
    if run.open is False:
        raise Malformed(f"{place}[1]: {run.id!r} is not to open, so nobody can be locked in it.")
    seat = OPEN_SEAT if lock.seat is None else lock.seat
    taken[run.id, seat] += 1
    held = sum(taken[run.id, kind] for kind in {OPEN_SEAT, *(reserve.group for reserve in run.reserves)})
    if seat != OPEN_SEAT:
        reserved = sum(reserve.seats for reserve in run.reserves if reserve.group == seat)
        if taken[run.id, seat] > reserved:
            raise Malformed(f"{place}[2]: {run.id!r} has no seat of type {seat!r} left for this lock.")
    if held > run.seats:
        raise Malformed(
            f"{place}[1]: {run.id!r} has only {run.seats} seats, and more people are locked in it."
        )
