"""Seats taken."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import User
from enrollment.enums import EnrollmentState, LeavingReason
from enrollment.enums.runs import Lodging
from enrollment.models.people import Graduate, of_counselor
from enrollment.models.rounds import Offer
from training.models import CourseRun

SEATED = ~Q(state=EnrollmentState.LEFT)


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def visible_to(self, user: User) -> EnrollmentQuerySet:
        """The centre's staff, the run's trainers, the person's counsellor, the person."""
        return self.filter(
            Q(run__center__in=user.agencies_as(Role.STAFF, Role.HEAD))
            | Q(run__trainers__user=user, run__trainers__is_active=True)
            | of_counselor(user, "graduate__")
            | Q(graduate__user=user)
        ).distinct()

    def seated(self) -> EnrollmentQuerySet:
        """Those who hold a seat: everyone who has not left."""
        return self.filter(SEATED)


class Enrollment(models.Model):
    """A seat taken by a person in a run."""

    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="enrollments")
    run = models.ForeignKey(CourseRun, on_delete=models.PROTECT, related_name="enrollments")
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, null=True, related_name="enrollment")
    seat_number = models.PositiveSmallIntegerField(_("seat"))
    # The run's seats when this one was taken: with UNIQUE(run, seat) it lets the database refuse a seat too many.
    seat_limit = models.PositiveSmallIntegerField()
    state = models.CharField(
        _("state"), max_length=13, choices=EnrollmentState, default=EnrollmentState.ENROLLED
    )
    leaving_reason = models.CharField(
        _("reason for leaving"), max_length=13, choices=LeavingReason, blank=True
    )
    enrolled_at = models.DateTimeField(_("enrolled"))
    left_on = models.DateField(_("left on"), null=True)
    lodging = models.CharField(_("lodging"), max_length=7, choices=Lodging, default=Lodging.NONE)

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        ordering = ["run", "seat_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["run", "seat_number"], name="a_seat_taken_once", condition=SEATED
            ),
            models.UniqueConstraint(
                fields=["run", "graduate"], name="a_person_once_in_a_run", condition=SEATED
            ),
            models.CheckConstraint(
                name="a_seat_of_the_run", condition=Q(seat_number__gte=1, seat_number__lte=F("seat_limit"))
            ),
            models.CheckConstraint(
                name="left_with_reason", condition=~Q(state=EnrollmentState.LEFT) | ~Q(leaving_reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run.code}/{self.seat_number}"
