"""What waits for a second person: rules relaxed for somebody, settings of the regulation."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import ngettext

from agencies.models import User
from enrollment.enums import OverrideState
from enrollment.models import Override
from program.waiting.item import Waiting
from training.enums import RuleSetState
from training.models import RuleSet
from training.permissions import can_confirm_rules


def of_second_persons(user: User) -> Iterator[Waiting]:
    """Nothing that the account proposed itself."""
    relaxed = Override.objects.visible_to(user).filter(state=OverrideState.PROPOSED).exclude(proposed_by=user)
    asked = relaxed.count()
    words = ngettext(
        "%(n)s rule waits for a second person to be relaxed",
        "%(n)s rules wait for a second person to be relaxed",
        asked,
    )
    yield Waiting(asked, words % {"n": asked}, f"{reverse('overrides')}?state=proposed")
    if not can_confirm_rules(user):
        return
    versions = RuleSet.objects.visible_to(user).filter(state=RuleSetState.PROPOSED).exclude(proposed_by=user)
    waiting = versions.count()
    words = ngettext(
        "%(n)s version of the regulation's settings waits to be confirmed",
        "%(n)s versions of the regulation's settings wait to be confirmed",
        waiting,
    )
    yield Waiting(waiting, words % {"n": waiting}, f"{reverse('rule_sets')}?state=proposed")
