"""The decision at the end of a seat."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import CompletionResult
from enrollment.models.seats import Enrollment
from training.models import RuleSet


class Completion(models.Model):
    """The decision for one seat: computed by the regulation's rules, confirmed by a person."""

    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="completion")
    result = models.CharField(_("result"), max_length=13, choices=CompletionResult)
    rule_set = models.ForeignKey(RuleSet, on_delete=models.PROTECT, related_name="+")
    outcomes = models.JSONField()  # one entry a rule: code, passed, fact, source, clause
    minutes_attended = models.PositiveIntegerField()
    minutes_total = models.PositiveIntegerField()
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)
    completed_on = models.DateField(_("completed on"))
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        ordering = ["-completed_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="attended_at_most_the_whole", condition=Q(minutes_attended__lte=F("minutes_total"))
            )
        ]
