"""Versions of a centre's policy, and who would rather go together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit
from core.refusals import Refused
from enrollment import policies
from enrollment.enums import RoundState
from enrollment.models import Companion, Graduate, MatchPolicy, MatchRound
from enrollment.services.fallback import refuse_own_entry
from enrollment.services.rounds import NotAccepted, RoundNotOpen, is_accepted

MOST_POINTS = 100


class BandsTooNarrow(Refused):
    sentence = _(
        "Distances are good for bands of at least %(narrowest)s km, from near to far, with points that fall."
    )
    remedy = _("Give wider bands, the nearest first.")


class PointsOutOfBounds(Refused):
    sentence = _("Points lie between 0 and %(most)s.")


class PairsNotSettled(Refused):
    sentence = _("In “%(round)s” everybody is placed for themselves: its policy knows no pairs.")


class WithOneself(Refused):
    sentence = _("A pair is two different people.")


class InAPairAlready(Refused):
    sentence = _("One of the two already wishes to be with somebody else in this round.")
    remedy = _("Take that wish back first.")


@transaction.atomic
def settle_policy(
    center: Agency, content: Mapping[str, Any], *, reason: str, by: User, at: datetime
) -> MatchPolicy:
    """A new version of the centre's policy, for rounds opened from now on; earlier ones keep theirs.

    `content` holds points, distance, lodging, meals and together. Raises `BandsTooNarrow`, `PointsOutOfBounds`.
    """
    _refuse_points([*content["points"].values(), *(points for _km, points in content["distance"])])
    _refuse_bands(content["distance"])
    Agency.objects.select_for_update().get(pk=center.pk)  # two who settle at once get two numbers
    newest = policies.newest(center)
    number = newest.number + 1 if newest else 1
    stored = {**policies.FIRST, **content, "version": f"{center.pk}-{number}"}
    policy = MatchPolicy.objects.create(
        center=center, number=number, content=stored, reason=reason, made_at=at, made_by=by
    )
    audit.record("policy.settled", policy, by=by, at=at, version=stored["version"], reason=reason)
    return policy


def _refuse_points(points: Sequence[int]) -> None:
    if any(not 0 <= one <= MOST_POINTS for one in points):
        raise PointsOutOfBounds(most=MOST_POINTS)


def _refuse_bands(bands: Sequence[Sequence[int]]) -> None:
    """Each band ends at least so many kilometers after the one before, and gives fewer points."""
    narrow = (far[0] - near[0] < policies.NARROWEST_KM for near, far in pairwise([(0, 0), *bands]))
    rising = (far[1] >= near[1] for near, far in pairwise(bands))
    if any(narrow) or any(rising):
        raise BandsTooNarrow(narrowest=policies.NARROWEST_KM)


@transaction.atomic
def go_together(round_: MatchRound, one: Graduate, other: Graduate, *, by: User | None, at: datetime) -> None:
    """Note that two people, both of whom were asked, would rather be in one run than each in the best they could have.

    Raises `RoundNotOpen`, `PairsNotSettled`, `WithOneself`, `InAPairAlready`, `NotAccepted`.
    """
    _refuse_round(round_)
    if one.pk == other.pk:
        raise WithOneself
    for person in (one, other):
        refuse_own_entry(round_, person, by)
        if not is_accepted(person, round_.center):
            raise NotAccepted
    paired = Companion.objects.filter(round=round_, graduate__in=[one, other])
    if paired.exists():
        raise InAPairAlready
    Companion.objects.bulk_create(
        Companion(round=round_, graduate=person, other=companion, asked_at=at)
        for person, companion in ((one, other), (other, one))
    )
    for person, companion in ((one, other), (other, one)):
        audit.record("round.paired", round_, by=by, at=at, person=person.pk, other=str(companion.pk))


@transaction.atomic
def go_alone(round_: MatchRound, person: Graduate, *, by: User | None, at: datetime) -> None:
    """Take the wish of a pair back, for both. Raises `RoundNotOpen`."""
    _refuse_round(round_)
    for wish in Companion.objects.filter(round=round_, graduate=person):
        Companion.objects.filter(round=round_, graduate__in=[wish.graduate_id, wish.other_id]).delete()
        for one in (wish.graduate_id, wish.other_id):
            audit.record("round.parted", round_, by=by, at=at, person=one)


def _refuse_round(round_: MatchRound) -> None:
    locked = MatchRound.objects.select_for_update(of=("self",)).select_related("policy").get(pk=round_.pk)
    if locked.state != RoundState.OPEN:
        raise RoundNotOpen(round=round_)
    if not policies.policy_of(locked)["together"]:
        raise PairsNotSettled(round=round_)
