"""Lexicographic levels: runs without a place first, then the terms of the first level, the second, and the rest.

Levels become weights: one unit of a level is made to cost more than all that lies below it could ever cost. Judge,
search and CP-SAT then keep the order without knowing of it, and one number compares two timetables.
"""

from dataclasses import replace

from scheduling.engine.model import Problem, Term


def levelled(problem: Problem) -> Problem:
    """The problem with its levels as weights; without levels, the same problem."""
    if not problem.levels:
        return problem
    rest = frozenset(Term) - frozenset().union(*problem.levels)
    weights, factor = dict(problem.weights), 1
    for level in reversed((*problem.levels, rest)):
        for term in level:
            weights[term] = problem.weights[term] * factor
        factor *= 1 + sum(problem.weights[term] * most(problem, term) for term in level)
    return replace(problem, weights=weights, levels=())


def highest(problem: Problem) -> int:
    """More than any timetable of the problem can cost."""
    weights = levelled(problem).weights
    return sum(weights[term] * most(problem, term) for term in Term)


def most(problem: Problem, term: Term) -> int:
    """More units of a term than any timetable can have."""
    runs, days = len(problem.runs), problem.calendar.days
    sessions = sum(len(run.sessions) for run in problem.runs)
    taught = sum(session.trainers for run in problem.runs for session in run.sessions)
    match term:
        case Term.START:
            starts = (run.preferred_start or days[0] for run in problem.runs)
            return sum(max(abs((day - start).days) for day in (days[0], days[-1])) for start in starts)
        case Term.IDLE:
            return runs * len(days)
        case Term.TRAINERS | Term.LOAD | Term.EVENINGS | Term.WISHES | Term.TRAVEL:
            return taught
        case Term.CHANGES:
            return 3 * sessions
        case Term.SEATS:
            return sum(len(run.sessions) * run.seats_wished for run in problem.runs)
        case Term.DAYS:
            return sum(run.days_wished for run in problem.runs)
        case Term.ALONE:
            return sum(len(run.sessions) * len(run.groups) for run in problem.runs)
    return sessions
