"""A run goes where it would rather be; who was there goes elsewhere, and so on, until nobody is in anybody's way.

Ejection chains (Glover 1996). What others have can be had for a price, which rises from step to step and where it was
fought over before, so that a chain comes to an end (negotiated congestion; McMurchie, Ebeling 1995). So it is found
out who is in the way of a better timetable, and all of them move; taken out by chance, some would be missing.
"""

import numpy as np

from scheduling.engine.compiled import Spot, Spots
from scheduling.engine.lanes import endless
from scheduling.engine.layouts import Layouts
from scheduling.engine.legal import is_legal
from scheduling.engine.search import Search
from scheduling.engine.state import State
from scheduling.engine.usage import Layout, Usages
from scheduling.engine.walks import Ints, Reals

FIRST = (1e-9, 1.0, 3.0)
"""What the first run of a chain pays for each period of a thing that another has, one of these by chance; in shares of
what a session costs on average, as the other prices are.
"""

PRICE, DEARER = 3.0, 1.15
"""What the next one pays, and how many times as much each after it."""

FOUGHT = 0.5
"""How much dearer it becomes until the chain ends where a run had to go, in shares of what the next one pays."""

LONGEST = 40
"""Runs that are moved in a chain before it is given up."""

WISHED = 0.3
"""How often the first run of a chain goes to its wish, if all that this needs is free or can be had. The evenings and
hours of a trainer that others use up have no price in a chain, so that by its own prices it would not go there.
"""

RUINED = 0.2
"""Share of the steps that are ruin and recreate: without them the same chains are made again and again."""


class Chains:
    """Makes chains in the timetable of a search."""

    def __init__(self, search: Search, layouts: Layouts) -> None:
        self.search, self.layouts = search, layouts
        self.holders = Holders(search.state, layouts.usages, search.jobs)

    def step(self, temperature: float = 0.0) -> bool:
        """One chain, or now and then one ruin and recreate; True if it gave a new best timetable."""
        if self.search.rng.random() < RUINED:
            return self.search.step(temperature)
        self.holders.follow()
        better = self.search.attempt(self._moved, temperature)
        self.holders.forget()
        return better

    def _moved(self, allowed: float) -> Spots:
        """Where the runs were that a chain moved. If it fails, or comes to cost too much, some have no place."""
        state, holders, rng = self.search.state, self.holders, self.search.rng
        unit = max(1, self.search.now[1]) / max(1, len(state.compiled.tasks))
        first = self.search.first()
        before, out = {first: holders.remove(first)}, [first]
        allowed = allowed if before[first] else np.inf
        holders.price, price = unit * rng.choice(FIRST), unit * PRICE
        for _ in range(LONGEST):
            job = out.pop(rng.randrange(len(out)))
            alone = len(before) == 1
            wanted = self._wish(job) if alone and rng.random() < WISHED else None
            wanted = wanted or self.layouts.wanted(state, job, holders.asked)
            if wanted is None or (alone and list(wanted) == before[first]):
                break
            for other in holders.in_the_way(job, wanted, FOUGHT * price):
                before.setdefault(other, holders.remove(other))
                out.append(other)
            layout = wanted if is_legal(state, self.layouts.usages.of(job, wanted)) else self._other(job)
            if layout is None:
                break
            holders.insert(job, layout)
            if not out or state.cost() > allowed:
                break
            holders.price, price = price, price * DEARER
        return before

    def _wish(self, job: int) -> Layout | None:
        """Where a run would be by the prices of all, unless something there cannot be had."""
        wish = self.layouts.wish(job)
        return wish if wish and self.holders.could_have(job, wish) else None

    def _other(self, job: int) -> Layout | None:
        """A place that is free, for a run that no limit of hours lets go where it wanted to be."""
        found = self.layouts.cheapest(self.search.state, job)
        return None if found is None else tuple(found)


class Holders:
    """Which run has a thing (room, trainer, group) at a period, and what another one is asked for it.

    `owner` is -1 where no run has it that can be moved; `taken` is 0 for what is free, 1 for what such a run has and
    infinity for all else. That costs the `price` times `taken`, and more where it was `fought` over.
    """

    def __init__(self, state: State, usages: Usages, jobs: list[int]) -> None:
        self.state, self.usages, self.jobs = state, usages, jobs
        self.price = 0.0
        self.taken = endless(
            [*state.room_free, *state.trainer_free, *state.group_free], np.arange(usages.periods)
        )
        self.fought = np.zeros(self.taken.shape)
        self.owner = np.full(self.taken.size, -1)
        self.layouts: dict[int, Layout] = {}
        self.dearer: list[Ints] = []
        self.follow()

    def follow(self) -> None:
        """Learn where the runs are now."""
        now = {job: self._layout(job) for job in self.jobs}
        moved = [job for job, layout in now.items() if layout != self.layouts.get(job, ())]
        for job in moved:
            self._let_go(job)
        for job in moved:
            self._hold(job, now[job])

    def forget(self) -> None:
        """Nothing was fought over."""
        for held in self.dearer:
            self.fought.ravel()[held] = 0
        self.dearer.clear()

    def asked(self, things: Ints, periods: Ints) -> Reals:
        """What these things are to be had for at these periods."""
        return self.price * self.taken[things, periods] + self.fought[things, periods]

    def could_have(self, job: int, layout: Layout) -> bool:
        """Whether all that a layout needs is free or to be had from others."""
        return bool(np.isfinite(self.taken.ravel()[self.usages.of(job, layout).held]).all())

    def in_the_way(self, job: int, layout: Layout, dearer: float) -> list[int]:
        """The runs that have what a layout of another one needs; that becomes so much dearer."""
        held = self.usages.of(job, layout).held
        owner = self.owner[held]
        if (fought := held[owner >= 0]).size:
            self.fought.ravel()[fought] += dearer
            self.dearer.append(fought)
        return sorted(set(owner[owner >= 0].tolist()))

    def insert(self, job: int, layout: Layout) -> None:
        """Place a whole run."""
        self.state.insert(job, layout)
        self._hold(job, layout)

    def remove(self, job: int) -> list[Spot]:
        """Take a whole run out and give back where its sessions were; nothing if it has no place."""
        self._let_go(job)
        return self.state.remove(job) if self.state.placed(job) else []

    def _layout(self, job: int) -> Layout:
        spots = map(self.state.spots.__getitem__, self.state.compiled.jobs[job].tasks)
        return tuple(filter(None, spots))

    def _hold(self, job: int, layout: Layout) -> None:
        held = self.usages.of(job, layout).held
        self.owner[held], self.taken.ravel()[held] = job, 1.0
        self.layouts[job] = layout

    def _let_go(self, job: int) -> None:
        held = self.usages.of(job, self.layouts.pop(job, ())).held
        self.owner[held], self.taken.ravel()[held] = -1, 0.0
