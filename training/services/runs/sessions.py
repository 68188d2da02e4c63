"""The sessions of a run: made from its curriculum, to be dated by a timetable."""

from collections.abc import Iterator

from training.calendar import periods_of, sessions_that_fit
from training.enums import SESSION_MINUTES, Part
from training.models import CourseRun, RoomKind, Session
from training.queries import half_days_of, shut_days_of
from training.refusals import WindowTooShort

CLASSROOM = "classroom"


def sessions_of(run: CourseRun) -> list[Session]:
    """Each topic's theory, in a classroom, then its practice, in the topic's kind of room; not saved yet."""
    return list(_sessions(run))


def _sessions(run: CourseRun) -> Iterator[Session]:
    names = {"name_th": "ห้องเรียน", "name_en": "Classroom"}
    classroom, _created = RoomKind.objects.get_or_create(code=CLASSROOM, defaults=names)
    number = 0
    for topic in run.curriculum.topics.select_related("room_kind"):
        parts = (
            (Part.THEORY, topic.theory_minutes, classroom),
            (Part.PRACTICE, topic.practice_minutes, topic.room_kind),
        )
        for part, whole, kind in parts:
            for minutes in split(whole):
                number += 1
                yield Session(run=run, number=number, topic=topic, part=part, minutes=minutes, room_kind=kind)


def split(minutes: int) -> list[int]:
    """Full slots, and a shorter rest."""
    full, rest = divmod(minutes, SESSION_MINUTES)
    return [SESSION_MINUTES] * full + [rest] * bool(rest)


def refuse_short_window(run: CourseRun, needed: int) -> None:
    room = room_in_window(run)
    if needed > room:
        raise WindowTooShort(needed=needed, room=room)


def room_in_window(run: CourseRun) -> int:
    """How many sessions the run's days can hold, without holidays, closures and half days on which the centre
    does not teach."""
    shut = shut_days_of(run.center, run.first_day, run.last_day)
    periods = periods_of(run.first_day, run.last_day, run.pattern, shut)
    week = half_days_of(run.center)
    taught = [period for period in periods if period.slot in week[period.day.weekday()]]
    return sessions_that_fit(taught, run.sessions_per_day)


def renew_sessions(run: CourseRun) -> None:
    """Make the sessions of a run that has not begun anew: their days, rooms and trainers are free again."""
    fresh = sessions_of(run)
    run.sessions.all().delete()
    Session.objects.bulk_create(fresh)
    run.trainers.clear()
