"""Facts about a problem that a person could change, and the problem without one of them."""

from collections.abc import Callable
from dataclasses import replace

from scheduling.engine.answers import (
    Fact,
    FactKind,
)
from scheduling.engine.model import (
    Equipment,
    Group,
    Problem,
    Qualification,
    Room,
    Run,
    Trainer,
)


def only(problem: Problem, runs: set[str]) -> Problem:
    """The problem of these runs alone in an empty center, without the rooms and trainers that none of them can use."""
    kept = tuple(run for run in problem.runs if run.id in runs)
    sessions = [session for run in kept for session in run.sessions]
    names, kinds = {one.qualification for one in sessions}, {one.room_kind for one in sessions}
    ids = {one.id for one in sessions}
    return replace(
        problem,
        runs=kept,
        locks=tuple(lock for lock in problem.locks if lock.session in ids),
        trainers=tuple(
            who for who in problem.trainers if any(held.name in names for held in who.qualifications)
        ),
        rooms=tuple(room for room in problem.rooms if room.kind in kinds),
        published=None,
    )


def facts(problem: Problem) -> list[Fact]:
    """Every fact of a problem that could be relaxed, and that says anything in it.

    What is said of groups comes before who shares them: without the latter a run has a copy of what is left of them.
    """
    found = [Fact(FactKind.CLOSED)] if problem.closed else []
    for room in problem.rooms:
        found += [Fact(FactKind.ROOM_CLOSED, room.id)] if room.closed else []
    for trainer in problem.trainers:
        found += [Fact(kind, trainer.id) for kind, says in _SAYS_OF_TRAINER.items() if says(trainer)]
    found += [Fact(FactKind.TRAVEL)] if problem.travel else []
    for group in _groups_of(problem):
        found += [Fact(kind, group.id) for kind, says in _SAYS_OF_GROUP.items() if says(group)]
    found += [Fact(FactKind.LOCK, lock.session) for lock in problem.locks]
    for run in problem.runs:
        found += [Fact(kind, run.id) for kind, says in _SAYS_OF_RUN.items() if says(run)]
        found += [Fact(FactKind.GROUPS, run.id)] if _shares(problem, run) else []
    sessions = [session for run in problem.runs for session in run.sessions]
    found += [Fact(FactKind.ROOMS, kind) for kind in sorted({s.room_kind for s in sessions})]
    found += [Fact(FactKind.EQUIPMENT, kind) for kind in sorted({k for s in sessions for k in s.equipment})]
    return found + [Fact(FactKind.TRAINERS, name) for name in sorted({s.qualification for s in sessions})]


def without(problem: Problem, fact: Fact) -> Problem:
    """The problem as if a fact did not hold; never harder than before."""
    if fact.kind in _SAYS_OF_TRAINER:
        return _with_trainer(problem, fact)
    if fact.kind in _SAYS_OF_GROUP:
        return _with_group(problem, fact)
    if fact.kind in _SAYS_OF_RUN:
        return _with_run(problem, fact)
    return _RELAXED[fact.kind](problem, fact.about)


_SAYS_OF_TRAINER: dict[FactKind, Callable[[Trainer], bool]] = {
    FactKind.ABSENT: lambda trainer: bool(trainer.unavailable),
    FactKind.BOOKED: lambda trainer: bool(trainer.booked),
    FactKind.DAILY: lambda trainer: trainer.minutes_per_day is not None,
    FactKind.WEEKLY: lambda trainer: trainer.minutes_per_week is not None,
    FactKind.SITES: lambda trainer: trainer.sites is not None,
    FactKind.VALIDITY: lambda trainer: any(q.valid_from or q.valid_until for q in trainer.qualifications),
    FactKind.REST: lambda trainer: bool(trainer.rest),
}
_SAYS_OF_GROUP: dict[FactKind, Callable[[Group], bool]] = {
    FactKind.GROUP_DAILY: lambda group: group.minutes_per_day is not None,
    FactKind.GROUP_WEEKLY: lambda group: group.minutes_per_week is not None,
    FactKind.GROUP_REST: lambda group: bool(group.rest),
    FactKind.GROUP_BOOKED: lambda group: bool(group.booked),
    FactKind.PROTECTED: lambda group: bool(group.protected),
}
_SAYS_OF_RUN: dict[FactKind, Callable[[Run], bool]] = {
    FactKind.WINDOW: lambda run: bool(run.earliest or run.latest),
    FactKind.PATTERN: lambda run: run.slots is not None or run.weekdays is not None,
    FactKind.MOST_PER_DAY: lambda run: run.most_per_day < len(run.sessions),
    FactKind.LEAST_PER_DAY: lambda run: run.least_per_day > 1,
    FactKind.LENGTH: lambda run: any(session.minutes for session in run.sessions),
    FactKind.PLACE: lambda run: run.sites is not None,
}


def _with_trainer(problem: Problem, fact: Fact) -> Problem:
    trainers = (_freed(t, fact.kind) if t.id == fact.about else t for t in problem.trainers)
    return replace(problem, trainers=tuple(trainers))


def _freed(trainer: Trainer, kind: FactKind) -> Trainer:
    match kind:
        case FactKind.ABSENT:
            return replace(trainer, unavailable=frozenset())
        case FactKind.BOOKED:
            return replace(trainer, booked={}, booked_at={})
        case FactKind.DAILY:
            return replace(trainer, minutes_per_day=None)
        case FactKind.WEEKLY:
            return replace(trainer, minutes_per_week=None)
        case FactKind.SITES:
            return replace(trainer, sites=None)
        case FactKind.REST:
            return replace(trainer, rest=0)
    return replace(trainer, qualifications=tuple(Qualification(held.name) for held in trainer.qualifications))


def _with_run(problem: Problem, fact: Fact) -> Problem:
    runs = (_loosened(run, fact.kind) if run.id == fact.about else run for run in problem.runs)
    return replace(problem, runs=tuple(runs))


def _loosened(run: Run, kind: FactKind) -> Run:
    match kind:
        case FactKind.WINDOW:
            return replace(run, earliest=None, latest=None)
        case FactKind.PATTERN:
            return replace(run, slots=None, weekdays=None)
        case FactKind.MOST_PER_DAY:
            return replace(run, most_per_day=len(run.sessions))
        case FactKind.LEAST_PER_DAY:
            return replace(run, least_per_day=1)
        case FactKind.PLACE:
            return replace(run, sites=None)
    return replace(run, sessions=tuple(replace(session, minutes=0) for session in run.sessions))


def _groups_of(problem: Problem) -> list[Group]:
    """The groups of which something is said and that a run names."""
    named = {name for run in problem.runs for name in run.groups}
    return [group for group in problem.groups if group.id in named]


def _with_group(problem: Problem, fact: Fact) -> Problem:
    groups = (_eased(group, fact.kind) if group.id == fact.about else group for group in problem.groups)
    return replace(problem, groups=tuple(groups))


def _eased(group: Group, kind: FactKind) -> Group:
    match kind:
        case FactKind.GROUP_DAILY:
            return replace(group, minutes_per_day=None)
        case FactKind.GROUP_WEEKLY:
            return replace(group, minutes_per_week=None)
        case FactKind.GROUP_REST:
            return replace(group, rest=0)
        case FactKind.GROUP_BOOKED:
            return replace(group, booked={}, booked_at={})
    return replace(group, protected=frozenset())


def _shares(problem: Problem, run: Run) -> bool:
    """Whether a run shares people with another one."""
    return any(other.id != run.id and other.groups & run.groups for other in problem.runs)


def _with_own_people(problem: Problem, name: str) -> Problem:
    """The problem as if a run had people of its own, with the same limits."""
    run = next(run for run in problem.runs if run.id == name)
    own = {group: f"{group} of {name} alone" for group in run.groups}
    alone = replace(run, groups=frozenset(own.values()))
    limits = (replace(group, id=own[group.id]) for group in problem.groups if group.id in own)
    return replace(
        problem,
        runs=tuple(alone if one.id == name else one for one in problem.runs),
        groups=(*problem.groups, *limits),
    )


def _at_once(problem: Problem, _about: str) -> Problem:
    return replace(problem, travel=())


def _unlocked(problem: Problem, session: str) -> Problem:
    return replace(problem, locks=tuple(lock for lock in problem.locks if lock.session != session))


def _always_open(problem: Problem, _about: str) -> Problem:
    return replace(problem, closed=frozenset())


def _room_open(problem: Problem, name: str) -> Problem:
    rooms = (replace(room, closed=frozenset()) if room.id == name else room for room in problem.rooms)
    return replace(problem, rooms=tuple(rooms))


def _more_rooms(problem: Problem, kind: str) -> Problem:
    """One more room of the kind for every run, at every site that is known, large and fully equipped."""
    people = max(run.people for run in problem.runs)
    gear = frozenset(item for run in problem.runs for session in run.sessions for item in session.equipment)
    more = (
        Room(f"more {kind} {number} {site}", kind, people, site, gear)
        for number in range(len(problem.runs))
        for site in sites_of(problem)
    )
    return replace(problem, rooms=(*problem.rooms, *more))


def _more_equipment(problem: Problem, kind: str) -> Problem:
    """One more unit of the kind for every run, at every site that is known."""
    more = (
        Equipment(f"more {kind} {number} {site}", kind, site)
        for number in range(len(problem.runs))
        for site in sites_of(problem)
    )
    return replace(problem, equipment=(*problem.equipment, *more))


def sites_of(problem: Problem) -> list[str]:
    of_rooms = {room.site for room in problem.rooms}
    of_trainers = {site for who in problem.trainers for site in who.sites or ()}
    of_runs = {site for run in problem.runs for site in run.sites or ()}
    return sorted(of_rooms | of_trainers | of_runs) or ["main"]


def _more_trainers(problem: Problem, name: str) -> Problem:
    """As many more trainers with the qualification as all runs at once could need."""
    count = sum(max(session.trainers for session in run.sessions) for run in problem.runs)
    more = (Trainer(f"more {name} {number}", (Qualification(name),)) for number in range(count))
    return replace(problem, trainers=(*problem.trainers, *more))


_RELAXED: dict[FactKind, Callable[[Problem, str], Problem]] = {
    FactKind.LOCK: _unlocked,
    FactKind.CLOSED: _always_open,
    FactKind.ROOM_CLOSED: _room_open,
    FactKind.ROOMS: _more_rooms,
    FactKind.EQUIPMENT: _more_equipment,
    FactKind.TRAINERS: _more_trainers,
    FactKind.GROUPS: _with_own_people,
    FactKind.TRAVEL: _at_once,
}
