"""Scores, topic by topic."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.models.seats import Enrollment
from training.models import Topic

PERCENT = [MaxValueValidator(100)]


class Assessment(models.Model):
    """Scores of one topic, out of 100 each for theory and practice; the latest attempt counts (re-tests)."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="assessments")
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="+")
    attempt = models.PositiveSmallIntegerField(_("attempt"), default=1)
    theory = models.DecimalField(
        _("theory"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    practice = models.DecimalField(
        _("practice"), max_digits=5, decimal_places=2, null=True, blank=True, validators=PERCENT
    )
    assessed_on = models.DateField(_("assessed on"))
    assessed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["enrollment", "topic", "attempt"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "topic", "attempt"], name="one_score_an_attempt"),
            models.CheckConstraint(
                name="scores_within_0_and_100",
                condition=(Q(theory=None) | Q(theory__range=(0, 100)))
                & (Q(practice=None) | Q(practice__range=(0, 100))),
            ),
        ]
