"""The compiled shortest path of one run through its days: the least that it costs with given prices.

A walk holds the sessions of a run in order, at most so many a day and a week, and pays for its start, for idle days,
for evenings beyond the free ones of its team and for what every session costs at its position. Positions are the
slots of the run's days, in order of time. A state is what is done, what is held today and what in this week; a day is
gone through slot by slot (Bellman 1958).
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
