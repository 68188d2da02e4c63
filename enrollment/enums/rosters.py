"""Closed lists about a school's leavers and what becomes of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PathKind(models.TextChoices):
    """What a leaver does who is not to be trained: a plan, so nobody need look for them."""

    CONTINUES = "continues", _("Continues studying")
    WORKS = "works", _("Works")
    FAMILY = "family", _("Helps the family")
    AWAY = "away", _("Moved away")


class PathSource(models.TextChoices):
    """Who says what a leaver does next."""

    PUPIL = "pupil", _("The pupil")
    GUARDIAN = "guardian", _("The guardian")
    SCHOOL = "school", _("The new school")
    TEACHER = "teacher", _("A teacher")


class SchoolReportState(models.TextChoices):
    IN_WORK = "in_work", pgettext_lazy("report", "In work")
    DONE = "done", pgettext_lazy("report", "Reported")
