"""The regulation, by version."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, User
from agencies.permissions import kept_by
from training.enums import RuleSetState


class RuleSetQuerySet(models.QuerySet["RuleSet"]):
    def visible_to(self, user: User) -> RuleSetQuerySet:
        """The law itself is everybody's; a centre's settings are its own staff's and of the officers who keep it."""
        return self.filter(Q(center=None) | Q(center__in=centers_with_settings(user)))

    def binding(self, day: date, center: Agency | None = None) -> RuleSetQuerySet:
        """Versions in force on the day at a centre, the one that counts first: the newest, a centre's own before."""
        own = Q(center=None) | Q(center=center) if center else Q(center=None)
        found = self.filter(own, state=RuleSetState.IN_FORCE, valid_from__lte=day)
        return found.order_by("-valid_from", F("center").asc(nulls_last=True), "-pk")


def centers_with_settings(user: User) -> models.QuerySet[Agency]:
    """The centres whose settings the account may see: those of its staff and head, and those an officer keeps."""
    own = Q(pk__in=user.agencies_as(Role.STAFF, Role.HEAD)) | Q(pk__in=kept_by(user).values("pk"))
    return Agency.objects.filter(own, kind=AgencyKind.CENTER)


class RuleSet(models.Model):
    """A version of the training regulation as data; a run that has started keeps its version (clause 64).

    The law comes with the product and belongs to no centre. A centre may store a version with other settings, which
    one person proposes and another confirms; its law is that of the version it was made from.
    """

    version = models.CharField(_("version"), max_length=40, unique=True)
    valid_from = models.DateField(_("valid from"))
    rules = models.JSONField(_("rules"))
    center = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="rule_sets",
        verbose_name=_("centre"),
    )
    made_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("made from")
    )
    state = models.CharField(
        _("state"), max_length=8, choices=RuleSetState, default=RuleSetState.IN_FORCE, db_index=True
    )
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField(_("proposed"), null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = RuleSetQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="settings_confirmed_by_two",
                condition=Q(center=None)
                | ~Q(state=RuleSetState.IN_FORCE)
                | (Q(decided_by__isnull=False) & ~Q(decided_by=F("proposed_by"))),
            ),
            models.UniqueConstraint(
                fields=["center"],
                name="one_proposed_version_a_center",
                condition=Q(state=RuleSetState.PROPOSED),
            ),
            models.UniqueConstraint(
                fields=["center", "valid_from"],
                name="one_version_a_center_and_day",
                condition=Q(state=RuleSetState.IN_FORCE),
            ),
        ]

    def __str__(self) -> str:
        return self.version
