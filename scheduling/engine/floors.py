"""The least that a run costs by itself with a given team: a shortest path through its days.

Counted are the start, idle days and the run's own evenings beyond the free ones. Rooms, other runs and who of the team
teaches when are left out, so the truth is never below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from heapq import heappop, heappush
from operator import or_

from scheduling.engine.compiled import UNLIMITED, Compiled, Job, Task
from scheduling.engine.model import Term
from scheduling.engine.prices import start_amount


@dataclass(frozen=True, slots=True)
class Team:
    """Who may teach a run, and how many of them do."""

    able: tuple[int, ...]
    size: int


Node = tuple[int, int, int, int]
"""Cost, minus the sessions done (of equal costs the furthest goes first), next meeting day, done in its week."""


class Walk:
    """The days of one run with one team."""

    def __init__(self, compiled: Compiled, job: Job, team: Team) -> None:
        self.compiled, self.job, self.team = compiled, job, team
        self.times = [_times(compiled, compiled.tasks[index], team) for index in job.tasks]
        first = compiled.tasks[job.tasks[0]]
        self.late = not reduce(or_, self.times) & ~compiled.evenings
        self.count = min(compiled.tasks[index].count for index in job.tasks)
        minutes = self.count * min(compiled.tasks[index].minutes for index in job.tasks)
        self.daily = _most(first, compiled.minutes_per_day, team, minutes)
        self.weekly = _most(first, compiled.minutes_per_week, team, minutes)
        self.free_evenings = compiled.problem.evenings_per_week * team.size

    def cheapest(self) -> int | None:
        """The cost of the shortest path from a first session to the last; None if there is none."""
        heap: list[Node] = []
        for at, day in enumerate(self.job.meets):
            heappush(heap, (self._start(day), 0, at, 0))
        seen: set[tuple[int, int, int]] = set()
        while heap:
            cost, minus, at, week = heappop(heap)
            if -minus == len(self.times):
                return cost
            if at == len(self.job.meets) or (minus, at, week) in seen:
                continue
            seen.add((minus, at, week))
            for node in self._next(cost, -minus, at, week):
                heappush(heap, node)
        return None

    def _start(self, day: int) -> int:
        return self.compiled.problem.weights[Term.START] * start_amount(self.compiled, self.job_index, day)

    @property
    def job_index(self) -> int:
        """The index of the run."""
        return self.compiled.tasks[self.job.tasks[0]].run

    def _next(self, cost: int, done: int, at: int, week: int) -> list[Node]:
        """From a day to the next: meet once or more, or, once begun, not at all."""
        meets, weights = self.job.meets, self.compiled.problem.weights
        goes_on = at + 1 < len(meets) and self._week(at + 1) == self._week(at)
        nodes = [(cost + weights[Term.IDLE], -done, at + 1, week if goes_on else 0)] if done else []
        for held in range(1, self._fitting(meets[at], done, week) + 1):
            if held >= self.job.least or done + held == len(self.times):
                late = self._beyond(week + held) - self._beyond(week)
                after = week + held if goes_on else 0
                nodes.append((cost + weights[Term.EVENINGS] * late, -done - held, at + 1, after))
        return nodes

    def _week(self, at: int) -> int:
        return self.compiled.week_of[self.job.meets[at]]

    def _beyond(self, sessions: int) -> int:
        """Evenings of the team in a week beyond the free ones."""
        return max(0, sessions * self.count - self.free_evenings) if self.late else 0

    def _fitting(self, day: int, done: int, week: int) -> int:
        """How many of the next sessions the day can hold one after the other."""
        free, held = self.compiled.day_mask(day), 0
        most = min(self.job.most, self.daily, self.weekly - week, len(self.times) - done)
        while held < most and (now := free & self.times[done + held]):
            free &= -(now & -now) << 1
            held += 1
        return held


def _times(compiled: Compiled, task: Task, team: Team) -> int:
    """Periods in which a room and enough of those who may teach are free in an otherwise empty center."""
    rooms = reduce(or_, (compiled.room_open[room] for room in task.rooms), 0)
    there = [-1] + [0] * task.count
    for trainer in team.able:
        free = task.trainers.get(trainer, 0) & compiled.trainer_open[trainer]
        for number in range(task.count, 0, -1):
            there[number] |= there[number - 1] & free
    return task.times & rooms & there[task.count]


def _most(task: Task, limits: Sequence[int], team: Team, minutes: int) -> int:
    """Sessions that the largest limits of the team allow in a day or week."""
    largest = sorted((limits[trainer] for trainer in team.able if trainer in task.trainers), reverse=True)
    return min(UNLIMITED, sum(largest[: team.size])) // max(1, minutes)
