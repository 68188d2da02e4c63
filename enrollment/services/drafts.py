"""Drafts of referrals: kept by the sender, shown to nobody else, sent by `services.referrals.send_referral`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core.refusals import Refused
from core.states import advance
from enrollment.enums import ReferralState, Service
from enrollment.models import Graduate, Referral
from enrollment.services.referrals import hold, record, source_of

DRAFT_STAYS = {ReferralState.DRAFTED: (ReferralState.DRAFTED,)}


class AlreadyDrafted(Refused):
    sentence = _("Another draft asks %(agency)s for the same service.")
    remedy = _("Change that one, or discard one of the two.")


@transaction.atomic
def draft_referral(
    graduate: Graduate,
    *,
    from_agency: Agency,
    to_agency: Agency,
    service: Service | str = Service.TRAINING,
    note: str = "",
    former: Referral | None = None,
    by: User,
    at: datetime,
) -> Referral:
    """Keep a referral to be sent later; nobody but the sender sees it. The same once more only changes its note."""
    hold(graduate)
    asked: dict[str, Any] = {
        "graduate": graduate,
        "from_agency": from_agency,
        "to_agency": to_agency,
        "service": service,
    }
    draft = Referral.objects.filter(**asked, state=ReferralState.DRAFTED).first()
    if draft:
        return change_draft(draft, to_agency=to_agency, service=service, note=note, by=by, at=at)
    draft = Referral(**asked, state=ReferralState.DRAFTED, note=note, former=former, sent_by=by, sent_at=at)
    draft.source = source_of(from_agency, by)
    draft.save(force_insert=True)
    record("referral.drafted", draft, by=by, at=at)
    return draft


def change_draft(
    draft: Referral, *, to_agency: Agency, service: Service | str, note: str, by: User, at: datetime
) -> Referral:
    """Write other words or another agency into a draft. Raises WrongState once it was sent, AlreadyDrafted."""
    changes: dict[str, Any] = {
        "to_agency": to_agency,
        "service": service,
        "note": note,
        "sent_by": by,
        "sent_at": at,
    }
    try:
        with transaction.atomic():
            advance(draft, ReferralState.DRAFTED, DRAFT_STAYS, **changes)
            record("referral.draft_changed", draft, by=by, at=at)
    except IntegrityError as twice:
        raise AlreadyDrafted(agency=to_agency) from twice
    return draft


@transaction.atomic
def discard_draft(draft: Referral, *, by: User, at: datetime) -> None:
    """Throw a draft away: nothing was shared by it. Raises WrongState once it was sent."""
    advance(draft, ReferralState.DRAFTED, DRAFT_STAYS)
    record("referral.draft_discarded", draft, by=by, at=at)
    draft.delete()
