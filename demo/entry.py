"""Papers and health seen before a class begins; one person warned, one centre's settings proposed."""

from datetime import datetime

from django.db import transaction

from demo.dates import moment
from demo.world import Cast, World
from enrollment.enums import HEALTH_ITEMS, ConductStep, EnrollmentState
from enrollment.models import Enrollment
from enrollment.services import note_entry, record_conduct, see_papers
from training.calendar import DAY
from training.models import CourseRun
from training.services import propose_settings


@transaction.atomic
def see_all(cast: Cast, run: CourseRun, *, at: datetime) -> int:
    """Everybody who is about to begin brought the papers and is well. Returns how many."""
    seats = run.enrollments.filter(state=EnrollmentState.ENROLLED).select_related(
        "run__course", "run__rule_set"
    )
    for seat in seats:
        see_papers(seat, by=cast.staff, at=at)
        for item in HEALTH_ITEMS:
            note_entry(seat, item, holds=True, by=cast.staff, at=at)
    return len(seats)


def tell(world: World, cast: Cast, runs: list[CourseRun], to_come: list[CourseRun]) -> tuple[int, int]:
    """Somebody in a running class is warned, half of a class to come brought papers, settings wait for their second.

    Returns how many brought papers and how many were warned.
    """
    today = world.dates.today
    at = moment(today, 9)
    seats = Enrollment.objects.filter(run__in=to_come, state=EnrollmentState.ENROLLED).order_by("pk")
    early = list(seats.select_related("run__course", "run__rule_set"))[::2][:10]
    for seat in early:
        see_papers(seat, by=cast.staff, at=at)
    warned = Enrollment.objects.filter(run__in=runs, state=EnrollmentState.TRAINING).order_by("pk").first()
    if warned is not None:
        reason = "มาสายสามวันติดต่อกันโดยไม่แจ้ง"
        step = ConductStep.WARNING
        record_conduct(warned, step, happened_on=today, reason=reason, by=cast.staff, at=at)
    reason = "ผลการฝึกในสถานประกอบกิจการส่งมาทางไปรษณีย์"
    values = {"report_in_working_days": True}
    propose_settings(cast.center, values, valid_from=today + 30 * DAY, reason=reason, by=cast.head, at=at)
    return len(early), int(warned is not None)
