"""Problems of lectures: trainers are fixed, the sessions of a run are alike; periods and rooms are to be found."""

from scheduling.engine.compiled import UNLIMITED, Compiled, Job
from scheduling.engine.model import Term

MOST_SLOTS = 58
"""Slots a day that fit, with their neighbors, into the 64 bits in which the walk keeps a day."""


def suits(compiled: Compiled) -> bool:
    """Whether only periods and rooms are open, and every cost of them is one that the kernel counts."""
    weights = compiled.problem.weights
    costless = not weights[Term.IDLE] and (not weights[Term.EVENINGS] or not compiled.evenings)
    unlimited = {UNLIMITED} >= {*compiled.minutes_per_day, *compiled.minutes_per_week}
    return (
        bool(compiled.jobs)
        and costless
        and unlimited
        and not _people_matter(compiled)
        and compiled.slots <= MOST_SLOTS
        and all(_alike(compiled, job) for job in compiled.jobs)
    )


def _people_matter(compiled: Compiled) -> bool:
    """Whether anything is asked that the kernel does not count: ways, rest, hours of learning, wishes, empty seats."""
    weights = compiled.problem.weights
    return (
        any(compiled.ways)
        or any(compiled.rests)
        or any(job.limited for job in compiled.jobs)
        or bool(weights[Term.WISHES] and any(compiled.unwished))
        or bool(weights[Term.TRAVEL] and compiled.sites > 1)
        or bool(weights[Term.EMPTY])
    )


def _alike(compiled: Compiled, job: Job) -> bool:
    """Whether the sessions of a run can change places with each other, with one team and no start to keep to."""
    tasks = [compiled.tasks[index] for index in job.tasks]
    first, starts = tasks[0], job.preferred is not None and compiled.problem.weights[Term.START] > 0
    alike = all(
        (task.times, task.rooms, task.trainers, task.count)
        == (first.times, first.rooms, first.trainers, first.count)
        and not task.brings
        and task.published is None
        and task.kind == first.kind
        for task in tasks
    )
    return (
        alike
        and not starts
        and len(first.trainers) == first.count
        and job.least == 1
        and job.most >= compiled.slots
    )
