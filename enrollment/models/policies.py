"""How seats are given: versions of a centre's policy, and who would rather go together."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency


class MatchPolicy(models.Model):
    """One version of a centre's policy, never changed: points, distance bands, beds, meals, pairs.

    A round keeps the version that was the newest when it was opened, and shows it from then on.
    """

    center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="match_policies")
    number = models.PositiveSmallIntegerField(_("version"))
    content = models.JSONField()  # as `enrollment.policies.FIRST`
    reason = models.CharField(_("reason"), max_length=300)
    made_at = models.DateTimeField(_("since"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["center", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["center", "number"], name="a_policy_version_once"),
        ]

    def __str__(self) -> str:
        return str(self.content["version"])


class Companion(models.Model):
    """Somebody would rather be in one run with `other` than alone in a better one; it counts if both say so."""

    round = models.ForeignKey("enrollment.MatchRound", on_delete=models.CASCADE, related_name="companions")
    graduate = models.ForeignKey("enrollment.Graduate", on_delete=models.CASCADE, related_name="companions")
    other = models.ForeignKey("enrollment.Graduate", on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["round", "graduate"]
        constraints = [
            models.UniqueConstraint(fields=["round", "graduate"], name="one_companion_a_round"),
        ]
