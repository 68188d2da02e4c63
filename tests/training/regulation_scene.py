"""Facts by which the regulation is asked, and what it answers."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.dates import PartialDate
from training.rules import (
    DSD_2566,
    Attempt,
    CompletionFacts,
    CourseType,
    Education,
    Paper,
    PersonFacts,
    RunFacts,
    TopicFacts,
    Verdict,
    judge_completion,
    judge_eligibility,
)

PRE, UPGRADE, OTHER = CourseType.PRE_EMPLOYMENT, CourseType.UPGRADE, CourseType.SUPPLEMENTARY
PASSED, FAILED, UNKNOWN, RELAXED = Verdict.PASSED, Verdict.FAILED, Verdict.UNKNOWN, Verdict.RELAXED
SILENT = None  # the regulation says nothing: the rule gives no outcome
FIRST_DAY = date(2026, 12, 1)
M3, P6, M6, NO_SCHOOL = (
    Education.LOWER_SECONDARY,
    Education.PRIMARY,
    Education.UPPER_SECONDARY,
    Education.NONE,
)
MANY = 100_000  # minutes: one of them is a thousandth of a percent


def born(years, days=0):
    """Born so that the person turns `years` old `days` before the first day (after it, if negative)."""
    return PartialDate.exact(date.fromordinal(date(2026 - years, 12, 1).toordinal() - days))


def entry(kind, code, first_day=FIRST_DAY, run=None, **person):
    """The outcome of one entry rule for an adult who lacks nothing, but for what is given."""
    facts = PersonFacts(
        birth=born(25),
        education=M3,
        papers={Paper.IDENTITY: True, Paper.EDUCATION: True},
        health_allows=True,
        drug_free=True,
        no_contagion=True,
        guardian_consents=True,
    )
    decision = judge_eligibility(replace(facts, **person), RunFacts(kind, first_day, **(run or {})), DSD_2566)
    return decision if code is None else decision.outcome(code)


def ends(kind, code, **facts):
    """The outcome of one rule at the end for somebody who lacks nothing, but for what is given; None: the decision."""
    passed = TopicFacts(1, (Attempt(Decimal(80), Decimal(80)),))
    decision = judge_completion(replace(CompletionFacts(kind, MANY, MANY, (passed,)), **facts), DSD_2566)
    return decision if code is None else decision.outcome(code)


def topic(*attempts, name=1):
    pairs = [[None if score is None else Decimal(str(score)) for score in pair] for pair in attempts]
    return TopicFacts(name, tuple(Attempt(*pair) for pair in pairs))


GOOD, POOR = topic((80, 80), name=1), topic(("59.99", 60), name=2)
