"""A run called off, merged into another or moved to other days, with everybody in it: done as it was previewed."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.reasons import said
from core.refusals import Refused
from enrollment.enums import LeavingReason
from enrollment.enums.runs import EffectKind
from enrollment.models import Offer, RunChange, RunEffect
from enrollment.queries.run_changes import (
    Effect,
    Preview,
    preview_cancel,
    preview_merge,
    preview_move,
)
from enrollment.services.seats import (
    give_up_seat,
    hold_people,
    leave,
    offer_seat,
    take_seat,
    withdraw_offer,
)
from training.models import CourseRun
from training.refusals import ReasonMissing
from training.services import cancel_run, merge_run, move_run

DAYS_TO_ANSWER = timedelta(days=3)  # the fewest that an offer given again leaves


class SituationChanged(Refused):
    sentence = _(
        "Seats, offers, choices or other runs changed since you looked, and with them what would happen."
    )
    remedy = _("Look at the new list, then decide again.")


@transaction.atomic
def call_off(run: CourseRun, *, reason: str, by: User | None, at: datetime, seen: str | None = None) -> int:
    """Cancel a run: seats and offers are given back first, each with its own record. Returns how many.

    `seen` is the fingerprint of the preview that was agreed to. Raises `SituationChanged`, `ReasonMissing`.
    """
    preview = _agreed(lambda now: preview_cancel(now, today=timezone.localdate(at)), run, None, reason, seen)
    change = _record(preview, reason, by=by, at=at)
    for effect in preview.effects:
        _do(change, effect, LeavingReason.RUN_CANCELLED, by=by, at=at)
    cancel_run(run, reason=reason, by=by, at=at)
    return sum(1 for effect in preview.effects if effect.seat or effect.offer)


@transaction.atomic
def merge_runs(
    run: CourseRun, into: CourseRun, *, reason: str, by: User | None, at: datetime, seen: str | None = None
) -> RunChange:
    """Move the people of a run into another of the same course, as far as seats, rules and dates allow.

    Raises `SituationChanged`, and what `merge_run` raises.
    """
    preview = _agreed(
        lambda now: preview_merge(now, read_again(into), today=timezone.localdate(at)),
        run,
        into,
        reason,
        seen,
    )
    change = _record(preview, reason, by=by, at=at)
    for effect in preview.effects:
        _do(change, effect, LeavingReason.RUN_MERGED, by=by, at=at)
    merge_run(run, into, reason=reason, by=by, at=at)
    return change


@transaction.atomic
def defer_run(
    run: CourseRun,
    *,
    first_day: date,
    last_day: date,
    reason: str,
    by: User | None,
    at: datetime,
    seen: str | None = None,
) -> RunChange:
    """Hold a run on other days; who may not or cannot come then gives the seat back.

    Raises `SituationChanged`, and what `move_run` raises.
    """
    preview = _agreed(
        lambda now: preview_move(now, first_day, last_day, today=timezone.localdate(at)),
        run,
        None,
        reason,
        seen,
    )
    change = _record(preview, reason, by=by, at=at)
    for effect in preview.effects:
        _do(change, effect, LeavingReason.RUN_DEFERRED, by=by, at=at)
    move_run(run, first_day=first_day, last_day=last_day, reason=reason, by=by, at=at)
    return change


def _agreed(
    look: Callable[[CourseRun], Preview],
    run: CourseRun,
    into: CourseRun | None,
    reason: str,
    seen: str | None,
) -> Preview:
    """The preview of this very moment, with its people and runs held; refused if it is not the one agreed to."""
    if not said(reason):
        raise ReasonMissing
    hold_people([effect.graduate.pk for effect in look(read_again(run)).effects])
    keys = [run.pk] + ([into.pk] if into else [])
    list(CourseRun.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    now = read_again(run)
    preview = look(now)
    if seen is not None and preview.fingerprint != seen:
        raise SituationChanged
    run.refresh_from_db()
    return preview


def read_again(run: CourseRun) -> CourseRun:
    return CourseRun.objects.select_related("course", "center", "curriculum", "rule_set").get(pk=run.pk)


def _record(preview: Preview, reason: str, *, by: User | None, at: datetime) -> RunChange:
    run = preview.run
    return RunChange.objects.create(
        run=run,
        kind=preview.kind,
        reason=reason,
        into=preview.into,
        state_before=run.state,
        first_day_before=run.first_day,
        last_day_before=run.last_day,
        changed_at=at,
        changed_by=by,
    )


def _do(change: RunChange, effect: Effect, reason: LeavingReason, *, by: User | None, at: datetime) -> None:
    """Let one person's effect happen, and keep it with the change."""
    row = RunEffect(
        change=change,
        graduate=effect.graduate,
        kind=effect.kind,
        seat=effect.seat,
        offer=effect.offer,
    )
    match effect.kind:
        case EffectKind.SEAT_ENDS if effect.seat:
            leave(effect.seat, reason=reason, by=by, at=at)
        case EffectKind.OFFER_ENDS if effect.offer:
            withdraw_offer(effect.offer, by=by, at=at)
        case EffectKind.SEAT_MOVES if effect.seat and change.into:
            give_up_seat(effect.seat, reason, by=by, at=at)
            row.new_seat = take_seat(effect.graduate, change.into, at=at)
        case EffectKind.OFFER_MOVES if effect.offer and change.into:
            withdraw_offer(effect.offer, by=by, at=at)
            row.new_offer = offer_again(effect.offer, change.into, at=at)
    row.save(force_insert=True)
    _tell(row, by=by, at=at)


def _tell(row: RunEffect, *, by: User | None, at: datetime) -> None:
    """One audit row a person, of the kind of the effect; what ends a seat or an offer has written its own."""
    if row.kind in (EffectKind.SEAT_ENDS, EffectKind.OFFER_ENDS):
        return
    run = row.change.into or row.change.run
    audit.record(f"run_change.{row.kind}", row.change, by=by, at=at, person=row.graduate_id, run=run.code)


def offer_again(offer: Offer, run: CourseRun, *, at: datetime) -> Offer:
    """The same offer of a seat in another run, with time to answer."""
    new = Offer(
        round_id=offer.round_id,
        graduate_id=offer.graduate_id,
        run=run,
        answer_by=max(offer.answer_by, timezone.localdate(at) + DAYS_TO_ANSWER),
        offered_at=at,
    )
    offer_seat(new)
    return new
