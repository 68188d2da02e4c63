"""How freed seats travelled: who gave one back, to whom it went on and why, and what that freed in turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from enrollment.enums import EnrollmentState, LeavingReason, OfferState
from enrollment.matching.model import OPEN_SEAT
from enrollment.models import MatchRound, Offer, Waiting


@dataclass(frozen=True)
class Step:
    """One offer on the way of a seat; `depth` 0 is where it began."""

    offer: Offer
    depth: int
    why: str  # why this person, "" where the way begins
    became: str  # what became of the offer
    tone: str


@dataclass(frozen=True)
class Travel:
    """One freed seat and everything that followed from it."""

    start: Offer
    steps: list[Step]
    waits: int  # people who wait for the seat with which it ends, if nobody has it

    @property
    def moved(self) -> int:
        return len(self.steps) - 1


def beginnings(round_: MatchRound) -> QuerySet[Offer]:
    """Offers whose seat was given back for no better one: with them a way begins, the latest first."""
    rows = Offer.objects.filter(round=round_, freed_at__isnull=False, given_for=None, after=None)
    return rows.select_related("graduate", "run__course", "enrollment").order_by("-freed_at", "-pk")


def travels(round_: MatchRound, starts: Iterable[Offer]) -> Iterator[Travel]:
    """What followed from each of `starts`; the round's offers are read once."""
    links = _Links(round_)
    for start in starts:
        steps = list(links.follow(start, 0))
        yield Travel(start, steps, links.waiting.get(steps[-1].offer.run_id, 0))


class _Links:
    """The round's offers by what they passed on and for what they were given back."""

    def __init__(self, round_: MatchRound) -> None:
        rows = Offer.objects.filter(round=round_).filter(
            Q(after__isnull=False) | Q(given_for__isnull=False) | Q(freed_at__isnull=False)
        )
        self.next: dict[int, Offer] = {}
        self.gave_back: dict[int, list[Offer]] = {}
        for offer in rows.select_related("graduate", "run__course", "enrollment", "settlement").order_by(
            "pk"
        ):
            if offer.after_id:
                self.next[offer.after_id] = offer
            if offer.given_for_id:
                self.gave_back.setdefault(offer.given_for_id, []).append(offer)
        lists = Waiting.objects.filter(round=round_, place=1).values_list("run_id", "of")
        self.waiting = dict(lists)

    def follow(self, offer: Offer, depth: int) -> Iterator[Step]:
        """The offer, what its taking freed, and to whom its own seat went on."""
        became, tone = _became(offer)
        yield Step(offer, depth, _why(offer), became, tone)
        for lower in self.gave_back.get(offer.pk, []):
            yield from self.follow(lower, depth + 1)
        if offer.freed_at and offer.pk in self.next:
            yield from self.follow(self.next[offer.pk], depth + (0 if offer.given_for_id else 1))


def _became(offer: Offer) -> tuple[str, str]:
    """In words: what the person did with the offer."""
    seat = getattr(offer, "enrollment", None)
    if seat is not None and seat.state == EnrollmentState.LEFT:
        if seat.leaving_reason == LeavingReason.BETTER_SEAT:
            return _("gave this seat back for the better one"), "info"
        return _("gave the seat up"), "warn"
    words = {
        OfferState.OPEN: (_("offered; the answer is awaited"), "info"),
        OfferState.ACCEPTED: (_("took the seat"), "good"),
        OfferState.DECLINED: (_("declined"), "bad"),
        OfferState.LAPSED: (_("did not answer in time"), "warn"),
        OfferState.WITHDRAWN: (_("the run changed"), "warn"),
        OfferState.REPLACED: (_("let this offer go for the better seat"), "info"),
    }
    return words[OfferState(offer.state)]


def _why(offer: Offer) -> str:
    """Why the seat went to this person: the facts that were kept with the settlement."""
    facts = facts_of(offer)
    if facts is None:
        return ""
    if facts["seat"] != OPEN_SEAT:
        return _("A seat kept back for a group to which this person belongs; the best claim in it.")
    if not facts["others"]:
        return _("Nobody else waits for it.")
    if facts["lottery"]:
        return (
            _("%(points)s points, as many as the next of %(others)s who wait; the lottery decided.") % facts
        )
    return _("The best claim: %(points)s points, before %(others)s who wait.") % facts


def facts_of(offer: Offer) -> dict[str, Any] | None:
    """What the settlement kept about this offer; None for one that no settlement made."""
    if offer.settlement is None:
        return None
    reasons = offer.settlement.reasons_of(str(offer.graduate_id))
    return next((facts for run, facts in reasons if run == offer.run.code), None)
