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
    EDUCATION = "education", _("Provincial education office")
    VOCATIONAL = "vocational", _("Vocational college")
    EMPLOYMENT = "employment", _("Employment office")
    LABOR = "labor", _("Labour office")
    PROTECTION = "protection", _("Labour protection office")
    PROVINCE = "province", _("Provincial office")
    COMMUNITY = "community", _("Community development office")
    RELATIONS = "relations", _("Public relations office")
    SOCIAL = "social", _("Social development office")
    INDUSTRY = "industry", _("Industry office")
    LOCAL = "local", _("Local administration")
    COMMERCE = "commerce", _("Chamber of commerce or federation of industries")
    WELFARE = "welfare", _("Home or shelter")
    PARTNER = "partner", _("Partner agency or firm")


class Role(models.TextChoices):
    """What an account may do at an agency. Trainees and trainers are known by their own records instead."""

    STAFF = "staff", _("Centre staff")
    HEAD = "head", _("Head of centre")
    COUNSELOR = "counselor", _("School counsellor")
    OFFICER = "officer", _("Provincial officer")
    VOLUNTEER = "volunteer", _("Labour volunteer")


class MemorandumPurpose(models.TextChoices):
    """What a memorandum allows between those who signed it."""

    REFER = "refer", _("Refer people and share their records for it")
    TRAIN = "train", _("Train people for another agency")  # clause 62
    RESULTS = "results", _("Tell each other the results")


class Standing(models.TextChoices):
    """Where a memorandum stands on a day."""

    COMING = "coming", _("Not yet in force")
    LIVE = "live", _("In force")
    EXPIRING = "expiring", _("Expires soon")
    EXPIRED = "expired", _("Expired")
    ENDED = "ended", _("Ended early")


class SignatoryState(models.TextChoices):
    INVITED = "invited", _("Invited")
    SIGNED = "signed", _("Signed")
    DECLINED = "declined", _("Declined")
