"""Minutes present, session by session."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import Mark
from enrollment.models.seats import Enrollment
from training.models import Session


class Attendance(models.Model):
    """A person's minutes in one session. `key` makes a mark sent twice count once."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="attendances")
    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    mark = models.CharField(_("mark"), max_length=8, choices=Mark)
    minutes = models.PositiveSmallIntegerField(_("minutes present"))
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "session"], name="one_mark_a_session"),
            models.CheckConstraint(
                name="absent_means_no_minutes",
                condition=~Q(mark__in=[Mark.ABSENT, Mark.EXCUSED]) | Q(minutes=0),
            ),
        ]
