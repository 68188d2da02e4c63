"""Writes about memoranda: drawn up, signers invited and reminded, signed, ended, renewed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind, SignatoryState
from agencies.models import Agency, Memorandum, Signatory, User
from agencies.services.agencies import register_agency
from agencies.states import SIGNATORY_STATES
from core import audit, files
from core.models import SealedFile
from core.refusals import Refused
from core.states import advance
from core.templatetags.ui import thai_date


class EndsBeforeItBegins(Refused):
    sentence = _("The memorandum would end before it begins.")
    remedy = _("Give a last day that is not before the first.")


class SignedAlready(Refused):
    sentence = _("%(signed)s agencies have signed these words: they cannot be changed any more.")
    remedy = _("End the memorandum and renew it with the new words.")


class InvitedAlready(Refused):
    sentence = _("%(agency)s has been invited already.")
    remedy = _("Leave the line out.")


class NobodyToInvite(Refused):
    sentence = _("The list names no agency that could be invited.")
    remedy = _("Write one agency a line: its name or code, then who signs.")


class SignedOutsideItsDays(Refused):
    sentence = _("%(day)s is not a day on which this memorandum could be signed.")
    remedy = _("Give a day that is not in the future and not after its end (%(last)s).")


class NotInForce(Refused):
    sentence = _("This memorandum has ended already.")


class EndsOutsideItsDays(Refused):
    sentence = _("A memorandum can be ended only on a day between its first and its last.")


@dataclass(frozen=True)
class Terms:
    """What a memorandum says. `purposes` are codes of MemorandumPurpose, at least one; the days are inclusive."""

    title: str
    purposes: Sequence[str]
    starts_on: date
    ends_on: date
    number: str = ""
    scope: str = ""

    def columns(self) -> dict[str, Any]:
        if self.ends_on < self.starts_on:
            raise EndsBeforeItBegins
        return {
            "title": self.title,
            "number": self.number,
            "purposes": f",{','.join(self.purposes)},",
            "scope": self.scope,
            "starts_on": self.starts_on,
            "ends_on": self.ends_on,
        }


@dataclass(frozen=True)
class Invitation:
    """An agency to be invited, and who signs for it."""

    agency: Agency
    signer: str = ""
    position: str = ""
    contact: str = ""


@dataclass(frozen=True)
class Newcomer:
    """An agency of a list that the register does not have yet, and who signs for it."""

    kind: AgencyKind
    name: str
    signer: str = ""
    position: str = ""
    contact: str = ""


def draw_up_memorandum(
    host: Agency, terms: Terms, *, paper: tuple[str, bytes] | None = None, by: User, at: datetime
) -> Memorandum:
    """Enter a memorandum; the agency that keeps it is the first invited to sign. Raises EndsBeforeItBegins.

    `paper` is the signed or printed paper as (file name, content).
    """
    columns = terms.columns()
    with _kept(paper, at) as file, transaction.atomic():
        memorandum = Memorandum.objects.create(host=host, **columns, file=file, created_by=by, created_at=at)
        _invite(memorandum, [Invitation(host)], at=at)
        audit.record("memorandum.drawn_up", memorandum, by=by, at=at, host=host.pk)
    return memorandum


@contextmanager
def _kept(paper: tuple[str, bytes] | None, at: datetime) -> Iterator[SealedFile | None]:
    """The stored paper, drawn before the transaction that needs it; gone again if that one fails."""
    row = files.keep(*paper, at=at) if paper else None
    try:
        yield row
    except BaseException:
        if row:
            row.delete()
        raise


def change_memorandum(
    memorandum: Memorandum, terms: Terms, *, paper: tuple[str, bytes] | None = None, by: User, at: datetime
) -> None:
    """Change the words while nobody has signed them; the paper may be added later. Raises SignedAlready."""
    columns = terms.columns()
    with _kept(paper, at) as file, transaction.atomic():
        present = Memorandum.objects.select_for_update().get(pk=memorandum.pk)
        changed = sorted(name for name, value in columns.items() if getattr(present, name) != value)
        signed = present.signatories.filter(state=SignatoryState.SIGNED).count()
        if signed and changed:
            raise SignedAlready(signed=signed)
        if file:
            columns["file"] = file
            changed.append("file")
        Memorandum.objects.filter(pk=memorandum.pk).update(**columns)
        audit.record("memorandum.changed", memorandum, by=by, at=at, fields=changed)
    memorandum.refresh_from_db()


@transaction.atomic
def invite_signatories(
    memorandum: Memorandum,
    invitations: Iterable[Invitation],
    *,
    newcomers: Iterable[Newcomer] = (),
    by: User,
    at: datetime,
) -> int:
    """Invite all of a list, or nobody; newcomers are entered in the register of agencies on the way.

    Returns how many. Raises InvitedAlready, NobodyToInvite, NotInForce.
    """
    _refuse_over(memorandum, timezone.localdate(at))
    wanted = [*invitations, *(_entered(one, memorandum.host, by, at) for one in newcomers)]
    if not wanted:
        raise NobodyToInvite
    _invite(memorandum, wanted, at=at)
    audit.record("memorandum.invited", memorandum, by=by, at=at, agencies=[one.agency.pk for one in wanted])
    return len(wanted)


def _entered(newcomer: Newcomer, host: Agency, by: User, at: datetime) -> Invitation:
    """The newcomer as an agency of the host's provinces; where it is, somebody will correct later."""
    agency = register_agency(
        kind=newcomer.kind,
        name_th=newcomer.name,
        name_en="",
        place=host.place,
        provinces=host.provinces.all(),
        by=by,
        at=at,
    )
    return Invitation(agency, newcomer.signer, newcomer.position, newcomer.contact)


def _invite(memorandum: Memorandum, invitations: Sequence[Invitation], *, at: datetime) -> None:
    rows = [
        Signatory(
            memorandum=memorandum,
            agency=one.agency,
            signer_name=one.signer,
            signer_position=one.position,
            contact=one.contact,
            invited_at=at,
        )
        for one in invitations
    ]
    try:
        with transaction.atomic():
            Signatory.objects.bulk_create(rows)
    except IntegrityError:
        _refuse_invited(memorandum, invitations)
        raise


def _refuse_invited(memorandum: Memorandum, invitations: Iterable[Invitation]) -> None:
    seen = set(memorandum.signatories.values_list("agency_id", flat=True))
    for one in invitations:
        if one.agency.pk in seen:
            raise InvitedAlready(agency=one.agency)
        seen.add(one.agency.pk)


def _refuse_over(memorandum: Memorandum, day: date) -> None:
    if memorandum.ended_on or memorandum.ends_on < day:
        raise NotInForce


@transaction.atomic
def sign_memorandum(
    signatory: Signatory, *, on: date, signer: str = "", position: str = "", by: User | None, at: datetime
) -> None:
    """Note an agency's signature of that day. `by=None`: the signer followed the link of the letter.

    Raises SignedOutsideItsDays, NotInForce, WrongState.
    """
    memorandum = signatory.memorandum
    _refuse_over(memorandum, timezone.localdate(at))
    if on > min(timezone.localdate(at), memorandum.ends_on):
        raise SignedOutsideItsDays(day=thai_date(on), last=thai_date(memorandum.ends_on))
    names = {"signer_name": signer, "signer_position": position}
    stated = {name: value for name, value in names.items() if value}
    advance(signatory, SignatoryState.SIGNED, SIGNATORY_STATES, signed_on=on, answered_by=by, **stated)
    _record("memorandum.signed", signatory, by=by, at=at, on=on.isoformat())


@transaction.atomic
def sign_on_paper(
    memorandum: Memorandum, signatories: Collection[int], *, on: date, by: User, at: datetime
) -> int:
    """Note that all of these signed the paper on one day: a ceremony. Returns how many; all or none."""
    rows = list(memorandum.signatories.filter(pk__in=signatories).select_related("memorandum").order_by("pk"))
    for row in rows:
        sign_memorandum(row, on=on, by=by, at=at)
    return len(rows)


@transaction.atomic
def decline_memorandum(signatory: Signatory, *, by: User | None, at: datetime) -> None:
    """Note that an agency does not sign. Raises WrongState."""
    advance(signatory, SignatoryState.DECLINED, SIGNATORY_STATES, answered_by=by)
    _record("memorandum.declined", signatory, by=by, at=at)


@transaction.atomic
def take_back_signature(signatory: Signatory, *, by: User, at: datetime) -> None:
    """A signature or refusal entered by mistake: the agency is invited again. Raises WrongState."""
    advance(signatory, SignatoryState.INVITED, SIGNATORY_STATES, signed_on=None, answered_by=None)
    _record("memorandum.signature_taken_back", signatory, by=by, at=at)


@transaction.atomic
def remind_signatories(memorandum: Memorandum, *, by: User, at: datetime) -> int:
    """Remind everybody who has not answered: their accounts see it at once, and letters can be printed.

    Returns how many. Raises NotInForce.
    """
    _refuse_over(memorandum, timezone.localdate(at))
    open_ones = memorandum.signatories.filter(state=SignatoryState.INVITED)
    count = open_ones.update(reminders=F("reminders") + 1, reminded_at=at)
    audit.record("memorandum.reminded", memorandum, by=by, at=at, agencies=count)
    return count


@transaction.atomic
def end_memorandum(memorandum: Memorandum, *, on: date, by: User, at: datetime) -> None:
    """It is in force no more from `on`: no new referral can rest on it. Raises NotInForce, EndsOutsideItsDays."""
    if not memorandum.starts_on <= on <= memorandum.ends_on:
        raise EndsOutsideItsDays
    ended = Memorandum.objects.filter(pk=memorandum.pk, ended_on=None).update(ended_on=on)
    if not ended:
        raise NotInForce
    memorandum.ended_on = on
    audit.record("memorandum.ended", memorandum, by=by, at=at, on=on.isoformat())


@transaction.atomic
def renew_memorandum(memorandum: Memorandum, terms: Terms, *, by: User, at: datetime) -> Memorandum:
    """A following memorandum to which everybody who signed this one is invited."""
    following = Memorandum.objects.create(
        host=memorandum.host, **terms.columns(), created_by=by, created_at=at
    )
    signed = memorandum.signatories.filter(state=SignatoryState.SIGNED).select_related("agency")
    names = [Invitation(row.agency, row.signer_name, row.signer_position, row.contact) for row in signed]
    if memorandum.host not in [one.agency for one in names]:
        names.append(Invitation(memorandum.host))
    _invite(following, names, at=at)
    audit.record(
        "memorandum.renewed", following, by=by, at=at, former=str(memorandum.pk), agencies=len(names)
    )
    return following


def _record(
    action: str, signatory: Signatory, *, by: User | None, at: datetime, on: str | None = None
) -> None:
    facts = {"agency": signatory.agency_id} | ({"on": on} if on else {})
    audit.record(action, signatory.memorandum, by=by, at=at, person=None, **facts)
