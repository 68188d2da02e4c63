"""Construction: place one run at a time at the cheapest of a few ways to lay it out."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from scheduling.engine.compiled import Compiled, Spot, periods_of
from scheduling.engine.model import Term
from scheduling.engine.prices import start_amount
from scheduling.engine.state import State

Order = tuple[int, ...]

SPARE = (0, 0, 1, 2)
"""By how many trainers a taste may let the team grow."""

PATIENCE = 3
"""Starts in a row that may fail to be cheaper before a taste is given up, once a place is found."""


@dataclass(frozen=True, slots=True)
class Taste:
    """Which rooms (by kind) and trainers (by qualification) a layout tries first.

    So many of the trainers as `spare` says may join the team beyond those needed without a thought to their price.
    """

    rooms: dict[str, Order]
    trainers: dict[str, Order]
    spare: int = 0


def construct(compiled: Compiled, rng: Random) -> State:
    """A timetable of as many runs as fit, the tightest first; any run that finds no place is left out.

    What is published and still legal comes before all else, so that mending one run does not push another.
    """
    state = State(compiled)
    order = sorted(range(len(compiled.jobs)), key=lambda job: _freedom(compiled, job))
    for job in order:
        kept = as_published(state, job)
        if kept == [compiled.tasks[index].published for index in compiled.jobs[job].tasks]:
            state.insert(job, kept)
    for job in order:
        if not state.placed(job):
            place(state, job, rng)
    return state


def _freedom(compiled: Compiled, job: int) -> tuple[float, int]:
    """How much choice a run has: the scarcest of its sessions' periods × rooms × trainers, per session."""
    tasks = [compiled.tasks[index] for index in compiled.jobs[job].tasks]
    choices = min(task.times.bit_count() * len(task.rooms) * len(task.trainers) for task in tasks)
    return choices / len(tasks), job


def place(state: State, job: int, rng: Random, tries: int = 6) -> bool:
    """Put a run at the cheapest layout found; False, and nothing changed, if none is legal."""
    found = cheapest(state, job, rng, tries)
    if found is not None:
        state.insert(job, found)
    return found is not None


def cheapest(state: State, job: int, rng: Random, tries: int) -> list[Spot] | None:
    """The cheapest layout of a run among `tries` tastes and their promising starts. The state stays."""
    best = as_published(state, job)
    best_cost = 1 << 60 if best is None else state.added_cost(job, best)
    for taste in tastes(state, job, rng, tries):
        misses = 0
        for day in state.compiled.jobs[job].starts:
            if _start_cost(state.compiled, job, day) >= best_cost or misses > PATIENCE:
                break
            spots = lay_out(state, job, taste, day, best_cost)
            price = best_cost if spots is None else state.added_cost(job, spots)
            if price < best_cost:
                best, best_cost, misses = spots, price, 0
            elif best is not None:
                misses += 1
    return best


def as_published(state: State, job: int) -> list[Spot] | None:
    """The published periods of a run with as few other rooms and trainers as must be; None if a period is gone."""
    work, spots = state.compiled.jobs[job], list[Spot]()
    if any(state.compiled.tasks[index].published is None for index in work.tasks):
        return None
    taste, free = Taste(*_by_freedom(state, job)), state.groups_free(job)
    for index in work.tasks:
        spot = _near_published(state, index, taste, free)
        if spot is None:
            break
        state.note(index, spot)
        spots.append(spot)
        free &= -1 << (spot[0] + 1)
    found = list(spots)
    _forget(state, job, spots, len(spots))
    return found if len(found) == len(work.tasks) and _days_right(state.compiled, job, found) else None


def _near_published(state: State, index: int, taste: Taste, free: int) -> Spot | None:
    """A spot at a task's published period, in its room and with its trainers where these are free."""
    old = state.compiled.tasks[index].published
    if old is None:
        return None
    kind, name = state.compiled.tasks[index].kind, state.compiled.tasks[index].qualification
    rooms, people = taste.rooms.get(kind, ()), taste.trainers.get(name, ())
    same = Taste(
        {kind: tuple(sorted(rooms, key=lambda room: room != old[1]))},
        {name: tuple(sorted(people, key=lambda trainer: trainer not in old[2]))},
    )
    return first_spot(state, index, same, free & 1 << old[0])


def _days_right(compiled: Compiled, job: int, spots: list[Spot]) -> bool:
    """Whether every day has at most, and every day but the last at least, the sessions that the run wants."""
    counts = Counter(spot[0] // compiled.slots for spot in spots)
    last, work = max(counts), compiled.jobs[job]
    return all(n <= work.most and (n >= work.least or day == last) for day, n in counts.items())


def _start_cost(compiled: Compiled, job: int, day: int) -> int:
    return compiled.problem.weights[Term.START] * start_amount(compiled, job, day)


def tastes(state: State, job: int, rng: Random, tries: int) -> Iterator[Taste]:
    """The freest rooms and trainers first, then orders with another leader and perhaps larger teams."""
    rooms, trainers = _by_freedom(state, job)
    yield Taste(rooms, trainers)
    for _ in range(tries - 1):
        yield Taste(_another_leader(rooms, rng), _another_leader(trainers, rng), rng.choice(SPARE))


def _another_leader(orders: dict[str, Order], rng: Random) -> dict[str, Order]:
    changed: dict[str, Order] = {}
    for key, order in orders.items():
        lead = int(len(order) * rng.random() ** 2)
        changed[key] = order[lead : lead + 1] + order[:lead] + order[lead + 1 :]
    return changed


def _by_freedom(state: State, job: int) -> tuple[dict[str, Order], dict[str, Order]]:
    """Candidates by kind and qualification, those with most free periods for the run first."""
    rooms: dict[str, dict[int, int]] = {}
    trainers: dict[str, dict[int, int]] = {}
    for index in state.compiled.jobs[job].tasks:
        task = state.compiled.tasks[index]
        for room in task.rooms:
            free = (state.room_free[room] & task.times).bit_count()
            rooms.setdefault(task.kind, {})[room] = max(free, rooms.get(task.kind, {}).get(room, 0))
        for trainer, able in task.trainers.items():
            free = (state.trainer_free[trainer] & able & task.times).bit_count()
            named = trainers.setdefault(task.qualification, {})
            named[trainer] = max(free, named.get(trainer, 0))
    return {k: _most_first(v) for k, v in rooms.items()}, {k: _most_first(v) for k, v in trainers.items()}


def _most_first(free: dict[int, int]) -> Order:
    return tuple(sorted(free, key=lambda index: (-free[index], index)))


def lay_out(state: State, job: int, taste: Taste, start: int, limit: int) -> list[Spot] | None:
    """Spots for all sessions of a run, day by day from `start` on, each as early as it can be.

    None if they do not fit, or if their start and idle days alone cost the limit. Sessions of a run never meet at one
    time, so only what their trainers teach is noted on the way, and taken back at the end.
    """
    compiled, work = state.compiled, state.compiled.jobs[job]
    free, spots = state.groups_free(job), list[Spot]()
    price, idle = _start_cost(compiled, job, start), compiled.problem.weights[Term.IDLE]
    for day in work.meets[bisect_left(work.meets, start) :]:
        placed = _fill_day(state, job, taste, day, free, spots)
        if placed < work.least and len(spots) < len(work.tasks):
            _forget(state, job, spots, placed)
            placed = 0
        price += idle if placed == 0 else 0
        if len(spots) == len(work.tasks) or not spots or price >= limit:
            break
    whole = spots if len(spots) == len(work.tasks) else None
    _forget(state, job, list(spots), len(spots))
    return whole


def _forget(state: State, job: int, spots: list[Spot], count: int) -> None:
    """Take the last spots of an unfinished layout back."""
    kept = len(spots) - count
    state.forget(state.compiled.jobs[job].tasks[kept : len(spots)], spots[kept:])
    del spots[kept:]


def _fill_day(state: State, job: int, taste: Taste, day: int, free: int, spots: list[Spot]) -> int:
    """Add spots for the next sessions of a run on one day, at most its limit; returns how many."""
    compiled, work = state.compiled, state.compiled.jobs[job]
    free &= compiled.day_mask(day)
    placed = 0
    for index in work.tasks[len(spots) : len(spots) + work.most]:
        spot = first_spot(state, index, taste, free)
        if spot is None:
            break
        state.note(index, spot)
        spots.append(spot)
        placed += 1
        free &= -1 << (spot[0] + 1)
    return placed


def first_spot(state: State, index: int, taste: Taste, free: int) -> Spot | None:
    """The earliest period of `free` in which a task finds a room and its trainers."""
    task = state.compiled.tasks[index]
    for period in periods_of(free & task.times):
        if not state.can_learn(index, period):
            continue
        for room in taste.rooms.get(task.kind, ()):
            if (
                room in task.rooms
                and state.room_free[room] >> period & 1
                and state.units_left(index, room, period)
                and state.can_come(index, period, room)
            ):
                team = _team(state, index, taste, period, room)
                if team is not None:
                    return period, room, team
    return None


def _team(state: State, index: int, taste: Taste, period: int, room: int) -> tuple[int, ...] | None:
    """The cheapest trainers who can teach a task then and there, or None if they are too few.

    It costs that somebody joins who is neither in the team of the run nor meant to be. Of equally cheap ones the first
    of the taste are taken.
    """
    task = state.compiled.tasks[index]
    meant = state.compiled.jobs[task.run].team_size[task.qualification] + taste.spare
    joining = state.compiled.problem.weights[Term.TRAINERS]
    team: list[tuple[int, int, int]] = []
    free = 0
    for rank, trainer in enumerate(taste.trainers.get(task.qualification, ())):
        able = task.trainers.get(trainer, 0) & state.trainer_free[trainer]
        if able >> period & 1 and state.can_teach(trainer, index, period, room):
            price = state.one_more(trainer, period) + (0 if rank < meant else joining)
            team.append((price, rank, trainer))
            free += price == 0
            if free == task.count:
                break
    if len(team) < task.count:
        return None
    return tuple(sorted(trainer for _, _, trainer in sorted(team)[: task.count]))
