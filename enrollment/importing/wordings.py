"""The fields of a file in words, for the page on which its columns are named."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

FIELD_LABELS: Mapping[str, Any] = {
    "identifier": _("Citizen ID or G-code"),
    "prefix": _("Prefix"),
    "given_name": _("Given name"),
    "family_name": _("Family name"),
    "full_name": _("Full name (with or without prefix)"),
    "name_en": _("Romanised name"),
    "birth": _("Date of birth"),
    "case_type": _("Case"),
    "education": _("Education completed"),
    "school": _("School"),
    "school_code": _("School code"),
    "academic_year": _("Academic year of leaving"),
    "reasons": _("Reasons for not continuing"),
    "interests": _("Interests (courses)"),
    "address": _("House number and village"),
    "subdistrict": _("Subdistrict"),
    "district": _("District"),
    "province": _("Province"),
    "place_code": _("Subdistrict code"),
    "phone": _("Telephone"),
    "needs_lodging": _("Needs lodging"),
    "grade": _("Grade of leaving"),
    "aptitudes": _("Aptitudes"),
    "phone_owner": _("Whose telephone"),
    "poverty": _("Poor household (yes or no)"),
    "caregiver": _("Cares for a family member (yes or no)"),
    "disability": _("Disability (yes or no)"),
    "barriers_seen_on": _("Day on which these papers were seen"),
    "guardian_name": _("Guardian: name"),
    "guardian_relation": _("Guardian: relation"),
    "guardian_phone": _("Guardian: telephone"),
    "guardian_consent_training_on": _("Guardian's consent to train: day seen"),
    "guardian_consent_data_on": _("Guardian's consent for data: day seen"),
}
