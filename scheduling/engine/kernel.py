"""The compiled inner loop of `anneal`: lectures of several runs over a grid of periods × rooms.

One move takes a lecture to another period and room. What stands in its way goes to the place that it left: the
pairs of places (p, r) and (q, s) change hands along a Kempe chain, so that a legal timetable stays legal. A move
is judged by what it adds to the cost; `walk` accepts by simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983).
"""

import os
from math import exp
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]
Random64 = NDArray[np.uint64]

# Compiling takes seconds, so what was compiled is kept; where nothing may be written Numba refuses to begin.
KEEPS = "NUMBA_CACHE_DIR" in os.environ or os.access(Path(__file__).parent, os.W_OK)

compiled = njit(cache=KEEPS, nogil=True, error_model="numpy")
inlined = njit(cache=KEEPS, nogil=True, error_model="numpy", forceinline=True)

LONGEST = 6
"""Lectures that one move may take along; a longer chain is no move."""


class Grid(NamedTuple):
    """What never changes. A strand is a run: its lectures are alike, so only their places matter.

    `bands` are groups of people whose lectures should follow one another; `band_of` lists those of strand s at
    `band_from[s] : band_from[s + 1]`, and so `rivals` the strands that never meet when s does (s among them).
    """

    slots: int
    strand: Ints
    clash: Flags
    rival_from: Ints
    rivals: Ints
    open: Flags
    fits: Flags
    usable: Flags
    seats: Ints
    least_days: Ints
    band_from: Ints
    band_of: Ints
    rooms_price: int
    days_price: int
    alone_price: int


class Board(NamedTuple):
    """A timetable in the making, counted in every way that a move asks for; -1 is no lecture, no place."""

    at: Ints
    period: Ints
    room: Ints
    busy: Ints
    days: Ints
    days_used: Ints
    rooms: Ints
    rooms_used: Ints
    meets: Ints
    chain: Ints
    marked: Flags
    random: Random64


@inlined
def draw(random: Random64) -> int:
    """The next 31 random bits (xorshift64, Marsaglia 2003)."""
    x = random[0]
    x ^= x << np.uint64(13)
    x ^= x >> np.uint64(7)
    x ^= x << np.uint64(17)
    random[0] = x
    return np.int64(x >> np.uint64(33))  # type: ignore[return-value]


@inlined
def _stands_alone(grid: Grid, meets: Ints, band: int, period: int) -> int:
    """1 if a band, were it to meet in this period, would have no lecture right before or after on the day."""
    slot = period % grid.slots
    before = slot > 0 and meets[band, period - 1] > 0
    after = slot + 1 < grid.slots and meets[band, period + 1] > 0
    return 0 if before or after else 1


@inlined
def _loneliness(grid: Grid, meets: Ints, band: int, period: int) -> int:
    """How many more lectures of a band stand alone with one in this period than without it."""
    slot, more = period % grid.slots, _stands_alone(grid, meets, band, period)
    if slot > 0 and meets[band, period - 1] > 0 and (slot < 2 or meets[band, period - 2] == 0):
        more -= 1
    if (
        slot + 1 < grid.slots
        and meets[band, period + 1] > 0
        and (slot + 2 >= grid.slots or meets[band, period + 2] == 0)
    ):
        more -= 1
    return more


@compiled
def lift(grid: Grid, board: Board, strand: int, period: int, room: int) -> int:
    """Take a lecture of a strand off a place in all counts of the cost; returns what that adds to the cost."""
    cost = -grid.seats[strand, room]
    board.rooms[strand, room] -= 1
    if board.rooms[strand, room] == 0:
        board.rooms_used[strand] -= 1
        if board.rooms_used[strand] > 0:
            cost -= grid.rooms_price
    day = period // grid.slots
    board.days[strand, day] -= 1
    if board.days[strand, day] == 0:
        board.days_used[strand] -= 1
        if board.days_used[strand] < grid.least_days[strand]:
            cost += grid.days_price
    for index in range(grid.band_from[strand], grid.band_from[strand + 1]):
        band = grid.band_of[index]
        board.meets[band, period] -= 1
        cost -= grid.alone_price * _loneliness(grid, board.meets, band, period)
    return cost  # type: ignore[no-any-return]


@compiled
def drop(grid: Grid, board: Board, strand: int, period: int, room: int) -> int:
    """Put a lecture of a strand on a place in all counts of the cost; returns what that adds to the cost."""
    cost = grid.seats[strand, room]
    board.rooms[strand, room] += 1
    if board.rooms[strand, room] == 1:
        board.rooms_used[strand] += 1
        if board.rooms_used[strand] > 1:
            cost += grid.rooms_price
    day = period // grid.slots
    board.days[strand, day] += 1
    if board.days[strand, day] == 1:
        board.days_used[strand] += 1
        if board.days_used[strand] <= grid.least_days[strand]:
            cost -= grid.days_price
    for index in range(grid.band_from[strand], grid.band_from[strand + 1]):
        band = grid.band_of[index]
        cost += grid.alone_price * _loneliness(grid, board.meets, band, period)
        board.meets[band, period] += 1
    return cost  # type: ignore[no-any-return]


@compiled
def occupy(grid: Grid, board: Board, lecture: int, period: int, room: int) -> None:
    """Note the place of a lecture where legality is looked up."""
    strand = grid.strand[lecture]
    board.at[period, room] = lecture
    board.period[lecture] = period
    board.room[lecture] = room
    for index in range(grid.rival_from[strand], grid.rival_from[strand + 1]):
        board.busy[grid.rivals[index], period] += 1


@compiled
def vacate(grid: Grid, board: Board, lecture: int) -> None:
    """Undo `_occupy`."""
    strand, period = grid.strand[lecture], board.period[lecture]
    board.at[period, board.room[lecture]] = -1
    board.period[lecture] = -1
    for index in range(grid.rival_from[strand], grid.rival_from[strand + 1]):
        board.busy[grid.rivals[index], period] -= 1


@inlined
def _idle(grid: Grid, board: Board, lecture: int, target: int, into: int) -> bool:
    """Whether a move would change nothing: onto itself or onto its like."""
    met = board.at[target, into]
    return met >= 0 and grid.strand[met] == grid.strand[lecture]  # type: ignore[no-any-return]


@inlined
def _join(board: Board, size: int, lecture: int, ends: tuple[int, int], rooms: tuple[int, int]) -> int:
    """Add a lecture to the chain: to the other end, and if it is in one of the two rooms, into the other."""
    link = board.chain[size]
    link[0], link[1], link[2] = lecture, board.period[lecture], board.room[lecture]
    link[3] = ends[1] if link[1] == ends[0] else ends[0]
    link[4] = link[2]
    if link[2] == rooms[0]:
        link[4] = rooms[1]
    elif link[2] == rooms[1]:
        link[4] = rooms[0]
    board.marked[lecture] = True
    return size + 1


@compiled
def _chain(grid: Grid, board: Board, first: int, target: int, into: int) -> int:
    """Collect in `board.chain` the lectures that change places if `first` goes to a place; 0 if it cannot be."""
    ends, rooms = (board.period[first], target), (board.room[first], into)
    size, done, legal = _join(board, 0, first, ends, rooms), 0, True
    while legal and done < size:
        goal, room, strand = board.chain[done, 3], board.chain[done, 4], grid.strand[board.chain[done, 0]]
        done += 1
        if not (grid.open[strand, goal] and grid.fits[strand, room] and grid.usable[goal, room]):
            legal = False
            break
        crowded = ends[0] != ends[1] and board.busy[strand, goal] > 0
        for other in range(board.at.shape[1]) if crowded else range(room, room + 1):
            met = board.at[goal, other]
            if met < 0 or board.marked[met] or not (other == room or grid.clash[strand, grid.strand[met]]):
                continue
            if size == LONGEST:
                legal = False
                break
            size = _join(board, size, met, ends, rooms)
    for index in range(size):
        board.marked[board.chain[index, 0]] = False
    return size if legal else 0


@compiled
def _shift(grid: Grid, board: Board, size: int, source: int, goal: int) -> int:
    """Move the chain from the places in one column to those in another, in the counts of the cost alone.

    Returns what that adds to the cost. Column 1 holds the old places, column 3 the new.
    """
    cost = 0
    for index in range(size):
        link = board.chain[index]
        cost += lift(grid, board, grid.strand[link[0]], link[source], link[source + 1])
    for index in range(size):
        link = board.chain[index]
        cost += drop(grid, board, grid.strand[link[0]], link[goal], link[goal + 1])
    return cost


@compiled
def _settle(grid: Grid, board: Board, size: int) -> None:
    """Make a move of the chain real."""
    for index in range(size):
        vacate(grid, board, board.chain[index, 0])
    for index in range(size):
        link = board.chain[index]
        occupy(grid, board, link[0], link[3], link[4])


@compiled
def _free_room(grid: Grid, board: Board, lecture: int, period: int) -> int:
    """The free room in a period that would cost the lecture least; its own if none is free."""
    rooms, strand = board.at.shape[1], grid.strand[lecture]
    least, into, first = 1 << 30, board.room[lecture], draw(board.random) % board.at.shape[1]
    for step in range(rooms):
        room = first + step if first + step < rooms else first + step - rooms
        if board.at[period, room] < 0 and grid.fits[strand, room] and grid.usable[period, room]:
            price = grid.seats[strand, room] + (grid.rooms_price if board.rooms[strand, room] == 0 else 0)
            if price < least:
                least, into = price, room
    return into  # type: ignore[no-any-return]


@compiled
def _keep(board: Board, best: Ints) -> None:
    """Copy the places of all lectures."""
    for lecture in range(len(board.period)):
        best[0, lecture] = board.period[lecture]
        best[1, lecture] = board.room[lecture]


@compiled
def walk(
    grid: Grid, board: Board, best: Ints, costs: Ints, worse: Longs, temperature: float, moves: int
) -> None:
    """Try so many moves at a temperature. `costs` are those of the board and of the best, kept in `best`.

    `worse` counts moves that would raise the cost, and by how much all of them would.
    """
    periods, rooms = board.at.shape
    lectures = len(board.period)
    for _ in range(moves):
        lecture = draw(board.random) % lectures
        target = draw(board.random) % periods
        chance = draw(board.random) & 7
        into = board.room[lecture]
        if chance == 0:
            target = board.period[lecture]
            into = draw(board.random) % rooms
        elif chance == 1:
            into = draw(board.random) % rooms
        elif chance < 5:
            into = _free_room(grid, board, lecture, target)
        if not grid.open[grid.strand[lecture], target] or _idle(grid, board, lecture, target, into):
            continue
        size = _chain(grid, board, lecture, target, into)
        if size == 0:
            continue
        more = _shift(grid, board, size, 1, 3)
        if more > 0:
            worse[0] += 1
            worse[1] += more
            if exp(-more / temperature) * 2147483648.0 <= draw(board.random):
                _shift(grid, board, size, 3, 1)
                continue
        _settle(grid, board, size)
        costs[0] += more
        if costs[0] < costs[1]:
            costs[1] = costs[0]
            _keep(board, best)
