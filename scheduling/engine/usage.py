"""What a layout of a run costs wherever the others are, and what it uses up of what they share."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from enum import IntEnum
from functools import cached_property

import numpy as np

from scheduling.engine.compiled import Compiled, Spot
from scheduling.engine.gaps import Shifts
from scheduling.engine.model import Term
from scheduling.engine.prices import run_cost
from scheduling.engine.walks import Ints

KEPT = 16_000
"""Layouts whose usage is remembered; then all are forgotten, and those that are still met are looked at again."""

Layout = tuple[Spot, ...]
Key = tuple[object, ...]


class Sum(IntEnum):
    """What layouts may use up together, and no more."""

    UNITS = 0
    DAY = 1
    WEEK = 2
    GROUP_DAY = 3
    GROUP_WEEK = 4


Amount = tuple[Sum, int, int]
"""Of what, of whom, when."""


class Usage:
    """What a layout of a run uses, and what it costs by itself; each counted when it is asked for first.

    `held` are things (rooms, then trainers, then groups) by period, `taught` trainers by session, `late` their evenings
    by week: numbers of places in the arrays of `asking.Priced`. `near` is what nobody else may have too near to that,
    for a night's rest or for the way; `limited` counts minutes and movable units.
    """

    def __init__(self, usages: "Usages", job: int, layout: Layout) -> None:
        self.usages, self.job, self.layout = usages, job, layout

    @cached_property
    def held(self) -> Ints:
        """Rooms, trainers and groups at the periods of the layout."""
        usages, periods = self.usages, self.usages.periods
        first, groups = usages.trainers, usages.compiled.jobs[self.job].groups
        held = [room * periods + period for period, room, _ in self.layout]
        held += [(first + who) * periods + period for period, _, team in self.layout for who in team]
        for group in groups:
            held += [(usages.groups + group) * periods + period for period, _, _ in self.layout]
        return np.array(held, np.int64)

    @cached_property
    def taught(self) -> Ints:
        """Who teaches, each as often as they do."""
        return np.array([who for _, _, team in self.layout for who in team], np.int64)

    @cached_property
    def late(self) -> Ints:
        """The evenings on which somebody teaches, by trainer and week."""
        compiled, weeks = self.usages.compiled, self.usages.weeks
        evenings = [spot for spot in self.layout if compiled.evenings >> spot[0] & 1]
        late = [
            who * weeks + compiled.week_of[period // compiled.slots]
            for period, _, team in evenings
            for who in team
        ]
        return np.array(late, np.int64)

    @cached_property
    def cost(self) -> int:
        """What it costs wherever the others are."""
        compiled = self.usages.compiled
        against = sum(compiled.unwished[who] >> period & 1 for period, _, team in self.layout for who in team)
        return run_cost(compiled, self.job, self.layout) + compiled.problem.weights[Term.WISHES] * against

    @cached_property
    def near(self) -> tuple[Key, ...]:
        """Pairs of periods that are too near to each other for a trainer or a group, one of them the layout's."""
        return tuple(dict.fromkeys(self._near()))

    def _near(self) -> Iterator[Key]:
        usages, compiled = self.usages, self.usages.compiled
        groups = compiled.jobs[self.job].groups
        for period, room, team in self.layout:
            site = compiled.site_of[room]
            for who in team:
                for pair in _pairs(compiled, period, site, compiled.rests[who], usages.trainer_sites[who]):
                    yield "trainer", who, *pair
            for group in groups:
                rests = compiled.group_rests[group]
                for pair in _pairs(compiled, period, site, rests, usages.group_sites[group]):
                    yield "group", group, *pair

    @cached_property
    def limited(self) -> Mapping[Amount, int]:
        """Minutes of trainers and groups by day and week, movable units by period."""
        compiled, work = self.usages.compiled, self.usages.compiled.jobs[self.job]
        used: dict[Amount, int] = defaultdict(int)
        for index, (period, room, team) in zip(work.tasks, self.layout, strict=True):
            task, day = compiled.tasks[index], period // compiled.slots
            week = compiled.week_of[day]
            for who in team:
                used[Sum.DAY, who, day] += task.minutes
                used[Sum.WEEK, who, week] += task.minutes
            for group in work.limited:
                used[Sum.GROUP_DAY, group, day] += task.minutes
                used[Sum.GROUP_WEEK, group, week] += task.minutes
            for unit in task.brings.get(room, ()):
                used[Sum.UNITS, unit, period] += 1
        return used


class Usages:
    """The usages of the layouts of a problem. They are asked for again and again, so they are remembered.

    `trainers` and `groups` are the rows of the first of them among the things that have a price, rooms come before.
    """

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.periods = compiled.slots * len(compiled.ordinals)
        self.weeks = len(compiled.week_masks)
        self.trainers = len(compiled.room_open)
        self.groups = self.trainers + len(compiled.trainer_open)
        self.trainer_sites = [_sites(compiled, mask) for mask in compiled.reaches]
        self.group_sites: list[set[int]] = [set() for _ in range(compiled.groups)]
        for task in compiled.tasks:
            for group in compiled.jobs[task.run].groups:
                self.group_sites[group].update(compiled.site_of[room] for room in task.rooms)
        self._known: dict[tuple[int, Layout], Usage] = {}

    def of(self, job: int, layout: Layout) -> Usage:
        """The usage of a layout of a run."""
        found = self._known.get((job, layout))
        if found is None:
            if len(self._known) >= KEPT:
                self._known.clear()
            found = self._known[job, layout] = Usage(self, job, layout)
        return found


def _sites(compiled: Compiled, rooms: int) -> set[int]:
    """Where the rooms of a mask are."""
    return {site for room, site in enumerate(compiled.site_of) if rooms >> room & 1}


def _pairs(compiled: Compiled, period: int, site: int, rests: Shifts, reached: set[int]) -> Iterator[Key]:
    """Pairs of this period with others that are too near for a rest or for the way, named alike from both sides."""
    for among, shift in rests:
        if among >> period & 1:
            yield "rest", *sorted((period, period + shift))
    for other, shifts in compiled.ways[site].items():
        for among, shift in shifts if other in reached else ():
            if among >> period & 1:
                yield "way", *sorted(((period, site), (period + shift, other)))
