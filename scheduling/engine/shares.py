"""What a fair share of the teaching is: the definition behind the soft term `Term.LOAD`."""

from fractions import Fraction
from math import ceil

from scheduling.engine.model import Problem


def fair_share(problem: Problem) -> dict[str, int]:
    """Sessions that each trainer would teach if all who hold the qualification shared alike, rounded up.

    It depends on the problem alone, never on a timetable, so that parts of a problem can be judged apart.
    """
    holders: dict[str, list[str]] = {}
    for trainer in problem.trainers:
        for name in {held.name for held in trainer.qualifications}:
            holders.setdefault(name, []).append(trainer.id)
    share = {trainer.id: Fraction(0) for trainer in problem.trainers}
    for run in problem.runs:
        for session in run.sessions:
            able = holders.get(session.qualification, [])
            for name in able:
                share[name] += Fraction(session.trainers, len(able))
    return {name: ceil(amount) for name, amount in share.items()}
