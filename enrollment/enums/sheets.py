"""Closed lists about printed sign-in sheets that come back from paper."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SheetScanState(models.TextChoices):
    """A photographed page of a sign-in sheet. No mark is written before somebody confirms it."""

    UNREAD = "unread", _("Could not be read")
    READ = "read", _("To be confirmed")
    REPEATED = "repeated", _("Read twice")
    FOREIGN = "foreign", _("Refused")
    CONFIRMED = "confirmed", _("Marks entered")
    DISCARDED = "discarded", _("Set aside")


class SheetDoubt(models.TextChoices):
    """Why a page was not read, or was refused."""

    NO_CODE = "no_code", _("No code could be read")
    NOT_WHOLE = "not_whole", _("The page is not whole on the picture")
    MANY_PAGES = "many_pages", _("More than one page on this picture")
    UNKNOWN_CODE = "unknown_code", _("Not a sign-in sheet of ours")
    OTHER_RUN = "other_run", _("A sheet of another run")
    MOVED = "moved", _("The session was moved to another time after printing")


class RowDoubt(models.TextChoices):
    """Why the machine asks about a row instead of saying what it shows."""

    FAINT = "faint", _("Faint ink")
    TWO_TICKS = "two_ticks", _("More than one box is ticked")
    UNSIGNED = "unsigned", _("Ticked as there, but not signed")
    SIGNED_AWAY = "signed_away", _("Signed, but ticked as not there")
    MINUTES = "minutes", _("Minutes are written by hand")
    NO_MINUTES = "no_minutes", _("Late, without minutes")
    OTHER_CODE = "other_code", _("Another row's code stands here")
    NOT_SEEN = "not_seen", _("The row is not on the picture")
