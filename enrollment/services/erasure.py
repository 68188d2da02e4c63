"""Erasure: two people for a request, the schedule for what is over, the list of erased keys after a restore."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit
from core.refusals import Refused
from core.seals import ERASED
from core.states import advance
from enrollment.enums import EnrollmentState, ErasureReason, ErasureState, OfferState, RightKind, RightState
from enrollment.erased_list import append_erased
from enrollment.models import Erasure, Graduate, RightsRequest
from enrollment.models.people import RECEIVERS
from enrollment.models.referrals import OPEN_REFERRAL
from enrollment.queries.rights import everyone_of
from enrollment.services.wiping import wipe
from enrollment.states import ERASURE_STATES


class StillNeeded(Refused):
    sentence = _("The data is still needed: %(why)s.")
    remedy = _("End that first, then propose the erasure again.")


class KeptLonger(Refused):
    sentence = _("The data is kept until %(until)s for this reason: %(reason)s")
    remedy = _("Lift the hold first.")


class AlreadyProposed(Refused):
    sentence = _("The erasure of this person is already proposed.")
    remedy = _("A second person decides on it.")


class SamePerson(Refused):
    sentence = _("You proposed this erasure yourself.")
    remedy = _("A second person has to carry it out.")


class NeitherOfTheOwners(Refused):
    sentence = _(
        "Neither of the two works for the agency that registered the person (%(agency)s) or for the person's school."
    )
    remedy = _("Ask somebody there to carry the erasure out.")


class AlreadyErased(Refused):
    sentence = _("This person's data was erased.")


def propose_erasure(
    person: Graduate, *, agency: Agency, reason: str, identity: str, by: User, at: datetime
) -> Erasure:
    """The first of two. Raises StillNeeded, KeptLonger, AlreadyProposed."""
    refuse_needed(person, at=at)
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(
                graduate=person, agency=agency, reason=reason, identity=identity, asked_by=by, asked_at=at
            )
            audit.record("erasure.proposed", erasure, by=by, at=at, person=person.pk, reason=reason)
    except IntegrityError as open_one:
        raise AlreadyProposed from open_one
    return erasure


@transaction.atomic
def drop_erasure(erasure: Erasure, *, by: User, at: datetime) -> None:
    """Decide against it, or take one's own proposal back. Raises WrongState."""
    advance(erasure, ErasureState.DROPPED, ERASURE_STATES, decided_by=by, decided_at=at)
    audit.record("erasure.dropped", erasure, by=by, at=at, person=erasure.graduate_id)


@transaction.atomic
def carry_out_erasure(erasure: Erasure, *, by: User, at: datetime) -> None:
    """The second of two: what speaks of the person goes for good.

    Raises SamePerson, NeitherOfTheOwners, StillNeeded, KeptLonger, WrongState.
    """
    if erasure.asked_by_id == by.pk:
        raise SamePerson
    person = _locked(erasure.graduate)
    _refuse_outsiders(person, erasure.asked_by, by)
    refuse_needed(person, at=at)
    advance(erasure, ErasureState.DONE, ERASURE_STATES, decided_by=by, decided_at=at)
    _erase(person, erasure, by=by, at=at)


def _refuse_outsiders(person: Graduate, *two: User | None) -> None:
    """Raise unless one of the two works where the person was registered or at the person's school: whoever was only
    told of a person, by a referral or a seat, does not take them out of the register of others."""
    owners = {person.registered_by_id, person.school_id}
    if not any(user and owners & set(user.agencies_as(*RECEIVERS)) for user in two):
        raise NeitherOfTheOwners(agency=str(person.registered_by))


@transaction.atomic
def erase_by_rule(person: Graduate, *, reason: ErasureReason, at: datetime) -> None:
    """What the schedule or the list of erased keys asks for: the rule was decided before, so nobody signs again."""
    row = Erasure(graduate=_locked(person), agency_id=person.registered_by_id, reason=reason)
    row.state, row.asked_at, row.decided_at = ErasureState.DONE, at, at
    row.save(force_insert=True)
    _erase(person, row, by=None, at=at)


def _locked(person: Graduate) -> Graduate:
    """The row, held until the end, so that no seat is given meanwhile (PostgreSQL). Raises AlreadyErased."""
    row = Graduate.objects.select_for_update().get(pk=person.pk)
    if row.erased_at:
        raise AlreadyErased
    return row


def _erase(person: Graduate, erasure: Erasure, *, by: User | None, at: datetime) -> None:
    keys, accounts = wipe(person, at=at)
    facts: dict[str, Any] = {
        "reason": erasure.reason,
        "people": [str(key) for key in keys],
        "accounts": accounts,
    }
    RightsRequest.objects.filter(graduate__in=keys, kind=RightKind.ERASURE, state=RightState.RECEIVED).update(
        state=RightState.GRANTED, answered_by=by, answered_at=at
    )
    audit.record(ERASED, erasure, by=by, at=at, person=person.pk, **facts)
    transaction.on_commit(lambda: append_erased(keys, at=at))


def refuse_needed(person: Graduate, *, at: datetime) -> None:
    """Raise if something open still rests on the person, or a hold is set."""
    if person.erased_at:
        raise AlreadyErased
    people = everyone_of(person)
    for row in people:
        if row.enrollments.filter(state__in=[EnrollmentState.ENROLLED, EnrollmentState.TRAINING]).exists():
            raise StillNeeded(why=_("the person has a seat in a training"))
        if row.offers.filter(state=OfferState.OPEN).exists():
            raise StillNeeded(why=_("a seat is offered to the person"))
        if row.referrals.filter(state__in=OPEN_REFERRAL).exists():
            raise StillNeeded(why=_("a referral waits for its answer"))
        hold = row.holds.filter(lifted_at=None, until__gte=timezone.localdate(at)).first()
        if hold:
            raise KeptLonger(until=hold.until.isoformat(), reason=hold.reason)
