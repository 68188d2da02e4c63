"""Closed lists about choices, offers and seats."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundState(models.TextChoices):
    OPEN = "open", _("Collecting choices")
    CLOSED = "closed", _("Lists closed")
    PROPOSED = "proposed", _("Proposal ready")
    PUBLISHED = "published", _("Published, seats offered")
    FINISHED = "finished", _("Finished")


class OfferState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Taken back: the run changed")
