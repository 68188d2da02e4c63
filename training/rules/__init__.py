"""The training regulation B.E. 2566 as versioned data, and the decisions it leads to. Plain Python.

Facts go in, a decision comes out: one outcome per rule, with the fact, its source, the clause, and what would
change it. An unknown fact gives an unknown outcome, which a person must settle; it never passes silently.
"""

from training.rules.codec import RuleSetUnreadable
from training.rules.codes import SENTENCES, Remedy, RuleCode, Verdict
from training.rules.completion import CompletionDecision, CompletionFacts, Result, judge_completion
from training.rules.deadlines import due_date
from training.rules.decision import Decision, Outcome
from training.rules.dsd_2566 import DSD_2566
from training.rules.eligibility import (
    Destination,
    EligibilityDecision,
    PersonFacts,
    RunFacts,
    judge_eligibility,
)
from training.rules.forecast import Forecast, Standing, forecast_attendance
from training.rules.ruleset import CourseType, DayCount, Education, Paper, PercentRule, RuleSet, TypeRules
from training.rules.scoring import Attempt, TopicFacts

__all__ = [
    "DSD_2566",
    "SENTENCES",
    "Attempt",
    "CompletionDecision",
    "CompletionFacts",
    "CourseType",
    "DayCount",
    "Decision",
    "Destination",
    "Education",
    "EligibilityDecision",
    "Forecast",
    "Outcome",
    "Paper",
    "PercentRule",
    "PersonFacts",
    "Remedy",
    "Result",
    "RuleCode",
    "RuleSet",
    "RuleSetUnreadable",
    "RunFacts",
    "Standing",
    "TopicFacts",
    "TypeRules",
    "Verdict",
    "due_date",
    "forecast_attendance",
    "judge_completion",
    "judge_eligibility",
]
