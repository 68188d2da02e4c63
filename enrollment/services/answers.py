"""The receiving side of a referral: its receipt, the answer, handing on; and the day on which no answer came."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core.refusals import Refused, WrongState
from core.states import advance
from enrollment.enums import DeclineReason, EnrollmentState, LegalBasis, ReferralState, Service
from enrollment.models import Enrollment, Referral
from enrollment.services.referrals import dispatch, hold, record
from enrollment.states import REFERRAL_STATES

IN_TRAINING = (EnrollmentState.ENROLLED, EnrollmentState.TRAINING)


class BasisEnded(Refused):
    sentence = _("The consent on which this person was referred was taken back.")
    remedy = _("Do not use the record any further; the sender knows.")


class HoldsASeat(Refused):
    sentence = _("This person holds a seat in %(run)s here.")
    remedy = _("Let the person leave the run first, with the reason.")


class SomeWereNotAccepted(Refused):
    """Of several at once; `refusals` says why, one by one. None was accepted."""

    sentence = _("%(count)s of the chosen referrals cannot be accepted any more, so none was.")
    remedy = _("Reload the page and choose again.")

    def __init__(self, refusals: Mapping[Referral, Refused]) -> None:
        super().__init__(count=len(refusals))
        self.refusals = refusals


@transaction.atomic
def receive_referral(referral: Referral, *, by: User, at: datetime) -> None:
    """Confirm that it came in: the sender sees when and by whom. Raises WrongState."""
    advance(referral, ReferralState.RECEIVED, REFERRAL_STATES, received_by=by, received_at=at)
    record("referral.received", referral, by=by, at=at)


@transaction.atomic
def accept_referral(referral: Referral, *, by: User | None, at: datetime) -> None:
    """The receiver takes the person on, which confirms receipt too. Raises WrongState if it was answered before."""
    advance(referral, ReferralState.ACCEPTED, REFERRAL_STATES, answered_by=by, answered_at=at)
    _confirm_receipt(referral, by=by, at=at)
    record("referral.accepted", referral, by=by, at=at, service=referral.service)


def accept_referrals(referrals: Iterable[Referral], *, by: User, at: datetime) -> list[Referral]:
    """Accept several: all, or none. Raises SomeWereNotAccepted."""
    accepted, refused = [], {}
    with transaction.atomic():
        for referral in sorted(referrals, key=lambda one: one.pk):  # two at once lock in one order
            try:
                accept_referral(referral, by=by, at=at)
            except Refused as no:
                refused[referral] = no
            accepted.append(referral)
        if refused:
            raise SomeWereNotAccepted(refused)
    return accepted


@transaction.atomic
def decline_referral(
    referral: Referral, *, reason: DeclineReason | str, note: str = "", by: User | None, at: datetime
) -> None:
    """The receiver does not take the person on, for a reason that the sender reads. Raises WrongState."""
    answer: dict[str, Any] = {
        "answered_by": by,
        "answered_at": at,
        "decline_reason": reason,
        "answer_note": note,
    }
    advance(referral, ReferralState.DECLINED, REFERRAL_STATES, **answer)
    _confirm_receipt(referral, by=by, at=at)
    record("referral.declined", referral, by=by, at=at, reason=reason)


@transaction.atomic
def hand_on(
    referral: Referral,
    *,
    to_agency: Agency,
    service: Service | str | None = None,
    basis: LegalBasis | str | None = None,
    law: str = "",
    note: str = "",
    again: bool = False,
    by: User,
    at: datetime,
) -> Referral:
    """Pass the person to a third agency on a ground of its own; the first sender goes on seeing what becomes of it.

    Raises WrongState, BasisEnded, HoldsASeat and whatever `refer` refuses; then nothing has changed.
    """
    hold(referral.graduate)
    referral.refresh_from_db(fields=["basis_ended_at", "answered_at", "received_at"])
    if referral.basis_ended_at:
        raise BasisEnded
    _refuse_seated(referral)
    answer: dict[str, Any] = {} if referral.answered_at else {"answered_by": by, "answered_at": at}
    advance(referral, ReferralState.HANDED_ON, REFERRAL_STATES, **answer)
    _confirm_receipt(referral, by=by, at=at)
    record("referral.handed_on", referral, by=by, at=at, agency=to_agency.pk)
    following = Referral(
        graduate=referral.graduate,
        from_agency=referral.to_agency,
        to_agency=to_agency,
        service=service or referral.service,
        source=referral.source,
        note=note,
        handed_from=referral,
    )
    return dispatch(following, basis=basis, law=law, again=again, by=by, at=at)


def expire_referrals(*, at: datetime) -> int:
    """Close those whose day for an answer has passed. Returns how many."""
    overdue = Referral.objects.unanswered().filter(answer_by__lt=timezone.localdate(at))
    return sum(_expire(referral, at=at) for referral in overdue)


def _expire(referral: Referral, *, at: datetime) -> bool:
    try:
        with transaction.atomic():
            advance(referral, ReferralState.EXPIRED, REFERRAL_STATES)
            record("referral.expired", referral, by=None, at=at)
    except WrongState:
        return False  # answered in this very moment
    return True


def _confirm_receipt(referral: Referral, *, by: User | None, at: datetime) -> None:
    """Who answers has received it, if nobody confirmed that before."""
    if Referral.objects.filter(pk=referral.pk, received_at=None).update(received_by=by, received_at=at):
        referral.received_by, referral.received_at = by, at


def _refuse_seated(referral: Referral) -> None:
    seats = Enrollment.objects.filter(graduate=referral.graduate_id, state__in=IN_TRAINING)
    seat = seats.filter(run__center=referral.to_agency_id).select_related("run__course").first()
    if seat:
        raise HoldsASeat(run=seat.run.course)
