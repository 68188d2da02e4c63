"""Which runs can be timetabled apart: those that share no room, unit or group, and few trainers.

Trainers who can teach at several campuses roam. In each round a roaming trainer belongs to one of them, and the others
leave what that trainer teaches there as it is.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import combinations

from scheduling.engine.compiled import Compiled
from scheduling.engine.search import candidates

FEW = 1 / 3
"""Campuses stay apart while no more than this share of the trainers of the smaller one can teach at the other."""


def campuses(compiled: Compiled) -> list[list[int]]:
    """The runs of each campus, ascending."""
    rooms, units, trainers, groups = candidates(compiled)
    parts = Parts(len(compiled.jobs))
    for its in (rooms, units, groups):
        users: dict[int, int] = {}
        for job, things in enumerate(its):
            for thing in things:
                parts.join(users.setdefault(thing, job), job)
    while pair := _entangled(parts.all(), trainers):
        parts.join(*pair)
    return parts.all()


class Parts:
    """Runs in disjoint parts (union-find; Tarjan 1975)."""

    def __init__(self, count: int) -> None:
        self.leader = list(range(count))

    def of(self, job: int) -> int:
        """The leader of a run's part."""
        while self.leader[job] != job:
            self.leader[job] = self.leader[self.leader[job]]
            job = self.leader[job]
        return job

    def join(self, a: int, b: int) -> None:
        """Two parts become one."""
        self.leader[self.of(b)] = self.of(a)

    def all(self) -> list[list[int]]:
        """The runs of every part."""
        found: dict[int, list[int]] = defaultdict(list)
        for job in range(len(self.leader)):
            found[self.of(job)].append(job)
        return sorted(found.values())


def _entangled(parts: list[list[int]], trainers: list[set[int]]) -> tuple[int, int] | None:
    """Runs of two parts that share too many trainers to be apart."""
    people = [set().union(*(trainers[job] for job in part)) for part in parts]
    homes: dict[int, list[int]] = defaultdict(list)
    for number, its in enumerate(people):
        for trainer in its:
            homes[trainer].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in homes.values():
        shared.update(combinations(numbers, 2))
    for (a, b), count in sorted(shared.items()):
        if count > FEW * min(len(people[a]), len(people[b])):
            return parts[a][0], parts[b][0]
    return None


def owners(compiled: Compiled, parts: Sequence[Sequence[int]], turn: int) -> dict[int, int]:
    """The part to which each trainer belongs in a round; roaming trainers take turns."""
    homes: dict[int, list[int]] = defaultdict(list)
    trainers = candidates(compiled)[2]
    for number, part in enumerate(parts):
        for trainer in sorted(set().union(*(trainers[job] for job in part))):
            homes[trainer].append(number)
    return {trainer: numbers[(turn + trainer) % len(numbers)] for trainer, numbers in homes.items()}
