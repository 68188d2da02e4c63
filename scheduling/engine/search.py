"""Ruin and recreate: take a few competing runs out, put each back at its cheapest; anytime, and the same for a seed
and steps.

What is worse is accepted by simulated annealing (Schrimpf, Schneider, Stamm-Wilbrandt, Dueck 2000). Runs that compete
most with the first one go with it (Christiaens, Vanden Berghe 2020).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log
from random import Random
from typing import Protocol

from scheduling.engine.compiled import Compiled, Spot, Spots
from scheduling.engine.greedy import cheapest
from scheduling.engine.state import State

MOST_RUINED = 6
"""Runs that are taken out at once."""

TRIES = 4

URGENT = 0.7
"""Share of the steps that begin with a run without a place, or else with one that is not as published, if any is."""

LARGEST_FIRST = 0.3
"""Share of the steps in which the longest runs are put back first; in the others the order is random."""

BLIND = 0.3
"""Share of the steps in which every run is as likely to be the first; in the others those with regrets are."""

LATE_TRY = 0.1
"""Share of the steps in which a run is tried again that was given up."""

CONTENT = 0.1
"""The regret of a run that has none, so that it has its turn as well."""

ROOM_BOND = 0.5
"""What competing for the same rooms counts for, where competing for the same trainers counts 1."""


def cooled(hot: float, cold: float, share: float) -> float:
    """The temperature after a share of the way from hot to cold."""
    return hot * (cold / hot) ** min(1.0, share) if hot > 0 else 0.0


class Finder(Protocol):
    """Finds the cheapest layout of a run beside the rest."""

    def cheapest(self, state: State, job: int) -> list[Spot] | None:
        """Spots for all sessions of a run that is not in the state; None if it finds none."""


class Search:
    """A current and a best timetable; `step` moves the one and perhaps improves the other.

    `jobs` are the runs to move; who shares the list may take hopeless ones out of it. Layouts come from `finder`, or
    from `greedy` without one, or if it finds none. Runs without a place come first, those that are `given_up` only now
    and then; then those with `regrets`: by run, how much cheaper it could be as far as is known.
    """

    def __init__(self, state: State, rng: Random, jobs: list[int]) -> None:
        self.jobs = jobs
        self.state = state
        self.rng = rng
        self.finder: Finder | None = None
        self.regrets: Sequence[float] | None = None
        self.given_up: list[int] = []
        self.related = relations(state.compiled)
        self.now = state.score()
        self.best = self.now
        self.best_spots = list(state.spots)

    def step(self, temperature: float = 0.0) -> bool:
        """One ruin and recreate; True if it gave a new best timetable."""
        return self.attempt(self._recreated, temperature)

    def attempt(self, change: Callable[[float], Spots], temperature: float) -> bool:
        """Change the timetable, but if it becomes too much worse, leave it as it was; True if it is a new best.

        `change` is told up to which cost it is no use, and says where the runs were that it moved. More sessions placed
        is always better; with as many, chance and temperature say by how much the cost may grow.
        """
        allowed = self.now[1] - temperature * log(1 - self.rng.random())
        before = change(allowed)
        left_out, soft = score = self.state.score()
        if left_out > self.now[0] or (left_out == self.now[0] and soft > allowed):
            self._restore(before)
            return False
        self.now = score
        return self._remember()

    def _recreated(self, _allowed: float) -> Spots:
        """Some runs go out, and each is put back at its cheapest."""
        jobs = self._ruin()
        before = {job: self.state.remove(job) if self.state.placed(job) else [] for job in jobs}
        for job in jobs:
            self._place(job)
        return before

    def _place(self, job: int) -> None:
        """Put a run at the cheapest layout found, if any is legal."""
        found = self.finder.cheapest(self.state, job) if self.finder else None
        if found is None:
            found = cheapest(self.state, job, self.rng, TRIES)
        if found is not None:
            self.state.insert(job, found)

    def adopt(
        self,
        jobs: Iterable[int],
        spots: Mapping[int, list[Spot]],
        fits: Callable[[int, Sequence[Spot]], bool] | None = None,
    ) -> bool:
        """Re-plan runs as found elsewhere: those without spots go out. False, and no change, if worse, or if one does
        not fit, should that be doubtful.
        """
        before = {job: self.state.remove(job) if self.state.placed(job) else [] for job in jobs}
        all_fit = True
        for job, places in spots.items():
            all_fit = all_fit and (fits is None or fits(job, places))
            if all_fit:
                self.state.insert(job, places)
        score = self.state.score()
        if score > self.now or not all_fit:
            self._restore(before)
            return False
        self.now = score
        return self._remember()

    def back_to_best(self) -> None:
        """Make the best timetable the current one."""
        self.go_to(self.best_spots)

    def go_to(self, spots_of_all: Sequence[Spot | None]) -> None:
        """Make another timetable the current one, be it better or not."""
        jobs = range(len(self.state.compiled.jobs))
        for job in jobs:
            if self.state.placed(job):
                self.state.remove(job)
        for job in jobs:
            spots = [spots_of_all[task] for task in self.state.compiled.jobs[job].tasks]
            whole = [spot for spot in spots if spot is not None]
            if whole:
                self.state.insert(job, whole)
        self.now = self.state.score()
        self._remember()

    def _remember(self) -> bool:
        if self.now >= self.best:
            return False
        self.best = self.now
        self.best_spots = list(self.state.spots)
        return True

    def _ruin(self) -> list[int]:
        """A run and some that compete with it, in the order of putting back; runs without a place come first."""
        out = self.waiting()
        first = self.first()
        chosen = [first, *self._rivals(first, self.rng.randint(1 if out else 0, MOST_RUINED - 1))]
        return chosen if out else self._ordered(chosen)

    def waiting(self) -> list[int]:
        """Runs without a place that are not given up."""
        return [job for job in self.jobs if not self.state.placed(job) and job not in self.given_up]

    def _rivals(self, first: int, count: int) -> list[int]:
        """Runs that compete with one, most likely those that do it most."""
        movable = set(self.jobs)
        bonds = [(bond, job) for job, bond in self.related[first].items() if job in movable]
        drawn = sorted((bond * self.rng.random(), job) for bond, job in bonds)
        return [job for _, job in reversed(drawn)][:count]

    def first(self) -> int:
        """The run to begin with."""
        urgent = self.waiting() or self._changed()
        if urgent and self.rng.random() < URGENT:
            return self.rng.choice(urgent)
        late = [job for job in self.given_up if not self.state.placed(job)]
        if late and self.rng.random() < LATE_TRY:
            return self.rng.choice(late)
        if self.regrets is None or self.rng.random() < BLIND:
            return self.rng.choice(self.jobs)
        return self.rng.choices(self.jobs, [CONTENT + self.regrets[job] for job in self.jobs])[0]

    def _ordered(self, jobs: list[int]) -> list[int]:
        self.rng.shuffle(jobs)
        if self.rng.random() < LARGEST_FIRST:
            jobs.sort(key=lambda job: -len(self.state.compiled.jobs[job].tasks))
        return jobs

    def _changed(self) -> list[int]:
        """Runs that are not as published, if anything is."""
        published = self.state.compiled.problem.published is not None
        return [job for job in self.jobs if self.state.changed(job)] if published else []

    def _restore(self, before: Spots) -> None:
        """Put runs back where they were, those without spots nowhere."""
        for job in before:
            if self.state.placed(job):
                self.state.remove(job)
        for job, spots in before.items():
            if spots:
                self.state.insert(job, spots)


def relations(compiled: Compiled) -> list[dict[int, float]]:
    """For each run those that can compete with it for a trainer, a room, a unit or a group, and how much they do."""
    rooms, units, trainers, groups = candidates(compiled)
    sharing: dict[tuple[str, int], list[int]] = defaultdict(list)
    for job in range(len(compiled.jobs)):
        for name, its in (("r", rooms[job]), ("u", units[job]), ("t", trainers[job]), ("g", groups[job])):
            for thing in its:
                sharing[name, thing].append(job)
    found: list[dict[int, float]] = [{} for _ in compiled.jobs]
    for jobs in sharing.values():
        for a in jobs:
            for b in jobs:
                if a != b and b not in found[a]:
                    bond = _alike(trainers[a], trainers[b]) + ROOM_BOND * _alike(rooms[a], rooms[b])
                    found[a][b] = bond + bool(groups[a] & groups[b]) + bool(units[a] & units[b])
    return [dict(sorted(near.items())) for near in found]


def candidates(compiled: Compiled) -> tuple[list[set[int]], ...]:
    """For each run its possible rooms, the pools of units that it may draw on, its possible trainers, its groups."""
    tasks = [[compiled.tasks[index] for index in job.tasks] for job in compiled.jobs]
    return (
        [{room for task in its for room in task.rooms} for its in tasks],
        [{pool for task in its for pools in task.brings.values() for pool in pools} for its in tasks],
        [{trainer for task in its for trainer in task.trainers} for its in tasks],
        [set(job.groups) for job in compiled.jobs],
    )


def _alike(a: set[int], b: set[int]) -> float:
    """The share of both that is common (Jaccard)."""
    return len(a & b) / max(1, len(a | b))
