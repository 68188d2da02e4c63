"""How fair any set of placements is, however it was made: who has cause to complain about it.

Somebody has cause to complain who would rather be in an open run, may be there, and either sees a seat left empty in it
or somebody with a weaker claim in a seat that they could have taken as well: one of everybody's, or one kept back for a
group they belong to. A claim is the points for that run, then the lottery. Locked people neither complain nor are
complained of; whoever is confined to a reserve has cause within it only. The placements of `match` give nobody cause,
those apart who gave something up to be together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from enrollment.matching.lottery import draw
from enrollment.matching.model import OPEN_SEAT, Graduate, Problem

Seat = Mapping[str, str]
Placements = Mapping[str, Seat | None]
Claim = tuple[int, int]  # points, then minus the lottery number: the greater the better


def complainants(problem: Problem, placements: Placements, opened: frozenset[str]) -> list[str]:
    """The ids of those with cause to complain, in the order of the problem; locked people hold their seats."""
    scene = _Scene(problem, placements, opened)
    return [graduate.id for graduate in problem.graduates if scene.has_cause(graduate)]


def first_come(problem: Problem, order: Iterable[str]) -> dict[str, Seat | None]:
    """Placements where everybody, in this order of ids, takes the first choice that has a seat; locked people first.

    Nothing else counts: no points, no reserve but those that confine, no minimum.
    """
    empty = {run.id: run.seats if run.open is not False else 0 for run in problem.runs}
    beds, taken = _kept(problem), Counter[tuple[str, str]]()
    placed: dict[str, Seat | None] = dict.fromkeys(graduate.id for graduate in problem.graduates)
    for lock in problem.locks:
        empty[lock.run] -= 1
        taken[lock.run, lock.seat or OPEN_SEAT] += 1
        placed[lock.graduate] = {"run": lock.run, "seat": lock.seat or OPEN_SEAT}
    people = {graduate.id: graduate for graduate in problem.graduates if placed[graduate.id] is None}
    for graduate in (people.pop(one) for one in order if one in people):
        for run in graduate.choices:
            if empty[run] <= 0 or run in graduate.ineligible or run in graduate.withdrawn:
                continue
            only = {group: seats for group, seats in beds[run].items() if group in graduate.groups}
            kind = next((group for group, seats in only.items() if taken[run, group] < seats), OPEN_SEAT)
            if kind != OPEN_SEAT or not only:
                empty[run] -= 1
                taken[run, kind] += 1
                placed[graduate.id] = {"run": run, "seat": kind}
                break
    return placed


def _kept(problem: Problem) -> dict[str, Counter[str]]:
    """Run -> the groups confined to a reserve of it, and how many seats that has."""
    kept = {run.id: Counter[str]() for run in problem.runs}
    for run in problem.runs:
        for reserve in run.reserves:
            if reserve.confined:
                kept[run.id][reserve.group] += reserve.seats
    return kept


class _Scene:
    """The placements by run: seats left empty, and the weakest claim in each type of seat."""

    def __init__(self, problem: Problem, placements: Placements, opened: frozenset[str]) -> None:
        self.placements = placements
        self.locked = {lock.graduate for lock in problem.locks}
        numbers = draw(problem.seed, (graduate.id for graduate in problem.graduates)).tolist()
        self.lottery = {one.id: number for one, number in zip(problem.graduates, numbers, strict=True)}
        self.kept = _kept(problem)
        self.holders: Counter[tuple[str, str]] = Counter()
        self.empty = {run.id: run.seats for run in problem.runs if run.id in opened}
        self.weakest: dict[str, dict[str, Claim]] = {run: {} for run in self.empty}
        for lock in problem.locks:
            self.holders[lock.run, lock.seat or OPEN_SEAT] += 1
            self.empty[lock.run] = self.empty.get(lock.run, 0) - 1
        for graduate in problem.graduates:
            self._seat(graduate)

    def _seat(self, graduate: Graduate) -> None:
        seat = self.placements.get(graduate.id)
        if seat is None or graduate.id in self.locked:
            return
        run, kind = seat["run"], seat["seat"]
        self.empty[run] -= 1
        self.holders[run, kind] += 1
        claim = self._claim(graduate, run)
        self.weakest[run][kind] = min(claim, self.weakest[run].get(kind, claim))

    def _claim(self, graduate: Graduate, run: str) -> Claim:
        points = graduate.points if isinstance(graduate.points, int) else graduate.points[run]
        return points, -self.lottery[graduate.id]

    def has_cause(self, graduate: Graduate) -> bool:
        if graduate.id in self.locked:
            return False
        seat = self.placements.get(graduate.id)
        for run in graduate.choices:
            if seat is not None and run == seat["run"]:
                return False
            if (
                run not in graduate.ineligible
                and run not in graduate.withdrawn
                and self._passed(graduate, run)
            ):
                return True
        return False

    def _passed(self, graduate: Graduate, run: str) -> bool:
        if run not in self.weakest:
            return False
        claim = self._claim(graduate, run)
        only = [group for group in self.kept[run] if group in graduate.groups]
        kinds = only or [OPEN_SEAT, *graduate.groups]
        return (self.empty[run] > 0 and self._is_left(run, only)) or any(
            claim > weakest for kind, weakest in self.weakest[run].items() if kind in kinds
        )

    def _is_left(self, run: str, only: list[str]) -> bool:
        """Whether the empty seats are of a kind that somebody confined to `only` could take."""
        return not only or any(self.holders[run, group] < self.kept[run][group] for group in only)
