"""A person asks for themselves: registered, consents recorded, the referral sent, a code to look after it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency
from core import audit, crypto
from core.refusals import Refused
from enrollment.checking import checked
from enrollment.consenting import required_givers
from enrollment.entries import PersonEntry
from enrollment.enums import ConsentChannel, ConsentGiver, ConsentKind, LegalBasis, ReferralSource, Service
from enrollment.models import Consent, ConsentText, Graduate, Referral
from enrollment.queries.consents import missing_consents
from enrollment.queries.people import known_on
from enrollment.queries.referrals import chain_of
from enrollment.queries.rights import everyone_of
from enrollment.routing import refuse_route
from enrollment.services.consents import give_consent, note_withdrawal
from enrollment.services.people import guardian_row, new_graduate
from enrollment.services.referrals import end_basis, record

CODE_BYTES = 16


class GuardianNotNamed(Refused):
    sentence = _("A minor asks together with a guardian, and no guardian is named.")
    remedy = _("Write the guardian's name and telephone.")


class NothingToTakeBack(Refused):
    sentence = _("This request was already answered to the end, or taken back.")


def new_code() -> str:
    """A code of 128 random bits, not to be guessed; good in an address."""
    return secrets.token_urlsafe(CODE_BYTES)


def ticket_of(code: str) -> str:
    """The keyed hash by which a request is found: who reads the database learns no code."""
    return crypto.lookup("referral.ticket", code)


def ask(
    *,
    entry: PersonEntry,
    service: Service | str,
    to_agency: Agency,
    text: ConsentText | None = None,
    at: datetime,
) -> str:
    """Register who asks for themselves and refer them to the agency they chose; returns the code of their slip.

    They, and the guardian of a minor, consent to `text`. Whether the register knows the person already is told to
    nobody here: possible duplicates are judged inside. Raises EntryRefused, GuardianNotNamed and what
    `enrollment.routing` refuses.
    """
    day = timezone.localdate(at)
    entry = checked(entry, known_on(day))
    graduate = new_graduate(entry, registered_by=to_agency, by=None, at=at)
    refuse_route(graduate, service, to_agency, day)
    givers = required_givers(ConsentKind.DATA, entry.birth, day)
    if entry.guardian is None and ConsentGiver.GUARDIAN in givers:
        raise GuardianNotNamed
    code = new_code()
    with transaction.atomic():
        graduate.save(force_insert=True)
        audit.record("graduate.registered", graduate, by=None, at=at, person=graduate.pk)
        if entry.guardian:
            guardian_row(graduate, entry.guardian).save(force_insert=True)
        for giver in givers:
            give_consent(
                graduate,
                [ConsentKind.DATA],
                giver=giver,
                channel=ConsentChannel.ONLINE,
                given_on=day,
                texts=[text],
                by=None,
                at=at,
            )
        _send(graduate, service, to_agency, code, at)
    return code


def _send(graduate: Graduate, service: Service | str, to_agency: Agency, code: str, at: datetime) -> Referral:
    row = Referral.objects.create(
        graduate=graduate,
        source=ReferralSource.SELF,
        to_agency=to_agency,
        service=service,
        basis=LegalBasis.CONSENT,
        sent_at=at,
        answer_by=timezone.localdate(at) + timedelta(days=settings.REFERRAL_ANSWER_DAYS),
        ticket=ticket_of(code),
    )
    record(
        "referral.sent", row, by=None, at=at, basis=row.basis, agency=to_agency.pk, service=str(row.service)
    )
    return row


@transaction.atomic
def take_back(referral: Referral, *, at: datetime) -> None:
    """Who holds the slip takes back what was given with it, and its referral ends. Raises NothingToTakeBack.

    A record that was merged since may belong to somebody else than the holder: the consents that this person gave
    otherwise stand, and so do the other referrals as long as those consents suffice.
    """
    person = referral.graduate
    rows = list(_given_with(referral))
    for consent in rows:
        note_withdrawal(consent, channel=ConsentChannel.ONLINE, by=None, at=at)
    lacking = rows and missing_consents(person, ConsentKind.DATA, timezone.localdate(at))
    only = None if lacking else [row.pk for row in chain_of(referral)]
    ended = end_basis(person, only=only, by=None, at=at)
    if not rows and not ended:
        raise NothingToTakeBack


def _given_with(referral: Referral) -> QuerySet[Consent]:
    """The live consents of a slip: `ask` recorded them in the very moment of its referral. A merge leaves those with
    the merged record of which the kept one has the like."""
    return Consent.objects.live().filter(
        graduate__in=everyone_of(referral.graduate),
        kind=ConsentKind.DATA,
        channel=ConsentChannel.ONLINE,
        recorded_by=None,
        recorded_at=referral.sent_at,
    )
