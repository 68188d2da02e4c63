"""Slips: a link to answer online, a receipt to take back by, a form to sign. Whoever holds the code may use it."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit
from core.refusals import Refused
from enrollment.enums import ConsentChannel, ConsentGiver, ConsentKind, SlipPurpose
from enrollment.models import Consent, ConsentSlip, Graduate, Guardian
from enrollment.queries.consents import SHORT, digest_of, missing_consents
from enrollment.services.consents import NoGuardian, give_consent, installed, withdraw_consent


class LinkSpent(Refused):
    sentence = _("This link was used already, or its time has passed.")
    remedy = _("Ask the school or the centre for a new one.")


class NothingChosen(Refused):
    sentence = _("Nothing is ticked.")
    remedy = _(
        "Tick what you consent to. Each is a decision of its own; you may also tick nothing and leave."
    )


class NothingMissing(Refused):
    sentence = _("Every consent that this person needs from there is given.")


def new_code() -> str:
    """130 random bits as 26 letters and digits that a QR code packs tightly (RFC 4648 base32)."""
    return base64.b32encode(secrets.token_bytes(17)).decode()[:26]


def new_slip(
    graduate: Graduate,
    purpose: SlipPurpose,
    kinds: Collection[ConsentKind],
    *,
    agency: Agency,
    giver: ConsentGiver | str = "",
    guardian: Guardian | None = None,
    by: User | None,
    at: datetime,
) -> tuple[ConsentSlip, str]:
    """An unsaved slip under the words in use today, and its code, which is told once and stored nowhere."""
    code, day = new_code(), timezone.localdate(at)
    words = {kind: installed(kind, day) for kind in kinds}
    slip = ConsentSlip(
        graduate=graduate,
        purpose=purpose,
        training_text=words.get(ConsentKind.TRAINING),
        data_text=words.get(ConsentKind.DATA),
        agency=agency,
        giver=giver,
        guardian=guardian,
        digest=digest_of(code),
        short=code[:SHORT],
        made_by=by,
        made_at=at,
    )
    return slip, code


@transaction.atomic
def make_link(
    graduate: Graduate,
    *,
    giver: ConsentGiver,
    guardian: Guardian | None = None,
    agency: Agency,
    by: User,
    at: datetime,
) -> tuple[ConsentSlip, str]:
    """A link by which the person or the guardian answers online, once, within some days. An earlier one ends.

    Raises NothingMissing, NoGuardian.
    """
    if giver == ConsentGiver.GUARDIAN and guardian is None:
        raise NoGuardian
    day = timezone.localdate(at)
    kinds = [kind for kind in ConsentKind if giver in missing_consents(graduate, kind, day)]
    if not kinds:
        raise NothingMissing
    unused = ConsentSlip.objects.filter(
        graduate=graduate, purpose=SlipPurpose.LINK, giver=giver, used_at=None
    )
    unused.update(expires_at=at)
    slip, code = new_slip(
        graduate,
        SlipPurpose.LINK,
        kinds,
        agency=agency,
        giver=giver,
        guardian=guardian,
        by=by,
        at=at,
    )
    slip.expires_at = at + timedelta(days=settings.CONSENT_LINK_DAYS)
    slip.save(force_insert=True)
    audit.record("consent.link_made", slip, by=by, at=at, person=graduate.pk, giver=giver)
    return slip, code


@transaction.atomic
def answer_link(
    slip: ConsentSlip, kinds: Collection[ConsentKind], *, by: User | None, at: datetime
) -> tuple[list[Consent], str]:
    """Give what is ticked, and the code of a receipt by which it is taken back. Raises NothingChosen, LinkSpent."""
    offered = {text.kind: text for text in slip.texts}
    chosen = [kind for kind in ConsentKind if kind in kinds and kind in offered]
    if not chosen:
        raise NothingChosen
    still_open = ConsentSlip.objects.filter(
        pk=slip.pk, purpose=SlipPurpose.LINK, used_at=None, expires_at__gt=at
    )
    if not still_open.update(used_at=at):
        raise LinkSpent
    given = give_consent(
        slip.graduate,
        chosen,
        giver=ConsentGiver(slip.giver),
        guardian=slip.guardian,
        channel=ConsentChannel.ONLINE,
        given_on=timezone.localdate(at),
        texts=slip.texts,
        by=by,
        at=at,
    )
    return given, make_receipt(given[0], agency=slip.agency, at=at)


def make_receipt(consent: Consent, *, agency: Agency, at: datetime) -> str:
    """The code by which whoever gave a consent sees and takes back theirs, today and later."""
    receipt, code = new_slip(
        consent.graduate,
        SlipPurpose.RECEIPT,
        [],
        agency=agency,
        giver=consent.giver,
        guardian=consent.guardian,
        by=None,
        at=at,
    )
    receipt.save(force_insert=True)
    return code


def withdraw_by_receipt(slip: ConsentSlip, consent: Consent, *, at: datetime) -> Consent:
    """The holder of a receipt takes a consent back, without an account. Raises AlreadyWithdrawn."""
    return withdraw_consent(consent, channel=ConsentChannel.ONLINE, by=None, at=at)


def is_open(slip: ConsentSlip, at: datetime) -> bool:
    """Whether a link can be answered now."""
    return slip.used_at is None and slip.expires_at is not None and at < slip.expires_at
