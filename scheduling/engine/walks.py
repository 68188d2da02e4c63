"""The compiled shortest path of one run through its days: the least that it costs with given prices.

A walk holds the sessions of a run in order, at most so many a day and a week, and pays for its start, for idle days,
for evenings beyond the free ones of its team and for what every session costs at its position. Positions are the
slots of the run's days, in order of time. A state is what is done, what is held today and what in this week; a day is
gone through slot by slot (Bellman 1958). `cheapest` looks for the best team and rooms by branch and bound.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]

# Compiling takes seconds, so what was compiled is kept; where nothing may be written Numba refuses to begin.
KEEPS = "NUMBA_CACHE_DIR" in os.environ or os.access(Path(__file__).parent, os.W_OK)

OPTIONS: dict[str, Any] = {"cache": KEEPS, "nogil": True, "error_model": "numpy"}
WITHOUT_DOOR: dict[str, Any] = {**OPTIONS, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}

Function = TypeVar("Function", bound=Callable[..., Any])


def compiled(function: Function) -> Function:
    """Compiled, and called from Python."""
    return cast("Function", njit(**OPTIONS)(function))


def inner(function: Function) -> Function:
    """Called by compiled functions alone: without a way in from Python it is compiled sooner."""
    return cast("Function", njit(**WITHOUT_DOOR)(function))


class Lane(NamedTuple):
    """What of a run never changes. Sessions that cost the same everywhere share a row.

    `row` is by session; `kind` (of room), `skill` and `needed` (of trainers) by row; `week` and `start` by day.
    `teams` says by team, skill and trainer who is in it, `larger` what its size costs; `places` by choice of rooms,
    kind and room which are used, `dearer` what their number costs. Both go from cheap to dear; the last of each is all.
    """

    slots: int
    least: int
    most: int
    widest: int
    idle: float
    row: Ints
    kind: Ints
    skill: Ints
    needed: Ints
    week: Ints
    start: Reals
    teams: Flags
    larger: Reals
    places: Flags
    dearer: Reals


class Offer(NamedTuple):
    """What the sessions cost at every position, infinity where they cannot be.

    `times` by row and position, `people` by row, trainer and position, `rooms` by row, room and position. By trainer
    and week or day: how many sessions more they may teach, how many evenings more are free, what one beyond costs; by
    trainer how many sessions more are within the fair share, of which one beyond costs `load`.
    """

    times: Reals
    people: Reals
    rooms: Reals
    weekly: Ints
    daily: Ints
    free: Ints
    late: Reals
    slack: Ints
    load: float


class Caps(NamedTuple):
    """What a team may hold: by day, by week; evenings free by week, and what one beyond costs."""

    daily: Ints
    weekly: Ints
    free: Ints
    late: Reals


@inner
def ahead(lane: Lane, cost: Reals) -> Reals:
    """What is still to be paid at least, by sessions done and position, once a session was held there.

    Most and least sessions a day, limits and evenings are left out.
    """
    sessions, positions = len(lane.row), len(lane.week) * lane.slots
    rest = np.full((sessions + 1, positions), np.inf)
    rest[sessions] = 0.0
    fresh, begun = np.full(sessions + 1, np.inf), np.full(sessions + 1, np.inf)
    fresh[sessions] = begun[sessions] = 0.0
    for at in range(positions - 1, -1, -1):
        if (at + 1) % lane.slots == 0:
            for done in range(sessions):
                begun[done] = fresh[done]
                fresh[done] += lane.idle
        for done in range(sessions):
            rest[done, at] = begun[done]
        for done in range(sessions):
            price = cost[lane.row[done], at] + begun[done + 1]
            fresh[done] = min(fresh[done], price)
            begun[done] = min(begun[done], price)
    return rest


@inner
def _hold(
    lane: Lane, caps: Caps, cost: Reals, now: Reals, day: int, at: int, high: int, limit: float, rest: Reals
) -> int:
    """Every state may hold its next session at this position; returns the most sessions done."""
    sessions, width = len(lane.row), now.shape[2] - 1
    week = lane.week[day]
    reach = high
    for done in range(min(high, sessions - 1), -1, -1):
        price = cost[lane.row[done], at]
        if done == 0:
            price += lane.start[day]
        most = limit - rest[done + 1, at]
        if not price < most:
            continue
        for today in range(min(lane.most, caps.daily[day])):
            for held in range(width + 1):
                value = now[done, today, held]
                if value + price >= most:
                    continue
                after = held + 1 if width else 0
                if width and (after > caps.weekly[week] or after > width):
                    continue
                value += price
                if width and after > caps.free[week]:
                    value += caps.late[week]
                if value < most and value < now[done + 1, today + 1, after]:
                    now[done + 1, today + 1, after] = value
                    reach = max(reach, done + 1)
    return reach


@inner
def _night(lane: Lane, now: Reals, day: int, high: int) -> None:
    """The day before `day` is over: was it idle, were its sessions enough, is it a new week?"""
    new_week = lane.week[day] != lane.week[day - 1]
    for done in range(1, min(high, len(lane.row) - 1) + 1):
        for held in range(now.shape[2]):
            best = now[done, 0, held] + lane.idle
            for today in range(1, lane.most + 1):
                if today >= lane.least:
                    best = min(best, now[done, today, held])
                now[done, today, held] = np.inf
            now[done, 0, held] = best
        if new_week:
            for held in range(1, now.shape[2]):
                now[done, 0, 0] = min(now[done, 0, 0], now[done, 0, held])
                now[done, 0, held] = np.inf


@inner
def _done(lane: Lane, now: Reals) -> float:
    """The cheapest state in which all is done; such states end here."""
    sessions, best = len(lane.row), np.inf
    for today in range(1, lane.most + 1):
        for held in range(now.shape[2]):
            best = min(best, now[sessions, today, held])
            now[sessions, today, held] = np.inf
    return best


@inner
def _width(lane: Lane, caps: Caps) -> int:
    """How far weeks are to be counted: not at all if nothing depends on it."""
    for week in range(len(caps.weekly)):
        if caps.weekly[week] < lane.widest or (caps.late[week] > 0 and caps.free[week] < lane.widest):
            return lane.widest
    return 0


@inner
def _begin(lane: Lane, caps: Caps, memory: Reals) -> Reals:
    """No state but the one in which nothing is done."""
    now = memory[: len(lane.row) + 1, : lane.most + 1, : _width(lane, caps) + 1]
    for done in range(now.shape[0]):
        for today in range(now.shape[1]):
            for held in range(now.shape[2]):
                now[done, today, held] = np.inf
    now[0, 0, 0] = 0.0
    return now


@inner
def _note(seen: Reals, day: int, slot: int, now: Reals) -> None:
    """Remember all states."""
    for done in range(now.shape[0]):
        for today in range(now.shape[1]):
            for held in range(now.shape[2]):
                seen[day, slot, done, today, held] = now[done, today, held]


@inner
def walk(lane: Lane, caps: Caps, cost: Reals, limit: float, memory: Reals, rest: Reals) -> float:
    """The cost of the cheapest walk, or infinity if none is below the limit."""
    sessions, high = len(lane.row), 0
    now = _begin(lane, caps, memory)
    best = np.inf
    for day in range(len(lane.week)):
        if day:
            _night(lane, now, day, high)
        for slot in range(lane.slots):
            high = _hold(lane, caps, cost, now, day, day * lane.slots + slot, high, limit, rest)
        if high == sessions:
            best = min(best, _done(lane, now))
            limit = min(limit, best)
    return best


@inner
def trace(lane: Lane, caps: Caps, cost: Reals, limit: float, memory: Reals, rest: Reals) -> Ints:
    """The positions of the cheapest walk below the limit; empty if there is none."""
    sessions, high, days = len(lane.row), 0, len(lane.week)
    now = _begin(lane, caps, memory)
    seen = np.empty((days, lane.slots + 1, sessions + 1, lane.most + 1, now.shape[2]))
    best, last = np.inf, -1
    for day in range(days):
        if day:
            _night(lane, now, day, high)
        _note(seen, day, 0, now)
        for slot in range(lane.slots):
            high = _hold(lane, caps, cost, now, day, day * lane.slots + slot, high, limit, rest)
            _note(seen, day, slot + 1, now)
        price = _done(lane, now)
        if price < best:
            best, last = price, day
            limit = min(limit, best)
    if last < 0:
        return np.zeros(0, np.int64)
    return _back(lane, seen, last, best)


@inner
def _back(lane: Lane, seen: Reals, day: int, best: float) -> Ints:
    """The way back from the last day through what was seen."""
    done, today, held, width = len(lane.row), 0, 0, seen.shape[4] - 1
    for some in range(1, lane.most + 1):
        for its in range(width + 1):
            if seen[day, lane.slots, done, some, its] == best:
                today, held = some, its
    positions = np.zeros(done, np.int64)
    while True:
        for slot in range(lane.slots - 1, -1, -1):
            if seen[day, slot + 1, done, today, held] != seen[day, slot, done, today, held]:
                done, today = done - 1, today - 1
                held -= 1 if width else 0
                positions[done] = day * lane.slots + slot
        if done == 0:
            return positions
        aim, day = seen[day, 0, done, 0, held], day - 1
        first, end = held, held + 1
        if lane.week[day] != lane.week[day + 1]:
            first, end = 0, width + 1
        for its in range(first, end):
            if seen[day, lane.slots, done, 0, its] + lane.idle == aim:
                today, held = 0, its
            for some in range(max(1, lane.least), lane.most + 1):
                if seen[day, lane.slots, done, some, its] == aim:
                    today, held = some, its


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
    lane: Lane,
    offer: Offer,
    caps: Caps,
    cost: Reals,
    rooms: Reals,
    limit: float,
    memory: Reals,
    rest: Reals,
) -> tuple[float, int]:
    """The cheapest walk of a team over all choices of rooms, theirs counted, and which choice that is."""
    last = len(rooms) - 1
    least = walk(lane, caps, added(lane, offer, cost, rooms, last), limit, memory, rest)
    best, chosen = np.inf, -1
    for choice in range(last + 1):
        if least + lane.dearer[choice] >= min(limit, best):
            break
        aim = min(limit, best) - lane.dearer[choice]
        value = (
            least
            if choice == last
            else walk(lane, caps, added(lane, offer, cost, rooms, choice), aim, memory, rest)
        )
        if value + lane.dearer[choice] < best:
            best, chosen = value + lane.dearer[choice], choice
    return best, chosen


@compiled
def team_prices(lane: Lane, offer: Offer, memory: Reals) -> Reals:
    """What the run costs at least with every team, its size and rooms counted."""
    rooms = no_room_costs(lane, offer)
    prices = np.full(len(lane.larger), np.inf)
    rest = ahead(lane, added(lane, offer, team_cost(lane, offer, len(prices) - 1), rooms, len(rooms) - 1))
    for team in range(len(prices)):
        cost, caps = team_cost(lane, offer, team), team_caps(lane, offer, team)
        prices[team] = lane.larger[team] + with_team(lane, offer, caps, cost, rooms, np.inf, memory, rest)[0]
    return prices


@compiled
def cheapest(
    lane: Lane, offer: Offer, banned: Flags, limit: float, memory: Reals
) -> tuple[float, int, int, Ints]:
    """The least cost below the limit with its team, choice of rooms (-1: none) and positions.

    Banned teams do not count.
    """
    rooms = no_room_costs(lane, offer)
    last = len(lane.larger) - 1
    whole = added(lane, offer, team_cost(lane, offer, last), rooms, len(rooms) - 1)
    rest = ahead(lane, whole)
    least = walk(lane, team_caps(lane, offer, last), whole, limit, memory, rest)
    best, team_of, rooms_of = limit, -1, -1
    for team in range(last + 1):
        base = lane.larger[team]
        if least + base >= best:
            break
        base += team_load(lane, offer, team)
        if banned[team] or least + base >= best:
            continue
        cost, caps = team_cost(lane, offer, team), team_caps(lane, offer, team)
        value, choice = with_team(lane, offer, caps, cost, rooms, best - base, memory, rest)
        if value + base < best:
            best, team_of, rooms_of = value + base, team, choice
    if team_of < 0:
        return best, team_of, rooms_of, np.zeros(0, np.int64)
    cost = added(lane, offer, team_cost(lane, offer, team_of), rooms, rooms_of)
    positions = trace(lane, team_caps(lane, offer, team_of), cost, np.inf, memory, ahead(lane, cost))
    return best, team_of, rooms_of, positions
