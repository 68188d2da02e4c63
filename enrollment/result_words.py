"""A decision at the end, told rule by rule: the fact, the limit, the clause, and what would change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.ui import hours
from enrollment.models import Enrollment
from enrollment.words import outcome_words
from training.rules import Outcome, Remedy, RuleCode, Verdict

TITLES: Mapping[RuleCode, Any] = {
    RuleCode.ATTENDANCE: gettext_lazy("Hours of the curriculum attended"),
    RuleCode.EVERY_TOPIC: gettext_lazy("Every topic passed"),
    RuleCode.TOTAL_SCORE: gettext_lazy("Total score"),
    RuleCode.RETEST: gettext_lazy("Re-test"),
    RuleCode.HONESTY: gettext_lazy("No cheating in a test"),
    RuleCode.PLACEMENT_TIME: gettext_lazy("Hours in the firm"),
    RuleCode.FIRM_APPROVAL: gettext_lazy("The firm passes the trainee"),
}
REMEDIES: Mapping[Remedy, Any] = {
    Remedy.MAKE_UP_HOURS: gettext_lazy("Hours made up for, or marks of attendance that are corrected."),
    Remedy.ENTER_SCORES: gettext_lazy("The scores that are missing."),
    Remedy.RETAKE_TOPIC: gettext_lazy("A re-test of the topic, where the rules allow one."),
    Remedy.PERSON_DECIDES: gettext_lazy(
        "The rules say nothing here: a person corrects the entry or records why the person leaves."
    ),
    Remedy.RECORD_PLACEMENT: gettext_lazy("The hours in the firm and the firm's report."),
    Remedy.REPEAT_PLACEMENT: gettext_lazy("The placement taken again, or its report corrected."),
}
# Remedy -> the page on which it is entered, and whether that page is of the run or of the seat.
PLACES: Mapping[Remedy, tuple[str, bool]] = {
    Remedy.MAKE_UP_HOURS: ("run_attendance", False),
    Remedy.ENTER_SCORES: ("scores", False),
    Remedy.RETAKE_TOPIC: ("scores", False),
    Remedy.RECORD_PLACEMENT: ("seat_placement", True),
    Remedy.REPEAT_PLACEMENT: ("seat_placement", True),
}
TONES = {
    Verdict.PASSED: "good",
    Verdict.RELAXED: "good",
    Verdict.FAILED: "bad",
    Verdict.UNKNOWN: "warn",
}
VERDICTS: Mapping[Verdict, Any] = {
    Verdict.PASSED: gettext_lazy("met"),
    Verdict.RELAXED: gettext_lazy("relaxed"),
    Verdict.FAILED: gettext_lazy("not met"),
    Verdict.UNKNOWN: gettext_lazy("open"),
}


@dataclass(frozen=True)
class RuleStory:
    """One rule of one decision in words; `url` leads to where its remedy is entered ("" if nowhere)."""

    title: str
    verdict: str
    tone: str
    fact: str
    clause: str
    sentence: str  # what is lacking; "" where the rule is met
    remedy: str
    url: str


def stories(seat: Enrollment, outcomes: tuple[Outcome, ...]) -> list[RuleStory]:
    """Every rule of a seat's decision."""
    return [_story(seat, outcome) for outcome in outcomes]


def _story(seat: Enrollment, outcome: Outcome) -> RuleStory:
    is_met = outcome.verdict in {Verdict.PASSED, Verdict.RELAXED}
    return RuleStory(
        title=str(TITLES.get(outcome.code, outcome.code)),
        verdict=str(VERDICTS[outcome.verdict]),
        tone=TONES[outcome.verdict],
        fact=_fact(outcome),
        clause=outcome.clause,
        sentence="" if is_met else outcome_words(outcome),
        remedy=str(REMEDIES.get(outcome.remedy, "")) if outcome.remedy else "",
        url=_place(seat, outcome),
    )


def _fact(outcome: Outcome) -> str:
    """The fact beside its limit, as far as both are numbers."""
    if outcome.fact is None:
        return "–"
    if outcome.code in {RuleCode.ATTENDANCE, RuleCode.PLACEMENT_TIME}:
        facts = {"fact": hours(_whole(outcome.fact)), "required": hours(_whole(outcome.required))}
        return _("%(fact)s hours; at least %(required)s") % facts
    if outcome.code is RuleCode.TOTAL_SCORE:
        return _("%(fact)s; at least %(required)s") % {"fact": outcome.fact, "required": outcome.required}
    if isinstance(outcome.fact, tuple):
        return ", ".join(str(topic) for topic in outcome.fact) or "–"
    if outcome.code is RuleCode.HONESTY:
        return _("none recorded") if not outcome.fact else _("recorded")
    return _("yes") if outcome.fact else _("no")


def _whole(minutes: Any) -> int:
    return int(minutes)


def _place(seat: Enrollment, outcome: Outcome) -> str:
    if outcome.remedy is None or outcome.remedy not in PLACES:
        return ""
    name, of_seat = PLACES[outcome.remedy]
    if name == "scores":
        topics = outcome.fact if isinstance(outcome.fact, tuple) and outcome.fact else (1,)
        return reverse(name, args=[seat.run_id, topics[0]])
    return reverse(name, args=[seat.pk if of_seat else seat.run_id])
