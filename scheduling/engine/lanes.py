"""The runs of a problem as `walks` wants them: what never changes, and what a timetable leaves or prices ask for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import combinations, product
from operator import or_

import numpy as np

from scheduling.engine.compiled import Compiled, Job, Task
from scheduling.engine.model import Term
from scheduling.engine.prices import start_amount
from scheduling.engine.walks import Flags, Ints, Lane, Reals

MOST_CHOICES = 400
"""Teams, and choices of rooms, that are told apart for one run."""

MOST_LARGER = 2
"""Trainers more than needed, rooms more than one of a kind, up to which they are told apart."""

ENDLESS = np.array((np.inf, 0.0))
"""What is to be paid outside and inside a mask."""

Choice = tuple[tuple[int, ...], ...]
"""For each skill (or kind) the members."""


@dataclass(frozen=True, slots=True)
class Track:
    """A run with its lane. `tasks` is by row; the other names translate the lane's indexes.

    `things` are its trainers, then its rooms, as rows of what has a price: rooms come first there.
    """

    job: int
    lane: Lane
    tasks: tuple[Task, ...]
    kinds: tuple[str, ...]
    skills: tuple[str, ...]
    trainers: tuple[int, ...]
    rooms: tuple[int, ...]
    periods: Ints
    weeks: Ints
    days: Ints
    things: Ints
    late: bool
    teams: tuple[Choice, ...]
    choices: tuple[Choice, ...]


def track(compiled: Compiled, job: int) -> Track | None:
    """The track of a run; None if some session has no time, room or team at all."""
    work = compiled.jobs[job]
    tasks = [compiled.tasks[index] for index in work.tasks]
    if any(not task.times or not task.rooms or len(task.trainers) < task.count for task in tasks):
        return None
    rows, row = _rows(tasks)
    days = _days(compiled, work, tasks)
    weeks = sorted({compiled.week_of[day] for day in days})
    kinds, skills = sorted({t.kind for t in rows}), sorted(work.team_size)
    trainers = tuple(sorted({who for task in rows for who in task.trainers}))
    rooms = tuple(sorted({room for task in rows for room in task.rooms}))
    weights = compiled.problem.weights
    able = [sorted({w for t in rows if t.qualification == name for w in t.trainers}) for name in skills]
    there = [sorted({r for t in rows if t.kind == kind for r in t.rooms}) for kind in kinds]
    teams, larger = _choices(able, [work.team_size[name] for name in skills])
    choices, dearer = _choices(there, [1] * len(kinds))
    per_week = max(sum(compiled.week_of[day] == week for day in days) for week in weeks)
    times = reduce(or_, (task.times for task in rows))
    slots = [slot for slot in range(compiled.slots) if times & compiled.day_starts << slot]
    lane = Lane(
        slots=len(slots),
        least=work.least,
        most=work.most,
        widest=min(sum(t.count for t in tasks), per_week * work.most * max(t.count for t in tasks)),
        idle=float(weights[Term.IDLE]),
        row=np.array(row, np.int64),
        kind=np.array([kinds.index(t.kind) for t in rows], np.int64),
        skill=np.array([skills.index(t.qualification) for t in rows], np.int64),
        needed=np.array([t.count for t in rows], np.int64),
        week=np.array([weeks.index(compiled.week_of[day]) for day in days], np.int64),
        start=np.array([weights[Term.START] * start_amount(compiled, job, day) for day in days], np.float64),
        teams=_members(teams, trainers),
        larger=weights[Term.TRAINERS] * np.array(larger, np.float64),
        places=_members(choices, rooms),
        dearer=weights[Term.ROOMS] * np.array(dearer, np.float64),
    )
    periods = np.array([compiled.slots * day + slot for day in days for slot in slots])
    return Track(
        job=job,
        lane=lane,
        tasks=tuple(rows),
        kinds=tuple(kinds),
        skills=tuple(skills),
        trainers=trainers,
        rooms=rooms,
        periods=periods,
        weeks=np.array(weeks, np.int64),
        days=np.array(days, np.int64),
        things=np.array([len(compiled.room_open) + who for who in trainers] + list(rooms), np.int64),
        late=not times & ~compiled.evenings,
        teams=tuple(teams),
        choices=tuple(choices),
    )


def _rows(tasks: Sequence[Task]) -> tuple[list[Task], list[int]]:
    """Sessions that are alike, one of each sort, and the sort of every session."""
    rows: list[Task] = []
    row: list[int] = []
    for task in tasks:
        found = next((n for n, other in enumerate(rows) if _alike(task, other)), len(rows))
        if found == len(rows):
            rows.append(task)
        row.append(found)
    return rows, row


def _alike(a: Task, b: Task) -> bool:
    """Whether two sessions of a run cost the same at every place."""
    return (
        (a.kind, a.qualification, a.times, a.rooms, a.count, a.minutes, a.published)
        == (b.kind, b.qualification, b.times, b.rooms, b.count, b.minutes, b.published)
        and a.trainers == b.trainers
        and a.brings == b.brings
    )


def _days(compiled: Compiled, work: Job, tasks: Sequence[Task]) -> list[int]:
    """Days on which the run could meet, from the first to the last on which a session can be."""
    mask = reduce(or_, (task.times for task in tasks))
    first = (mask & -mask).bit_length() - 1
    last = mask.bit_length() - 1
    return [day for day in work.meets if first // compiled.slots <= day <= last // compiled.slots]


def _choices(able: Sequence[Sequence[int]], sizes: Sequence[int]) -> tuple[list[Choice], list[int]]:
    """Who may be chosen for each need, from no one more than needed to all, and how many more there are.

    Numbers above those that are told apart are one choice: all, as if only one more than these were used.
    """
    found: list[Choice] = []
    more: list[int] = []
    for larger in range(MOST_LARGER + 1):
        level = list(_level(able, sizes, larger, MOST_CHOICES - len(found)))
        if len(found) + len(level) >= MOST_CHOICES:
            break
        found += level
        more += [larger] * len(level)
    else:
        larger += 1
    return [*found, tuple(tuple(all_) for all_ in able)], [*more, larger]


def _level(able: Sequence[Sequence[int]], sizes: Sequence[int], larger: int, most: int) -> Iterator[Choice]:
    """All choices with so many more than needed in sum, `most` at most."""
    for extra in product(range(larger + 1), repeat=len(sizes)):
        if sum(extra) == larger:
            subsets = [combinations(a, size + e) for a, size, e in zip(able, sizes, extra, strict=True)]
            for choice in product(*subsets):
                most -= 1
                if most < 0:
                    return
                yield choice


def _members(choices: Sequence[Choice], names: Sequence[int]) -> Flags:
    places = {name: at for at, name in enumerate(names)}
    flags = np.zeros((len(choices), len(choices[0]), len(names)), np.bool_)
    for number, choice in enumerate(choices):
        for need, members in enumerate(choice):
            flags[number, need, [places[name] for name in members]] = True
    return flags


def memory(tracks: Iterable[Track]) -> Reals:
    """Room for the states of the largest of these walks."""
    lanes = [one.lane for one in tracks]
    return np.full(
        (
            max((len(lane.row) for lane in lanes), default=0) + 1,
            max((lane.most for lane in lanes), default=0) + 1,
            max((lane.widest for lane in lanes), default=0) + 1,
        ),
        np.inf,
    )


def endless(masks: Sequence[int], periods: Ints) -> Reals:
    """By mask and position, 0 if the period there (they ascend) is in the mask and infinity if not."""
    count = int(periods[-1]) + 1
    raw = b"".join((mask & (1 << count) - 1).to_bytes((count + 7) // 8, "little") for mask in masks)
    bits = np.frombuffer(raw, np.uint8).reshape(len(masks), -1)
    return ENDLESS[np.unpackbits(bits, axis=1, bitorder="little").take(periods, axis=1)]
