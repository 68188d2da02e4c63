"""Closed lists about choices, offers and seats."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundState(models.TextChoices):
    OPEN = "open", _("Collecting choices")
    CLOSED = "closed", _("Lists closed")
    PROPOSED = "proposed", _("Proposal ready")
    PUBLISHED = "published", _("Published, seats offered")
    FINISHED = "finished", _("Finished")


class MatchKind(models.TextChoices):
    PROPOSAL = "proposal", _("Proposal")
    WHAT_IF = "what_if", _("What if")
    SETTLED = "settled", _("Freed seats given on")


class RoundChange(models.TextChoices):
    """What a what-if changes about the round."""

    OPEN = "open", _("Open a run, however few come")
    CLOSE = "close", _("Do not open a run")
    SEATS = "seats", _("More or fewer seats in a run")
    MINIMUM = "minimum", _("A higher or lower minimum of a run")
    MOST_PLACED = "most_placed", _("Most people placed, whoever has the better claim (to compare only)")


class OfferState(models.TextChoices):
    OPEN = "open", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    LAPSED = "lapsed", _("Not answered in time")
    WITHDRAWN = "withdrawn", _("Taken back: the run changed")
    REPLACED = "replaced", _("Given back for a better seat")
