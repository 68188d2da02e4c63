"""Minutes present, session by session, and what stood there before a correction."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import Mark, MarkSource
from enrollment.models.seats import Enrollment
from training.models import Session


class MarkValue(models.Model):
    """What is said of a person in a session, by whom, when, and by which way it came.

    `arrived_after` counts from the session's start and `left_before` to its end, in minutes: somebody may come late
    and leave early. Where the person was there, the three numbers add up to the session's length.
    """

    mark = models.CharField(_("mark"), max_length=8, choices=Mark)
    minutes = models.PositiveSmallIntegerField(_("minutes present"))
    arrived_after = models.PositiveSmallIntegerField(_("minutes late"), default=0)
    left_before = models.PositiveSmallIntegerField(_("minutes left early"), default=0)
    source = models.CharField(
        _("marked by way of"), max_length=6, choices=MarkSource, default=MarkSource.LIST
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    marked_at = models.DateTimeField()

    class Meta:
        abstract = True


class Attendance(MarkValue):
    """The mark of a person in one session that counts. `key` was made where the mark was, so that it counts once."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="attendances")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "session"], name="one_mark_a_session"),
            models.CheckConstraint(
                name="absent_means_no_minutes",
                condition=~Q(mark__in=[Mark.ABSENT, Mark.EXCUSED]) | Q(minutes=0),
            ),
            models.CheckConstraint(
                name="late_or_early_says_how_long",
                condition=Q(mark=Mark.LATE, arrived_after__gt=0)
                | Q(mark=Mark.LATE, left_before__gt=0)
                | (~Q(mark=Mark.LATE) & Q(arrived_after=0, left_before=0)),
            ),
        ]


class AttendanceChange(MarkValue):
    """A mark that was corrected: as it stood, who replaced it, when and why. Its key is never taken again."""

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="changes")
    replaced_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    replaced_at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    class Meta:
        ordering = ["-replaced_at", "-pk"]
