"""What must be true of a problem before it makes sense to solve it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from scheduling.engine.levels import highest
from scheduling.engine.model import Group, Lock, Problem, Run, Slot, Term, Trainer

MOST_COST = 2**62
"""Costs are counted in 64 bits, with room for one more bit where two of them are added."""

MOST_PERIODS = 10_000
"""Nine years of three half days: with more, looking at every period of every run takes longer than a solve."""

DAY = 24 * 60
"""Minutes of a day."""


class ProblemError(ValueError):
    """The problem is malformed; the message is one sentence that names the place."""

    def __init__(self, place: str, fact: str) -> None:
        super().__init__(f"{place}: {fact}.")
        self.place = place


def validate(problem: Problem) -> None:
    """Raise ProblemError for the first fault, else return."""
    for place, fact in _faults(problem):
        raise ProblemError(place, fact)


def _faults(problem: Problem) -> Iterator[tuple[str, str]]:
    published = problem.published.placements if problem.published else ()
    yield from _calendar_faults(problem)
    yield from _duplicates("runs", (run.id for run in problem.runs))
    yield from _duplicates("sessions", (s.id for run in problem.runs for s in run.sessions))
    yield from _duplicates("trainers", (trainer.id for trainer in problem.trainers))
    yield from _duplicates("rooms", (room.id for room in problem.rooms))
    yield from _duplicates("equipment", (unit.id for unit in problem.equipment))
    yield from _duplicates("locks", (lock.session for lock in problem.locks))
    yield from _duplicates("published", (one.session for one in published))
    yield from _duplicates("groups", (group.id for group in problem.groups))
    for run in problem.runs:
        yield from _run_faults(problem, run)
    yield from _period_faults(problem)
    for lock in problem.locks:
        yield from _lock_faults(problem, lock)
    yield from _travel_faults(problem)
    yield from _weight_faults(problem)


def _calendar_faults(problem: Problem) -> Iterator[tuple[str, str]]:
    days = problem.calendar.days
    if not days or not problem.calendar.slots:
        yield "calendar", "needs at least one day and one slot"
    if problem.calendar.periods > MOST_PERIODS:
        yield (
            "calendar",
            f"has {problem.calendar.periods} periods (days × slots); at most {MOST_PERIODS} can be planned",
        )
    if any(a >= b for a, b in pairwise(days)):
        yield "calendar.days", "must be ascending without repeats"
    yield from _duplicates("calendar.slots", (slot.name for slot in problem.calendar.slots))


def _travel_faults(problem: Problem) -> Iterator[tuple[str, str]]:
    """Rest and travel need the times of the day; a way is between two sites and given once."""
    slots = problem.calendar.slots
    rests = [(place, who.rest) for place, who in _people(problem)]
    for place, rest in rests:
        if not 0 <= rest <= DAY:
            yield place, f"rests at most {DAY} minutes between one day and the next"
    if problem.travel or any(rest for _, rest in rests):
        yield from _time_faults(slots)
    for way in problem.travel:
        if way.a == way.b or way.minutes < 0:
            yield "travel", f"“{way.a}” to “{way.b}” must be two sites, and no less than 0 minutes"
    yield from _duplicates("travel", (" – ".join(sorted((way.a, way.b))) for way in problem.travel))
    for place, who in _people(problem):
        if not who.booked_at.keys() <= who.booked.keys():
            yield place, "booked_at names a period that is not in booked"


def _people(problem: Problem) -> list[tuple[str, Trainer | Group]]:
    """Trainers and groups, each with its place in a fault."""
    trainers = [(f"trainer {who.id}", who) for who in problem.trainers]
    return [*trainers, *((f"group {group.id}", group) for group in problem.groups)]


def _time_faults(slots: Sequence[Slot]) -> Iterator[tuple[str, str]]:
    """Slots follow one another and are over by midnight."""
    ends = 0
    for slot in slots:
        if slot.begins is None:
            yield "calendar.slots", f"“{slot.name}” needs “begins”, since rest or travel is counted"
        elif slot.begins < ends or slot.begins + slot.minutes > DAY:
            yield (
                "calendar.slots",
                f"“{slot.name}” begins before the slot above it ends, or ends after midnight",
            )
        else:
            ends = slot.begins + slot.minutes


def _duplicates(place: str, ids: Iterable[str]) -> Iterator[tuple[str, str]]:
    for name, times in Counter(ids).items():
        if times > 1:
            yield place, f"“{name}” is there {times} times"


def _run_faults(problem: Problem, run: Run) -> Iterator[tuple[str, str]]:
    place = f"run {run.id}"
    if not run.sessions:
        yield place, "has no sessions"
    if not 1 <= run.least_per_day <= run.most_per_day:
        yield place, "needs 1 ≤ least_per_day ≤ most_per_day"
    if run.people < 0:
        yield place, "people cannot be negative"
    if not (run.slots or frozenset()) <= set(range(len(problem.calendar.slots))):
        yield place, "names a slot that the calendar does not have"
    if not (run.weekdays or frozenset()) <= set(range(7)):
        yield place, "weekdays are 0 (Monday) to 6 (Sunday)"
    for session in run.sessions:
        if session.trainers < 1:
            yield f"session {session.id}", "needs at least one trainer"
        if session.minutes < 1:
            yield f"session {session.id}", "needs at least one minute"


def _period_faults(problem: Problem) -> Iterator[tuple[str, str]]:
    named = [("closed", problem.closed)]
    named += [(f"room {room.id}", room.closed) for room in problem.rooms]
    named += [
        (f"trainer {one.id}", one.unavailable | one.booked.keys() | one.unwished) for one in problem.trainers
    ]
    named += [(f"group {group.id}", group.protected | group.booked.keys()) for group in problem.groups]
    named += [(f"equipment {unit.id}", unit.unavailable) for unit in problem.equipment]
    for place, periods in named:
        if any(not 0 <= period < problem.calendar.periods for period in periods):
            yield place, "names a period outside the calendar"


def _lock_faults(problem: Problem, lock: Lock) -> Iterator[tuple[str, str]]:
    place = f"lock of session {lock.session}"
    needed = {s.id: s.trainers for run in problem.runs for s in run.sessions}
    if lock.session not in needed:
        yield place, "there is no such session"
        return
    if lock.period is not None and not 0 <= lock.period < problem.calendar.periods:
        yield place, "names a period outside the calendar"
    if lock.room is not None and lock.room not in {room.id for room in problem.rooms}:
        yield place, f"there is no room “{lock.room}”"
    if lock.trainers is not None and len(lock.trainers) != len(set(lock.trainers)):
        yield place, "names a trainer twice"
    if lock.trainers is not None and len(set(lock.trainers)) != needed[lock.session]:
        yield place, "names more or fewer trainers than the session needs"
    for name in sorted(set(lock.trainers or ()) - {trainer.id for trainer in problem.trainers}):
        yield place, f"there is no trainer “{name}”"


def _weight_faults(problem: Problem) -> Iterator[tuple[str, str]]:
    for term in Term:
        if problem.weights.get(term, -1) < 0:
            yield "weights", f"“{term}” needs a weight of 0 or more"
    for term, times in Counter(term for level in problem.levels for term in level).items():
        if times > 1:
            yield "levels", f"“{term}” is in {times} levels"
    if highest(problem) > MOST_COST:
        yield (
            "weights",
            "a cost could be too high to be counted; give smaller weights, fewer wishes or levels",
        )
