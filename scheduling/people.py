"""People who learn, as the engine has them: who is in several runs, and what limits of learning protect."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from scheduling.engine import model as engine
from scheduling.naming import OUTSIDE, group_name, name_of, period_number
from training.calendar import DAY
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

    `lessons` are those of all these people that stay as they are.
    """

    calendar: engine.Calendar
    since: date
    planned: Mapping[int, CourseRun]
    seats: Sequence[Seat]
    lessons: Mapping[int, Sequence[Session]]
    limits: Mapping[int, Learning]

    def groups(self, *, on_the_way: bool) -> tuple[engine.Group, ...]:
        """A run's own people, those of several runs, those under age; left out is of whom nothing is asked.

        Where sites are apart (`on_the_way`) something is asked of everybody.
        """
        alike = {People(frozenset({run})) for run in self.planned} | set(self._alike())
        widest = [people for people in alike if not any(one.covers(people) for one in alike)]
        found = [(people, self._group(people)) for people in widest]
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

    def _group(self, people: People) -> engine.Group:
        limits = Learning.strictest(self.limits[key] for key in people.runs)
        a_day = min(limits.hours_a_day, limits.minor_hours_a_day) if people.minors else limits.hours_a_day
        lessons = {
            period_number(self.calendar, cast(date, one.day), one.slot): one
            for key in people.runs
            for one in self.lessons.get(key, ())
        }
        return engine.Group(
            id=group_name(people.runs, minors=people.minors),
            minutes_per_day=_minutes(a_day, FREE.hours_a_day),
            minutes_per_week=_minutes(limits.hours_a_week, FREE.hours_a_week),
            rest=limits.rest * HOUR,
            protected=_evenings(self.calendar)
            if people.minors and not limits.minor_evenings
            else frozenset(),
            booked={period: one.minutes for period, one in lessons.items()},
            booked_at={period: _site_of(one) for period, one in lessons.items()},
        )


def learners(
    runs: Sequence[CourseRun], movable: Collection[int], calendar: engine.Calendar, *, today: date
) -> Learners:
    """Who learns in the runs; `movable` are the sessions (keys) to be planned, all others of the same people stay."""
    seats = seats_beside([run.pk for run in runs])
    planned = {run.pk: run for run in runs}
    lessons = _lessons({*planned, *(seat.run for seat in seats)}, movable, calendar)
    others = {key: stay[0].run for key, stay in lessons.items()}
    return Learners(
        calendar=calendar,
        since=today + DAY,
        planned=planned,
        seats=seats,
        lessons=lessons,
        limits={key: limits_of([run]) for key, run in (others | planned).items()},
    )


def _site_of(lesson: Session) -> str:
    booked = getattr(lesson, "assignment", None)
    return str(booked.room.site_id) if booked and booked.room else name_of(OUTSIDE, lesson.run_id)


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
    hours = (group.minutes_per_day, group.minutes_per_week)
    return hours != (None, None) or bool(group.rest or group.protected)


def _minutes(hours: int, free: int) -> int | None:
    """A limit in minutes; None for as many hours as there are."""
    return hours * HOUR if hours < free else None


def _evenings(calendar: engine.Calendar) -> frozenset[int]:
    return frozenset(period for period in range(calendar.periods) if calendar.slot(period).evening)
