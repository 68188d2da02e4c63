"""Closed lists of who takes part."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PlaceLevel(models.TextChoices):
    PROVINCE = "province", _("Province")
    DISTRICT = "district", _("District")
    SUBDISTRICT = "subdistrict", _("Subdistrict")


class AgencyKind(models.TextChoices):
    CENTER = "center", _("Skill development centre")
    SCHOOL = "school", _("School")
    AREA_OFFICE = "area_office", _("Education area office")
    LEARNING = "learning", _("Department of Learning Encouragement")
    EMPLOYMENT = "employment", _("Employment office")
    PROVINCE = "province", _("Provincial office")
    PARTNER = "partner", _("Partner agency or firm")


class Role(models.TextChoices):
    """What an account may do at an agency. Trainees and trainers are known by their own records instead."""

    STAFF = "staff", _("Centre staff")
    HEAD = "head", _("Head of centre")
    COUNSELOR = "counselor", _("School counsellor")
    OFFICER = "officer", _("Provincial officer")
    VOLUNTEER = "volunteer", _("Labour volunteer")
