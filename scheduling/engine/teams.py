"""The compiled choice of a team and of rooms for one run: branch and bound over the shortest walks.

Teams are tried in the order of what their size and their load cost, choices of rooms from few to many. What all
together would cost at least ends the search as soon as no other team can be the cheapest; what a walk would cost
without limits (`walks.ahead`), which is seldom less than it does, spares most walks that cannot.
"""

from typing import NamedTuple

import numpy as np

from scheduling.engine.evenings import by_member, no_trail, stroll, strolled, team_ahead
from scheduling.engine.native import inner, native
from scheduling.engine.walks import Caps, Flags, Ints, Lane, Offer, Reals, ahead, trace, walk

LITTLE, PART = 1e-6, 1e-9
"""What is found must cost less than a limit; by this much, or this part of it, a limit is above what is known to be
there.
"""


@inner
def team_cost(lane: Lane, offer: Offer, team: int) -> Reals:
    """By row and position, what the cheapest members of a team cost that can teach there, and the time itself."""
    cost: Reals = np.full(offer.times.shape, np.inf)
    for row in range(len(cost)):
        members = lane.teams[team, lane.skill[row]]
        if lane.needed[row] == 1:
            _cheapest_one(offer.people[row], members, cost[row])
        else:
            _cheapest_some(offer.people[row], members, lane.needed[row], cost[row])
        for at in range(cost.shape[1]):
            cost[row, at] += offer.times[row, at]
    return cost


@inner
def _cheapest_one(people: Reals, members: Flags, cost: Reals) -> None:
    """By position the least that one of the members costs."""
    for who in range(len(members)):
        if members[who]:
            for at in range(len(cost)):
                cost[at] = people[who, at] if people[who, at] < cost[at] else cost[at]


@inner
def _cheapest_some(people: Reals, members: Flags, needed: int, cost: Reals) -> None:
    """By position the least that so many of the members cost together."""
    for at in range(len(cost)):
        taken = np.zeros(len(members), np.bool_)
        cost[at] = 0.0
        for _ in range(needed):
            best, first = np.inf, 0
            for who in range(len(members)):
                if members[who] and not taken[who] and people[who, at] < best:
                    best, first = people[who, at], who
            cost[at] += best
            taken[first] = True


@inner
def team_caps(lane: Lane, offer: Offer, team: int) -> Caps:
    """What the members of a team may hold together."""
    fewest, most = lane.needed.min(), lane.needed.max()
    weeks, days = offer.weekly.shape[1], offer.daily.shape[1]
    members = np.zeros(lane.teams.shape[2], np.bool_)
    for skill in range(lane.teams.shape[1]):
        for who in range(len(members)):
            members[who] = members[who] or lane.teams[team, skill, who]
    weekly, daily = np.zeros(weeks, np.int64), np.zeros(days, np.int64)
    free, late = np.zeros(weeks, np.int64), np.full(weeks, np.inf)
    at_once = fewest if fewest == most else 1
    for week in range(weeks):
        sessions = _together(offer.weekly, week, members, at_once, lane.widest // at_once)
        weekly[week] = at_once * sessions
        for who in range(len(members)):
            if members[who]:
                free[week] += offer.free[who, week]
                late[week] = min(late[week], offer.late[who, week])
    for day in range(days):
        daily[day] = _together(offer.daily, day, members, fewest, lane.most)
    return Caps(daily, weekly, free, late)


@inner
def _together(left: Ints, span: int, members: Flags, count: int, most: int) -> int:
    """Sessions with `count` trainers each that members with so many left can hold, `most` at most."""
    sessions = most
    while sessions > 0:
        able = 0
        for who in range(len(members)):
            if members[who]:
                able += min(sessions, left[who, span])
        if able >= count * sessions:
            return sessions
        sessions -= 1
    return 0


@inner
def team_load(lane: Lane, offer: Offer, team: int) -> float:
    """What teaching the run costs a team at least beyond its members' fair shares."""
    beyond = 0
    for skill in range(lane.teams.shape[1]):
        sessions, count = 0, 0
        for done in range(len(lane.row)):
            if lane.skill[lane.row[done]] == skill:
                sessions += lane.needed[lane.row[done]]
                count = max(count, lane.needed[lane.row[done]])
        members, spare, over = 0, 0, 0
        for who in range(lane.teams.shape[2]):
            if lane.teams[team, skill, who]:
                members += 1
                spare += max(0, offer.slack[who])
                over += max(0, sessions // max(1, count) - max(0, offer.slack[who]))
        beyond += over if members == count else max(0, sessions - spare)
    return offer.load * beyond


@inner
def no_room_costs(lane: Lane, offer: Offer) -> Reals:
    """Room for what rooms cost by choice, row and position; below 0 is not known yet."""
    rows, positions = offer.times.shape
    return np.full((len(lane.dearer), rows, positions), -1.0)


@inner
def learn_rooms(lane: Lane, offer: Offer, rooms: Reals, choice: int) -> None:
    """What the cheapest room of a choice costs, if that is not known yet."""
    if rooms[choice, 0, 0] >= 0:
        return
    for row in range(rooms.shape[1]):
        for at in range(rooms.shape[2]):
            rooms[choice, row, at] = np.inf
        for room in range(lane.places.shape[2]):
            if lane.places[choice, lane.kind[row], room]:
                for at in range(rooms.shape[2]):
                    price = offer.rooms[row, room, at]
                    if price < rooms[choice, row, at]:
                        rooms[choice, row, at] = price


@inner
def added(lane: Lane, offer: Offer, cost: Reals, rooms: Reals, choice: int) -> Reals:
    """What sessions cost, with the rooms of a choice."""
    learn_rooms(lane, offer, rooms, choice)
    both = np.empty(cost.shape)
    for row in range(cost.shape[0]):
        for at in range(cost.shape[1]):
            both[row, at] = cost[row, at] + rooms[choice, row, at]
    return both


@inner
def with_team(
    lane: Lane,
    offer: Offer,
    team: int,
    cost: Reals,
    rooms: Reals,
    known: Reals,
    anybody: Reals,
    limit: float,
    memory: Reals,
    fine: bool,
) -> tuple[float, int]:
    """The cheapest walk of a team over all choices of rooms, theirs counted, and which choice that is."""
    last = len(rooms) - 1
    least, _ = ahead(lane, added(lane, offer, cost, rooms, last))
    if not least < limit:
        return np.inf, -1
    caps, states = team_caps(lane, offer, team), by_member(lane, offer, team) if fine else 0
    least = _at_rooms(lane, offer, team, caps, states, cost, rooms, last, limit, memory)
    best, chosen = np.inf, -1
    for choice in range(last + 1):
        aim = min(limit, best) - lane.dearer[choice]
        if not least < aim:
            break
        if known[choice] < 0:
            known[choice], _ = ahead(lane, added(lane, offer, anybody, rooms, choice))
        if not known[choice] < aim:
            continue
        value = least
        if choice < last:
            value = _at_rooms(lane, offer, team, caps, states, cost, rooms, choice, aim, memory)
        if value + lane.dearer[choice] < best:
            best, chosen = value + lane.dearer[choice], choice
    return best, chosen


@inner
def _at_rooms(
    lane: Lane,
    offer: Offer,
    team: int,
    caps: Caps,
    states: int,
    cost: Reals,
    rooms: Reals,
    choice: int,
    limit: float,
    memory: Reals,
) -> float:
    """The cheapest walk of a team with a choice of rooms, its evenings counted by member if there are states."""
    whole = added(lane, offer, cost, rooms, choice)
    if not states:
        return walk(lane, caps, whole, limit, memory)
    still = team_ahead(lane, caps, whole)
    if not still[0, 0, 0] < limit:
        return np.inf
    bare = added(lane, offer, offer.times, rooms, choice)
    value, _, _ = stroll(lane, offer, team, states, bare, limit, still, no_trail())
    return value


class Before(NamedTuple):
    """Where a run was at other prices: team, choice of rooms and positions; team and choice are -1 if nowhere."""

    team: int
    choice: int
    positions: Ints


NOWHERE = Before(-1, -1, np.zeros(0, np.int64))


@inner
def _as_before(lane: Lane, offer: Offer, rooms: Reals, before: Before, memory: Reals, fine: bool) -> float:
    """What it costs to be there again, and a little more than that."""
    cost, team = team_cost(lane, offer, before.team), before.team
    only = np.full(cost.shape, np.inf)
    for done in range(len(before.positions)):
        only[lane.row[done], before.positions[done]] = cost[lane.row[done], before.positions[done]]
    caps, states = team_caps(lane, offer, team), by_member(lane, offer, team) if fine else 0
    value = _at_rooms(lane, offer, team, caps, states, only, rooms, before.choice, np.inf, memory)
    base: float = lane.larger[team] + team_load(lane, offer, team)
    there: float = base + lane.dearer[before.choice] + value
    return there + max(LITTLE, PART * there)


@native
def cheapest(
    lane: Lane, offer: Offer, banned: Flags, limit: float, memory: Reals, before: Before, fine: bool
) -> tuple[float, int, int, Ints, Flags]:
    """The least cost below the limit with its team, choice of rooms (-1: none), positions, and who teaches when.

    Banned teams do not count. What it costs to be where the run was `before` is a limit as well: that spares time, the
    answer is the same. If `fine`, evenings are counted by member (`evenings`); else who teaches, by session and
    trainer, is the cheapest at the time and perhaps too often.
    """
    rooms = no_room_costs(lane, offer)
    if before.team >= 0:
        limit = min(limit, _as_before(lane, offer, rooms, before, memory, fine))
    last = len(lane.larger) - 1
    anybody, known = team_cost(lane, offer, last), np.full(len(rooms), -1.0)
    least, _ = ahead(lane, added(lane, offer, anybody, rooms, len(rooms) - 1))
    known[-1] = least
    best, team_of, rooms_of = limit, -1, -1
    bases = lane.larger.copy()
    for team in range(last + 1):
        bases[team] += np.inf if banned[team] else team_load(lane, offer, team)
    while True:
        team = int(np.argmin(bases))
        base = bases[team]
        if not least + base < best:
            break
        bases[team] = np.inf
        cost = team_cost(lane, offer, team)
        value, choice = with_team(lane, offer, team, cost, rooms, known, anybody, best - base, memory, fine)
        if value + base < best:
            best, team_of, rooms_of = value + base, team, choice
    if team_of < 0:
        return best, team_of, rooms_of, np.zeros(0, np.int64), np.zeros((0, 0), np.bool_)
    cost = added(lane, offer, team_cost(lane, offer, team_of), rooms, rooms_of)
    caps, states = team_caps(lane, offer, team_of), by_member(lane, offer, team_of) if fine else 0
    if states:
        bare, still = added(lane, offer, offer.times, rooms, rooms_of), team_ahead(lane, caps, cost)
        positions, people = strolled(lane, offer, team_of, states, bare, still)
    else:
        positions = trace(lane, caps, cost, memory)
        people = _cheapest_members(lane, offer, team_of, positions)
    return best, team_of, rooms_of, positions, people


@inner
def _cheapest_members(lane: Lane, offer: Offer, team: int, positions: Ints) -> Flags:
    """By session and trainer who of a team costs least at these positions."""
    people = np.zeros((len(positions), offer.people.shape[1]), np.bool_)
    for done in range(len(positions)):
        row, at = lane.row[done], positions[done]
        for _ in range(lane.needed[row]):
            best, first = np.inf, 0
            for who in range(people.shape[1]):
                member = lane.teams[team, lane.skill[row], who] and not people[done, who]
                if member and offer.people[row, who, at] < best:
                    best, first = offer.people[row, who, at], who
            people[done, first] = True
    return people


@native
def cheapest_rooms(lane: Lane, offer: Offer, choice: int, positions: Ints) -> Ints:
    """By session the room of a choice that costs least at these positions."""
    rooms = np.zeros(len(positions), np.int64)
    for done in range(len(positions)):
        row, at = lane.row[done], positions[done]
        best = np.inf
        for room in range(lane.places.shape[2]):
            if lane.places[choice, lane.kind[row], room] and offer.rooms[row, room, at] < best:
                best, rooms[done] = offer.rooms[row, room, at], room
    return rooms
