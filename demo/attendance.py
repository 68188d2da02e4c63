"""Corrections in a running class: what stood there before, and why it changed."""

from datetime import timedelta

from demo.dates import moment
from demo.world import Cast
from enrollment.enums import Mark, MarkSource
from enrollment.models import Attendance
from enrollment.services import MarkEntry, mark_attendance
from training.models import CourseRun

CORRECTIONS = (
    (Mark.LATE, "ผู้ปกครองโทรแจ้งรถเสีย มาถึง 09.40 น. ครูผู้ช่วยยืนยัน"),
    (Mark.PRESENT, "ลงผิดคน ชื่อคล้ายกัน"),
)


def correct(cast: Cast, run: CourseRun) -> int:
    """The head looks at the latest list and corrects who was marked absent there. Returns how many marks changed."""
    rows = Attendance.objects.filter(session__run=run, mark=Mark.ABSENT).select_related("session")
    changed = 0
    latest = rows.order_by("-session__day", "enrollment__seat_number")[: len(CORRECTIONS)]
    for row, (mark, reason) in zip(latest, CORRECTIONS, strict=False):
        entry = MarkEntry(
            row.enrollment_id,
            mark,
            arrived_after=40 if mark == Mark.LATE else None,
            seen=row.key,
            reason=reason,
        )
        at = moment(row.marked_at.date(), 15) + timedelta(minutes=changed)
        changed += mark_attendance(row.session, [entry], by=cast.head, at=at, source=MarkSource.LIST)
    return changed
