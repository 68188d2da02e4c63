"""Reads about slips: which one a link or code opens, what it shows, what a school's list prints."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from agencies.models import Agency
from core.crypto import lookup
from core.dates import PartialDate
from core.text import to_arabic_digits
from enrollment.entries import birth_of
from enrollment.enums import EnrollmentState, OfferState, RoundState
from enrollment.models import Enrollment, Graduate, MatchRound, Offer, OfferSlip, Waiting
from enrollment.queries.seats import lower_than
from training.models import CourseRun

DIGITS = 10  # of a code: typed on any telephone, whatever language its keyboard speaks
LINK_LETTERS = 26  # 130 bits in base32 (RFC 4648)
MOST_MISSES = 5  # wrong dates of birth after which a code opens nothing until a new one is made


def code_from(nonce: str) -> str:
    """The code of a slip: ten digits from a keyed hash (the bias of the remainder is below 10^-60)."""
    return f"{int(lookup('offer.code', nonce), 16) % 10**DIGITS:0{DIGITS}d}"


def link_from(nonce: str) -> str:
    """The last part of the link: 130 bits of a keyed hash."""
    return base64.b32encode(bytes.fromhex(lookup("offer.link", nonce))).decode()[:LINK_LETTERS]


def hash_of_code(code: str) -> str:
    return lookup("offer.code.typed", code)


def hash_of_link(link: str) -> str:
    return lookup("offer.link.opened", link.strip().upper())


def digits_of(typed: str) -> str:
    """A code as somebody types it: Thai digits, spaces and hyphens are all right; "" if it cannot be one."""
    digits = "".join(sign for sign in to_arabic_digits(typed) if not sign.isspace() and sign not in "-–")
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else ""


def in_groups(code: str) -> str:
    """For reading aloud: 482 915 7730."""
    return f"{code[:3]} {code[3:6]} {code[6:]}"


def address_of(slip: OfferSlip) -> str:
    return f"{settings.BASE_URL}{reverse('answer_offer', args=[link_from(slip.nonce)])}"


def live(today: date) -> QuerySet[OfferSlip]:
    """Slips that still open: of a published round, within their days, of people who are still on the register."""
    rows = OfferSlip.objects.select_related("round__center", "graduate__school")
    return rows.filter(
        round__state=RoundState.PUBLISHED,
        expires_on__gte=today,
        graduate__merged_into=None,
        graduate__erased_at=None,
    )


def slip_by_link(link: str, today: date) -> OfferSlip | None:
    return live(today).filter(link_hash=hash_of_link(link)).first()


def same_birth(person: Graduate, typed: PartialDate | date | None) -> bool:
    """Whether the date typed is the one known, as far as it is known; nobody's unknown date is ever right."""
    known = birth_of(person)
    if known is None or known.year is None or typed is None:
        return False
    parts = [(known.year, typed.year), (known.month, typed.month), (known.day, typed.day)]
    return all(ours is None or ours == theirs for ours, theirs in parts)


@dataclass(frozen=True)
class Shown:
    """One offer as its owner sees it."""

    offer: Offer
    rank: int | None  # the choice it is, 1 for the first
    gives_back: list[CourseRun]  # what accepting it gives back
    is_open: bool


def shown_to(slip: OfferSlip, today: date) -> list[Shown]:
    """The offers of the slip's person and round, those to be answered first."""
    ranks = dict(slip.graduate.preferences.filter(round=slip.round_id).values_list("run_id", "rank"))
    rows = Offer.objects.filter(round=slip.round_id, graduate=slip.graduate_id).select_related("run__course")
    found = [_shown(offer, ranks, today) for offer in rows.order_by("-offered_at", "-pk")]
    return sorted(found, key=lambda one: not one.is_open)


def _shown(offer: Offer, ranks: dict[int, int], today: date) -> Shown:
    is_open = offer.state == OfferState.OPEN and offer.answer_by >= today
    rank = ranks.get(offer.run_id)
    lower = [other.run for other in lower_than(offer)] if is_open else []
    return Shown(offer, None if rank is None else rank + 1, lower, is_open)


def places_of(round_: MatchRound, person: Graduate) -> QuerySet[Waiting]:
    """For what the person waits, best wish first, with the place among those who do."""
    rows = Waiting.objects.filter(round=round_, graduate=person).select_related("run__course")
    return rows.filter(run__preferences__round=round_, run__preferences__graduate=person).order_by(
        "run__preferences__rank"
    )


def own_places(person: Graduate) -> QuerySet[Waiting]:
    """For what the person waits in every round that still gives seats on."""
    rows = Waiting.objects.filter(graduate=person, round__state=RoundState.PUBLISHED)
    return rows.select_related("run__course").order_by("round_id", "run__first_day", "run_id")


def seat_held(round_: MatchRound, person: Graduate) -> Enrollment | None:
    """The seat that the person has taken by this round and not given back."""
    seats = Enrollment.objects.exclude(state=EnrollmentState.LEFT).select_related("run__course")
    return seats.filter(offer__round=round_, graduate=person).first()


@dataclass(frozen=True)
class PaperLine:
    """One line of a school's list: an offer with the code by which it is answered."""

    offer: Offer
    code: str  # in groups; "" where the slip's days are over


def paper_lines(offers: QuerySet[Offer], today: date) -> Iterator[PaperLine]:
    """The open offers by name, each with its code."""
    rows = offers.filter(state=OfferState.OPEN, answer_by__gte=today).exclude(round=None)
    rows = rows.select_related("graduate", "run__course").order_by("graduate__sort_key", "answer_by", "pk")
    slips = live(today).filter(graduate__in=rows.values("graduate"))
    by_owner = {(slip.round_id, slip.graduate_id): slip.nonce for slip in slips}
    for offer in rows:
        nonce = by_owner.get((offer.round_id or 0, offer.graduate_id))
        yield PaperLine(offer, in_groups(code_from(nonce)) if nonce else "")


def schools_with_offers(offers: QuerySet[Offer]) -> QuerySet[Agency]:
    """The schools whose leavers have an open offer."""
    waiting = offers.filter(state=OfferState.OPEN)
    return Agency.objects.filter(pk__in=waiting.values("graduate__school")).order_by("name_th")


def any_without(offers: QuerySet[Offer]) -> bool:
    """Whether somebody who comes from no school has an open offer: they are on no school's list."""
    return offers.filter(state=OfferState.OPEN, graduate__school=None).exists()
