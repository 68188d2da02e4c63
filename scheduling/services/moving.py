"""Moving one session by hand. The engine's checker says which rules the move would break; rows say why."""

import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import User
from core import audit
from core.templatetags.ui import thai_date
from scheduling.engine import model as engine
from scheduling.engine.checker import Violation, check
from scheduling.models import Assignment
from scheduling.planning import RUN, Placed, name_of, placement, problem_for
from scheduling.refusals import AlreadyHeld, CannotMove, NotFromTomorrow, NotPlannable
from scheduling.services.booking import name_trainers, taken, write_places
from scheduling.services.plans import PLANNABLE
from scheduling.wording import Reasons
from training.enums import RunState, Slot
from training.models import CourseRun, Room, Session, Trainer


def move_session(
    session: Session,
    *,
    day: date,
    slot: Slot | str,
    room: Room,
    trainers: Sequence[Trainer],
    by: User | None,
    at: datetime,
) -> None:
    """Hold a session at another time, in another room or with other trainers, and fix it there.

    Raises `NotPlannable`, `AlreadyHeld`, `NotFromTomorrow`, `CannotMove` with every rule that the move would
    break, in words, and `AlreadyBooked` if a colleague was quicker.
    """
    place = Placed(session.pk, day, str(slot), room.pk, tuple(sorted(trainer.pk for trainer in trainers)))
    try:
        with transaction.atomic():
            _move(session, place, by=by, at=at)
    except IntegrityError as error:
        raise taken([place], error) from error


def _move(session: Session, place: Placed, *, by: User | None, at: datetime) -> None:
    session.refresh_from_db()
    _refuse_time(session, place, timezone.localdate(at))
    broken = broken_by(session, place, today=timezone.localdate(at))
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


def broken_by(session: Session, place: Placed, *, today: date) -> list[Violation]:
    """The hard rules that the session would break at that place. What is wrong elsewhere is not its matter."""
    problem = replace(problem_for(session.run.center, [session.run], today=today), locks=())
    there = placement(place, problem.calendar)
    rest = (one for one in _still_known(problem) if one.session != there.session)
    found = check(problem, engine.Solution((*rest, there)))
    return [one for one in found if _concerns(one, there, problem.calendar, session.run)]


def _concerns(found: Violation, there: engine.Placement, calendar: engine.Calendar, run: CourseRun) -> bool:
    """Whether a violation names the session, or a limit of its run or trainers on its day or in its week."""
    if there.session in found.things:
        return True
    year, week = calendar.week(there.period)
    limits = itertools.product(
        (name_of(RUN, run.pk), *there.trainers),
        (calendar.day(there.period).isoformat(), f"{year}-W{week:02}"),
    )
    return found.things in set(limits)


def _still_known(problem: engine.Problem) -> list[engine.Placement]:
    """What is published, without the places in a room or with a trainer that the centre no longer has."""
    published = problem.published or engine.Solution(())
    lost = {found.things[0] for found in check(problem, published) if found.rule is engine.Rule.KNOWN}
    return [one for one in published.placements if one.session not in lost]


@transaction.atomic
def unlock_session(session: Session, *, by: User | None, at: datetime) -> None:
    """Let the next timetable move a session that was fixed by hand; it stays where it is until then."""
    Assignment.objects.filter(session=session).update(is_locked=False)
    audit.record("session.unlocked", session, by=by, at=at, run=session.run.code)
