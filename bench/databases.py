"""Runs a measurement on SQLite in a temporary file, then on a private PostgreSQL, each in a process of its own."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tooling.cluster import private_server

BOTH = ("sqlite", "postgresql")


def add_options(parser: argparse.ArgumentParser) -> None:
    """`--only` one of the two; `--here` marks the inner process."""
    parser.add_argument("--only", choices=BOTH, help="this database alone")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)


def on_each(module: str, arguments: Sequence[str], only: str | None) -> int:
    """Run `python -m module --here …` on an empty database of each kind; how many ended with a fault."""
    faults = 0
    for kind in BOTH if only is None else (only,):
        with empty(kind) as environment:
            command = [sys.executable, "-m", module, "--here", *arguments]
            faults += subprocess.run(command, env=os.environ | environment, check=False).returncode != 0
    return faults


@contextmanager
def empty(kind: str) -> Iterator[dict[str, str]]:
    """The environment that points the product to an empty database, which is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if kind == "sqlite":
            yield {"DATABASE_URL": "", "DATA_DIR": folder}
            return
        with private_server() as server:
            yield {"DATABASE_URL": server, "DATA_DIR": folder}


def set_up() -> str:
    """Make Django ready and the tables anew in the inner process; which database it is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    return connection.vendor
