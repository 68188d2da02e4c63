"""A worker's sign of life that the system itself withdraws when the process dies: a lock, not a heartbeat.

SQLite: `flock` on a file beside the database. PostgreSQL: a session-level advisory lock on a connection of its own
(Django's request handling may close the ordinary one).
"""

import fcntl
import hashlib
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections


class FileLock:
    def __init__(self, worker_id: str) -> None:
        folder = Path(settings.DATA_DIR) / "workers"
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / f"{worker_id}.lock"
        self._handle: int | None = None

    def acquire(self) -> bool:
        handle = os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        if self._handle is not None:
            self.path.unlink(missing_ok=True)
            os.close(self._handle)
            self._handle = None


class AdvisoryLock:
    def __init__(self, worker_id: str) -> None:
        digest = hashlib.sha256(worker_id.encode()).digest()
        self.number = int.from_bytes(digest[:8], signed=True)
        self._connection: Any = connections.create_connection("default")

    def acquire(self) -> bool:
        with self._connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [self.number])
            return bool(cursor.fetchone()[0])

    def release(self) -> None:
        self._connection.close()


def liveness_lock(worker_id: str) -> FileLock | AdvisoryLock:
    """The lock that the worker of this id holds while it lives; acquiring it proves that the worker is dead."""
    return FileLock(worker_id) if connection.vendor == "sqlite" else AdvisoryLock(worker_id)
