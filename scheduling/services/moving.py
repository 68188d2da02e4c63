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
from scheduling.refusals import AlreadyBegun, AlreadyHeld, CannotMove, NotPlannable, NotToCome
from scheduling.services.booking import hold_timetable, name_trainers, taken, write_places
from scheduling.services.plans import PLANNABLE
from training.enums import SLOT_HOURS, RunState, Slot
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

    Until its half day is over a session can be given another room or other trainers; its time only before it begins.
    Raises `NotPlannable`, `AlreadyHeld`, `AlreadyBegun`, `NotToCome`, `CannotMove` with every rule that the move would
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
    _refuse_time(session, place, timezone.localtime(at))
    broken = Judge(session, today=timezone.localdate(at)).broken_at(place)
    if broken:
        raise CannotMove(reasons=" ".join(Reasons(session, place).of(broken)))
    write_places([place], cleared=[session.pk], locked=[session.pk])
    session.refresh_from_db(fields=["day", "slot"])
    name_trainers(session.run)
    audit.record("session.moved", session, by=by, at=at, run=session.run.code, place=place.to_json())


def _refuse_time(session: Session, place: Placed, now: datetime) -> None:
    run = session.run
    if run.state not in PLANNABLE:
        raise NotPlannable(run=run.code, state=RunState(run.state).label)
    if session.day and _hour(session.day, session.slot, END) <= now:
        raise AlreadyHeld(day=thai_date(session.day))
    if (session.day, session.slot) == (place.day, place.slot):
        return
    if session.day and _hour(session.day, session.slot, BEGIN) <= now:
        raise AlreadyBegun
    if not run.first_day <= place.day <= run.last_day or _hour(place.day, place.slot, BEGIN) <= now:
        raise NotToCome(day=thai_date(place.day), last=thai_date(run.last_day))


BEGIN, END = 0, 1


def _hour(day: date, slot: str, which: int) -> datetime:
    """When a half day begins or ends, on the clock of the centre."""
    return timezone.make_aware(datetime.combine(day, SLOT_HOURS[Slot(slot)][which]))


@transaction.atomic
def unlock_session(session: Session, *, by: User | None, at: datetime) -> None:
    """Let the next timetable move a session that was fixed by hand; it stays where it is until then."""
    Assignment.objects.filter(session=session).update(is_locked=False)
    audit.record("session.unlocked", session, by=by, at=at, run=session.run.code)
