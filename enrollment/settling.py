"""A published round as it stands now, as a problem: who would rather be in a freed seat than where they are.

What is open stays open, what is closed stays closed, and every seat and open offer is a lock that goes on consuming
the type of seat it holds: whatever the engine answers takes nothing from anybody. A list counts down to what its owner
holds already, so a seat can only be a step up. Who said no to a run stays out of it and of everything ranked below it;
who gave no answer, gave a seat up, has begun the training or was seated past the round takes no further part.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from enrollment import matching, placing
from enrollment.enums import EnrollmentState, LeavingReason, OfferState, RoundState
from enrollment.leaving import OF_THE_RUN
from enrollment.matching.lottery import draw
from enrollment.models import Enrollment, MatchRound, Offer
from enrollment.policies import Policy
from training.models import CourseRun
from training.states import TAKING

# A seat that ended for one of these was not given up: its owner goes on waiting.
NOT_GIVEN_UP = (*OF_THE_RUN, LeavingReason.BETTER_SEAT)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one person stands: the first `reach` choices are still wanted, and what would be given back for one."""

    reach: int
    holds: int | None = None  # the best run held
    gives_back: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody waits for a run, at a place among those who do; `of` is how many they are."""

    graduate: UUID
    run: str
    place: int
    of: int
    points: int


NOTHING = Stand(reach=0)


def stands(round_: MatchRound, people: Collection[UUID] | None = None) -> dict[UUID, Stand]:
    """Everybody with a list in the round, or those of them."""
    wishes = round_.preferences.order_by("graduate_id", "rank")
    told = Offer.objects.filter(round=round_).order_by("pk")
    if people is not None:
        wishes, told = wishes.filter(graduate__in=people), told.filter(graduate__in=people)
    offers: dict[UUID, list[_Told]] = {}
    for offer in map(_Told._make, told.values_list(*_TOLD)):
        offers.setdefault(offer.person, []).append(offer)
    elsewhere, together = _seated_past(round_), _together(round_)
    found = {}
    for key, chosen in groupby(wishes.values_list(Cast("graduate_id", CharField()), "run_id"), itemgetter(0)):
        person = UUID(key)
        stand = _stand([run for _person, run in chosen], offers.get(person, []))
        found[person] = NOTHING if person in elsewhere else stand
        if person in together:
            found[person] = replace(found[person], reach=0)
    return found


def _together(round_: MatchRound) -> set[UUID]:
    """Who sits with somebody for each other's sake: a better seat for one of the two would part them."""
    pairs = round_.proposal.together if round_.proposal else []
    return {UUID(person) for *pair, run in pairs if run for person in pair}


class _Told(NamedTuple):
    """An offer of the round, and the seat that it became."""

    person: UUID
    run: int
    state: str
    seat: str | None
    left_for: str | None


_TOLD = ("graduate_id", "run_id", "state", "enrollment__state", "enrollment__leaving_reason")


def _stand(wishes: list[int], offers: Iterable[_Told]) -> Stand:
    reach, held = len(wishes), []
    for offer in offers:
        rank = wishes.index(offer.run) if offer.run in wishes else 0
        state = _state(offer)
        if state is None:
            return NOTHING
        if state in (OfferState.OPEN, OfferState.ACCEPTED):
            held.append((rank, offer.run))
        if state in (OfferState.OPEN, OfferState.ACCEPTED, OfferState.DECLINED):
            reach = min(reach, rank)
    return Stand(reach, min(held)[1] if held else None, tuple(run for _rank, run in held))


def _state(offer: _Told) -> OfferState | None:
    """What an offer is by now: OPEN and ACCEPTED hold a seat, WITHDRAWN and REPLACED say nothing about their owner,
    None means that the owner takes no further part."""
    if offer.state == OfferState.LAPSED:
        return None
    if offer.seat is None or offer.seat == EnrollmentState.ENROLLED:
        return OfferState(offer.state)
    if offer.seat == EnrollmentState.LEFT and offer.left_for in NOT_GIVEN_UP:
        return OfferState.WITHDRAWN
    return None


def _seated_past(round_: MatchRound) -> set[UUID]:
    """Who holds a seat or an open offer in one of the runs, but not by this round."""
    runs = round_.runs.all()
    seats = Enrollment.objects.seated().filter(run__in=runs)
    by_hand = seats.filter(Q(offer=None) | ~Q(offer__round=round_)).values_list("graduate_id", flat=True)
    other = Offer.objects.filter(run__in=runs, state=OfferState.OPEN).exclude(round=round_)
    return {*by_hand, *other.values_list("graduate_id", flat=True)}


def giving_runs(round_: MatchRound, today: date) -> QuerySet[CourseRun]:
    """The runs whose freed seats the round gives on: they take people, a day is left to answer in, and no fallback
    round fills them."""
    later = MatchRound.objects.filter(follows=round_).exclude(state=RoundState.FINISHED)
    return round_.runs.filter(state__in=TAKING, first_day__gt=today).exclude(rounds__in=later)


def leftover(round_: MatchRound, where: Mapping[UUID, Stand], today: date) -> matching.Problem:
    """The problem that gives the free seats on."""
    back = {(person, run) for person, stand in where.items() for run in stand.gives_back}
    problem = placing.problem_for(round_, back)
    giving = set(giving_runs(round_, today).values_list("code", flat=True))
    opened = {lock.run for lock in problem.locks}
    if round_.proposal:
        opened |= {code for code, facts in round_.proposal.runs.items() if facts["open"]}
    return replace(
        problem,
        together=(),  # pairs were settled by the proposal
        graduates=tuple(_cut(person, where, giving) for person in problem.graduates),
        runs=tuple(replace(run, open=run.id in opened) for run in problem.runs),
    )


def _cut(person: matching.Graduate, where: Mapping[UUID, Stand], giving: set[str]) -> matching.Graduate:
    """With what is left of the list: what is above the person's reach, of the runs that give seats on."""
    if not person.choices:
        return person
    stand = where.get(UUID(person.id), NOTHING)
    kept = tuple(run for run in person.choices[: stand.reach] if run in giving)
    ruled_out = {run: verdict for run, verdict in person.ineligible.items() if run in kept}
    return replace(person, choices=kept, ineligible=ruled_out)


def settled(problem: matching.Problem, policy: Policy) -> dict[str, Any]:
    """The columns of a `MatchRun` that gives the free seats on: of the people only those it moves.

    The reason kept with a seat says how many others waited, and whether only the lottery was between them.
    """
    columns = placing.solve(problem, policy=policy, explained=False)
    placements = {person: seat for person, seat in sorted(columns["placements"].items()) if seat}
    others: dict[str, list[int]] = {}
    for wish in wishes_left(problem, placements):
        others.setdefault(wish.run, []).append(wish.points)
    points = {person.id: person.points for person in problem.graduates}
    reasons = {
        person: [[seat["run"], _claim(seat, points[person], others.get(seat["run"], []))]]
        for person, seat in placements.items()
    }
    return columns | {"placements": placements, "reasons": reasons}


def _claim(seat: Mapping[str, str], points: int | Mapping[str, int], others: list[int]) -> dict[str, Any]:
    own = points if isinstance(points, int) else points[seat["run"]]
    facts = {"code": str(matching.ReasonCode.PLACED), "seat": seat["seat"], "points": own}
    return facts | {"others": len(others), "lottery": own in others}


def wishes_left(problem: matching.Problem, placements: Mapping[str, Any]) -> Iterator[Wish]:
    """Everybody who would still rather be in an open run and may, best claim first, once `placements` are offered."""
    opened = {run.id for run in problem.runs if run.open}
    lottery = draw(problem.seed, (person.id for person in problem.graduates)).tolist()
    queues: dict[str, list[tuple[int, int, str]]] = {}
    for person, number in zip(problem.graduates, lottery, strict=True):
        seat = placements.get(person.id)
        for run in person.choices:
            if seat and seat["run"] == run:
                break
            if run in opened and run not in person.ineligible:
                points = person.points if isinstance(person.points, int) else person.points[run]
                queues.setdefault(run, []).append((-points, number, person.id))
    for run, queue in queues.items():
        for place, (points, _number, person_id) in enumerate(sorted(queue), start=1):
            yield Wish(UUID(person_id), run, place, len(queue), -points)
