"""How an import shares the database with others while it writes thousands of rows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

REST, REST_ALONE = 0.5, 0.15  # of the time that a step took: while others write, and while nobody does
LONGEST_REST = 0.2  # seconds
COMPANY = 10.0  # seconds for which somebody who wrote counts as writing
CACHE = 64 * 1024  # KiB of SQLite's pages while many people are written; 2,000 otherwise


class Pace:
    """Steps between which the database is free: SQLite's lock is not fair, and others want to write too.

    Free half as long as the last step took while others write, which SQLite's `data_version` tells; else just long
    enough for the first of them to come between.
    """

    def __init__(self) -> None:
        self._free_until = self._company_until = 0.0
        self._version = _version()

    @contextmanager
    def step(self) -> Iterator[None]:
        if connection.vendor == "sqlite":
            time.sleep(max(0.0, self._free_until - time.monotonic()))
        began = time.monotonic()
        yield
        ended = time.monotonic()
        self._free_until = ended + min(LONGEST_REST, self._share(ended) * (ended - began))

    def _share(self, now: float) -> float:
        version = _version()
        if version != self._version:
            self._version, self._company_until = version, now + COMPANY
        return REST if now < self._company_until else REST_ALONE


def _version() -> int:
    """Another number after another connection wrote; on PostgreSQL nobody has to wait for it."""
    if connection.vendor != "sqlite":
        return 0
    with connection.cursor() as cursor:
        (version,) = cursor.execute("PRAGMA data_version").fetchone()
    return int(version)


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
