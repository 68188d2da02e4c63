"""The slip by which somebody without an account sees what they are offered and answers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import User
from enrollment.models.people import Graduate, of_counselor
from enrollment.models.rounds import MatchRound


class OfferSlipQuerySet(models.QuerySet["OfferSlip"]):
    def visible_to(self, user: User) -> OfferSlipQuerySet:
        """The centre that offers, and the person's counsellor: whoever may answer for the person."""
        centers = user.agencies_as(Role.STAFF, Role.HEAD)
        return self.filter(Q(round__center__in=centers) | of_counselor(user, "graduate__"))


class OfferSlip(models.Model):
    """One person's slip for one round: a better offer made later shows on the same slip.

    Link and code are made from `nonce` with a key that lies outside the database, and found by their keyed hashes: who
    reads the database learns neither, and a list can be printed again.
    """

    round = models.ForeignKey(MatchRound, on_delete=models.PROTECT, related_name="slips")
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="offer_slips")
    nonce = models.CharField(max_length=32)
    link_hash = models.CharField(max_length=64, unique=True)
    code_hash = models.CharField(max_length=64, unique=True)
    expires_on = models.DateField(_("opens until"))
    misses = models.PositiveSmallIntegerField(_("wrong dates of birth"), default=0)
    made_at = models.DateTimeField()

    objects = OfferSlipQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "graduate"], name="one_slip_a_person_and_round")
        ]
