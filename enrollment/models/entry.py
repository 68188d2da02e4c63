"""Entering a run: what was seen, what the director lets somebody off, the decision acted on; then discipline."""

from __future__ import annotations

from typing import Self, TypeVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import User
from enrollment.enums import ConductStep, EntryItem, OverrideState
from enrollment.models.seats import Enrollment
from training.models import RuleSet

Row = TypeVar("Row", bound=models.Model)


class OfCenterQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        """The staff of the run's centre, nobody else: not the counsellor, not the trainer."""
        return self.filter(enrollment__run__center__in=user.agencies_as(Role.STAFF, Role.HEAD))


class EntryCheck(models.Model):
    """A paper or a statement that was seen for a seat: yes or no, who saw it and when; never what it says.

    Answers about health are deleted some time after the seat ends (`enrollment.services.forget_health`).
    """

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="entry_checks")
    item = models.CharField(_("what"), max_length=12, choices=EntryItem)
    holds = models.BooleanField(_("yes or no"))
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("seen by"),
    )
    seen_on = models.DateField(_("seen on"))

    objects = OfCenterQuerySet["EntryCheck"].as_manager()

    class Meta:
        ordering = ["enrollment", "item"]
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "item"], name="one_answer_an_entry_item")
        ]


class Override(models.Model):
    """A rule relaxed for one person, by the clause that lets the director do so: one proposes, another decides."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="overrides")
    rule = models.CharField(_("rule"), max_length=24)  # a training.rules.RuleCode
    relaxes = models.CharField(_("clause relaxed"), max_length=10)
    clause = models.CharField(_("clause that allows it"), max_length=10)
    rule_set = models.ForeignKey(
        RuleSet, on_delete=models.PROTECT, related_name="+", verbose_name=_("version of the rules")
    )
    reason = models.CharField(_("reason"), max_length=300)
    state = models.CharField(_("state"), max_length=9, choices=OverrideState, default=OverrideState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = OfCenterQuerySet["Override"].as_manager()

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "rule"],
                name="one_live_override_a_rule",
                condition=Q(state__in=[OverrideState.PROPOSED, OverrideState.APPROVED]),
            ),
            models.CheckConstraint(
                name="relaxed_by_two",
                condition=~Q(state=OverrideState.APPROVED)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
        ]


class EntryDecision(models.Model):
    """Why somebody was let into a run: every rule's outcome on the day the training began, by version and clause."""

    enrollment = models.OneToOneField(Enrollment, on_delete=models.PROTECT, related_name="entry_decision")
    rule_set = models.ForeignKey(
        RuleSet, on_delete=models.PROTECT, related_name="+", verbose_name=_("version of the rules")
    )
    outcomes = models.JSONField()  # one entry a rule, as `training.rules.Outcome.as_json`; of health no facts
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"))

    objects = OfCenterQuerySet["EntryDecision"].as_manager()


class Conduct(models.Model):
    """A step of discipline, in order (clause 14), or cheating (21). One taken back stays, and counts no more."""

    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="conduct")
    step = models.CharField(_("step"), max_length=9, choices=ConductStep)
    happened_on = models.DateField(_("on"))
    reason = models.CharField(_("reason"), max_length=500)
    is_grave = models.BooleanField(_("grave reason"), default=False)
    clause = models.CharField(_("clause"), max_length=10)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    recorded_at = models.DateTimeField(_("recorded"))
    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(_("taken back"), null=True)

    objects = OfCenterQuerySet["Conduct"].as_manager()

    class Meta:
        ordering = ["happened_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enrollment", "step"],
                name="dismissed_or_cheated_once",
                condition=Q(step__in=[ConductStep.DISMISSAL, ConductStep.CHEATING], taken_back_at=None),
            )
        ]
