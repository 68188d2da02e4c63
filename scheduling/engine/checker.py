"""The judge: which hard rules a timetable breaks, and by which things. It knows no solver."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import combinations, pairwise

from scheduling.engine.model import Lock, Placement, Problem, Rule, Solution
from scheduling.engine.violations import Held, Violation
from scheduling.engine.whereabouts import broken_by_people


def check(problem: Problem, solution: Solution) -> list[Violation]:
    """Every violation of a hard rule; an empty list means a legal timetable.

    If a placement names something unknown, only that is reported: the other rules have no meaning then.
    """
    unknown = list(_unknown(problem, solution))
    if unknown:
        return unknown
    held = list(_held(problem, solution))
    found = list(_whole_runs(problem, solution)) + list(_locks(problem, solution))
    for rule, broken in _SINGLE:
        found += [Violation(rule, (one.session.id,)) for one in held if broken(problem, one)]
    for one in held:
        found += _trainers_of(one)
    found += _pairs(held) + _shared(problem, held) + _days_and_order(held)
    return found + broken_by_people(problem, held)


def _unknown(problem: Problem, solution: Solution) -> Iterator[Violation]:
    sessions = {s.id for run in problem.runs for s in run.sessions}
    rooms = {room.id for room in problem.rooms}
    trainers = {trainer.id for trainer in problem.trainers}
    seen: Counter[str] = Counter(p.session for p in solution.placements)
    for placement in solution.placements:
        wrong = {placement.session} - sessions | {placement.room} - rooms | set(placement.trainers) - trainers
        if wrong or not 0 <= placement.period < problem.calendar.periods or seen[placement.session] > 1:
            yield Violation(Rule.KNOWN, (placement.session, *sorted(wrong)))


def _held(problem: Problem, solution: Solution) -> Iterator[Held]:
    rooms = {room.id: room for room in problem.rooms}
    trainers = {trainer.id: trainer for trainer in problem.trainers}
    placed = solution.by_session()
    for run in problem.runs:
        for session in run.sessions:
            if session.id in placed:
                at = placed[session.id]
                who = tuple(trainers[name] for name in at.trainers)
                yield Held(run, session, at, problem.calendar.day(at.period), rooms[at.room], who)


def _whole_runs(problem: Problem, solution: Solution) -> Iterator[Violation]:
    placed = {placement.session for placement in solution.placements}
    left_out = {one.run for one in solution.unplaced}
    for run in problem.runs:
        wanted = 0 if run.id in left_out else len(run.sessions)
        if sum(session.id in placed for session in run.sessions) != wanted:
            yield Violation(Rule.WHOLE_RUN, (run.id,))


def _locks(problem: Problem, solution: Solution) -> Iterator[Violation]:
    placed = solution.by_session()
    for lock in problem.locks:
        at = placed.get(lock.session)
        if at and not _keeps(lock, at):
            yield Violation(Rule.LOCK, (lock.session,))


def _keeps(lock: Lock, at: Placement) -> bool:
    return (
        lock.period in (None, at.period)
        and lock.room in (None, at.room)
        and (lock.trainers is None or sorted(lock.trainers) == sorted(at.trainers))
    )


def _outside_window(_problem: Problem, one: Held) -> bool:
    return not (one.run.earliest or date.min) <= one.day <= (one.run.latest or date.max)


def _off_pattern(problem: Problem, one: Held) -> bool:
    slot = one.placement.period % len(problem.calendar.slots)
    weekdays, slots = one.run.weekdays, one.run.slots
    return (weekdays is not None and one.day.weekday() not in weekdays) or (
        slots is not None and slot not in slots
    )


def _center_closed(problem: Problem, one: Held) -> bool:
    return one.placement.period in problem.closed


def _slot_too_short(problem: Problem, one: Held) -> bool:
    return problem.calendar.slot(one.placement.period).minutes < one.session.minutes


def _wrong_kind(_problem: Problem, one: Held) -> bool:
    return one.room.kind != one.session.room_kind


def _room_too_small(_problem: Problem, one: Held) -> bool:
    return one.room.capacity < one.run.people


def _equipment_missing(problem: Problem, one: Held) -> bool:
    movable = {unit.kind for unit in problem.equipment if unit.site == one.room.site}
    return bool(one.session.equipment - one.room.equipment - movable)


def _off_site(_problem: Problem, one: Held) -> bool:
    return one.run.sites is not None and one.room.site not in one.run.sites


def _room_closed(_problem: Problem, one: Held) -> bool:
    return one.placement.period in one.room.closed


def _wrong_count(_problem: Problem, one: Held) -> bool:
    return (
        len(set(one.placement.trainers)) != one.session.trainers or len(one.trainers) != one.session.trainers
    )


_SINGLE: tuple[tuple[Rule, Callable[[Problem, Held], bool]], ...] = (
    (Rule.WINDOW, _outside_window),
    (Rule.PATTERN, _off_pattern),
    (Rule.CENTER_CLOSED, _center_closed),
    (Rule.SLOT_LENGTH, _slot_too_short),
    (Rule.ROOM_KIND, _wrong_kind),
    (Rule.ROOM_CAPACITY, _room_too_small),
    (Rule.ROOM_EQUIPMENT, _equipment_missing),
    (Rule.ROOM_CLOSED, _room_closed),
    (Rule.RUN_SITE, _off_site),
    (Rule.TRAINER_COUNT, _wrong_count),
)


def _trainers_of(one: Held) -> Iterator[Violation]:
    for trainer in one.trainers:
        if not any(
            held.name == one.session.qualification
            and (held.valid_from or date.min) <= one.day <= (held.valid_until or date.max)
            for held in trainer.qualifications
        ):
            yield Violation(Rule.TRAINER_QUALIFIED, (one.session.id, trainer.id))
        if one.placement.period in trainer.unavailable or one.placement.period in trainer.booked:
            yield Violation(Rule.TRAINER_AVAILABLE, (one.session.id, trainer.id))
        if trainer.sites is not None and one.room.site not in trainer.sites:
            yield Violation(Rule.TRAINER_SITE, (one.session.id, trainer.id))


def _pairs(held: Iterable[Held]) -> list[Violation]:
    """Overlaps: sessions of one period that share a room, a trainer or a group of people."""
    sharing: dict[tuple[Rule, int, str], list[Held]] = defaultdict(list)
    for one in held:
        period = one.placement.period
        sharing[Rule.ROOM_OVERLAP, period, one.room.id].append(one)
        for name in set(one.placement.trainers):
            sharing[Rule.TRAINER_OVERLAP, period, name].append(one)
        for group in one.run.groups:
            sharing[Rule.GROUP_OVERLAP, period, group].append(one)
    return [
        Violation(rule, (a.session.id, b.session.id, shared))
        for (rule, _, shared), together in sharing.items()
        for a, b in combinations(together, 2)
        if rule is not Rule.GROUP_OVERLAP or a.run.id != b.run.id
    ]


def _shared(problem: Problem, held: Iterable[Held]) -> list[Violation]:
    """Sessions of one period that together need more movable units of a kind than their site has then.

    A kind of which a site has no unit at all is the room's fault, not that of the others.
    """
    needing: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for one in held:
        for kind in sorted(one.session.equipment - one.room.equipment):
            needing[one.placement.period, kind, one.room.site].append(one.session.id)
    found: list[Violation] = []
    for (period, kind, site), sessions in sorted(needing.items()):
        units = [unit for unit in problem.equipment if unit.kind == kind and unit.site == site]
        if units and len(sessions) > len([unit for unit in units if period not in unit.unavailable]):
            found.append(Violation(Rule.SHARED_EQUIPMENT, (*sessions, kind)))
    return found


def _days_and_order(held: Iterable[Held]) -> list[Violation]:
    by_run: dict[str, list[Held]] = defaultdict(list)
    for one in held:
        by_run[one.run.id].append(one)
    found: list[Violation] = []
    for sessions in by_run.values():
        found += _order(sessions)
        found += _per_day(sessions)
    return found


def _order(sessions: list[Held]) -> Iterator[Violation]:
    """The sessions come in the listed order of their run; each is strictly after the one before."""
    for before, after in pairwise(sessions):
        if before.placement.period >= after.placement.period:
            yield Violation(Rule.ORDER, (before.session.id, after.session.id))


def _per_day(sessions: list[Held]) -> Iterator[Violation]:
    run = sessions[0].run
    counts = Counter(one.day for one in sessions)
    last = max(counts)
    for day, count in sorted(counts.items()):
        if count > run.most_per_day:
            yield Violation(Rule.MOST_PER_DAY, (run.id, day.isoformat()))
        if count < run.least_per_day and day != last:
            yield Violation(Rule.LEAST_PER_DAY, (run.id, day.isoformat()))
