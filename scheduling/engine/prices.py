"""What one run costs by itself, wherever the others are."""

from scheduling.engine.compiled import Compiled, Spot
from scheduling.engine.model import Term


def run_cost(compiled: Compiled, job: int, spots: list[Spot | None]) -> int:
    """Weighted start, idle, room, trainer, change, seat, empty and day terms of one run at these spots."""
    weights, work = compiled.problem.weights, compiled.jobs[job]
    days: set[int] = set()
    rooms: set[tuple[str, int]] = set()
    people: set[tuple[str, int]] = set()
    kinds: set[str] = set()
    changes = seats = 0
    for index, spot in zip(work.tasks, spots, strict=True):
        if spot is None:
            raise ValueError(f"run {work.id} is not wholly placed")
        task = compiled.tasks[index]
        days.add(spot[0] // compiled.slots)
        kinds.add(task.kind)
        rooms.add((task.kind, spot[1]))
        people.update((task.qualification, trainer) for trainer in spot[2])
        seats += seat_price(compiled, job, spot[1])
        if task.published is not None:
            changes += sum(now != old for now, old in zip(spot, task.published, strict=True))
    return (
        weights[Term.START] * start_amount(compiled, job, min(days))
        + weights[Term.IDLE] * idle_amount(compiled, job, days)
        + weights[Term.ROOMS] * (len(rooms) - len(kinds))
        + weights[Term.TRAINERS] * (len(people) - sum(work.team_size.values()))
        + weights[Term.CHANGES] * changes
        + seats
        + weights[Term.DAYS] * max(0, work.days_wished - len(days))
    )


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
    """Days between the first and the last on which the run could meet and does not."""
    first, last = min(days), max(days)
    return sum(first < day < last and day not in days for day in compiled.jobs[job].meets)
