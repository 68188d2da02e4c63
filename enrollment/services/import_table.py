"""Rows for one table in the form that the database takes, and their writing: many in one statement."""

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
            for some in self._groups(lines):
                marks = ", ".join([self._marks] * len(some))
                statement = f"INSERT INTO {self._into} VALUES {marks}"  # noqa: S608  # own names
                cursor.execute(statement, list(chain.from_iterable(some)))

    def _groups(self, lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
        for first in range(0, len(lines), self._at_once):
            yield lines[first : first + self._at_once]

    def _copy(self, cursor: Any, lines: Sequence[Line]) -> None:
        with cursor.copy(f"COPY {self._into} FROM STDIN") as copy:
            for line in lines:
                copy.write_row(line)


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
