"""All legal timetables of very small problems, one by one: the truth by which the engine is judged."""

from collections.abc import Iterator
from itertools import combinations, product

from scheduling.engine.checker import check
from scheduling.engine.model import Placement, Problem, Rule, Session, Solution

Layout = tuple[Placement, ...]

LATER = {Rule.WHOLE_RUN, Rule.LEAST_PER_DAY}
"""Rules that more sessions may still mend."""


def layouts(problem: Problem, sessions: list[Session], done: Layout = ()) -> Iterator[Layout]:
    """All placements of the sessions; a branch ends as soon as it breaks a rule that more sessions cannot mend."""
    if len(done) == len(sessions):
        yield done
        return
    session = sessions[len(done)]
    teams = list(combinations(sorted(trainer.id for trainer in problem.trainers), session.trainers))
    for period, room, team in product(range(problem.calendar.periods), problem.rooms, teams):
        more = (*done, Placement(session.id, period, room.id, team))
        if {violation.rule for violation in check(problem, Solution(more))} <= LATER:
            yield from layouts(problem, sessions, more)


def timetables(problem: Problem) -> Iterator[Solution]:
    """Every legal timetable in which all runs are placed."""
    for layout in layouts(problem, [session for run in problem.runs for session in run.sessions]):
        whole = Solution(layout)
        if not check(problem, whole):
            yield whole
