"""Whom a seat given by hand passes over: everybody who ranked the run and has nothing better of the same list.

No claim is left to whom the regulation keeps out, who said no to an offer of this run, or who holds a seat in it or an
offer or a seat in a run ranked higher.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from enrollment.eligibility import ineligibility
from enrollment.enums import OfferState
from enrollment.models import Graduate, MatchRound, Offer, Preference
from enrollment.placing import held_runs
from enrollment.policies import facts_of, points_near, points_of, policy_of
from training.models import CourseRun


@dataclass(frozen=True)
class Claim:
    """Somebody who wants the run, and what the published policy gives them."""

    graduate: Graduate
    round: MatchRound
    rank: int  # 1 for the first choice
    points: int
    holds: CourseRun | None  # what they have meanwhile, ranked lower or not at all


def claims_on(run: CourseRun, *, but: UUID | None = None) -> list[Claim]:
    """The claims on a run, most points first; `but` is the person who is to have the seat."""
    wishes = Preference.objects.filter(run=run).exclude(graduate=but).exclude(graduate__in=_said_no(run))
    wishes = wishes.filter(graduate__merged_into=None, graduate__erased_at=None)
    if not wishes.exists():
        return []  # a run outside every round
    latest = {
        wish.graduate_id: wish for wish in _with_facts(wishes.order_by("round__created_at", "round_id"))
    }
    higher = _ranked_higher(run, latest)
    busy = held_runs(list(latest))
    found = [
        Claim(
            wish.graduate,
            wish.round,
            wish.rank + 1,
            _points(wish, run),
            next(iter(busy.get(person, [])), None),
        )
        for person, wish in latest.items()
        if not {held.pk for held in busy.get(person, [])} & higher[person]
        and ineligibility(wish.graduate, run) is None
    ]
    return sorted(
        found, key=lambda claim: (-claim.points, claim.rank, claim.graduate.sort_key, claim.graduate.pk)
    )


def _points(wish: Preference, run: CourseRun) -> int:
    policy = policy_of(wish.round)
    return points_of(facts_of(wish.graduate), policy) + points_near(wish.graduate.place, run, policy)


def _said_no(run: CourseRun) -> QuerySet[Offer, Any]:
    return Offer.objects.filter(run=run, state=OfferState.DECLINED).values("graduate")


def _with_facts(wishes: QuerySet[Preference]) -> Iterator[Preference]:
    rows = wishes.select_related("round__policy", "graduate__school", "graduate__place")
    yield from rows.prefetch_related("graduate__barriers", "graduate__consents")


def _ranked_higher(run: CourseRun, latest: dict[UUID, Preference]) -> dict[UUID, set[int]]:
    """Person -> the runs of the same list that are ranked higher, and the run itself."""
    higher = {person: {run.pk} for person in latest}
    rounds = {wish.round_id for wish in latest.values()}
    for row in Preference.objects.filter(round__in=rounds, graduate__in=list(latest)):
        wish = latest[row.graduate_id]
        if row.round_id == wish.round_id and row.rank < wish.rank:
            higher[row.graduate_id].add(row.run_id)
    return higher
