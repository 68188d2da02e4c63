"""Reads about learning: hours attended and still to miss, scores, and the result the regulation computes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agencies.models import User
from enrollment.eligibility import rule_set
from enrollment.enums import EnrollmentState, LeavingReason
from enrollment.models import Assessment, Attendance, Completion, Enrollment, Graduate
from training import rules
from training.models import CourseRun, Session, Topic

IN_CLASS = (EnrollmentState.TRAINING, EnrollmentState.COMPLETED, EnrollmentState.NOT_COMPLETED)


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
    scores = _attempts(seats)
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


def minutes_attended(seats: Iterable[Enrollment]) -> dict[int, int]:
    """Seat -> minutes present in all its sessions."""
    total: dict[int, int] = defaultdict(int)
    rows = Attendance.objects.filter(enrollment__in=[seat.pk for seat in seats])
    for seat, minutes in rows.values_list("enrollment_id", "minutes"):
        total[seat] += minutes
    return total


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat of a person: what was attended of the curriculum's minutes so far."""

    enrollment: Enrollment
    attended: int
    whole: int

    @property
    def percent(self) -> int:
        return self.attended * 100 // self.whole if self.whole else 0


def seats_of(person: Graduate, user: User) -> list[SeatLine]:
    """The seats of the person that the account may see, the latest first."""
    rows = Enrollment.objects.visible_to(user).filter(graduate=person)
    seats = list(
        rows.select_related("run__course", "run__curriculum", "run__center").order_by("-enrolled_at", "-pk")
    )
    attended = minutes_attended(seats)
    return [SeatLine(seat, attended[seat.pk], seat.run.curriculum.minutes) for seat in seats]


def _attempts(seats: Iterable[Enrollment]) -> dict[int, dict[int, list[rules.Attempt]]]:
    """Seat -> topic -> attempts in order."""
    found: dict[int, dict[int, list[rules.Attempt]]] = defaultdict(lambda: defaultdict(list))
    rows = Assessment.objects.filter(enrollment__in=[seat.pk for seat in seats]).order_by("attempt")
    for row in rows:
        found[row.enrollment_id][row.topic_id].append(rules.Attempt(row.theory, row.practice))
    return found


@dataclass(frozen=True)
class StandingLine:
    """One seat with the forecast of its hours."""

    enrollment: Enrollment
    forecast: rules.Forecast


def standings_of(run: CourseRun) -> list[StandingLine]:
    """Forecast for everybody in training: what may still be missed, and who is at risk today."""
    seats = list(
        run.enrollments.filter(state__in=IN_CLASS).select_related("graduate").order_by("seat_number")
    )
    sessions = list(run.sessions.exclude(day=None).order_by("day", "number"))
    marked = _marked(seats)
    attended = minutes_attended(seats)
    rule = rule_set(run.rule_set).of(run.course.course_type).attendance
    whole = run.curriculum.minutes
    return [
        StandingLine(
            seat,
            rules.forecast_attendance(whole, attended[seat.pk], _to_come(sessions, marked[seat.pk]), rule),
        )
        for seat in seats
    ]


def _marked(seats: Iterable[Enrollment]) -> dict[int, set[int]]:
    """Seat -> sessions with a mark."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = Attendance.objects.filter(enrollment__in=[seat.pk for seat in seats])
    for seat, session in rows.values_list("enrollment_id", "session_id"):
        found[seat].add(session)
    return found


def _to_come(sessions: list[Session], marked: set[int]) -> list[tuple[date, int]]:
    """Day and minutes of the sessions without a mark: those to come, and those whose list is not in yet."""
    return [(s.day, s.minutes) for s in sessions if s.day is not None and s.pk not in marked]
