"""A person handed from one agency to another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Agency, Memorandum, User
from enrollment.enums import DeclineReason, LegalBasis, Outcome, ReferralSource, ReferralState, Service
from enrollment.models.people import RECEIVERS, Graduate

OPEN_REFERRAL = (ReferralState.SENT, ReferralState.RECEIVED)  # waits for an answer
OUTCOME_TONES: dict[str, str] = {
    Outcome.OFFERED: "info",
    Outcome.PLACED: "info",
    Outcome.TRAINS: "teal",
    Outcome.NOT_COMPLETED: "warn",
    Outcome.TAKEN_ON: "info",
}


class ReferralQuerySet(models.QuerySet["Referral"]):
    def of_sender(self, user: User) -> ReferralQuerySet:
        """What the account's agencies sent or drafted; a volunteer only what they wrote themselves.

        Who had the person only from another agency (a draft, a referral handed on, one by a consent that is gone)
        is shown it no longer than the person.
        """
        return self.filter(_sent_by(user))

    def of_receiver(self, user: User) -> ReferralQuerySet:
        """What came in at the account's agencies. A draft has not come in; one whose basis is gone shows nobody."""
        return self.filter(_received_by(user))

    def visible_to(self, user: User) -> ReferralQuerySet:
        """The two sides."""
        return self.filter(_sent_by(user) | _received_by(user))

    def unanswered(self) -> ReferralQuerySet:
        """Those that wait for an answer."""
        return self.filter(state__in=OPEN_REFERRAL)


def _sent_by(user: User) -> Q:
    volunteer = Q(sent_by=user, from_agency__in=user.agencies_as(Role.VOLUNTEER))
    by_own = Q(from_agency__in=user.agencies_as(*RECEIVERS)) | volunteer
    told = ~Q(state=ReferralState.DRAFTED) & Q(basis_ended_at=None, handed_from__basis_ended_at=None)
    return by_own & (told | Q(Exists(Graduate.objects.visible_to(user).filter(pk=OuterRef("graduate")))))


def _received_by(user: User) -> Q:
    came_in = Q(to_agency__in=user.agencies_as(*RECEIVERS), basis_ended_at=None)
    return came_in & ~Q(state=ReferralState.DRAFTED)


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
    # Found when it is sent: a draft shares nothing yet and has none.
    basis = models.CharField(_("basis for sharing"), max_length=7, choices=LegalBasis, blank=True)
    basis_note = models.CharField(_("law or order"), max_length=300, blank=True)
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

    # The one that was declined, withdrawn or not answered in time, after which this one was sent.
    former = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="later", editable=False
    )
    # Keyed hash of the code on the slip of a person who asked for themselves; the code itself is kept nowhere.
    ticket = models.CharField(max_length=64, null=True, unique=True, editable=False)  # noqa: DJ001

    objects = ReferralQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(fields=["to_agency", "-sent_at", "-id"], name="referrals_received"),
            models.Index(fields=["from_agency", "-sent_at", "-id"], name="referrals_sent"),
            # Whom a referral lets an agency see, without a look at the referrals themselves.
            models.Index(
                fields=["to_agency", "basis_ended_at", "state", "graduate"],
                name="referrals_that_open",
            ),
            models.Index(
                fields=["answer_by"], name="referrals_unanswered", condition=Q(state__in=OPEN_REFERRAL)
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "to_agency", "service"],
                name="one_open_referral_a_service",
                condition=Q(state__in=[ReferralState.SENT, ReferralState.RECEIVED]),
            ),
            models.UniqueConstraint(
                fields=["graduate", "from_agency", "to_agency", "service"],
                name="one_draft_a_service",
                condition=Q(state=ReferralState.DRAFTED),
            ),
            models.CheckConstraint(
                name="sent_on_a_basis", condition=Q(state=ReferralState.DRAFTED) | ~Q(basis="")
            ),
            models.CheckConstraint(
                name="a_memorandum_is_named",
                condition=~Q(basis=LegalBasis.MOU) | Q(memorandum__isnull=False) | ~Q(basis_note=""),
            ),
            models.CheckConstraint(
                name="a_duty_names_its_law", condition=~Q(basis=LegalBasis.DUTY) | ~Q(basis_note="")
            ),
            models.CheckConstraint(
                name="no_sender_is_the_person",
                condition=Q(from_agency__isnull=False) | Q(source=ReferralSource.SELF),
            ),
            models.CheckConstraint(
                name="declined_with_reason",
                condition=~Q(state=ReferralState.DECLINED) | ~Q(decline_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.graduate_id} → {self.to_agency}"

    @property
    def outcome_label(self) -> str:
        """What became of the person, in words; `outcome` is put on by `queries.referrals.with_outcome`."""
        code = getattr(self, "outcome", "")
        return str(Outcome(code).label) if code else ""

    @property
    def outcome_tone(self) -> str:
        return OUTCOME_TONES.get(getattr(self, "outcome", ""), "good")
