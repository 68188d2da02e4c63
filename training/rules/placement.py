"""Going to a firm: after the training at the centre (clauses 23, 24), unless the director relaxes that (25)."""

from collections.abc import Collection, Iterator

from training.rules.codes import Remedy, RuleCode
from training.rules.completion import CompletionFacts
from training.rules.decision import Decision, Outcome, judge, relax
from training.rules.ruleset import RuleSet, TypeRules
from training.rules.scoring import topic_passes, topic_score, total_passes


def judge_placement_start(
    facts: CompletionFacts, rules: RuleSet, relaxed: Collection[RuleCode] = ()
) -> Decision:
    """Whether a trainee may go to a firm now. A type without placement gives a decision without outcomes."""
    of_type = rules.of(facts.course_type)
    return Decision(rules.version, tuple(_outcomes(facts, of_type, relaxed)))


def _outcomes(facts: CompletionFacts, rules: TypeRules, relaxed: Collection[RuleCode]) -> Iterator[Outcome]:
    """One outcome; its fact names the topics that are not passed, or not yet."""
    code, clause = RuleCode.PLACEMENT_START, rules.placement_start_clause
    if clause is None:
        return
    passes = {topic.topic: topic_passes(topic_score(topic, rules), rules.score) for topic in facts.topics}
    verdicts = {*passes.values(), total_passes(facts.topics, rules)}
    passed = False if False in verdicts else None if None in verdicts else True
    lacking = tuple(topic for topic, passed_one in passes.items() if not passed_one)
    remedy = None if passed else Remedy.ENTER_SCORES if passed is None else Remedy.RETAKE_TOPIC
    outcome = Outcome(code, judge(passed), lacking, rules.score.total.percent, clause, remedy=remedy)
    relaxation = rules.relaxation(code) if code in relaxed else None
    yield relax(outcome, relaxation.clause) if relaxation else outcome
