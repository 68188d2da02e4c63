"""Hours attended, and how many may still be missed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from agencies.models import User
from enrollment.eligibility import rule_set
from enrollment.enums import EnrollmentState
from enrollment.models import Attendance, Enrollment, Graduate
from training import rules
from training.models import CourseRun, Session

IN_CLASS = (EnrollmentState.TRAINING, EnrollmentState.COMPLETED, EnrollmentState.NOT_COMPLETED)


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
