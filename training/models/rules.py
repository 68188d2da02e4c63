"""The regulation, by version."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RuleSet(models.Model):
    """A version of the training regulation as data; a run that has started keeps its version (clause 64)."""

    version = models.CharField(_("version"), max_length=40, unique=True)
    valid_from = models.DateField(_("valid from"))
    rules = models.JSONField(_("rules"))

    class Meta:
        ordering = ["-valid_from"]

    def __str__(self) -> str:
        return self.version
