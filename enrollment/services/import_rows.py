"""New people of an import as rows of the tables, made ready before the transaction that writes them begins.

A model instance for each of 100,000 people would take most of the time, so the frozen facts go straight to the values
of the columns; a test compares the outcome with a person who was typed.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache, partial
from operator import attrgetter
from typing import Any

from django.db import connection, models
from django.utils import timezone

from agencies.models import User
from core import crypto, identity
from enrollment.entries import PersonEntry, columns_of
from enrollment.enums import ConsentGiver
from enrollment.importing.frozen import thaw
from enrollment.importing.judging import Record
from enrollment.models import Barrier, Consent, Guardian, Identifier, ImportBatch
from enrollment.queries.people import KINDS
from enrollment.services.people import CONSENT_DAYS, GUARDIAN_FIELDS, name_keys, new_graduate

BLANK = PersonEntry("", "", "")
APART = {
    "identifier",
    "guardian",
    "barriers",
    "birth",
}  # facts that are more or less than one column of the person
ELSEWHERE = {"school": "school_id", "place": "place_id"}  # facts whose column holds a key
REST = 0.5  # of the time that a step took
LONGEST_REST = 0.2  # seconds
CACHE = 64 * 1024  # KiB of SQLite's pages while many people are written; 2,000 otherwise
# Columns that take a text, a number, a truth value or bytes as they are.
PLAIN = (models.CharField, models.IntegerField, models.BooleanField, models.BinaryField)


class Pace:
    """Steps between which the database is free half as long as the last one took: SQLite's lock is not fair, and
    others want to write too. What is made ready between two steps is part of that rest."""

    def __init__(self) -> None:
        self._free_until = 0.0

    @contextmanager
    def step(self) -> Iterator[None]:
        if connection.vendor == "sqlite":
            time.sleep(max(0.0, self._free_until - time.monotonic()))
        began = time.monotonic()
        yield
        ended = time.monotonic()
        self._free_until = ended + min(LONGEST_REST, REST * (ended - began))


@contextmanager
def roomy() -> Iterator[None]:
    """Meanwhile SQLite keeps the pages of a dozen indexes at hand: a quarter less work for every person."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (former,) = cursor.execute("PRAGMA cache_size").fetchone()
        cursor.execute(f"PRAGMA cache_size = -{CACHE}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {former}")


class Table:
    """INSERTs into one table: the values of a pattern row, of which each row says what differs."""

    def __init__(self, pattern: models.Model) -> None:
        meta = pattern._meta
        fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
        names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
        marks = ", ".join(["%s"] * len(fields))
        self._statement = f"INSERT INTO {connection.ops.quote_name(meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608  # own names
        self._place = {field.attname: place for place, field in enumerate(fields)}
        self._turn = {field.attname: turn for field in fields if (turn := turning(field))}
        self._pattern = [
            field.get_db_prep_save(field.pre_save(pattern, True), connection) for field in fields
        ]
        self.rows: list[list[Any]] = []

    def add(self, said: Mapping[str, Any]) -> None:
        """One more row; `said` is attribute -> value, a list as a tuple."""
        row = self._pattern.copy()
        place, turned = self._place, self._turn
        for name, value in said.items():
            row[place[name]] = turned[name](value) if name in turned else value
        self.rows.append(row)

    def insert(self) -> None:
        """Write the rows; raises IntegrityError."""
        if self.rows:
            with connection.cursor() as cursor:
                cursor.executemany(self._statement, self.rows)


def turning(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value becomes what the database takes, the same values but once; None where it is that already."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, PLAIN):
        return None
    if isinstance(kind, models.UUIDField):
        return None if connection.features.has_native_uuid_field else attrgetter("hex")
    return lru_cache(maxsize=5_000)(partial(_turned, field))


def _turned(field: models.Field[Any, Any], value: Any) -> Any:
    plain = list(value) if isinstance(value, tuple) else value
    return field.get_db_prep_save(plain, connection)


class Newcomers:
    """The rows of new people, `take`n some hundred at a time and then written."""

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
        self._row_of: dict[str, int] = {}
        self._signed: list[dict[str, Any]] = []

    def take(self, records: Sequence[Record]) -> None:
        """Make ready the rows of these people, and forget the former."""
        for table in (self._people, self._numbers, self._guardians, self._barriers, self._consents):
            table.rows.clear()
        self._row_of.clear()
        self._signed.clear()
        # In the order of the keys: an index takes neighbours much faster than strangers.
        keys = sorted(uuid.uuid4() for _ in records)
        for key, record in zip(keys, records, strict=True):
            self._add(key, record["row"], record["entry"])

    def _add(self, key: uuid.UUID, row: int, said: Mapping[str, Any]) -> None:
        self._people.add({"id": key, **_columns(said)})
        if number := said.get("identifier"):
            self._row_of[self._add_number(key, number)] = row
        if guardian := said.get("guardian"):
            self._guardians.add({"graduate_id": key, **{name: guardian[name] for name in GUARDIAN_FIELDS}})
            self._sign(key, guardian)
        for kind, holds, day in said.get("barriers", ()):
            seen = {"seen_on": day} if day else {}
            self._barriers.add({"graduate_id": key, "kind": kind, "holds": holds, **seen})

    def _sign(self, person: uuid.UUID, guardian: Mapping[str, Any]) -> None:
        """The consents for the signed papers that were seen."""
        self._signed += [
            {"graduate_id": person, "kind": kind, "given_on": guardian[name]}
            for kind, name in CONSENT_DAYS.items()
            if guardian[name]
        ]

    def _add_number(self, person: uuid.UUID, number: str) -> str:
        found, key = identity.read_identifier(number), uuid.uuid4()
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
        self._numbers.add(said)
        return lookup

    def rows_by_lookup(self) -> Mapping[str, int]:
        """Keyed hash of each number -> the row of the file."""
        return self._row_of

    def insert(self) -> None:
        """Write everything; raises IntegrityError where a number is taken."""
        for table in (self._people, self._numbers, self._guardians, self._barriers):
            table.insert()
        if self._signed:
            self._insert_consents()

    def _insert_consents(self) -> None:
        """The keys of the guardians are the database's."""
        people = {consent["graduate_id"] for consent in self._signed}
        guardian_of = dict(Guardian.objects.filter(graduate__in=people).values_list("graduate_id", "pk"))
        for consent in self._signed:
            guardian = guardian_of[consent["graduate_id"]]
            self._consents.add({"id": uuid.uuid4(), "guardian_id": guardian, **consent})
        self._consents.insert()


def _columns(said: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of `Graduate` that a frozen entry says."""
    columns = {
        ELSEWHERE.get(name, name): tuple(value) if isinstance(value, list) else value
        for name, value in said.items()
        if name not in APART
    }
    keys = name_keys(said["given_name"], said["family_name"], said.get("name_en", ""))
    return columns | keys | (_birth(said["birth"]) if "birth" in said else {})


@lru_cache(maxsize=20_000)
def _birth(iso: str) -> dict[str, Any]:
    whole = columns_of(PersonEntry("", "", "", birth=thaw("birth", iso, {})))
    return {name: whole[name] for name in ("birth_date", "birth_precision")}
