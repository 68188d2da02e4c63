"""The compiled choice of a team and of rooms for one run: branch and bound over the shortest walks.

Teams are tried in the order of what their size and their load cost, choices of rooms from few to many. What all
together would cost at least ends the search as soon as no other team can be the cheapest; what a walk would cost
without limits (`walks.ahead`), which is seldom less than it does, spares most walks that cannot.
"""

import numpy as np

from scheduling.engine.evenings import by_member, no_trail, stroll, strolled, team_ahead
from scheduling.engine.native import inner, native
from scheduling.engine.walks import Caps, Flags, Ints, Lane, Offer, Reals, ahead, trace, walk


@inner
def team_cost(lane: Lane, offer: Offer, team: int) -> Reals:
    """By row and position, what the cheapest members of a team cost that can teach there, and the time itself."""
    rows, positions = offer.times.shape
    cost = np.empty((rows, positions))
    taken = np.zeros(offer.people.shape[1], np.bool_)
    for row in range(rows):
        members = lane.teams[team, lane.skill[row]]
        for at in range(positions):
            cost[row, at] = offer.times[row, at]
            for who in range(len(members)):
                taken[who] = False
            for _ in range(lane.needed[row] if cost[row, at] < np.inf else 0):
                best, first = np.inf, 0
                for who in range(len(members)):
                    if members[who] and not taken[who] and offer.people[row, who, at] < best:
                        best, first = offer.people[row, who, at], who
                cost[row, at] += best
                taken[first] = True
    return cost


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
    lane: Lane, offer: Offer, team: int, cost: Reals, rooms: Reals, limit: float, memory: Reals, fine: bool
) -> tuple[float, int]:
    """The cheapest walk of a team over all choices of rooms, theirs counted, and which choice that is."""
    last, caps = len(rooms) - 1, team_caps(lane, offer, team)
    states = by_member(lane, offer, team) if fine else 0
    least = walk(lane, caps, added(lane, offer, cost, rooms, last), limit, memory)
    best, chosen = np.inf, -1
    for choice in range(last + 1):
        aim = min(limit, best) - lane.dearer[choice]
        if not least < aim:
            break
        value = (
            least
            if choice == last
            else walk(lane, caps, added(lane, offer, cost, rooms, choice), aim, memory)
        )
        if states and value < aim:
            still = team_ahead(lane, caps, added(lane, offer, cost, rooms, choice))
            bare = added(lane, offer, offer.times, rooms, choice)
            value, _, _ = stroll(lane, offer, team, states, bare, aim, still, no_trail())
        if value + lane.dearer[choice] < best:
            best, chosen = value + lane.dearer[choice], choice
    return best, chosen


@native
def cheapest(
    lane: Lane, offer: Offer, banned: Flags, limit: float, memory: Reals, first: int, fine: bool
) -> tuple[float, int, int, Ints, Flags]:
    """The least cost below the limit with its team, choice of rooms (-1: none), positions, and who teaches when.

    Banned teams do not count; `first` is tried first unless it is -1. If `fine`, evenings are counted by member
    (`evenings`); else who teaches, by session and trainer, is the cheapest at the time and perhaps too often.
    """
    rooms = no_room_costs(lane, offer)
    last = len(lane.larger) - 1
    whole = added(lane, offer, team_cost(lane, offer, last), rooms, len(rooms) - 1)
    least, _ = ahead(lane, whole)
    best, team_of, rooms_of = limit, -1, -1
    bases = lane.larger.copy()
    for team in range(last + 1):
        bases[team] += np.inf if banned[team] else team_load(lane, offer, team)
    while True:
        team = first if first >= 0 else int(np.argmin(bases))
        first, base = -1, bases[team]
        if not least + base < best:
            break
        bases[team] = np.inf
        cost = team_cost(lane, offer, team)
        value, choice = with_team(lane, offer, team, cost, rooms, best - base, memory, fine)
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
