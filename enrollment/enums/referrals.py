"""Closed lists about the way of a person from one agency to another."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReferralSource(models.TextChoices):
    """Who found the person."""

    SCHOOL = "school", _("School")
    AREA_OFFICE = "area_office", _("Education area office")
    LEARNING = "learning", _("Department of Learning Encouragement")
    VOLUNTEER = "volunteer", _("Labour volunteer")
    CENTER = "center", _("Skill development centre")
    OTHER_AGENCY = "other_agency", _("Another agency")
    SELF = "self", _("The person themselves")


class Service(models.TextChoices):
    """What the receiving agency is asked for. A child who must still go to school is sent back to learning only."""

    TRAINING = "training", _("Skill training")
    LEARNING = "learning", _("Back to school or a learning centre")
    WORK = "work", _("Finding work")


class ReferralState(models.TextChoices):
    DRAFTED = "drafted", _("Draft")
    SENT = "sent", _("Sent")
    RECEIVED = "received", _("Received")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    EXPIRED = "expired", _("Not answered in time")
    HANDED_ON = "handed_on", _("Handed on")


class Outcome(models.TextChoices):
    """What became of a person whom the receiver of a referral accepted, the furthest that is known."""

    WORKS = "works", _("In work")
    OWN_BUSINESS = "business", _("Own business")
    LEARNS = "learns", _("Back to learning")
    CERTIFIED = "certified", _("Certificate issued")
    COMPLETED = "completed", _("Training completed")
    TRAINS = "trains", _("In training")
    PLACED = "placed", _("Has a seat")
    OFFERED = "offered", _("Seat offered")
    NOT_COMPLETED = "incomplete", _("Training not completed")
    TAKEN_ON = "taken_on", _("Taken on")


class DeclineReason(models.TextChoices):
    UNREACHABLE = "unreachable", _("The person cannot be reached")
    NOT_INTERESTED = "not_interested", _("The person does not want training")
    UNDER_AGE = "under_age", _("Too young: back to school or learning centre")
    OTHER_PROVINCE = "other_province", _("Lives outside our area")
    DUPLICATE = "duplicate", _("Already referred under another record")
    OTHER = "other", _("Another reason")


class LegalBasis(models.TextChoices):
    """On which ground a person's data goes from one agency to another."""

    CONSENT = "consent", _("Consent of the person and guardian")
    MOU = "mou", _("Memorandum between the agencies")
    DUTY = "duty", _("Legal duty of the agency")
