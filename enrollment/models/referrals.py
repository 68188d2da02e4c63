"""A person handed from one agency to another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, Memorandum, User
from enrollment.enums import DeclineReason, LegalBasis, ReferralSource, ReferralState, Service
from enrollment.models.people import RECEIVERS, Graduate


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User) -> ReferralQuerySet:
        """The two sides: the sending agency (a volunteer only what they sent) and, unless it is a draft, the
        receiving one."""
        sent = Q(from_agency__in=user.agencies_as(*RECEIVERS)) | Q(
            sent_by=user, from_agency__in=user.agencies_as(Role.VOLUNTEER)
        )
        received = Q(to_agency__in=user.agencies_as(*RECEIVERS)) & ~Q(state=ReferralState.DRAFTED)
        return self.filter(sent | received)


class Referral(models.Model):
    """An agency, or the person, asks another agency for a service; it answers, and the sender sees the answer."""

    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="referrals")
    source = models.CharField(
        _("found by"), max_length=12, choices=ReferralSource, default=ReferralSource.SCHOOL
    )
    # No agency and no account where the person asked for themselves.
    from_agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals_sent"
    )
    to_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="referrals_received")
    service = models.CharField(_("asked for"), max_length=8, choices=Service, default=Service.TRAINING)
    state = models.CharField(_("state"), max_length=9, choices=ReferralState, default=ReferralState.SENT)
    basis = models.CharField(_("basis for sharing"), max_length=7, choices=LegalBasis)
    memorandum = models.ForeignKey(
        Memorandum, on_delete=models.PROTECT, null=True, blank=True, related_name="referrals"
    )
    # The consent was withdrawn, or the ground fell away otherwise: the receiver sees the person no more.
    basis_ended_at = models.DateTimeField(null=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"))  # of a draft: when it was last saved
    answer_by = models.DateField(_("answer due by"), null=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    received_at = models.DateTimeField(_("received"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True)
    decline_reason = models.CharField(_("reason"), max_length=14, choices=DeclineReason, blank=True)
    answer_note = models.CharField(_("answer"), max_length=500, blank=True)
    handed_from = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="handed_to"
    )

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "to_agency", "service"],
                name="one_open_referral_a_service",
                condition=Q(state__in=[ReferralState.SENT, ReferralState.RECEIVED]),
            ),
            models.CheckConstraint(
                name="declined_with_reason",
                condition=~Q(state=ReferralState.DECLINED) | ~Q(decline_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.graduate_id} → {self.to_agency}"
