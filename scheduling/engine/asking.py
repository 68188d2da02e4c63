"""The compiled question of one run to prices: where would it be held, and what would it use up there?"""

from typing import NamedTuple

import numpy as np

from scheduling.engine.native import native
from scheduling.engine.teams import Before, cheapest, cheapest_rooms
from scheduling.engine.walks import Flags, Ints, Lane, Offer, Reals


class Priced(NamedTuple):
    """A number for all that has a price: things (rooms, then trainers, then groups) by period, a trainer's session, a
    trainer's evening by week."""

    held: Reals
    taught: Reals
    late: Reals


class Named(NamedTuple):
    """What of a run has a price, in the numbers of the problem.

    `rooms`, `trainers` and `groups` are rows of things, `first` is the row of the first trainer; `periods` and
    `evening` are by position, `weeks` by week. `late` says whether all its sessions are in the evening.
    """

    rooms: Ints
    trainers: Ints
    groups: Ints
    first: int
    periods: Ints
    evening: Flags
    weeks: Ints
    late: bool


@native
def priced(lane: Lane, plain: Offer, named: Named, prices: Priced) -> Offer:
    """What a run finds, with the prices."""
    times, people, rooms, late = (
        plain.times.copy(),
        plain.people.copy(),
        plain.rooms.copy(),
        plain.late.copy(),
    )
    positions = len(named.periods)
    for thing in named.groups:
        for at in range(positions):
            times[:, at] += prices.held[thing, named.periods[at]]
    taught = 0.0
    for who in range(len(named.trainers)):
        thing = named.trainers[who]
        trainer = thing - named.first
        taught = max(taught, prices.taught[trainer])
        for at in range(positions):
            more = prices.held[thing, named.periods[at]] + prices.taught[trainer]
            if named.evening[at]:
                more += prices.late[trainer, named.weeks[lane.week[at // lane.slots]]]
            people[:, who, at] += more
        for week in range(len(named.weeks) if named.late else 0):
            late[who, week] -= prices.late[trainer, named.weeks[week]]
    for room in range(len(named.rooms)):
        for at in range(positions):
            rooms[:, room, at] += prices.held[named.rooms[room], named.periods[at]]
    return Offer(
        times,
        people,
        rooms,
        plain.weekly,
        plain.daily,
        plain.free,
        late,
        plain.slack,
        plain.load - taught,
    )


@native
def count(lane: Lane, named: Named, rooms: Ints, people: Flags, positions: Ints, used: Priced) -> None:
    """Add what a run asks for: its rooms, trainers and groups at its periods, sessions and evenings of trainers."""
    for done in range(len(positions)):
        at = positions[done]
        period = named.periods[at]
        used.held[named.rooms[rooms[done]], period] += 1
        for thing in named.groups:
            used.held[thing, period] += 1
        for who in range(len(named.trainers)):
            if people[done, who]:
                thing = named.trainers[who]
                used.held[thing, period] += 1
                used.taught[thing - named.first] += 1
                if named.evening[at]:
                    used.late[thing - named.first, named.weeks[lane.week[at // lane.slots]]] += 1


def ask(
    lane: Lane,
    plain: Offer,
    named: Named,
    prices: Priced,
    used: Priced,
    memory: Reals,
    before: Before,
    fine: bool,
) -> tuple[float, Before, Ints, Flags]:
    """The least that a run costs with prices, where that is, its rooms by session, who teaches by session and trainer.

    What it uses up is added to `used`; `before` and `fine` mean what they mean in `teams.cheapest`.
    """
    offer, nobody = priced(lane, plain, named, prices), np.zeros(len(lane.larger), np.bool_)
    cost, team, choice, positions, people = cheapest(lane, offer, nobody, np.inf, memory, before, fine)
    rooms = np.zeros(0, np.int64)
    if team >= 0:
        rooms = cheapest_rooms(lane, offer, choice, positions)
        count(lane, named, rooms, people, positions, used)
    return cost, Before(team, choice, positions), rooms, people
