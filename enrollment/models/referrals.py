"""A person handed from a school or agency to a centre."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, User
from enrollment.enums import DeclineReason, LegalBasis, ReferralState
from enrollment.models.people import Graduate


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> ReferralQuerySet:
        """The two sides of the referral: the sending agency's counsellors and the receiving centre's staff."""
        sides = Q(from_agency__in=user.agencies_as(Role.COUNSELOR, Role.STAFF, Role.HEAD)) | Q(
            to_center__in=user.agencies_as(Role.STAFF, Role.HEAD)
        )
        return self.filter(sides)


class Referral(models.Model):
    """An agency asks a centre to train a person; the centre answers, and the sender sees the answer."""

    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="referrals")
    from_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals_sent")
    to_center = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals_received")
    state = models.CharField(_("state"), max_length=9, choices=ReferralState, default=ReferralState.SENT)
    basis = models.CharField(_("basis for sharing"), max_length=7, choices=LegalBasis)
    note = models.CharField(_("note"), max_length=500, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("sent"))
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    decline_reason = models.CharField(_("reason"), max_length=14, choices=DeclineReason, blank=True)
    answer_note = models.CharField(_("answer"), max_length=500, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "to_center"],
                name="one_open_referral_to_a_center",
                condition=Q(state=ReferralState.SENT),
            ),
            models.CheckConstraint(
                name="declined_with_reason",
                condition=~Q(state=ReferralState.DECLINED) | ~Q(decline_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.graduate_id} → {self.to_center}"
