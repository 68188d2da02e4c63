"""From rows to the regulation's facts: may this person enter this run?"""

import json
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import PartialDate
from enrollment.enums import ConsentGiver, ConsentKind, DatePrecision, Education
from enrollment.matching import Ineligibility
from enrollment.models import Graduate
from training import rules
from training.models import CourseRun, RuleSet

# What keeps a person from being matched. Papers, health and consent are seen at enrollment, not guessed before it.
BEFORE_MATCHING = (
    rules.RuleCode.MINIMUM_AGE,
    rules.RuleCode.WORKING_AGE,
    rules.RuleCode.COMPULSORY_EDUCATION,
    rules.RuleCode.EDUCATION,
)
UNKNOWN = "unknown"

_RULE_WORDS: dict[str, Any] = {
    rules.RuleCode.MINIMUM_AGE: gettext_lazy("Too young on the run's first day (age %(fact)s)."),
    rules.RuleCode.WORKING_AGE: gettext_lazy(
        "Too young for training in a firm on the first day (age %(fact)s)."
    ),
    rules.RuleCode.COMPULSORY_EDUCATION: gettext_lazy(
        "Compulsory education is not finished: back to school or a learning centre first."
    ),
    rules.RuleCode.EDUCATION: gettext_lazy("The education completed is below what the course asks for."),
}
UNKNOWN_WORDS: dict[str, Any] = {
    rules.RuleCode.MINIMUM_AGE: gettext_lazy("The date of birth is not known exactly enough: ask for it."),
    rules.RuleCode.WORKING_AGE: gettext_lazy("The date of birth is not known exactly enough: ask for it."),
    rules.RuleCode.COMPULSORY_EDUCATION: gettext_lazy("The education completed is not known: ask for it."),
    rules.RuleCode.EDUCATION: gettext_lazy("The education completed is not known: ask for it."),
}


def decision_for(graduate: Graduate, run: CourseRun) -> rules.EligibilityDecision:
    """The regulation's decision, judged on the run's first day under the run's own version of the rules."""
    facts = rules.RunFacts(run.course.course_type, run.first_day, run.course.minimum_age)
    return rules.judge_eligibility(person_facts(graduate), facts, rule_set(run.rule_set))


def ineligibility(graduate: Graduate, run: CourseRun) -> Ineligibility | None:
    """The first rule that keeps the person out of the matching, or None. Not knowing is no yes."""
    decision = decision_for(graduate, run)
    for code in BEFORE_MATCHING:
        outcome = decision.outcome(code)
        if outcome is None or outcome.verdict is rules.Verdict.PASSED:
            continue
        unknown = outcome.verdict is rules.Verdict.UNKNOWN
        return Ineligibility(rule=code, fact=UNKNOWN if unknown else str(outcome.fact), clause=outcome.clause)
    return None


def rule_words(rule: str, fact: str) -> str:
    """A rule's refusal in the reader's language."""
    if fact == UNKNOWN:
        return str(UNKNOWN_WORDS[rule])
    return str(_RULE_WORDS.get(rule, _("A rule of the regulation is not met."))) % {"fact": fact}


def person_facts(graduate: Graduate) -> rules.PersonFacts:
    """What the register knows of the person, as the rules ask for it."""
    return rules.PersonFacts(
        birth=birth_of(graduate),
        education=rules.Education(graduate.education) if graduate.education in Education.values else None,
        guardian_consents=_guardian_consents(graduate),
    )


def _guardian_consents(graduate: Graduate) -> bool | None:
    """Whether the guardian's consent to train holds today; None where nobody has asked yet."""
    if graduate._state.adding:
        return None
    asked = [
        consent.withdrawn_at is None
        for consent in graduate.consents.all()
        if consent.kind == ConsentKind.TRAINING and consent.giver == ConsentGiver.GUARDIAN
    ]
    return any(asked) if asked else None


def birth_of(graduate: Graduate) -> PartialDate | None:
    """The birth date as precisely as it is known."""
    day = graduate.birth_date
    if day is None:
        return None
    match graduate.birth_precision:
        case DatePrecision.YEAR:
            return PartialDate(day.year)
        case DatePrecision.MONTH:
            return PartialDate(day.year, day.month)
        case _:
            return PartialDate(day.year, day.month, day.day)


def rule_set(row: RuleSet) -> rules.RuleSet:
    """The stored version as rules."""
    return _read_rules(json.dumps(row.rules, sort_keys=True))


@lru_cache(maxsize=16)
def _read_rules(stored: str) -> rules.RuleSet:
    return rules.RuleSet.from_json(json.loads(stored))


def childhood_decision(graduate: Graduate, day: date) -> rules.EligibilityDecision:
    """What the law says of a child on `day`, whatever the run: compulsory education and the age of employment.

    Judged under the newest rules in force, before any were installed under those the product knows.
    """
    stored = RuleSet.objects.filter(valid_from__lte=day).order_by("-valid_from").first()
    facts = rules.RunFacts(rules.CourseType.PRE_EMPLOYMENT, day, None)
    return rules.judge_eligibility(
        person_facts(graduate), facts, rule_set(stored) if stored else rules.DSD_2566
    )
