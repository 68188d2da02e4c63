"""The hard rules that do not depend on other placements, one function each, as bit masks over periods.

Bit p of a mask is period p. `TIME`, `ROOM` and `TRAINER` list the functions that `compiled` combines.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from datetime import date

from scheduling.engine.model import Calendar, Group, Problem, Room, Rule, Run, Session, Trainer


def bits(periods: Iterable[int]) -> int:
    """The mask that has exactly these periods."""
    mask = 0
    for period in periods:
        mask |= 1 << period
    return mask


def every(calendar: Calendar) -> int:
    """All periods."""
    return (1 << calendar.periods) - 1


def daily(calendar: Calendar, slots: Iterable[int]) -> int:
    """These slots of every day."""
    return bits(range(0, calendar.periods, len(calendar.slots))) * bits(slots)


def between(calendar: Calendar, first: date | None, last: date | None) -> int:
    """All periods of the days first…last, both included; None is open."""
    begin = 0 if first is None else bisect_left(calendar.days, first)
    end = len(calendar.days) if last is None else bisect_right(calendar.days, last)
    slots = len(calendar.slots)
    return (1 << end * slots) - 1 & ~((1 << begin * slots) - 1)


def window(problem: Problem, run: Run, _session: Session) -> int:
    """A run meets between its earliest and its latest day."""
    return between(problem.calendar, run.earliest, run.latest)


def pattern(problem: Problem, run: Run, _session: Session) -> int:
    """A run meets only on its weekdays and in its slots."""
    calendar, slots = problem.calendar, len(problem.calendar.slots)
    one_day = (1 << slots) - 1 if run.slots is None else bits(run.slots)
    days = (
        day * slots
        for day, date_ in enumerate(calendar.days)
        if run.weekdays is None or date_.weekday() in run.weekdays
    )
    return bits(days) * one_day


def center_open(problem: Problem, _run: Run, _session: Session) -> int:
    """Nothing is held while the center is closed."""
    return every(problem.calendar) & ~bits(problem.closed)


def slot_length(problem: Problem, _run: Run, session: Session) -> int:
    """A session fits into a slot that is at least as long."""
    calendar = problem.calendar
    return daily(calendar, (n for n, slot in enumerate(calendar.slots) if slot.minutes >= session.minutes))


def group_protected(problem: Problem, run: Run, _session: Session) -> int:
    """Nothing is held in the protected periods of a run's people."""
    return every(problem.calendar) & ~bits(p for group in _people(problem, run) for p in group.protected)


def group_free(problem: Problem, run: Run, _session: Session) -> int:
    """Nothing is held while a run's people learn elsewhere."""
    return every(problem.calendar) & ~bits(p for group in _people(problem, run) for p in group.booked)


def _people(problem: Problem, run: Run) -> list[Group]:
    return [group for group in problem.groups if group.id in run.groups] if run.groups else []


def room_kind(_problem: Problem, _run: Run, session: Session, room: Room) -> bool:
    """A session is held in a room of its kind."""
    return room.kind == session.room_kind


def room_capacity(_problem: Problem, run: Run, _session: Session, room: Room) -> bool:
    """A room holds all people of the run."""
    return room.capacity >= run.people


def room_equipment(problem: Problem, _run: Run, session: Session, room: Room) -> bool:
    """A room has all that the session needs, or there are movable units of it at its site."""
    return session.equipment - room.equipment <= {
        unit.kind for unit in problem.equipment if unit.site == room.site
    }


def run_site(_problem: Problem, run: Run, _session: Session, room: Room) -> bool:
    """A run that is held at certain sites uses the rooms of these alone."""
    return run.sites is None or room.site in run.sites


def units_working(problem: Problem, kind: str, site: str) -> tuple[int, ...]:
    """For each period, how many movable units of a kind can be used at a site."""
    units = [unit for unit in problem.equipment if (unit.kind, unit.site) == (kind, site)]
    return tuple(
        sum(period not in unit.unavailable for unit in units) for period in range(problem.calendar.periods)
    )


def room_open(problem: Problem, room: Room) -> int:
    """A room is not used while it is closed."""
    return every(problem.calendar) & ~bits(room.closed)


def trainer_qualified(problem: Problem, qualification: str, trainer: Trainer) -> int:
    """A trainer teaches what they are qualified for, on days on which the qualification is valid."""
    mask = 0
    for held in trainer.qualifications:
        if held.name == qualification:
            mask |= between(problem.calendar, held.valid_from, held.valid_until)
    return mask


def trainer_available(problem: Problem, trainer: Trainer) -> int:
    """A trainer does not teach while absent or teaching elsewhere."""
    return every(problem.calendar) & ~bits(trainer.unavailable | trainer.booked.keys())


def trainer_reaches(trainer: Trainer, room: Room) -> bool:
    """A trainer teaches only at sites that they can reach."""
    return trainer.sites is None or room.site in trainer.sites


TIME: dict[Rule, Callable[[Problem, Run, Session], int]] = {
    Rule.WINDOW: window,
    Rule.PATTERN: pattern,
    Rule.CENTER_CLOSED: center_open,
    Rule.SLOT_LENGTH: slot_length,
    Rule.GROUP_PROTECTED: group_protected,
    Rule.GROUP_OVERLAP: group_free,
}
ROOM: dict[Rule, Callable[[Problem, Run, Session, Room], bool]] = {
    Rule.ROOM_KIND: room_kind,
    Rule.ROOM_CAPACITY: room_capacity,
    Rule.ROOM_EQUIPMENT: room_equipment,
    Rule.RUN_SITE: run_site,
}
