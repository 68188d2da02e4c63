"""Freed seats given on: a seat declined, not answered for or given up goes to whoever waits with the best claim.

Nobody loses anything by it: everything held is a lock, and whoever is moved up keeps what they hold until they accept
the better seat. Accepting it frees the lower one, which travels on in the same way. `enrollment.settling` says who
waits; the separate checker judges every settlement before anything is offered.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from enrollment import matching
from enrollment.enums import MatchKind, RoundState
from enrollment.models import MatchRound, MatchRun, Offer, Waiting
from enrollment.policies import policy_of
from enrollment.services.offer_slips import keep_slips
from enrollment.services.seats import hold_people, offer_seat
from enrollment.settling import Stand, giving_runs, leftover, settled, stands, wishes_left
from training.models import CourseRun

Line = tuple[
    int, UUID, int, int, int | None
]  # of a waiting list: place, person, of how many, points, run held
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

    Returns how many offers were made.
    """
    made = 0
    for round_ in MatchRound.objects.filter(state=RoundState.PUBLISHED).order_by("pk"):
        if round_.settled != free_seats(round_, timezone.localdate(at)):
            made += len(_settle_if_still(round_, at=at))
    return made


def _settle_if_still(round_: MatchRound, *, at: datetime) -> list[Offer]:
    try:
        return settle(round_, by=None, at=at)
    except (NotPublished, Overtaken):
        return []  # finished, or answered meanwhile: the next time finds it as it is then


@transaction.atomic
def settle(round_: MatchRound, *, by: User | None, at: datetime) -> list[Offer]:
    """Offer the free seats of a published round to those who wait, and write the waiting lists anew.

    A second call finds nothing freed meanwhile and offers nothing. Raises `NotPublished`, `Overtaken`.
    """
    rounds = MatchRound.objects.select_for_update(of=("self",), no_key=True).select_related("proposal")
    locked = rounds.get(pk=round_.pk)
    if locked.state != RoundState.PUBLISHED or locked.proposal is None:
        raise NotPublished(round=round_)
    today = timezone.localdate(at)
    seats = free_seats(locked, today)  # read first: what is freed from here on makes another fingerprint
    if locked.settled == seats:
        return []
    where = stands(locked)
    problem = leftover(locked, where, today)
    columns = settled(problem, policy_of(locked))
    if columns["violations"]:
        raise SettlementRefused(columns["violations"][0])
    # All who may get a row by this, in one order and before any run: whoever answers meanwhile waits, or is waited for.
    hold_people([person for person, stand in where.items() if stand.reach])
    offers = _offer(locked, columns, where, by=by, at=at) if columns["placements"] else []
    _write_waiting(locked, problem, columns["placements"], where)
    # As it was read at the beginning: an answer given while this ran must be found by the next call.
    MatchRound.objects.filter(pk=locked.pk).update(settled=seats)
    return offers


def free_seats(round_: MatchRound, today: date) -> str:
    """A fingerprint of what could be given on: the day, free seats by run, and how many were given back so far."""
    runs = giving_runs(round_, today).order_by("pk")
    free = [[run.pk, run.seats_free] for run in runs]
    given_back = round_.offers.filter(freed_at__isnull=False).count()
    told = json.dumps([today.isoformat() if free else "", free, given_back])
    return hashlib.sha256(told.encode()).hexdigest()


def _offer(
    round_: MatchRound, columns: dict[str, Any], where: Mapping[UUID, Stand], *, by: User | None, at: datetime
) -> list[Offer]:
    people = [UUID(person) for person in columns["placements"]]
    now = stands(round_, people)
    if any(now.get(person) != where[person] for person in people):
        raise Overtaken
    settlement = MatchRun.objects.create(
        round=round_, kind=MatchKind.SETTLED, base=round_.proposal, made_at=at, made_by=by, **columns
    )
    offers = [
        _new_offer(round_, settlement, UUID(person), seat, at)
        for person, seat in columns["placements"].items()
    ]
    offers.sort(key=lambda offer: (offer.run_id, str(offer.graduate_id)))
    for offer in offers:
        offer.after = _freed(offer)
        offer_seat(offer)
        _tell(offer, where[offer.graduate_id], by=by, at=at)
    keep_slips(round_, people, at=at)
    audit.record("round.settled", settlement, by=by, at=at, offers=len(offers), digest=settlement.digest)
    return offers


def _new_offer(
    round_: MatchRound, settlement: MatchRun, person: UUID, seat: Mapping[str, str], at: datetime
) -> Offer:
    run = round_.runs.get(code=seat["run"])
    return Offer(
        round=round_,
        graduate_id=person,
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


def _write_waiting(
    round_: MatchRound, problem: matching.Problem, placements: Mapping[str, Any], where: Mapping[UUID, Stand]
) -> None:
    """Write anew the lists that are others than before: an answer changes those of one or two runs."""
    runs = dict(round_.runs.values_list("code", "pk"))
    now: dict[int, list[Line]] = {}
    for wish in wishes_left(problem, placements):
        line = (wish.place, wish.graduate, wish.of, wish.points, where[wish.graduate].holds)
        now.setdefault(runs[wish.run], []).append(line)
    before: dict[int, list[Line]] = {}
    written = Waiting.objects.filter(round=round_).order_by("run", "place")
    columns = ("run_id", "place", "graduate_id", "of", "points", "holds_id")
    for run, place, person, of, points, holds in written.values_list(*columns):
        before.setdefault(run, []).append((place, person, of, points, holds))
    changed = [run for run in now.keys() | before.keys() if now.get(run) != before.get(run)]
    written.filter(run__in=changed).delete()
    Waiting.objects.bulk_create(
        (
            Waiting(
                round=round_,
                run_id=run,
                graduate_id=person,
                place=place,
                of=of,
                points=points,
                holds_id=holds,
            )
            for run in changed
            for place, person, of, points, holds in now.get(run, [])
        ),
        batch_size=1000,
    )
