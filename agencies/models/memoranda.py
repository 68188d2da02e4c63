"""Memoranda of understanding: who agreed on what with whom, from when until when, and who has signed."""

from __future__ import annotations

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from agencies.enums import MemorandumPurpose, SignatoryState, Standing
from agencies.models.accounts import User
from agencies.models.agencies import Agency


class MemorandumQuerySet(models.QuerySet["Memorandum"]):
    def live(self, day: date) -> MemorandumQuerySet:
        """Those in force on `day`: begun, not expired, not ended before their time."""
        return self.filter(starts_on__lte=day, ends_on__gte=day).filter(
            Q(ended_on=None) | Q(ended_on__gt=day)
        )

    def covering(
        self, one: Agency, other: Agency, day: date, purpose: MemorandumPurpose
    ) -> MemorandumQuerySet:
        """Those in force on `day` for `purpose` that both agencies have signed by then."""
        rows = self.live(day).filter(purposes__contains=purpose.value)
        for agency in (one, other):
            signed = Signatory.objects.filter(agency=agency, state=SignatoryState.SIGNED, signed_on__lte=day)
            rows = rows.filter(pk__in=signed.values("memorandum"))
        return rows

    def of_agency(self, agency: Agency) -> MemorandumQuerySet:
        """Those that the agency keeps or was invited to sign."""
        seats = Signatory.objects.filter(agency=agency)
        return self.filter(Q(host=agency) | Q(pk__in=seats.values("memorandum")))

    def visible_to(self, user: User) -> MemorandumQuerySet:
        """Every agency that keeps it or was invited to sign it."""
        own = list(user.roles_at)
        return self.filter(
            Q(host__in=own) | Q(pk__in=Signatory.objects.filter(agency__in=own).values("memorandum"))
        )


class Memorandum(models.Model):
    """An agreement between agencies for stated purposes, between two days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    host = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="memoranda_kept", verbose_name=_("kept by")
    )
    title = models.CharField(_("title"), max_length=200)
    number = models.CharField(_("number"), max_length=40, blank=True)  # as written on it: "1/2567"
    # Codes of MemorandumPurpose between commas, ",refer,train,": one text that both databases search alike.
    purposes = models.CharField(_("purposes"), max_length=100)
    scope = models.TextField(_("what is agreed"), max_length=4000, blank=True)
    starts_on = models.DateField(_("in force from"))
    ends_on = models.DateField(_("in force until"))
    ended_on = models.DateField(_("ended early on"), null=True, blank=True)
    file = models.ForeignKey(
        "core.SealedFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    objects = MemorandumQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "title"]
        verbose_name_plural = "memoranda"
        constraints = [
            models.CheckConstraint(name="memorandum_days_in_order", condition=Q(ends_on__gte=F("starts_on")))
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def stands(self) -> Standing:
        """Where it stands today; of rows read by `queries.memoranda.with_standing`."""
        return Standing(self.standing)  # type: ignore[attr-defined]  # annotated


class Signatory(models.Model):
    """One agency's seat at the table: invited, then signed or declined."""

    memorandum = models.ForeignKey(Memorandum, on_delete=models.CASCADE, related_name="signatories")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="signatures")
    signer_name = models.CharField(_("who signs"), max_length=200, blank=True)
    signer_position = models.CharField(_("position"), max_length=200, blank=True)
    contact = models.CharField(_("e-mail or telephone"), max_length=200, blank=True)
    state = models.CharField(_("state"), max_length=8, choices=SignatoryState, default=SignatoryState.INVITED)
    invited_at = models.DateTimeField(_("invited"))
    reminded_at = models.DateTimeField(_("last reminded"), null=True)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0)
    signed_on = models.DateField(_("signed on"), null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["memorandum", "agency__name_th"]
        constraints = [
            models.UniqueConstraint(fields=["memorandum", "agency"], name="an_agency_signs_once"),
            models.CheckConstraint(
                name="signed_with_its_day",
                condition=~Q(state=SignatoryState.SIGNED) | Q(signed_on__isnull=False),
            ),
        ]
