"""What became of each person after training."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import User
from enrollment.models import Enrollment
from enrollment.models.people import of_counselor
from outreach.enums import Destination, Source


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def visible_to(self, user: User) -> FollowUpQuerySet:
        """The training centre's staff and the person's counsellor."""
        return self.filter(
            Q(enrollment__run__center__in=user.agencies_as(Role.STAFF, Role.HEAD))
            | of_counselor(user, "enrollment__graduate__")
        )


class FollowUp(models.Model):
    """A dated statement of where a former trainee is, with the source of the fact."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="follow_ups")
    asked_on = models.DateField(_("asked on"))
    destination = models.CharField(_("where now"), max_length=12, choices=Destination)
    detail = models.CharField(_("school, employer or trade"), max_length=200, blank=True)
    income_satang = models.PositiveBigIntegerField(_("monthly income in satang"), null=True, blank=True)
    source = models.CharField(_("who says so"), max_length=8, choices=Source)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "asked_on"], name="one_follow_up_a_day"),
        ]
