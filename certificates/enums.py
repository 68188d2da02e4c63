"""Closed lists about certificates."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CertificateKind(models.TextChoices):
    CERTIFICATE = "certificate", _("Certificate (วุฒิบัตร)")
    LETTER = "letter", _("Letter of training (หนังสือรับรองผลการฝึก)")


class CertificateState(models.TextChoices):
    ISSUED = "issued", _("Valid")
    REPLACED = "replaced", _("Replaced by a newer one")
    REVOKED = "revoked", _("Revoked")
