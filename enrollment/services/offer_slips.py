"""Slips: how somebody without an account sees an offer and answers, by a link or by a code with the date of birth.

A code that is wrong, spent, or typed with a wrong date of birth is answered in one and the same way. Wrong dates are
counted on the slip by a conditional UPDATE, so that the count holds across all workers; too many close the code.
"""

import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.dates import PartialDate
from core.refusals import Refused
from enrollment.models import MatchRound, Offer, OfferSlip
from enrollment.queries.offer_slips import (
    MOST_MISSES,
    code_from,
    digits_of,
    hash_of_code,
    hash_of_link,
    link_from,
    live,
    same_birth,
)
from enrollment.services.seats import accept_offer, decline_offer

LINK, CODE = "link", "code"  # by which way a slip was opened


class SlipIsOver(Refused):
    sentence = _("This code or link opens nothing any more.")
    remedy = _("Ask your school or the centre.")


def keep_slips(round_: MatchRound, people: Iterable[UUID], *, at: datetime) -> None:
    """See to it that each of the people has a slip that opens for some days, inside the caller's transaction."""
    last = timezone.localdate(at) + timedelta(days=settings.OFFER_SLIP_DAYS)
    wanted = list(people)
    kept = OfferSlip.objects.filter(round=round_, graduate__in=wanted)
    kept.update(expires_on=last)
    have = set(kept.values_list("graduate_id", flat=True))
    lacking = [person for person in wanted if person not in have]
    OfferSlip.objects.bulk_create(
        (
            OfferSlip(round=round_, graduate_id=person, expires_on=last, made_at=at, **keys)
            for person, keys in zip(lacking, _unused_keys(len(lacking)), strict=True)
        ),
        batch_size=1000,
    )


def _unused_keys(number: int) -> list[dict[str, str]]:
    """So many keys whose codes no slip has: of ten digits two are now and then the same."""
    found: dict[str, dict[str, str]] = {}
    while len(found) < number:
        drawn = [_keys(secrets.token_hex(16)) for _missing in range(number - len(found))]
        codes = [keys["code_hash"] for keys in drawn]
        used = set(OfferSlip.objects.filter(code_hash__in=codes).values_list("code_hash", flat=True))
        found |= {keys["code_hash"]: keys for keys in drawn if keys["code_hash"] not in used}
    return list(found.values())


def _keys(nonce: str) -> dict[str, str]:
    return {
        "nonce": nonce,
        "link_hash": hash_of_link(link_from(nonce)),
        "code_hash": hash_of_code(code_from(nonce)),
    }


@transaction.atomic
def renew_slip(slip: OfferSlip, *, by: User | None, at: datetime) -> OfferSlip:
    """Make a new link and code; the former ones open nothing from here on."""
    last = timezone.localdate(at) + timedelta(days=settings.OFFER_SLIP_DAYS)
    (fresh,) = _unused_keys(1)
    OfferSlip.objects.filter(pk=slip.pk).update(misses=0, expires_on=last, made_at=at, **fresh)
    audit.record("offer.slip_renewed", slip, by=by, at=at, person=slip.graduate_id)
    slip.refresh_from_db()
    return slip


@transaction.atomic
def note_opened(slip: OfferSlip, *, via: str, at: datetime) -> None:
    """Keep in the trail that somebody looked at what the slip shows."""
    audit.record("offer.slip_opened", slip, by=None, at=at, person=slip.graduate_id, via=via)


def open_by_code(typed: str, birth: PartialDate | date | None, *, at: datetime) -> OfferSlip | None:
    """The slip that a code opens together with its owner's date of birth. None in every other case."""
    code = digits_of(typed)
    slip = live(timezone.localdate(at)).filter(code_hash=hash_of_code(code)).first() if code else None
    if slip is None or slip.misses >= MOST_MISSES:
        return None
    if not same_birth(slip.graduate, birth):
        _miss(slip, at=at)
        return None
    if not OfferSlip.objects.filter(pk=slip.pk, misses__lt=MOST_MISSES).update(misses=0):
        return None  # closed by the misses of this very moment
    return slip


@transaction.atomic
def _miss(slip: OfferSlip, *, at: datetime) -> None:
    OfferSlip.objects.filter(pk=slip.pk).update(misses=F("misses") + 1)
    audit.record("offer.slip_missed", slip, by=None, at=at, person=slip.graduate_id)


@transaction.atomic
def answer_by_slip(slip: OfferSlip, offer: Offer, *, accepts: bool, via: str, at: datetime) -> None:
    """Accept or decline one of the slip's offers for its holder, who has no account.

    Raises `SlipIsOver` and what `accept_offer` and `decline_offer` raise.
    """
    still = live(timezone.localdate(at)).filter(pk=slip.pk, nonce=slip.nonce)
    if not still.exists() or (offer.round_id, offer.graduate_id) != (slip.round_id, slip.graduate_id):
        raise SlipIsOver
    if accepts:
        accept_offer(offer, by=None, at=at, via=via)
    else:
        decline_offer(offer, by=None, at=at, via=via)
