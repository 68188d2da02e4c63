"""Who publishes a proposal: a second person.

Whoever asked for the proposal, or decided by hand what it rests on (an adopted what-if), does not publish it. The head
of the round's centre does; where every head had a hand in it, another member of the staff of the centre.
"""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.enums import Role
from agencies.models import Membership, User
from agencies.permissions import holders
from core.refusals import Refused
from enrollment.models import MatchRound, MatchRun


class MadeByTheSamePerson(Refused):
    sentence = _("You had a hand in this proposal, so a second person has to publish it.")
    remedy = _("Ask the head of the centre; where that is you, a member of the staff.")


class HeadPublishes(Refused):
    sentence = _("The head of the centre publishes this proposal: %(heads)s.")


def refuse_publisher(round_: MatchRound, proposal: MatchRun, by: User | None) -> None:
    """Raises `MadeByTheSamePerson`, `HeadPublishes`; the product itself (None) answers to nobody.

    That `by` works at the centre is the permission's to know, not this rule's.
    """
    if by is None:
        return
    if by.pk in makers(round_, proposal):
        raise MadeByTheSamePerson
    heads = other_heads(round_, proposal)
    if heads and by.pk not in {head.pk for head in heads}:
        raise HeadPublishes(heads=names(heads))


def makers(round_: MatchRound, proposal: MatchRun) -> set[int]:
    """The accounts that may not publish it: who asked for it, who adopted what it rests on."""
    return {account for account in (proposal.made_by_id, round_.adopted_by_id) if account}


def other_heads(round_: MatchRound, proposal: MatchRun) -> list[User]:
    """The heads of the round's centre who had no hand in the proposal."""
    heads: QuerySet[Membership] = holders(round_.center, Role.HEAD).select_related("user").order_by("user_id")
    return [held.user for held in heads.exclude(user__in=makers(round_, proposal))]


def names(accounts: Iterable[User]) -> str:
    """The accounts as words."""
    return ", ".join(account.get_full_name() or account.username for account in accounts)


def may_publish(round_: MatchRound, proposal: MatchRun, by: User) -> bool:
    """Whether the rule lets this account publish it."""
    try:
        refuse_publisher(round_, proposal, by)
    except Refused:
        return False
    return True
