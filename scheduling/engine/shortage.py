"""Runs that ask for more than there is, proved by counting: Hall's condition, shown by a largest flow.

Every session flows to a room and a period that it could have; another flow goes to trainers and periods, and on to
the weeks in which they may teach. Order, days and what else a run wants are left out, so a flow that cannot carry all
sessions proves that no timetable can. The smallest cut names runs that are too many for what they share (Ford,
Fulkerson 1956).
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from ortools.graph.python.max_flow import SimpleMaxFlow

from scheduling.engine.compiled import UNLIMITED, Compiled, Task, periods_of
from scheduling.engine.state import State

SOURCE, SINK = 0, 1

Place = tuple[int, int]
"""A room or trainer, and a period."""


def too_many(compiled: Compiled, jobs: Sequence[int]) -> list[int]:
    """Some of these runs that cannot be held together even in an otherwise empty center; empty if none are found."""
    return _over_rooms(compiled, jobs) or _over_trainers(compiled, jobs)


class Flow:
    """Sessions that are alike on the one side, places on the other."""

    def __init__(self) -> None:
        self.graph = SimpleMaxFlow()
        self.groups: dict[int, int] = {}
        self.places: dict[Place, int] = {}
        self.nodes = SINK
        self.wanted = 0

    def node(self) -> int:
        """A new node."""
        self.nodes += 1
        return self.nodes

    def group(self, job: int, wanted: int) -> int:
        """The node of so many sessions of a run."""
        node = self.node()
        self.groups[node] = job
        self.graph.add_arc_with_capacity(SOURCE, node, wanted)
        self.wanted += wanted
        return node

    def place(self, place: Place) -> tuple[int, bool]:
        """The node of a place, and whether it is new."""
        new = place not in self.places
        if new:
            self.places[place] = self.node()
        return self.places[place], new

    def blamed(self) -> list[int]:
        """The runs behind the smallest cut; none if all sessions find a place."""
        self.graph.solve(SOURCE, SINK)
        if not self.groups or self.graph.optimal_flow() == self.wanted:
            return []
        side = set(self.graph.get_source_side_min_cut())
        return sorted({job for node, job in self.groups.items() if node in side})


def _over_rooms(compiled: Compiled, jobs: Sequence[int]) -> list[int]:
    flow = Flow()
    for task, sessions in _alike(compiled, jobs):
        node = flow.group(task.run, sessions)
        for room in task.rooms:
            for period in periods_of(task.times & compiled.room_open[room]):
                there, new = flow.place((room, period))
                flow.graph.add_arc_with_capacity(node, there, 1)
                if new:
                    flow.graph.add_arc_with_capacity(there, SINK, 1)
    return flow.blamed()


def _over_trainers(compiled: Compiled, jobs: Sequence[int]) -> list[int]:
    flow, weeks = Flow(), dict[Place, int]()
    shortest = min(
        (compiled.tasks[index].minutes for job in jobs for index in compiled.jobs[job].tasks), default=0
    )
    held = State(compiled).week_minutes
    for task, sessions in _alike(compiled, jobs):
        node = flow.group(task.run, sessions * task.count)
        for trainer, able in task.trainers.items():
            for period in periods_of(task.times & able & compiled.trainer_open[trainer]):
                there, new = flow.place((trainer, period))
                flow.graph.add_arc_with_capacity(node, there, 1)
                if new:
                    week = compiled.week_of[period // compiled.slots]
                    if (trainer, week) not in weeks:
                        weeks[trainer, week] = flow.node()
                        left = max(0, compiled.minutes_per_week[trainer] - held[trainer][week])
                        most = min(UNLIMITED, left // shortest) if shortest else UNLIMITED
                        flow.graph.add_arc_with_capacity(weeks[trainer, week], SINK, most)
                    flow.graph.add_arc_with_capacity(there, weeks[trainer, week], 1)
    return flow.blamed()


def _alike(compiled: Compiled, jobs: Iterable[int]) -> list[tuple[Task, int]]:
    """One of each sort of session of every run, with their number."""
    first: dict[tuple[object, ...], Task] = {}
    number: Counter[tuple[object, ...]] = Counter()
    for job in jobs:
        for index in compiled.jobs[job].tasks:
            task = compiled.tasks[index]
            sort = (job, task.times, task.rooms, tuple(sorted(task.trainers.items())), task.count)
            first.setdefault(sort, task)
            number[sort] += 1
    return [(task, number[sort]) for sort, task in first.items()]
