"""Decisions on entering in the reader's words: the rule, the fact, where it stands, what would change the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.templatetags.ui import thai_date
from enrollment.eligibility import CHECKS, CONSENTS, REGISTER, RULES
from enrollment.enums import ConsentGiver, ConsentKind, Education, EntryItem, OverrideState
from training.rules import Outcome, Remedy, RuleCode, Verdict

if TYPE_CHECKING:
    from agencies.models import User
    from enrollment.models import Enrollment
    from enrollment.queries.entry import EntryLine

RULE_NAMES: dict[str, Any] = {
    RuleCode.MINIMUM_AGE: gettext_lazy("Age on the first day"),
    RuleCode.WORKING_AGE: gettext_lazy("Age for training in a firm"),
    RuleCode.COMPULSORY_EDUCATION: gettext_lazy("Compulsory education"),
    RuleCode.EDUCATION: gettext_lazy("Education"),
    RuleCode.HEALTH: gettext_lazy("Health allows the training"),
    RuleCode.DRUG_FREE: gettext_lazy("Free of drugs"),
    RuleCode.NO_CONTAGION: gettext_lazy("No contagious disease"),
    RuleCode.IDENTITY_PAPER: gettext_lazy("Identity paper"),
    RuleCode.EDUCATION_PAPER: gettext_lazy("Proof of education"),
    RuleCode.GUARDIAN_CONSENT: gettext_lazy("Guardian's written consent"),
    RuleCode.PLACEMENT_START: gettext_lazy("Training at the centre passed before going to a firm"),
}
VERDICT_WORDS: dict[Verdict, tuple[Any, str]] = {
    Verdict.PASSED: (gettext_lazy("met"), "good"),
    Verdict.FAILED: (gettext_lazy("not met"), "bad"),
    Verdict.UNKNOWN: (gettext_lazy("not known yet"), "warn"),
    Verdict.RELAXED: (gettext_lazy("relaxed"), "info"),
}
REMEDY_WORDS: dict[Remedy, Any] = {
    Remedy.ASK_BIRTH_DATE: gettext_lazy("Ask for the exact date of birth."),
    Remedy.ASK_EDUCATION: gettext_lazy("Ask what education the person has completed."),
    Remedy.ASK_HEALTH: gettext_lazy("Ask for the health check."),
    Remedy.START_LATER: gettext_lazy(
        "Choose a run that begins on or after the day the person reaches the age."
    ),
    Remedy.OTHER_COURSE_TYPE: gettext_lazy("Choose a pre-employment or a supplementary course."),
    Remedy.BACK_TO_LEARNING: gettext_lazy("Help the person back to school or to a learning centre."),
    Remedy.FINISH_EDUCATION: gettext_lazy("Complete the education first, for example at a learning centre."),
    Remedy.SEE_DOCTOR: gettext_lazy("Apply again with a doctor's statement when the obstacle is gone."),
    Remedy.BRING_PAPER: gettext_lazy("Bring the paper."),
    Remedy.BRING_CONSENT: gettext_lazy("Bring the guardian's written consent."),
    Remedy.PERSON_DECIDES: gettext_lazy("The rules say nothing here: a person must decide."),
}


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """One rule of a decision, ready to be read."""

    code: str
    rule: str
    verdict: str
    tone: str
    fact: str
    source: str
    clause: str
    change: str


def outcomes_in_words(line: EntryLine) -> list[OutcomeWords]:
    """Every rule of the decision on a seat."""
    return [_words(outcome, line.seat) for outcome in line.decision.outcomes]


def lacking_words(line: EntryLine, *, beside: bool = False) -> str:
    """The rules that keep somebody out, by name, with clauses: "Identity paper (8), Education (7)".

    `beside` a table that shows what was seen, only the others.
    """
    said = RULES.values() if beside else ()
    told = [outcome for outcome in line.lacking if outcome.code not in said]
    words = [f"{_openly(outcome.code)} ({clause_words(outcome.clause)})" for outcome in told]
    consent = [str(RULE_NAMES[RuleCode.GUARDIAN_CONSENT])] if line.lacks_consent else []
    known = line.decision.outcome(RuleCode.GUARDIAN_CONSENT)
    if known in line.lacking:
        consent = []
    return ", ".join(dict.fromkeys([*words, *consent]))


def _openly(code: RuleCode) -> str:
    """A rule by name; of health only that something is open: lists and refusals are read by more people."""
    return _("Health check") if code in HEALTH_CODES else str(RULE_NAMES[code])


def clause_words(clause: str) -> str:
    """A clause by its number; another law by its name."""
    return _("clause %s") % clause if clause[:1].isdigit() else _OTHER_LAWS.get(clause, clause)


HEALTH_CODES = (RuleCode.HEALTH, RuleCode.DRUG_FREE, RuleCode.NO_CONTAGION)
_OTHER_LAWS: dict[str, Any] = {
    "Labour Protection Act": gettext_lazy("Labour Protection Act"),
    "Compulsory Education Act": gettext_lazy("Compulsory Education Act"),
}


def _words(outcome: Outcome, seat: Enrollment) -> OutcomeWords:
    verdict, tone = VERDICT_WORDS[outcome.verdict]
    return OutcomeWords(
        code=outcome.code,
        rule=str(RULE_NAMES[outcome.code]),
        verdict=str(verdict),
        tone=tone,
        fact=_fact(outcome),
        source=_source(outcome, seat),
        clause=str(clause_words(outcome.clause)),
        change=_relaxed(outcome, seat) or _change(outcome),
    )


def _fact(outcome: Outcome) -> str:
    """The fact beside what is asked for."""
    if outcome.code in (RuleCode.MINIMUM_AGE, RuleCode.WORKING_AGE):
        return _("%(age)s; asked for: %(years)s") % {"age": _age(outcome.fact), "years": outcome.required}
    if outcome.code in (RuleCode.EDUCATION, RuleCode.COMPULSORY_EDUCATION):
        asked = Education(str(outcome.required)).label
        known = Education(str(outcome.fact)).label if outcome.fact else _("not known")
        return _("%(known)s; asked for: %(asked)s") % {"known": known, "asked": asked}
    if outcome.fact is None:
        return _("nobody has answered")
    return _("yes") if outcome.fact else _("no")


def _age(fact: Any) -> str:
    if fact is None:
        return _("not known")
    if isinstance(fact, tuple):
        return _("%(from)s or %(to)s years") % {"from": fact[0], "to": fact[1]}
    return ngettext("%(n)s year", "%(n)s years", fact) % {"n": fact}


def _source(outcome: Outcome, seat: Enrollment) -> str:
    if outcome.source == REGISTER:
        return _("register")
    if outcome.source == CONSENTS:
        return _consent_source(seat)
    if outcome.source == CHECKS:
        check = next(row for row in seat.entry_checks.all() if RULES[EntryItem(row.item)] == outcome.code)
        return _("%(by)s, %(day)s") % {"by": _name(check.seen_by), "day": thai_date(check.seen_on)}
    return "–"


def _name(user: User | None) -> str:
    return user.get_full_name() or user.get_username() if user else "–"


def _consent_source(seat: Enrollment) -> str:
    if hasattr(seat.graduate, "majority"):
        return _("of age by marriage")
    live = (row for row in seat.graduate.consents.all() if row.withdrawn_at is None)
    given = [row for row in live if (row.kind, row.giver) == (ConsentKind.TRAINING, ConsentGiver.GUARDIAN)]
    return _("consent of %(day)s") % {"day": thai_date(given[0].given_on)} if given else _("consents")


def _relaxed(outcome: Outcome, seat: Enrollment) -> str:
    """By whom, why and under which clause a rule was relaxed; "" of any other."""
    if outcome.verdict is not Verdict.RELAXED:
        return ""
    rows = (row for row in seat.overrides.all() if row.rule == outcome.code)
    row = next(row for row in rows if row.state == OverrideState.APPROVED)
    facts = {
        "clause": outcome.relaxed_by,
        "by": _name(row.decided_by),
        "first": _name(row.proposed_by),
        "why": row.reason,
    }
    return _("Relaxed under clause %(clause)s by %(first)s and %(by)s: %(why)s") % facts


def _change(outcome: Outcome) -> str:
    if outcome.remedy is None:
        return ""
    words = str(REMEDY_WORDS.get(outcome.remedy, ""))
    if outcome.remedy is Remedy.START_LATER and outcome.remedy_on:
        return _("Choose a run that begins on %(day)s or later.") % {"day": thai_date(outcome.remedy_on)}
    return words
