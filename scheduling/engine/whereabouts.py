"""The judge's second half: where trainers and groups of people are one after the other, and for how long."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations, product

from scheduling.engine.model import Group, Problem, Rule, Trainer
from scheduling.engine.violations import Held, Violation

DAY = 24 * 60

Who = tuple[type[Trainer] | type[Group], str]
"""A trainer or a group, by id."""


@dataclass(frozen=True, slots=True)
class Stay:
    """From one minute of a day to another at a site, for a session; outside the problem there is no session."""

    day: date
    begins: int
    ends: int
    site: str | None
    session: str | None


def broken_by_people(problem: Problem, held: Iterable[Held]) -> list[Violation]:
    """What trainers and groups cannot do: be at two sites at once, go without a night's rest, learn too long."""
    held = list(held)
    teaching = [(name, one) for one in held for name in one.placement.trainers]
    learning = [(name, one) for one in held for name in one.run.groups]
    found = list(_not_free(problem, held))
    found += _hours(problem, problem.trainers, teaching, Rule.TRAINER_DAILY, Rule.TRAINER_WEEKLY)
    found += _hours(problem, problem.groups, learning, Rule.GROUP_DAILY, Rule.GROUP_WEEKLY)
    rests = _rests(problem)
    for who, stays in _stays(problem, held).items() if problem.travel or rests else ():
        found += _on_the_way(problem, who, stays)
        found += _overnight(rests.get(who, 0), who, stays)
    return found


def _not_free(problem: Problem, held: Iterable[Held]) -> Iterator[Violation]:
    groups = {group.id: group for group in problem.groups}
    for one in held:
        for name in sorted(one.run.groups & groups.keys()):
            if one.placement.period in groups[name].protected:
                yield Violation(Rule.GROUP_PROTECTED, (one.session.id, name))
            if one.placement.period in groups[name].booked:
                yield Violation(Rule.GROUP_OVERLAP, (one.session.id, name))


def _hours(
    problem: Problem,
    people: Iterable[Trainer | Group],
    attended: Iterable[tuple[str, Held]],
    daily_rule: Rule,
    weekly_rule: Rule,
) -> list[Violation]:
    """Limits that are passed by what is attended and booked together; where nothing is attended, none is."""
    by_id, calendar = {one.id: one for one in people}, problem.calendar
    daily: Counter[tuple[str, date]] = Counter()
    weekly: Counter[tuple[str, tuple[int, int]]] = Counter()
    for name, one in attended:
        if name in by_id:
            daily[name, one.day] += one.session.minutes
            weekly[name, calendar.week(one.placement.period)] += one.session.minutes
    for name, day in daily:
        booked = by_id[name].booked.items()
        daily[name, day] += sum(minutes for p, minutes in booked if calendar.day(p) == day)
    for name, week in weekly:
        booked = by_id[name].booked.items()
        weekly[name, week] += sum(minutes for p, minutes in booked if calendar.week(p) == week)
    found = [
        Violation(daily_rule, (name, day.isoformat()))
        for (name, day), minutes in sorted(daily.items())
        if _above(minutes, by_id[name].minutes_per_day)
    ]
    return found + [
        Violation(weekly_rule, (name, f"{year}-W{week:02}"))
        for (name, (year, week)), minutes in sorted(weekly.items())
        if _above(minutes, by_id[name].minutes_per_week)
    ]


def _above(minutes: int, limit: int | None) -> bool:
    return limit is not None and minutes > limit


def _rests(problem: Problem) -> dict[Who, int]:
    rests: dict[Who, int] = {(Trainer, one.id): one.rest for one in problem.trainers if one.rest}
    return rests | {(Group, one.id): one.rest for one in problem.groups if one.rest}


def _stays(problem: Problem, held: Iterable[Held]) -> dict[Who, list[Stay]]:
    """By trainer and group, all that they attend; what they are booked for outside is part of it."""
    stays: dict[Who, list[Stay]] = defaultdict(list)
    for one in held:
        stay = _stay(problem, one.placement.period, one.room.site, one.session.id)
        for trainer in one.trainers:
            stays[Trainer, trainer.id].append(stay)
        for group in one.run.groups:
            stays[Group, group].append(stay)
    people: list[Trainer | Group] = [*problem.trainers, *problem.groups]
    for who in people:
        if (type(who), who.id) in stays:
            booked = [_stay(problem, period, who.booked_at.get(period), None) for period in who.booked]
            stays[type(who), who.id] += booked
    return stays


def _stay(problem: Problem, period: int, site: str | None, session: str | None) -> Stay:
    slot = problem.calendar.slot(period)
    begins = slot.begins or 0
    return Stay(problem.calendar.day(period), begins, begins + slot.minutes, site, session)


def _on_the_way(problem: Problem, who: Who, stays: Iterable[Stay]) -> Iterator[Violation]:
    """On one day, between two sites, there must be time for the way."""
    minutes = {frozenset((way.a, way.b)): way.minutes for way in problem.travel}
    for a, b in combinations(sorted(stays, key=lambda stay: (stay.day, stay.begins)), 2):
        if a.day == b.day and a.begins < b.begins and None not in (a.site, b.site):
            way = minutes.get(frozenset((a.site or "", b.site or "")), 0)
            if b.begins - a.ends < way:
                yield from _violation(Rule.TRAVEL, who, a, b)


def _overnight(rest: int, who: Who, stays: Iterable[Stay]) -> Iterator[Violation]:
    """Between the end of one day and the beginning of the next there must be the rest."""
    by_day: dict[date, list[Stay]] = defaultdict(list)
    for stay in stays:
        by_day[stay.day].append(stay)
    for day in sorted(by_day) if rest else ():
        for a, b in product(by_day[day], by_day.get(day + timedelta(days=1), ())):
            if DAY - a.ends + b.begins < rest:
                yield from _violation(Rule.REST, who, a, b)


def _violation(rule: Rule, who: Who, a: Stay, b: Stay) -> Iterator[Violation]:
    sessions = tuple(stay.session for stay in (a, b) if stay.session is not None)
    if sessions:
        yield Violation(rule, (*sessions, who[1]))
