"""The list of erased keys, outside the database: a backup that is put back brings people back, this list takes them
out again. It names nobody: a key is a random number that says nothing without the row it belonged to."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings


def append_erased(keys: Iterable[UUID], *, at: datetime) -> None:
    """Add the keys that are not listed yet, through to the disk."""
    known = set(read_erased(settings.ERASED_LIST))
    lines = [f"{key} {at.isoformat()}\n" for key in keys if key not in known]
    if not lines:
        return
    path = Path(settings.ERASED_LIST)
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "w") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def read_erased(path: Path) -> list[UUID]:
    """The keys in the order in which they were erased; [] where there is no list."""
    try:
        lines = path.read_text().splitlines()
    except FileNotFoundError:
        return []
    return [UUID(line.split()[0]) for line in lines if line.strip()]
