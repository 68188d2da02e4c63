"""Scores of topics and of the whole, in exact decimals of a percent; nothing is rounded up."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from training.rules.ruleset import ScoreRule, TypeRules

_HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Attempt:
    """Scores of one assessment, each 0–100; None for a part that was not taken this time."""

    theory: Decimal | None = None
    practice: Decimal | None = None

    def __post_init__(self) -> None:
        for score in (self.theory, self.practice):
            if score is not None and not 0 <= score <= 100:
                raise ValueError("a score lies between 0 and 100")

    def over(self, other: "Attempt") -> "Attempt":
        """These scores, and the other's where this attempt has none."""
        theory = other.theory if self.theory is None else self.theory
        return Attempt(theory, other.practice if self.practice is None else self.practice)


@dataclass(frozen=True, slots=True)
class TopicFacts:
    """One topic of the curriculum: the parts it is taught in, its weight in the total, attempts in order."""

    topic: str | int
    attempts: tuple[Attempt, ...] = ()
    has_theory: bool = True
    has_practice: bool = True
    weight: int = 1

    def __post_init__(self) -> None:
        if self.weight < 1 or not (self.has_theory or self.has_practice):
            raise ValueError("a topic has a part and a positive weight")


def topic_score(topic: TopicFacts, rules: TypeRules) -> Decimal | None:
    """The topic's score in percent, 20:80 of theory and practice; None while a part is missing."""
    return _weigh(topic, counted_scores(topic, rules), rules.score)


def counted_scores(topic: TopicFacts, rules: TypeRules) -> Attempt:
    """The score of each part that counts.

    A re-test replaces the parts it was taken in, until the topic is passed. Where the regulation knows no
    re-test, the first score of each part counts.
    """
    standing = Attempt()
    for attempt in topic.attempts:
        standing = standing.over(attempt) if rules.retest_clause is None else attempt.over(standing)
        if topic_passes(_weigh(topic, standing, rules.score), rules.score):
            break
    return standing


def topic_passes(score: Decimal | None, rule: ScoreRule) -> bool | None:
    """Whether a topic's score reaches its own pass mark; None without a score or without such a mark."""
    return None if score is None or rule.topic is None else score >= rule.topic.percent


def total_passes(topics: tuple[TopicFacts, ...], rules: TypeRules) -> bool | None:
    """Whether the weighted mean reaches the pass mark, without dividing; None while a score is missing."""
    weighted = _weighted_sum(topics, rules)
    whole = sum(topic.weight for topic in topics)
    return None if weighted is None else weighted >= rules.score.total.percent * whole


def total_score(topics: tuple[TopicFacts, ...], rules: TypeRules) -> Decimal | None:
    """The weighted mean in percent, cut to two places so that 59.999 never reads 60; None if incomplete."""
    weighted = _weighted_sum(topics, rules)
    if weighted is None:
        return None
    mean = weighted / sum(topic.weight for topic in topics)
    return mean.quantize(_HUNDREDTH, rounding=ROUND_DOWN)


def _weigh(topic: TopicFacts, attempt: Attempt, rule: ScoreRule) -> Decimal | None:
    """A topic that is taught in one part is scored by that part alone."""
    if not topic.has_practice:
        return attempt.theory
    if not topic.has_theory:
        return attempt.practice
    if attempt.theory is None or attempt.practice is None:
        return None
    return (attempt.theory * rule.theory_weight + attempt.practice * rule.practice_weight) / 100


def _weighted_sum(topics: tuple[TopicFacts, ...], rules: TypeRules) -> Decimal | None:
    total = Decimal(0)
    for topic in topics:
        score = topic_score(topic, rules)
        if score is None:
            return None
        total += topic.weight * score
    return total
