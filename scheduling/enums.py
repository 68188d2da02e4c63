"""Closed lists about timetables."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PlanState(models.TextChoices):
    SOLVING = "solving", _("Being computed")
    PROPOSED = "proposed", pgettext_lazy("timetable", "Proposal")
    PUBLISHED = "published", _("Published")
    FAILED = "failed", _("No timetable found")
    DISCARDED = "discarded", _("Discarded")
