"""What may be done with a referral, in which state and by which side: the one table behind buttons and doors.

`docs/referrals.md` shows it in words, and a test keeps both equal.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import User
from enrollment.enums import ReferralState
from enrollment.models import Referral
from enrollment.models.people import RECEIVERS
from enrollment.models.referrals import OPEN_REFERRAL


class Side(TextChoices):
    """Who acts: one of the two agencies, the person (by taking the consent back), or the product on a day."""

    SENDER = "sender", _("Sender")
    RECEIVER = "receiver", _("Receiver")
    PERSON = "person", _("The person or guardian")
    PRODUCT = "product", _("The product itself")


@dataclass(frozen=True, slots=True)
class Move:
    """A verb: whose it is, in which states, and which state follows (None: the row is gone)."""

    verb: str
    side: Side
    before: tuple[ReferralState, ...]
    after: ReferralState | None


DRAFTED, SENT, RECEIVED = ReferralState.DRAFTED, ReferralState.SENT, ReferralState.RECEIVED
MOVES = (
    Move("change", Side.SENDER, (DRAFTED,), DRAFTED),
    Move("discard", Side.SENDER, (DRAFTED,), None),
    Move("send", Side.SENDER, (DRAFTED,), SENT),
    Move("withdraw", Side.SENDER, OPEN_REFERRAL, ReferralState.WITHDRAWN),
    Move("receive", Side.RECEIVER, (SENT,), RECEIVED),
    Move("accept", Side.RECEIVER, OPEN_REFERRAL, ReferralState.ACCEPTED),
    Move("decline", Side.RECEIVER, OPEN_REFERRAL, ReferralState.DECLINED),
    Move("hand_on", Side.RECEIVER, (*OPEN_REFERRAL, ReferralState.ACCEPTED), ReferralState.HANDED_ON),
    Move("end_consent", Side.PERSON, OPEN_REFERRAL, ReferralState.WITHDRAWN),
    Move("expire", Side.PRODUCT, OPEN_REFERRAL, ReferralState.EXPIRED),
)
AGAIN = (ReferralState.DECLINED, ReferralState.EXPIRED, ReferralState.WITHDRAWN)  # a new one may follow


def sides_of(user: User, referral: Referral) -> set[Side]:
    """On which sides of a referral, as rows of `visible_to` are, the account stands."""
    receives = user.agencies_as(*RECEIVERS)
    sides = set()
    if referral.from_agency_id in receives or _own_of_volunteer(user, referral):
        sides.add(Side.SENDER)
    came_in = referral.state != DRAFTED and referral.basis_ended_at is None
    if referral.to_agency_id in receives and came_in:
        sides.add(Side.RECEIVER)
    return sides


def _own_of_volunteer(user: User, referral: Referral) -> bool:
    return referral.sent_by_id == user.pk and referral.from_agency_id in user.agencies_as(Role.VOLUNTEER)


def verbs_for(user: User, referral: Referral) -> set[str]:
    """What the account may do with the referral now."""
    sides = sides_of(user, referral)
    verbs = {move.verb for move in MOVES if move.side in sides and referral.state in move.before}
    if Side.SENDER in sides and referral.state in AGAIN:
        verbs.add("again")
    return verbs
