"""Closed lists about a person: numbers, schooling, what stands in the way."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class IdentifierKind(models.TextChoices):
    CITIZEN = "citizen", _("Citizen ID")
    G_CODE = "g_code", _("G-code")


class NumberEnd(models.TextChoices):
    """Why a number is the person's no more."""

    REPLACED = "replaced", _("Replaced by another number")
    WRONG = "wrong", _("Entered by mistake")


class DatePrecision(models.TextChoices):
    DAY = "day", _("exact")
    MONTH = "month", _("month only")
    YEAR = "year", _("year only")


class Grade(models.TextChoices):
    """The grade after which, or within which, the person left school."""

    NONE = "none", _("Never at school")
    PRIMARY_1 = "p1", _("Grade 1 (ป.1)")
    PRIMARY_2 = "p2", _("Grade 2 (ป.2)")
    PRIMARY_3 = "p3", _("Grade 3 (ป.3)")
    PRIMARY_4 = "p4", _("Grade 4 (ป.4)")
    PRIMARY_5 = "p5", _("Grade 5 (ป.5)")
    PRIMARY_6 = "p6", _("Grade 6 (ป.6)")
    SECONDARY_1 = "m1", _("Grade 7 (ม.1)")
    SECONDARY_2 = "m2", _("Grade 8 (ม.2)")
    SECONDARY_3 = "m3", _("Grade 9 (ม.3)")
    SECONDARY_4 = "m4", _("Grade 10 (ม.4 or ปวช.1)")
    SECONDARY_5 = "m5", _("Grade 11 (ม.5 or ปวช.2)")
    SECONDARY_6 = "m6", _("Grade 12 (ม.6 or ปวช.3)")


class CaseType(models.TextChoices):
    FINISHED = "finished", _("Finished ม.3, not continuing")
    LEFT_EARLY = "left_early", _("Left mid-way")
    NEVER_ENTERED = "never_entered", _("Never entered")


class Reason(models.TextChoices):
    """Why the person does not continue studying; several may hold."""

    POVERTY = "poverty", _("Family income")
    CARE = "care", _("Cares for a family member")
    DISTANCE = "distance", _("School too far")
    HEALTH = "health", _("Health or disability")
    WORK = "work", _("Works already")
    NO_INTEREST = "no_interest", _("No wish to study on")
    PREGNANCY = "pregnancy", _("Pregnancy or own child")
    NO_SEAT = "no_seat", _("No place at a school")
    OTHER = "other", _("Another reason")


class Aptitude(models.TextChoices):
    """What the person is good at, as a counsellor has seen it."""

    HANDS = "hands", _("Works well with the hands")
    MACHINES = "machines", _("Machines and engines")
    ELECTRICITY = "electricity", _("Electricity and electronics")
    COMPUTERS = "computers", _("Computers")
    DRAWING = "drawing", _("Drawing and design")
    COOKING = "cooking", _("Cooking")
    CARE = "care", _("Caring for people")
    PLANTS = "plants", _("Plants and animals")
    SELLING = "selling", _("Selling and speaking")
    LANGUAGES = "languages", _("Languages")


class PhoneOwner(models.TextChoices):
    """Whose telephone it is: a shared one is normal, and decides who may be told what by it."""

    OWN = "own", _("The person's own")
    GUARDIAN = "guardian", _("The guardian's")
    SHARED = "shared", _("Shared in the family")
    NEIGHBOR = "neighbor", _("A neighbour's or the village head's")


class BarrierKind(models.TextChoices):
    """What stands in the way. Only yes or no is kept, with who saw the paper and when; never what it says."""

    POVERTY = "poverty", _("Poor household")
    DISABILITY = "disability", _("Disability")
    CAREGIVER = "caregiver", _("Cares for a family member")
