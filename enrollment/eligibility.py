"""From rows to the regulation's facts: may this person enter this run?"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import PartialDate
from enrollment.enums import ConsentGiver, ConsentKind, DatePrecision, Education, EntryItem, OverrideState
from enrollment.matching import Ineligibility
from enrollment.models import Enrollment, EntryCheck, Graduate
from training import rules
from training.models import CourseRun, RuleSet
from training.rule_rows import rules_of

rule_set = rules_of

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
    return rules.judge_eligibility(person_facts(graduate), run_facts(run), rule_set(run.rule_set))


def run_facts(run: CourseRun) -> rules.RunFacts:
    """The run as the rules ask for it: its type, its first day, what its curriculum says."""
    curriculum = run.curriculum
    asked = rules.Education(curriculum.minimum_education) if curriculum.minimum_education else None
    return rules.RunFacts(run.course.course_type, run.first_day, curriculum.minimum_age, asked)


def entry_decision(seat: Enrollment) -> rules.EligibilityDecision:
    """Whether the person of a seat may enter its run: with the papers and health seen, and what was relaxed.

    Reads `graduate` (consents, majority), `entry_checks` and `overrides` of the seat, `run` with its rules.
    """
    return rules.judge_eligibility(seat_facts(seat), run_facts(seat.run), rule_set(seat.run.rule_set))


# What a check answers: a paper of the regulation, or a fact about health.
PAPERS = {EntryItem.IDENTITY: rules.Paper.IDENTITY, EntryItem.EDUCATION: rules.Paper.EDUCATION}
RULES = {
    EntryItem.IDENTITY: rules.RuleCode.IDENTITY_PAPER,
    EntryItem.EDUCATION: rules.RuleCode.EDUCATION_PAPER,
    EntryItem.HEALTH: rules.RuleCode.HEALTH,
    EntryItem.DRUG_FREE: rules.RuleCode.DRUG_FREE,
    EntryItem.NO_CONTAGION: rules.RuleCode.NO_CONTAGION,
}
REGISTER, CONSENTS, CHECKS = "register", "consents", "checks"


def seat_facts(seat: Enrollment) -> rules.PersonFacts:
    """What is known of the person of a seat, with where each fact comes from."""
    checks = {check.item: check for check in seat.entry_checks.all()}
    answers = {item: checks[item].holds if item in checks else None for item in EntryItem}
    return replace(
        person_facts(seat.graduate),
        papers={paper: seen for item, paper in PAPERS.items() if (seen := answers[item]) is not None},
        health_allows=answers[EntryItem.HEALTH],
        drug_free=answers[EntryItem.DRUG_FREE],
        no_contagion=answers[EntryItem.NO_CONTAGION],
        of_age_by_marriage=hasattr(seat.graduate, "majority"),
        relaxed=relaxed_rules(seat),
        sources=_sources(checks),
    )


def relaxed_rules(seat: Enrollment) -> frozenset[rules.RuleCode]:
    """The rules that two people have relaxed for the seat, as far as its rule set knows them."""
    approved = (row.rule for row in seat.overrides.all() if row.state == OverrideState.APPROVED)
    return frozenset(rules.RuleCode(rule) for rule in approved)


def items_asked(run: CourseRun) -> tuple[EntryItem, ...]:
    """What has to be seen before somebody enters the run: the papers of its type, and health."""
    asked = rule_set(run.rule_set).of(run.course.course_type).papers.papers
    return tuple(item for item in EntryItem if item not in PAPERS or PAPERS[item] in asked)


def _sources(checks: Mapping[str, EntryCheck]) -> dict[rules.RuleCode, str]:
    """Rule -> where its fact stands: the register, the consents, or the answer noted for the seat."""
    of_register: Iterable[rules.RuleCode] = (*BEFORE_MATCHING,)
    found = dict.fromkeys(of_register, REGISTER) | {rules.RuleCode.GUARDIAN_CONSENT: CONSENTS}
    return found | {RULES[EntryItem(item)]: CHECKS for item in checks}


class HasFacts(Protocol):
    """Whom the rules before matching can judge: a person, or a few columns of one."""

    @property
    def birth_date(self) -> date | None: ...
    @property
    def birth_precision(self) -> str: ...
    @property
    def education(self) -> str: ...


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


class Verdicts:
    """Judges many people and runs. The rules before matching ask for birth and education only, and of the run for its
    type, first day and entry conditions, so each pair of such facts is judged once."""

    def __init__(self) -> None:
        self._kinds: dict[Any, int] = {}
        self._kind_of: dict[int, int] = {}
        self._known: dict[tuple[Any, ...], Ineligibility | None] = {}

    def of(self, person: HasFacts, run: CourseRun) -> Ineligibility | None:
        """The same as `ineligibility`."""
        kind = self._kind_of.get(run.id)
        if kind is None:
            kind = self._kinds.setdefault((run_facts(run), run.rule_set_id), len(self._kinds))
            self._kind_of[run.id] = kind
        key = (kind, person.birth_date, person.birth_precision, person.education)
        if key not in self._known:
            names = ("birth_date", "birth_precision", "education")
            like = Graduate(**dict(zip(names, key[1:], strict=True)))
            self._known[key] = ineligibility(like, run)
        return self._known[key]


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


def childhood_decision(graduate: Graduate, day: date) -> rules.EligibilityDecision:
    """What the law says of a child on `day`, whatever the run: compulsory education and the age of employment.

    Judged under the newest rules in force, before any were installed under those the product knows.
    """
    stored = RuleSet.objects.binding(day).first()
    facts = rules.RunFacts(rules.CourseType.PRE_EMPLOYMENT, day, None)
    return rules.judge_eligibility(
        person_facts(graduate), facts, rule_set(stored) if stored else rules.DSD_2566
    )
