"""A merger or a move of a run taken back, as long as nothing depends on it."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.refusals import Refused
from enrollment.enums import EnrollmentState, LeavingReason, OfferState
from enrollment.enums.runs import EffectKind, RunChangeKind
from enrollment.models import Enrollment, Offer, RunChange, RunEffect
from enrollment.services.run_changes import offer_again, read_again
from enrollment.services.seats import (
    DatesClash,
    RunIsFull,
    RunTakesNobody,
    give_up_seat,
    hold_people,
    take_seat,
    withdraw_offer,
)
from training.models import CourseRun
from training.services import move_run, restore_run
from training.states import NOT_BEGUN

STANDING = (
    EffectKind.SEAT_STAYS,
    EffectKind.OFFER_STAYS,
    EffectKind.CHOICE_STAYS,
    EffectKind.CHOICE_OPENS,
    EffectKind.CHOICE_ENDS,
)  # nothing was done, so nothing is undone


class CannotBeUndone(Refused):
    """Something depends on the change by now."""

    sentence = _("This change can no longer be undone: %(why)s.")
    remedy = _("Move, merge or seat people anew from where they are now.")


@transaction.atomic
def undo_run_change(change: RunChange, *, by: User | None, at: datetime) -> None:
    """Take a merger or a move back: everybody has again what they held, the timetable is to be made anew.

    Raises `CannotBeUndone` where anything depends on the change by now.
    """
    effects = list(
        change.effects.select_related("graduate", "seat", "offer", "new_seat__run", "new_offer__run")
    )
    hold_people([effect.graduate_id for effect in effects])
    keys = [change.run_id] + ([change.into_id] if change.into_id else [])
    list(CourseRun.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    change.refresh_from_db()
    if why := why_not_undone(change, today=timezone.localdate(at)):
        raise CannotBeUndone(why=why)
    run = read_again(change.run)
    _bring_back(change, run, by=by, at=at)
    for effect in effects:
        _undo(effect, run, by=by, at=at)
    RunChange.objects.filter(pk=change.pk).update(undone_at=at)
    audit.record("run_change.taken_back", change, by=by, at=at, run=run.code, kind=change.kind)


def _bring_back(change: RunChange, run: CourseRun, *, by: User | None, at: datetime) -> None:
    if change.kind == RunChangeKind.MERGE:
        restore_run(run, change.state_before, by=by, at=at)
        return
    first, last = change.first_day_before, change.last_day_before
    move_run(run, first_day=first, last_day=last, reason=gettext("taken back"), by=by, at=at)


def why_not_undone(change: RunChange, *, today: date) -> str:
    """What stands in the way of taking the change back, in words; "" where nothing does."""
    run, into = change.run, change.into
    if change.kind == RunChangeKind.CANCEL:
        return gettext("a run that was called off stays so; plan it anew")
    if change.undone_at:
        return gettext("it was taken back already")
    if change.first_day_before <= today:
        return gettext("its first day has passed")
    if _changed_since(change):
        return gettext("one of the runs was changed again")
    if into and into.state not in NOT_BEGUN:
        return gettext("%(run)s has gone on") % {"run": into.code}
    if change.kind == RunChangeKind.DEFER and run.state != change.state_before:
        return gettext("%(run)s has gone on") % {"run": run.code}
    if _joined_since(change):
        return gettext("people were given seats or offers on the new days")
    if _gone_since(change):
        return gettext("people have answered, left or begun since")
    return ""


def _changed_since(change: RunChange) -> bool:
    keys = [change.run_id, change.into_id]
    later = RunChange.objects.filter(pk__gt=change.pk, undone_at=None)
    return (later.filter(run__in=keys) | later.filter(into__in=keys)).exists()


def _joined_since(change: RunChange) -> bool:
    """Whether somebody came into a run that was moved, on the strength of its new days."""
    if change.kind != RunChangeKind.DEFER:
        return False
    seats = Enrollment.objects.filter(run=change.run_id, enrolled_at__gt=change.changed_at)
    return (
        seats.exists() or Offer.objects.filter(run=change.run_id, offered_at__gt=change.changed_at).exists()
    )


def _gone_since(change: RunChange) -> bool:
    """Whether what was moved or kept is no longer as the change left it."""
    moved = change.effects.filter(new_seat__isnull=False).exclude(new_seat__state=EnrollmentState.ENROLLED)
    offers = change.effects.filter(new_offer__isnull=False).exclude(new_offer__state=OfferState.OPEN)
    return moved.exists() or offers.exists()


def _undo(effect: RunEffect, run: CourseRun, *, by: User | None, at: datetime) -> None:
    if effect.kind in STANDING:
        return
    if effect.new_seat:
        give_up_seat(effect.new_seat, LeavingReason.RUN_MERGED, by=by, at=at)
    if effect.new_offer:
        withdraw_offer(effect.new_offer, by=by, at=at)
    try:
        if effect.seat:
            take_seat(effect.graduate, run, at=at)
        elif effect.offer:
            offer_again(effect.offer, run, at=at)
    except (DatesClash, RunIsFull, RunTakesNobody) as refusal:
        raise CannotBeUndone(why=str(refusal)) from refusal
    audit.record("run_change.undone", effect.change, by=by, at=at, person=effect.graduate_id, run=run.code)
