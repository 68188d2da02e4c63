"""Writing down who saw whom: one statement for a list, a few for a spreadsheet of a province."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from agencies.models import User
from enrollment.enums import SeenHow
from enrollment.models import Sighting
from enrollment.models.rights import NO_AGENCY

Sight = tuple[UUID, SeenHow]
AT_ONCE = 2_000  # rows of one INSERT: eight values each, below the 32,766 that SQLite takes
LONGEST_WAIT = 5_000  # milliseconds for a busy SQLite; PostgreSQL waits for its `lock_timeout`
COLUMNS = ("account_id", "agency_id", "person_id", "how", "day", "first_at", "last_at", "times")
KEY = ("account_id", "day", "person_id", "how", "agency_id")


def write_sightings(user: User, sights: Collection[Sight], *, at: datetime) -> None:
    """One row a person, form and day; seen again the same day, it counts one more.

    Raises OperationalError if the database takes no write for `LONGEST_WAIT`: then nobody may be shown.
    """
    agency, day = user.acting_for or NO_AGENCY, timezone.localdate(at)
    # In order of the key: two requests of one account at once wait for each other and cannot lock each other out.
    ordered = sorted(sights, key=lambda sight: (sight[0].bytes, sight[1]))
    rows = [(user.pk, agency, person, how.value, day, at, at, 1) for person, how in ordered]
    with _waiting_briefly(), transaction.atomic():
        for first in range(0, len(rows), AT_ONCE):
            _upsert(rows[first : first + AT_ONCE])


def _upsert(rows: Sequence[Sequence[Any]]) -> None:
    """Django's `bulk_create` overwrites on a conflict; it cannot count up."""
    table = Sighting._meta.db_table  # its columns are named as its fields: none is a relation
    line = f"({', '.join(['%s'] * len(COLUMNS))})"
    sql = (
        f"INSERT INTO {table} ({', '.join(COLUMNS)}) VALUES {', '.join([line] * len(rows))}"  # noqa: S608  names of columns
        f" ON CONFLICT ({', '.join(KEY)}) DO UPDATE SET times = {table}.times + 1, last_at = excluded.last_at"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, list(_prepared(rows)))


def _prepared(rows: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """The values as the database takes them; one that stands in every row is turned but once."""
    columns = {column.name: column for column in Sighting._meta.concrete_fields}
    fields = [columns[name] for name in COLUMNS]
    turned: dict[tuple[str, Any], Any] = {}
    for row in rows:
        for field, value in zip(fields, row, strict=True):
            if (field.name, value) not in turned:
                turned[field.name, value] = field.get_db_prep_save(value, connection)
            yield turned[field.name, value]


@contextmanager
def _waiting_briefly() -> Iterator[None]:
    """A page waits for SQLite's one writer for seconds, not for the 20 that a save may take."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    raw = connection.connection
    usual = raw.execute("PRAGMA busy_timeout").fetchone()[0]
    raw.execute(f"PRAGMA busy_timeout = {LONGEST_WAIT}")
    try:
        yield
    finally:
        raw.execute(f"PRAGMA busy_timeout = {usual}")
