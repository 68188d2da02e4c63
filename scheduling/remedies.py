"""What would end a clash, in the words of the people who can decide it; the engine has shown that each is enough."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.templatetags.ui import thai_date
from scheduling.engine.answers import Change
from scheduling.naming import OUTSIDE
from training.enums import Slot
from training.models import Site

REMEDIES = {
    Change.UNLOCK: gettext_lazy("Do not fix %(session)s by hand."),
    Change.END_LATER: gettext_lazy("Let %(run)s end %(n)s days later."),
    Change.BEGIN_EARLIER: gettext_lazy("Let %(run)s begin %(n)s days earlier."),
    Change.MORE_A_DAY: gettext_lazy("Allow %(run)s more sessions on one day: %(n)s more."),
    Change.FEWER_A_DAY: gettext_lazy("Allow %(run)s fewer sessions on one day: %(n)s fewer."),
    Change.ANOTHER_WEEKDAY: gettext_lazy("Let %(run)s also meet on this weekday: %(names)s."),
    Change.ANOTHER_SLOT: gettext_lazy("Let %(run)s also meet at this time of day: %(names)s."),
    Change.ANOTHER_SITE: gettext_lazy("Let %(run)s also be held at %(names)s."),
    Change.SHORTER: gettext_lazy(
        "Make the sessions of %(run)s shorter by half an hour, this many times: %(n)s."
    ),
    Change.DAILY_HOURS: gettext_lazy("Let %(trainer)s teach more hours a day: %(n)s more."),
    Change.WEEKLY_HOURS: gettext_lazy("Let %(trainer)s teach more hours a week: %(n)s more."),
    Change.TRAINER_SITE: gettext_lazy("Let %(trainer)s also teach at %(names)s."),
    Change.PRESENT: gettext_lazy("Have %(trainer)s teach on days now closed to them: %(names)s."),
    Change.RELEASED: gettext_lazy("Free %(trainer)s from sessions of other runs on: %(names)s."),
    Change.ROOM_OPEN: gettext_lazy("Have room %(room)s free on: %(names)s."),
    Change.VALID_LONGER: gettext_lazy("Renew the qualification of %(trainer)s for %(n)s more days."),
    Change.SEATS: gettext_lazy("Find a room of the kind “%(kind)s” with %(n)s more seats."),
    Change.LESS_REST: gettext_lazy("Let %(trainer)s rest fewer hours overnight: %(n)s fewer."),
    Change.FASTER: gettext_lazy("Find a faster way between %(names)s, by this many minutes: %(n)s."),
    Change.GROUP_DAILY_HOURS: gettext_lazy("Let %(people)s learn more hours a day: %(n)s more."),
    Change.GROUP_WEEKLY_HOURS: gettext_lazy("Let %(people)s learn more hours a week: %(n)s more."),
    Change.GROUP_LESS_REST: gettext_lazy("Let %(people)s rest fewer hours overnight: %(n)s fewer."),
    Change.GROUP_RELEASED: gettext_lazy("Free %(people)s from other lessons on: %(names)s."),
    Change.UNPROTECTED: gettext_lazy("Let %(people)s come in the evening on: %(names)s."),
    Change.APART: gettext_lazy("Let %(run)s share no people with other runs."),
    Change.CENTER_OPEN: gettext_lazy("Open the centre on: %(names)s."),
    Change.UNITS: gettext_lazy("Get more movable units of “%(equipment)s”: %(n)s more."),
    Change.TRAINERS: gettext_lazy("Find more trainers qualified for “%(skill)s”: %(n)s more."),
    Change.ROOMS: gettext_lazy("Get more rooms of the kind “%(kind)s”: %(n)s more."),
}

ON_DAYS = (
    Change.PRESENT,
    Change.RELEASED,
    Change.GROUP_RELEASED,
    Change.UNPROTECTED,
    Change.ROOM_OPEN,
    Change.CENTER_OPEN,
)
"""Changes whose details are days."""

MOST = 5
"""Remedies shown for one run: the cheapest."""


def remedy(repair: Mapping[str, Any], about: Mapping[str, Any], sites: Mapping[int, Site]) -> str:
    """One remedy in a sentence; `about` is the row that it concerns, under its placeholder."""
    change = Change[repair["change"]]
    between = " – " if change is Change.FASTER else ", "
    names = between.join(_name(change, str(detail), sites) for detail in repair["details"])
    words = str(REMEDIES[change]) % {"n": repair["amount"], "names": names, **about}
    if names and "%(names)s" not in str(REMEDIES[change]):
        return _("At %(site)s: %(remedy)s") % {"site": names, "remedy": words}
    return words


def shown(repairs: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The cheapest that a center can decide: not what is about a place outside it."""
    inside = (one for one in repairs if not any(OUTSIDE in part for part in (one["about"], *one["details"])))
    return list(inside)[:MOST]


def sites_in(repairs: Iterable[Mapping[str, Any]]) -> dict[int, Site]:
    """The sites that are named, in one query or none."""
    keys = {int(detail) for one in repairs for detail in one["details"] if _is_site(one) and detail.isdigit()}
    return Site.objects.in_bulk(keys) if keys else {}


def _is_site(repair: Mapping[str, Any]) -> bool:
    change = Change[repair["change"]]
    return change in (
        Change.ANOTHER_SITE,
        Change.TRAINER_SITE,
        Change.ROOMS,
        Change.UNITS,
        Change.FASTER,
    )


def _name(change: Change, detail: str, sites: Mapping[int, Site]) -> str:
    """A weekday, a time of day, a site or a day as people call it."""
    match change:
        case Change.ANOTHER_WEEKDAY:
            return str(WEEKDAYS[int(detail)])
        case Change.ANOTHER_SLOT:
            return str(Slot(detail).label)
        case _ if change in ON_DAYS:
            return thai_date(date.fromisoformat(detail))
    return str(sites.get(int(detail), "?")) if detail.isdigit() else detail
