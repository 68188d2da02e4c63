"""Freed seats given on: a seat declined, not answered for or given up goes to whoever waits with the best claim.

Nobody loses anything by it: everything held is a lock, and whoever is moved up keeps what they hold until they accept
the better seat. Accepting it frees the lower one, which travels on in the same way. `enrollment.settling` says who
waits; the separate checker judges every settlement before anything is offered.

Reading and matching take seconds and hold nobody up. What is written then, in a short transaction, is written only if
the round was not settled meanwhile and whoever is moved stands where they stood; else all is read again.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.bulk import Table
from core.refusals import Refused
from enrollment import matching
from enrollment.enums import MatchKind, RoundState
from enrollment.models import MatchRound, MatchRun, Offer, Waiting
from enrollment.policies import policy_of
from enrollment.services.offer_slips import keep_slips
from enrollment.services.seats import RunIsFull, RunTakesNobody, hold_people, offer_seat
from enrollment.settling import Stand, giving_runs, leftover, settled, stands, wishes_left
from training.models import CourseRun

Line = tuple[
    int, UUID, int, int, int | None
]  # of a waiting list: place, person, of how many, points, run held
TRIES = 3  # so often it is read anew where somebody whom it moves answers meanwhile
DAYS_TO_ANSWER = timedelta(days=3)  # that an offer gives, if its run does not begin before


class NotPublished(Refused):
    sentence = _("“%(round)s” is not published, or is finished: it gives no seats on.")


class Overtaken(Refused):
    sentence = _("Somebody answered in this very moment.")
    remedy = _("Try again; nothing was changed.")


class SettlementRefused(RuntimeError):
    """The separate checker objects to a settlement: nothing is offered, and the fault is the program's."""


def settle_rounds(*, at: datetime) -> int:
    """A chore: settle every published round whose free seats are others than when it was last settled.

    Returns how many offers were made. Raises `SettlementRefused` after all the other rounds were settled.
    """
    made, fault = 0, None
    for round_ in MatchRound.objects.filter(state=RoundState.PUBLISHED).order_by("pk"):
        try:
            if round_.settled != free_seats(round_, timezone.localdate(at)):
                made += len(_settle_if_still(round_, at=at))
        except SettlementRefused as refused:
            fault = refused
    if fault:
        raise fault
    return made


def _settle_if_still(round_: MatchRound, *, at: datetime) -> list[Offer]:
    try:
        return settle(round_, by=None, at=at)
    except (NotPublished, Overtaken):
        return []  # finished, or answered meanwhile: the next time finds it as it is then


def settle(round_: MatchRound, *, by: User | None, at: datetime) -> list[Offer]:
    """Offer the free seats of a published round to those who wait, and write the waiting lists anew.

    A second call finds nothing freed meanwhile and offers nothing. Raises `NotPublished`, `Overtaken`.
    """
    for _again in range(TRIES - 1):
        with suppress(Overtaken):
            return _settle(round_, by=by, at=at)
    return _settle(round_, by=by, at=at)


def _settle(round_: MatchRound, *, by: User | None, at: datetime) -> list[Offer]:
    rounds = MatchRound.objects.select_related("proposal").defer("proposal__reasons", "proposal__placements")
    read = rounds.get(pk=round_.pk)
    if read.state != RoundState.PUBLISHED or read.proposal is None:
        raise NotPublished(round=round_)
    today = timezone.localdate(at)
    seats = free_seats(read, today)  # read first: what is freed from here on makes another fingerprint
    if read.settled == seats:
        return []
    return _write(_plan(read, seats, today), by=by, at=at)


@dataclass(frozen=True)
class _Plan:
    """What a settlement would write, and what it was found from."""

    round: MatchRound
    seats: str  # the fingerprint of the free seats
    where: Mapping[UUID, Stand]
    columns: dict[str, Any]  # of the `MatchRun`
    runs: dict[str, CourseRun]
    changed: dict[int, list[Line]]  # run -> its waiting list, where it is another than before

    @property
    def people(self) -> list[UUID]:
        return [UUID(person) for person in self.columns["placements"]]

    @property
    def spoken_of(self) -> set[UUID]:
        """Everybody who gets a row."""
        return {*self.people, *(line[1] for lines in self.changed.values() for line in lines)}


def _plan(round_: MatchRound, seats: str, today: date) -> _Plan:
    where = stands(round_)
    problem = leftover(round_, where, today)
    columns = settled(problem, policy_of(round_))
    if columns["violations"]:
        raise SettlementRefused(columns["violations"][0])
    runs = {run.code: run for run in round_.runs.all()}
    lists = _waiting_lists(problem, columns["placements"], where, runs)
    return _Plan(round_, seats, where, columns, runs, dict(_changed(round_, lists)))


@transaction.atomic
def _write(plan: _Plan, *, by: User | None, at: datetime) -> list[Offer]:
    rounds = MatchRound.objects.select_for_update(of=("self",), no_key=True)
    locked = rounds.get(pk=plan.round.pk)
    if (locked.state, locked.settled) != (plan.round.state, plan.round.settled):
        raise Overtaken
    # All who get a row by this, in one order and before any run: whoever answers meanwhile waits, or is waited for.
    hold_people(plan.spoken_of)
    offers = _offer(plan, by=by, at=at) if plan.people else []
    _write_waiting(plan)
    # As it was read at the beginning: an answer given while this ran must be found by the next call.
    rounds.filter(pk=locked.pk).update(settled=plan.seats)
    return offers


def free_seats(round_: MatchRound, today: date) -> str:
    """A fingerprint of what could be given on: the day, free seats by run, and how many were given back so far."""
    runs = giving_runs(round_, today).order_by("pk")
    free = [[run.pk, run.seats_free] for run in runs]
    given_back = round_.offers.filter(freed_at__isnull=False).count()
    told = json.dumps([today.isoformat() if free else "", free, given_back])
    return hashlib.sha256(told.encode()).hexdigest()


def _offer(plan: _Plan, *, by: User | None, at: datetime) -> list[Offer]:
    now = stands(plan.round, plan.people)
    if any(now.get(person) != plan.where[person] for person in plan.people):
        raise Overtaken
    settlement = MatchRun.objects.create(
        round=plan.round,
        kind=MatchKind.SETTLED,
        base=plan.round.proposal,
        made_at=at,
        made_by=by,
        **plan.columns,
    )
    offers = sorted(_offers(plan, settlement, at), key=lambda offer: (offer.run_id, str(offer.graduate_id)))
    for offer in offers:
        offer.after = _freed(offer)
        _hold_seat(offer)
        _tell(offer, plan.where[offer.graduate_id], by=by, at=at)
    keep_slips(plan.round, plan.people, at=at)
    audit.record("round.settled", settlement, by=by, at=at, offers=len(offers), digest=settlement.digest)
    return offers


def _hold_seat(offer: Offer) -> None:
    try:
        offer_seat(offer)
    except (RunIsFull, RunTakesNobody) as gone:
        raise Overtaken from gone  # a seat was given by hand, or the run has begun


def _offers(plan: _Plan, settlement: MatchRun, at: datetime) -> Iterator[Offer]:
    for person, seat in plan.columns["placements"].items():
        run = plan.runs[seat["run"]]
        yield Offer(
            round=plan.round,
            graduate_id=UUID(person),
            run=run,
            seat_group=seat["seat"],
            settlement=settlement,
            answer_by=min(timezone.localdate(at) + DAYS_TO_ANSWER, run.first_day - timedelta(days=1)),
            offered_at=at,
        )


def _freed(offer: Offer) -> Offer | None:
    """The offer whose seat this one passes on: one of the same type of seat before others, the latest freed first."""
    freed = Offer.objects.filter(run=offer.run_id, freed_at__isnull=False, passed_on__isnull=True)
    by_type = sorted(freed.order_by("-freed_at", "-pk"), key=lambda one: one.seat_group != offer.seat_group)
    return next(iter(by_type), None)


def _tell(offer: Offer, stand: Stand, *, by: User | None, at: datetime) -> None:
    facts: dict[str, Any] = {"run": offer.run.code, "after": offer.after_id}
    if stand.holds:
        facts["holds"] = CourseRun.objects.values_list("code", flat=True).get(pk=stand.holds)
    audit.record("offer.passed_on", offer, by=by, at=at, person=offer.graduate_id, **facts)


def _waiting_lists(
    problem: matching.Problem,
    placements: Mapping[str, Any],
    where: Mapping[UUID, Stand],
    runs: Mapping[str, CourseRun],
) -> dict[int, list[Line]]:
    """Run -> who waits for it, best claim first."""
    lists: dict[int, list[Line]] = {}
    for wish in wishes_left(problem, placements):
        line = (wish.place, wish.graduate, wish.of, wish.points, where[wish.graduate].holds)
        lists.setdefault(runs[wish.run].pk, []).append(line)
    return lists


def _changed(round_: MatchRound, now: Mapping[int, list[Line]]) -> Iterator[tuple[int, list[Line]]]:
    """The lists that are others than those written: an answer changes those of one or two runs."""
    before: dict[int, list[Line]] = {}
    columns = ("run_id", "place", "graduate_id", "of", "points", "holds_id")
    written = Waiting.objects.filter(round=round_).order_by("run", "place").values_list(*columns)
    for run, *line in written:
        before.setdefault(run, []).append(tuple(line))
    for run in now.keys() | before.keys():
        if now.get(run) != before.get(run):
            yield run, now.get(run, [])


def _write_waiting(plan: _Plan) -> None:
    Waiting.objects.filter(round=plan.round, run__in=list(plan.changed)).delete()
    table = Table(Waiting(round=plan.round, run_id=0, graduate_id=UUID(int=0), place=0, of=0, points=0))
    table.insert(
        [
            table.line(
                {
                    "run_id": run,
                    "place": place,
                    "graduate_id": person,
                    "of": of,
                    "points": points,
                    "holds_id": holds,
                }
            )
            for run, lines in plan.changed.items()
            for place, person, of, points, holds in lines
        ]
    )
