"""Leave in a running course: one approved, one to be decided, one waiting for its certificate; a sheet is printed."""

from datetime import date

from demo.dates import moment
from demo.world import Cast, World
from enrollment.enums import EnrollmentState, LeaveKind
from enrollment.models import Enrollment, LeaveRequest, SignInSheet
from enrollment.services import LeaveEntry, apply_leaves, approve_leave, ask_leave, print_day
from training.calendar import DAY
from training.models import CourseRun

REASONS = {LeaveKind.SICK: "เป็นไข้", LeaveKind.PERSONAL: "ช่วยงานศพญาติ"}


def tell(world: World, cast: Cast, runs: list[CourseRun]) -> tuple[int, int]:
    """Tell it of the first running course with enough days to come. Returns how many asked, how many sheets."""
    today = world.dates.today
    for run in runs:
        coming = sorted({day for day in run.sessions.values_list("day", flat=True) if day and day >= today})
        seats = list(run.enrollments.filter(state=EnrollmentState.TRAINING).order_by("seat_number")[:3])
        if len(coming) > 2 and len(seats) == 3:
            return _ask(world, cast, run, seats, coming), len(_print(world, cast, run, coming[0]))
    return 0, 0


def _ask(world: World, cast: Cast, run: CourseRun, seats: list[Enrollment], coming: list[date]) -> int:
    first, second, third = seats
    today = world.dates.today
    granted = _request(world, cast, first, LeaveKind.PERSONAL, coming[0], coming[1])
    approve_leave(granted, by=cast.head, at=moment(today, 8))
    _request(world, cast, second, LeaveKind.PERSONAL, coming[1], coming[1])
    _request(world, cast, third, LeaveKind.SICK, coming[0], max(coming[1], coming[0] + 2 * DAY))
    apply_leaves(at=moment(today, 8))
    return len(seats)


def _request(
    world: World, cast: Cast, seat: Enrollment, kind: LeaveKind, first: date, last: date
) -> LeaveRequest:
    entry = LeaveEntry(kind, first, last, REASONS[kind])
    return ask_leave(seat, entry, by=seat.graduate.user or cast.staff, at=moment(world.dates.today, 7))


def _print(world: World, cast: Cast, run: CourseRun, day: date) -> list[SignInSheet]:
    return print_day(run, day, by=cast.staff, at=moment(world.dates.today, 7))
