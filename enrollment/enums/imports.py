"""Closed lists about files of people and records that may be the same person."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PairState(models.TextChoices):
    """What a person decided about two records that may be the same person."""

    PROPOSED = "proposed", _("To be judged")
    DIFFERENT = "different", _("Different people")
    MERGED = "merged", _("Merged")


class ImportState(models.TextChoices):
    UPLOADED = "uploaded", _("Being read")
    MAPPING = "mapping", _("Columns to be named")
    READY = "ready", _("Ready to confirm")
    REFUSED = "refused", _("Could not be read")
    APPLYING = "applying", _("Being entered")
    APPLIED = "applied", _("Imported")
    UNDONE = "undone", _("Undone")
    DISCARDED = "discarded", _("Discarded")
