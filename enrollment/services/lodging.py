"""Beds: taken with a seat by whoever needs lodging, never one too many; who comes too late waits for one.

The counter of a run moves by conditional UPDATE as that of its seats does, and a CHECK constraint stands behind it.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from agencies.models import User
from core import audit
from enrollment.enums import EnrollmentState
from enrollment.enums.runs import Lodging
from enrollment.models import Enrollment, Graduate
from training.models import CourseRun

STAYING = (EnrollmentState.ENROLLED, EnrollmentState.TRAINING)


def hold_run(run: int) -> None:
    """Lock the run's row, before any of its seats: so nobody waits in a circle (people, then run, then seats)."""
    CourseRun.objects.select_for_update().get(pk=run)


def claim_bed(graduate: Graduate, run: CourseRun) -> Lodging:
    """Take a bed for a person who is being seated and needs one, inside the caller's transaction."""
    if not graduate.needs_lodging:
        return Lodging.NONE
    return Lodging.BED if _take_bed(run.pk) else Lodging.WAITING


def free_bed(seat: Enrollment, *, by: User | None, at: datetime) -> None:
    """Give the bed of a seat back, inside the caller's transaction; who waits longest gets it."""
    had = Enrollment.objects.filter(pk=seat.pk, lodging=Lodging.BED).update(lodging=Lodging.NONE)
    Enrollment.objects.filter(pk=seat.pk).update(lodging=Lodging.NONE)
    seat.lodging = Lodging.NONE
    if had:
        CourseRun.objects.filter(pk=seat.run_id).update(beds_taken=F("beds_taken") - 1)
        hand_out_beds(seat.run, by=by, at=at)


@transaction.atomic
def hand_out_beds(run: CourseRun, *, by: User | None, at: datetime) -> int:
    """Give the free beds to those who wait, in the order in which they were seated. Returns how many."""
    CourseRun.objects.select_for_update().get(pk=run.pk)  # two who hand out give nobody two beds
    waiting = run.enrollments.filter(lodging=Lodging.WAITING, state__in=STAYING)
    given = 0
    for seat in waiting.order_by("enrolled_at", "pk"):
        if not _take_bed(run.pk):
            break
        Enrollment.objects.filter(pk=seat.pk).update(lodging=Lodging.BED)
        audit.record("lodging.given", seat, by=by, at=at, person=seat.graduate_id, run=run.code)
        given += 1
    return given


@transaction.atomic
def ask_for_bed(seat: Enrollment, *, by: User | None, at: datetime) -> Lodging:
    """A seated person needs lodging after all: they get a free bed or wait for one. Returns which."""
    hold_run(seat.run_id)
    waits = Enrollment.objects.filter(pk=seat.pk, lodging=Lodging.NONE, state__in=STAYING)
    if waits.update(lodging=Lodging.WAITING):
        audit.record("lodging.asked", seat, by=by, at=at, person=seat.graduate_id, run=seat.run.code)
        hand_out_beds(seat.run, by=by, at=at)
    seat.refresh_from_db(fields=["lodging"])
    return Lodging(seat.lodging)


@transaction.atomic
def give_bed_back(seat: Enrollment, *, by: User | None, at: datetime) -> None:
    """A seated person needs no bed, or waits for none any more."""
    hold_run(seat.run_id)
    if Enrollment.objects.filter(pk=seat.pk).exclude(lodging=Lodging.NONE).exists():
        audit.record("lodging.given_back", seat, by=by, at=at, person=seat.graduate_id, run=seat.run.code)
        free_bed(seat, by=by, at=at)


def _take_bed(run: int) -> bool:
    free = CourseRun.objects.filter(pk=run, beds__gt=F("beds_taken"))
    return bool(free.update(beds_taken=F("beds_taken") + 1))
