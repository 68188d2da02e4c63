"""A problem as integers: every candidate room and trainer by index, every set of periods as one bit mask."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from scheduling.engine import gaps, rules
from scheduling.engine.gaps import Shifts
from scheduling.engine.model import Group, Lock, Placement, Problem, Rule, Run, Session, Trainer
from scheduling.engine.rules import bits
from scheduling.engine.shares import fair_share

Spot = tuple[int, int, tuple[int, ...]]
"""Where a session is: period, room index, trainer indexes ascending."""

Spots = dict[int, list[Spot]]
"""Where runs are: by run the spots of its sessions in order."""

Free = tuple[int, tuple[int, ...], dict[int, int]]
"""What the rules leave to a session: periods, room indexes, and for each trainer index their periods."""

UNLIMITED = 1 << 30


@dataclass(frozen=True, slots=True)
class Task:
    """A session as integers. `trainers` maps a candidate's index to the periods they are qualified in.

    `brings` maps a room's index to the pools of movable equipment that the session takes a unit of there.
    """

    id: str
    run: int
    times: int
    rooms: tuple[int, ...]
    trainers: dict[int, int]
    brings: dict[int, tuple[int, ...]]
    count: int
    minutes: int
    kind: str
    qualification: str
    published: Spot | None


@dataclass(frozen=True, slots=True)
class Job:
    """A run as integers. `meets` are the days (indexes) on which it could meet, `starts` those on which it could begin,
    nearest to the preferred start first.

    `limited` are those of its groups that have limits or a rest; `site` is where all its rooms are, None for several.
    """

    id: str
    tasks: tuple[int, ...]
    groups: tuple[int, ...]
    meets: tuple[int, ...]
    starts: tuple[int, ...]
    least: int
    most: int
    longest: int
    preferred: int | None
    team_size: dict[str, int]
    people: int
    seats_wished: int
    days_wished: int
    limited: tuple[int, ...]
    site: int | None


@dataclass(frozen=True, slots=True)
class Compiled:
    """The whole problem as integers; what `state`, `greedy`, `search` and `cpsat` read.

    `units` says for each pool of movable equipment and each period how many units can be used. `ways` says by site and
    other site which periods are too near for the way, `rests` and `group_rests` which are for a night's rest.
    """

    problem: Problem
    slots: int
    tasks: tuple[Task, ...]
    jobs: tuple[Job, ...]
    room_open: tuple[int, ...]
    trainer_open: tuple[int, ...]
    reaches: tuple[int, ...]
    minutes_per_day: tuple[int, ...]
    minutes_per_week: tuple[int, ...]
    units: tuple[tuple[int, ...], ...]
    fair: tuple[int, ...]
    groups: int
    compact: tuple[int, ...]
    week_of: tuple[int, ...]
    week_masks: tuple[int, ...]
    evenings: int
    day_starts: int
    ordinals: tuple[int, ...]
    site_of: tuple[int, ...]
    sites: int
    ways: tuple[dict[int, Shifts], ...]
    rests: tuple[Shifts, ...]
    booked: tuple[int, ...]
    booked_at: tuple[dict[int, int], ...]
    unwished: tuple[int, ...]
    group_rests: tuple[Shifts, ...]
    group_booked: tuple[int, ...]
    group_minutes: tuple[Mapping[int, int], ...]
    group_booked_at: tuple[dict[int, int], ...]
    group_per_day: tuple[int, ...]
    group_per_week: tuple[int, ...]

    def day_mask(self, day: int) -> int:
        """All periods of a day index."""
        return ((1 << self.slots) - 1) << (day * self.slots)

    def placement(self, task: int, spot: Spot) -> Placement:
        """A spot in the words of the model."""
        rooms, trainers = self.problem.rooms, self.problem.trainers
        people = tuple(sorted(trainers[t].id for t in spot[2]))
        return Placement(self.tasks[task].id, spot[0], rooms[spot[1]].id, people)


def compile_problem(problem: Problem) -> Compiled:
    """Combine the mask rules of `rules` for every session, room and trainer."""
    calendar = problem.calendar
    weeks = [calendar.week(day * len(calendar.slots)) for day in range(len(calendar.days))]
    order = [week for week, _ in groupby(weeks)]
    week_of = tuple(order.index(week) for week in weeks)
    groups = sorted({group for run in problem.runs for group in run.groups})
    people = [_group(problem, name) for name in groups]
    sites = sites_of(problem)
    pools = sorted({(unit.kind, unit.site) for unit in problem.equipment})
    tasks = _tasks(problem, pools)
    share = fair_share(problem)
    return Compiled(
        problem=problem,
        slots=len(calendar.slots),
        tasks=tasks,
        jobs=_jobs(problem, people, tasks),
        room_open=tuple(rules.room_open(problem, room) for room in problem.rooms),
        trainer_open=tuple(rules.trainer_available(problem, trainer) for trainer in problem.trainers),
        reaches=tuple(_reach(problem, trainer) for trainer in problem.trainers),
        minutes_per_day=tuple(_limit(trainer.minutes_per_day) for trainer in problem.trainers),
        minutes_per_week=tuple(_limit(trainer.minutes_per_week) for trainer in problem.trainers),
        units=tuple(rules.units_working(problem, kind, site) for kind, site in pools),
        fair=tuple(share[trainer.id] for trainer in problem.trainers),
        groups=len(groups),
        compact=tuple(index for index, group in enumerate(groups) if group in problem.compact),
        week_of=week_of,
        week_masks=tuple(_week_mask(week_of, week, len(calendar.slots)) for week in range(len(order))),
        evenings=bits(p for p in range(calendar.periods) if calendar.slot(p).evening),
        day_starts=bits(range(0, calendar.periods, len(calendar.slots))),
        ordinals=tuple(day.toordinal() for day in calendar.days),
        site_of=tuple(sites.index(room.site) for room in problem.rooms),
        sites=len(sites),
        ways=gaps.ways(calendar, sites, problem.travel),
        rests=tuple(gaps.overnight(calendar, trainer.rest) for trainer in problem.trainers),
        booked=tuple(bits(trainer.booked) for trainer in problem.trainers),
        booked_at=tuple(_booked_at(trainer, sites) for trainer in problem.trainers),
        unwished=tuple(bits(trainer.unwished) for trainer in problem.trainers),
        group_rests=tuple(gaps.overnight(calendar, group.rest) for group in people),
        group_minutes=tuple(group.booked for group in people),
        group_booked=tuple(bits(group.booked) for group in people),
        group_booked_at=tuple(_booked_at(group, sites) for group in people),
        group_per_day=tuple(_limit(group.minutes_per_day) for group in people),
        group_per_week=tuple(_limit(group.minutes_per_week) for group in people),
    )


def sites_of(problem: Problem) -> list[str]:
    """Where somebody or something can be."""
    people: list[Trainer | Group] = [*problem.trainers, *problem.groups]
    booked = {site for who in people for site in who.booked_at.values()}
    return sorted({room.site for room in problem.rooms} | booked)


def _group(problem: Problem, name: str) -> Group:
    """What is said of a group that runs name; of most groups nothing is."""
    return next((group for group in problem.groups if group.id == name), Group(name))


def _booked_at(who: Trainer | Group, sites: list[str]) -> dict[int, int]:
    at: dict[int, int] = {}
    for period, site in who.booked_at.items():
        at[sites.index(site)] = at.get(sites.index(site), 0) | 1 << period
    return at


def _limit(most: int | None) -> int:
    return UNLIMITED if most is None else most


def _reach(problem: Problem, trainer: Trainer) -> int:
    return bits(index for index, room in enumerate(problem.rooms) if rules.trainer_reaches(trainer, room))


def _week_mask(week_of: tuple[int, ...], week: int, slots: int) -> int:
    days = (day for day, its_week in enumerate(week_of) if its_week == week)
    return bits(day * slots + slot for day in days for slot in range(slots))


def _tasks(problem: Problem, pools: list[tuple[str, str]]) -> tuple[Task, ...]:
    locks = {lock.session: lock for lock in problem.locks}
    published = _published(problem)
    sessions = [session for run in problem.runs for session in run.sessions]
    able = {name: _able(problem, name) for name in {session.qualification for session in sessions}}
    reaches = [_reach(problem, trainer) for trainer in problem.trainers]
    tasks: list[Task] = []
    for index, run in enumerate(problem.runs):
        known: dict[tuple[str, int, frozenset[str], str], Free] = {}
        for session in run.sessions:
            key = (session.room_kind, session.minutes, session.equipment, session.qualification)
            if key not in known:
                rooms = _rooms(problem, run, session)
                near = _near(able[session.qualification], reaches, rooms)
                known[key] = _times(problem, run, session), rooms, near
            free = locked(problem, locks.get(session.id), known[key])
            brings = _brings(problem, pools, session, free[1])
            tasks.append(_task(index, session, free, brings, published.get(session.id)))
    return tuple(tasks)


def locked(problem: Problem, lock: Lock | None, free: Free) -> Free:
    """A locked session has only its period, its room, its trainers; what no rule allows stays forbidden."""
    times, rooms, able = free
    if lock and lock.period is not None:
        times &= 1 << lock.period
    if lock and lock.room is not None:
        rooms = tuple(room for room in rooms if problem.rooms[room].id == lock.room)
    if lock and lock.trainers is not None:
        able = {t: mask for t, mask in able.items() if problem.trainers[t].id in lock.trainers}
        able = able if len(able) == len(set(lock.trainers)) else {}
    return times, rooms, able


def _brings(
    problem: Problem, pools: list[tuple[str, str]], session: Session, rooms: Iterable[int]
) -> dict[int, tuple[int, ...]]:
    """Which pools the session draws on in each room that lacks something."""
    found: dict[int, tuple[int, ...]] = {}
    for index in rooms:
        room = problem.rooms[index]
        if lacking := sorted(session.equipment - room.equipment):
            found[index] = tuple(
                pools.index((kind, room.site)) for kind in lacking if (kind, room.site) in pools
            )
    return found


def _task(
    run: int, session: Session, free: Free, brings: dict[int, tuple[int, ...]], published: Spot | None
) -> Task:
    times, rooms, able = free
    return Task(
        id=session.id,
        run=run,
        times=times,
        rooms=rooms,
        trainers=able,
        brings=brings,
        count=session.trainers,
        minutes=session.minutes,
        kind=session.room_kind,
        qualification=session.qualification,
        published=published,
    )


def _times(problem: Problem, run: Run, session: Session) -> int:
    mask = -1
    for rule in rules.TIME.values():
        mask &= rule(problem, run, session)
    return mask & rules.every(problem.calendar)


def _rooms(problem: Problem, run: Run, session: Session) -> tuple[int, ...]:
    return tuple(
        index
        for index, room in enumerate(problem.rooms)
        if all(rule(problem, run, session, room) for rule in rules.ROOM.values())
    )


def _able(problem: Problem, qualification: str) -> dict[int, int]:
    masks = (
        (t, rules.trainer_qualified(problem, qualification, who)) for t, who in enumerate(problem.trainers)
    )
    return {t: mask for t, mask in masks if mask}


def _near(able: dict[int, int], reaches: list[int], rooms: Iterable[int]) -> dict[int, int]:
    """Those of the trainers who reach one of the rooms."""
    there = bits(rooms)
    return {trainer: mask for trainer, mask in able.items() if reaches[trainer] & there}


def _published(problem: Problem) -> dict[str, Spot]:
    """Published placements whose room and trainers still exist, by session."""
    rooms = {room.id: index for index, room in enumerate(problem.rooms)}
    trainers = {trainer.id: index for index, trainer in enumerate(problem.trainers)}
    return {
        old.session: (
            old.period,
            rooms.get(old.room, -1),
            tuple(sorted(trainers.get(name, -1) for name in old.trainers)),
        )
        for old in (problem.published.placements if problem.published else ())
    }


def _jobs(problem: Problem, people: list[Group], tasks_of: Sequence[Task]) -> tuple[Job, ...]:
    groups = [group.id for group in people]
    sites = [room.site for room in problem.rooms]
    jobs: list[Job] = []
    first = 0
    for run in problem.runs:
        tasks = tuple(range(first, first + len(run.sessions)))
        first += len(run.sessions)
        team_size: dict[str, int] = {}
        limited = [group for group in people if group.id in run.groups and _limits(group)]
        where = {sites[room] for index in tasks for room in tasks_of[index].rooms}
        for session in run.sessions:
            team_size[session.qualification] = max(team_size.get(session.qualification, 0), session.trainers)
        jobs.append(
            Job(
                id=run.id,
                tasks=tasks,
                groups=tuple(groups.index(group) for group in sorted(run.groups)),
                meets=_meets(problem, run),
                starts=_starts(problem, run, tasks_of[tasks[0]].times),
                least=run.least_per_day,
                most=_most_per_day(run, limited),
                longest=max(session.minutes for session in run.sessions),
                preferred=run.preferred_start.toordinal() if run.preferred_start else None,
                team_size=team_size,
                people=run.people,
                seats_wished=run.seats_wished,
                days_wished=run.days_wished,
                limited=tuple(groups.index(group.id) for group in limited),
                site=sites_of(problem).index(min(where)) if len(where) == 1 else None,
            )
        )
    return tuple(jobs)


def _limits(group: Group) -> bool:
    return bool(group.rest) or group.minutes_per_day is not None or group.minutes_per_week is not None


def _most_per_day(run: Run, limited: Iterable[Group]) -> int:
    """A run's sessions a day: never more than the hours of its people allow."""
    shortest = max(1, min(session.minutes for session in run.sessions))
    return max(1, min([run.most_per_day, *(_limit(group.minutes_per_day) // shortest for group in limited)]))


def _meets(problem: Problem, run: Run) -> tuple[int, ...]:
    session = run.sessions[0]
    mask = rules.TIME[Rule.PATTERN](problem, run, session) & rules.TIME[Rule.CENTER_CLOSED](
        problem, run, session
    )
    slots = len(problem.calendar.slots)
    return tuple(sorted({p // slots for p in periods_of(mask)}))


def _starts(problem: Problem, run: Run, times: int) -> tuple[int, ...]:
    days = {period // len(problem.calendar.slots) for period in periods_of(times)}
    preferred = run.preferred_start

    def away(day: int) -> tuple[int, int]:
        return abs((problem.calendar.days[day] - preferred).days) if preferred else 0, day

    return tuple(sorted(days, key=away))


def periods_of(mask: int) -> Iterator[int]:
    """The periods of a mask, ascending."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
