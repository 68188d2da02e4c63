"""On which ground a person's data may go from one agency to another: a memorandum, a consent, a duty by law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.enums import MemorandumPurpose
from agencies.models import Agency, Memorandum
from core.refusals import Refused
from enrollment.enums import ConsentGiver, ConsentKind, LegalBasis
from enrollment.models import Graduate
from enrollment.queries.consents import missing_consents


@dataclass(frozen=True, slots=True)
class Ground:
    """What allows a person's data to be passed on."""

    basis: LegalBasis
    memorandum: Memorandum | None = None
    law: str = ""


class NoGround(Refused):
    """Nothing allows it. `givers` are those whose consent for data is missing."""

    sentence = gettext_lazy(
        "Nothing allows %(sender)s to pass this person's data to %(receiver)s: %(missing)s."
    )
    remedy = gettext_lazy(
        "Record the consent on the person's page, have both agencies sign a memorandum, or name the law."
    )

    def __init__(self, sender: Agency, receiver: Agency, givers: Sequence[ConsentGiver]) -> None:
        missing = [_("no memorandum is in force that both have signed"), consents_in_words(givers)]
        super().__init__(sender=sender, receiver=receiver, missing="; ".join(missing))
        self.givers = givers


class NoMemorandum(Refused):
    sentence = gettext_lazy(
        "No memorandum for referrals is in force today that %(sender)s and %(receiver)s have both signed."
    )
    remedy = gettext_lazy("Have both sign one, or refer with the consent of the person and guardian.")


class DataConsentMissing(Refused):
    """`givers` are those whose consent is missing."""

    sentence = gettext_lazy("The person's data cannot be passed on by consent: %(missing)s.")
    remedy = gettext_lazy("Print the consent form, have it signed and record it on the person's page.")

    def __init__(self, givers: Sequence[ConsentGiver]) -> None:
        super().__init__(missing=consents_in_words(givers))
        self.givers = givers


class LawNotNamed(Refused):
    sentence = gettext_lazy("A duty needs the law or order that it follows from.")
    remedy = gettext_lazy("Write its name and section.")


def consents_in_words(givers: Sequence[ConsentGiver]) -> str:
    """Whose consent for data is missing."""
    names = {
        ConsentGiver.SELF: _("the person's consent for data is missing"),
        ConsentGiver.GUARDIAN: _("the guardian's consent for data is missing"),
    }
    return "; ".join(names[giver] for giver in givers)


def find_ground(
    person: Graduate,
    sender: Agency,
    receiver: Agency,
    day: date,
    *,
    wanted: LegalBasis | str | None = None,
    law: str = "",
) -> Ground:
    """The ground asked for, or the first that holds: a memorandum (the newest), else the consents.

    Raises NoGround, NoMemorandum, DataConsentMissing, LawNotNamed.
    """
    if wanted == LegalBasis.DUTY:
        return _duty(law)
    memorandum = None if wanted == LegalBasis.CONSENT else memorandum_between(sender, receiver, day)
    if memorandum:
        return Ground(LegalBasis.MOU, memorandum)
    if wanted == LegalBasis.MOU:
        raise NoMemorandum(sender=sender, receiver=receiver)
    missing = missing_consents(person, ConsentKind.DATA, day)
    if not missing:
        return Ground(LegalBasis.CONSENT)
    raise DataConsentMissing(missing) if wanted else NoGround(sender, receiver, missing)


def memorandum_between(one: Agency, other: Agency, day: date) -> Memorandum | None:
    """The newest memorandum for referrals in force on `day` that both have signed."""
    return (
        Memorandum.objects.covering(one, other, day, MemorandumPurpose.REFER).order_by("-starts_on").first()
    )


def _duty(law: str) -> Ground:
    if not law.strip():
        raise LawNotNamed
    return Ground(LegalBasis.DUTY, law=law.strip())
