"""What teaching takes – rooms, trainers, movable equipment – as the engine has it, with what is not free."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from typing import Protocol

from agencies.models import Agency
from scheduling.engine import model as engine
from scheduling.models import Assignment
from scheduling.naming import (
    OUTSIDE,
    ROOM,
    TRAINER,
    UNIT,
    name_of,
    period_number,
    qualification_name,
)
from training.calendar import days_between
from training.enums import Part, Slot
from training.models import CourseRun, Equipment, Journey, Room, Session, Trainer, TrainerSkill
from training.week_pattern import WeekPattern

PeriodsOf = Callable[[Iterable[date]], frozenset[int]]


class Days(Protocol):
    """An absence, a closure, an outage, an appointment: days of which both ends are included."""

    first_day: date
    last_day: date


def periods_function(calendar: engine.Calendar) -> PeriodsOf:
    """A function from dates to all their periods, dates outside the calendar left out."""
    index = {day: number for number, day in enumerate(calendar.days)}

    def periods_of(days: Iterable[date]) -> frozenset[int]:
        inside = [index[day] for day in days if day in index]
        return frozenset(calendar.period(day, slot) for day in inside for slot in range(len(calendar.slots)))

    return periods_of


def within_week(week: WeekPattern, calendar: engine.Calendar) -> frozenset[int]:
    """The periods whose half day is among those of the week."""
    return frozenset(
        calendar.period(number, slot)
        for number, day in enumerate(calendar.days)
        for slot, name in enumerate(Slot)
        if name in week[day.weekday()]
    )


def outside_week(week: WeekPattern, calendar: engine.Calendar) -> frozenset[int]:
    """The periods whose half day is not among those of the week."""
    return frozenset(range(calendar.periods)) - within_week(week, calendar)


def equipment_needed(session: Session) -> frozenset[str]:
    """The kinds that a session needs: those of its topic, for practice. Expects the topic's equipment at hand."""
    if session.part != Part.PRACTICE:
        return frozenset()
    return frozenset(kind.pk for kind in session.topic.equipment.all())


def rooms(
    center: Agency, others: Iterable[Assignment], calendar: engine.Calendar, periods_of: PeriodsOf
) -> tuple[engine.Room, ...]:
    """The rooms in use; `others` are the bookings that stay as they are."""
    used: defaultdict[int, set[int]] = defaultdict(set)
    for one in others:
        if one.room_id:
            used[one.room_id].add(period_number(calendar, one.day, one.slot))
    rows = Room.objects.filter(center=center, is_active=True).order_by("pk")
    return tuple(
        engine.Room(
            id=name_of(ROOM, room.pk),
            kind=room.kind_id,
            capacity=room.capacity,
            site=str(room.site_id),
            equipment=frozenset(kind.pk for kind in room.equipment.all()),
            closed=periods_of(_days_of(room.closures.all(), calendar)) | used[room.pk],
        )
        for room in rows.prefetch_related("closures", "equipment")
    )


def places_outside(runs: Iterable[CourseRun]) -> tuple[engine.Room, ...]:
    """For each run that is not held at the centre, the place where it is: always free, with all that it needs.

    No other run can use it: its kind is its own.
    """
    return tuple(
        engine.Room(
            id=name_of(OUTSIDE, run.pk),
            kind=name_of(OUTSIDE, run.pk),
            capacity=run.seats,
            site=name_of(OUTSIDE, run.pk),
            equipment=frozenset[str]().union(*map(equipment_needed, run.sessions.all())),
        )
        for run in runs
        if run.is_outside
    )


def trainers(
    center: Agency,
    wanted: Iterable[frozenset[str]],
    others: Iterable[Assignment],
    calendar: engine.Calendar,
    periods_of: PeriodsOf,
    *,
    rest: int,
) -> tuple[engine.Trainer, ...]:
    """Who teaches now, qualified for each wanted set of skills on the days on which all of it is valid.

    `rest` are the minutes between one day's teaching and the next day's.
    """
    teaches: defaultdict[int, dict[int, int]] = defaultdict(dict)
    where: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for one in others:
        for booking in one.bookings.all():
            period = period_number(calendar, one.day, one.slot)
            teaches[booking.trainer_id][period] = one.session.minutes
            where[booking.trainer_id][period] = _site_of(one)
    rows = Trainer.objects.filter(center=center, is_active=True).order_by("pk")
    sets = sorted(set(wanted), key=sorted)
    return tuple(
        engine.Trainer(
            id=name_of(TRAINER, trainer.pk),
            qualifications=tuple(_qualifications(trainer.skills.all(), sets)),
            unavailable=_unavailable(trainer, calendar, periods_of),
            booked=teaches[trainer.pk],
            minutes_per_day=trainer.minutes_per_day,
            minutes_per_week=trainer.minutes_per_week,
            sites=frozenset(str(site.pk) for site in trainer.sites.all()) or None,
            booked_at=where[trainer.pk],
            rest=rest,
            unwished=within_week(trainer.unwished, calendar),
        )
        for trainer in rows.prefetch_related("skills", "absences", "appointments", "sites")
    )


def _site_of(one: Assignment) -> str:
    return str(one.room.site_id) if one.room else name_of(OUTSIDE, one.session.run_id)


def travel(center: Agency) -> tuple[engine.Journey, ...]:
    """The ways between the centre's sites that take time."""
    ways = Journey.objects.filter(low__center=center)
    return tuple(engine.Journey(str(way.low_id), str(way.high_id), way.minutes) for way in ways)


def equipment(
    center: Agency, others: Iterable[Assignment], calendar: engine.Calendar, periods_of: PeriodsOf
) -> tuple[engine.Equipment, ...]:
    """Every movable unit by itself: which of several equal ones is out of order or taken makes no difference."""
    rows = Equipment.objects.filter(center=center, is_active=True).order_by("pk").prefetch_related("outages")
    units = [unit for row in rows for unit in _units(row, calendar, periods_of)]
    for (kind, site, period), count in sorted(_units_taken(others, calendar).items()):
        same = [away for one, away in units if (one.kind, one.site) == (kind, site) and period not in away]
        for away in same[:count]:
            away.add(period)
    return tuple(engine.Equipment(one.id, one.kind, one.site, frozenset(away)) for one, away in units)


def _units(
    row: Equipment, calendar: engine.Calendar, periods_of: PeriodsOf
) -> list[tuple[engine.Equipment, set[int]]]:
    gone: Counter[int] = Counter()
    for outage in row.outages.all():
        for period in periods_of(_days_of([outage], calendar)):
            gone[period] += outage.quantity
    return [
        (
            engine.Equipment(f"{name_of(UNIT, row.pk)} {number}", row.kind_id, str(row.site_id)),
            {period for period, count in gone.items() if number < count},
        )
        for number in range(row.quantity)
    ]


def _units_taken(others: Iterable[Assignment], calendar: engine.Calendar) -> Counter[tuple[str, str, int]]:
    """Units by kind, site and period that the bookings which stay take from the centre's."""
    taken: Counter[tuple[str, str, int]] = Counter()
    for one in others:
        if one.room is None:
            continue  # what is used outside is not the centre's
        fixed = {kind.pk for kind in one.room.equipment.all()}
        for kind in equipment_needed(one.session) - fixed:
            taken[kind, str(one.room.site_id), period_number(calendar, one.day, one.slot)] += 1
    return taken


def _qualifications(
    held: Iterable[TrainerSkill], wanted: Sequence[frozenset[str]]
) -> Iterator[engine.Qualification]:
    """For each set of skills the days on which every one of them is valid."""
    by_skill: defaultdict[str, list[TrainerSkill]] = defaultdict(list)
    for one in held:
        by_skill[one.skill_id].append(one)
    for skills in wanted:
        for together in product(*(by_skill[skill] for skill in sorted(skills))):
            first = max((one.valid_from for one in together if one.valid_from), default=None)
            last = min((one.valid_until for one in together if one.valid_until), default=None)
            if not (first and last and last < first):
                yield engine.Qualification(qualification_name(skills), first, last)


def _unavailable(trainer: Trainer, calendar: engine.Calendar, periods_of: PeriodsOf) -> frozenset[int]:
    """Absent, not on that half day of the week, or from outside and not appointed."""
    absent = periods_of(_days_of(trainer.absences.all(), calendar))
    return absent | outside_week(trainer.half_days, calendar) | _unappointed(trainer, calendar, periods_of)


def _unappointed(trainer: Trainer, calendar: engine.Calendar, periods_of: PeriodsOf) -> frozenset[int]:
    if not trainer.is_outside:
        return frozenset()
    orders = trainer.appointments.all()
    return periods_of(
        day for day in calendar.days if not any(one.valid_from <= day <= one.valid_until for one in orders)
    )


def _days_of(spans: Iterable[Days], calendar: engine.Calendar) -> Iterator[date]:
    first, last = calendar.days[0], calendar.days[-1]
    for span in spans:
        yield from days_between(max(first, span.first_day), min(last, span.last_day))
