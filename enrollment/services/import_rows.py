"""New people of an import as rows of the tables, made ready before the transaction that writes them begins.

A model instance for each of 100,000 people would take most of the time, so the frozen facts go straight to the values
of the columns; a test compares the outcome with a person who was typed.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models
from django.utils import timezone

from agencies.models import User
from core import crypto, identity
from enrollment.entries import BarrierEntry, GuardianEntry, PersonEntry, columns_of
from enrollment.importing.frozen import thaw
from enrollment.importing.judging import Record
from enrollment.models import Barrier, Consent, Graduate, Guardian, Identifier, ImportBatch
from enrollment.queries.people import KINDS
from enrollment.services.people import barrier_rows, consent_rows, guardian_row, name_keys, new_graduate

BLANK = PersonEntry("", "", "")
PARTS = {"identifier", "guardian", "barriers"}  # facts that are rows of their own
ELSEWHERE = {"school": "school_id", "place": "place_id"}  # facts whose column holds a key


@contextmanager
def breath() -> Iterator[None]:
    """Afterwards rest as long as the step took: SQLite's lock is not fair, and others want to write too."""
    began = time.monotonic()
    yield
    if connection.vendor == "sqlite":
        time.sleep(min(0.2, time.monotonic() - began))


class Table:
    """INSERTs into one table: the values of a pattern row, of which each row says what differs."""

    def __init__(self, pattern: models.Model) -> None:
        meta = pattern._meta
        self._fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
        names = ", ".join(connection.ops.quote_name(str(field.column)) for field in self._fields)
        marks = ", ".join(["%s"] * len(self._fields))
        self._statement = f"INSERT INTO {connection.ops.quote_name(meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608  # own names
        self._place = {field.attname: place for place, field in enumerate(self._fields)}
        self._pattern = [
            field.get_db_prep_save(field.pre_save(pattern, True), connection) for field in self._fields
        ]
        self._prepared = lru_cache(maxsize=5_000)(self._prepare)
        self.rows: list[list[Any]] = []

    def add(self, said: Mapping[str, Any]) -> None:
        """One more row; `said` is attribute -> value, a list as a tuple."""
        row = self._pattern.copy()
        for name, value in said.items():
            place = self._place[name]
            row[place] = self._prepared(place, value)
        self.rows.append(row)

    def _prepare(self, place: int, value: Any) -> Any:
        """The value as the database takes it."""
        plain = list(value) if isinstance(value, tuple) else value
        return self._fields[place].get_db_prep_save(plain, connection)

    def insert(self) -> None:
        """Write the rows; raises IntegrityError."""
        if self.rows:
            with connection.cursor() as cursor:
                cursor.executemany(self._statement, self.rows)


class Newcomers:
    """The rows of new people, `take`n chunk by chunk and then written."""

    def __init__(self, batch: ImportBatch, *, by: User, at: datetime) -> None:
        self._by, self._at = by, at
        person = new_graduate(BLANK, registered_by=batch.agency, by=by, at=at)
        person.import_batch = batch
        self._people = Table(person)
        self._numbers = Table(Identifier(valid_from=timezone.localdate(at)))
        self._row_of: dict[str, int] = {}
        self._guardians: list[tuple[Guardian, GuardianEntry]] = []
        self._barriers: list[Barrier] = []

    def take(self, records: Sequence[Record]) -> None:
        """Make ready the rows of these people, and forget the former."""
        for table in (self._people, self._numbers):
            table.rows.clear()
        for kept in (self._row_of, self._guardians, self._barriers):
            kept.clear()
        # In the order of the keys: an index takes neighbours much faster than strangers.
        keys = sorted(uuid.uuid4() for _ in records)
        for key, record in zip(keys, records, strict=True):
            self._add(key, record["row"], record["entry"])

    def _add(self, key: uuid.UUID, row: int, said: Mapping[str, Any]) -> None:
        self._people.add({"id": key, **_columns(said)})
        if number := said.get("identifier"):
            self._row_of[self._add_number(key, number)] = row
        if guardian := said.get("guardian"):
            entry = thaw("guardian", guardian, {})
            self._guardians.append((guardian_row(Graduate(pk=key), entry), entry))
        if barriers := said.get("barriers"):
            answers: tuple[BarrierEntry, ...] = thaw("barriers", barriers, {})
            self._barriers += barrier_rows(
                Graduate(pk=key), PersonEntry("", "", "", barriers=answers), by=self._by, at=self._at
            )

    def _add_number(self, person: uuid.UUID, number: str) -> str:
        found, key = identity.read_identifier(number), uuid.uuid4()
        kind = KINDS[found.kind]
        lookup = crypto.lookup(kind, found.value)
        sealed = crypto.seal(found.value.encode(), place=Identifier(pk=key).place)
        masked = identity.mask_identifier(found)
        said = {
            "id": key,
            "graduate_id": person,
            "kind": kind,
            "lookup": lookup,
            "sealed": sealed,
            "masked": masked,
        }
        self._numbers.add(said)
        return lookup

    def rows_by_lookup(self) -> Mapping[str, int]:
        """Keyed hash of each number -> the row of the file."""
        return self._row_of

    def insert(self) -> None:
        """Write everything; raises IntegrityError where a number is taken."""
        self._people.insert()
        self._numbers.insert()
        Guardian.objects.bulk_create([guardian for guardian, _ in self._guardians])
        Barrier.objects.bulk_create(self._barriers)
        consents = (
            consent_rows(guardian, entry, by=self._by, at=self._at) for guardian, entry in self._guardians
        )
        Consent.objects.bulk_create([row for rows in consents for row in rows])


def _columns(said: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of `Graduate` that a frozen entry says."""
    columns = {
        ELSEWHERE.get(name, name): tuple(value) if isinstance(value, list) else value
        for name, value in said.items()
        if name not in PARTS and name != "birth"
    }
    keys = name_keys(said["given_name"], said["family_name"], said.get("name_en", ""))
    return columns | keys | (_birth(said["birth"]) if "birth" in said else {})


@lru_cache(maxsize=20_000)
def _birth(iso: str) -> dict[str, Any]:
    whole = columns_of(PersonEntry("", "", "", birth=thaw("birth", iso, {})))
    return {name: whole[name] for name in ("birth_date", "birth_precision")}
