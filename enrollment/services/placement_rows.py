"""A placement while something is done with it: it and its seat are held, and what is done is recorded."""

from datetime import datetime

from agencies.models import User
from core import audit
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment, Placement, PlacementReport
from enrollment.services.oneself import refuse_oneself
from enrollment.services.placement_refusals import MovedOn, NotInTraining, ReportIsIn


def held_seat(seat: Enrollment, by: User | None) -> Enrollment:
    """The seat, locked: of two who send the same person at once the second waits. Raises `NotInTraining`,
    `AboutYourself`."""
    refuse_oneself([seat.pk], by)
    rows = Enrollment.objects.select_related("graduate", "run__course", "run__curriculum", "run__rule_set")
    held = rows.select_for_update(of=("self",)).get(pk=seat.pk)
    if held.state != EnrollmentState.TRAINING:
        raise NotInTraining
    return held


def held_placement(placement: Placement) -> Placement:
    """The placement, with its seat held until the end: what is written waits for a result, or the result for it."""
    Enrollment.objects.select_for_update().get(pk=placement.enrollment_id)
    rows = Placement.objects.select_related("enrollment__graduate", "enrollment__run", "site")
    return rows.select_for_update(of=("self",)).get(pk=placement.pk)


def in_training(placement: Placement) -> Placement:
    row = held_placement(placement)
    if row.enrollment.state != EnrollmentState.TRAINING:
        raise NotInTraining
    return row


def unmoved(row: Placement) -> Placement:
    """Raises `MovedOn` where it is no longer the seat's last one."""
    if Placement.objects.filter(follows=row).exists():
        raise MovedOn
    return row


def current(placement: Placement, by: User | None) -> Placement:
    """The seat's last placement, of somebody else in training, while the firm has not reported."""
    refuse_oneself([placement.enrollment_id], by)
    row = unmoved(in_training(placement))
    refuse_reported(row)
    return row


def refuse_reported(row: Placement) -> None:
    if PlacementReport.objects.filter(placement=row).exists():
        raise ReportIsIn


def record(action: str, row: Placement, *, by: User | None, at: datetime, **facts: object) -> None:
    seat = row.enrollment
    audit.record(
        action, row, by=by, at=at, person=seat.graduate_id, run=seat.run.code, site=row.site_id, **facts
    )
