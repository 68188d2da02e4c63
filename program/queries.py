"""The fiscal-year report: from people found to people in learning or work. Totals only, no names."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from agencies.models import Agency
from core.dates import fiscal_year_span
from enrollment.enums import CompletionResult, EnrollmentState, ReferralState
from enrollment.models import Completion, Enrollment, Graduate, Referral
from outreach.enums import SUCCESSES, Destination
from outreach.models import FollowUp
from training.models import Course, CourseRun


@dataclass(frozen=True)
class Step:
    """One step of the chain with its number of people."""

    code: str
    people: int


@dataclass(frozen=True)
class CourseLine:
    """One course in the year."""

    course: Course
    runs: int
    entered: int
    completed: int


@dataclass(frozen=True)
class Report:
    """One fiscal year (B.E., 1 October to 30 September) of the given centres."""

    year: int
    first_day: date
    last_day: date
    steps: tuple[Step, ...]
    destinations: dict[str, int]
    courses: tuple[CourseLine, ...]

    def people(self, code: str) -> int:
        return next(step.people for step in self.steps if step.code == code)

    @property
    def succeeded(self) -> int:
        """Back to learning, in work or own business, by the newest statement about each."""
        return sum(self.destinations[destination] for destination in SUCCESSES)


# Who gave the seat up before the first day never entered.
NEVER_BEGAN = Q(state=EnrollmentState.ENROLLED) | Q(
    state=EnrollmentState.LEFT, left_on__lt=F("run__first_day")
)


def report_for(year: int, centers: QuerySet[Agency]) -> Report:
    """What happened between 1 October and 30 September; people are counted once a step."""
    first, last = fiscal_year_span(year)
    runs = CourseRun.objects.filter(center__in=centers, first_day__range=(first, last))
    entered = Enrollment.objects.filter(run__in=runs).exclude(NEVER_BEGAN)
    completions = Completion.objects.filter(
        enrollment__run__center__in=centers, completed_on__range=(first, last)
    )
    completed = completions.exclude(result=CompletionResult.NOT_COMPLETED)
    referrals = Referral.objects.filter(to_agency__in=centers, sent_at__date__range=(first, last))
    provinces = Agency.objects.filter(pk__in=centers).values("provinces")
    found = Graduate.objects.filter(
        Q(registered_by__in=centers) | Q(registered_by__provinces__in=provinces),
        registered_at__date__range=(first, last),
    )
    steps = (
        Step("found", found.distinct().count()),
        Step("referred", _people(referrals)),
        Step("accepted", _people(referrals.filter(state=ReferralState.ACCEPTED))),
        Step("entered", _people(entered)),
        Step("completed", completed.values("enrollment__graduate").distinct().count()),
    )
    destinations = destinations_of(completed)
    return Report(year, first, last, steps, destinations, tuple(_course_lines(runs, entered)))


def _people(rows: QuerySet[Referral] | QuerySet[Enrollment]) -> int:
    return rows.values("graduate").distinct().count()


def destinations_of(completions: QuerySet[Completion]) -> dict[str, int]:
    """Destination -> people, by the newest statement about each person; "" counts who was not asked yet."""
    person = OuterRef("enrollment__graduate")
    newest = FollowUp.objects.filter(enrollment__graduate=person).order_by("-asked_on", "-pk")
    latest = completions.annotate(latest=Subquery(newest.values("destination")[:1]))
    counted = {
        row["latest"] or "": row["people"]
        for row in latest.values("latest").annotate(people=Count("enrollment__graduate", distinct=True))
    }
    return {value: counted.get(value, 0) for value in ["", *Destination.values]}


def _course_lines(runs: QuerySet[CourseRun], entered: QuerySet[Enrollment]) -> list[CourseLine]:
    rows = (
        runs.values("course")
        .annotate(
            held=Count("pk", distinct=True),
            entered=Count("enrollments", filter=Q(enrollments__in=entered), distinct=True),
            completed=Count(
                "enrollments__completion",
                filter=~Q(enrollments__completion__result=CompletionResult.NOT_COMPLETED),
                distinct=True,
            ),
        )
        .order_by("course__name_th")
    )
    courses = Course.objects.in_bulk([row["course"] for row in rows])
    return [CourseLine(courses[row["course"]], row["held"], row["entered"], row["completed"]) for row in rows]
