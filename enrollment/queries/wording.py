"""Values of a person's facts in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.dates import PartialDate
from core.templatetags.ui import thai_date
from enrollment.entries import BarrierEntry, GuardianEntry, OtherGuardian
from enrollment.enums import Aptitude, BarrierKind, CaseType, Education, Grade, PhoneOwner, Reason

CHOICES = {
    "case_type": CaseType,
    "education": Education,
    "grade": Grade,
    "reasons": Reason,
    "aptitudes": Aptitude,
    "phone_owner": PhoneOwner,
}


def in_words(name: str, value: Any) -> str:
    """One fact as a reader sees it; "–" where there is none."""
    if value in (None, "", (), []):
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, PartialDate | date):
        return thai_date(value)
    if isinstance(value, BarrierEntry):
        words = _("%(barrier)s: yes") if value.holds else _("%(barrier)s: no")
        said = words % {"barrier": BarrierKind(value.kind).label}
        return f"{said} ({thai_date(value.seen_on)})" if value.seen_on else said
    if isinstance(value, OtherGuardian):
        return ", ".join(filter(None, [value.name, value.relation, value.phone]))
    if isinstance(value, GuardianEntry):
        days = (value.consent_training_on, value.consent_data_on)
        return ", ".join(filter(None, [value.name, value.relation, value.phone, *map(thai_date, days)]))
    if isinstance(value, list | tuple):
        between = " · " if name == "other_guardians" else ", "
        return between.join(in_words(name, one) for one in value)
    choices = CHOICES.get(name)
    return str(choices(value).label) if choices else str(value)
