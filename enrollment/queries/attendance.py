"""Hours attended, how many may still be missed, and who is at risk today."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import User
from enrollment.eligibility import rule_set
from enrollment.enums import EnrollmentState
from enrollment.marks import SessionHasNoDay, mark_words
from enrollment.models import Attendance, Enrollment, Graduate
from enrollment.presence import Window, window
from training import rules
from training.enums import SLOT_HOURS, RunState, Slot
from training.models import CourseRun, Session

IN_CLASS = (EnrollmentState.TRAINING, EnrollmentState.COMPLETED, EnrollmentState.NOT_COMPLETED)
STANDINGS = {
    rules.Standing.SECURED: (_("hours secured"), "good"),
    rules.Standing.ON_TRACK: (_("on track"), "info"),
    rules.Standing.AT_RISK: (_("at risk"), "warn"),
    rules.Standing.OUT_OF_REACH: (_("out of reach"), "bad"),
}
IN_DANGER = (rules.Standing.AT_RISK, rules.Standing.OUT_OF_REACH)


def window_of(session: Session) -> Window:
    """When the session's list opens (`opens`), and when its codes count. Raises `SessionHasNoDay`."""
    if session.day is None:
        raise SessionHasNoDay
    starts = datetime.combine(session.day, SLOT_HOURS[Slot(session.slot)][0], timezone.get_current_timezone())
    return window(
        starts,
        session.minutes,
        opens_before=settings.PRESENCE_OPENS_MINUTES,
        closes_after=settings.PRESENCE_CLOSES_MINUTES,
    )


def runs_of_class(user: User) -> QuerySet[CourseRun]:
    """The runs whose attendance the account takes: those of its centre, and those it teaches."""
    own = Q(center__in=user.agencies_as(Role.STAFF, Role.HEAD)) | Q(
        trainers__user=user, trainers__is_active=True
    )
    return CourseRun.objects.filter(pk__in=CourseRun.objects.filter(own).values("pk"))


def minutes_attended(seats: Iterable[Enrollment]) -> dict[int, int]:
    """Seat -> minutes present in all its sessions."""
    marks = _marks([seat.pk for seat in seats])
    return defaultdict(int, {seat: sum(minutes.values()) for seat, minutes in marks.items()})


def _marks(seats: Collection[int]) -> Mapping[int, dict[int, int]]:
    """Seat -> session -> minutes present; a seat without marks has none."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    rows = Attendance.objects.filter(enrollment__in=seats)
    for seat, session, minutes in rows.values_list("enrollment_id", "session_id", "minutes"):
        found[seat][session] = minutes
    return found


@dataclass(frozen=True, slots=True)
class SeatLine:
    """One seat of a person: what was attended of the curriculum's minutes so far."""

    enrollment: Enrollment
    attended: int
    whole: int

    @property
    def percent(self) -> float:
        """Of the curriculum's hours, cut off after two digits."""
        return self.attended * 10_000 // self.whole / 100 if self.whole else 0.0


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
    """One seat with the forecast of its hours; `whole` is the curriculum's minutes."""

    enrollment: Enrollment
    forecast: rules.Forecast
    whole: int

    @property
    def words(self) -> str:
        return str(STANDINGS[self.forecast.standing][0])

    @property
    def tone(self) -> str:
        return STANDINGS[self.forecast.standing][1]

    @property
    def percent(self) -> float:
        """Of the curriculum's hours, cut off after two digits: 79.99 is not 80."""
        return self.forecast.attended * 10_000 // self.whole / 100 if self.whole else 0.0


def standings_of(run: CourseRun, today: date | None = None) -> list[StandingLine]:
    """Forecast for everybody of a class: what may still be missed, and who is at risk today."""
    return standings_in(CourseRun.objects.filter(pk=run.pk), today, states=IN_CLASS)


def standings_in(
    runs: QuerySet[CourseRun],
    today: date | None = None,
    *,
    states: Collection[str] = (EnrollmentState.TRAINING,),
    person: Graduate | None = None,
) -> list[StandingLine]:
    """Forecasts of the people in these runs, in as many queries for many runs as for one."""
    rows = Enrollment.objects.filter(run__in=runs, state__in=states)
    rows = rows.filter(graduate=person) if person else rows
    seats = list(
        rows.select_related("graduate", "run__course", "run__rule_set", "run__center").order_by(
            "run", "seat_number"
        )
    )
    wholes = _curriculum_minutes({seat.run_id for seat in seats})
    marks = _marks([seat.pk for seat in seats])
    sessions = _sessions({seat.run_id for seat in seats})
    return [_line(seat, wholes[seat.run_id], marks[seat.pk], sessions[seat.run_id], today) for seat in seats]


def _curriculum_minutes(runs: Collection[int]) -> dict[int, int]:
    rows = CourseRun.objects.filter(pk__in=runs).select_related("curriculum")
    return {run.pk: run.curriculum.minutes for run in rows.prefetch_related("curriculum__topics")}


def _sessions(runs: Collection[int]) -> Mapping[int, list[Session]]:
    found: dict[int, list[Session]] = defaultdict(list)
    for session in Session.objects.filter(run__in=runs).order_by("day", "number"):
        found[session.run_id].append(session)
    return found


def _line(
    seat: Enrollment, whole: int, marks: dict[int, int], sessions: list[Session], today: date | None
) -> StandingLine:
    rule = rule_set(seat.run.rule_set).of(seat.run.course.course_type).attendance
    coming = [_coming(one, seat.run, today) for one in sessions if one.pk not in marks]
    return StandingLine(seat, rules.forecast_attendance(whole, sum(marks.values()), coming, rule), whole)


def _coming(session: Session, run: CourseRun, today: date | None) -> tuple[date, int]:
    """Day and minutes of a session without a mark. One without a day comes at the latest on the run's last; one whose
    list is not in yet may still turn out to have been attended, so nothing is lost by it before today."""
    day = session.day or run.last_day
    return max(day, today) if today else day, session.minutes


def lines_in_danger(user: User, today: date) -> list[StandingLine]:
    """Who may not reach the hours, in the running runs of the account: the first to be lost first."""
    running = runs_of_class(user).filter(state=RunState.RUNNING)
    lines = [line for line in standings_in(running, today) if line.forecast.standing in IN_DANGER]
    return sorted(lines, key=lambda line: (line.forecast.lost_on or date.min, line.enrollment.pk))


def sessions_due(user: User, today: date) -> QuerySet[Session]:
    """Sessions held up to today of running runs of the account in which somebody in training has no mark."""
    marked = Attendance.objects.filter(enrollment=OuterRef("pk"), session=OuterRef(OuterRef("pk")))
    unmarked = Enrollment.objects.filter(run=OuterRef("run"), state=EnrollmentState.TRAINING)
    rows = Session.objects.filter(run__in=runs_of_class(user), run__state=RunState.RUNNING, day__lte=today)
    return rows.filter(Exists(unmarked.exclude(Exists(marked))))


@dataclass(frozen=True)
class Cell:
    """A person in a session: the mark in words, the row behind it, and whether it was ever corrected."""

    session: Session
    row: Attendance | None

    @property
    def words(self) -> str:
        return mark_words(self.row.mark, self.row.arrived_after, self.row.left_before) if self.row else ""

    @property
    def is_corrected(self) -> bool:
        return bool(getattr(self.row, "changed", 0))


def matrix_of(run: CourseRun, sessions: Iterable[Session]) -> dict[int, list[Cell]]:
    """Seat -> its cell for each of the sessions."""
    rows = Attendance.objects.filter(session__run=run).annotate(changed=Count("changes"))
    known = {(row.enrollment_id, row.session_id): row for row in rows}
    columns = list(sessions)
    seats = run.enrollments.filter(state__in=IN_CLASS).values_list("pk", flat=True)
    return {seat: [Cell(one, known.get((seat, one.pk))) for one in columns] for seat in seats}
