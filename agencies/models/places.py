"""Places by their TIS 1099 codes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from agencies.enums import PlaceLevel


class Place(models.Model):
    """A province, district or subdistrict by its TIS 1099 code (2, 4 or 6 digits, each a prefix of the next)."""

    code = models.CharField(_("code"), max_length=6, primary_key=True)
    level = models.CharField(_("level"), max_length=12, choices=PlaceLevel)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    name_th = models.CharField(_("Thai name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100)
    latitude = models.DecimalField(_("latitude"), max_digits=7, decimal_places=4, null=True)
    longitude = models.DecimalField(_("longitude"), max_digits=7, decimal_places=4, null=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name_th if (get_language() or "th").startswith("th") else self.name_en
