"""The compiled choice of a team and of rooms for one run: branch and bound over the shortest walks.

Teams are tried in the order of what their size and their load cost, choices of rooms from few to many. What all
together would cost at least ends the search as soon as no other team can be the cheapest; what a walk would cost
without limits (`walks.ahead`), which is seldom less than it does, spares most walks that cannot.
"""

import numpy as np

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
    fewest = lane.needed[0]
    for count in lane.needed:
        fewest = min(fewest, count)
    weeks, days = offer.weekly.shape[1], offer.daily.shape[1]
    members = np.zeros(lane.teams.shape[2], np.bool_)
    for skill in range(lane.teams.shape[1]):
        for who in range(len(members)):
            members[who] = members[who] or lane.teams[team, skill, who]
    weekly, daily = np.zeros(weeks, np.int64), np.zeros(days, np.int64)
    free, late = np.zeros(weeks, np.int64), np.full(weeks, np.inf)
    for week in range(weeks):
        weekly[week] = _together(offer.weekly, week, members, fewest, lane.widest)
        for who in range(len(members)):
            if members[who]:
                free[week] += offer.free[who, week]
                late[week] = min(late[week], offer.late[who, week])
        free[week] = -(-free[week] // fewest)
        late[week] *= fewest
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
    lane: Lane, offer: Offer, caps: Caps, cost: Reals, rooms: Reals, limit: float, memory: Reals
) -> tuple[float, int]:
    """The cheapest walk of a team over all choices of rooms, theirs counted, and which choice that is."""
    last = len(rooms) - 1
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
        if value + lane.dearer[choice] < best:
            best, chosen = value + lane.dearer[choice], choice
    return best, chosen


@native
def cheapest(
    lane: Lane, offer: Offer, banned: Flags, limit: float, memory: Reals
) -> tuple[float, int, int, Ints]:
    """The least cost below the limit with its team, choice of rooms (-1: none) and positions.

    Banned teams do not count.
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
        team = int(np.argmin(bases))
        base = bases[team]
        if not least + base < best:
            break
        bases[team] = np.inf
        cost, caps = team_cost(lane, offer, team), team_caps(lane, offer, team)
        value, choice = with_team(lane, offer, caps, cost, rooms, best - base, memory)
        if value + base < best:
            best, team_of, rooms_of = value + base, team, choice
    if team_of < 0:
        return best, team_of, rooms_of, np.zeros(0, np.int64)
    cost = added(lane, offer, team_cost(lane, offer, team_of), rooms, rooms_of)
    return best, team_of, rooms_of, trace(lane, team_caps(lane, offer, team_of), cost, memory)
