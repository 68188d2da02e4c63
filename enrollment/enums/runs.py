"""Closed lists about what a change of a run does to its people."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Lodging(models.TextChoices):
    """Whether a bed of the run is the person's."""

    NONE = "none", _("needs no bed")
    BED = "bed", _("has a bed")
    WAITING = "waiting", _("waits for a bed")


class RunChangeKind(models.TextChoices):
    CANCEL = "cancel", _("Called off")
    MERGE = "merge", _("Merged into another run")
    DEFER = "defer", _("Moved to other days")


class EffectKind(models.TextChoices):
    """What becomes of one person's seat, offer or choice when a run is called off, merged or moved."""

    SEAT_STAYS = "seat_stays", _("Keeps the seat")
    SEAT_MOVES = "seat_moves", _("The seat moves to the other run")
    SEAT_ENDS = "seat_ends", _("Loses the seat")
    OFFER_STAYS = "offer_stays", _("Keeps the offer")
    OFFER_MOVES = "offer_moves", _("The offer moves to the other run")
    OFFER_ENDS = "offer_ends", _("The offer is taken back")
    CHOICE_STAYS = "choice_stays", _("The choice of this run stands")
    CHOICE_OPENS = "choice_opens", _("The choice of this run now counts")
    CHOICE_ENDS = "choice_ends", _("The choice of this run no longer counts")
