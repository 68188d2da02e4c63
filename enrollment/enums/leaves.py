"""Closed lists about requests for leave."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LeaveKind(models.TextChoices):
    SICK = "sick", _("Sick leave")
    PERSONAL = "personal", _("Personal leave")


class LeavePart(models.TextChoices):
    """How much of the days the person is away."""

    WHOLE = "whole", _("Whole days")
    MORNING = "morning", _("The morning only")
    AFTERNOON = "afternoon", _("The afternoon only")
    EVENING = "evening", _("The evening only")
    COMES_LATER = "later", _("Comes later to one session")
    LEAVES_EARLIER = "earlier", _("Leaves one session earlier")


class LeaveState(models.TextChoices):
    PAPER_DUE = "paper_due", _("Medical certificate due")
    ASKED = "asked", _("To be decided")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class LeavePaperKind(models.TextChoices):
    CERTIFICATE = "certificate", _("Medical certificate")
    OTHER = "other", _("Another paper")
