"""The regulation's outcomes in the reader's words, and a name for who knows it."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from enrollment.models import Graduate
from training.rules import Outcome, RuleCode, Verdict

LEADING_VOWELS = ("เ", "แ", "โ", "ใ", "ไ")  # written before the consonant that they follow


def shortened(person: Graduate) -> str:
    """Whose a page is, for who knows the person: a link may have gone to the wrong telephone."""
    letters = 2 if person.family_name.startswith(LEADING_VOWELS) else 1
    initial = f"{person.family_name[:letters]}." if person.family_name else ""
    return f"{person.prefix}{person.given_name} {initial}".strip()


def outcome_words(outcome: Outcome) -> str:
    """What a rule that is not passed says about one seat, with its clause."""
    sentence = _unknown(outcome) if outcome.verdict is Verdict.UNKNOWN else _failed(outcome)
    clause = _("(clause %s)") % outcome.clause
    return f"{sentence} {clause}" if outcome.clause else sentence


def _failed(outcome: Outcome) -> str:
    match outcome.code:
        case RuleCode.ATTENDANCE:
            hours = {"attended": _hours(outcome.fact), "needed": _hours(outcome.required)}
            return _("Attended %(attended)s hours; %(needed)s are needed.") % hours
        case RuleCode.EVERY_TOPIC:
            return _("Not passed in topic %(topics)s.") % {"topics": _list(outcome.fact)}
        case RuleCode.TOTAL_SCORE:
            facts = {"score": outcome.fact, "needed": outcome.required}
            return _("Total score %(score)s; %(needed)s is needed.") % facts
        case RuleCode.HONESTY:
            return _("Cheated in an assessment.")
        case RuleCode.PLACEMENT_TIME:
            hours = {"attended": _hours(outcome.fact), "needed": _hours(outcome.required)}
            return _("%(attended)s hours in the firm; %(needed)s are needed.") % hours
        case RuleCode.FIRM_APPROVAL:
            return _("The firm did not pass the placement.")
        case RuleCode.PLACEMENT_START:
            return _("Not passed at the centre in topic %(topics)s.") % {"topics": _list(outcome.fact)}
        case _:
            return _("A rule of the regulation is not met.")


def _unknown(outcome: Outcome) -> str:
    match outcome.code:
        case RuleCode.EVERY_TOPIC:
            return _("Scores missing in topic %(topics)s.") % {"topics": _list(outcome.fact)}
        case RuleCode.PLACEMENT_START:
            return _("Before the firm, scores are missing in topic %(topics)s.") % {
                "topics": _list(outcome.fact)
            }
        case RuleCode.TOTAL_SCORE:
            return _("Scores are missing.")
        case RuleCode.RETEST:
            return _(
                "A second assessment was entered, which this type of course does not provide for: a person decides."
            )
        case RuleCode.PLACEMENT_TIME:
            return _("The hours in the firm are not confirmed yet.")
        case RuleCode.FIRM_APPROVAL:
            return _("The firm's report is missing.")
        case _:
            return _("Something is not known yet.")


def _hours(minutes: Any) -> str:
    """Whole minutes as hours, two decimals at most."""
    return f"{(Decimal(int(minutes)) / 60).quantize(Decimal('0.01')).normalize():f}"


def _list(fact: Any) -> str:
    return ", ".join(str(part) for part in fact) if isinstance(fact, tuple) else str(fact)
