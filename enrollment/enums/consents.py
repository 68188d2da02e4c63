"""Closed lists about consents and the papers that carry them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ConsentKind(models.TextChoices):
    TRAINING = "training", _("Consent to train")  # clause 10
    DATA = "data", _("Consent for data")


class ConsentGiver(models.TextChoices):
    SELF = "self", _("The person")
    GUARDIAN = "guardian", _("The guardian")


class ConsentChannel(models.TextChoices):
    PAPER = "paper", _("Signed paper seen")
    IN_PERSON = "in_person", _("In person")
    ONLINE = "online", _("Online")


class SlipPurpose(models.TextChoices):
    """What whoever holds the code of a paper or link may do with it."""

    FORM = "form", _("Form to sign")
    LINK = "link", _("Link to answer online")
    RECEIPT = "receipt", _("Receipt to take back by")


class ScanState(models.TextChoices):
    """A page of a signed form that came back as a picture."""

    UNREAD = "unread", _("Whose is it?")
    READ = "read", _("To be looked at")
    CONFIRMED = "confirmed", _("Attached")
    FOREIGN = "foreign", _("Not yours")
    REPEATED = "repeated", _("Read twice")
    DISCARDED = "discarded", _("Set aside")


class ScanDoubt(models.TextChoices):
    """Why the machine could not say whose page it is."""

    NO_CODE = "no_code", _("No code could be read")
    MANY_CODES = "many_codes", _("More than one form on this picture")
    UNKNOWN_CODE = "unknown_code", _("The code belongs to no form of ours")
    SENT_BACK = "sent_back", _("Somebody said it belongs to another person")
