"""The registry's writes: registering a person, correcting one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agencies.enums import AgencyKind
from agencies.models import Agency, User
from core import audit
from core.names import thai_sort_key
from core.refusals import Refused
from enrollment.checking import EntryRefused, Fault, checked
from enrollment.entries import (
    BarrierEntry,
    GuardianEntry,
    OtherGuardian,
    PersonEntry,
    columns_of,
    entry_of,
    other_guardians_of,
)
from enrollment.enums import ConsentGiver, ConsentKind
from enrollment.models import Barrier, Consent, Graduate, Guardian
from enrollment.queries.names import search_text
from enrollment.queries.people import known_on
from enrollment.services.numbers import add_identifier, refuse_guessing, refuse_taken, sealed_identifier

LONGEST_KEY = 500  # columns sort_key and search_text
GUARDIAN_FIELDS = ("name", "relation", "phone")
CONSENT_DAYS = {ConsentKind.TRAINING: "consent_training_on", ConsentKind.DATA: "consent_data_on"}


class ChangedMeanwhile(Refused):
    """Somebody else saved the person after this account opened the form: both versions are kept for comparing."""

    sentence = _("Somebody else has changed this person since you opened the form.")
    remedy = _("Compare the two versions and save again.")

    def __init__(self, graduate: Graduate, entry: PersonEntry) -> None:
        super().__init__(person=str(graduate.pk))
        self.graduate, self.entry = graduate, entry


def register_graduate(
    *, entry: PersonEntry, registered_by: Agency, by: User | None, at: datetime
) -> Graduate:
    """Enter a person. A school enters its own leavers only.

    Raises EntryRefused with every fault, and IdentifierAlreadyRegistered, also to the later of two at once.
    """
    entry = checked(at_own_school(entry, registered_by), known_on(timezone.localdate(at)))
    refuse_guessing(entry.identifier, by=by, at=at)
    graduate = new_graduate(entry, registered_by=registered_by, by=by, at=at)
    try:
        with transaction.atomic():
            graduate.save(force_insert=True)
            if entry.identifier:
                sealed_identifier(graduate, entry.identifier, since=at).save(force_insert=True)
            Barrier.objects.bulk_create(barrier_rows(graduate, entry, by=by, at=at))
            if entry.guardian:
                guardian = guardian_row(graduate, entry.guardian)
                guardian.save(force_insert=True)
                Consent.objects.bulk_create(consent_rows(guardian, entry.guardian, by=by, at=at))
            write_other_guardians(graduate, entry.other_guardians)
            audit.record("graduate.registered", graduate, by=by, at=at, person=graduate.pk)
    except IntegrityError:
        refuse_taken(entry.identifier, by=by, at=at)
        raise
    return graduate


def at_own_school(entry: PersonEntry, agency: Agency) -> PersonEntry:
    """The entry with the school filled in where a school speaks of its own people; raises EntryRefused."""
    if agency.kind != AgencyKind.SCHOOL:
        return entry
    if entry.school not in (None, agency):
        raise EntryRefused([Fault("school", "another_school")])
    return replace(entry, school=agency)


def new_graduate(entry: PersonEntry, *, registered_by: Agency, by: User | None, at: datetime) -> Graduate:
    """An unsaved person from a checked entry."""
    columns = columns_of(entry) | name_keys(entry.given_name, entry.family_name, entry.name_en)
    return Graduate(**columns, registered_by=registered_by, entered_by=by, registered_at=at)


def name_keys(given: str, family: str, name_en: str) -> dict[str, str]:
    """The normalised copies of a name: one to sort by, one to search (spelling, romanised name, sound)."""
    return {
        "sort_key": thai_sort_key(f"{given} {family}".strip())[:LONGEST_KEY],
        "search_text": search_text(given, family, name_en)[:LONGEST_KEY],
    }


def guardian_row(graduate: Graduate, entry: GuardianEntry | OtherGuardian) -> Guardian:
    return Guardian(graduate=graduate, **guardian_columns(entry))


def guardian_columns(entry: GuardianEntry | OtherGuardian) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in GUARDIAN_FIELDS}


def consent_rows(guardian: Guardian, entry: GuardianEntry, *, by: User | None, at: datetime) -> list[Consent]:
    """Unsaved consents of the guardian for the signed papers that were seen."""
    days = {kind: getattr(entry, name) for kind, name in CONSENT_DAYS.items()}
    return [
        Consent(
            graduate_id=guardian.graduate_id,
            kind=kind,
            giver=ConsentGiver.GUARDIAN,
            guardian=guardian,
            given_on=day,
            recorded_by=by,
            recorded_at=at,
        )
        for kind, day in days.items()
        if day
    ]


def barrier_rows(graduate: Graduate, entry: PersonEntry, *, by: User | None, at: datetime) -> list[Barrier]:
    """Unsaved answers about barriers: whoever writes has seen the paper."""
    return [_barrier(graduate, barrier, by, at) for barrier in entry.barriers]


def _barrier(graduate: Graduate, entry: BarrierEntry, by: User | None, at: datetime) -> Barrier:
    seen_on = entry.seen_on or timezone.localdate(at)
    return Barrier(graduate=graduate, kind=entry.kind, holds=entry.holds, seen_by=by, seen_on=seen_on)


def correct_graduate(
    graduate: Graduate, *, entry: PersonEntry, version: int, by: User | None, at: datetime
) -> Graduate:
    """Write the whole entry over the person, if `version` is still the one the editor saw.

    An empty identifier leaves the numbers as they are; another one is added and the former kept as history.
    Raises EntryRefused, IdentifierAlreadyRegistered, ChangedMeanwhile.
    """
    entry = checked(entry, known_on(timezone.localdate(at)))
    refuse_guessing(entry.identifier, by=by, at=at)
    before = replace(entry_of(graduate), other_guardians=other_guardians_of(graduate))
    try:
        with transaction.atomic():
            overwrite(graduate, entry, version)
            add_identifier(graduate, entry.identifier, at=at)
            write_barriers(graduate, entry, by=by, at=at)
            write_guardian(graduate, entry.guardian, by=by, at=at)
            write_other_guardians(graduate, entry.other_guardians)
            fields = changed_fields(before, entry)
            audit.record("graduate.corrected", graduate, by=by, at=at, person=graduate.pk, fields=fields)
    except IntegrityError:
        refuse_taken(entry.identifier, by=by, at=at)
        raise
    graduate.refresh_from_db()
    return graduate


def changed_fields(before: PersonEntry, after: PersonEntry) -> list[str]:
    """Names of the facts that differ; the audit trail keeps names, not values."""
    old, new = columns_of(before), columns_of(after)
    old["family_name"] = old["family_name"].strip("-")
    names = [name for name in old if old[name] != new[name]]
    names += ["barriers"] if before.barriers != after.barriers else []
    names += ["guardian"] if before.guardian != after.guardian else []
    others = after.other_guardians
    names += ["other_guardians"] if others is not None and others != before.other_guardians else []
    return names + (["identifier"] if after.identifier else [])


def overwrite(graduate: Graduate, entry: PersonEntry, version: int) -> None:
    """Write a checked entry over the person in one UPDATE, if `version` still holds; raises ChangedMeanwhile."""
    keys = name_keys(entry.given_name, entry.family_name, entry.name_en)
    unchanged = Graduate.objects.filter(pk=graduate.pk, version=version)
    if not unchanged.update(**columns_of(entry), **keys, version=F("version") + 1):
        graduate.refresh_from_db()
        raise ChangedMeanwhile(graduate, entry)


def write_barriers(graduate: Graduate, entry: PersonEntry, *, by: User | None, at: datetime) -> None:
    """Make the answers those of the entry; one that stays as it was keeps who saw its paper."""
    known = {row.kind: row for row in graduate.barriers.all()}
    stated = {row.kind: row for row in barrier_rows(graduate, entry, by=by, at=at)}
    for kind, row in known.items():
        new = stated.get(kind)
        if new and (new.holds, new.seen_on) == (row.holds, row.seen_on):
            del stated[kind]
        else:
            row.delete()
    Barrier.objects.bulk_create(stated.values())


def write_guardian(graduate: Graduate, entry: GuardianEntry | None, *, by: User | None, at: datetime) -> None:
    """Make `entry` the person's first guardian; None removes that one. Consents are added, never taken back."""
    first = graduate.guardians.order_by("pk").first()
    if entry is None:
        if first is not None:
            first.delete()
        return
    if first is None:
        first = guardian_row(graduate, entry)
        first.save(force_insert=True)
    else:
        Guardian.objects.filter(pk=first.pk).update(**guardian_columns(entry))
    _add_consents(consent_rows(first, entry, by=by, at=at))


def write_other_guardians(graduate: Graduate, entries: tuple[OtherGuardian, ...] | None) -> None:
    """Make `entries` the person's guardians after the first: changed, added, and gone where left out."""
    if entries is None:
        return
    first = graduate.guardians.order_by("pk").first()
    others = graduate.guardians.exclude(pk=first.pk) if first else graduate.guardians.all()
    others.exclude(pk__in=[entry.key for entry in entries if entry.key]).delete()
    for entry in entries:
        known = others.filter(pk=entry.key) if entry.key else others.none()
        if not known.update(**guardian_columns(entry)):
            guardian_row(graduate, entry).save(force_insert=True)


def _add_consents(rows: list[Consent]) -> None:
    """Write those for which no live consent of the same kind and giver exists; a later day moves it on."""
    for row in rows:
        live = Consent.objects.live().filter(graduate=row.graduate_id, kind=row.kind, giver=row.giver)
        if not live.update(given_on=row.given_on):
            row.save(force_insert=True)
