"""Closed lists about certificates."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class CertificateKind(models.TextChoices):
    CERTIFICATE = "certificate", _("Certificate (วุฒิบัตร)")
    LETTER = "letter", _("Letter of training (หนังสือรับรองผลการฝึก)")
    REPLACEMENT = "replacement", _("Replacement (ใบแทน)")
    TRANSCRIPT = "transcript", _("Transcript (ใบแสดงผลการฝึก)")


class Series(models.TextChoices):
    """Of what a completion has one valid paper each: the certificate, letter or replacement, and the transcript."""

    CERTIFICATE = "certificate", _("Certificates")
    TRANSCRIPT = "transcript", _("Transcripts")


class ChangeKind(models.TextChoices):
    """What may happen to a paper after it was issued."""

    REVOKED = "revoked", _("Revoked")
    REINSTATED = "reinstated", _("Valid again")
    REPLACED = "replaced", _("Replaced by a newer one")
    HIDDEN = "hidden", _("Taken from public view")
    SHOWN = "shown", _("On public view again")


class Fetched(models.TextChoices):
    """What of a paper was given out."""

    PDF = "pdf", _("The PDF")
    IMAGE = "image", _("Picture to share")
    BADGE = "badge", _("Open Badge")
    SLIP = "slip", _("Slip with a QR code that proves itself")


class Way(models.TextChoices):
    """How somebody came to a paper."""

    SIGNED_IN = "signed_in", _("Signed in")
    BIRTH_DATE = "birth_date", _("By code and birth date")
    MAIL = "mail", _("By a link in an e-mail")
    CENTER = "center", _("Handed out by the centre")


class IdentityProof(models.TextChoices):
    """How the centre made sure who asks for a lost paper."""

    CITIZEN_CARD = "citizen_card", _("Citizen card, seen")
    OTHER_CARD = "other_card", _("Another official card with a photograph, seen")
    THAID = "thaid", _("The ThaiD application, seen")
    GUARDIAN = "guardian", _("The guardian's citizen card and proof of kinship, seen")


class TemplateState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waiting for the second person")
    IN_USE = "in_use", _("In use")
    RETIRED = "retired", _("No longer in use")


class CertificateState(models.TextChoices):
    ISSUED = "issued", _("Valid")
    REPLACED = "replaced", _("Replaced by a newer one")
    REVOKED = "revoked", _("Revoked")


class Remark(models.TextChoices):
    """What a dry run says of a person's paper."""

    REFUSED = "refused", _("cannot be printed")
    SHRUNK = "shrunk", _("the name stands smaller")
    NO_ENGLISH = "no_english", _("no name in English")


class EntryOutcome(models.TextChoices):
    """What became of one person of a batch."""

    ISSUED = "issued", _("has the paper")
    REFUSED = "refused", _("has none, with a reason")
    WAITING = "waiting", _("still to come")


class BatchState(models.TextChoices):
    """Where a batch of certificates stands between the one who asks for it and the last printed paper."""

    PROPOSED = "proposed", _("Waiting for the second person")
    APPROVED = "approved", _("Being issued")
    ISSUED = "issued", pgettext_lazy("batch", "Issued")
    SENT_BACK = "sent_back", _("Sent back")
    WITHDRAWN = "withdrawn", pgettext_lazy("batch", "Withdrawn")
