"""What a timetable costs, term by term, counted afresh from its placements: the judge's count."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from scheduling.engine.model import Placement, Problem, Run, Solution, Term
from scheduling.engine.shares import fair_share


def cost(problem: Problem, solution: Solution) -> dict[Term, int]:
    """Weighted cost of every soft term; their sum is the soft cost. Runs left out cost nothing here."""
    amounts = dict.fromkeys(Term, 0)
    placed = solution.by_session()
    for run in problem.runs:
        if all(session.id in placed for session in run.sessions):
            for term, amount in _run_amounts(problem, run, placed).items():
                amounts[term] += amount
    amounts[Term.ALONE] = _alone(problem, placed)
    amounts[Term.LOAD] = _load(problem, solution)
    amounts[Term.EVENINGS] = _evenings(problem, solution)
    amounts[Term.CHANGES] = _changes(problem, solution)
    amounts[Term.WISHES] = _against_wishes(problem, solution)
    amounts[Term.TRAVEL] = _changes_of_site(problem, solution)
    return {term: amount * problem.weights[term] for term, amount in amounts.items()}


def total(problem: Problem, solution: Solution) -> int:
    """The soft cost: the sum of all terms."""
    return sum(cost(problem, solution).values())


def _run_amounts(problem: Problem, run: Run, placed: Mapping[str, Placement]) -> dict[Term, int]:
    days = sorted({problem.calendar.day(placed[s.id].period) for s in run.sessions})
    start = abs((days[0] - run.preferred_start).days) if run.preferred_start else 0
    return {
        Term.START: start,
        Term.IDLE: _idle(problem, run, days),
        Term.ROOMS: _extra_rooms(run, placed),
        Term.TRAINERS: _extra_trainers(run, placed),
        Term.SEATS: _without_seat(problem, run, placed),
        Term.EMPTY: _half_empty(problem, run, placed),
        Term.DAYS: max(0, run.days_wished - len(days)),
    }


def _idle(problem: Problem, run: Run, days: list[date]) -> int:
    """Days inside the run on which its pattern and the center would let it meet, but it does not."""
    calendar = problem.calendar
    could_meet = {
        calendar.day(period)
        for period in range(calendar.periods)
        if period not in problem.closed
        and (run.slots is None or period % len(calendar.slots) in run.slots)
        and (run.weekdays is None or calendar.day(period).weekday() in run.weekdays)
    }
    return sum(days[0] < day < days[-1] for day in could_meet - set(days))


def _extra_rooms(run: Run, placed: Mapping[str, Placement]) -> int:
    """Rooms beyond the first, for each kind of room that the run uses."""
    rooms: dict[str, set[str]] = defaultdict(set)
    for session in run.sessions:
        rooms[session.room_kind].add(placed[session.id].room)
    return sum(len(used) - 1 for used in rooms.values())


def _extra_trainers(run: Run, placed: Mapping[str, Placement]) -> int:
    """Trainers beyond the most that one session needs, for each qualification that the run asks for."""
    people: dict[str, set[str]] = defaultdict(set)
    needed: Counter[str] = Counter()
    for session in run.sessions:
        people[session.qualification].update(placed[session.id].trainers)
        needed[session.qualification] = max(needed[session.qualification], session.trainers)
    return sum(len(used) - needed[name] for name, used in people.items())


def _without_seat(problem: Problem, run: Run, placed: Mapping[str, Placement]) -> int:
    """Wished seats that the room does not have, session by session."""
    seats = {room.id: room.capacity for room in problem.rooms}
    return sum(max(0, run.seats_wished - seats[placed[session.id].room]) for session in run.sessions)


def _half_empty(problem: Problem, run: Run, placed: Mapping[str, Placement]) -> int:
    """Sessions in a room with at least twice as many seats as the run has people."""
    seats = {room.id: room.capacity for room in problem.rooms}
    return sum(0 < 2 * run.people <= seats[placed[session.id].room] for session in run.sessions)


def _alone(problem: Problem, placed: Mapping[str, Placement]) -> int:
    """Sessions right before and after which, on their day, their group has none; once for each such group."""
    slots = len(problem.calendar.slots)
    periods: dict[str, list[int]] = defaultdict(list)
    for run in problem.runs:
        for group in run.groups & problem.compact:
            periods[group] += [placed[s.id].period for s in run.sessions if s.id in placed]
    return sum(
        not any(near in taught and near // slots == period // slots for near in (period - 1, period + 1))
        for taught in periods.values()
        for period in taught
    )


def _load(problem: Problem, solution: Solution) -> int:
    taught = Counter(name for placement in solution.placements for name in placement.trainers)
    share = fair_share(problem)
    return sum(max(0, count - share[name]) for name, count in taught.items())


def _evenings(problem: Problem, solution: Solution) -> int:
    evenings = Counter(
        (name, problem.calendar.week(placement.period))
        for placement in solution.placements
        if problem.calendar.slot(placement.period).evening
        for name in placement.trainers
    )
    return sum(max(0, count - problem.evenings_per_week) for count in evenings.values())


def _changes(problem: Problem, solution: Solution) -> int:
    """For every published session that is still placed: new period, room, trainers count one each."""
    now = solution.by_session()
    return sum(
        (now[old.session].period != old.period)
        + (now[old.session].room != old.room)
        + (set(now[old.session].trainers) != set(old.trainers))
        for old in (problem.published.placements if problem.published else ())
        if old.session in now
    )


def _against_wishes(problem: Problem, solution: Solution) -> int:
    """Sessions that a trainer holds when they would rather not teach, once for each such trainer."""
    unwished = {trainer.id: trainer.unwished for trainer in problem.trainers}
    return sum(one.period in unwished[name] for one in solution.placements for name in one.trainers)


def _changes_of_site(problem: Problem, solution: Solution) -> int:
    """Sites of a trainer on a day beyond the first, or beyond those at which they are booked anyway."""
    site = {room.id: room.site for room in problem.rooms}
    booked: dict[tuple[str, date], set[str]] = defaultdict(set)
    for trainer in problem.trainers:
        for period, there in trainer.booked_at.items():
            booked[trainer.id, problem.calendar.day(period)].add(there)
    taught: dict[tuple[str, date], set[str]] = defaultdict(set)
    for one in solution.placements:
        for name in one.trainers:
            taught[name, problem.calendar.day(one.period)].add(site[one.room])
    return sum(len(sites | booked[key]) - max(1, len(booked[key])) for key, sites in taught.items())
