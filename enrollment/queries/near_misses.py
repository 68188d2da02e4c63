"""Runs that a proposal leaves closed: how many people they lack, and who near by could be asked.

Who could be asked are people whom the centre has taken on and who have no seat, neither in the proposal nor by an
offer or an enrollment; whom the regulation lets in on the run's first day; who did not rank the run already; and who
live within `NEAR_KM`. Where the table of places has no point for one of the two, the distance is unknown and the
person is counted apart.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from agencies.distances import Point, kilometers, point_of
from agencies.enums import Role
from agencies.models import Membership, Place
from enrollment.eligibility import Verdicts
from enrollment.enums import EnrollmentState, OfferState
from enrollment.matching.model import ReasonCode, RunWhy
from enrollment.models import Enrollment, MatchRun, Offer
from enrollment.policies import place_of
from enrollment.queries.rounds import everyone
from training.models import CourseRun
from training.states import TAKING

NEAR_KM = 20
NEARLY = {RunWhy.TOO_FEW, RunWhy.OUTWEIGHED}


class Person(NamedTuple):
    """What is asked of somebody without a seat."""

    pk: UUID
    birth_date: date | None
    birth_precision: str
    education: str
    place: str | None


@dataclass(frozen=True)
class NearMiss:
    """A run that does not open, and what would come of it if it did."""

    run: CourseRun
    minimum: int
    wanted: int  # would rather be in it than where the proposal puts them
    gain: int  # of these, without any seat now
    rise: int  # of these, seated in a lower choice now
    drained: tuple[str, ...]  # runs that would be short themselves, were those seated in them to move here
    near: Mapping[UUID, int | None]  # who could be asked -> kilometers, None where unknown

    @property
    def short(self) -> int:
        """How many more people it takes; 0 where another set of runs was better though enough wanted this one."""
        return max(0, self.minimum - self.wanted)

    @property
    def within(self) -> int:
        return sum(distance is not None for distance in self.near.values())

    @property
    def unknown(self) -> int:
        return len(self.near) - self.within


def near_misses(proposal: MatchRun, *, only: str = "") -> list[NearMiss]:
    """The closed runs of a proposal, the least short first; with `only`, the run of that code."""
    codes = [code for code, facts in proposal.runs.items() if facts["code"] in NEARLY and only in {"", code}]
    runs = proposal.round.runs.filter(code__in=codes, state__in=TAKING)
    closed = list(runs.select_related("course", "curriculum", "rule_set", "center__place", "held_at__place"))
    if not closed:
        return []
    wishes, free = _wishes(proposal, set(codes)), _Free.of(proposal)
    found = [_near_miss(proposal, run, wishes[run.code], free) for run in closed]
    return sorted(found, key=lambda miss: (miss.short, miss.run.code))


def _near_miss(proposal: MatchRun, run: CourseRun, wishes: dict[str, str | None], free: "_Free") -> NearMiss:
    leaving = Counter(held for held in wishes.values() if held)
    drained = (code for code, number in leaving.items() if _falls_short(proposal.runs[code], number))
    return NearMiss(
        run=run,
        minimum=proposal.runs[run.code]["minimum"],
        wanted=len(wishes),
        gain=sum(held is None for held in wishes.values()),
        rise=leaving.total(),
        drained=tuple(sorted(drained)),
        near=dict(free.near(run, but=set(wishes))),
    )


def _falls_short(facts: Mapping[str, Any], leaving: int) -> bool:
    return bool(facts["placed"] - leaving < facts["minimum"])


def _wishes(proposal: MatchRun, codes: set[str]) -> dict[str, dict[str, str | None]]:
    """Closed run -> who would rather be there than where they are -> the run they are placed in, if any."""
    wishes: dict[str, dict[str, str | None]] = {code: {} for code in codes}
    for person, seat in proposal.placements.items():
        held = seat["run"] if seat else None
        for code, facts in proposal.reasons_of(person):
            if code == held:
                break  # what follows is ranked lower
            if code in codes and facts["code"] == ReasonCode.NOT_OPENED:
                wishes[code][person] = held
    return wishes


@dataclass(frozen=True)
class _Free:
    """The people without a seat, where they live, and what was judged of them so far."""

    people: list[Person]
    points: dict[str, Point | None]
    verdicts: Verdicts

    @classmethod
    def of(cls, proposal: MatchRun) -> "_Free":
        held = Enrollment.objects.filter(state__in=[EnrollmentState.ENROLLED, EnrollmentState.TRAINING])
        offered = Offer.objects.filter(state=OfferState.OPEN)
        rows = (
            everyone(proposal.round)
            .filter(merged_into=None, erased_at=None)
            .exclude(Q(pk__in=held.values("graduate")) | Q(pk__in=offered.values("graduate")))
        )
        facts = rows.values_list("pk", "birth_date", "birth_precision", "education", "place_id")
        people = [Person(*row) for row in facts if not proposal.placements.get(str(row[0]))]
        places = Place.objects.in_bulk({person.place for person in people if person.place})
        return cls(people, {key: point_of(place) for key, place in places.items()}, Verdicts())

    def near(self, run: CourseRun, *, but: set[str]) -> Iterator[tuple[UUID, int | None]]:
        here = point_of(place_of(run))
        distances = {place: kilometers(point, here) for place, point in self.points.items() if point and here}
        for person in self.people:
            distance = distances.get(person.place or "")
            reachable = distance is None or distance <= NEAR_KM
            if reachable and str(person.pk) not in but and self.verdicts.of(person, run) is None:
                yield person.pk, None if distance is None else round(distance)


def counselors_of(schools: set[int]) -> dict[int, list[Membership]]:
    """School -> its counsellors today, each with account, name and telephone."""
    live = Membership.objects.filter(Q(until=None) | Q(until__gte=timezone.localdate()))
    held = live.filter(agency__in=schools, role=Role.COUNSELOR, user__is_active=True)
    found: dict[int, list[Membership]] = {}
    for membership in held.select_related("user").order_by("agency_id", "user_id"):
        found.setdefault(membership.agency_id, []).append(membership)
    return found
