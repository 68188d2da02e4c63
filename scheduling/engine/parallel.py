"""The search in several processes at once: each has the runs of some campus, or all with luck of its own.

In a round every process gets a share: the problem of its runs, in which the rest has its trainers booked. What comes
back is taken over in the order of the shares, so that the answer depends on seed, steps and workers alone.
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context, parent_process
from multiprocessing.synchronize import Event
from random import Random
from threading import Thread
from typing import NamedTuple

from scheduling.engine.budget import Budget
from scheduling.engine.chains import Chains
from scheduling.engine.compiled import Compiled, Spot, compile_problem
from scheduling.engine.lagrange import Lagrange
from scheduling.engine.layouts import Layouts
from scheduling.engine.model import Placement, Problem, Solution
from scheduling.engine.search import Search, cooled
from scheduling.engine.state import State
from scheduling.engine.usage import Layout
from scheduling.engine.walks import Reals

GLANCE = 0.1
"""Seconds between two looks at whether the processes are to stop."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a share is searched, with whose luck, from which to which temperature, and whether by chains."""

    seconds: float
    steps: int | None
    seed: int
    hot: float
    cold: float
    chains: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """Some runs and where they are; `fair` is what is left of their trainers' fair shares, `tolls` and, by run,
    `wishes` are what `layouts` says, `regrets` what `search` says.

    `given_up` are runs that are seldom tried. Trainers who are `away` belong to another share: what they teach here
    stays as it is.
    """

    problem: Problem
    fair: tuple[int, ...]
    placements: tuple[Placement, ...]
    away: frozenset[str]
    tolls: Reals | None
    wishes: Mapping[int, Layout]
    regrets: tuple[float, ...] | None
    given_up: tuple[int, ...]


def share(
    compiled: Compiled,
    jobs: Sequence[int],
    spots: Sequence[Spot | None],
    away: set[int],
    prices: Lagrange | None = None,
    regrets: Sequence[float] | None = None,
    given_up: Collection[int] = (),
) -> Share:
    """The share of these runs while everything else is where it is."""
    problem, mine = compiled.problem, set(jobs)
    own = [task for job in jobs for task in compiled.jobs[job].tasks]
    trainers = sorted({who for task in own for who in compiled.tasks[task].trainers})
    rooms = len(compiled.room_open)
    taken: dict[int, dict[int, int]] = {who: {} for who in trainers}
    taken_at: dict[int, dict[int, str]] = {who: {} for who in trainers}
    for task, spot in zip(compiled.tasks, spots, strict=True):
        if spot is not None and task.run not in mine:
            for who in taken.keys() & set(spot[2]):
                taken[who][spot[0]] = task.minutes
                taken_at[who][spot[0]] = problem.rooms[spot[1]].site
    sessions = {compiled.tasks[task].id for task in own}
    published = problem.published
    people = {who: problem.trainers[who] for who in trainers}
    return Share(
        problem=replace(
            problem,
            runs=tuple(problem.runs[job] for job in jobs),
            trainers=tuple(
                replace(
                    one,
                    booked={**one.booked, **taken[who]},
                    booked_at={**one.booked_at, **taken_at[who]},
                )
                for who, one in people.items()
            ),
            locks=tuple(lock for lock in problem.locks if lock.session in sessions),
            published=published
            and Solution(tuple(one for one in published.placements if one.session in sessions)),
        ),
        fair=tuple(compiled.fair[who] - len(taken[who]) for who in trainers),
        placements=tuple(compiled.placement(t, spot) for t in own if (spot := spots[t]) is not None),
        away=frozenset(problem.trainers[who].id for who in trainers if who in away),
        tolls=None
        if prices is None
        else prices.prices.held[[*range(rooms), *(rooms + who for who in trainers)]],
        wishes=_wishes(prices, jobs, trainers) if prices else {},
        regrets=None if regrets is None else tuple(regrets[job] for job in jobs),
        given_up=tuple(n for n, job in enumerate(jobs) if job in given_up),
    )


def _wishes(prices: Lagrange, jobs: Sequence[int], trainers: Sequence[int]) -> dict[int, Layout]:
    """What the runs of a share wish, in its numbers."""
    number = {who: n for n, who in enumerate(trainers)}
    return {
        n: tuple((period, room, tuple(number[who] for who in team)) for period, room, team in wish)
        for n, job in enumerate(jobs)
        if (wish := prices.wish(job))
    }


class Found(NamedTuple):
    """The best places found for the runs of a share, and those at which the search ended."""

    best: tuple[Placement, ...]
    last: tuple[Placement, ...]


def improve(one: Share, effort: Effort) -> Found:
    """Search for better places for the runs of a share; what a process does."""
    compiled = replace(compile_problem(one.problem), fair=one.fair)
    state = State(compiled)
    where = spots_of(compiled, one.placements)
    for job, spots in where.items():
        state.insert(job, spots)
    away = {n for n, who in enumerate(one.problem.trainers) if who.id in one.away}
    for who in away:
        state.trainer_free[who] = 0
    fixed = {job for job, spots in where.items() if any(away & set(spot[2]) for spot in spots)}
    search = Search(state, Random(effort.seed), [j for j in range(len(compiled.jobs)) if j not in fixed])  # noqa: S311
    search.finder = layouts = Layouts(compiled)
    layouts.tolls, layouts.wish, search.regrets = one.tolls, one.wishes.get, one.regrets
    search.given_up = list(one.given_up)
    budget = Budget(effort.seconds, effort.steps, _told_to_stop)
    step = Chains(search, layouts).step if effort.chains else search.step
    while search.jobs and not budget.spent():
        budget.taken += 1
        step(cooled(effort.hot, effort.cold, budget.used()))
    return Found(*(_placements(compiled, spots) for spots in (search.best_spots, search.state.spots)))


def _placements(compiled: Compiled, spots: Sequence[Spot | None]) -> tuple[Placement, ...]:
    return tuple(compiled.placement(task, spot) for task, spot in enumerate(spots) if spot is not None)


def spots_of(compiled: Compiled, placements: Sequence[Placement]) -> dict[int, list[Spot]]:
    """Placements as spots of whole runs."""
    rooms = {room.id: index for index, room in enumerate(compiled.problem.rooms)}
    people = {who.id: index for index, who in enumerate(compiled.problem.trainers)}
    tasks = {task.id: index for index, task in enumerate(compiled.tasks)}
    at: dict[int, Spot] = {
        tasks[one.session]: (
            one.period,
            rooms[one.room],
            tuple(sorted(people[name] for name in one.trainers)),
        )
        for one in placements
    }
    whole = (job for job, work in enumerate(compiled.jobs) if all(task in at for task in work.tasks))
    return {job: [at[task] for task in compiled.jobs[job].tasks] for job in whole}


class Crew:
    """Processes that search; `all_done` gives them shares and waits. They are `ready` a second or two after a start."""

    def __init__(self, pool: ProcessPoolExecutor, stop: Event, hands: int) -> None:
        self.pool, self.stop = pool, stop
        self.awake = [pool.submit(_awake) for _ in range(hands)]

    def ready(self) -> bool:
        """Whether all have loaded what they need."""
        return all(one.done() for one in self.awake)

    def all_done(
        self, shares: Sequence[tuple[Share, Effort]], spare: Callable[[], bool], stop: Callable[[], bool]
    ) -> list[Found]:
        """What each share came to, in their order. Meanwhile `spare` is called, again and again as long as it says
        that it did something; once `stop` is true all are to stop.
        """
        futures = [self.pool.submit(improve, one, effort) for one, effort in shares]
        waiting: set[Future[Found]] = set(futures)
        while waiting:
            if stop():
                self.stop.set()
            _, waiting = wait(waiting, timeout=0 if spare() else GLANCE)
        return [future.result() for future in futures]


@contextmanager
def crew(workers: int) -> Iterator[Crew]:
    """So many processes, ended when done with. They are started afresh: nothing of the web is in them."""
    fresh = get_context("spawn")
    stop = fresh.Event()
    with ProcessPoolExecutor(workers, mp_context=fresh, initializer=_begin, initargs=(stop,)) as pool:
        yield Crew(pool, stop, workers)


_STOPS: list[Event] = []
"""In a process of a crew, the signal to stop."""


def _awake() -> None:
    """The first thing to do is to load this module, which takes long."""


def _begin(stop: Event) -> None:
    _STOPS.append(stop)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A process that was killed cannot end its crew: each of the crew waits for that, and ends itself."""
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)


def _told_to_stop() -> bool:
    return any(stop.is_set() for stop in _STOPS)
