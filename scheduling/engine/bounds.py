"""A lower bound on what wished seats cost: whichever runs are where, the rooms are as large as they are."""

from scheduling.engine.compiled import Compiled
from scheduling.engine.model import Term


def seats(compiled: Compiled) -> int:
    """What wished seats cost at least if the largest runs had the largest rooms at every open period."""
    weight, rooms = compiled.problem.weights[Term.SEATS], compiled.problem.rooms
    wished = sorted((job.seats_wished for job in compiled.jobs for _ in job.tasks), reverse=True)
    if not weight or not any(wished):
        return 0
    opened = zip(rooms, compiled.room_open, strict=True)
    places = sorted((room.capacity for room, free in opened for _ in range(free.bit_count())), reverse=True)
    return weight * sum(max(0, seats - place) for seats, place in zip(wished, places, strict=False))
