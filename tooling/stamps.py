"""Remember what a set-up step was made from, so that the next start does only what changed."""

import hashlib
import sys
from collections.abc import Iterable
from pathlib import Path

from tooling.shell import ROOT


def fingerprint(inputs: Iterable[Path]) -> str:
    """SHA-256 over the names and contents of the files and the Python version; a missing file is empty."""
    digest = hashlib.sha256(repr(sys.version_info[:3]).encode())
    for path in sorted(inputs):
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
        content = path.read_bytes() if path.is_file() else b""
        digest.update(f"\0{name}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def is_fresh(stamp: Path, inputs: Iterable[Path]) -> bool:
    """True where the step that left `stamp` was made from exactly these inputs."""
    return stamp.is_file() and stamp.read_text() == fingerprint(inputs)


def leave(stamp: Path, inputs: Iterable[Path]) -> None:
    """Write the stamp of a step; call it last, so that a step that broke off is done again."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(fingerprint(inputs))
