"""A school's class of leavers: what each means to do next, and what the school declared of the whole year."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, User
from enrollment.enums import PathKind, PathSource, SchoolReportState
from enrollment.models.people import Graduate


class PlannedPath(models.Model):
    """What a leaver does instead of training, as somebody said on a day. The row not taken back is what holds."""

    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="paths")
    kind = models.CharField(_("what comes next"), max_length=9, choices=PathKind)
    detail = models.CharField(_("where"), max_length=200, blank=True)
    said_by = models.CharField(_("who says so"), max_length=8, choices=PathSource)
    said_on = models.DateField(_("said on"))
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(_("taken back"), null=True)

    class Meta:
        ordering = ["-recorded_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate"], name="one_path_at_a_time", condition=Q(ended_at=None)
            ),
        ]


class SchoolReportQuerySet(models.QuerySet["SchoolReport"]):
    def visible_to(self, user: User) -> SchoolReportQuerySet:
        """Of the account's own schools, and of the schools below its area office."""
        counseled = user.agencies_as(Role.COUNSELOR)
        return self.filter(Q(school__in=counseled) | Q(school__parent__in=counseled))


class SchoolReport(models.Model):
    """How many finished ม.3 at a school in an academic year, and how many of them go on studying.

    "None" is an answer: a row with zeros. A report in work may be wrong still; a done one counts as declared.
    """

    school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="reports")
    academic_year = models.PositiveSmallIntegerField(_("academic year (B.E.)"))
    finished = models.PositiveSmallIntegerField(_("finished ม.3"))
    continuing = models.PositiveSmallIntegerField(_("go on studying"))
    state = models.CharField(
        _("state"), max_length=7, choices=SchoolReportState, default=SchoolReportState.IN_WORK
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(_("declared"))

    objects = SchoolReportQuerySet.as_manager()

    class Meta:
        ordering = ["-academic_year", "school"]
        constraints = [
            models.UniqueConstraint(fields=["school", "academic_year"], name="one_report_a_school_and_year"),
            models.CheckConstraint(
                name="at_most_all_go_on_studying", condition=Q(continuing__lte=F("finished"))
            ),
        ]

    @property
    def not_continuing(self) -> int:
        """Those who are to be found in the register, each with a plan."""
        return self.finished - self.continuing
