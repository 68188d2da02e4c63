"""The policy of a round in words, and who goes together."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from enrollment.enums import BarrierKind, CaseType
from enrollment.models import Companion, Graduate, MatchRound, MatchRun
from enrollment.policies import SEATS, Policy


def in_words(policy: Policy) -> list[tuple[str, str]]:
    """What counts -> how, in the order in which it is published."""
    return [*_points(policy), *_bands(policy), *_capacity(policy)]


def _points(policy: Policy) -> Iterator[tuple[str, str]]:
    points = policy["points"]
    names = {
        "poverty": BarrierKind.POVERTY.label,
        "disability": BarrierKind.DISABILITY.label,
        "never_entered": CaseType.NEVER_ENTERED.label,
        "left_early": CaseType.LEFT_EARLY.label,
    }
    for name, label in names.items():
        yield str(label), _("%(points)s points") % {"points": points[name]}


def _bands(policy: Policy) -> Iterator[tuple[str, str]]:
    for limit, points in policy["distance"]:
        label = _("Home up to %(km)s km from the run") % {"km": limit}
        yield label, _("%(points)s points") % {"points": points}
    if not policy["distance"]:
        yield _("Distance"), _("counts for nothing")


def _capacity(policy: Policy) -> Iterator[tuple[str, str]]:
    yield (
        _("Beds"),
        _("no more people who need lodging than beds; what they leave goes to everyone")
        if policy["lodging"] == SEATS
        else _("do not limit the seats; who gets none waits for one"),
    )
    yield (
        _("Meals"),
        _("no more people than are fed") if policy["meals"] == SEATS else _("do not limit the seats"),
    )
    yield (
        _("Pairs who want to go together"),
        _("sit in one run where nobody else loses by it")
        if policy["together"]
        else _("are placed each for themselves"),
    )
    yield _("Equal points"), _("a lottery, whose seed is sealed before the lists are collected")


def companion_of(round_: MatchRound, graduate: Graduate) -> Graduate | None:
    """With whom the person would rather be."""
    wish = Companion.objects.filter(round=round_, graduate=graduate).select_related("other").first()
    return wish.other if wish else None


def came_together(proposal: MatchRun, graduate: Graduate) -> bool | None:
    """Whether the wish to go together came true; None where there was none."""
    for *pair, run in proposal.together:
        if str(graduate.pk) in pair:
            return run is not None
    return None
