"""New people of an import as rows of the tables, made ready before the transaction that writes them begins.

A model instance for each of 100,000 people would take most of the time, so the frozen facts go straight to the values
of the columns; a test compares the outcome with a person who was typed.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.utils import timezone

from agencies.models import User
from core import crypto, identity
from core.bulk import Line, Table
from enrollment.entries import PersonEntry, columns_of
from enrollment.enums import ConsentGiver
from enrollment.importing.frozen import thaw
from enrollment.importing.judging import Record
from enrollment.models import Barrier, Consent, Guardian, Identifier, ImportBatch
from enrollment.queries.people import KINDS
from enrollment.services.people import CONSENT_DAYS, GUARDIAN_FIELDS, name_keys, new_graduate

BLANK = PersonEntry("", "", "")
# Facts that are more or less than one column of the person.
APART = {"identifier", "guardian", "barriers", "birth"}
ELSEWHERE = {"school": "school_id", "place": "place_id"}  # facts whose column holds a key


@dataclass(slots=True)
class Ready:
    """Some hundred new people as rows, table by table, ready to be written."""

    people: list[Line] = field(default_factory=list)
    numbers: list[Line] = field(default_factory=list)
    guardians: list[Line] = field(default_factory=list)
    barriers: list[Line] = field(default_factory=list)
    signed: list[dict[str, Any]] = field(default_factory=list)  # consents, but for the guardian's key
    row_of: dict[str, int] = field(default_factory=dict)  # keyed hash of each number -> the row of the file


class Newcomers:
    """Makes ready and writes the rows of new people, some hundred at a time."""

    def __init__(self, batch: ImportBatch, *, by: User, at: datetime) -> None:
        today = timezone.localdate(at)
        person = new_graduate(BLANK, registered_by=batch.agency, by=by, at=at)
        person.import_batch = batch
        self._people = Table(person)
        self._numbers = Table(Identifier(valid_from=today))
        self._guardians = Table(Guardian())
        self._barriers = Table(Barrier(seen_by=by, seen_on=today))
        self._consents = Table(Consent(giver=ConsentGiver.GUARDIAN, recorded_by=by, recorded_at=at))
        self._number = Identifier()

    def made_ready(self, records: Sequence[Record]) -> Ready:
        """The rows of these people; asks nothing of the database, so that another thread may call it."""
        ready = Ready()
        # In the order of the keys: an index takes neighbours much faster than strangers.
        keys = sorted(uuid.uuid4() for _ in records)
        for key, record in zip(keys, records, strict=True):
            self._add(ready, key, record["row"], record["entry"])
        return ready

    def _add(self, ready: Ready, key: uuid.UUID, row: int, said: Mapping[str, Any]) -> None:
        ready.people.append(self._people.line({"id": key, **_columns(said)}))
        if number := said.get("identifier"):
            self._add_number(ready, key, number, row)
        if guardian := said.get("guardian"):
            facts = {name: guardian[name] for name in GUARDIAN_FIELDS}
            ready.guardians.append(self._guardians.line({"graduate_id": key, **facts}))
            ready.signed += _signed(key, guardian)
        for kind, holds, day in said.get("barriers", ()):
            seen = {"seen_on": day} if day else {}
            answer = {"graduate_id": key, "kind": kind, "holds": holds, **seen}
            ready.barriers.append(self._barriers.line(answer))

    def _add_number(self, ready: Ready, person: uuid.UUID, number: str, row: int) -> None:
        found, key = identity.as_normalized(number), uuid.uuid4()
        kind = KINDS[found.kind]
        lookup = crypto.lookup(kind, found.value)
        self._number.id = key
        said = {
            "id": key,
            "graduate_id": person,
            "kind": kind,
            "lookup": lookup,
            "sealed": crypto.seal(found.value.encode(), place=self._number.place),
            "masked": identity.mask_identifier(found),
        }
        ready.numbers.append(self._numbers.line(said))
        ready.row_of[lookup] = row

    def insert(self, ready: Ready) -> None:
        """Write everything; raises IntegrityError where a number is taken."""
        self._people.insert(ready.people)
        self._numbers.insert(ready.numbers)
        self._guardians.insert(ready.guardians)
        self._barriers.insert(ready.barriers)
        self._insert_consents(ready.signed)

    def _insert_consents(self, signed: Sequence[dict[str, Any]]) -> None:
        """The keys of the guardians are the database's."""
        people = {consent["graduate_id"] for consent in signed}
        guardian_of = dict(Guardian.objects.filter(graduate__in=people).values_list("graduate_id", "pk"))
        self._consents.insert([
            self._consents.line({"id": uuid.uuid4(), "guardian_id": guardian_of[one["graduate_id"]], **one})
            for one in signed
        ])  # fmt: skip


def _signed(person: uuid.UUID, guardian: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The consents for the signed papers that were seen."""
    return [
        {"graduate_id": person, "kind": kind, "given_on": guardian[name]}
        for kind, name in CONSENT_DAYS.items()
        if guardian[name]
    ]


def _columns(said: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of `Graduate` that a frozen entry says."""
    columns = {
        ELSEWHERE.get(name, name): tuple(value) if type(value) is list else value
        for name, value in said.items()
        if name not in APART
    }
    columns.update(name_keys(said["given_name"], said["family_name"], said.get("name_en", "")))
    if "birth" in said:
        columns.update(_birth(said["birth"]))
    return columns


@lru_cache(maxsize=20_000)
def _birth(iso: str) -> dict[str, Any]:
    whole = columns_of(PersonEntry("", "", "", birth=thaw("birth", iso, {})))
    return {name: whole[name] for name in ("birth_date", "birth_precision")}
