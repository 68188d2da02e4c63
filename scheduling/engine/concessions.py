"""The ways in which each fact of a problem could give: in steps, in days, or by a choice."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from scheduling.engine.answers import Change, Fact, FactKind
from scheduling.engine.facts import sites_of, without
from scheduling.engine.model import Equipment, Group, Journey, Problem, Qualification, Room, Run, Trainer
from scheduling.engine.ways import Days, Option, Steps, Way

HOUR = 60
"""Hours of work and lengths of sessions give by whole and half hours."""


def ways_of(problem: Problem, fact: Fact) -> Iterator[Way]:
    """The ways in which a fact could give."""
    return _WAYS[fact.kind](problem, fact.about)


def _window(problem: Problem, name: str) -> Iterator[Way]:
    run, days = _run(problem, name), problem.calendar.days
    if run.latest is not None and run.latest < days[-1]:
        latest = run.latest
        yield Steps(
            Change.END_LATER,
            (days[-1] - latest).days,
            lambda n: _with_run(problem, replace(run, latest=latest + timedelta(days=n))),
        )
    if run.earliest is not None and run.earliest > days[0]:
        earliest = run.earliest
        yield Steps(
            Change.BEGIN_EARLIER,
            (earliest - days[0]).days,
            lambda n: _with_run(problem, replace(run, earliest=earliest - timedelta(days=n))),
        )


def _pattern(problem: Problem, name: str) -> Iterator[Way]:
    run = _run(problem, name)
    for weekday in range(7):
        if run.weekdays is not None and weekday not in run.weekdays:
            more = replace(run, weekdays=run.weekdays | {weekday})
            yield Option(Change.ANOTHER_WEEKDAY, str(weekday), _with_run(problem, more))
    for number, slot in enumerate(problem.calendar.slots):
        if run.slots is not None and number not in run.slots:
            other = replace(run, slots=run.slots | {number})
            yield Option(Change.ANOTHER_SLOT, slot.name, _with_run(problem, other))


def _most_a_day(problem: Problem, name: str) -> Iterator[Way]:
    run = _run(problem, name)
    yield Steps(
        Change.MORE_A_DAY,
        len(run.sessions) - run.most_per_day,
        lambda n: _with_run(problem, replace(run, most_per_day=run.most_per_day + n)),
    )


def _least_a_day(problem: Problem, name: str) -> Iterator[Way]:
    run = _run(problem, name)
    yield Steps(
        Change.FEWER_A_DAY,
        run.least_per_day - 1,
        lambda n: _with_run(problem, replace(run, least_per_day=run.least_per_day - n)),
    )


def _length(problem: Problem, name: str) -> Iterator[Way]:
    """Sessions half an hour shorter at a time."""
    run = _run(problem, name)

    def shorter(steps: int) -> Problem:
        cut = (replace(one, minutes=max(0, one.minutes - steps * HOUR // 2)) for one in run.sessions)
        return _with_run(problem, replace(run, sessions=tuple(cut)))

    yield Steps(Change.SHORTER, max(one.minutes for one in run.sessions) * 2 // HOUR - 1, shorter)


def _groups(problem: Problem, name: str) -> Iterator[Way]:
    yield Option(Change.APART, "", without(problem, Fact(FactKind.GROUPS, name)))


def _place(problem: Problem, name: str) -> Iterator[Way]:
    run = _run(problem, name)
    for site in sites_of(problem):
        if run.sites is not None and site not in run.sites:
            yield Option(
                Change.ANOTHER_SITE, site, _with_run(problem, replace(run, sites=run.sites | {site}))
            )


def _lock(problem: Problem, session: str) -> Iterator[Way]:
    yield Option(Change.UNLOCK, "", without(problem, Fact(FactKind.LOCK, session)))


def _closed(problem: Problem, _about: str) -> Iterator[Way]:
    yield Days(
        Change.CENTER_OPEN,
        _days(problem, problem.closed),
        lambda days: replace(problem, closed=_except(problem, problem.closed, days)),
    )


def _rooms(problem: Problem, kind: str) -> Iterator[Way]:
    """More seats in the rooms of a kind, or more rooms of it, as large and as well equipped as the runs want."""
    people = max(run.people for run in problem.runs)
    largest = max((room.capacity for room in problem.rooms if room.kind == kind), default=people)

    def wider(seats: int) -> Problem:
        rooms = (
            replace(room, capacity=room.capacity + seats) if room.kind == kind else room
            for room in problem.rooms
        )
        return replace(problem, rooms=tuple(rooms))

    if largest < people:
        yield Steps(Change.SEATS, people - largest, wider)
    gear = frozenset(item for run in problem.runs for one in run.sessions for item in one.equipment)
    for site in (sites := _sites(problem)):

        def more(count: int, site: str = site) -> Problem:
            added = (Room(f"more {kind} {n} {site}", kind, people, site, gear) for n in range(count))
            return replace(problem, rooms=(*problem.rooms, *added))

        yield Steps(Change.ROOMS, len(problem.runs), more, (site,) if len(sites) > 1 else ())


def _room_closed(problem: Problem, name: str) -> Iterator[Way]:
    room = next(room for room in problem.rooms if room.id == name)

    def opened(days: Iterable[date]) -> Problem:
        other = replace(room, closed=_except(problem, room.closed, days))
        return replace(problem, rooms=tuple(other if one.id == name else one for one in problem.rooms))

    yield Days(Change.ROOM_OPEN, _days(problem, room.closed), opened)


def _equipment(problem: Problem, kind: str) -> Iterator[Way]:
    for site in (sites := _sites(problem)):

        def more(count: int, site: str = site) -> Problem:
            units = (Equipment(f"more {kind} {n} {site}", kind, site) for n in range(count))
            return replace(problem, equipment=(*problem.equipment, *units))

        yield Steps(Change.UNITS, len(problem.runs), more, (site,) if len(sites) > 1 else ())


def _trainers(problem: Problem, name: str) -> Iterator[Way]:
    most = sum(max(one.trainers for one in run.sessions) for run in problem.runs)

    def more(count: int) -> Problem:
        added = (Trainer(f"more {name} {n}", (Qualification(name),)) for n in range(count))
        return replace(problem, trainers=(*problem.trainers, *added))

    yield Steps(Change.TRAINERS, most, more)


def _absent(problem: Problem, name: str) -> Iterator[Way]:
    who = _trainer(problem, name)
    yield Days(
        Change.PRESENT,
        _days(problem, who.unavailable),
        lambda days: _with_trainer(
            problem, replace(who, unavailable=_except(problem, who.unavailable, days))
        ),
    )


def _booked(problem: Problem, name: str) -> Iterator[Way]:
    who = _trainer(problem, name)

    def released(days: Iterable[date]) -> Problem:
        return _with_trainer(problem, replace(who, **_kept(problem, who, days)))

    yield Days(Change.RELEASED, _days(problem, who.booked), released)


def _kept(problem: Problem, who: Trainer | Group, days: Iterable[date]) -> dict[str, Any]:
    """What somebody is booked for, without what is on these days."""
    kept = _except(problem, frozenset(who.booked), days)
    return {
        "booked": {period: minutes for period, minutes in who.booked.items() if period in kept},
        "booked_at": {period: site for period, site in who.booked_at.items() if period in kept},
    }


def _daily(problem: Problem, name: str) -> Iterator[Way]:
    who, limit = _trainer(problem, name), _trainer(problem, name).minutes_per_day or 0
    hours = sum(slot.minutes for slot in problem.calendar.slots) // HOUR + 1
    yield Steps(
        Change.DAILY_HOURS,
        hours,
        lambda n: _with_trainer(problem, replace(who, minutes_per_day=limit + n * HOUR)),
    )


def _weekly(problem: Problem, name: str) -> Iterator[Way]:
    who, limit = _trainer(problem, name), _trainer(problem, name).minutes_per_week or 0
    hours = 7 * sum(slot.minutes for slot in problem.calendar.slots) // HOUR + 1
    yield Steps(
        Change.WEEKLY_HOURS,
        hours,
        lambda n: _with_trainer(problem, replace(who, minutes_per_week=limit + n * HOUR)),
    )


def _trainer_sites(problem: Problem, name: str) -> Iterator[Way]:
    who = _trainer(problem, name)
    for site in sites_of(problem):
        if who.sites is not None and site not in who.sites:
            further = replace(who, sites=who.sites | {site})
            yield Option(Change.TRAINER_SITE, site, _with_trainer(problem, further))


def _validity(problem: Problem, name: str) -> Iterator[Way]:
    """A qualification that is valid so many days longer, at its beginning and at its end."""
    who, days = _trainer(problem, name), problem.calendar.days

    def longer(count: int) -> Problem:
        held = (
            replace(
                one,
                valid_from=one.valid_from and one.valid_from - timedelta(days=count),
                valid_until=one.valid_until and one.valid_until + timedelta(days=count),
            )
            for one in who.qualifications
        )
        return _with_trainer(problem, replace(who, qualifications=tuple(held)))

    yield Steps(Change.VALID_LONGER, (days[-1] - days[0]).days + 366, longer)


def _rest(problem: Problem, name: str) -> Iterator[Way]:
    who = _trainer(problem, name)

    def shorter(hours: int) -> Problem:
        return _with_trainer(problem, replace(who, rest=max(0, who.rest - hours * HOUR)))

    yield Steps(Change.LESS_REST, -(-who.rest // HOUR), shorter)


def _travel(problem: Problem, _about: str) -> Iterator[Way]:
    for way in problem.travel:

        def faster(minutes: int, way: Journey = way) -> Problem:
            other = replace(way, minutes=way.minutes - minutes)
            return replace(problem, travel=tuple(other if one is way else one for one in problem.travel))

        yield Steps(Change.FASTER, way.minutes, faster, (way.a, way.b))


def _group_daily(problem: Problem, name: str) -> Iterator[Way]:
    group, limit = _group(problem, name), _group(problem, name).minutes_per_day or 0
    yield Steps(
        Change.GROUP_DAILY_HOURS,
        sum(slot.minutes for slot in problem.calendar.slots) // HOUR + 1,
        lambda n: _with_group(problem, replace(group, minutes_per_day=limit + n * HOUR)),
    )


def _group_weekly(problem: Problem, name: str) -> Iterator[Way]:
    group, limit = _group(problem, name), _group(problem, name).minutes_per_week or 0
    yield Steps(
        Change.GROUP_WEEKLY_HOURS,
        7 * sum(slot.minutes for slot in problem.calendar.slots) // HOUR + 1,
        lambda n: _with_group(problem, replace(group, minutes_per_week=limit + n * HOUR)),
    )


def _group_rest(problem: Problem, name: str) -> Iterator[Way]:
    group = _group(problem, name)

    def shorter(hours: int) -> Problem:
        return _with_group(problem, replace(group, rest=max(0, group.rest - hours * HOUR)))

    yield Steps(Change.GROUP_LESS_REST, -(-group.rest // HOUR), shorter)


def _group_booked(problem: Problem, name: str) -> Iterator[Way]:
    group = _group(problem, name)

    def released(days: Iterable[date]) -> Problem:
        return _with_group(problem, replace(group, **_kept(problem, group, days)))

    yield Days(Change.GROUP_RELEASED, _days(problem, group.booked), released)


def _protected(problem: Problem, name: str) -> Iterator[Way]:
    group = _group(problem, name)
    yield Days(
        Change.UNPROTECTED,
        _days(problem, group.protected),
        lambda days: _with_group(problem, replace(group, protected=_except(problem, group.protected, days))),
    )


_WAYS: dict[FactKind, Callable[[Problem, str], Iterator[Way]]] = {
    FactKind.WINDOW: _window,
    FactKind.PATTERN: _pattern,
    FactKind.MOST_PER_DAY: _most_a_day,
    FactKind.LEAST_PER_DAY: _least_a_day,
    FactKind.LENGTH: _length,
    FactKind.GROUPS: _groups,
    FactKind.PLACE: _place,
    FactKind.LOCK: _lock,
    FactKind.CLOSED: _closed,
    FactKind.ROOMS: _rooms,
    FactKind.ROOM_CLOSED: _room_closed,
    FactKind.EQUIPMENT: _equipment,
    FactKind.TRAINERS: _trainers,
    FactKind.ABSENT: _absent,
    FactKind.BOOKED: _booked,
    FactKind.DAILY: _daily,
    FactKind.WEEKLY: _weekly,
    FactKind.SITES: _trainer_sites,
    FactKind.VALIDITY: _validity,
    FactKind.REST: _rest,
    FactKind.TRAVEL: _travel,
    FactKind.GROUP_DAILY: _group_daily,
    FactKind.GROUP_WEEKLY: _group_weekly,
    FactKind.GROUP_REST: _group_rest,
    FactKind.GROUP_BOOKED: _group_booked,
    FactKind.PROTECTED: _protected,
}


def _sites(problem: Problem) -> list[str]:
    """Sites at which one of the runs can be held."""
    known = sites_of(problem)
    return [site for site in known if any(run.sites is None or site in run.sites for run in problem.runs)]


def _run(problem: Problem, name: str) -> Run:
    return next(run for run in problem.runs if run.id == name)


def _with_run(problem: Problem, run: Run) -> Problem:
    return replace(problem, runs=tuple(run if one.id == run.id else one for one in problem.runs))


def _trainer(problem: Problem, name: str) -> Trainer:
    return next(who for who in problem.trainers if who.id == name)


def _with_trainer(problem: Problem, who: Trainer) -> Problem:
    return replace(problem, trainers=tuple(who if one.id == who.id else one for one in problem.trainers))


def _group(problem: Problem, name: str) -> Group:
    return next(group for group in problem.groups if group.id == name)


def _with_group(problem: Problem, group: Group) -> Problem:
    return replace(problem, groups=tuple(group if one.id == group.id else one for one in problem.groups))


def _days(problem: Problem, periods: Iterable[int]) -> tuple[date, ...]:
    return tuple(sorted({problem.calendar.day(period) for period in periods}))


def _except(problem: Problem, periods: frozenset[int], days: Iterable[date]) -> frozenset[int]:
    """The periods that are not on these days."""
    gone = set(days)
    return frozenset(period for period in periods if problem.calendar.day(period) not in gone)
