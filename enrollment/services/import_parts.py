"""Guardians, consents and barriers of the people whom an import changes: some hundred people in a few statements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from agencies.models import User
from enrollment.entries import BarrierEntry, GuardianEntry, PersonEntry
from enrollment.enums import ConsentGiver
from enrollment.models import Barrier, Consent, Graduate, Guardian
from enrollment.services.people import barrier_rows, consent_rows, guardian_columns, guardian_row

PARTS = {"guardian", "barriers"}  # facts that are rows of their own
AT_ONCE = 500  # people of one query


def write_parts(stated: Mapping[UUID, Mapping[str, Any]], *, by: User, at: datetime) -> None:
    """Make the parts of each person what is stated of them; the same as `write_barriers` and `write_guardian` do of
    one person."""
    people = [key for key, said in stated.items() if PARTS & said.keys()]
    for first in range(0, len(people), AT_ONCE):
        some = people[first : first + AT_ONCE]
        barriers = {key: stated[key]["barriers"] for key in some if "barriers" in stated[key]}
        guardians = {key: stated[key]["guardian"] for key in some if "guardian" in stated[key]}
        _write_barriers(barriers, by, at)
        _write_guardians(guardians, by, at)


def _write_barriers(stated: Mapping[UUID, tuple[BarrierEntry, ...]], by: User, at: datetime) -> None:
    """An answer that stays as it was keeps who saw its paper."""
    new = {
        (key, row.kind): row
        for key, barriers in stated.items()
        for row in barrier_rows(Graduate(pk=key), _with(barriers), by=by, at=at)
    }
    gone = []
    for row in Barrier.objects.filter(graduate__in=stated):
        same = new.get((row.graduate_id, row.kind))
        if same and (same.holds, same.seen_on) == (row.holds, row.seen_on):
            del new[row.graduate_id, row.kind]
        else:
            gone.append(row.pk)
    Barrier.objects.filter(pk__in=gone).delete()
    Barrier.objects.bulk_create(new.values())


def _with(barriers: tuple[BarrierEntry, ...]) -> PersonEntry:
    return PersonEntry("", "", "", barriers=barriers)


def _write_guardians(stated: Mapping[UUID, GuardianEntry | None], by: User, at: datetime) -> None:
    """The first guardian of each; None removes that one."""
    first: dict[UUID, Guardian] = {}
    for row in Guardian.objects.filter(graduate__in=stated).order_by("pk"):
        first.setdefault(row.graduate_id, row)
    gone = [first[key].pk for key, entry in stated.items() if entry is None and key in first]
    Guardian.objects.filter(pk__in=gone).delete()
    entries = {key: entry for key, entry in stated.items() if entry is not None}
    new = {key: guardian_row(Graduate(pk=key), entry) for key, entry in entries.items() if key not in first}
    Guardian.objects.bulk_create(new.values())
    known = [_renewed(first[key], entry) for key, entry in entries.items() if key in first]
    Guardian.objects.bulk_update(known, ["name", "relation", "phone"])
    guardian_of = first | new
    _write_consents([
        row
        for key, entry in entries.items()
        for row in consent_rows(guardian_of[key], entry, by=by, at=at)
    ])  # fmt: skip


def _renewed(guardian: Guardian, entry: GuardianEntry) -> Guardian:
    for name, value in guardian_columns(entry).items():
        setattr(guardian, name, value)
    return guardian


def _write_consents(rows: Sequence[Consent]) -> None:
    """Consents are added, never taken back; a live one of the same kind only moves to the day that is stated."""
    stated = {(row.graduate_id, row.kind): row for row in rows}
    people = {row.graduate_id for row in rows}
    known = list(Consent.objects.live().filter(graduate__in=people, giver=ConsentGiver.GUARDIAN))
    moved = []
    for consent in known:
        row = stated.pop((consent.graduate_id, consent.kind), None)
        if row and row.given_on != consent.given_on:
            consent.given_on = row.given_on
            moved.append(consent)
    Consent.objects.bulk_update(moved, ["given_on"])
    Consent.objects.bulk_create(stated.values())
