"""What-ifs: the round matched otherwise, beside its proposal. Never published by themselves.

A what-if becomes the ground of the next proposal only by a separate act with a reason, `adopt_what_if`; the proposal is
then made again, checked again, and published by somebody who had no hand in either.
"""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit, jobs
from core.models import Job
from core.reasons import said
from core.refusals import Refused
from enrollment import comparing, deciding, placing
from enrollment.enums import MatchKind, RoundChange, RoundState
from enrollment.models import MatchRound, MatchRun
from enrollment.services.rounds import NoProposal, NotInThisRound
from training.models import CourseRun

UNPUBLISHED = (RoundState.CLOSED, RoundState.PROPOSED)
Question = list[dict[str, Any]]


class NothingChanges(Refused):
    sentence = _("This changes nothing: give a number of seats or people that is not 0.")


class SeatsAreHeld(Refused):
    sentence = _("%(held)s people hold a seat in %(run)s or an offer of one; this would leave too few.")


class OnlyToCompare(Refused):
    sentence = _(
        "“Most people placed” passes over people with the better claim: it is there to compare with."
    )
    remedy = _("Adopt another what-if, or ask counsellors for longer lists.")


class SeatsAreReal(Refused):
    sentence = _("Seats are a fact about rooms and equipment, not about the matching.")
    remedy = _("Change the seats on the page of the run, then make the proposal again.")


class RoundIsPublished(Refused):
    sentence = _("The round is published; what it rests on is decided before that.")


class NoReason(Refused):
    sentence = _("A decision by hand needs its reason.")


@transaction.atomic
def request_what_if(
    round_: MatchRound, question: Question, *, by: User, at: datetime, result_url: str = ""
) -> Job:
    """Let the worker try the changes beside the present proposal.

    Raises `NoProposal`, `NothingChanges`, `NotInThisRound`, `SeatsAreHeld`.
    """
    from enrollment.tasks.what_ifs import try_out  # the task calls this module

    if round_.proposal is None or round_.state != RoundState.PROPOSED:
        raise NoProposal
    for change in question:
        _refuse_change(round_, change)
    title = gettext("What if: %(changes)s") % {"changes": deciding.in_words(question)}
    job = jobs.start(
        try_out,
        title=title[:200],
        by=by,
        result_url=result_url,
        base_id=round_.proposal.pk,
        question=question,
    )
    audit.record("round.what_if_requested", round_, by=by, at=at, changes=question)
    return job


def _refuse_change(round_: MatchRound, change: dict[str, Any]) -> None:
    what = change["what"]
    if what == RoundChange.MOST_PLACED:
        return
    run = round_.runs.filter(code=change["run"]).first()
    if run is None:
        raise NotInThisRound(run=change["run"], round=round_)
    if what in {RoundChange.SEATS, RoundChange.MINIMUM} and not change["by"]:
        raise NothingChanges
    _refuse_held(run, what, change["by"])


def _refuse_held(run: CourseRun, what: str, by: int) -> None:
    held = run.seats_taken + run.seats_offered
    left = run.seats + by if what == RoundChange.SEATS else 0 if what == RoundChange.CLOSE else run.seats
    if left < max(held, 0 if what == RoundChange.CLOSE else 1):
        raise SeatsAreHeld(held=held, run=run)


def make_what_if(
    base: MatchRun, question: Question, *, by: User | None, at: datetime, work: jobs.Work | None = None
) -> MatchRun:
    """Match the round with the changes, on top of those adopted, and keep the answer beside `base`.

    Asked again, it is the same row. Raises `NoProposal` where the round has moved on meanwhile.
    """
    round_ = base.round
    asked = [*placing.adopted_by(round_), *question]
    same = [row for row in base.what_ifs.all() if row.question == asked]
    if same:
        return same[0]
    if round_.proposal_id != base.pk:
        raise NoProposal
    columns = comparing.what_if(round_, base, asked, work)
    with transaction.atomic():
        answer = MatchRun.objects.create(
            round=round_,
            kind=MatchKind.WHAT_IF,
            base=base,
            question=asked,
            made_at=at,
            made_by=by,
            **columns,
        )
        audit.record("round.what_if_made", round_, by=by, at=at, changes=asked, digest=answer.digest)
    return answer


@transaction.atomic
def adopt_what_if(what_if: MatchRun, *, reason: str, by: User, at: datetime) -> None:
    """Let every further proposal of the round rest on the changes of a what-if. The present proposal gets stale.

    Raises `OnlyToCompare`, `SeatsAreReal`, `NoReason`, `RoundIsPublished`.
    """
    asked = {change["what"] for change in what_if.question}
    if RoundChange.MOST_PLACED in asked:
        raise OnlyToCompare
    if RoundChange.SEATS in asked:
        raise SeatsAreReal
    _decide(what_if.round, what_if, reason=reason, by=by)
    audit.record(
        "round.what_if_adopted", what_if.round, by=by, at=at, changes=what_if.question, reason=reason
    )


@transaction.atomic
def drop_adopted(round_: MatchRound, *, reason: str, by: User, at: datetime) -> None:
    """Take the changes back; the next proposal rests on the round as it stands."""
    changes = placing.adopted_by(round_)
    _decide(round_, None, reason=reason, by=by)
    audit.record("round.what_if_dropped", round_, by=by, at=at, changes=changes, reason=reason)


def _decide(round_: MatchRound, what_if: MatchRun | None, *, reason: str, by: User) -> None:
    if not said(reason):
        raise NoReason
    decided = MatchRound.objects.filter(pk=round_.pk, state__in=UNPUBLISHED).update(
        adopted=what_if, adopted_by=by, adopted_reason=said(reason)
    )
    if not decided:
        raise RoundIsPublished
    round_.refresh_from_db(fields=["adopted", "adopted_by", "adopted_reason"])
