"""Moving one session by hand. The engine's checker says which rules the move would break; rows say why."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import User
from core import audit
from core.templatetags.ui import thai_date
from scheduling.judging import Judge
from scheduling.models import Assignment
from scheduling.planning import Placed
from scheduling.reasons import Reasons
from scheduling.refusals import AlreadyHeld, CannotMove, NotFromTomorrow, NotPlannable
from scheduling.services.booking import hold_timetable, name_trainers, taken, write_places
from scheduling.services.plans import PLANNABLE
from training.enums import RunState, Slot
from training.models import Room, Session, Trainer


def move_session(
    session: Session,
    *,
    day: date,
    slot: Slot | str,
    room: Room | None,
    trainers: Sequence[Trainer],
    by: User | None,
    at: datetime,
) -> None:
    """Hold a session at another time, in another room (None: outside the centre) or with other trainers, and
    fix it there.

    Raises `NotPlannable`, `AlreadyHeld`, `NotFromTomorrow`, `CannotMove` with every rule that the move would
    break, in words, and `AlreadyBooked` if a colleague was quicker.
    """
    people = tuple(sorted(trainer.pk for trainer in trainers))
    place = Placed(session.pk, day, str(slot), room.pk if room else None, people)
    try:
        with transaction.atomic():
            _move(session, place, by=by, at=at)
    except IntegrityError as error:
        raise taken([place], error) from error


def _move(session: Session, place: Placed, *, by: User | None, at: datetime) -> None:
    hold_timetable(session.run.center)
    session.refresh_from_db()
    _refuse_time(session, place, timezone.localdate(at))
    broken = Judge(session, today=timezone.localdate(at)).broken_at(place)
    if broken:
        raise CannotMove(reasons=" ".join(Reasons(session, place).of(broken)))
    write_places([place], cleared=[session.pk], locked=[session.pk])
    session.refresh_from_db(fields=["day", "slot"])
    name_trainers(session.run)
    audit.record("session.moved", session, by=by, at=at, run=session.run.code, place=place.to_json())


def _refuse_time(session: Session, place: Placed, today: date) -> None:
    run = session.run
    if run.state not in PLANNABLE:
        raise NotPlannable(run=run.code, state=RunState(run.state).label)
    if session.day and session.day <= today:
        raise AlreadyHeld(day=thai_date(session.day))
    if not max(today, run.first_day) <= place.day <= run.last_day or place.day <= today:
        raise NotFromTomorrow(day=thai_date(place.day), last=thai_date(run.last_day))


@transaction.atomic
def unlock_session(session: Session, *, by: User | None, at: datetime) -> None:
    """Let the next timetable move a session that was fixed by hand; it stays where it is until then."""
    Assignment.objects.filter(session=session).update(is_locked=False)
    audit.record("session.unlocked", session, by=by, at=at, run=session.run.code)
