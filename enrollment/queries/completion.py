"""The result that the regulation computes for each seat of a run."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from enrollment.eligibility import relaxed_rules, rule_set
from enrollment.enums import EnrollmentState, LeavingReason
from enrollment.models import Assessment, Completion, Enrollment
from enrollment.queries.attendance import IN_CLASS, minutes_attended
from enrollment.queries.placements import FirmFacts, firm_facts, placement_minutes_of
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
    clause: str = ""  # on which the result rests

    @property
    def percent(self) -> Decimal:
        """Attended share of the curriculum's hours, cut (not rounded) to two decimals."""
        return (Decimal(self.minutes_attended * 10_000 // self.minutes_total)) / 100

    @property
    def lacking(self) -> tuple[rules.Outcome, ...]:
        """The rules that are failed or not yet decided."""
        fine = (rules.Verdict.PASSED, rules.Verdict.RELAXED)
        return tuple(outcome for outcome in self.outcomes if outcome.verdict not in fine)

    @property
    def has_changed(self) -> bool:
        """Whether the facts say something else than what was confirmed: what stands stays, and the page says so."""
        if self.completion is None:
            return False
        before = {one["code"]: (one["verdict"], one["fact"]) for one in self.completion.outcomes}
        now = {
            one["code"]: (one["verdict"], one["fact"]) for one in map(rules.Outcome.as_json, self.outcomes)
        }
        return (self.completion.result, before) != (self.result, now)


def results_of(run: CourseRun) -> list[ResultLine]:
    """Everybody in the run, in seat order, with the result computed under the run's own rules."""
    seats = list(
        run.enrollments.filter(state__in=IN_CLASS)
        .select_related("graduate", "run__course", "run__rule_set", "completion__confirmed_by")
        .order_by("seat_number")
    )
    facts = facts_of_seats(run, seats)
    judged = rule_set(run.rule_set)
    return [_line(seat, facts[seat.pk], rules.judge_completion(facts[seat.pk], judged)) for seat in seats]


def _line(seat: Enrollment, facts: rules.CompletionFacts, decision: rules.CompletionDecision) -> ResultLine:
    return ResultLine(
        enrollment=seat,
        minutes_attended=facts.attended_minutes,
        minutes_total=facts.curriculum_minutes,
        outcomes=decision.outcomes,
        result=decision.result.value if decision.result else None,
        score=decision.score,
        completion=getattr(seat, "completion", None),
        clause=decision.result_clause,
    )


def facts_of_seats(run: CourseRun, seats: Collection[Enrollment]) -> dict[int, rules.CompletionFacts]:
    """Seat -> what happened in it: hours, scores, the firm."""
    attended, scores, firms = minutes_attended(seats), attempts_of(seats), firm_facts(seats)
    topics = list(run.curriculum.topics.all())
    whole = sum(topic.theory_minutes + topic.practice_minutes for topic in topics)
    in_firm = placement_minutes_of(run)
    return {
        seat.pk: _facts(
            run, seat, whole, attended[seat.pk], _scored(topics, scores[seat.pk]), in_firm, firms[seat.pk]
        )
        for seat in seats
    }


def _facts(
    run: CourseRun,
    seat: Enrollment,
    whole: int,
    attended: int,
    topics: tuple[rules.TopicFacts, ...],
    in_firm: int,
    firm: FirmFacts,
) -> rules.CompletionFacts:
    return rules.CompletionFacts(
        course_type=run.course.course_type,
        curriculum_minutes=whole,
        attended_minutes=min(attended, whole),  # hours made up for do not add to the curriculum
        topics=topics,
        placement_minutes=in_firm,
        placement_attended=firm.attended if in_firm else None,
        firm_passes=firm.passes if in_firm else None,
        cheated=seat.leaving_reason == LeavingReason.CHEATED,
    )


def _scored(
    topics: Iterable[Topic], attempts: dict[int, list[rules.Attempt]]
) -> tuple[rules.TopicFacts, ...]:
    return tuple(_topic_facts(topic, attempts.get(topic.pk, [])) for topic in topics)


def _topic_facts(topic: Topic, attempts: Iterable[rules.Attempt]) -> rules.TopicFacts:
    return rules.TopicFacts(
        topic=topic.number,
        attempts=tuple(attempts),
        has_theory=topic.theory_minutes > 0,
        has_practice=topic.practice_minutes > 0,
        weight=topic.score_weight,
    )


def attempts_of(seats: Iterable[Enrollment]) -> dict[int, dict[int, list[rules.Attempt]]]:
    """Seat -> topic -> attempts in order."""
    found: dict[int, dict[int, list[rules.Attempt]]] = defaultdict(lambda: defaultdict(list))
    rows = Assessment.objects.filter(enrollment__in=[seat.pk for seat in seats]).order_by("attempt")
    for row in rows:
        found[row.enrollment_id][row.topic_id].append(rules.Attempt(row.theory, row.practice))
    return found


def left_of(run: CourseRun) -> QuerySet[Enrollment]:
    """Who left the run before its end: nothing is computed for them, the reason stands instead."""
    return (
        run.enrollments.filter(state=EnrollmentState.LEFT)
        .select_related("graduate")
        .order_by("left_on", "pk")
    )


def start_in_firm(seat: Enrollment) -> rules.Outcome | None:
    """Whether the regulation lets the person go to a firm now (clauses 23-25); None where it does not ask."""
    facts = facts_of_seats(seat.run, [seat])[seat.pk]
    decision = rules.judge_placement_start(facts, rule_set(seat.run.rule_set), relaxed_rules(seat))
    return decision.outcome(rules.RuleCode.PLACEMENT_START)
