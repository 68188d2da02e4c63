"""Consent: given, taken back, and the words under which it is given. To train and for data are never one act."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit
from core.models import SealedFile
from core.refusals import Refused
from enrollment.consenting import required_givers
from enrollment.entries import birth_of, first_guardian
from enrollment.enums import ConsentChannel, ConsentGiver, ConsentKind
from enrollment.models import Consent, ConsentText, Graduate, Guardian, Majority
from enrollment.queries.consents import text_in_use
from enrollment.services.referrals import end_basis


class NoGuardian(Refused):
    sentence = _("No guardian of this person is recorded.")
    remedy = _("Enter the guardian on the person's page first.")


class SeenInTheFuture(Refused):
    sentence = _("The day on which the paper was seen is still to come.")


class TooYoungAlone(Refused):
    sentence = _("A child under 10 cannot consent; the guardian does.")
    remedy = _("Ask the guardian, or correct the date of birth.")


class AlreadyWithdrawn(Refused):
    sentence = _("This consent was taken back already.")


def give_consent(
    graduate: Graduate,
    kinds: Iterable[ConsentKind],
    *,
    giver: ConsentGiver,
    guardian: Guardian | None = None,
    channel: ConsentChannel,
    given_on: date,
    texts: Iterable[ConsentText | None] = (),
    scan: SealedFile | None = None,
    by: User | None,
    at: datetime,
) -> list[Consent]:
    """Record one consent for each kind, under the words in `texts` or else those in use on the day.

    One that stands already is kept, with the scan if it had none. Raises SeenInTheFuture, NoGuardian, TooYoungAlone.
    """
    if given_on > timezone.localdate(at):
        raise SeenInTheFuture
    guardian = _speaker(graduate, giver, guardian, given_on)
    shown = {text.kind: text for text in texts if text is not None}
    with transaction.atomic():
        return [
            _give(
                Consent(
                    graduate=graduate,
                    kind=kind,
                    giver=giver,
                    guardian=guardian,
                    text=shown.get(kind) or installed(kind, given_on),
                    channel=channel,
                    given_on=given_on,
                    scan=scan,
                    recorded_by=by,
                    recorded_at=at,
                ),
                by,
            )
            for kind in kinds
        ]


def _speaker(
    graduate: Graduate, giver: ConsentGiver, guardian: Guardian | None, day: date
) -> Guardian | None:
    """The guardian who gives, None where the person does; raises NoGuardian, TooYoungAlone."""
    if giver == ConsentGiver.SELF:
        if ConsentGiver.SELF not in required_givers(ConsentKind.DATA, birth_of(graduate), day):
            raise TooYoungAlone
        return None
    found = guardian or first_guardian(graduate)
    if found is None or found.graduate_id != graduate.pk:
        raise NoGuardian
    return found


def _give(row: Consent, by: User | None) -> Consent:
    """Write the row, or complete the live one that another paper or another click has made meanwhile."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        live = Consent.objects.live().get(graduate=row.graduate_id, kind=row.kind, giver=row.giver)
        if row.scan_id and not live.scan_id:
            Consent.objects.filter(pk=live.pk, scan=None).update(scan=row.scan_id)
            audit.record("consent.scanned", live, by=by, at=row.recorded_at, person=row.graduate_id)
            live.scan = row.scan
        return live
    action = "consent.seen" if row.channel == ConsentChannel.PAPER else "consent.given"
    facts = {"kind": row.kind, "giver": row.giver, "channel": row.channel}
    audit.record(
        action,
        row,
        by=by,
        at=row.recorded_at,
        person=row.graduate_id,
        **facts,
        seen_on=row.given_on.isoformat(),
    )
    return row


def record_training_consent(graduate: Graduate, *, seen_on: date, by: User, at: datetime) -> Consent:
    """Note that the guardian's written consent to train was seen (clause 10). Raises NoGuardian, SeenInTheFuture."""
    given = give_consent(
        graduate,
        [ConsentKind.TRAINING],
        giver=ConsentGiver.GUARDIAN,
        channel=ConsentChannel.PAPER,
        given_on=seen_on,
        by=by,
        at=at,
    )
    return given[0]


def withdraw_consent(consent: Consent, *, channel: ConsentChannel, by: User | None, at: datetime) -> Consent:
    """Take a consent back, at once: who saw the person because of a consent for data sees them no more.

    The row stays as history. A seat in a run that has not begun does not begin while a consent to train is missing;
    in a run that has begun nothing happens by itself. Raises AlreadyWithdrawn.
    """
    with transaction.atomic():
        note_withdrawal(consent, channel=channel, by=by, at=at)
        if consent.kind == ConsentKind.DATA:
            end_basis(consent.graduate, by=by, at=at)
    consent.refresh_from_db()
    return consent


@transaction.atomic
def note_withdrawal(consent: Consent, *, channel: ConsentChannel, by: User | None, at: datetime) -> None:
    """The consent alone: the caller ends what rested on it. Raises AlreadyWithdrawn."""
    taken = {"withdrawn_at": at, "withdrawn_by": by, "withdrawn_channel": channel}
    if not Consent.objects.live().filter(pk=consent.pk).update(**taken):
        raise AlreadyWithdrawn
    facts = {"kind": consent.kind, "giver": consent.giver, "channel": channel}
    audit.record("consent.withdrawn", consent, by=by, at=at, person=consent.graduate_id, **facts)


def installed(kind: ConsentKind, day: date) -> ConsentText:
    """The words in use on a day as a row: the version that the product brings along is stored at its first use."""
    text = text_in_use(kind, day)
    if text._state.adding:
        words = {"text_th": text.text_th, "text_en": text.text_en, "valid_from": day}
        text, _created = ConsentText.objects.get_or_create(kind=kind, version=text.version, defaults=words)
    return text


@transaction.atomic
def note_marriage(graduate: Graduate, *, by: User, at: datetime) -> Majority:
    """Somebody has seen the marriage certificate: the person is of age (Civil and Commercial Code 20)."""
    seen = {"seen_by": by, "seen_on": timezone.localdate(at)}
    row, created = Majority.objects.get_or_create(graduate=graduate, defaults=seen)
    if created:
        audit.record("majority.seen", graduate, by=by, at=at, person=graduate.pk)
    return row


@transaction.atomic
def forget_marriage(graduate: Graduate, *, by: User, at: datetime) -> None:
    """It was noted by mistake."""
    deleted, _rows = Majority.objects.filter(graduate=graduate).delete()
    if deleted:
        audit.record("majority.forgotten", graduate, by=by, at=at, person=graduate.pk)
