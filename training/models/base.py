"""A thing with a name in two languages."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


def in_english() -> bool:
    """Whether the page is being written in another language than Thai, the default."""
    return not (get_language() or "th").startswith("th")


class Named(models.Model):
    """A thing with a Thai and an English name, shown in the reader's language."""

    name_th = models.CharField(_("Thai name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en if in_english() and self.name_en else self.name_th


class Versioned(models.Model):
    """A row that counts its changes, so that who saves second is told instead of writing over the first."""

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True
