"""What comes back from a firm (clauses 34-36): its word, time sheet, evaluation, the result of the job."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from core.models import SealedFile
from core.templatetags.ui import thai_date
from enrollment.models import Placement, PlacementReport
from enrollment.services.oneself import refuse_oneself
from enrollment.services.placement_refusals import DaysBackwards, PlacementGoesOn, StillToCome
from enrollment.services.placement_rows import in_training, record, unmoved


@dataclass(frozen=True)
class ReportEntry:
    """The firm's report. A paper that is None leaves the one that is there."""

    passes: bool
    evaluated_by: str
    evaluated_on: date
    job_result: str
    received_on: date
    time_sheet: SealedFile | None = None
    evaluation: SealedFile | None = None


@transaction.atomic
def record_report(
    placement: Placement, entry: ReportEntry, *, by: User | None, at: datetime
) -> PlacementReport:
    """Enter or correct what came from the firm (clauses 34-36). Raises `MovedOn`, `PlacementGoesOn`, `StillToCome`."""
    row = unmoved(in_training(placement))
    refuse_oneself([row.enrollment_id], by)
    if entry.received_on > timezone.localdate(at):
        raise StillToCome(day=thai_date(entry.received_on))
    if entry.evaluated_on < row.last_day:
        raise PlacementGoesOn(day=thai_date(row.last_day))
    if entry.received_on < entry.evaluated_on:
        raise DaysBackwards
    report = PlacementReport.objects.filter(placement=row).first()
    old = {"old_passes": report.passes} if report else {}
    report = report or PlacementReport(placement=row)
    _fill(report, entry, by=by, at=at)
    action = "placement.report_corrected" if old else "placement.reported"
    record(action, row, by=by, at=at, passes=entry.passes, **old)
    return report


def _fill(report: PlacementReport, entry: ReportEntry, *, by: User | None, at: datetime) -> None:
    report.passes, report.job_result = entry.passes, entry.job_result
    report.evaluated_by, report.evaluated_on = entry.evaluated_by, entry.evaluated_on
    report.received_on, report.recorded_by, report.recorded_at = entry.received_on, by, at
    report.time_sheet = entry.time_sheet or report.time_sheet
    report.evaluation = entry.evaluation or report.evaluation
    report.save()
