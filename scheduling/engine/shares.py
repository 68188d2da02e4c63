"""What a fair share of the teaching is: the definition behind the soft term `Term.LOAD`."""

from collections import Counter
from fractions import Fraction
from math import ceil

from scheduling.engine.model import Problem, Trainer

Demand = tuple[str, frozenset[str] | None]
"""A qualification and the sites at which it is asked for."""


def fair_share(problem: Problem) -> dict[str, int]:
    """Sessions that each trainer would teach if all who can shared alike, rounded up.

    Those can who hold the qualification and reach a site of the run. It depends on the problem alone, never on a
    timetable, so that parts of a problem can be judged apart.
    """
    asked: Counter[Demand] = Counter()
    for run in problem.runs:
        for session in run.sessions:
            asked[session.qualification, run.sites] += session.trainers
    share = {trainer.id: Fraction(0) for trainer in problem.trainers}
    for (name, sites), amount in asked.items():
        able = [trainer.id for trainer in problem.trainers if _can(trainer, name, sites)]
        for one in able:
            share[one] += Fraction(amount, len(able))
    return {name: ceil(amount) for name, amount in share.items()}


def _can(trainer: Trainer, qualification: str, sites: frozenset[str] | None) -> bool:
    reaches = trainer.sites is None or sites is None or not trainer.sites.isdisjoint(sites)
    return reaches and any(held.name == qualification for held in trainer.qualifications)
