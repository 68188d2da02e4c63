"""The two databases: SQLite beside the program, PostgreSQL in production; the same guarantees on both."""

import os
import tempfile
from pathlib import Path
from typing import Any

import environ


def database(url: str, data_dir: Path, *, worker: bool) -> dict[str, Any]:
    """Django's settings for the database at `url`, or for SQLite in `data_dir` where no URL is given."""
    if not url:
        data_dir.mkdir(parents=True, exist_ok=True)
        return _sqlite(data_dir / "db.sqlite3")
    settings: dict[str, Any] = dict(environ.Env.db_url_config(url))
    if settings["ENGINE"].endswith("sqlite3"):
        return _sqlite(Path(settings["NAME"]))
    return settings | _postgresql(settings.get("OPTIONS", {}), worker=worker)


def _sqlite(path: Path) -> dict[str, Any]:
    # IMMEDIATE ends "database is locked" between read and write; FULL keeps an acknowledged seat through a
    # power cut (NORMAL does no fsync on commit in WAL mode). What was erased is overwritten, not only let go.
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA secure_delete=ON;",
        },
        # One file a test run, so that two runs at once do not meet.
        "TEST": {"NAME": str(Path(tempfile.gettempdir()) / f"training-test-{os.getpid()}.sqlite3")},
    }


def _postgresql(given: dict[str, Any], *, worker: bool) -> dict[str, Any]:
    """Beside the options of the URL (`?sslmode=require`), which stay."""
    statement_timeout = 300_000 if worker else 10_000  # milliseconds
    # No just-in-time compilation: a statement of 20 ms over 200,000 people was compiled for 4.6 s first.
    options = f"-c statement_timeout={statement_timeout} -c lock_timeout=5000 -c jit=off"
    return {
        "CONN_MAX_AGE": 60,
        # Off by default in Django: without it every thread answers one 500 after the server was restarted.
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {**given, "options": options},
    }
