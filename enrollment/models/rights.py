"""What people may ask of those who keep their data: who saw them, a copy, erasure, and the time after which it goes."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from enrollment.enums import (
    ErasureReason,
    ErasureState,
    IdentityCheck,
    KeptAs,
    RightKind,
    RightState,
    SeenHow,
)
from enrollment.models.people import RECEIVERS, Graduate

NO_AGENCY = 0  # of a sighting: part of its key, which may hold no NULL


class Sighting(models.Model):
    """An account was shown a person: one row a day and form, however often.

    No foreign keys: who saw whom must be known also after an account was closed or a record undone.
    """

    account_id = models.BigIntegerField(_("account"))
    agency_id = models.BigIntegerField(_("acting for"), default=NO_AGENCY)
    person_id = models.UUIDField(_("person concerned"))
    how = models.CharField(_("how"), max_length=7, choices=SeenHow)
    day = models.DateField(_("day"))
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))
    times = models.PositiveIntegerField(_("times"), default=1)

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "day", "person_id", "how", "agency_id"],
                name="one_sighting_a_day_and_form",
            )
        ]
        indexes = [models.Index(fields=["person_id", "day"], name="who_has_seen_this_person")]


class RightsQuerySet(models.QuerySet["RightsRequest"]):
    def visible_to(self, user: User) -> RightsQuerySet:
        """The agency that has to answer, and the person."""
        return self.filter(Q(agency__in=user.agencies_as(*RECEIVERS)) | Q(graduate__user=user))


class RightsRequest(models.Model):
    """Somebody asks for a right; the agency answers within the time that the law gives."""

    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="rights_requests")
    kind = models.CharField(_("asked for"), max_length=10, choices=RightKind)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    identity = models.CharField(_("identity checked by"), max_length=8, choices=IdentityCheck)
    note = models.CharField(_("what exactly"), max_length=500, blank=True)
    received_on = models.DateField(_("received"))
    due_on = models.DateField(_("to be answered by"))
    received_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=RightState, default=RightState.RECEIVED)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(_("answered"), null=True)

    objects = RightsQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "kind"],
                name="one_open_request_a_right",
                condition=Q(state=RightState.RECEIVED),
            )
        ]


class DataCopy(models.Model):
    """All that is held about a person, as one sealed archive that can be fetched for some days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="copies")
    identity = models.CharField(_("identity checked by"), max_length=8, choices=IdentityCheck)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked for"))
    expires_at = models.DateTimeField(_("can be fetched until"))
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    sealed = models.BinaryField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(_("bytes"), default=0)

    class Meta:
        ordering = ["-asked_at"]

    @property
    def place(self) -> str:
        return f"enrollment.datacopy.sealed:{self.pk}"


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def visible_to(self, user: User) -> ErasureQuerySet:
        """The agency that proposed it, and whoever sees the person: the second may sit elsewhere."""
        return self.filter(
            Q(agency__in=user.agencies_as(*RECEIVERS)) | Q(graduate__in=Graduate.objects.visible_to(user))
        )


class Erasure(models.Model):
    """A person's data taken out for good: proposed by one, carried out by another, or by the schedule."""

    graduate = models.ForeignKey(Graduate, on_delete=models.PROTECT, related_name="erasures")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=8, choices=ErasureReason)
    identity = models.CharField(_("identity checked by"), max_length=8, choices=IdentityCheck, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=ErasureState, default=ErasureState.PROPOSED)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    asked_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided"), null=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate"], name="one_open_erasure", condition=Q(state=ErasureState.PROPOSED)
            ),
            models.CheckConstraint(
                name="erased_by_two",
                condition=~Q(state=ErasureState.DONE) | Q(asked_by=None) | ~Q(decided_by=F("asked_by")),
            ),
        ]


class RetentionNotice(models.Model):
    """The person's time is over and has been announced: erased on that day unless something happens before."""

    graduate = models.OneToOneField(Graduate, on_delete=models.CASCADE, related_name="retention_notice")
    kept_as = models.CharField(_("kept as"), max_length=11, choices=KeptAs)
    last_activity = models.DateField(_("last activity"))
    noticed_at = models.DateTimeField(_("announced"))
    erase_on = models.DateField(_("to be erased on"), db_index=True)

    class Meta:
        ordering = ["erase_on", "id"]


class RetentionHold(models.Model):
    """A reason to keep a person's data beyond its time, until a day."""

    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="holds")
    reason = models.CharField(_("reason"), max_length=300)
    until = models.DateField(_("until"))
    placed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    placed_at = models.DateTimeField(_("placed"))
    lifted_at = models.DateTimeField(_("lifted"), null=True)

    class Meta:
        ordering = ["-placed_at"]
