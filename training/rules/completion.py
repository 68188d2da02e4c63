"""What a trainee receives at the end: hours, scores and placement held against the run's rules.

All sums are whole minutes or exact decimals: 79.99 % is not 80 %.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from training.rules.codes import Remedy, RuleCode, Verdict
from training.rules.decision import Decision, FactValue, Outcome, judge
from training.rules.ruleset import PercentRule, RuleSet, TypeRules
from training.rules.scoring import TopicFacts, topic_passes, topic_score, total_passes, total_score


@dataclass(frozen=True, slots=True)
class CompletionFacts:
    """What happened in one seat. `placement_minutes` is the curriculum's; 0 if it sends nobody to a firm."""

    course_type: str
    curriculum_minutes: int
    attended_minutes: int
    topics: tuple[TopicFacts, ...]
    placement_minutes: int = 0
    placement_attended: int | None = None
    firm_passes: bool | None = None
    cheated: bool = False

    def __post_init__(self) -> None:
        if self.curriculum_minutes <= 0 or self.attended_minutes < 0 or self.placement_minutes < 0:
            raise ValueError("minutes are not negative, and a curriculum has some")
        if not self.topics:
            raise ValueError("a curriculum has topics")


class Result(StrEnum):
    """What is handed out: วุฒิบัตร, หนังสือรับรองผลการฝึก, or neither."""

    CERTIFICATE = "certificate"
    LETTER = "letter"
    NOT_COMPLETED = "not_completed"


@dataclass(frozen=True, slots=True)
class CompletionDecision(Decision):
    """The result (None while something is unknown), the clause it rests on, the total score in percent."""

    result: Result | None = None
    result_clause: str = ""
    score: Decimal | None = None


def judge_completion(facts: CompletionFacts, rules: RuleSet) -> CompletionDecision:
    """Hold a finished seat against the rules of its course type."""
    of_type = rules.of(facts.course_type)
    outcomes = tuple(_outcomes(facts, of_type))
    result, clause = _result(Decision(rules.version, outcomes), of_type)
    return CompletionDecision(rules.version, outcomes, result, clause, total_score(facts.topics, of_type))


def minutes_needed(whole: int, percent: int) -> int:
    """The fewest whole minutes that are at least `percent` of `whole`."""
    return -(-whole * percent // 100)


def _outcomes(facts: CompletionFacts, rules: TypeRules) -> Iterator[Outcome]:
    yield _attendance(facts, rules.attendance)
    if rules.score.topic:
        yield _every_topic(facts, rules, rules.score.topic)
    yield _total(facts, rules)
    yield from _retests(facts, rules)
    yield from _honesty(facts, rules)
    if rules.placement and facts.placement_minutes:
        yield _placement_time(facts, rules.placement)
        yield _firm_pass(facts, rules.placement)


def _outcome(
    code: RuleCode, passed: bool | None, fact: FactValue, required: FactValue, clause: str, remedy: Remedy
) -> Outcome:
    """A rule that passed needs no remedy."""
    return Outcome(code, judge(passed), fact, required, clause, remedy=None if passed else remedy)


def _attendance(facts: CompletionFacts, rule: PercentRule) -> Outcome:
    """Clauses 20, 46, 53: at least 80 % of the curriculum's hours, not of its sessions."""
    needed, attended = minutes_needed(facts.curriculum_minutes, rule.percent), facts.attended_minutes
    return _outcome(
        RuleCode.ATTENDANCE, attended >= needed, attended, needed, rule.clause, Remedy.MAKE_UP_HOURS
    )


def _every_topic(facts: CompletionFacts, rules: TypeRules, rule: PercentRule) -> Outcome:
    """Clause 21: every topic is passed; the fact names the topics that are not, or not yet."""
    passes = {t.topic: topic_passes(topic_score(t, rules), rules.score) for t in facts.topics}
    passed = False if False in passes.values() else None if None in passes.values() else True
    lacking = tuple(topic for topic, passed_one in passes.items() if not passed_one)
    remedy = Remedy.ENTER_SCORES if passed is None else Remedy.RETAKE_TOPIC
    return _outcome(RuleCode.EVERY_TOPIC, passed, lacking, rule.percent, rule.clause, remedy)


def _total(facts: CompletionFacts, rules: TypeRules) -> Outcome:
    """Clauses 23, 49, 57: at least 60 % of the whole; the fact is the score as text, cut to two places."""
    passed, score = total_passes(facts.topics, rules), total_score(facts.topics, rules)
    rule = rules.score.total
    lacking = Remedy.PERSON_DECIDES if rules.retest_clause is None else Remedy.RETAKE_TOPIC
    remedy = Remedy.ENTER_SCORES if passed is None else lacking
    fact = None if score is None else str(score)
    return _outcome(RuleCode.TOTAL_SCORE, passed, fact, rule.percent, rule.clause, remedy)


def _retests(facts: CompletionFacts, rules: TypeRules) -> Iterator[Outcome]:
    """Clause 21 allows re-tests; where a type's rules say nothing, a second score is a person's to judge."""
    repeated = tuple(topic.topic for topic in facts.topics if _was_retaken(topic))
    if repeated:
        allowed = None if rules.retest_clause is None else True
        clause = rules.retest_clause or ""
        yield _outcome(RuleCode.RETEST, allowed, repeated, None, clause, Remedy.PERSON_DECIDES)


def _was_retaken(topic: TopicFacts) -> bool:
    """Whether one part was scored twice; theory and practice on two days are one assessment."""
    parts = [[a.theory for a in topic.attempts], [a.practice for a in topic.attempts]]
    return any(len(scores) - scores.count(None) > 1 for scores in parts)


def _honesty(facts: CompletionFacts, rules: TypeRules) -> Iterator[Outcome]:
    """Clause 21: cheating ends the training; where a type's rules say nothing, a person decides."""
    if facts.cheated or rules.cheating_clause:
        passed = not facts.cheated if rules.cheating_clause else None
        clause = rules.cheating_clause or ""
        yield _outcome(RuleCode.HONESTY, passed, facts.cheated, False, clause, Remedy.PERSON_DECIDES)


def _placement_time(facts: CompletionFacts, rule: PercentRule) -> Outcome:
    """Clause 35: at least 80 % of the placement's time."""
    needed, attended = minutes_needed(facts.placement_minutes, rule.percent), facts.placement_attended
    passed = None if attended is None else attended >= needed
    remedy = Remedy.RECORD_PLACEMENT if passed is None else Remedy.REPEAT_PLACEMENT
    return _outcome(RuleCode.PLACEMENT_TIME, passed, attended, needed, rule.clause, remedy)


def _firm_pass(facts: CompletionFacts, rule: PercentRule) -> Outcome:
    """Clause 35: the firm passes the trainee."""
    passed = facts.firm_passes
    remedy = Remedy.RECORD_PLACEMENT if passed is None else Remedy.REPEAT_PLACEMENT
    return _outcome(RuleCode.FIRM_APPROVAL, passed, passed, True, rule.clause, remedy)


_PLACEMENT = {RuleCode.PLACEMENT_TIME, RuleCode.FIRM_APPROVAL}


def _result(decision: Decision, rules: TypeRules) -> tuple[Result | None, str]:
    """Clauses 39, 49, 57: all passed, certificate; only the placement failed, letter; else nothing."""
    failed = {outcome.code for outcome in decision.failed}
    if failed - _PLACEMENT or (failed and rules.letter_clause is None):
        first = min(decision.failed, key=lambda outcome: outcome.code in _PLACEMENT)
        return Result.NOT_COMPLETED, first.clause
    if any(outcome.code not in _PLACEMENT for outcome in decision.unknown):
        return None, ""
    if failed:
        return Result.LETTER, rules.letter_clause or ""
    return (
        (None, "") if decision.verdict is Verdict.UNKNOWN else (Result.CERTIFICATE, rules.certificate_clause)
    )
