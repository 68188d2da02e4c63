"""What is said of a person before it is written: form, import and demo hand the same value to the services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from agencies.models import Agency, Place
from core.dates import PartialDate, Precision
from enrollment.enums import BarrierKind, CaseType, ConsentGiver, ConsentKind, DatePrecision, Education
from enrollment.models import Graduate, Guardian

NO_FAMILY_NAME = "-"  # what registers write for a person who has none
PRECISIONS = {
    Precision.EXACT: DatePrecision.DAY,
    Precision.MONTH: DatePrecision.MONTH,
    Precision.YEAR: DatePrecision.YEAR,
}


@dataclass(frozen=True, slots=True)
class GuardianEntry:
    """A guardian, and the days on which the signed consents to train and for data were seen (two papers)."""

    name: str
    relation: str = ""
    phone: str = ""
    consent_training_on: date | None = None
    consent_data_on: date | None = None


@dataclass(frozen=True, slots=True)
class OtherGuardian:
    """A further guardian; `key` is that of the registered one who is meant, None for a new one."""

    name: str
    relation: str = ""
    phone: str = ""
    key: int | None = None


@dataclass(frozen=True, slots=True)
class BarrierEntry:
    """Whether a barrier holds, and the day on which its paper was seen (None: on the day it is written)."""

    kind: str
    holds: bool
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class PersonEntry:
    """One person as typed or imported. `identifier` is a citizen ID or G-code in any form, "" where there is none.

    `family_name` is "-" (stored empty) for a person who has none. `academic_year` is B.E.; `reasons`, `aptitudes`
    and `grade` are codes of `enums`, `interests` course codes. `barriers` are those asked about, each kind once.
    `other_guardians` of None says nothing of them (a file has one guardian a row): those who are known stay.
    """

    prefix: str
    given_name: str
    family_name: str
    name_en: str = ""
    identifier: str = field(default="", repr=False)
    birth: PartialDate | None = None
    case_type: str = CaseType.FINISHED
    education: str = Education.LOWER_SECONDARY
    grade: str = ""
    school: Agency | None = None
    academic_year: int | None = None
    reasons: tuple[str, ...] = ()
    interests: tuple[str, ...] = ()
    aptitudes: tuple[str, ...] = ()
    place: Place | None = None
    address: str = ""
    phone: str = ""
    phone_owner: str = ""
    needs_lodging: bool = False
    barriers: tuple[BarrierEntry, ...] = ()
    guardian: GuardianEntry | None = None
    other_guardians: tuple[OtherGuardian, ...] | None = None


PARTS = (
    "guardians",
    "consents",
    "barriers",
)  # what `entry_of` reads besides the person: prefetch it for many
# Fields of an entry that are one column of `Graduate` each, under the same name.
PLAIN_FIELDS = (
    "prefix", "given_name", "family_name", "name_en", "case_type", "education", "grade", "school", "academic_year",
    "place", "address", "phone", "phone_owner", "needs_lodging",
)  # fmt: skip


def columns_of(entry: PersonEntry) -> dict[str, Any]:
    """The columns of `Graduate` that the entry says, without the keys derived from the name."""
    columns = {name: getattr(entry, name) for name in PLAIN_FIELDS}
    return columns | {
        "reasons": list(entry.reasons),
        "interests": list(entry.interests),
        "aptitudes": list(entry.aptitudes),
        "birth_date": entry.birth.span[0] if entry.birth and entry.birth.span else None,
        "birth_precision": PRECISIONS[entry.birth.precision] if entry.birth else DatePrecision.DAY,
    }


def birth_of(graduate: Graduate) -> PartialDate | None:
    """The birth date as well as it is known."""
    born = graduate.birth_date
    if born is None:
        return None
    if graduate.birth_precision == DatePrecision.YEAR:
        return PartialDate(born.year)
    if graduate.birth_precision == DatePrecision.MONTH:
        return PartialDate(born.year, born.month)
    return PartialDate.exact(born)


def entry_of(graduate: Graduate) -> PersonEntry:
    """A registered person as an entry, to be edited or compared; the identifier stays sealed."""
    plain = {name: getattr(graduate, name) for name in PLAIN_FIELDS}
    return PersonEntry(
        **plain | {"family_name": graduate.family_name or NO_FAMILY_NAME},
        reasons=tuple(graduate.reasons),
        interests=tuple(graduate.interests),
        aptitudes=tuple(graduate.aptitudes),
        birth=birth_of(graduate),
        barriers=barriers_of(graduate),
        guardian=guardian_of(graduate),
    )


def barriers_of(graduate: Graduate) -> tuple[BarrierEntry, ...]:
    """What was asked about, in the order of `BarrierKind`."""
    known = {row.kind: BarrierEntry(row.kind, row.holds, row.seen_on) for row in graduate.barriers.all()}
    return tuple(known[kind] for kind in BarrierKind.values if kind in known)


def first_guardian(graduate: Graduate) -> Guardian | None:
    """The guardian entered first: the one whom form and import speak of."""
    return min(graduate.guardians.all(), key=lambda row: row.pk, default=None)


def other_guardians_of(graduate: Graduate) -> tuple[OtherGuardian, ...]:
    """All but the first, in the order of entering."""
    rows = sorted(graduate.guardians.all(), key=lambda row: row.pk)[1:]
    return tuple(OtherGuardian(row.name, row.relation, row.phone, row.pk) for row in rows)


def guardian_of(graduate: Graduate) -> GuardianEntry | None:
    """The first guardian with the days of the guardian's live consents."""
    guardian = first_guardian(graduate)
    if guardian is None:
        return None
    days = {
        consent.kind: consent.given_on
        for consent in graduate.consents.all()
        if consent.giver == ConsentGiver.GUARDIAN and consent.withdrawn_at is None
    }
    return GuardianEntry(
        guardian.name,
        guardian.relation,
        guardian.phone,
        days.get(ConsentKind.TRAINING),
        days.get(ConsentKind.DATA),
    )
