"""Writing where and when sessions are held. The database refuses a room or a trainer twice in a period."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from agencies.models import Agency
from core.refusals import Refused
from core.templatetags.ui import thai_date
from scheduling.models import Assignment, TrainerBooking
from scheduling.planning import Placed
from scheduling.refusals import AlreadyBooked, DataChanged
from training.enums import Slot
from training.models import CourseRun, Session, Trainer


def hold_timetable(center: Agency) -> None:
    """Until the transaction ends, nobody else writes places of the centre.

    That a room or a trainer is used once is a constraint; hours of a trainer and units of equipment are counted.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=center.pk)


def write_places(places: Sequence[Placed], *, cleared: Collection[int], locked: Collection[int] = ()) -> None:
    """Give the sessions their places; those of `cleared` (session keys) lose the ones they had.

    Rows are written in one order, rooms before trainers, so that two writers cannot wait for each other.
    Raises IntegrityError where a room, a trainer or a run is already booked in a period.
    """
    Assignment.objects.filter(session__in=cleared).delete()
    Session.objects.filter(pk__in=cleared).update(day=None, slot="")
    _date_sessions(places)
    ordered = sorted(places, key=lambda place: place.order)
    rows = Assignment.objects.bulk_create(
        Assignment(
            session_id=place.session,
            room_id=place.room,
            day=place.day,
            slot=place.slot,
            is_locked=place.session in locked,
        )
        for place in ordered
    )
    bookings = [
        TrainerBooking(assignment=row, trainer_id=trainer, day=place.day, slot=place.slot)
        for row, place in zip(rows, ordered, strict=True)
        for trainer in place.trainers
    ]
    TrainerBooking.objects.bulk_create(sorted(bookings, key=lambda one: (one.day, one.slot, one.trainer_id)))


def _date_sessions(places: Iterable[Placed]) -> None:
    sessions = [Session(pk=place.session, day=place.day, slot=place.slot) for place in places]
    Session.objects.bulk_update(sorted(sessions, key=lambda session: session.pk), ["day", "slot"])


def name_trainers(run: CourseRun) -> None:
    """Set who teaches the run from its bookings."""
    run.trainers.set(Trainer.objects.filter(bookings__assignment__session__run=run).distinct())


def taken(places: Iterable[Placed], error: IntegrityError) -> Refused:
    """The refusal that names what was booked by others meanwhile; the error itself if nothing was."""
    places = list(places)
    mine = {place.session for place in places}
    for place in places:
        for refusal in (_room_taken(place, mine), _trainer_taken(place, mine)):
            if refusal:
                return refusal
    if Session.objects.filter(pk__in=mine).count() < len(mine):
        return DataChanged()  # a session was removed with its run
    raise error


def _room_taken(place: Placed, mine: set[int]) -> AlreadyBooked | None:
    if place.room is None:
        return None
    found = Assignment.objects.filter(room=place.room, day=place.day, slot=place.slot).exclude(
        session__in=mine
    )
    other = found.select_related("room", "session__run").first()
    return _booked(other.room, other.session.run, place) if other else None


def _trainer_taken(place: Placed, mine: set[int]) -> AlreadyBooked | None:
    found = TrainerBooking.objects.filter(trainer__in=place.trainers, day=place.day, slot=place.slot)
    others = found.exclude(assignment__session__in=mine)
    other = others.select_related("trainer", "assignment__session__run").first()
    return _booked(other.trainer, other.assignment.session.run, place) if other else None


def _booked(what: Any, run: CourseRun, place: Placed) -> AlreadyBooked:
    return AlreadyBooked(what=what, who=run.code, when=period_words(place.day, place.slot))


def period_words(day: date, slot: str) -> str:
    """A period for a sentence: the date and the half day."""
    return _("%(day)s, %(slot)s") % {"day": thai_date(day), "slot": Slot(slot).label}
