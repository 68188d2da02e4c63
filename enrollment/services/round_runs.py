"""The runs of a round: from its opening to its publishing no other round fills them.

Two proposals for the same seats overtake each other: whichever is published second is stale, and its lists were
collected for nothing. A database constraint cannot say so, as it would have to look at the rounds' states beside the
rows that join them to runs; so whoever opens a round holds the center, whose runs they all are, until the transaction
ends.
"""

from collections.abc import Collection

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from core.refusals import Refused
from enrollment.enums import RoundState
from enrollment.models import MatchRound
from training.models import CourseRun

FILLING = (RoundState.OPEN, RoundState.CLOSED, RoundState.PROPOSED)


class RunInAnotherRound(Refused):
    sentence = _("%(run)s is already in the round “%(other)s”, which is not published yet.")
    remedy = _("Publish that round first, or leave the run out of this one.")


def hold_rounds(center: Agency) -> None:
    """Lock the center's row: of two who open a round there the second sees the first's.

    Inside the caller's transaction, before it is asked which rounds fill a run. Not the runs' rows: people are locked
    before those (`enrollment.services.seats.hold_people`), and a fallback round writes lists of people afterwards.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=center.pk)


def refuse_filled(runs: Collection[int]) -> None:
    """Raises `RunInAnotherRound` where a round that is not published yet fills one of the runs, by their keys."""
    filled = CourseRun.objects.filter(pk__in=runs, rounds__state__in=FILLING).order_by("code").first()
    if filled is not None:
        raise RunInAnotherRound(run=filled, other=filled.rounds.filter(state__in=FILLING)[0])


def without_filled(runs: QuerySet[CourseRun], *, but: MatchRound) -> QuerySet[CourseRun]:
    """The runs that no unpublished round fills, other than `but`."""
    return runs.exclude(rounds__in=MatchRound.objects.filter(state__in=FILLING).exclude(pk=but.pk))
