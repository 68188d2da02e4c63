"""Records that may be the same person, and what was merged."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from enrollment.duplicate_words import Said, likelihood, reasons_in_words
from enrollment.enums import PairState
from enrollment.models.people import Graduate


class PairQuerySet(models.QuerySet["DuplicatePair"]):
    def visible_to(self, user: User) -> PairQuerySet:
        """Whoever sees both people: a pair tells of each what the other is."""
        seen = Graduate.objects.visible_to(user).values("pk")
        return self.filter(low__in=seen, high__in=seen)


class DuplicatePair(models.Model):
    """Two records that may stand for one person: the score, its reasons, and what a person decided.

    `low` is the one of the two whose key is the lower text. A judgment is kept; a proposal that the facts no longer
    bear out goes.
    """

    low = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="+")
    high = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="+")
    score = models.SmallIntegerField(_("score"))
    reasons = models.JSONField(_("reasons"), default=list)  # [code, points], the weightiest first
    state = models.CharField(_("state"), max_length=9, choices=PairState, default=PairState.PROPOSED)
    found_at = models.DateTimeField(_("found"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = PairQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "id"]
        constraints = [
            models.UniqueConstraint(fields=["low", "high"], name="a_pair_once"),
            models.CheckConstraint(name="a_pair_is_two", condition=~Q(low=F("high"))),
        ]

    @property
    def likelihood(self) -> tuple[Any, str]:
        """How likely the two are one person, in words, with the tone."""
        return likelihood(self.score)

    @property
    def said(self) -> Said:
        """What speaks for and against one person, in words."""
        return reasons_in_words(self.reasons)


class Compared(models.Model):
    """Which version of a person was last compared with the others: who is new or was corrected is still to do."""

    graduate = models.OneToOneField(
        Graduate, on_delete=models.CASCADE, primary_key=True, related_name="compared"
    )
    version = models.PositiveIntegerField()


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: User) -> MergeQuerySet:
        """Whoever sees the person that was kept, and once there are two again, both. Undoing asks for more."""
        seen = Graduate.objects.visible_to(user).values("pk")
        return self.filter(Q(undone_at=None) | Q(gone__in=seen), kept__in=seen)


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

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], name="merged_away_once", condition=Q(undone_at=None))
        ]

    @property
    def place(self) -> str:
        """What the sealed bytes are bound to: the two people, since the row has no key before it is written."""
        return f"enrollment.merge.sealed_snapshot:{self.kept_id}:{self.gone_id}"
