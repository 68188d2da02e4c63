"""Rounds in which several processes search, by campus where there are some, and tell each other what they found."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from scheduling.engine.campuses import campuses, owners
from scheduling.engine.compiled import Spot
from scheduling.engine.legal import fits
from scheduling.engine.model import Placement
from scheduling.engine.parallel import Crew, Effort, Found, Share, crew, share, spots_of
from scheduling.engine.state import State
from scheduling.engine.turns import merge

if TYPE_CHECKING:
    from scheduling.engine.solve import Work

ROUNDS = 10

LATE_STEPS = 12
"""Steps of the search between two rounds of prices of who makes them, once they have settled."""

SETTLED_TOGETHER = 0.2
"""Share of the budget after which prices are settled if all make them."""

SETTLING = 0.4
"""Share of the budget in which all make nothing but prices, if these have not settled before."""

TOGETHER_AGAIN = 0.8
"""Share of the budget after which all go on from the best timetable."""

BEHIND = 1.03
"""A copy of the search begins anew if it costs so many times as much as the best timetable."""

PRICED = 24
"""Rounds of prices before each of them where steps are counted, not seconds."""


def side_by_side(work: "Work") -> None:
    """All workers make prices until these have settled; then all search, and one makes prices better meanwhile."""
    hands = work.workers - 1
    parts = campuses(work.compiled) if hands > 1 else [list(range(len(work.compiled.jobs)))]
    with crew(hands) as others:
        while not (others.ready() or work.budget.steps is not None or work.at_an_end()):
            work.search_on()
        _settle(work)
        work.search.back_to_best()
        rounds = Rounds(work, others, hands, parts)
        for turn in range(ROUNDS):
            if not work.at_an_end():
                rounds.take(turn)


def _settle(work: "Work") -> None:
    """All make prices better until these have settled: where these lead the timetable is built anew."""
    pricing = work.pricing
    if not pricing or work.budget.steps is not None:
        return
    pricing.settled_after = SETTLED_TOGETHER
    with pricing.lagrange.together(work.workers):
        while not (work.at_an_end() or work.settled() or work.budget.used() > SETTLING) and work.price():
            pass


class Rounds:
    """In a round every part is searched once, or as often as there are `hands` for it.

    Without campuses each copy of the search goes on from where it ended; `last` says where. Once prices have settled it
    begins anew from them, and again if it falls behind. With steps, nothing that is given to others depends on how long
    they take.
    """

    def __init__(self, work: "Work", others: Crew, hands: int, parts: list[list[int]]) -> None:
        self.work, self.others, self.hands, self.parts = work, others, hands, parts
        self.copies, self.alone = max(1, hands // len(parts)), len(parts) == 1
        self.last: dict[int, Sequence[Spot | None]] = {}

    def take(self, turn: int) -> None:
        """One round; what came back is taken over."""
        work, counted = self.work, self.work.budget.steps is not None
        for _ in range(PRICED if counted else 0):
            work.price()
        first = self._first() if work.settled() else None
        if counted and first:
            first()
        effort = self._effort(turn)
        given = [
            (one, replace(effort, seed=effort.seed + copy))
            for copy in range(self.copies)
            for one in self._shares(turn, self._start(copy))
        ]
        spare = Spare(work, first, late=work.settled() and bool(self.alone or work.left_out()))
        for number, found in enumerate(self.others.all_done(given, spare.used, spare.to_stop)):
            self.take_over(number, found)
        work.budget.taken += (effort.steps or 0) * len(given)

    def take_over(self, number: int, found: Found) -> None:
        """Take over what came back if it is better; runs that are left out there go out here as well."""
        work, best = self.work, spots_of(self.work.compiled, found.best)
        given = self._movable(self.parts[number % len(self.parts)])
        if self.alone:
            merge(work, best)
        if best and work.search.adopt(given, best, None if self.alone else self._fits):
            work.tell("search")
        if self.alone:
            self.last[number] = _by_task(work, found.last)
            if work.begun_anew and not (work.at_an_end() or self._together() or self._keeps_up(found)):
                self.last[number] = work.rebuild()

    def _fits(self, job: int, spots: Sequence[Spot]) -> bool:
        """Whether a run may be there: somebody of another campus may have moved meanwhile."""
        finder = self.work.finder
        return finder is not None and fits(self.work.search.state, finder.usages.of(job, tuple(spots)))

    def _start(self, copy: int) -> Sequence[Spot | None]:
        """Where a copy of the search goes on."""
        search = self.work.search
        return search.best_spots if self._together() else self.last.get(copy, search.state.spots)

    def _together(self) -> bool:
        """Whether all go on from the best timetable."""
        return self.work.begun_anew and self.work.budget.used() > TOGETHER_AGAIN

    def _keeps_up(self, found: Found) -> bool:
        """Whether a copy of the search is not far behind the best timetable."""
        state, (left_out, soft) = State(self.work.compiled), self.work.search.best
        for job, spots in spots_of(self.work.compiled, found.last).items():
            state.insert(job, spots)
        return state.score() <= (left_out, BEHIND * soft)

    def _first(self) -> Callable[[], None] | None:
        """What is to be done first once prices have settled: another timetable is begun with, for every copy one of its
        own, while campuses go on from one of theirs together.
        """
        if self.work.begun_anew:
            return None
        if not self.alone:
            self.work.begin_anew()
            return None
        self.last = {copy: self.work.rebuild() for copy in range(self.copies)}
        return self.work.begin_anew

    def _movable(self, part: Sequence[int]) -> list[int]:
        """The runs of a part that are not set aside."""
        movable = set(self.work.jobs)
        return [job for job in part if job in movable]

    def _shares(self, turn: int, spots: Sequence[Spot | None]) -> list[Share]:
        """The share of each part; runs that are set aside are in none."""
        work = self.work
        owner = owners(work.compiled, self.parts, turn)
        work.regret()
        return [
            share(
                work.compiled,
                self._movable(part),
                spots,
                {trainer for trainer, home in owner.items() if home != number},
                work.pricing.lagrange if work.pricing else None,
                work.search.regrets,
                work.search.given_up,
            )
            for number, part in enumerate(self.parts)
        ]

    def _effort(self, turn: int) -> Effort:
        """What is left of seconds and steps, spread over the rounds and shares to come."""
        work, shares = self.work, len(self.parts) * self.copies
        rounds, waves = ROUNDS - turn, -(-shares // self.hands)
        steps = work.budget.steps
        begin = work.budget.used()
        return Effort(
            seconds=work.budget.left() / rounds / waves,
            steps=None if steps is None else max(1, (steps - work.budget.taken) // (rounds * shares)),
            seed=work.seed * 10_000 + turn * 100,
            hot=work.temperature(begin),
            cold=work.temperature(begin + (1 - begin) / rounds),
            chains=work.settled(),
        )


class Spare:
    """What is done while others search: `first` once, then prices, and late also some steps of the search; nothing but
    these where prices would not settle in time.
    """

    def __init__(self, work: "Work", first: Callable[[], None] | None, *, late: bool) -> None:
        self.work, self.first, self.late = work, first, late
        self.done = 0

    def used(self) -> bool:
        """Do one thing more; False if there is nothing to be done."""
        if self.work.budget.steps is not None or self.to_stop():
            return False
        if self.first:
            self.first()
            self.first = None
        elif (self.late and self.done % (LATE_STEPS + 1)) or not self.work.price():
            self.work.search_on()
        self.done += 1
        return True

    def to_stop(self) -> bool:
        """Whether all is to stop."""
        return self.work.at_an_end()


def _by_task(work: "Work", placements: Sequence[Placement]) -> list[Spot | None]:
    spots: list[Spot | None] = [None] * len(work.compiled.tasks)
    for job, found in spots_of(work.compiled, placements).items():
        for task, spot in zip(work.compiled.jobs[job].tasks, found, strict=True):
            spots[task] = spot
    return spots
