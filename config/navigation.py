"""The menu: for each account the doors it may open, in the order of the chain, in groups where there are many."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from typing import Any, cast

from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from agencies.permissions import (
    can_see_agencies,
    can_see_memoranda,
    can_see_reports,
    is_center_staff,
    is_officer,
    is_staff_or_counselor,
)
from agencies.queries.hats import Hat, hats_of
from certificates.permissions import can_see_register, has_papers
from core.policy import Predicate
from enrollment.permissions import (
    can_answer_for_accounts,
    can_handle_rights,
    can_import,
    can_judge_pairs,
    can_keep_consents,
    can_publish_texts,
    can_report_school,
    can_see_people,
    can_teach,
    is_in_a_firm,
    is_trainee,
    oversees_schools,
)
from outreach.permissions import can_follow_up
from training.permissions import can_see_courses, can_see_rules, can_see_runs, is_trainer


@dataclass(frozen=True)
class Door:
    """One entry of the menu; current on its page and on every page below it."""

    label: Any
    url_name: str
    may: Predicate
    also: tuple[str, ...] = ()  # addresses elsewhere that belong to it, as patterns


@dataclass(frozen=True)
class Group:
    """Doors of one part of the work, under one word."""

    label: Any
    doors: tuple[Door, ...]


OF_RUNS = (
    "/attendance/*", "/relaxed/*", "/results/*", "/run-changes/*", "/seats/*/conduct/", "/seats/*/entry/*",
    "/seats/*/relax/*", "/sessions/*/attendance/", "/sessions/*/code/", "/sheets/*", "/tests/*",
)  # fmt: skip
GROUPS = (
    Group(
        _("People"),
        (
            Door(_("Roster"), "roster", can_report_school),
            Door(_("Schools"), "completeness", oversees_schools),
            Door(_("Register"), "people", can_see_people),
            Door(_("Referrals"), "referrals", can_see_people),
            Door(_("Imports"), "imports", can_import),
            Door(_("Entered twice"), "duplicates", can_judge_pairs),
            Door(_("Consents"), "lacking_consents", can_keep_consents),
        ),
    ),
    Group(
        _("Training"),
        (
            Door(_("Courses"), "courses", can_see_courses),
            Door(_("Course runs"), "runs", can_see_runs, OF_RUNS),
            Door(_("Matching"), "rounds", is_staff_or_counselor),
            Door(_("Offers"), "offers", is_staff_or_counselor),
            Door(_("Leave of absence"), "leaves", can_teach, ("/seats/*/ask-leave/",)),
            Door(_("Training in firms"), "placements", can_teach, ("/seats/*/placement/*", "/workplaces/*")),
            Door(_("My hours"), "my_attendance", is_trainee),
            Door(_("My firm"), "my_placement", is_in_a_firm),
            Door(_("Timetable"), "timetable", is_center_staff),
            Door(_("My timetable"), "my_timetable", is_trainer),
            Door(_("Trainers"), "trainers", is_center_staff),
            Door(_("Rooms"), "rooms", is_center_staff),
            Door(_("Calendar"), "center_calendar", is_center_staff),
            Door(_("Regulation"), "rule_sets", can_see_rules),
        ),
    ),
    Group(
        _("Results"),
        (
            Door(_("Certificates"), "certificates", can_see_register),
            Door(_("My certificates"), "my_certificates", has_papers, ("/papers/*",)),
            Door(_("Follow-up"), "follow_ups", can_follow_up),
            Door(_("Report"), "report", can_see_reports),
            Door(_("Fairness"), "fairness_rounds", is_officer),
        ),
    ),
    Group(
        _("Agencies"),
        (
            Door(_("Agencies"), "agencies", can_see_agencies),
            Door(_("Memoranda"), "memoranda", can_see_memoranda),
        ),
    ),
    Group(
        _("Data protection"),
        (
            Door(_("Rights"), "rights", can_handle_rights),
            Door(_("Words of consent"), "consent_texts", can_publish_texts),
            Door(_("Who saw whom"), "accounts_seen", can_answer_for_accounts),
            Door(_("My leave"), "my_leaves", is_trainee, ("/leaves/*", "/seats/*/ask-leave/")),
            Door(_("My data"), "my_data", is_trainee),
            Door(_("My consents"), "my_consents", is_trainee),
        ),
    ),
)
FEW = 7  # doors that stand in one row, without groups


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: `navigation`, groups of {label, url, current, doors}, each door {label, url, current};
    `role_label` and `hats` for the user menu. A group without doors is itself a door.

    Each is worked out when a template asks for it: a part of a page has no menu. Whoever has several hats and none
    on gets no doors: the first thing to do is to choose.
    """
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"navigation": []}
    hats = cast(list[Hat], SimpleLazyObject(lambda: hats_of(user)))
    return {
        "navigation": SimpleLazyObject(
            lambda: [] if user.must_choose_a_hat else navigation_of(user, request.path)
        ),
        "role_label": SimpleLazyObject(lambda: _role_label(user, hats)),
        "hats": SimpleLazyObject(lambda: hats if len(hats) > 1 else []),
    }


def navigation_of(user: User, path: str) -> list[dict[str, Any]]:
    """The doors that the account may open: in one row if they are few, else a row of groups."""
    groups = [(group, [_entry(door, path) for door in group.doors if door.may(user)]) for group in GROUPS]
    if sum(len(doors) for _group, doors in groups) <= FEW:
        return [{**door, "doors": []} for _group, doors in groups for door in doors]
    return [_grouped(group, doors) for group, doors in groups if doors]


def _grouped(group: Group, doors: list[dict[str, Any]]) -> dict[str, Any]:
    if len(doors) == 1:
        return {**doors[0], "doors": []}
    current = any(door["current"] for door in doors)
    return {"label": group.label, "url": doors[0]["url"], "current": current, "doors": doors}


def _entry(door: Door, path: str) -> dict[str, Any]:
    url = _address(door.url_name, get_script_prefix())
    current = path.startswith(url) or any(fnmatchcase(path, pattern) for pattern in door.also)
    return {"label": str(door.label), "url": url, "current": current}


@cache
def _address(url_name: str, _prefix: str) -> str:
    """The address of a door, worked out once for each folder of the server below which the product lies."""
    return reverse(url_name)


def _role_label(user: User, hats: list[Hat]) -> str:
    """What the account acts as: "Centre staff · Lamphun office"."""
    worn = next((hat for hat in hats if hat.current), None)
    if worn is not None:
        return str(worn)
    if is_trainer(user):
        return str(_("Trainer"))
    return str(_("Trainee")) if is_trainee(user) else ""
