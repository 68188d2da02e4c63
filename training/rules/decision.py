"""What every decision is made of: one outcome per rule, and the version of the rules that were used."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeAlias

from training.rules.codes import Remedy, RuleCode, Verdict

FactValue: TypeAlias = str | int | bool | tuple[str | int, ...] | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule says of one fact.

    `required` is the limit the fact was held against, `source` where the fact comes from ("" if not stated),
    `clause` the clause of the regulation or the law, `remedy` what would change a verdict that is not passed,
    `remedy_on` the first day on which waiting alone would, `relaxed_by` the clause under which the rule was relaxed.
    """

    code: RuleCode
    verdict: Verdict
    fact: FactValue
    required: FactValue
    clause: str
    source: str = ""
    remedy: Remedy | None = None
    remedy_on: date | None = None
    relaxed_by: str = ""

    def as_json(self) -> dict[str, Any]:
        """JSON values for a stored decision; `passed` is None where the verdict is unknown."""
        known = self.verdict is not Verdict.UNKNOWN
        relaxed = {"relaxed_by": self.relaxed_by} if self.relaxed_by else {}
        return {
            "code": self.code.value,
            "verdict": self.verdict.value,
            "passed": self.verdict is Verdict.PASSED if known else None,
            "fact": list(self.fact) if isinstance(self.fact, tuple) else self.fact,
            "required": list(self.required) if isinstance(self.required, tuple) else self.required,
            "clause": self.clause,
            "source": self.source,
            "remedy": self.remedy.value if self.remedy else None,
            "remedy_on": self.remedy_on.isoformat() if self.remedy_on else None,
            **relaxed,
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """All outcomes under one version of the rules."""

    version: str
    outcomes: tuple[Outcome, ...]

    @property
    def verdict(self) -> Verdict:
        """Failed if any rule failed; else unknown if any is unknown; else passed: a relaxed rule hinders nobody."""
        verdicts = {outcome.verdict for outcome in self.outcomes}
        for worst in (Verdict.FAILED, Verdict.UNKNOWN):
            if worst in verdicts:
                return worst
        return Verdict.PASSED

    @property
    def failed(self) -> tuple[Outcome, ...]:
        """The outcomes that failed."""
        return tuple(outcome for outcome in self.outcomes if outcome.verdict is Verdict.FAILED)

    @property
    def unknown(self) -> tuple[Outcome, ...]:
        """The outcomes a person must settle."""
        return tuple(outcome for outcome in self.outcomes if outcome.verdict is Verdict.UNKNOWN)

    @property
    def relaxed(self) -> tuple[Outcome, ...]:
        """The outcomes that were relaxed by the clause each names."""
        return tuple(outcome for outcome in self.outcomes if outcome.verdict is Verdict.RELAXED)

    def outcome(self, code: RuleCode) -> Outcome | None:
        """The outcome of one rule, or None where the rule does not apply."""
        return next((outcome for outcome in self.outcomes if outcome.code is code), None)


def judge(passed: bool | None) -> Verdict:
    """True, False or not known, as a verdict."""
    if passed is None:
        return Verdict.UNKNOWN
    return Verdict.PASSED if passed else Verdict.FAILED


def relax(outcome: Outcome, clause: str) -> Outcome:
    """The outcome of a rule that was relaxed under `clause`; one that is passed needs no relaxing."""
    if outcome.verdict is Verdict.PASSED:
        return outcome
    return replace(outcome, verdict=Verdict.RELAXED, remedy=None, remedy_on=None, relaxed_by=clause)
