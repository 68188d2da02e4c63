"""Closed lists about sightings, requests by the person, and how long a record is kept."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeenHow(models.TextChoices):
    """In which form an account was shown a person."""

    PAGE = "page", _("Page of the person")
    LIST = "list", _("List or other page")
    EXPORT = "export", _("Spreadsheet")
    NUMBER = "number", _("Number in full")
    FILE = "file", _("Scanned paper")
    PAPER = "paper", _("Certificate (PDF)")
    PROGRAM = "program", _("Programming interface")
    COPY = "copy", _("Copy of all data")


class RightKind(models.TextChoices):
    """What a person may ask of those who keep their data (Personal Data Protection Act, sections 30-36)."""

    COPY = "copy", _("Copy of the data")
    CORRECTION = "correction", _("Correction")
    ERASURE = "erasure", _("Erasure")
    OBJECTION = "objection", _("Objection")


class RightState(models.TextChoices):
    RECEIVED = "received", _("To be answered")
    GRANTED = "granted", _("Granted")
    REJECTED = "rejected", _("Rejected with a reason")
    TAKEN_BACK = "taken_back", _("Taken back")


class IdentityCheck(models.TextChoices):
    """How it was made sure that the one who asks is the person, or speaks for them."""

    ACCOUNT = "account", _("Signed in with the own account")
    CARD = "card", _("Identity card seen")
    GUARDIAN = "guardian", _("Guardian, identity card seen")
    KNOWN = "known", _("Known in person to the one who asks here")


class ErasureReason(models.TextChoices):
    REQUEST = "request", _("The person or the guardian asks for it")
    CONSENT = "consent", _("The consent was withdrawn and no other ground holds")
    MISTAKE = "mistake", _("Entered without any ground")
    SCHEDULE = "schedule", _("The time for keeping it has passed")
    RESTORED = "restored", _("Erased before, came back from a backup")


class ErasureState(models.TextChoices):
    PROPOSED = "proposed", _("Waits for the second person")
    DONE = "done", _("Erased")
    DROPPED = "dropped", _("Not erased")


class KeptAs(models.TextChoices):
    """How far a person came, which decides how long the record is kept."""

    NO_TRAINING = "no_training", _("Never began a training")
    LEFT = "left", _("Began, did not complete")
    COMPLETED = "completed", _("Completed")
