"""The fallback round: seats that a published round left free, for those who have none.

Seats and open offers of the round before stay untouched (they are locks), so nobody ends worse off. Whoever had a list
there and no seat starts with what is left of it; longer lists, and lists of late arrivals (taken on after the lists had
closed), are entered by the counsellor or the centre, who thereby approve them: a trainee's own entry is refused.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from enrollment import policies
from enrollment.enums import OfferState, RoundState
from enrollment.models import Graduate, MatchRound, Preference
from enrollment.placing import held_runs
from enrollment.services.round_runs import hold_rounds, without_filled
from training.models import CourseRun
from training.states import TAKING

PUBLISHED = (RoundState.PUBLISHED, RoundState.FINISHED)


class NotPublishedYet(Refused):
    sentence = _("“%(round)s” is not published yet; a fallback round fills what it leaves free.")


class FallbackIsOpen(Refused):
    sentence = _("“%(other)s” already fills what this round left free.")
    remedy = _("Work there, or finish it first.")


class NothingIsFree(Refused):
    sentence = _("Every run of “%(round)s” is full, takes nobody any more, or is in another round.")


class CounselorApproves(Refused):
    sentence = _("In a fallback round the list is entered by your counsellor or the centre.")
    remedy = _("Tell your counsellor which courses you would really attend.")


@transaction.atomic
def open_fallback(
    before: MatchRound, *, name: str, lists_close_on: date, answer_by: date, by: User | None, at: datetime
) -> MatchRound:
    """Open a round, with a lottery of its own, over the runs that take people and have seats free.

    Raises `NotPublishedYet`, `FallbackIsOpen`, `NothingIsFree`.
    """
    locked = MatchRound.objects.select_for_update().get(
        pk=before.pk
    )  # of two clicks the second sees the first's
    if locked.state not in PUBLISHED:
        raise NotPublishedYet(round=before)
    if other := before.fallbacks.exclude(state=RoundState.FINISHED).first():
        raise FallbackIsOpen(other=other)
    hold_rounds(before.center)
    runs = list(free_runs(before))
    if not runs:
        raise NothingIsFree(round=before)
    seed = secrets.token_hex(16)
    round_ = MatchRound.objects.create(
        name=name,
        center=before.center,
        policy=policies.newest(before.center),
        follows=before,
        lists_close_on=lists_close_on,
        answer_by=answer_by,
        seed=seed,
        seed_hash=hashlib.sha256(seed.encode()).hexdigest(),
        created_at=at,
    )
    round_.runs.set(runs)
    carried = _carry_lists(before, round_, runs)
    codes = [run.code for run in runs]
    audit.record(
        "round.fallback_opened", round_, by=by, at=at, follows=before.pk, runs=codes, carried=carried
    )
    return round_


def free_runs(round_: MatchRound) -> Iterable[CourseRun]:
    """The runs of a round that take people, have a seat that nobody holds or was offered, and are in no other round
    that is still to be published."""
    taking = round_.runs.filter(state__in=TAKING, seats__gt=F("seats_taken") + F("seats_offered"))
    return without_filled(taking, but=round_).order_by("code")


def _carry_lists(before: MatchRound, after: MatchRound, runs: list[CourseRun]) -> int:
    """Copy what is left of the lists of those who hold nothing, without what they said no to.

    Returns how many people have one.
    """
    kept = {run.pk for run in runs}
    declined = before.offers.filter(state=OfferState.DECLINED)
    refused = set(declined.values_list("graduate_id", "run_id"))
    lists: dict[UUID, list[int]] = {}
    for person, run in before.preferences.order_by("rank").values_list("graduate_id", "run_id"):
        if run in kept and (person, run) not in refused:
            lists.setdefault(person, []).append(run)
    for person in held_runs(list(lists)):
        lists.pop(person, None)
    Preference.objects.bulk_create(
        Preference(round=after, graduate_id=person, run_id=run, rank=rank)
        for person, wishes in lists.items()
        for rank, run in enumerate(wishes)
    )
    return len(lists)


def refuse_own_entry(round_: MatchRound, graduate: Graduate, by: User | None) -> None:
    """In a fallback round nobody approves their own list. Raises `CounselorApproves`."""
    if round_.follows_id and by is not None and graduate.user_id == by.pk:
        raise CounselorApproves
