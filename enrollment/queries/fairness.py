"""How fair a round was, in figures that tell of nobody: placement rates by group, cut-offs, and first-come instead.

A line about fewer than `SMALLEST` people is not shown. Small lines go together into one; where even that is small, the
next smallest line goes in too, so that no line can be had by taking the others from the total.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.distances import point_of
from agencies.enums import PlaceLevel
from agencies.models import Agency, Place, User
from enrollment.enums import BarrierKind
from enrollment.models import Graduate, MatchRound, MatchRun
from enrollment.policies import distance, facts_of, groups_of, place_of
from training.enums import ReserveGroup
from training.models import CourseRun
from training.models.rules import centers_with_settings

SMALLEST = 5
BANDS = (10, 20, 40)
"""Kilometers to the first choice: up to the first, up to the second, …, farther."""

MALE = ("เด็กชาย", "ด.ช.", "นาย")
FEMALE = ("เด็กหญิง", "ด.ญ.", "นางสาว", "น.ส.", "นาง")
GROUPS = {
    ReserveGroup.POVERTY: BarrierKind.POVERTY.label,
    ReserveGroup.DISABILITY: BarrierKind.DISABILITY.label,
    ReserveGroup.CAREGIVER: BarrierKind.CAREGIVER.label,
    ReserveGroup.NEVER_ENTERED: ReserveGroup.NEVER_ENTERED.label,
    ReserveGroup.LEFT_EARLY: ReserveGroup.LEFT_EARLY.label,
    ReserveGroup.NEEDS_LODGING: ReserveGroup.NEEDS_LODGING.label,
}


@dataclass(frozen=True)
class Rate:
    """One line: of so many people, so many placed, and so many by their first choice."""

    name: str
    people: int
    placed: int
    first: int

    @property
    def percent(self) -> int:
        return round(100 * self.placed / self.people) if self.people else 0

    @property
    def share(self) -> str:
        return f"{self.percent} %"

    def __add__(self, other: Rate) -> Rate:
        return Rate(
            other.name, self.people + other.people, self.placed + other.placed, self.first + other.first
        )


@dataclass(frozen=True)
class Table:
    title: str
    rates: list[Rate]


@dataclass(frozen=True)
class SeatLine:
    """One type of seat of a run: how many hold it, and the points of the last one admitted (None: not told)."""

    run: str
    seat: str
    people: int
    cutoff: int | None


@dataclass(frozen=True)
class _Person:
    graduate: Graduate
    placed: bool
    first: bool
    run: CourseRun | None  # the first choice


def rounds_of(user: User) -> QuerySet[MatchRound]:
    """Rounds whose figures the account may see: of the own centre, and of those an officer looks after."""
    return MatchRound.objects.filter(center__in=centers_with_settings(user))


def total(proposal: MatchRun) -> Rate:
    """Everybody in one line."""
    return _rate("", _people(proposal))


def tables(proposal: MatchRun) -> list[Table]:
    """Placement rates by school, district, sex, distance and each group."""
    people = _people(proposal)
    districts = _districts(people)
    by: list[tuple[Any, Callable[[_Person], str]]] = [
        (gettext_lazy("School"), lambda one: str(one.graduate.school or _("unknown"))),
        (gettext_lazy("District of home"), lambda one: districts.get(one.graduate.place_id, _("unknown"))),
        (gettext_lazy("Sex, by the prefix"), lambda one: _sex(one.graduate)),
        (gettext_lazy("Distance to the first choice"), _band),
    ]
    found = [Table(str(title), _discreet(_rates(people, key))) for title, key in by]
    groups = {one.graduate.pk: set(groups_of(facts_of(one.graduate))) for one in people}
    for group, label in GROUPS.items():
        inside = {pk for pk, own in groups.items() if group in own}
        found.append(Table(str(label), _discreet(_rates(people, partial(_belongs, inside)))))
    return [table for table in found if len(table.rates) > 1]


def _people(proposal: MatchRun) -> list[_Person]:
    runs = {run.code: run for run in proposal.round.runs.select_related("center__place", "held_at__place")}
    rows = Graduate.objects.filter(pk__in=list(proposal.placements)).select_related("school", "place")
    return [_person(row, proposal, runs) for row in rows.prefetch_related("barriers").order_by("pk")]


def _person(row: Graduate, proposal: MatchRun, runs: dict[str, CourseRun]) -> _Person:
    seat, choices = proposal.placements[str(row.pk)], proposal.reasons_of(str(row.pk))
    best = choices[0][0] if choices else None
    return _Person(row, seat is not None, bool(seat and seat["run"] == best), runs.get(best or ""))


def _rates(people: Iterable[_Person], key: Callable[[_Person], str]) -> list[Rate]:
    parts: dict[str, list[_Person]] = {}
    for one in people:
        parts.setdefault(key(one), []).append(one)
    return [_rate(name, part) for name, part in parts.items()]


def _rate(name: str, people: list[_Person]) -> Rate:
    return Rate(name, len(people), sum(one.placed for one in people), sum(one.first for one in people))


def _discreet(rates: list[Rate]) -> list[Rate]:
    """The lines by name, the small ones together."""
    rest = Rate(_("others, together"), 0, 0, 0)
    kept = sorted(rates, key=lambda rate: (-rate.people, rate.name))
    while kept and (kept[-1].people < SMALLEST or 0 < rest.people < SMALLEST):
        rest = kept.pop() + rest
    shown = sorted(kept, key=lambda rate: rate.name)
    return [*shown, rest] if rest.people >= SMALLEST else shown


def _belongs(inside: set[Any], one: _Person) -> str:
    return _("yes") if one.graduate.pk in inside else _("no")


def _sex(graduate: Graduate) -> str:
    if graduate.prefix.startswith(FEMALE):
        return _("female")
    return _("male") if graduate.prefix.startswith(MALE) else _("unknown")


def _band(one: _Person) -> str:
    far = distance(point_of(one.graduate.place), point_of(place_of(one.run))) if one.run else None
    if far is None:
        return _("unknown")
    limit = next((band for band in BANDS if far <= band), None)
    return _("up to %(km)s km") % {"km": limit} if limit else _("more than %(km)s km") % {"km": BANDS[-1]}


def _districts(people: Iterable[_Person]) -> dict[str | None, str]:
    """Place -> the name of its district."""
    homes = {one.graduate.place for one in people if one.graduate.place}
    parents = Place.objects.in_bulk({home.parent_id for home in homes if home.parent_id})
    return {
        home.pk: str(parents.get(home.parent_id, home) if home.level == PlaceLevel.SUBDISTRICT else home)
        for home in homes
    }


def seat_lines(proposal: MatchRun) -> Iterator[SeatLine]:
    """Every type of seat that somebody holds; the last admitted one's points only where enough people hold it."""
    names = {str(group): str(label) for group, label in ReserveGroup.choices}
    schools = _schools(proposal)
    for code, facts in sorted(proposal.runs.items()):
        for seat, people, cutoff in facts.get("seats", []):
            label = _("for everyone") if seat == "open" else names.get(seat) or schools.get(seat, seat)
            if people >= SMALLEST:
                yield SeatLine(code, label, people, cutoff)


def _schools(proposal: MatchRun) -> dict[str, str]:
    kinds = {seat for facts in proposal.runs.values() for seat, *_rest in facts.get("seats", [])}
    keys = [kind.removeprefix("school:") for kind in kinds if kind.startswith("school:")]
    return {f"school:{pk}": str(school) for pk, school in Agency.objects.in_bulk(map(int, keys)).items()}


def unsaid(proposal: MatchRun) -> int:
    """Types of seats that are held by too few people to be shown."""
    held = Counter(
        people < SMALLEST
        for facts in proposal.runs.values()
        for _seat, people, _cutoff in facts.get("seats", [])
        if people
    )
    return held[True]
