"""Simulated annealing of single sessions, for problems whose trainers are fixed: periods and rooms are left.

Where every run has one possible team and its sessions are alike, moving one session at a time over periods and
rooms beats re-planning whole runs. Each worker cools a timetable of its own (`kernel`); the best of all counts.
Literature: Bellio, Ceschia, Di Gaspero, Schaerf, Urli, "Feature-based tuning of simulated annealing applied to the
curriculum-based course timetabling problem" (2016); Kempe chains: Lü, Hao (2010).
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import reduce
from operator import and_
from random import Random

import numpy as np

from scheduling.engine import kernel
from scheduling.engine.compiled import Compiled, Job, Spot
from scheduling.engine.filling import Filling
from scheduling.engine.kernel import Board, Flags, Grid, Ints
from scheduling.engine.model import Term

HOT = 1 / 15
"""The first temperature, as a share of what a random move for the worse costs on average."""

COLD = 0.12
"""The last temperature, when costs that are whole numbers hardly ever grow. A temperature is what a move may make the
cost worse by, with odds of 1 to e."""

FIRST = 0.85
"""Share of the way on which every worker cools down from hot to cold; then all are warmed up once more, from the best
timetable of all."""

WARM = 0.3
"""The temperature after warming up, as a share of the first."""

SAMPLE = 20_000
"""Moves by which the average is measured."""

MOVES = 250_000
"""Moves of each worker in one step; less than a tenth of a second."""

FILLING = 100
"""Placements a lecture before a first timetable is given up."""


class Anneal:
    """Timetables that cool side by side, one a worker; `step` cools all of them a little."""

    def __init__(self, compiled: Compiled, seed: int, workers: int) -> None:
        self.compiled = compiled
        self.grid = _grid(compiled)
        self.boards = [_board(compiled, self.grid, seed * 1_000 + worker) for worker in range(workers)]
        self.full = False
        self.hot = 1.0
        self.warmed = False
        self.best: list[Ints] = []
        self.costs: list[Ints] = []
        self.worse = [np.zeros(2, np.int64) for _ in self.boards]

    def fill(self) -> bool:
        """Give every lecture a place; False if that was not found. The first step needs it."""
        for board in self.boards:
            filling = Filling(self.grid, board, Random(int(board.random[0])))  # noqa: S311  (a search, no secret)
            if not filling.all_placed(FILLING * len(self.grid.strand)):
                return False
            self.best.append(np.stack([board.period, board.room]))
            self.costs.append(np.full(2, filling.cost, np.int32))
        self.full = True
        self._walk(0, COLD, SAMPLE)
        moves, total = self.worse[0].tolist()
        self.hot = max(2 * COLD, HOT * total / max(1, moves))
        return True

    def step(self, share: float) -> bool:
        """Cool all timetables a little, a share of the whole way being gone; True if one is better than all before."""
        if share >= FIRST and not self.warmed:
            self.gather()
        temperature = self._temperature(min(1.0, share))

        def cool(worker: int) -> None:
            self._walk(worker, temperature, MOVES)

        before = self.cost()
        with ThreadPoolExecutor(len(self.boards)) as pool:
            list(pool.map(cool, range(len(self.boards))))
        return self.cost() < before

    def _temperature(self, share: float) -> float:
        """Falling by an equal share at every step, twice."""
        hot, done = self.hot, share / FIRST
        if self.warmed:
            hot, done = max(2 * COLD, WARM * self.hot), (share - FIRST) / (1 - FIRST)
        return float(hot * (COLD / hot) ** done)

    def _walk(self, worker: int, temperature: float, moves: int) -> None:
        board, best, costs = self.boards[worker], self.best[worker], self.costs[worker]
        kernel.walk(self.grid, board, best, costs, self.worse[worker], temperature, moves)

    def gather(self) -> None:
        """Take every worker to the best timetable of all."""
        self.warmed = True
        places, cost = self.best[self._leader()].copy(), self.cost()
        for board, best, costs in zip(self.boards, self.best, self.costs, strict=True):
            kernel.restore(self.grid, board, places)
            best[:] = places
            costs[:] = cost

    def _leader(self) -> int:
        """The worker with the best timetable."""
        return min(range(len(self.boards)), key=lambda worker: int(self.costs[worker][1]))

    def cost(self) -> int:
        """What the best timetable costs."""
        return min(int(costs[1]) for costs in self.costs)

    def spots(self) -> dict[int, list[Spot]]:
        """The best timetable of all workers. Sessions of a run take its places in the order of time."""
        places = self.best[self._leader()]
        spots: dict[int, list[Spot]] = {}
        for lecture, strand in enumerate(self.grid.strand.tolist()):
            period, room = int(places[0, lecture]), int(places[1, lecture])
            team = tuple(sorted(self.compiled.tasks[self.compiled.jobs[strand].tasks[0]].trainers))
            spots.setdefault(strand, []).append((period, room, team))
        return {strand: sorted(its) for strand, its in spots.items()}


def _grid(compiled: Compiled) -> Grid:
    jobs, weights = compiled.jobs, compiled.problem.weights
    firsts = [compiled.tasks[job.tasks[0]] for job in jobs]
    teams = [frozenset(task.trainers) for task in firsts]
    clash = np.array(
        [
            [
                bool(teams[a] & teams[b]) or not set(one.groups).isdisjoint(two.groups)
                for b, two in enumerate(jobs)
            ]
            for a, one in enumerate(jobs)
        ]
    )
    np.fill_diagonal(clash, val=True)
    rival_from, rivals = _rows(
        [[b for b in np.flatnonzero(row).tolist() if b != a] for a, row in enumerate(clash)]
    )
    opened = _flags(compiled, (_times(compiled, job) for job in jobs))
    time_from, times = _rows([np.flatnonzero(row).tolist() for row in opened])
    bands = [[compiled.compact.index(g) for g in job.groups if g in compiled.compact] for job in jobs]
    band_from, band_of = _rows(bands)
    return Grid(
        slots=compiled.slots,
        strand=np.array([strand for strand, job in enumerate(jobs) for _ in job.tasks], np.int32),
        clash=clash,
        rival_from=rival_from,
        rivals=rivals,
        open=opened,
        time_from=time_from,
        times=times,
        fits=np.array(
            [[_fits(compiled, job, room) for room in range(len(compiled.room_open))] for job in jobs]
        ),
        usable=_flags(compiled, compiled.room_open).T.copy(),
        seats=np.array(
            [[_missing(compiled, job, r.capacity) for r in compiled.problem.rooms] for job in jobs], np.int32
        ),
        least_days=np.array([job.days_wished for job in jobs], np.int32),
        band_from=band_from,
        band_of=band_of,
        rooms_price=weights[Term.ROOMS],
        days_price=weights[Term.DAYS],
        alone_price=weights[Term.ALONE],
    )


def _times(compiled: Compiled, job: Job) -> int:
    """Periods in which a run and its whole team can meet."""
    task = compiled.tasks[job.tasks[0]]
    able = (mask & compiled.trainer_open[trainer] for trainer, mask in task.trainers.items())
    return reduce(and_, able, task.times)


def _fits(compiled: Compiled, job: Job, room: int) -> bool:
    task = compiled.tasks[job.tasks[0]]
    return room in task.rooms and all(compiled.reaches[trainer] >> room & 1 for trainer in task.trainers)


def _missing(compiled: Compiled, job: Job, capacity: int) -> int:
    return compiled.problem.weights[Term.SEATS] * max(0, job.seats_wished - capacity)


def _flags(compiled: Compiled, masks: Iterable[int]) -> Flags:
    periods = range(len(compiled.ordinals) * compiled.slots)
    return np.array([[bool(mask >> period & 1) for period in periods] for mask in masks])


def _rows(rows: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Rows one behind the other, and where each begins (with the end of the last)."""
    begins = np.cumsum([0, *(len(row) for row in rows)], dtype=np.int32)
    return begins, np.array([item for row in rows for item in row], np.int32)


def _board(compiled: Compiled, grid: Grid, seed: int) -> Board:
    strands, periods = grid.open.shape
    rooms, lectures, days = grid.fits.shape[1], len(grid.strand), periods // grid.slots
    return Board(
        at=np.full((periods, rooms), -1, np.int32),
        here=np.full((strands, periods), -1, np.int32),
        period=np.full(lectures, -1, np.int32),
        room=np.full(lectures, -1, np.int32),
        busy=np.zeros((strands, periods), np.int32),
        days=np.zeros((strands, days), np.int32),
        days_used=np.zeros(strands, np.int32),
        rooms=np.zeros((strands, rooms), np.int32),
        rooms_used=np.zeros(strands, np.int32),
        meets=np.zeros((max(1, len(compiled.compact)), days), np.int64),
        chain=np.zeros((kernel.LONGEST, 5), np.int32),
        marked=np.zeros(lectures, np.bool_),
        random=np.random.default_rng(abs(seed)).integers(1, 1 << 63, 1, np.uint64),
    )
