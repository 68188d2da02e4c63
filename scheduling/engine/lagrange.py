"""A lower bound on the soft cost from prices on what the runs share (Lagrange; Held, Karp 1971; Fisher 1981).

No two sessions use a room, a trainer or a group at one time. If every use has a price instead, runs no longer keep each
other from a place: each takes its shortest path (`teams`), and what all pay together, less the prices of all there is,
is never more than what the best timetable costs, whatever the prices are. Fair shares and free evenings have prices
too: a trainer's terms are `max(0, used - free)`, so one of the free may cost up to the weight of the term, and what a
run uses beyond them by itself costs the whole weight.

Prices rise where more is asked for than there is and fall elsewhere, each at a pace of its own (Adam; Kingma, Ba 2015).
Movable equipment, limits of hours that several runs use up, rest, and ways between sites have no price.
"""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import NamedTuple, Self

import numpy as np

from scheduling.engine.bounds import seats
from scheduling.engine.compiled import Compiled, Spot
from scheduling.engine.exact import Spots
from scheduling.engine.lanes import Track, memory
from scheduling.engine.layouts import Layouts
from scheduling.engine.model import Term
from scheduling.engine.pool import Layout, Pool, own_cost
from scheduling.engine.teams import cheapest, cheapest_rooms
from scheduling.engine.walks import Flags, Ints, Offer, Reals

UNEVEN = 0.01
"""The first prices are luck, up to this share of the first change: equal rooms are not to be asked for all at once."""

FINE = 0.6
"""Share of the time after which evenings are counted by trainer in every round: dearer, and no better before."""

SURE = 1e-9
"""What rounding can do to a sum of floating point numbers, as a share of what is added up."""


class Pace(NamedTuple):
    """How prices move.

    `hot` and `cold` are their first and last change, in shares of what a session costs above the bound on average.
    `inertia` and `memory` say how slowly the direction of a price and its pace follow what is asked for.
    """

    hot: float
    cold: float
    inertia: float
    memory: float


SLOW = Pace(8.0, 0.1, 0.95, 0.98)
"""For all runs and hundreds of rounds."""

SWIFT = Pace(4.0, 0.4, 0.7, 0.9)
"""For a few runs and a score of rounds."""


class Priced(NamedTuple):
    """A number for all that has a price: things (rooms, then trainers, then groups) by period, a trainer's session, a
    trainer's evening by week."""

    held: Reals
    taught: Reals
    late: Reals

    @classmethod
    def zero(cls, compiled: Compiled) -> Self:
        """All nought."""
        rooms, people = len(compiled.room_open), len(compiled.trainer_open)
        periods = compiled.slots * len(compiled.ordinals)
        return cls(
            np.zeros((rooms + people + compiled.groups, periods)),
            np.zeros(people),
            np.zeros((people, len(compiled.week_masks))),
        )


class Prices:
    """The prices on what some runs share, and the best `bound` that they gave on what these cost together.

    `offers` say by run what it finds without prices, `there` how much of everything is to be had; with them `raised`
    makes the prices better. What the runs asked for in the last rounds is in `pool`, legal or not.
    """

    def __init__(
        self,
        compiled: Compiled,
        tracks: Sequence[Track],
        offers: Mapping[int, Offer],
        there: Priced,
        pace: Pace,
    ) -> None:
        self.compiled, self.tracks, self.offers, self.there, self.pace = compiled, tracks, offers, there, pace
        self.trainers = len(compiled.room_open)
        self.groups = self.trainers + len(compiled.trainer_open)
        periods = range(compiled.slots * len(compiled.ordinals))
        self.week = np.array([compiled.week_of[period // compiled.slots] for period in periods])
        self.evening = np.array([bool(compiled.evenings >> period & 1) for period in periods])
        weights, zero = compiled.problem.weights, Priced.zero(compiled)
        self.most = Priced(
            zero.held + np.inf, zero.taught + weights[Term.LOAD], zero.late + weights[Term.EVENINGS]
        )
        self.prices, self.direction, self.spread = zero, Priced.zero(compiled), Priced.zero(compiled)
        self.memory = memory(tracks)
        self.sessions = sum(len(compiled.jobs[one.job].tasks) for one in tracks)
        self.teams = [-1] * len(compiled.jobs)
        self.least = [0.0] * len(compiled.jobs)
        self.rounds = self.moves = 0
        self.bound = 0
        self.pool = Pool()

    def raised(self, best: int, share: float) -> int:
        """The bound after one round more. `best` is what the runs cost now, `share` how much of the time is over."""
        bound, demand = self._judged(fine=self.rounds == 0 or share > FINE)
        self.bound = max(self.bound, bound)
        self.rounds += 1
        hot, cold = self.pace.hot, self.pace.cold
        gap = max(1, best - self.bound) / max(1, self.sessions)
        self._follow(demand, gap * hot * (cold / hot) ** min(1.0, share))
        return self.bound

    def _follow(self, demand: Priced, change: float) -> None:
        """Prices of what is asked for too often rise, those of what is left over fall (Adam)."""
        inertia, memory_ = self.pace.inertia, self.pace.memory
        self.moves += 1
        every = zip(self.prices, demand, self.there, self.most, self.direction, self.spread, strict=True)
        for price, used, there, most, direction, spread in every:
            lacking = used - there
            lacking[(price <= 0) & (lacking < 0)] = 0
            direction += (1 - inertia) * (lacking - direction)
            spread += (1 - memory_) * (lacking**2 - spread)
            pace = np.sqrt(spread / (1 - memory_**self.moves)) + 0.01
            price += change * direction / (1 - inertia**self.moves) / pace
            np.clip(price, 0, most, out=price)

    def _judged(self, *, fine: bool) -> tuple[int, Priced]:
        """What any timetable costs at least, by the prices, and how much of everything the runs ask for."""
        demand = Priced.zero(self.compiled)
        pairs = zip(self.prices, self.there, strict=True)
        least = -sum(float((price * there).sum()) for price, there in pairs)
        size = -least
        for one in self.tracks:
            offer = self._offer(one)
            nobody = np.zeros(len(one.lane.larger), np.bool_)
            cost, team, choice, positions, people = cheapest(
                one.lane, offer, nobody, np.inf, self.memory, self.teams[one.job], fine
            )
            if team < 0:
                return 0, demand
            self.teams[one.job] = team
            self.least[one.job] = float(cost)
            rooms = cheapest_rooms(one.lane, offer, choice, positions)
            self._count(demand, one, rooms, people, positions)
            self.pool.note(one.job, _spots(one, rooms, people, positions))
            least, size = least + cost, size + cost
        return max(0, ceil(least - SURE * size)), demand

    def worth(self, job: int, layout: Layout) -> float:
        """What a layout costs with the prices: the less, the likelier it is part of the best timetable."""
        groups = self.compiled.jobs[job].groups
        price = 0.0
        for period, room, team in layout:
            price += self.prices.held[room, period]
            for who in team:
                price += self.prices.held[self.trainers + who, period] + self.prices.taught[who]
                if self.evening[period]:
                    price += self.prices.late[who, self.week[period]]
            for group in groups:
                price += self.prices.held[self.groups + group, period]
        return own_cost(self.compiled, job, layout) + float(price)

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
        layout = next(reversed(self.pool.layouts.get(job, {})), None)
        return self.worth(job, layout) if layout else 0.0

    def _offer(self, one: Track) -> Offer:
        """What a run finds, with the prices."""
        plain, prices = self.offers[one.job], self.prices
        people, count = np.array(one.trainers), len(one.trainers)
        held = prices.held[one.things[:, None], one.periods]
        teaching = held[:count] + prices.taught[people][:, None]
        evening = prices.late[people][:, self.week[one.periods]] * self.evening[one.periods]
        times = plain.times
        for group in self.compiled.jobs[one.job].groups:
            times = times + prices.held[self.groups + group, one.periods]
        return plain._replace(
            times=times,
            people=plain.people + (teaching + evening),
            rooms=plain.rooms + held[count:],
            late=plain.late - prices.late[people][:, one.weeks] if one.late else plain.late,
            load=plain.load - float(prices.taught[people].max()),
        )

    def _count(self, demand: Priced, one: Track, rooms: Ints, people: Flags, positions: Ints) -> None:
        """Add what a run asks for: its rooms, trainers and groups at its periods, sessions and evenings of trainers."""
        periods = one.periods[positions]
        session, member = np.nonzero(people)
        who, then = np.array(one.trainers)[member], periods[session]
        late = self.evening[then]
        np.add.at(demand.held, (np.array(one.rooms)[rooms], periods), 1)
        np.add.at(demand.held, (self.trainers + who, then), 1)
        for group in self.compiled.jobs[one.job].groups:
            np.add.at(demand.held[self.groups + group], periods, 1)
        np.add.at(demand.taught, who, 1)
        np.add.at(demand.late, (who[late], self.week[then[late]]), 1)


class Lagrange(Prices):
    """The prices of a whole problem; those of rooms and trainers are the tolls of `layouts` as well."""

    def __init__(self, compiled: Compiled, layouts: Layouts, seed: int) -> None:
        tracks, zero = [one for one in layouts.tracks if one], Priced.zero(compiled)
        free = compiled.problem.evenings_per_week
        there = Priced(zero.held + 1, np.array(compiled.fair, np.float64), zero.late + free)
        super().__init__(compiled, tracks, layouts.plain, there, SLOW)
        layouts.tolls = self.prices.held
        self.rng = np.random.default_rng(seed)
        self.bound = seats(compiled)

    def _follow(self, demand: Priced, change: float) -> None:
        """The first prices are luck: what is asked for first says little."""
        if self.rounds == 1:
            self.prices.held[:] = UNEVEN * change * self.rng.random(self.prices.held.shape)
        else:
            super()._follow(demand, change)


def _spots(one: Track, rooms: Ints, people: Flags, positions: Ints) -> list[Spot]:
    """What a run asks for in the words of the timetable."""
    teams = [tuple(one.trainers[who] for who in np.flatnonzero(team)) for team in people]
    there = [one.rooms[room] for room in rooms]
    return list(zip(one.periods[positions].tolist(), there, teams, strict=True))
