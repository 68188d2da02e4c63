"""Secrets of an embedded installation: made once, kept outside the database, readable by their owner only."""

import base64
import contextlib
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


class Keyring:
    """A folder of 32-byte keys, one file each (URL-safe base64).

    Where `may_create` is false (production), a missing key is an error instead of a new key: a key made silently
    would make everything sealed under the lost one unreadable.
    """

    def __init__(self, folder: Path, *, may_create: bool) -> None:
        self.folder = folder
        self.may_create = may_create

    def read(self, name: str) -> str:
        path = self.folder / name
        if path.exists():
            return path.read_text().strip()
        if not self.may_create:
            raise ImproperlyConfigured(f"No {name} key: set it in the environment (see .env.example).")
        return self._create(path)

    def _create(self, path: Path) -> str:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
        # A hard link appears whole or not at all: of two processes that start together, one key wins for both.
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
        draft.unlink()
        return path.read_text().strip()
