"""The only door between rows and the timetable engine: rows in, an engine's problem out, and the way back.

Rooms, trainers and equipment come from `resources`; how rows are called in the engine is `naming`'s.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from agencies.models import Agency
from scheduling import resources
from scheduling.engine import model as engine
from scheduling.models import Assignment
from scheduling.naming import (
    OUTSIDE,
    ROOM,
    RUN,
    SESSION,
    SLOTS,
    TRAINER,
    key_of,
    name_of,
    period_number,
    qualification_name,
    room_key,
    runs_in,
)
from scheduling.people import HOUR, begins, learners, limits_of
from training.calendar import DAY, Period, days_between, monday_of
from training.enums import PATTERN_SLOTS, SESSION_MINUTES, Slot
from training.models import CourseRun, Session
from training.queries import half_days_of, shut_days_of


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a session is to be held, by row keys; without a room, outside the centre.

    As JSON it is one entry of `Plan.placements`.
    """

    session: int
    day: date
    slot: str
    room: int | None
    trainers: tuple[int, ...]

    @property
    def period(self) -> Period:
        return Period(self.day, Slot(self.slot))

    @property
    def order(self) -> tuple[date, int, int]:
        """By time, then room: the order of reading, and the one in which rows are written."""
        return self.day, SLOTS.index(Slot(self.slot)), self.room or 0

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"day": self.day.isoformat(), "trainers": list(self.trainers)}

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "Placed":
        fields = {"day": date.fromisoformat(entry["day"]), "trainers": tuple(entry["trainers"])}
        return cls(**{**entry, **fields})


def pending(run: CourseRun, today: date) -> list[Session]:
    """The sessions that a plan may still move: those without a day and those after today, in order."""
    return [session for session in run.sessions.all() if session.day is None or session.day > today]


def problem_for(center: Agency, runs: Iterable[CourseRun], *, today: date) -> engine.Problem:
    """The engine's problem of dating the pending sessions of `runs` after `today`.

    All other bookings of the centre are fixed: rooms and trainers are not free then, and those lessons count
    within the trainers' limits; so do other lessons of the same people. Locked sessions stay, published ones are
    moved only for a gain.
    """
    chosen = _with_sessions(runs)
    movable = {run.pk: left for run in chosen if (left := pending(run, today))}
    chosen = [run for run in chosen if run.pk in movable]
    calendar = _calendar(chosen, today)
    shut = shut_days_of(center, calendar.days[0], calendar.days[-1])
    moved = {session.pk for left in movable.values() for session in left}
    mine, others = _assignments(center, calendar, moved)
    periods_of = resources.periods_function(calendar)
    rooms = resources.rooms(center, others, calendar, periods_of) + resources.places_outside(chosen)
    wanted = [_skills(run) for run in chosen]
    rest = limits_of(chosen).trainer_rest * HOUR
    trainers = resources.trainers(center, wanted, others, calendar, periods_of, rest=rest)
    travel = resources.travel(center)
    groups = learners(chosen, moved, calendar, today=today).groups(on_the_way=bool(travel))
    return engine.Problem(
        calendar=calendar,
        runs=tuple(_run(run, movable[run.pk], today, groups) for run in chosen),
        trainers=trainers,
        rooms=rooms,
        equipment=resources.equipment(center, others, calendar, periods_of),
        closed=periods_of(shut) | resources.outside_week(half_days_of(center), calendar),
        locks=tuple(_lock(one, calendar, rooms, trainers) for one in mine if one.is_locked),
        published=_published(mine, calendar),
        groups=groups,
        travel=travel,
    )


def fingerprint(problem: engine.Problem) -> str:
    """SHA-256 of the problem: two problems with the same one ask the same of the engine."""
    text = json.dumps(asdict(problem), sort_keys=True, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def placements_of(problem: engine.Problem, solution: engine.Solution) -> list[Placed]:
    """The engine's placements as row keys, ordered by day, slot and room."""
    found = [
        Placed(
            session=key_of(one.session),
            day=problem.calendar.day(one.period),
            slot=problem.calendar.slot(one.period).name,
            room=room_key(one.room),
            trainers=tuple(sorted(map(key_of, one.trainers))),
        )
        for one in solution.placements
    ]
    return sorted(found, key=lambda one: one.order)


def placement(placed: Placed, calendar: engine.Calendar, run: int = 0) -> engine.Placement:
    """A place by row keys in the words of the engine; `run` is whose place outside is meant where no room is named.

    The day must be in the calendar.
    """
    period = period_number(calendar, placed.day, placed.slot)
    people = tuple(sorted(name_of(TRAINER, key) for key in placed.trainers))
    where = name_of(ROOM, placed.room) if placed.room else name_of(OUTSIDE, run)
    return engine.Placement(name_of(SESSION, placed.session), period, where, people)


def _plain(value: Any) -> Any:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no plain form of {type(value).__name__}")


def _with_sessions(runs: Iterable[CourseRun]) -> list[CourseRun]:
    keys = [run.pk for run in runs]
    rows = CourseRun.objects.filter(pk__in=keys).select_related("course", "rule_set").order_by("pk")
    sessions = Session.objects.order_by("number").select_related("topic").prefetch_related("topic__equipment")
    return list(rows.prefetch_related("course__skills", Prefetch("sessions", sessions)))


def _calendar(runs: Sequence[CourseRun], today: date) -> engine.Calendar:
    """Whole weeks around the runs' windows: trainers' weekly limits also count what is booked beside them."""
    first = monday_of(min(_earliest(run, today) for run in runs))
    last = monday_of(max(max(run.last_day, _earliest(run, today)) for run in runs)) + 6 * DAY
    slots = (
        engine.Slot(slot, SESSION_MINUTES, evening=slot is Slot.EVENING, begins=begins(slot))
        for slot in SLOTS
    )
    return engine.Calendar(tuple(days_between(first, last)), tuple(slots))


def _earliest(run: CourseRun, today: date) -> date:
    return max(run.first_day, today + DAY)


def _assignments(
    center: Agency, calendar: engine.Calendar, movable: set[int]
) -> tuple[list[Assignment], list[Assignment]]:
    """The bookings within the calendar: of the sessions that may be moved, and all others."""
    days = (calendar.days[0], calendar.days[-1])
    own = Q(room__center=center) | Q(session__run__center=center)
    inside = own | Q(bookings__trainer__center=center)
    rows = Assignment.objects.filter(inside, day__range=days).distinct().order_by("session_id")
    related = rows.select_related("session__topic", "room")
    found = list(related.prefetch_related("bookings", "session__topic__equipment", "room__equipment"))
    return (
        [one for one in found if one.session_id in movable],
        [one for one in found if one.session_id not in movable],
    )


def _run(
    run: CourseRun, sessions: Sequence[Session], today: date, people: Iterable[engine.Group]
) -> engine.Run:
    weekdays, slots = PATTERN_SLOTS[run.pattern]
    return engine.Run(
        id=name_of(RUN, run.pk),
        sessions=tuple(_session(session, run) for session in sessions),
        people=run.seats,
        earliest=_earliest(run, today),
        latest=run.last_day,
        slots=frozenset(SLOTS.index(slot) for slot in slots),
        weekdays=weekdays,
        groups=frozenset(group.id for group in people if run.pk in runs_in(group.id)),
        most_per_day=run.sessions_per_day,
        preferred_start=_earliest(run, today),
        sites=frozenset({str(run.site_id)}) if run.site_id and not run.is_outside else None,
    )


def _session(session: Session, run: CourseRun) -> engine.Session:
    return engine.Session(
        id=name_of(SESSION, session.pk),
        room_kind=name_of(OUTSIDE, run.pk) if run.is_outside else session.room_kind_id,
        qualification=qualification_name(_skills(run)),
        minutes=session.minutes,
        trainers=run.trainers_needed,
        equipment=resources.equipment_needed(session),
    )


def _skills(run: CourseRun) -> frozenset[str]:
    """What a trainer of the run must be qualified for, all of it."""
    return frozenset(skill.pk for skill in run.course.skills.all())


def _lock(
    one: Assignment,
    calendar: engine.Calendar,
    rooms: Iterable[engine.Room],
    trainers: Iterable[engine.Trainer],
) -> engine.Lock:
    """A place fixed by hand. A room or trainer that has left since is no longer part of what is fixed."""
    place = placement(placed_of(one), calendar, one.session.run_id)
    return engine.Lock(
        session=place.session,
        period=place.period,
        room=place.room if place.room in {room.id for room in rooms} else None,
        trainers=place.trainers if set(place.trainers) <= {trainer.id for trainer in trainers} else None,
    )


def _published(mine: Iterable[Assignment], calendar: engine.Calendar) -> engine.Solution | None:
    places = [placement(placed_of(one), calendar, one.session.run_id) for one in mine]
    return engine.Solution(tuple(sorted(places, key=lambda place: place.session))) if places else None


def placed_of(one: Assignment) -> Placed:
    """A booking by row keys."""
    people = tuple(sorted(booking.trainer_id for booking in one.bookings.all()))
    return Placed(one.session_id, one.day, one.slot, one.room_id, people)
