"""What a fair share of the teaching is: the definition behind the soft term `Term.LOAD`.

A run is not torn apart so that all teach alike to the session. Where no two trainers differ by more than the longest
run that one could hand to the other, no run handed over makes them more alike; so the share lies half such a run above
the mean, and never below a whole run.
"""

from collections import Counter
from fractions import Fraction
from math import ceil

from scheduling.engine.model import Problem, Trainer

Demand = tuple[str, frozenset[str] | None]
"""A qualification and the sites at which it is asked for."""


def fair_share(problem: Problem) -> dict[str, int]:
    """Sessions that each trainer would teach if all who can shared alike, and half of the longest run they can teach.

    Those can who hold the qualification and reach a site of the run. It depends on the problem alone, never on a
    timetable, so that parts of a problem can be judged apart.
    """
    asked: Counter[Demand] = Counter()
    longest: dict[Demand, int] = {}
    for run in problem.runs:
        sessions = Counter(session.qualification for session in run.sessions)
        for session in run.sessions:
            asked[session.qualification, run.sites] += session.trainers
        for name, count in sessions.items():
            longest[name, run.sites] = max(count, longest.get((name, run.sites), 0))
    share = {trainer.id: Fraction(0) for trainer in problem.trainers}
    whole = dict.fromkeys(share, 0)
    for demand, amount in asked.items():
        able = [trainer.id for trainer in problem.trainers if _can(trainer, *demand)]
        for one in able:
            share[one] += Fraction(amount, len(able))
            whole[one] = max(whole[one], longest[demand])
    return {one: max(whole[one], ceil(amount + Fraction(whole[one], 2))) for one, amount in share.items()}


def _can(trainer: Trainer, qualification: str, sites: frozenset[str] | None) -> bool:
    reaches = trainer.sites is None or sites is None or not trainer.sites.isdisjoint(sites)
    return reaches and any(held.name == qualification for held in trainer.qualifications)
