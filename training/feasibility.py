"""Whether a run can be held as it is being planned: its window, the rooms and the trainers there are for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q

from agencies.models import Agency
from core.dates import fiscal_year
from training.models import Course, CourseRun, Room, RoomKind, Session, Trainer, TrainerSkill
from training.services.runs.sessions import room_in_window, sessions_of


@dataclass(frozen=True, slots=True)
class RoomsOfKind:
    """The centre's rooms of one kind that the sessions need, and how many people the largest holds."""

    kind: RoomKind
    rooms: int
    largest: int

    def fits(self, seats: int) -> bool:
        return bool(self.rooms) and self.largest >= seats


@dataclass(frozen=True, slots=True)
class Feasibility:
    """What a run would need and what there is."""

    code: str
    sessions: int
    room: int  # sessions that the days can hold
    rooms: list[RoomsOfKind]
    trainers: list[Trainer]
    seats: int
    trainers_needed: int

    @property
    def window_fits(self) -> bool:
        return self.sessions <= self.room

    @property
    def rooms_lacking(self) -> list[RoomsOfKind]:
        return [one for one in self.rooms if not one.fits(self.seats)]

    @property
    def trainers_suffice(self) -> bool:
        return len(self.trainers) >= self.trainers_needed


def feasibility_of(run: CourseRun) -> Feasibility | None:
    """Of a run that is not saved yet; None where its course has no curriculum."""
    newest = run.course.curricula.order_by("-version").first()
    if newest is None:
        return None
    run.curriculum = newest
    sessions = sessions_of(run)
    return Feasibility(
        code=free_code(run.course, run.first_day),
        sessions=len(sessions),
        room=room_in_window(run),
        rooms=[_rooms(run, kind) for kind in _kinds(run, sessions)],
        trainers=list(trainers_for(run.course, run.center, run.first_day, run.last_day)),
        seats=run.seats,
        trainers_needed=run.trainers_needed,
    )


def _kinds(run: CourseRun, sessions: Iterable[Session]) -> list[RoomKind]:
    """The kinds of rooms that the centre must have: none for a run held outside."""
    return [] if run.is_outside else list(dict.fromkeys(one.room_kind for one in sessions))


def _rooms(run: CourseRun, kind: RoomKind) -> RoomsOfKind:
    rows = Room.objects.filter(center=run.center, kind=kind, is_active=True)
    if run.site_id:
        rows = rows.filter(site=run.site_id)
    return RoomsOfKind(kind, rows.count(), rows.aggregate(most=Max("capacity"))["most"] or 0)


def trainers_for(course: Course, center: Agency, first: date, last: date) -> list[Trainer]:
    """The centre's trainers qualified on all the days for every skill that the course asks for."""
    held = TrainerSkill.objects.filter(Q(valid_from=None) | Q(valid_from__lte=first))
    held = held.filter(Q(valid_until=None) | Q(valid_until__gte=last))
    rows = Trainer.objects.filter(center=center, is_active=True)
    for skill in course.skills.all():
        rows = rows.filter(pk__in=held.filter(skill=skill).values("trainer"))
    return list(rows.order_by("name_th"))


def free_code(course: Course, first_day: date) -> str:
    """The next code of the course in the fiscal year of its first day: WELD-3/2570."""
    year = fiscal_year(first_day)
    taken = set(CourseRun.objects.filter(code__startswith=f"{course.code}-").values_list("code", flat=True))
    number = next(n for n in range(1, len(taken) + 2) if f"{course.code}-{n}/{year}" not in taken)
    return f"{course.code}-{number}/{year}"
