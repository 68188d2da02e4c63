"""People who learn, as the engine has them: who is in several runs, and what limits of learning protect."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

from scheduling.engine import model as engine
from scheduling.naming import LESSON, OUTSIDE, SESSION, SLOTS, group_name, name_of, period_number, runs_in
from training.calendar import DAY, periods_of
from training.enums import SESSION_MINUTES, SLOT_HOURS, Slot
from training.models import CourseRun, Session
from training.rule_rows import rules_of
from training.rules import Learning
from training.rules.childhood import may_be_younger
from training.seats import Seat, seats_beside

HOUR, NIGHT = 60, 24 * 60
FREE = Learning()


@dataclass(frozen=True, slots=True)
class People:
    """People alike to a timetable: the runs (their keys) in which they all are, and whether they count as under age."""

    runs: frozenset[int]
    minors: bool = False

    def covers(self, other: "People") -> bool:
        """Whether all that is kept from the others is kept from these as well."""
        return self != other and self.runs >= other.runs and self.minors >= other.minors


def begins(slot: Slot) -> int:
    """When a half day begins, in minutes after midnight."""
    hour = SLOT_HOURS[slot][0]
    return hour.hour * HOUR + hour.minute


def pause(earlier: Slot, later: Slot, *, nights: int) -> int:
    """Minutes from the end of one half day to the begin of another, so many nights later."""
    return nights * NIGHT + begins(later) - begins(earlier) - SESSION_MINUTES


def limits_of(runs: Iterable[CourseRun]) -> Learning:
    """The strictest limits of the versions under which the runs are held. Expects their rule sets at hand."""
    return Learning.strictest(rules_of(run.rule_set).learning for run in runs)


@dataclass(frozen=True)
class Learners:
    """The people of the planned runs, with what is known of the runs (by key) in which they are.

    `usable` are the periods in which the planned runs can meet, `lessons` those of all these people that stay.
    """

    calendar: engine.Calendar
    since: date
    planned: Mapping[int, CourseRun]
    usable: Mapping[int, frozenset[int]]
    seats: Sequence[Seat]
    lessons: Mapping[int, Sequence[Session]]
    limits: Mapping[int, Learning]

    def groups(self, *, on_the_way: bool, judged: bool = False) -> tuple[engine.Group, ...]:
        """A run's own people, those of several runs, those under age; left out is of whom nothing is asked.

        Where sites are apart (`on_the_way`) something is asked of everybody. A solver cannot be told of lessons that
        stay, so their time is protected, with what too short a rest or too long a day would lead to; the judge
        (`judged`) sees the lessons themselves.
        """
        alike = {People(frozenset({run})) for run in self.planned} | set(self._alike())
        widest = [people for people in alike if not any(one.covers(people) for one in alike)]
        found = [(people, self._group(people, judged)) for people in widest]
        asked = [one for people, one in found if on_the_way or len(people.runs) > 1 or _asks(one)]
        return tuple(sorted(asked, key=lambda group: group.id))

    def _alike(self) -> Iterator[People]:
        """Runs without a lesson near are left out. Age counts on the first day on which the planned runs can meet."""
        sits: defaultdict[str, set[int]] = defaultdict(set)
        births = {seat.person: seat.birth for seat in self.seats}
        for seat in self.seats:
            if seat.run in self.limits:
                sits[seat.person].add(seat.run)
        for person, keys in sits.items():
            limits = Learning.strictest(self.limits[key] for key in keys)
            first = min(self.planned[key].first_day for key in keys & self.planned.keys())
            day = max(first, self.since)
            minors = limits.minds_age and may_be_younger(births[person], day, limits.adult_age)
            yield People(frozenset(keys), minors)

    def _group(self, people: People, judged: bool) -> engine.Group:
        limits = Learning.strictest(self.limits[key] for key in people.runs)
        a_day = min(limits.hours_a_day, limits.minor_hours_a_day) if people.minors else limits.hours_a_day
        per_day, per_week = (
            _minutes(a_day, FREE.hours_a_day),
            _minutes(limits.hours_a_week, FREE.hours_a_week),
        )
        evenings = (
            _evenings(self.calendar) if people.minors and not limits.minor_evenings else frozenset[int]()
        )
        group = engine.Group(
            id=group_name(people.runs, minors=people.minors),
            minutes_per_day=per_day,
            minutes_per_week=per_week,
            rest=limits.rest * HOUR,
            protected=evenings,
        )
        return group if judged else self._protected(group, people)

    def _protected(self, group: engine.Group, people: People) -> engine.Group:
        """The group with all that the lessons which stay leave no room for."""
        lessons = (one for key in people.runs for one in self.lessons.get(key, ()))
        taken = _taken(lessons, self.calendar)
        kept = group.protected | _too_soon(taken, group.rest, self.calendar)
        kept |= frozenset(taken) if len(people.runs) > 1 else frozenset()
        usable = frozenset[int]().union(*(self.usable.get(key, ()) for key in people.runs))
        free = sorted(usable - kept)
        kept |= _spent(taken, group.minutes_per_day, self.calendar.day, free)
        kept |= _spent(taken, group.minutes_per_week, self.calendar.week, free)
        return replace(group, protected=kept)


def learners(
    runs: Sequence[CourseRun],
    movable: Collection[int],
    calendar: engine.Calendar,
    *,
    today: date,
    closed: frozenset[int],
) -> Learners:
    """Who learns in the runs; `movable` are the sessions (keys) to be planned, all others of the same people stay."""
    seats = seats_beside([run.pk for run in runs])
    planned, since = {run.pk: run for run in runs}, today + DAY
    lessons = _lessons({*planned, *(seat.run for seat in seats)}, movable, calendar)
    others = {key: stay[0].run for key, stay in lessons.items()}
    return Learners(
        calendar=calendar,
        since=since,
        planned=planned,
        usable={run.pk: _usable(run, calendar, since) - closed for run in runs},
        seats=seats,
        lessons=lessons,
        limits={key: limits_of([run]) for key, run in (others | planned).items()},
    )


def with_lessons(problem: engine.Problem, lessons: Iterable[Session]) -> engine.Problem:
    """The problem as the judge sees it: each lesson of its people that stays is a published run of its own."""
    added = [
        _as_run(one, problem) for one in lessons if any(one.run_id in runs_in(g.id) for g in problem.groups)
    ]
    published = problem.published.placements if problem.published else ()
    return replace(
        problem,
        runs=(*problem.runs, *(run for run, _room, _held in added)),
        rooms=(*problem.rooms, *(room for _run, room, _held in added)),
        published=engine.Solution((*published, *(held for _run, _room, held in added))),
    )


def _as_run(lesson: Session, problem: engine.Problem) -> tuple[engine.Run, engine.Room, engine.Placement]:
    """A lesson with a day as a run that needs nobody, in a room that is its own."""
    name, session = name_of(LESSON, lesson.pk), name_of(SESSION, lesson.pk)
    groups = frozenset(group.id for group in problem.groups if lesson.run_id in runs_in(group.id))
    meeting = engine.Session(session, room_kind=name, qualification="", minutes=lesson.minutes, trainers=0)
    period = period_number(problem.calendar, cast(date, lesson.day), lesson.slot)
    return (
        engine.Run(name, (meeting,), people=0, groups=groups),
        engine.Room(name, kind=name, capacity=0, site=_site_of(lesson)),
        engine.Placement(session, period, name, ()),
    )


def _site_of(lesson: Session) -> str:
    booked = getattr(lesson, "assignment", None)
    return str(booked.room.site_id) if booked and booked.room else name_of(OUTSIDE, lesson.run_id)


def _usable(run: CourseRun, calendar: engine.Calendar, since: date) -> frozenset[int]:
    halves = periods_of(max(run.first_day, since), run.last_day, run.pattern, ())
    return frozenset(period_number(calendar, half.day, half.slot) for half in halves)


def _lessons(
    runs: Collection[int], movable: Collection[int], calendar: engine.Calendar
) -> dict[int, list[Session]]:
    """The sessions that have a day near and keep it, by run."""
    dated = Session.objects.filter(run__in=runs, day__range=(calendar.days[0], calendar.days[-1]))
    found: defaultdict[int, list[Session]] = defaultdict(list)
    related = ("run__rule_set", "assignment__room")
    for one in dated.exclude(pk__in=movable).select_related(*related).order_by("day", "pk"):
        found[one.run_id].append(one)
    return dict(found)


def _asks(group: engine.Group) -> bool:
    limits = (group.minutes_per_day, group.minutes_per_week, group.rest or None, group.protected or None)
    return any(limit is not None for limit in limits)


def _minutes(hours: int, free: int) -> int | None:
    """A limit in minutes; None for as many hours as there are."""
    return hours * HOUR if hours < free else None


def _taken(lessons: Iterable[Session], calendar: engine.Calendar) -> Counter[int]:
    """The minutes already given to lessons, by period."""
    taken: Counter[int] = Counter()
    for one in lessons:
        taken[period_number(calendar, cast(date, one.day), one.slot)] += one.minutes
    return taken


def _evenings(calendar: engine.Calendar) -> frozenset[int]:
    return frozenset(period for period in range(calendar.periods) if calendar.slot(period).evening)


def _too_soon(taken: Iterable[int], rest: int, calendar: engine.Calendar) -> frozenset[int]:
    """The periods of the day before and the day after that leave too short a night."""
    width, found = len(SLOTS), set()
    for period in taken:
        day, own = divmod(period, width)
        found |= {
            (day - 1) * width + n for n, slot in enumerate(SLOTS) if pause(slot, SLOTS[own], nights=1) < rest
        }
        found |= {
            (day + 1) * width + n for n, slot in enumerate(SLOTS) if pause(SLOTS[own], slot, nights=1) < rest
        }
    return frozenset(period for period in found if 0 <= period < calendar.periods)


def _spent(
    taken: Counter[int], limit: int | None, span_of: Callable[[int], object], usable: Iterable[int]
) -> frozenset[int]:
    """Of those days, or weeks, in which lessons stay: the usable periods beyond what the limit has room for, so many
    from the first on being left. (The engine counts only what it places.)"""
    if limit is None:
        return frozenset()
    used: Counter[object] = Counter()
    for period, minutes in taken.items():
        used[span_of(period)] += minutes
    spent = set()
    for period in usable:
        if (span := span_of(period)) in used:
            used[span] += SESSION_MINUTES
            spent |= {period} if used[span] > limit else set()
    return frozenset(spent)
