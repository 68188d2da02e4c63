"""Closed lists about timetables."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlanState(models.TextChoices):
    SOLVING = "solving", _("Being computed")
    PROPOSED = "proposed", _("Proposal")
    PUBLISHED = "published", _("Published")
    FAILED = "failed", _("No timetable found")
    DISCARDED = "discarded", _("Discarded")
