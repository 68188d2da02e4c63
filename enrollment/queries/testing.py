"""When tests take place: for a run, and for one seat whose test was put off alone."""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from core.models import AuditEntry
from enrollment.models import Assessment, Enrollment, PlannedTest, Postponement
from training.calendar import DAY
from training.models import CourseRun, Topic
from training.queries import shut_days_of
from training.rules import DayCount

LONGEST_SHUT = 30  # more calendar days than any term of working days meets in a row of holidays


def shut_around(run: CourseRun, start: date, term: DayCount) -> Container[date]:
    """The days on which the run's centre is shut, as far as a term from `start` can reach."""
    return shut_days_of(run.center, start, start + (term.days * 3 + LONGEST_SHUT) * DAY)


def day_for(test: PlannedTest, seat: Enrollment | None) -> date:
    """The day of the test: the run's, or a later one to which it was put off for this seat."""
    own = test.postponements.filter(enrollment=seat) if seat else Postponement.objects.none()
    latest = own.order_by("-to_day").values_list("to_day", flat=True).first()
    return max(test.day, latest) if latest else test.day


def planned_tests_of(run: CourseRun, topic: Topic | None = None) -> QuerySet[PlannedTest]:
    """The run's tests with what was put off, by day."""
    found = PlannedTest.objects.filter(run=run, **({"topic": topic} if topic else {}))
    return found.select_related("topic").prefetch_related(
        "postponements__recorded_by", "postponements__enrollment__graduate"
    )


@dataclass(frozen=True, slots=True)
class DueTest:
    """A test that is still to come for one seat."""

    test: PlannedTest
    day: date


def coming_tests(seat: Enrollment, today: date) -> list[DueTest]:
    """What a person is tested in from today on, in order."""
    tests = PlannedTest.objects.filter(run=seat.run_id).select_related("topic")
    own: dict[int, date] = {}
    for put_off in Postponement.objects.filter(enrollment=seat):
        own[put_off.test_id] = max(put_off.to_day, own.get(put_off.test_id, put_off.to_day))
    days = [DueTest(test, max(test.day, own.get(test.pk, test.day))) for test in tests]
    return sorted((one for one in days if one.day >= today), key=lambda one: (one.day, one.test.pk))


@dataclass(frozen=True, slots=True)
class Correction:
    """A score that was changed: what stood there, what stands there now, who did it when and why."""

    theory: tuple[str | None, str | None]
    practice: tuple[str | None, str | None]
    entry: AuditEntry

    @property
    def reason(self) -> str:
        return str(self.entry.facts.get("reason", ""))


def corrections_of(topic: Topic, run: CourseRun, attempt: int) -> dict[int, list[Correction]]:
    """Seat -> its corrected scores in this topic and attempt, newest first, from the trail."""
    rows = Assessment.objects.filter(topic=topic, enrollment__run=run, attempt=attempt)
    seats = {str(pk): seat for pk, seat in rows.values_list("pk", "enrollment_id")}
    entries = AuditEntry.objects.filter(
        subject_type="enrollment.assessment", subject_id__in=seats, action="score.corrected"
    )
    found: dict[int, list[Correction]] = defaultdict(list)
    for entry in entries.order_by("-at", "-pk"):
        theory, practice = (
            (entry.facts.get(f"old_{part}"), entry.facts.get(part)) for part in ("theory", "practice")
        )
        found[seats[entry.subject_id]].append(Correction(theory, practice, entry))
    return dict(found)


def entered_before(topic: Topic, run: CourseRun, attempt: int, today: date) -> set[int]:
    """Seats whose scores of this attempt were first entered on an earlier day: a change wants a reason."""
    rows = Assessment.objects.filter(topic=topic, enrollment__run=run, attempt=attempt)
    return {row.enrollment_id for row in rows if timezone.localdate(row.entered_at) < today}
