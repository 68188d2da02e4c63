"""Closed lists about what became of a person."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Destination(models.TextChoices):
    """Where the person is now. Back to learning is a success, not only work."""

    LEARNING = "learning", _("Back to learning")
    EMPLOYED = "employed", _("In work")
    OWN_BUSINESS = "own_business", _("Own business")
    SEARCHING = "searching", _("Looking for work")
    CARING = "caring", _("Cares for family")
    NOT_REACHED = "not_reached", _("Not reached")


SUCCESSES = (Destination.LEARNING, Destination.EMPLOYED, Destination.OWN_BUSINESS)


class Source(models.TextChoices):
    """Who says so: the source of the fact."""

    SELF = "self", _("The person")
    FAMILY = "family", _("The family")
    EMPLOYER = "employer", _("The employer")
    SCHOOL = "school", _("The school or learning centre")
    VISIT = "visit", _("A visit at home or work")
