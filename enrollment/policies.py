"""The policy by which seats are given: data, by version, published with the round that keeps it.

`points` add up by what the register says of a person; among equals the lottery decides. `distance` lists bands as
[up to how many kilometers, points], the nearest first, none narrower than `NARROWEST_KM`, since distances are good
for no more; where a distance is unknown there are no points. `lodging` and `meals` are "told" (staff see the shortage)
or "seats": a run with fewer beds than seats seats no more people who need lodging than it has beds, and a run that
feeds people no more people than it feeds. `together` says whether pairs may wish to be in one run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from agencies.distances import Point, kilometers, point_of
from agencies.models import Place
from enrollment import matching
from enrollment.enums import BarrierKind, CaseType
from enrollment.models import Graduate, MatchPolicy, MatchRound
from training.enums import ReserveGroup
from training.models import CourseRun

NARROWEST_KM = 10
TOLD, SEATS = "told", "seats"
Policy = Mapping[str, Any]

FIRST: dict[str, Any] = {
    "version": "2569-2",
    "points": {"poverty": 20, "disability": 20, "never_entered": 10, "left_early": 5},
    "distance": [],
    "lodging": TOLD,
    "meals": TOLD,
    "together": True,
    "closing": "search",
    "reserves": "in the published order of each run; what a group leaves goes to everyone",
    "date_clash": "holds a seat in a run that shares a day",
}
"""The policy of a centre that has settled none."""

UNTOLD = ("poverty", "disability")
"""Points that would say of a person what others must not know."""


def policy_of(round_: MatchRound) -> dict[str, Any]:
    """The version that the round keeps."""
    return FIRST if round_.policy is None else FIRST | round_.policy.content


def newest(center: Any) -> MatchPolicy | None:
    """The version that the next round of the centre will keep; None where it has settled none."""
    return MatchPolicy.objects.filter(center=center).order_by("-number").first()


class Facts(NamedTuple):
    """What points and groups depend on."""

    barriers: frozenset[str]
    case_type: str
    needs_lodging: bool
    school_id: int | None


def facts_of(graduate: Graduate) -> Facts:
    """Read them from a person with `barriers`."""
    barriers = frozenset(barrier.kind for barrier in graduate.barriers.all() if barrier.holds)
    return Facts(barriers, graduate.case_type, graduate.needs_lodging, graduate.school_id)


def points_of(person: Facts, policy: Policy = FIRST) -> int:
    """The points of one person, wherever the run is."""
    holds = {
        "poverty": BarrierKind.POVERTY in person.barriers,
        "disability": BarrierKind.DISABILITY in person.barriers,
        "never_entered": person.case_type == CaseType.NEVER_ENTERED,
        "left_early": person.case_type == CaseType.LEFT_EARLY,
    }
    points: Mapping[str, int] = policy["points"]
    return sum(points[name] for name, held in holds.items() if held)


def points_near(home: Place | None, run: CourseRun, policy: Policy) -> int:
    """The points for living near a run."""
    return band_points(distance(point_of(home), point_of(place_of(run))), policy["distance"])


def place_of(run: CourseRun) -> Place | None:
    """The place where a run is held; an address in words has no point."""
    if run.address and run.held_at is None:
        return None
    return (run.held_at or run.center).place


@lru_cache(maxsize=100_000)
def distance(one: Point | None, other: Point | None) -> float | None:
    """Kilometers between two centres of places; None where one of them is unknown."""
    return None if one is None or other is None else kilometers(one, other)


def band_points(far: float | None, bands: Sequence[Sequence[int]]) -> int:
    """The points of the first band that reaches so far."""
    return next((points for limit, points in bands if far is not None and far <= limit), 0)


def groups_of(person: Facts) -> tuple[str, ...]:
    """The groups for which a run may keep seats back and to which the person belongs, the school among them."""
    holds = {
        ReserveGroup.POVERTY: BarrierKind.POVERTY in person.barriers,
        ReserveGroup.DISABILITY: BarrierKind.DISABILITY in person.barriers,
        ReserveGroup.CAREGIVER: BarrierKind.CAREGIVER in person.barriers,
        ReserveGroup.NEVER_ENTERED: person.case_type == CaseType.NEVER_ENTERED,
        ReserveGroup.LEFT_EARLY: person.case_type == CaseType.LEFT_EARLY,
        ReserveGroup.NEEDS_LODGING: person.needs_lodging,
    }
    school = (f"school:{person.school_id}",) if person.school_id else ()
    return (*(str(group) for group, belongs in holds.items() if belongs), *school)


def tellable(policy: Policy) -> int:
    """The most points to be had by facts that anybody may know: no cut-off above that is told to others."""
    points = policy["points"]
    near = max((band[1] for band in policy["distance"]), default=0)
    return int(max(points["never_entered"], points["left_early"], 0) + near)


def run_for(run: CourseRun, policy: Policy) -> matching.Run:
    """The run as the engine sees it."""
    seats = run.seats
    if policy["meals"] == SEATS and run.meals:
        seats = max(min(seats, run.meals), run.seats_taken + run.seats_offered)
    return matching.Run(
        id=run.code,
        seats=seats,
        minimum=run.minimum,
        reserves=tuple(_reserves(run, policy)),
        start=run.first_day,
        end=run.last_day,
    )


def lacks_beds(run: CourseRun, policy: Policy) -> bool:
    """Whether beds bound how many people who need lodging the run can seat."""
    return bool(policy["lodging"] == SEATS and run.beds < run.seats)


def _reserves(run: CourseRun, policy: Policy) -> Iterator[matching.Reserve]:
    """The published reserves in their order; where beds are short, those for lodgers are the beds, the last unless
    listed before."""
    beds = matching.Reserve(str(ReserveGroup.NEEDS_LODGING), run.beds, confined=True)
    short, listed = lacks_beds(run, policy), False
    for row in run.reserves.all():
        if short and row.key == beds.group:
            listed = True
            yield beds
        else:
            yield matching.Reserve(row.key, row.seats)
    if short and not listed:
        yield beds
