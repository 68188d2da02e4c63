"""Records that may be the same person, and what was merged."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import PairState
from enrollment.models.people import Graduate


class DuplicatePair(models.Model):
    """Two records that may stand for one person: the score, its reasons, and what a person decided."""

    low = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="+")
    score = models.SmallIntegerField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list)
    state = models.CharField(_("state"), max_length=9, choices=PairState, default=PairState.PROPOSED)
    found_at = models.DateTimeField(_("found"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="a_pair_once"),
            models.CheckConstraint(name="a_pair_is_two", condition=~Q(low=F("high"))),
        ]


class Merge(models.Model):
    """One merge: `gone` points to `kept`; the sealed snapshot holds both as they were, to undo it exactly."""

    kept = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="+")
    sealed_snapshot = models.BinaryField()
    choices = models.JSONField(default=dict)  # field -> "kept" | "gone"
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("merged"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(_("undone"), null=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], name="merged_away_once", condition=Q(undone_at=None))
        ]
