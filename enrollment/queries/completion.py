"""The result that the regulation computes for each seat of a run."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from enrollment.eligibility import rule_set
from enrollment.enums import LeavingReason
from enrollment.models import Assessment, Completion, Enrollment
from enrollment.queries.attendance import IN_CLASS, minutes_attended
from training import rules
from training.models import CourseRun, Topic


@dataclass(frozen=True)
class ResultLine:
    """One seat of a run: what was attended and scored, and what follows from it."""

    enrollment: Enrollment
    minutes_attended: int
    minutes_total: int
    outcomes: tuple[rules.Outcome, ...]
    result: str | None  # a CompletionResult, or None while something is missing
    score: Decimal | None
    completion: Completion | None

    @property
    def percent(self) -> Decimal:
        """Attended share of the curriculum's hours, cut (not rounded) to two decimals."""
        return (Decimal(self.minutes_attended * 10_000 // self.minutes_total)) / 100

    @property
    def lacking(self) -> tuple[rules.Outcome, ...]:
        """The rules that are failed or not yet decided."""
        return tuple(o for o in self.outcomes if o.verdict is not rules.Verdict.PASSED)


def results_of(run: CourseRun) -> list[ResultLine]:
    """Everybody in the run, in seat order, with the result computed under the run's own rules."""
    seats = list(
        run.enrollments.filter(state__in=IN_CLASS)
        .select_related("graduate", "run__course", "run__rule_set", "completion")
        .order_by("seat_number")
    )
    attended = minutes_attended(seats)
    scores = attempts_of(seats)
    topics = list(run.curriculum.topics.all())
    return [_line(seat, run, topics, attended[seat.pk], scores[seat.pk]) for seat in seats]


def _line(
    seat: Enrollment,
    run: CourseRun,
    topics: list[Topic],
    attended: int,
    attempts: dict[int, list[rules.Attempt]],
) -> ResultLine:
    whole = sum(topic.theory_minutes + topic.practice_minutes for topic in topics)
    facts = rules.CompletionFacts(
        course_type=run.course.course_type,
        curriculum_minutes=whole,
        attended_minutes=min(attended, whole),  # hours made up for do not add to the curriculum
        topics=tuple(_topic_facts(topic, attempts.get(topic.pk, [])) for topic in topics),
        cheated=seat.leaving_reason == LeavingReason.CHEATED,
    )
    decision = rules.judge_completion(facts, rule_set(run.rule_set))
    return ResultLine(
        enrollment=seat,
        minutes_attended=facts.attended_minutes,
        minutes_total=whole,
        outcomes=decision.outcomes,
        result=decision.result.value if decision.result else None,
        score=decision.score,
        completion=getattr(seat, "completion", None),
    )


def _topic_facts(topic: Topic, attempts: Iterable[rules.Attempt]) -> rules.TopicFacts:
    return rules.TopicFacts(
        topic=topic.number,
        attempts=tuple(attempts),
        has_theory=topic.theory_minutes > 0,
        has_practice=topic.practice_minutes > 0,
        weight=topic.theory_minutes + topic.practice_minutes,
    )


def attempts_of(seats: Iterable[Enrollment]) -> dict[int, dict[int, list[rules.Attempt]]]:
    """Seat -> topic -> attempts in order."""
    found: dict[int, dict[int, list[rules.Attempt]]] = defaultdict(lambda: defaultdict(list))
    rows = Assessment.objects.filter(enrollment__in=[seat.pk for seat in seats]).order_by("attempt")
    for row in rows:
        found[row.enrollment_id][row.topic_id].append(rules.Attempt(row.theory, row.practice))
    return found
