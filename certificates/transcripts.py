"""What a transcript says beyond a certificate: topic by topic the hours, and the scores that count."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from certificates.paper.facts import TopicResult
from certificates.refusals import ScoresChanged
from core.text import normalize_thai
from enrollment.eligibility import rule_set
from enrollment.models import Completion, Enrollment
from enrollment.queries.completion import facts_of_seats
from training.models import CourseRun, Topic
from training.rules.ruleset import TypeRules
from training.rules.scoring import Attempt, TopicFacts, counted_scores, total_score


@dataclass(frozen=True)
class Record:
    """One seat's topics with their scores, and the total that the regulation makes of them."""

    topics: tuple[TopicResult, ...]
    score: Decimal | None

    def of(self, completion: Completion) -> "Record":
        """Itself, where the confirmed result rests on these scores. Raises `ScoresChanged`."""
        if self.score != completion.score:
            raise ScoresChanged
        return self


def records_of(run: CourseRun, seats: Collection[Enrollment]) -> dict[int, Record]:
    """Seat -> its record, in as many queries for one seat as for all."""
    topics = list(run.curriculum.topics.all())
    rules = rule_set(run.rule_set).of(run.course.course_type)
    found = facts_of_seats(run, seats)
    return {seat.pk: _record(topics, found[seat.pk].topics, rules) for seat in seats}


def _record(topics: list[Topic], scored: tuple[TopicFacts, ...], rules: TypeRules) -> Record:
    rows = (
        _row(place, topic, counted_scores(facts, rules))
        for place, (topic, facts) in enumerate(zip(topics, scored, strict=True), 1)
    )
    return Record(tuple(rows), total_score(scored, rules))


def _row(place: int, topic: Topic, counted: Attempt) -> TopicResult:
    return TopicResult(
        number=place,
        title_th=normalize_thai(topic.title_th),
        title_en=topic.title_en,
        theory_minutes=topic.theory_minutes,
        practice_minutes=topic.practice_minutes,
        theory_score=score_text(counted.theory) if topic.theory_minutes else "",
        practice_score=score_text(counted.practice) if topic.practice_minutes else "",
    )


def score_text(score: Decimal | None) -> str:
    """A score as a paper writes it: no zeros behind, no exponent; "" of none."""
    return "" if score is None else f"{score.normalize():f}"
