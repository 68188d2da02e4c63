"""Sessions with their time, room and trainers, from bookings or from a plan, and the weeks they fill."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from core.week import Day, Entry
from core.week import Slot as WeekSlot
from scheduling.judging import Judge
from scheduling.models import Assignment, Plan
from scheduling.naming import SLOTS
from scheduling.planning import Placed, placed_of
from scheduling.services.plans import PLANNABLE
from training.calendar import DAY, days_between, monday_of
from training.enums import SLOT_HOURS, Part, Slot
from training.models import Room, Session, Trainer

RUN, ROOM, TRAINER = "run", "room", "trainer"


@dataclass(frozen=True, slots=True)
class Lesson:
    """A session where it is, or would be, held; without a room, where its run is held outside the centre."""

    session: Session
    day: date
    slot: str
    room: Room | None
    trainers: Sequence[Trainer]
    is_locked: bool = False

    @property
    def slot_label(self) -> str:
        return str(Slot(self.slot).label)

    @property
    def place(self) -> str:
        return str(self.room) if self.room else self.session.run.place

    def names(self, by: str) -> list[str]:
        """The rows of a centre's week in which the lesson stands."""
        if by == ROOM:
            return [self.place]
        if by == TRAINER:
            return [str(trainer) for trainer in self.trainers]
        return [self.session.run.code] if by == RUN else [""]


def booked(assignments: QuerySet[Assignment]) -> list[Lesson]:
    """The lessons of bookings, in the order of time."""
    rows = assignments.select_related(
        "session__run__course", "session__run__held_at", "session__topic", "session__room_kind", "room__kind"
    )
    lessons = [
        Lesson(
            row.session,
            row.day,
            row.slot,
            row.room,
            [booking.trainer for booking in row.bookings.all()],
            row.is_locked,
        )
        for row in rows.prefetch_related("bookings__trainer")
    ]
    return in_time(lessons)


def planned(plan: Plan) -> list[Lesson]:
    """The lessons of a proposal, in the order of time."""
    return in_time(lessons_at([Placed.from_json(entry) for entry in plan.placements]))


def changed(plan: Plan) -> int:
    """How many booked sessions a proposal would hold at another time, in another room or by other trainers."""
    places = [Placed.from_json(entry) for entry in plan.placements]
    booked_now = Assignment.objects.filter(session__in=[place.session for place in places])
    now = {one.session_id: placed_of(one) for one in booked_now.prefetch_related("bookings")}
    return sum(place.session in now and place != now[place.session] for place in places)


def lessons_at(places: Sequence[Placed]) -> list[Lesson]:
    """Places as lessons, in their order; those of sessions that were removed since are left out."""
    related = ("run__course", "run__held_at", "topic", "room_kind")
    sessions = Session.objects.select_related(*related).in_bulk([place.session for place in places])
    rooms = Room.objects.select_related("kind").in_bulk({place.room for place in places if place.room})
    trainers = Trainer.objects.in_bulk({key for place in places for key in place.trainers})
    return [
        Lesson(
            sessions[place.session],
            place.day,
            place.slot,
            rooms[place.room] if place.room else None,
            [trainers[key] for key in place.trainers],
        )
        for place in places
        if place.session in sessions
    ]


def free_places(session: Session, *, today: date, most: int = 5) -> list[Lesson]:
    """Where else the session could be held, the nearest first; none for one that was held or whose run is over."""
    run = session.run
    if run.state not in PLANNABLE or run.last_day <= today or (session.day and session.day < today):
        return []
    near = session.day or max(run.first_day, today)
    return lessons_at(Judge(session, today=today).free_places(near=near, most=most))


def in_time(lessons: Iterable[Lesson]) -> list[Lesson]:
    """Lessons by day, half day, run."""
    return sorted(lessons, key=lambda one: (one.day, SLOTS.index(Slot(one.slot)), one.session.run.code))


def week_of(
    lessons: Iterable[Lesson],
    monday: date,
    shut: dict[date, str],
    today: date,
    *,
    by: str = "",
    url: str = "",
) -> list[Day]:
    """The days of a week with the lessons in them; Saturday, Sunday and evenings only where something is held.

    `by` says whose names the rows have ("" in the week of one person, room or run); `url` is the URL name
    of a lesson's page, taking the session's key.
    """
    here = [lesson for lesson in lessons if monday <= lesson.day < monday + 7 * DAY]
    last = max([lesson.day for lesson in here] + [monday + 4 * DAY])
    return [
        Day(
            day,
            _slots(day, here, by, url, is_open=day not in shut and day.weekday() < 5),
            closed=_briefly(shut.get(day, "")),
            is_today=day == today,
        )
        for day in days_between(monday, last)
    ]


def _slots(day: date, lessons: Iterable[Lesson], by: str, url: str, *, is_open: bool) -> list[WeekSlot]:
    """The half days to show: those that are used, on working days morning and afternoon in any case, else one."""
    there = [lesson for lesson in lessons if lesson.day == day]
    used = {lesson.slot for lesson in there} | ({Slot.MORNING, Slot.AFTERNOON} if is_open else set())
    shown = [slot for slot in SLOTS if slot in used] or [Slot.MORNING]
    return [_slot(slot, [one for one in there if one.slot == slot], by, url) for slot in shown]


def _briefly(reason: str) -> str:
    """A holiday of several names by its shortest: there is little room above a day."""
    return min(reason.split("; "), key=len)


def _slot(slot: Slot, lessons: Iterable[Lesson], by: str, url: str) -> WeekSlot:
    start, end = SLOT_HOURS[slot]
    entries = [_entry(lesson, name, url) for lesson in lessons for name in lesson.names(by)]
    return WeekSlot(str(slot.label), entries, f"{start:%H:%M}–{end:%H:%M}")


def _entry(lesson: Lesson, row: str, url: str) -> Entry:
    return Entry(
        title=_title(lesson, row),
        room=lesson.place,
        trainers=[str(trainer) for trainer in lesson.trainers],
        tone="violet" if lesson.session.part == Part.THEORY else "teal",
        url=reverse(url, args=[lesson.session.pk]) if url else "",
        row=row,
    )


def _title(lesson: Lesson, row: str) -> str:
    """The run, and what there is room for: its topic in a row of its own, its course in a week without rows."""
    run = lesson.session.run
    more = {run.code: f" · {lesson.session.topic}", "": f" · {run.course}"}.get(row, "")
    fixed = " · " + _("fixed") if lesson.is_locked else ""
    return f"{run.code}{more}{fixed}"


def names_in(lessons: Iterable[Lesson], by: str) -> list[str]:
    """The rows of a week, each name once, in the order of the alphabet."""
    return sorted({name for lesson in lessons for name in lesson.names(by)})


def week_bar(monday: date, query: Any) -> dict[str, Any]:
    """Monday, Sunday, and the addresses of the weeks before and after, with all else of the query kept."""
    return {
        "monday": monday,
        "sunday": monday + 6 * DAY,
        "previous": _at_week(query, monday - 7 * DAY),
        "following": _at_week(query, monday + 7 * DAY),
    }


def _at_week(query: Any, monday: date) -> str:
    changed = query.copy()
    changed["week"] = monday.isoformat()
    return f"?{changed.urlencode()}"


def asked_monday(query: Any, otherwise: date) -> date:
    """The Monday of the week named by `?week=`; a day that cannot be read means the week of `otherwise`."""
    try:
        asked = date.fromisoformat(query.get("week", ""))
    except ValueError:
        asked = otherwise
    # A year that has neighbors on both sides: the weeks before and after are linked.
    return monday_of(asked if date.min.year < asked.year < date.max.year else otherwise)
