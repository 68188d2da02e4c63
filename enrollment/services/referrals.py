"""The sending side of a referral: sent on a recorded ground, withdrawn; one person or several at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, User
from core import audit
from core.refusals import Refused
from core.states import advance
from core.templatetags.ui import thai_date
from enrollment.enums import LegalBasis, ReferralSource, ReferralState, Service
from enrollment.grounds import find_ground
from enrollment.models import Graduate, Referral
from enrollment.routing import refuse_route
from enrollment.states import REFERRAL_STATES

ENDED = (ReferralState.DECLINED, ReferralState.EXPIRED, ReferralState.WITHDRAWN)
SOURCES = {
    AgencyKind.SCHOOL: ReferralSource.SCHOOL,
    AgencyKind.AREA_OFFICE: ReferralSource.AREA_OFFICE,
    AgencyKind.LEARNING: ReferralSource.LEARNING,
    AgencyKind.CENTER: ReferralSource.CENTER,
}


class AlreadyReferred(Refused):
    """An open referral to the same agency for the same service exists; `referral` is it."""

    sentence = _("This person has already been referred to %(agency)s, which has not answered yet.")
    remedy = _("Wait for the answer, or withdraw the first referral.")

    def __init__(self, referral: Referral) -> None:
        super().__init__(agency=referral.to_agency, referral=referral.pk)
        self.referral = referral


class OpenElsewhere(Refused):
    """Another agency is being asked for the same service; `referral` is that referral."""

    sentence = _("%(agency)s is already asked for “%(service)s” and has until %(day)s to answer.")
    remedy = _("Confirm that a second agency shall be asked at the same time.")

    def __init__(self, referral: Referral) -> None:
        service, day = referral.get_service_display(), thai_date(referral.answer_by)
        super().__init__(agency=referral.to_agency, service=service, day=day)
        self.referral = referral


class ToItself(Refused):
    sentence = _("An agency refers nobody to itself.")
    remedy = _("Choose another agency.")


class NotEnded(Refused):
    sentence = _("Only a referral of this person that was declined, withdrawn or not answered is sent again.")


class RecordGone(Refused):
    sentence = _("This record was merged into another record of the same person, or erased.")
    remedy = _("Find the person in the register and refer them from there.")


class SomeCannotBeReferred(Refused):
    """Of several people at once; `refusals` says why, person by person. Nobody was referred."""

    sentence = _("%(count)s of the chosen people cannot be referred, so nobody was.")
    remedy = _("Take them out of the choice, or mend what is missing.")

    def __init__(self, refusals: Mapping[Graduate, Refused]) -> None:
        super().__init__(count=len(refusals))
        self.refusals = refusals


def refer(
    graduate: Graduate,
    *,
    from_agency: Agency,
    to_agency: Agency,
    service: Service | str = Service.TRAINING,
    basis: LegalBasis | str | None = None,
    law: str = "",
    note: str = "",
    former: Referral | None = None,
    again: bool = False,
    by: User,
    at: datetime,
) -> Referral:
    """Ask an agency for a service for the person. Without `basis` the ground is found: memorandum, else consent.

    `again` confirms that a second agency is asked while one has not answered; `former` is the referral that failed.
    Raises what `enrollment.routing` and `enrollment.grounds` refuse, AlreadyReferred, OpenElsewhere, ToItself,
    NotEnded, RecordGone.
    """
    if former and (former.graduate_id != graduate.pk or former.state not in ENDED):
        raise NotEnded
    row = Referral(
        graduate=graduate,
        from_agency=from_agency,
        to_agency=to_agency,
        service=service,
        note=note,
        former=former,
    )
    row.source = former.source if former else source_of(from_agency, by)
    return dispatch(row, basis=basis, law=law, again=again, by=by, at=at)


def refer_many(
    people: Mapping[Graduate, Agency],
    *,
    to_agency: Agency,
    service: Service | str = Service.TRAINING,
    basis: LegalBasis | str | None = None,
    law: str = "",
    note: str = "",
    again: bool = False,
    by: User,
    at: datetime,
) -> list[Referral]:
    """Refer several people, each in the name of the agency given: all, or nobody. Raises SomeCannotBeReferred."""
    asked: dict[str, Any] = {
        "to_agency": to_agency,
        "service": service,
        "basis": basis,
        "law": law,
        "note": note,
        "again": again,
    }
    sent, refused = [], {}
    with transaction.atomic():
        for person in sorted(people, key=lambda one: one.pk):  # two at once lock in one order
            try:
                sent.append(refer(person, from_agency=people[person], by=by, at=at, **asked))
            except Refused as no:
                refused[person] = no
        if refused:
            raise SomeCannotBeReferred(refused)
    return sent


def send_referral(
    draft: Referral,
    *,
    basis: LegalBasis | str | None = None,
    law: str = "",
    again: bool = False,
    by: User,
    at: datetime,
) -> Referral:
    """Send a draft, under the same rules as `refer`. Raises also WrongState, to the later of two clicks."""
    return dispatch(draft, basis=basis, law=law, again=again, by=by, at=at)


@transaction.atomic
def withdraw_referral(referral: Referral, *, by: User | None, at: datetime) -> None:
    """The sender takes it back before it is answered. Raises WrongState."""
    advance(referral, ReferralState.WITHDRAWN, REFERRAL_STATES)
    record("referral.withdrawn", referral, by=by, at=at)


@transaction.atomic
def end_basis(person: Graduate, *, only: Collection[int] | None = None, by: User | None, at: datetime) -> int:
    """The consent to pass the data on is gone: what rested on it ends now, or of that `only` the referrals with these
    keys. Returns how many.

    Unanswered ones are withdrawn; the receiver of an accepted one sees neither it nor the person any more.
    """
    hold(person)
    resting = Referral.objects.filter(graduate=person, basis=LegalBasis.CONSENT, basis_ended_at=None)
    if only is not None:
        resting = resting.filter(pk__in=only)
    rows = list(resting.exclude(state=ReferralState.DRAFTED).select_for_update().order_by("pk"))
    for row in rows:
        if ReferralState.WITHDRAWN in REFERRAL_STATES[ReferralState(row.state)]:
            advance(row, ReferralState.WITHDRAWN, REFERRAL_STATES)
        Referral.objects.filter(pk=row.pk).update(basis_ended_at=at)
        record("referral.basis_ended", row, by=by, at=at)
    return len(rows)


# Shared with the other services of referrals -------------------------------------------------------------


def dispatch(
    row: Referral, *, basis: LegalBasis | str | None, law: str, again: bool, by: User | None, at: datetime
) -> Referral:
    """Send a row, new or drafted, if nothing stands against it. Whoever else writes about the person waits."""
    try:
        with transaction.atomic():
            person = hold(row.graduate)
            columns = _cleared(row, person, basis=basis, law=law, again=again, by=by, at=at)
            if row.pk:
                advance(row, ReferralState.SENT, REFERRAL_STATES, **columns)
            else:
                _insert(row, columns)
            facts = {"basis": row.basis, "agency": row.to_agency_id, "service": row.service}
            record("referral.sent", row, by=by, at=at, **facts)
    except IntegrityError:  # the constraint is the second wall behind the lock
        _refuse_second(row, again=True)
        raise
    return row


def hold(person: Graduate) -> Graduate:
    """Lock the person until the transaction ends, as they are now. Raises RecordGone."""
    row = Graduate.objects.living().select_for_update().filter(pk=person.pk).first()
    if row is None:
        raise RecordGone
    return row


def record(action: str, referral: Referral, *, by: User | None, at: datetime, **facts: object) -> None:
    audit.record(action, referral, by=by, at=at, person=referral.graduate_id, **facts)


def source_of(sender: Agency, by: User) -> ReferralSource:
    """Who found the person: a volunteer, or the agency by its kind."""
    if by.roles_at.get(sender.pk) == {Role.VOLUNTEER}:
        return ReferralSource.VOLUNTEER
    return SOURCES.get(AgencyKind(sender.kind), ReferralSource.OTHER_AGENCY)


def _cleared(
    row: Referral,
    person: Graduate,
    *,
    basis: LegalBasis | str | None,
    law: str,
    again: bool,
    by: User | None,
    at: datetime,
) -> dict[str, Any]:
    """The columns with which it is sent, after every rule was asked."""
    day = timezone.localdate(at)
    sender, receiver = row.from_agency, row.to_agency
    if sender is None or sender.pk == receiver.pk:
        raise ToItself
    refuse_route(person, row.service, receiver, day)
    _refuse_second(row, again=again)
    ground = find_ground(person, sender, receiver, day, wanted=basis, law=law)
    return {
        "basis": ground.basis,
        "memorandum": ground.memorandum,
        "basis_note": ground.law,
        "answer_by": day + timedelta(days=settings.REFERRAL_ANSWER_DAYS),
        "sent_by": by,
        "sent_at": at,
    }


def _insert(row: Referral, columns: Mapping[str, Any]) -> None:
    for name, value in columns.items():
        setattr(row, name, value)
    row.state = ReferralState.SENT
    row.save(force_insert=True)


def _refuse_second(row: Referral, *, again: bool) -> None:
    """Raise AlreadyReferred for the same agency, OpenElsewhere for another one unless that was confirmed."""
    rows = (
        Referral.objects.unanswered().filter(graduate=row.graduate_id, service=row.service).exclude(pk=row.pk)
    )
    waiting = list(rows.select_related("to_agency"))
    for other in waiting:
        if other.to_agency_id == row.to_agency_id:
            raise AlreadyReferred(other)
    if waiting and not again:
        raise OpenElsewhere(waiting[0])
