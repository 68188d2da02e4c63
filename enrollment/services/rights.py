"""The register of requests about rights: received with the identity checked, answered in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit
from core.refusals import Refused
from core.states import advance
from enrollment.enums import RightKind, RightState
from enrollment.models import Graduate, RightsRequest
from enrollment.states import RIGHT_STATES


class AlreadyAsked(Refused):
    sentence = _("The same right was asked for before and waits for its answer.")
    remedy = _("Answer that request first.")


class ErasureNotDone(Refused):
    sentence = _("The data is still here.")
    remedy = _(
        "Propose the erasure; when a second person has carried it out, the request is granted by itself."
    )


def receive_request(
    person: Graduate, *, kind: str, agency: Agency, identity: str, note: str, by: User, at: datetime
) -> RightsRequest:
    """Enter a request; it is due `RIGHTS_DAYS` later. Raises AlreadyAsked."""
    day = timezone.localdate(at)
    row = RightsRequest(graduate=person, kind=kind, agency=agency, identity=identity, note=note)
    row.received_on, row.due_on, row.received_by = day, day + timedelta(days=settings.RIGHTS_DAYS), by
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            audit.record("right.asked", row, by=by, at=at, person=person.pk, kind=kind)
    except IntegrityError as open_one:
        raise AlreadyAsked from open_one
    return row


@transaction.atomic
def answer_request(row: RightsRequest, *, granted: bool, answer: str, by: User, at: datetime) -> None:
    """Grant or reject, in words that the person will read. Raises ErasureNotDone, WrongState."""
    if granted and row.kind == RightKind.ERASURE and row.graduate.erased_at is None:
        raise ErasureNotDone
    state = RightState.GRANTED if granted else RightState.REJECTED
    advance(row, state, RIGHT_STATES, answer=answer, answered_by=by, answered_at=at)
    audit.record("right.answered", row, by=by, at=at, person=row.graduate_id, state=state.value)


@transaction.atomic
def take_back_request(row: RightsRequest, *, by: User, at: datetime) -> None:
    """The person no longer asks. Raises WrongState."""
    advance(row, RightState.TAKEN_BACK, RIGHT_STATES, answered_by=by, answered_at=at)
    audit.record("right.taken_back", row, by=by, at=at, person=row.graduate_id)
