"""What a person or guardian agreed to, in which words, and what they took back. To train and for data: two records."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from enrollment.enums import ConsentChannel, ConsentGiver, ConsentKind, SlipPurpose
from enrollment.models.people import Graduate, Guardian


class ConsentText(models.Model):
    """A version of the words under which consent is given; never changed once published."""

    kind = models.CharField(_("kind"), max_length=8, choices=ConsentKind)
    version = models.PositiveSmallIntegerField(_("version"))
    text_th = models.TextField(_("Thai text"))
    text_en = models.TextField(_("English text"))
    valid_from = models.DateField(_("in use from"))
    # Nobody: the version that the product brings along.
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

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


class Majority(models.Model):
    """Marriage made a minor of age (Civil and Commercial Code 20): who saw the marriage certificate, and when."""

    graduate = models.OneToOneField(
        Graduate, on_delete=models.CASCADE, primary_key=True, related_name="majority"
    )
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    seen_on = models.DateField(_("paper seen on"))


class ConsentSlip(models.Model):
    """A paper or a link that stands for one person and the words put before them: to sign, to answer, to take back.

    Whoever holds its code (130 random bits) may do that one thing. Only the code's hash is kept; `short`, its first
    letters, is printed for the eye and opens nothing by itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    graduate = models.ForeignKey(Graduate, on_delete=models.CASCADE, related_name="consent_slips")
    purpose = models.CharField(_("purpose"), max_length=7, choices=SlipPurpose)
    training_text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, null=True, related_name="+")
    data_text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, null=True, related_name="+")
    giver = models.CharField(_("for"), max_length=8, choices=ConsentGiver, blank=True)  # a form is for both
    guardian = models.ForeignKey(
        Guardian, on_delete=models.SET_NULL, null=True, blank=True, related_name="consent_slips"
    )
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    short = models.CharField(_("short code"), max_length=8, db_index=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))
    expires_at = models.DateTimeField(_("valid until"), null=True)
    used_at = models.DateTimeField(_("used"), null=True)

    class Meta:
        ordering = ["-made_at", "id"]

    @property
    def texts(self) -> list[ConsentText]:
        """The words put before the person, to train first."""
        return [text for text in (self.training_text, self.data_text) if text is not None]


class ConsentPrint(models.Model):
    """Forms of one or many people in one file, printed by the worker; the file is deleted after some days."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    people = models.PositiveIntegerField(_("people"))
    job = models.ForeignKey("core.Job", on_delete=models.SET_NULL, null=True, related_name="+")
    file = models.ForeignKey("core.SealedFile", on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("made"))

    class Meta:
        ordering = ["-made_at"]
