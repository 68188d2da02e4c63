"""A person handed from a school or agency to a centre: sent, then accepted, declined or withdrawn."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.models import Agency, User
from core import audit
from core.refusals import Refused
from core.states import advance
from enrollment.enums import DeclineReason, LegalBasis, ReferralState
from enrollment.models import Graduate, Referral
from enrollment.states import REFERRAL_STATES


class AlreadyReferred(Refused):
    """An open referral to the same centre exists; `referral` is it."""

    sentence = _("This person has already been referred to %(center)s, which has not answered yet.")
    remedy = _("Wait for the answer, or withdraw the first referral.")

    def __init__(self, referral: Referral) -> None:
        super().__init__(center=referral.to_agency, referral=referral.pk)
        self.referral = referral


class NotACenter(Refused):
    sentence = _("“%(agency)s” is not a skill development centre.")
    remedy = _("Choose a centre from the list.")


def refer(
    graduate: Graduate,
    *,
    from_agency: Agency,
    to_agency: Agency,
    basis: LegalBasis,
    note: str = "",
    by: User,
    at: datetime,
) -> Referral:
    """Ask a centre to train the person, on a recorded basis. Raises AlreadyReferred, NotACenter."""
    if to_agency.kind != AgencyKind.CENTER:
        raise NotACenter(agency=to_agency)
    _refuse_second(graduate, to_agency)
    try:
        with transaction.atomic():
            referral = Referral.objects.create(
                graduate=graduate,
                from_agency=from_agency,
                to_agency=to_agency,
                basis=basis,
                note=note,
                sent_by=by,
                sent_at=at,
            )
            _record("referral.sent", referral, by=by, at=at, basis=basis, center=to_agency.pk)
    except IntegrityError:  # two people sent at once: the constraint let one through
        _refuse_second(graduate, to_agency)
        raise
    return referral


def _refuse_second(graduate: Graduate, center: Agency) -> None:
    open_one = Referral.objects.filter(graduate=graduate, to_agency=center, state=ReferralState.SENT).first()
    if open_one:
        raise AlreadyReferred(open_one)


@transaction.atomic
def accept_referral(referral: Referral, *, by: User | None, at: datetime) -> None:
    """The centre takes the person on. Raises WrongState if it was answered or withdrawn before."""
    advance(referral, ReferralState.ACCEPTED, REFERRAL_STATES, answered_by=by, answered_at=at)
    _record("referral.accepted", referral, by=by, at=at)


@transaction.atomic
def decline_referral(
    referral: Referral, *, reason: DeclineReason, note: str = "", by: User | None, at: datetime
) -> None:
    """The centre does not take the person on, for a reason that the sender reads. Raises WrongState."""
    advance(
        referral,
        ReferralState.DECLINED,
        REFERRAL_STATES,
        answered_by=by,
        answered_at=at,
        decline_reason=reason,
        answer_note=note,
    )
    _record("referral.declined", referral, by=by, at=at, reason=reason)


@transaction.atomic
def withdraw_referral(referral: Referral, *, by: User | None, at: datetime) -> None:
    """The sender takes it back before it is answered. Raises WrongState."""
    advance(referral, ReferralState.WITHDRAWN, REFERRAL_STATES)
    _record("referral.withdrawn", referral, by=by, at=at)


def _record(action: str, referral: Referral, *, by: User | None, at: datetime, **facts: object) -> None:
    audit.record(action, referral, by=by, at=at, person=referral.graduate_id, **facts)
