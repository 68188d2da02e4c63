"""What one run costs by itself, wherever the others are."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from operator import ne

from scheduling.engine.compiled import Compiled, Spot, Task
from scheduling.engine.model import Term


def run_cost(compiled: Compiled, job: int, spots: Sequence[Spot]) -> int:
    """Weighted start, idle, room, trainer, change, seat, empty and day terms of one run at these spots."""
    weights, work = compiled.problem.weights, compiled.jobs[job]
    tasks = [compiled.tasks[index] for index in work.tasks]
    days = {spot[0] // compiled.slots for spot in spots}
    # Most sessions of a run share their room and team: each sort is looked at once.
    rooms = Counter((task.kind, spot[1]) for task, spot in zip(tasks, spots, strict=True))
    teams = {(task.qualification, spot[2]) for task, spot in zip(tasks, spots, strict=True)}
    people = {(name, trainer) for name, team in teams for trainer in team}
    kinds = {kind for kind, _ in rooms}
    return (
        weights[Term.START] * start_amount(compiled, job, min(days))
        + weights[Term.IDLE] * idle_amount(compiled, job, days)
        + weights[Term.ROOMS] * (len(rooms) - len(kinds))
        + weights[Term.TRAINERS] * (len(people) - sum(work.team_size.values()))
        + weights[Term.CHANGES] * sum(map(_changes, tasks, spots))
        + sum(count * seat_price(compiled, job, room) for (_, room), count in rooms.items())
        + weights[Term.DAYS] * max(0, work.days_wished - len(days))
    )


def _changes(task: Task, spot: Spot) -> int:
    """How much of period, room and team is not as published."""
    return sum(map(ne, spot, task.published)) if task.published is not None else 0


def seat_price(compiled: Compiled, job: int, room: int) -> int:
    """What it costs to hold one session of a run in a room: wished seats that it lacks, half of it empty."""
    weights, work = compiled.problem.weights, compiled.jobs[job]
    capacity = compiled.problem.rooms[room].capacity
    missing = max(0, work.seats_wished - capacity)
    return weights[Term.SEATS] * missing + (weights[Term.EMPTY] if 0 < 2 * work.people <= capacity else 0)


def start_amount(compiled: Compiled, job: int, day: int) -> int:
    """Calendar days between a first day (index) and the preferred start."""
    preferred = compiled.jobs[job].preferred
    return 0 if preferred is None else abs(compiled.ordinals[day] - preferred)


def idle_amount(compiled: Compiled, job: int, days: set[int]) -> int:
    """Days between the first and the last of these on which the run could meet too."""
    meets = compiled.jobs[job].meets
    return bisect_left(meets, max(days)) - bisect_left(meets, min(days)) + 1 - len(days)
