"""What runs have beside seats: beds, money, reserved seats, orientations, published lists; runs of the next term."""

from collections.abc import Iterable
from datetime import date

from agencies.models import Agency
from demo.dates import moment, working_day
from demo.world import Cast, World
from enrollment.services import defer_run, publish_selection
from training.calendar import DAY
from training.enums import OrientationPart, ReserveGroup
from training.feasibility import free_code
from training.models import Course, CourseRun
from training.services import (
    ReserveEntry,
    RunNeeds,
    announce_run,
    open_run,
    plan_run,
    record_orientation,
    reserve_seats,
)

SPEAKER = "นางสาวสุภาวดี เพชรแก้ว"
WEEKS_AHEAD = 20  # after the term's first day: the runs of the next one


def usual_needs(center: Agency, seats: int) -> RunNeeds:
    """What the centre gives to every run: its main site, a few beds, a meal for everybody, 9,600 baht a seat."""
    return RunNeeds(
        site=center.sites.get(is_default=True),
        beds=4,
        meals=seats,
        budget_line="แผนงานพัฒนาฝีมือแรงงาน",
        budget=seats * 960_000,
    )


def orient(cast: Cast, run: CourseRun, part: OrientationPart, day: date) -> None:
    """Gather the people of a run and note who spoke."""
    at = moment(day, 16)
    record_orientation(run, part, held_on=day, held_by=SPEAKER, by=cast.staff, at=at)


def publish_lists(cast: Cast, runs: Iterable[CourseRun], *, day: date) -> int:
    """Publish the list of selected people of each run. Returns how many."""
    return len([publish_selection(run, by=cast.head, at=moment(day, 15)) for run in runs])


def coming(world: World, cast: Cast) -> int:
    """Two runs of the coming term: one announced with seats kept back, one moved by two weeks. Returns how many."""
    today = working_day(world.dates.today)
    first = working_day(world.dates.term + 7 * WEEKS_AHEAD * DAY)
    announced, moved = (_plan(cast, code, first, today) for code in ("SUP-BARBER", "SUP-PLUMB"))
    entries = [
        ReserveEntry(4, ReserveGroup.POVERTY),
        ReserveEntry(2, school=cast.secondary[0]),
        ReserveEntry(2, ReserveGroup.NEEDS_LODGING),
    ]
    reserve_seats(announced, entries, by=cast.staff, at=moment(today, 10))
    start = working_day(today + 14 * DAY)
    announce_run(announced, applications_from=start, by=cast.staff, at=moment(today, 11))
    open_run(moved, by=cast.staff, at=moment(today, 11))
    two_weeks = 14 * DAY
    defer_run(
        moved,
        first_day=moved.first_day + two_weeks,
        last_day=moved.last_day + two_weeks,
        reason="ปรับปรุงระบบประปาของโรงฝึกงาน",
        by=cast.head,
        at=moment(today, 13),
    )
    return 2


def _plan(cast: Cast, code: str, first: date, day: date) -> CourseRun:
    course = Course.objects.get(code=code)
    return plan_run(
        course=course,
        center=cast.center,
        code=free_code(course, first),
        first_day=first,
        last_day=first + 39 * DAY,
        seats=course.size_maximum,
        minimum=course.size_minimum,
        needs=usual_needs(cast.center, course.size_maximum),
        by=cast.staff,
        at=moment(day, 9),
    )
