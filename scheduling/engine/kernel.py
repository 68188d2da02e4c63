"""The compiled inner loop of `anneal`: lectures of several runs over a grid of periods × rooms.

One move takes a lecture to another period and room. What stands in its way goes to the place that it left: the
pairs of places (p, r) and (q, s) change hands along a Kempe chain, so that a legal timetable stays legal. A move
is judged by what it adds to the cost; `walk` accepts by simulated annealing (Kirkpatrick, Gelatt, Vecchi 1983).
"""

from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduling.engine.native import native

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]
Random64 = NDArray[np.uint64]


compiled = partial(native, _nrt=False)
"""In machine code. No array is made here, so none need be counted (`_nrt`): that halves the time."""

inlined = partial(compiled, forceinline=True)

LONGEST = 6
"""Lectures that one move may take along; a longer chain is no move."""

EDGE = 2
"""Bits of a day before its first slot, so that the slots next to it can be looked at though there are none."""

ALONE = np.array(
    [
        (window & 0b01010 == 0) - (window & 0b00011 == 0b00010) - (window & 0b11000 == 0b01000)
        for window in range(32)
    ],
    np.int32,
)
"""By five slots of a day as bits: how many more lectures stand alone if there is one in the middle."""

ODDS = np.log(4096 / (np.arange(4096) + 0.5))
"""What a move may add to the cost, in temperatures: -log of evenly spread chances."""


class Grid(NamedTuple):
    """What never changes. A strand is a run: its lectures are alike, so only their places matter.

    `bands` are groups of people whose lectures should follow one another; `band_of` lists those of strand s at
    `band_from[s] : band_from[s + 1]`, so `rivals` the other strands that never meet when s does, and so `times` the
    periods open to it.
    """

    slots: int
    strand: Ints
    clash: Flags
    rival_from: Ints
    rivals: Ints
    open: Flags
    time_from: Ints
    times: Ints
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
    """A timetable in the making, counted in every way that a move asks for; -1 is no lecture, no place.

    `here` is the lecture of a strand in a period, `busy` how many its rivals have then. `meets` has for a band and a
    day one bit for each slot, from bit EDGE on.
    """

    at: Ints
    here: Ints
    busy: Ints
    period: Ints
    room: Ints
    days: Ints
    days_used: Ints
    rooms: Ints
    rooms_used: Ints
    meets: Longs
    chain: Ints
    marked: Flags
    random: Random64


@inlined
def _next(bits: np.uint64) -> np.uint64:
    """The next 64 random bits (xorshift64, Marsaglia 2003)."""
    bits ^= bits << np.uint64(13)
    bits ^= bits >> np.uint64(7)
    bits ^= bits << np.uint64(17)
    return bits


@inlined
def _one_of(many: int, bits: np.uint64) -> int:
    """A number from 0 to below `many`, by the lowest 16 of the bits."""
    return np.int64((bits & np.uint64(0xFFFF)) * np.uint64(many) >> np.uint64(16))  # type: ignore[return-value]


@inlined
def lift(grid: Grid, board: Board, strand: int, period: int, room: int) -> int:
    """Take a lecture of a strand off a place in all counts of the cost; returns what that adds to the cost.

    Sums instead of branches, here and in `drop`: nobody can guess them, and a wrong guess costs more than the sum.
    """
    day = period // grid.slots
    slot, alone = period - day * grid.slots, 0
    board.rooms[strand, room] -= 1
    board.days[strand, day] -= 1
    last_in_room = np.int32(board.rooms[strand, room] == 0)
    last_on_day = np.int32(board.days[strand, day] == 0)
    board.rooms_used[strand] -= last_in_room
    board.days_used[strand] -= last_on_day
    for index in range(grid.band_from[strand], grid.band_from[strand + 1]):
        band = grid.band_of[index]
        meets = board.meets[band, day] ^ (1 << (slot + EDGE))
        board.meets[band, day] = meets
        alone += ALONE[meets >> slot & 31]
    return (  # type: ignore[no-any-return]
        grid.days_price * (last_on_day & np.int32(board.days_used[strand] < grid.least_days[strand]))
        - grid.rooms_price * (last_in_room & np.int32(board.rooms_used[strand] > 0))
        - grid.alone_price * alone
        - grid.seats[strand, room]
    )


@inlined
def drop(grid: Grid, board: Board, strand: int, period: int, room: int) -> int:
    """Put a lecture of a strand on a place in all counts of the cost; returns what that adds to the cost."""
    day = period // grid.slots
    slot, alone = period - day * grid.slots, 0
    first_in_room = np.int32(board.rooms[strand, room] == 0)
    first_on_day = np.int32(board.days[strand, day] == 0)
    board.rooms[strand, room] += 1
    board.days[strand, day] += 1
    board.rooms_used[strand] += first_in_room
    board.days_used[strand] += first_on_day
    for index in range(grid.band_from[strand], grid.band_from[strand + 1]):
        band = grid.band_of[index]
        meets = board.meets[band, day]
        alone += ALONE[meets >> slot & 31]
        board.meets[band, day] = meets | (1 << (slot + EDGE))
    return (  # type: ignore[no-any-return]
        grid.rooms_price * (first_in_room & np.int32(board.rooms_used[strand] > 1))
        - grid.days_price * (first_on_day & np.int32(board.days_used[strand] <= grid.least_days[strand]))
        + grid.alone_price * alone
        + grid.seats[strand, room]
    )


@inlined
def occupy(grid: Grid, board: Board, lecture: int, period: int, room: int) -> None:
    """Note the place of a lecture where legality is looked up."""
    strand = grid.strand[lecture]
    board.at[period, room] = lecture
    board.here[strand, period] = lecture
    board.period[lecture] = period
    board.room[lecture] = room
    for index in range(grid.rival_from[strand], grid.rival_from[strand + 1]):
        board.busy[grid.rivals[index], period] += 1


@inlined
def vacate(grid: Grid, board: Board, lecture: int) -> None:
    """Undo `occupy`."""
    strand, period = grid.strand[lecture], board.period[lecture]
    board.at[period, board.room[lecture]] = -1
    board.here[strand, period] = -1
    for index in range(grid.rival_from[strand], grid.rival_from[strand + 1]):
        board.busy[grid.rivals[index], period] -= 1


@inlined
def _join(board: Board, size: int, lecture: int, places: tuple[int, int, int, int]) -> int:
    """Add a lecture, unless it is none or there already, to the chain: to the other period, and if it is in one of the
    two rooms, into the other. Returns the chain's size, which is more than LONGEST if it would be too long."""
    if lecture < 0 or board.marked[lecture]:
        return size
    if size >= LONGEST:
        return LONGEST + 1
    p, r, q, s = places
    period, room = board.period[lecture], board.room[lecture]
    board.chain[size, 0] = lecture
    board.chain[size, 1] = period
    board.chain[size, 2] = room
    board.chain[size, 3] = q if period == p else p
    board.chain[size, 4] = s if room == r else (r if room == s else room)
    board.marked[lecture] = True
    return size + 1


@inlined
def _join_rivals(
    grid: Grid, board: Board, size: int, strand: int, period: int, places: tuple[int, int, int, int]
) -> int:
    """Add to the chain what cannot be held in a period when a strand is."""
    size = _join(board, size, board.here[strand, period], places)
    left = board.busy[strand, period]
    if left > LONGEST:
        return LONGEST + 1
    index = grid.rival_from[strand]
    while left > 0 and size <= LONGEST:
        lecture = board.here[grid.rivals[index], period]
        index += 1
        if lecture >= 0:
            left -= 1
            size = _join(board, size, lecture, places)
    return size


@inlined
def _chain(grid: Grid, board: Board, first: int, target: int, into: int) -> int:
    """Collect in `board.chain` the lectures that change places if `first` goes to a place; 0 if it cannot be."""
    places = (board.period[first], board.room[first], target, into)
    size, done, legal = _join(board, 0, first, places), 0, True
    while legal and done < size:
        goal, room, strand = board.chain[done, 3], board.chain[done, 4], grid.strand[board.chain[done, 0]]
        done += 1
        if not (grid.open[strand, goal] and grid.fits[strand, room] and grid.usable[goal, room]):
            legal = False
            break
        size = _join(board, size, board.at[goal, room], places)
        if places[0] != target:
            size = _join_rivals(grid, board, size, strand, goal, places)
        if size > LONGEST:
            legal = False
    for index in range(min(size, LONGEST)):
        board.marked[board.chain[index, 0]] = False
    return size if legal else 0


@inlined
def _shift(grid: Grid, board: Board, size: int, source: int, goal: int) -> int:
    """Move the chain from the places in one column to those in another, in the counts of the cost alone.

    Returns what that adds to the cost. Column 1 holds the old places, column 3 the new.
    """
    chain, cost = board.chain, 0
    for i in range(size):
        cost += lift(grid, board, grid.strand[chain[i, 0]], chain[i, source], chain[i, source + 1])
    for i in range(size):
        cost += drop(grid, board, grid.strand[chain[i, 0]], chain[i, goal], chain[i, goal + 1])
    return cost


@inlined
def _settle(grid: Grid, board: Board, size: int) -> None:
    """Make a move of the chain real."""
    for index in range(size):
        vacate(grid, board, board.chain[index, 0])
    for index in range(size):
        occupy(grid, board, board.chain[index, 0], board.chain[index, 3], board.chain[index, 4])


@inlined
def _free_room(grid: Grid, board: Board, lecture: int, period: int, first: int) -> int:
    """The free room in a period that would cost the lecture least, looked for from a first; its own if none is free."""
    rooms, strand = board.at.shape[1], grid.strand[lecture]
    least, into, room = 1 << 30, board.room[lecture], first
    for _ in range(rooms):
        if board.at[period, room] < 0 and grid.fits[strand, room] and grid.usable[period, room]:
            price = grid.seats[strand, room] + (grid.rooms_price if board.rooms[strand, room] == 0 else 0)
            if price < least:
                least, into = price, room
        room = room + 1 if room + 1 < rooms else 0
    return into  # type: ignore[no-any-return]


@inlined
def _goal(grid: Grid, board: Board, lecture: int, bits: np.uint64) -> tuple[int, int]:
    """A period and a room to try for a lecture. Of sixteen times: once any room in its own period, once any room in
    any period that is open to it, four times the best free room there, ten times its own room there."""
    strand, kind = grid.strand[lecture], np.int64(bits & np.uint64(15))
    room = _one_of(board.at.shape[1], bits >> np.uint64(4))
    if kind == 0:
        return board.period[lecture], room
    first = grid.time_from[strand]
    period = grid.times[first + _one_of(grid.time_from[strand + 1] - first, bits >> np.uint64(20))]
    if kind == 1:
        return period, room
    return period, _free_room(grid, board, lecture, period, room) if kind < 6 else board.room[lecture]


@inlined
def _keep(board: Board, best: Ints) -> None:
    """Copy the places of all lectures."""
    for lecture in range(len(board.period)):
        best[0, lecture] = board.period[lecture]
        best[1, lecture] = board.room[lecture]


@compiled
def restore(grid: Grid, board: Board, places: Ints) -> int:
    """Take every lecture to a kept place; returns what that adds to the cost."""
    cost = 0
    for lecture in range(len(board.period)):
        cost += lift(grid, board, grid.strand[lecture], board.period[lecture], board.room[lecture])
        vacate(grid, board, lecture)
    for lecture in range(len(board.period)):
        cost += drop(grid, board, grid.strand[lecture], places[0, lecture], places[1, lecture])
        occupy(grid, board, lecture, places[0, lecture], places[1, lecture])
    return cost


@compiled
def walk(
    grid: Grid, board: Board, best: Ints, costs: Ints, worse: Longs, temperature: float, moves: int
) -> None:
    """Try so many moves at a temperature. `costs` are those of the board and of the best, kept in `best`.

    `worse` counts moves that would raise the cost, and by how much all of them would.
    """
    bits = board.random[0]
    for _ in range(moves):
        bits = _next(bits)
        odds = ODDS[bits >> np.uint64(52)]
        lecture = _one_of(len(board.period), bits)
        target, into = _goal(grid, board, lecture, bits >> np.uint64(16))
        met = board.at[target, into]
        if met >= 0 and grid.strand[met] == grid.strand[lecture]:
            continue
        size = _chain(grid, board, lecture, target, into)
        if size == 0:
            continue
        more = _shift(grid, board, size, 1, 3)
        if more > 0:
            worse[0] += 1
            worse[1] += more
            if more > odds * temperature:
                _shift(grid, board, size, 3, 1)
                continue
        _settle(grid, board, size)
        costs[0] += more
        if costs[0] < costs[1]:
            costs[1] = costs[0]
            _keep(board, best)
    board.random[0] = bits
