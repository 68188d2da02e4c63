"""What a person or guardian agreed to, in which words, and what they took back. To train and for data: two records."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from enrollment.enums import ConsentChannel, ConsentGiver, ConsentKind
from enrollment.models.people import Graduate, Guardian


class ConsentText(models.Model):
    """A version of the words under which consent is given; never changed once published."""

    kind = models.CharField(_("kind"), max_length=8, choices=ConsentKind)
    version = models.PositiveSmallIntegerField(_("version"))
    text_th = models.TextField(_("Thai text"))
    text_en = models.TextField(_("English text"))
    valid_from = models.DateField(_("in use from"))

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["kind", "version"], name="consent_text_version")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    def live(self) -> ConsentQuerySet:
        """Given and not taken back."""
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """One consent: who gave it for whom, to what, in which words, when and by which channel."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(_("kind"), max_length=8, choices=ConsentKind)
    giver = models.CharField(_("given by"), max_length=8, choices=ConsentGiver)
    guardian = models.ForeignKey(
        Guardian, on_delete=models.SET_NULL, null=True, blank=True, related_name="consents"
    )
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, null=True, related_name="+")
    channel = models.CharField(_("how"), max_length=9, choices=ConsentChannel, default=ConsentChannel.PAPER)
    given_on = models.DateField(_("given on"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"))
    scan = models.ForeignKey(
        "core.SealedFile", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_channel = models.CharField(_("withdrawn how"), max_length=9, choices=ConsentChannel, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "-given_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["graduate", "kind", "giver"],
                name="one_live_consent_a_giver",
                condition=Q(withdrawn_at=None),
            )
        ]
