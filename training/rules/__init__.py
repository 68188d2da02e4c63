"""The training regulation B.E. 2566 as versioned data, and the decisions it leads to. Plain Python.

Facts go in, a decision comes out: one outcome per rule, with the fact, its source, the clause, and what would
change it. An unknown fact gives an unknown outcome, which a person must settle; it never passes silently.
"""

from training.rules.codec import RuleSetUnreadable
from training.rules.codes import SENTENCES, Remedy, RuleCode, Verdict
from training.rules.completion import CompletionDecision, CompletionFacts, Result, judge_completion
from training.rules.deadlines import days_counted, due_date, needs_note
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
from training.rules.lines import Line, RuleLine, differing, lines_of
from training.rules.placement import judge_placement_start
from training.rules.ruleset import (
    CourseType,
    DayCount,
    Education,
    Learning,
    LeavingReason,
    Paper,
    PercentRule,
    Relaxation,
    RuleSet,
    Step,
    TypeRules,
)
from training.rules.scoring import Attempt, TopicFacts
from training.rules.settings import (
    SETTINGS,
    Setting,
    SettingCode,
    SettingRefused,
    SettingValue,
    is_same_law,
    settings_of,
    with_settings,
)

__all__ = [
    "DSD_2566",
    "SENTENCES",
    "SETTINGS",
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
    "Learning",
    "LeavingReason",
    "Line",
    "Outcome",
    "Paper",
    "PercentRule",
    "PersonFacts",
    "Relaxation",
    "Remedy",
    "Result",
    "RuleCode",
    "RuleLine",
    "RuleSet",
    "RuleSetUnreadable",
    "RunFacts",
    "Setting",
    "SettingCode",
    "SettingRefused",
    "SettingValue",
    "Standing",
    "Step",
    "TopicFacts",
    "TypeRules",
    "Verdict",
    "days_counted",
    "differing",
    "due_date",
    "forecast_attendance",
    "is_same_law",
    "judge_completion",
    "judge_eligibility",
    "judge_placement_start",
    "lines_of",
    "needs_note",
    "settings_of",
    "with_settings",
]
