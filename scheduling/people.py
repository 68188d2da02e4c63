"""People who learn, as the engine has them: who is in several runs, and what limits of learning protect."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from scheduling.engine import model as engine
from scheduling.naming import SLOTS, group_name, period_number
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


@dataclass(frozen=True, slots=True)
class Beside:
    """The planned runs and those that share people with them, by key: their limits, and the lessons that stay."""

    planned: Mapping[int, CourseRun]
    limits: Mapping[int, Learning]
    lessons: Mapping[int, list[Session]]


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


def groups(
    runs: Sequence[CourseRun],
    movable: Collection[int],
    calendar: engine.Calendar,
    *,
    today: date,
    on_the_way: bool,
) -> tuple[engine.Group, ...]:
    """The groups of the runs' people: a run's own, those of people in several runs, those of people under age.

    `movable` are the sessions (keys) to be planned; all others of these people stay, and their time is protected. A
    group of which nothing is asked is left out. Where sites are apart (`on_the_way`) something is asked of every run.
    """
    seats = seats_beside([run.pk for run in runs])
    beside = _beside(runs, seats, movable, calendar)
    alike = {People(frozenset({run.pk})) for run in runs} | set(_alike(seats, beside, today))
    widest = [people for people in alike if not any(one.covers(people) for one in alike)]
    found = [(people, _group(people, beside, calendar)) for people in widest]
    asked = [one for people, one in found if on_the_way or len(people.runs) > 1 or _asks(one)]
    return tuple(sorted(asked, key=lambda group: group.id))


def _beside(
    runs: Iterable[CourseRun], seats: Iterable[Seat], movable: Collection[int], calendar: engine.Calendar
) -> Beside:
    planned = {run.pk: run for run in runs}
    dated = Session.objects.filter(
        run__in={*planned, *(seat.run for seat in seats)}, day__range=(calendar.days[0], calendar.days[-1])
    )
    lessons: defaultdict[int, list[Session]] = defaultdict(list)
    for one in dated.exclude(pk__in=movable).select_related("run__rule_set").order_by("day", "pk"):
        lessons[one.run_id].append(one)
    others = {key: kept[0].run for key, kept in lessons.items()}
    limits = {key: limits_of([run]) for key, run in (others | planned).items()}
    return Beside(planned, limits, lessons)


def _alike(seats: Iterable[Seat], beside: Beside, today: date) -> Iterator[People]:
    """Runs without a lesson near are left out. Age counts on the first day on which the planned runs can meet."""
    sits: defaultdict[str, set[int]] = defaultdict(set)
    births = {seat.person: seat.birth for seat in seats}
    for seat in seats:
        if seat.run in beside.limits:
            sits[seat.person].add(seat.run)
    for person, keys in sits.items():
        limits = Learning.strictest(beside.limits[key] for key in keys)
        first = min(beside.planned[key].first_day for key in keys & beside.planned.keys())
        day = max(first, today + DAY)
        minors = limits.minds_age and may_be_younger(births[person], day, limits.adult_age)
        yield People(frozenset(keys), minors)


def _asks(group: engine.Group) -> bool:
    limits = (group.minutes_per_day, group.minutes_per_week, group.rest or None, group.protected or None)
    return any(limit is not None for limit in limits)


def _group(people: People, beside: Beside, calendar: engine.Calendar) -> engine.Group:
    limits = Learning.strictest(beside.limits[key] for key in people.runs)
    a_day = min(limits.hours_a_day, limits.minor_hours_a_day) if people.minors else limits.hours_a_day
    per_day, per_week = _minutes(a_day, FREE.hours_a_day), _minutes(limits.hours_a_week, FREE.hours_a_week)
    taken = _taken((one for key in people.runs for one in beside.lessons.get(key, ())), calendar)
    evenings = people.minors and not limits.minor_evenings
    several = len(people.runs) > 1
    return engine.Group(
        id=group_name(people.runs, minors=people.minors),
        minutes_per_day=per_day,
        minutes_per_week=per_week,
        rest=limits.rest * HOUR,
        protected=frozenset(taken if several else ())
        | _too_soon(taken, limits.rest * HOUR, calendar)
        | _spent(taken, per_day, calendar.day, calendar)
        | _spent(taken, per_week, calendar.week, calendar)
        | frozenset(_evenings(calendar) if evenings else ()),
    )


def _minutes(hours: int, free: int) -> int | None:
    """A limit in minutes; None for as many hours as there are."""
    return hours * HOUR if hours < free else None


def _taken(lessons: Iterable[Session], calendar: engine.Calendar) -> Counter[int]:
    """The minutes already given to lessons, by period."""
    taken: Counter[int] = Counter()
    for one in lessons:
        if one.day:
            taken[period_number(calendar, one.day, one.slot)] += one.minutes
    return taken


def _evenings(calendar: engine.Calendar) -> Iterator[int]:
    return (period for period in range(calendar.periods) if calendar.slot(period).evening)


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
    taken: Counter[int], limit: int | None, span_of: Callable[[int], object], calendar: engine.Calendar
) -> frozenset[int]:
    """The periods of those days, or weeks, in which the lessons that stay leave no room for a whole one."""
    if limit is None:
        return frozenset()
    used: Counter[object] = Counter()
    for period, minutes in taken.items():
        used[span_of(period)] += minutes
    full = {span for span, minutes in used.items() if minutes + SESSION_MINUTES > limit}
    return frozenset(period for period in range(calendar.periods) if span_of(period) in full)
