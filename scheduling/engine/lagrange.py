"""A lower bound on the soft cost from prices on what the runs share (Lagrange; Held, Karp 1971; Fisher 1981).

No two sessions use a room, a trainer or a group at one time. If every use has a price instead, runs no longer keep each
other from a place: each takes its shortest path (`teams`), and what all pay together, less the prices of all there is,
is never more than what the best timetable costs, whatever the prices are. Fair shares and free evenings have prices
too: a trainer's terms are `max(0, used - free)`, so one of the free may cost up to the weight of the term, and what a
run uses beyond them by itself costs the whole weight.

Prices rise where more is asked for than there is and fall elsewhere, each at a pace of its own (Adam; Kingma, Ba 2015).
Movable equipment, limits of hours that several runs use up, rest, and ways between sites have no price.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from math import ceil, isfinite
from typing import NamedTuple

import numpy as np

from scheduling.engine.asking import Named, Priced, ask
from scheduling.engine.bounds import seats
from scheduling.engine.compiled import Compiled, Spots
from scheduling.engine.lanes import Track, memory
from scheduling.engine.layouts import Layouts, in_words
from scheduling.engine.model import Term
from scheduling.engine.teams import NOWHERE
from scheduling.engine.usage import Layout
from scheduling.engine.walks import Flags, Ints

UNEVEN = 0.01
"""The first prices are luck, up to this share of the first change: equal rooms are not to be asked for all at once."""

FINE = 0.6
"""Share of the time after which evenings are counted by trainer in every round: dearer, and no better before."""

SURE = 1e-9
"""What rounding can do to a sum of floating point numbers, as a share of what is added up."""


HOT, COLD = 8.0, 0.1
"""The first and the last change of a price, in shares of what a session costs above the bound on average."""

INERTIA, MEMORY = 0.95, 0.98
"""How slowly the direction of a price and its pace follow what is asked for."""


def zero(compiled: Compiled) -> Priced:
    """Nought for all that has a price."""
    rooms, people = len(compiled.room_open), len(compiled.trainer_open)
    periods = compiled.slots * len(compiled.ordinals)
    return Priced(
        np.zeros((rooms + people + compiled.groups, periods)),
        np.zeros(people),
        np.zeros((people, len(compiled.week_masks))),
    )


class Wish(NamedTuple):
    """A layout in the numbers of a track: by session its position and room, by session and trainer who teaches."""

    positions: Ints
    rooms: Ints
    people: Flags


class Lagrange:
    """The prices on what the runs of a problem share, and the best `bound` that they gave on what these cost together.

    `raised` makes the prices better; those of rooms and trainers are the tolls of `layouts`, and `wish`, what a run
    asked for last, is its wish there.
    """

    def __init__(self, compiled: Compiled, layouts: Layouts, seed: int) -> None:
        self.compiled, self.usages, self.offers = compiled, layouts.usages, layouts.plain
        self.tracks = [one for one in layouts.tracks if one]
        self.evening = np.array([bool(compiled.evenings >> at & 1) for at in range(self.usages.periods)])
        weights, none = compiled.problem.weights, zero(compiled)
        fair, free = np.array(compiled.fair, np.float64), compiled.problem.evenings_per_week
        self.there = Priced(none.held + 1, fair, none.late + free)
        self.most = Priced(
            none.held + np.inf, none.taught + weights[Term.LOAD], none.late + weights[Term.EVENINGS]
        )
        self.prices, self.direction, self.spread = none, zero(compiled), zero(compiled)
        layouts.tolls, layouts.wish = none.held, self.wish
        self.rng = np.random.default_rng(seed)
        self.memory = memory(self.tracks)
        self.sessions = sum(len(compiled.jobs[one.job].tasks) for one in self.tracks)
        self.named = [self._named(one) for one in self.tracks]
        self.before = [NOWHERE] * len(compiled.jobs)
        self.least = [0.0] * len(compiled.jobs)
        self.rounds = 0
        self.mates: Executor | None = None
        self.hands = 1
        self.bound = seats(compiled)
        self.track_of = {one.job: one for one in self.tracks}
        self.wished: dict[int, Wish] = {}
        self.out: set[int] = set()

    @contextmanager
    def together(self, hands: int) -> Iterator[None]:
        """So many threads ask beside each other meanwhile, to the same end."""
        with ThreadPoolExecutor(hands - 1) as self.mates:
            self.hands = hands
            try:
                yield
            finally:
                self.mates, self.hands = None, 1

    def without(self, jobs: Iterable[int]) -> None:
        """From now on these runs ask for nothing. A bound without some runs is one with them, too."""
        self.out = set(jobs)

    def raised(self, best: int, share: float) -> int:
        """The bound after one round more. `best` is what the runs cost now, `share` how much of the time is over."""
        bound, demand = self._judged(fine=self.rounds == 0 or share > FINE)
        self.bound = max(self.bound, bound)
        self.rounds += 1
        gap = max(1, best - self.bound) / max(1, self.sessions)
        change = gap * HOT * (COLD / HOT) ** min(1.0, share)
        if self.rounds == 1:
            self.prices.held[:] = UNEVEN * change * self.rng.random(self.prices.held.shape)
        else:
            self._follow(demand, change)
        return self.bound

    def _follow(self, demand: Priced, change: float) -> None:
        """Prices of what is asked for too often rise, those of what is left over fall (Adam)."""
        moves = self.rounds - 1
        every = zip(self.prices, demand, self.there, self.most, self.direction, self.spread, strict=True)
        for price, used, there, most, direction, spread in every:
            lacking = used - there
            lacking[(price <= 0) & (lacking < 0)] = 0
            direction += (1 - INERTIA) * (lacking - direction)
            spread += (1 - MEMORY) * (lacking**2 - spread)
            pace = np.sqrt(spread / (1 - MEMORY**moves)) + 0.01
            price += change * direction / (1 - INERTIA**moves) / pace
            np.clip(price, 0, most, out=price)

    def _judged(self, *, fine: bool) -> tuple[int, Priced]:
        """What any timetable costs at least, by the prices, and how much of everything the runs ask for."""
        asking = [
            (one, named)
            for one, named in zip(self.tracks, self.named, strict=True)
            if one.job not in self.out
        ]
        queue = iter(asking)
        mates = (
            [self.mates.submit(self._asked, queue, fine=fine) for _ in range(self.hands - 1)]
            if self.mates
            else []
        )
        demands = [self._asked(queue, fine=fine), *(mate.result() for mate in mates)]
        demand = Priced(*(np.sum(part, axis=0) for part in zip(*demands, strict=True)))
        costs = [self.least[one.job] for one, _ in asking]
        least, size = sum(costs) - self.income(), sum(costs) + self.income()
        return max(0, ceil(least - SURE * size)) if isfinite(least) else 0, demand

    def _asked(self, queue: Iterator[tuple[Track, Named]], *, fine: bool) -> Priced:
        """How much of everything the runs that are taken from the queue ask for. Other threads may take some, too."""
        demand, scratch = zero(self.compiled), self.memory.copy()
        for one, named in queue:
            plain, before = self.offers[one.job], self.before[one.job]
            cost, there, rooms, people = ask(
                one.lane, plain, named, self.prices, demand, scratch, before, fine
            )
            self.least[one.job] = cost
            if there.team >= 0:
                self.before[one.job] = there
                self.wished[one.job] = Wish(there.positions, rooms, people)
        return demand

    def income(self) -> float:
        """What all there is brings in, if all of it is used."""
        return sum(float((price * there).sum()) for price, there in zip(self.prices, self.there, strict=True))

    def worth(self, job: int, layout: Layout) -> float:
        """What a layout costs with the prices: the less, the likelier it is part of the best timetable."""
        usage = self.usages.of(job, layout)
        uses = zip(self.prices, (usage.held, usage.taught, usage.late), strict=True)
        return usage.cost + sum(float(prices.take(used).sum()) for prices, used in uses)

    def regrets(self, spots: Spots) -> list[float]:
        """By run, what its layout costs beyond the least it could, by the prices; 0 for runs without one.

        Summed up, and with what is left unused of all that has a price, it is what the bound does not explain.
        """
        found = [0.0] * len(self.least)
        for job, where in spots.items():
            found[job] = max(0.0, self.worth(job, tuple(where)) - self.least[job])
        return found

    def pays(self, job: int) -> float:
        """What a run pays for the layout that it asked for last, prices and all; nothing if it asked for none."""
        wish = self.wish(job)
        return self.worth(job, wish) if wish else 0.0

    def wish(self, job: int) -> Layout | None:
        """What a run asked for last, legal or not; None if it found no place or never asked."""
        return in_words(self.track_of[job], *self.wished[job]) if job in self.wished else None

    def _named(self, one: Track) -> Named:
        """What of a run has a price."""
        groups = [self.usages.groups + group for group in self.compiled.jobs[one.job].groups]
        return Named(
            rooms=np.array(one.rooms, np.int64),
            trainers=self.usages.trainers + np.array(one.trainers, np.int64),
            groups=np.array(groups, np.int64),
            first=self.usages.trainers,
            periods=one.periods,
            evening=self.evening[one.periods],
            weeks=one.weeks,
            late=one.late,
        )
