"""Many rows of one table in one statement: made ready in the form that the database takes, then written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db import connection, models

MOST_VALUES = 32_766  # of one statement: what SQLite takes unless it was built otherwise
# Columns that take a text, a number, a truth value or bytes as they are.
PLAIN = (models.CharField, models.IntegerField, models.BooleanField, models.BinaryField)
Line = list[Any]


class Table:
    """INSERTs into one table: the values of a pattern row, of which each row says what differs."""

    def __init__(self, pattern: models.Model) -> None:
        meta = pattern._meta
        fields = [field for field in meta.concrete_fields if not isinstance(field, models.AutoField)]
        names = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
        self._into = f"{connection.ops.quote_name(meta.db_table)} ({names})"
        self._marks = f"({', '.join(['%s'] * len(fields))})"
        self._at_once = MOST_VALUES // len(fields)
        self._place = {field.attname: place for place, field in enumerate(fields)}
        self._turn = {field.attname: turn for field in fields if (turn := turning(field))}
        self._pattern = [
            field.get_db_prep_save(field.pre_save(pattern, True), connection) for field in fields
        ]

    def line(self, said: Mapping[str, Any]) -> Line:
        """One more row; `said` is attribute -> value, a list as a tuple."""
        row = self._pattern.copy()
        place, turned = self._place, self._turn
        for name, value in said.items():
            row[place[name]] = turned[name](value) if name in turned else value
        return row

    def insert(self, lines: Sequence[Line]) -> None:
        """Write the rows; raises IntegrityError.

        SQLite opens a savepoint for every statement that sets off triggers, for which its text index writes down what
        it had gathered: hundreds of rows in one statement take a third of the time of as many statements. PostgreSQL
        takes them by COPY.
        """
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                self._copy(cursor, lines)
                return
            for some in groups(lines, self._at_once):
                marks = ", ".join([self._marks] * len(some))
                statement = f"INSERT INTO {self._into} VALUES {marks}"  # noqa: S608  # own names
                cursor.execute(statement, list(chain.from_iterable(some)))

    def _copy(self, cursor: Any, lines: Sequence[Line]) -> None:
        with connection.wrap_database_errors, cursor.copy(f"COPY {self._into} FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)


class Update:
    """An UPDATE of the same columns of many rows, each with values of its own, where its version is still the same."""

    def __init__(self, model: type[models.Model], names: Sequence[str]) -> None:
        field_of = {field.name: field for field in model._meta.concrete_fields}
        self._fields = [field_of[name] for name in names]
        self._key, self._number = model._meta.pk, field_of["version"]
        self._table = connection.ops.quote_name(model._meta.db_table)
        self._lines: list[Line] = []

    def add(self, key: Any, version: int, values: Sequence[Any]) -> None:
        """One more row: its key, the version that it must have, and the new values in the order of the names."""
        turned = [
            field.get_db_prep_save(getattr(value, "pk", value), connection)
            for field, value in zip(self._fields, values, strict=True)
        ]
        self._lines.append([self._key.get_db_prep_save(key, connection), version, *turned])

    def write(self, *, only: str) -> int:
        """Change the rows of which the condition `only` holds, and count up their versions; how many there were."""
        found = 0
        with connection.cursor() as cursor:
            for some in groups(self._lines, MOST_VALUES // (len(self._fields) + 2)):
                cursor.execute(self._statement(len(some), only), list(chain.from_iterable(some)))
                found += cursor.rowcount
        return found

    def _statement(self, rows: int, only: str) -> str:
        """PostgreSQL takes a list of values for text unless told otherwise; SQLite stores what it is given."""
        name = connection.ops.quote_name
        sets = [f"{name(str(f.column))} = {_typed(f, n)}" for n, f in enumerate(self._fields, start=3)]
        sets.append(f"version = {self._table}.version + 1")
        marks = ", ".join([f"({', '.join(['%s'] * (len(self._fields) + 2))})"] * rows)
        return (
            f"UPDATE {self._table} SET {', '.join(sets)} FROM (VALUES {marks}) AS said"  # noqa: S608  # own names
            f" WHERE {self._table}.{name(str(self._key.column))} = {_typed(self._key, 1)}"
            f" AND {self._table}.version = {_typed(self._number, 2)} AND {only}"
        )


def _typed(field: models.Field[Any, Any], place: int) -> str:
    if connection.vendor == "sqlite":
        return f"said.column{place}"
    return f"CAST(said.column{place} AS {field.db_type(connection)})"


def groups(lines: Sequence[Line], size: int) -> Iterator[Sequence[Line]]:
    for first in range(0, len(lines), size):
        yield lines[first : first + size]


def turning(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """How a value becomes what the database takes, the same values but once; None where it is that already."""
    kind = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(kind, PLAIN):
        return None
    if isinstance(kind, models.UUIDField):
        return None if connection.features.has_native_uuid_field else attrgetter("hex")
    once = lru_cache(maxsize=5_000)(partial(_turned, field))
    if isinstance(kind, models.JSONField):  # a list comes as a tuple; a dict cannot be remembered
        return lambda value: _turned(field, value) if isinstance(value, dict) else once(value)
    return once


def _turned(field: models.Field[Any, Any], value: Any) -> Any:
    plain = list(value) if isinstance(value, tuple) else value
    return field.get_db_prep_save(plain, connection)
