"""The menu: for each account the doors it may open, in the order of the chain."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from agencies.permissions import (
    can_see_agencies,
    can_see_memoranda,
    can_see_reports,
    is_center_staff,
    is_staff_or_counselor,
)
from agencies.queries.hats import Hat, hats_of
from certificates.permissions import can_see_register
from core.policy import Predicate
from enrollment.permissions import (
    can_answer_for_accounts,
    can_handle_rights,
    can_keep_consents,
    can_publish_texts,
    can_report_school,
    can_see_people,
    is_trainee,
    oversees_schools,
)
from outreach.permissions import can_follow_up
from training.permissions import can_see_courses, is_trainer


@dataclass(frozen=True)
class Door:
    """One entry of the menu; current on its page and on every page below it."""

    label: Any
    url_name: str
    may: Predicate


DOORS = (
    Door(_("Roster"), "roster", can_report_school),
    Door(_("Schools"), "completeness", oversees_schools),
    Door(_("People"), "people", can_see_people),
    Door(_("Referrals"), "referrals", can_see_people),
    Door(_("Consents"), "lacking_consents", can_keep_consents),
    Door(_("Words of consent"), "consent_texts", can_publish_texts),
    Door(_("Courses"), "courses", can_see_courses),
    Door(_("Course runs"), "runs", can_see_courses),
    Door(_("Matching"), "rounds", is_staff_or_counselor),
    Door(_("Offers"), "offers", is_staff_or_counselor),
    Door(_("Timetable"), "timetable", is_center_staff),
    Door(_("My timetable"), "my_timetable", is_trainer),
    Door(_("Trainers"), "trainers", is_center_staff),
    Door(_("Rooms"), "rooms", is_center_staff),
    Door(_("Certificates"), "certificates", can_see_register),
    Door(_("Follow-up"), "follow_ups", can_follow_up),
    Door(_("Agencies"), "agencies", can_see_agencies),
    Door(_("Memoranda"), "memoranda", can_see_memoranda),
    Door(_("Rights"), "rights", can_handle_rights),
    Door(_("Who saw whom"), "accounts_seen", can_answer_for_accounts),
    Door(_("My data"), "my_data", is_trainee),
    Door(_("My consents"), "my_consents", is_trainee),
    Door(_("Report"), "report", can_see_reports),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: `navigation`, a list of {label, url, current}; `role_label` and `hats` for the user menu.

    Whoever has several hats and none on gets no doors: the first thing to do is to choose.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    hats = hats_of(user)
    doors = [] if user.must_choose_a_hat else [door for door in DOORS if door.may(user)]
    return {
        "navigation": [_entry(door, request.path) for door in doors],
        "role_label": _role_label(user, hats),
        "hats": hats if len(hats) > 1 else [],
    }


def _entry(door: Door, path: str) -> dict[str, Any]:
    url = reverse(door.url_name)
    return {"label": door.label, "url": url, "current": path.startswith(url)}


def _role_label(user: User, hats: list[Hat]) -> str:
    """What the account acts as: "Centre staff · Lamphun office"."""
    worn = next((hat for hat in hats if hat.current), None)
    if worn is not None:
        return str(worn)
    if is_trainer(user):
        return str(_("Trainer"))
    return str(_("Trainee")) if is_trainee(user) else ""
