"""The compiled shortest path of one run through its days: the least that it costs with given prices.

A walk holds the sessions of a run in order, at most so many a day and a week, and pays for its start, for idle days,
for evenings beyond the free ones of its team and for what every session costs at its position. Positions are the
slots of the run's days, in order of time. A state is what is done, what is held today and how often somebody taught in
this week; a day is gone through slot by slot (Bellman 1958).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.engine.native import inner

Ints = NDArray[np.int64]
Reals = NDArray[np.float64]
Flags = NDArray[np.bool_]


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
    """Sessions that a team may hold by day; how often its members may teach by week; how many evenings of them are
    free by week, and what one beyond costs."""

    daily: Ints
    weekly: Ints
    free: Ints
    late: Reals


@inner
def ahead(lane: Lane, cost: Reals) -> tuple[float, Reals]:
    """The least that the whole run costs, and the least still to be paid by position and sessions done, after it.

    Most and least sessions a day, limits and evenings are left out.
    """
    sessions, positions = len(lane.row), len(lane.week) * lane.slots
    rest = np.empty((positions, sessions + 1))
    fresh, begun = np.full(sessions + 1, np.inf), np.full(sessions + 1, np.inf)
    fresh[sessions] = begun[sessions] = 0.0
    least = np.inf
    for at in range(positions - 1, -1, -1):
        if (at + 1) % lane.slots == 0:
            for done in range(1, sessions):
                begun[done] = fresh[done]
                fresh[done] += lane.idle
        rest[at, sessions] = 0.0
        least = min(least, lane.start[at // lane.slots] + cost[lane.row[0], at] + begun[1])
        for done in range(1, sessions):
            rest[at, done] = begun[done]
            price = cost[lane.row[done], at] + begun[done + 1]
            fresh[done] = min(fresh[done], price)
            begun[done] = min(begun[done], price)
    return least, rest


@inner
def _hold(
    lane: Lane, caps: Caps, cost: Reals, now: Reals, floor: Reals, at: int, limit: float, rest: Reals
) -> None:
    """Every state may hold its next session at this position."""
    width = now.shape[2] - 1
    day = at // lane.slots
    week = lane.week[day]
    for done in range(len(lane.row) - 1, -1, -1):
        price, needed = cost[lane.row[done], at], lane.needed[lane.row[done]]
        if done == 0:
            price += lane.start[day]
        most = limit - rest[at, done + 1]
        if not floor[done] + price < most:
            continue
        for today in range(min(lane.most, caps.daily[day])):
            for held in range(min(width, caps.weekly[week]) - needed + 1 if width else 1):
                value = now[done, today, held] + price
                after = held + needed if width else 0
                if width and after > caps.free[week]:
                    value += caps.late[week] * min(needed, after - caps.free[week])
                if value < most and value < now[done + 1, today + 1, after]:
                    now[done + 1, today + 1, after] = value
                    floor[done + 1] = min(floor[done + 1], value)


@inner
def _night(lane: Lane, now: Reals, floor: Reals, day: int, limit: float, rest: Reals) -> None:
    """The day before `day` is over: was it idle, were its sessions enough, is it a new week?"""
    new_week = lane.week[day] != lane.week[day - 1]
    for done in range(1, len(lane.row)):
        if floor[done] == np.inf:
            continue
        floor[done] = np.inf
        most = limit - rest[day * lane.slots - 1, done]
        for held in range(now.shape[2]):
            best = now[done, 0, held] + lane.idle
            for today in range(1, lane.most + 1):
                if today >= lane.least:
                    best = min(best, now[done, today, held])
                now[done, today, held] = np.inf
            now[done, 0, held] = best if best < most else np.inf
            floor[done] = min(floor[done], now[done, 0, held])
        if new_week:
            now[done, 0] = np.inf
            now[done, 0, 0] = floor[done]


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
def _begin(lane: Lane, caps: Caps, memory: Reals) -> tuple[Reals, Reals]:
    """No state but the one in which nothing is done, and by sessions done what the cheapest state costs."""
    now = memory[: len(lane.row) + 1, : lane.most + 1, : _width(lane, caps) + 1]
    for done in range(now.shape[0]):
        for today in range(now.shape[1]):
            for held in range(now.shape[2]):
                now[done, today, held] = np.inf
    floor = np.full(len(lane.row) + 1, np.inf)
    now[0, 0, 0] = floor[0] = 0.0
    return now, floor


@inner
def _note(seen: Reals, now: Reals, floor: Reals) -> None:
    """Remember all states where nothing is remembered yet."""
    for done in range(len(floor)):
        if floor[done] < np.inf:
            seen[done] = now[done]


@inner
def walk(lane: Lane, caps: Caps, cost: Reals, limit: float, memory: Reals) -> float:
    """The cost of the cheapest walk, or infinity if none is below the limit."""
    best = np.inf
    least, rest = ahead(lane, cost)
    if not least < limit:
        return best
    now, floor = _begin(lane, caps, memory)
    for day in range(len(lane.week)):
        if day:
            _night(lane, now, floor, day, limit, rest)
        for slot in range(lane.slots):
            _hold(lane, caps, cost, now, floor, day * lane.slots + slot, limit, rest)
        if floor[-1] < limit:
            best = limit = _done(lane, now)
            if best == least:
                break
    return best


@inner
def trace(lane: Lane, caps: Caps, cost: Reals, memory: Reals) -> Ints:
    """The positions of the cheapest walk; empty if there is none."""
    days = len(lane.week)
    _, rest = ahead(lane, cost)
    now, floor = _begin(lane, caps, memory)
    seen = np.full((days, lane.slots + 1, *now.shape), np.inf)
    best, last = np.inf, -1
    for day in range(days):
        if day:
            _night(lane, now, floor, day, best, rest)
        _note(seen[day, 0], now, floor)
        for slot in range(lane.slots):
            _hold(lane, caps, cost, now, floor, day * lane.slots + slot, best, rest)
            _note(seen[day, slot + 1], now, floor)
        if floor[-1] < best:
            best, last = _done(lane, now), day
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
                held -= lane.needed[lane.row[done]] if width else 0
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
