"""Ruin and recreate: take a few related runs out, put them back better; anytime, and the same for a seed
and steps.

Acceptance is record-to-record travel (Dueck 1993): a candidate may be a little worse than the best so far.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import or_
from random import Random

from scheduling.engine.compiled import Compiled, Spot
from scheduling.engine.greedy import place
from scheduling.engine.state import State

TOLERANCE = 0.003
"""Share of the best cost by which a candidate may be worse and still be walked on from."""

MOST_RUINED = 5
TRIES = 4


class Search:
    """A current and a best timetable; `step` moves the one and perhaps improves the other.

    `jobs` are the runs to move; who shares the list may take hopeless ones out of it.
    """

    def __init__(self, state: State, rng: Random, jobs: list[int]) -> None:
        self.jobs = jobs
        self.state = state
        self.rng = rng
        self.related = relations(state.compiled)
        self.now = state.score()
        self.best = self.now
        self.best_spots = list(state.spots)

    def step(self) -> bool:
        """One ruin and recreate; True if it gave a new best timetable."""
        jobs = self._ruin()
        before = {job: self.state.remove(job) for job in jobs if self.state.placed(job)}
        for job in jobs:
            place(self.state, job, self.rng, TRIES)
        score = self.state.score()
        if not self._acceptable(score):
            self._restore(jobs, before)
            return False
        self.now = score
        return self._remember()

    def adopt(self, jobs: Iterable[int], spots: Mapping[int, list[Spot]]) -> bool:
        """Re-plan runs as found elsewhere: those without spots go out. False, and no change, if worse."""
        before = {job: self.state.remove(job) for job in jobs if self.state.placed(job)}
        for job, places in spots.items():
            self.state.insert(job, places)
        score = self.state.score()
        if score > self.now:
            self._restore(list(spots), before)
            return False
        self.now = score
        return self._remember()

    def back_to_best(self) -> None:
        """Make the best timetable the current one."""
        jobs = range(len(self.state.compiled.jobs))
        for job in jobs:
            if self.state.placed(job):
                self.state.remove(job)
        for job in jobs:
            spots = [self.best_spots[task] for task in self.state.compiled.jobs[job].tasks]
            whole = [spot for spot in spots if spot is not None]
            if whole:
                self.state.insert(job, whole)
        self.now = self.best

    def _remember(self) -> bool:
        if self.now >= self.best:
            return False
        self.best = self.now
        self.best_spots = list(self.state.spots)
        return True

    def _ruin(self) -> list[int]:
        """A run and some that compete with it, in the order of putting back.

        Runs without a place come first, then those that are not as published.
        """
        out = [job for job in self.jobs if not self.state.placed(job)]
        urgent = out or self._changed()
        first = self.rng.choice(urgent) if urgent and self.rng.random() < 0.7 else self.rng.choice(self.jobs)
        near = [job for job in self.related[first] if job in self.jobs]
        count = min(self.rng.randint(0 if not out else 1, MOST_RUINED - 1), len(near))
        others = self.rng.sample(near, count)
        if self.rng.random() < 0.5 and not out:
            others.append(first)
            self.rng.shuffle(others)
            return others
        return [first, *others]

    def _changed(self) -> list[int]:
        """Runs that are not as published, if anything is."""
        published = self.state.compiled.problem.published is not None
        return [job for job in self.jobs if self.state.changed(job)] if published else []

    def _acceptable(self, score: tuple[int, int]) -> bool:
        slack = int(self.best[1] * TOLERANCE)
        return score <= self.now or (score[0] <= self.best[0] and score[1] <= self.best[1] + slack)

    def _restore(self, jobs: list[int], before: dict[int, list[Spot]]) -> None:
        for job in jobs:
            if self.state.placed(job):
                self.state.remove(job)
        for job, spots in before.items():
            self.state.insert(job, spots)


def relations(compiled: Compiled) -> list[list[int]]:
    """For each run the runs that can compete with it for a room, a unit, a trainer or a group at one time."""
    rooms, units, trainers, times = [], [], [], []
    for job in compiled.jobs:
        tasks = [compiled.tasks[index] for index in job.tasks]
        rooms.append({room for task in tasks for room in task.rooms})
        units.append({pool for task in tasks for pools in task.brings.values() for pool in pools})
        trainers.append({trainer for task in tasks for trainer in task.trainers})
        times.append(reduce(or_, (task.times for task in tasks)))
    return [
        [
            b
            for b in range(len(compiled.jobs))
            if a != b
            and (
                (times[a] & times[b] and (rooms[a] & rooms[b] or units[a] & units[b]))
                or trainers[a] & trainers[b]
                or set(compiled.jobs[a].groups) & set(compiled.jobs[b].groups)
            )
        ]
        for a in range(len(compiled.jobs))
    ]
