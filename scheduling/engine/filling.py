"""A first timetable of lectures for `anneal`: iterative forward search (Müller 2005)."""

from random import Random

import numpy as np
from numpy.typing import NDArray

from scheduling.engine.kernel import Board, Flags, Grid, drop, lift, occupy, vacate


class Filling:
    """Places lecture by lecture, throwing out what is least in the way; `cost` is that of the board so far."""

    def __init__(self, grid: Grid, board: Board, rng: Random) -> None:
        self.grid, self.board, self.rng = grid, board, rng
        self.thrown = np.zeros(len(grid.strand), np.int64)
        self.cost = int(grid.days_price * grid.least_days.sum())

    def all_placed(self, tries: int) -> bool:
        """Whether every lecture has a place after at most so many tries."""
        waiting = list(range(len(self.grid.strand)))
        for _ in range(tries):
            if not waiting:
                return True
            lecture = waiting.pop(self.rng.randrange(len(waiting)))
            strand = int(self.grid.strand[lecture])
            prices = self._prices(strand)
            cheapest = np.flatnonzero(prices == prices.min())
            period, room = divmod(int(self.rng.choice(cheapest)), prices.shape[1])
            if not np.isfinite(prices[period, room]):
                return False
            waiting += self._throw_out(strand, period, room)
            occupy(self.grid, self.board, lecture, period, room)
            self.cost += drop(self.grid, self.board, strand, period, room)
        return not waiting

    def _in_the_way(self, strand: int) -> Flags:
        """By period and room, whether a lecture is there that cannot be held when the strand is."""
        met = self.board.at
        found: Flags = (met >= 0) & self.grid.clash[strand][self.grid.strand[met]]
        return found

    def _prices(self, strand: int) -> NDArray[np.float64]:
        """How dear each place is: 1 for each lecture in the way and for each time that it was thrown out before."""
        grid, met = self.grid, self.board.at
        each = np.where(met >= 0, 1 + self.thrown[met], 0)
        rivals = self._in_the_way(strand)
        prices = (each * rivals).sum(axis=1, keepdims=True) + np.where(rivals, 0, each)
        allowed = grid.open[strand][:, None] & grid.fits[strand][None, :] & grid.usable
        return np.where(allowed, prices, np.inf)

    def _throw_out(self, strand: int, period: int, room: int) -> list[int]:
        """Take away the lectures that keep a strand from a place; returns them."""
        gone: list[int] = []
        for other in range(self.board.at.shape[1]):
            met = int(self.board.at[period, other])
            if met >= 0 and (other == room or self.grid.clash[strand, self.grid.strand[met]]):
                self.cost += lift(self.grid, self.board, self.grid.strand[met], period, other)
                vacate(self.grid, self.board, met)
                self.thrown[met] += 1
                gone.append(met)
        return gone
