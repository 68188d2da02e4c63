"""`verify_certificate FILE…`: is this paper genuine? Needs neither database nor network.

Exit code 0 only if every file is genuine. Without `--keys` the keys of this installation are used.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from certificates.sealing import issuer, key_ring
from certificates.signing.checking import Checker, Finding, Verdict
from certificates.signing.published import PublishedKeys, published

SHOWN = ("number", "name_th", "course_th", "total_hours", "issued_on", "center_th")


class Command(BaseCommand):
    help = "Check PDF papers, badges (JSON) or QR texts without database and network."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--keys", type=Path, help="a copy of /certificates/keys.json")
        parser.add_argument("--status", type=Path, help="a copy of /certificates/status.json, or of one list")

    def handle(self, *args: Any, **options: Any) -> None:
        """One paragraph a file, also of those that cannot be read; CommandError where not all are genuine."""
        checker = Checker(_keys(options["keys"]), _lists(options["status"]))
        genuine = [self._check(checker, path) for path in options["files"]]
        if not all(genuine):
            raise CommandError(f"{genuine.count(False)} of {len(genuine)} not genuine")

    def _check(self, checker: Checker, path: Path) -> bool:
        try:
            content = path.read_bytes()
        except OSError as error:
            self.stdout.write(f"{path}: CANNOT BE READ\n  {error.strerror}")
            return False
        finding = checker.file(content)
        self.stdout.write("\n  ".join([f"{path}: {finding.verdict.upper()}", *_lines(finding)]))
        return finding.verdict is Verdict.GENUINE


def _lines(finding: Finding) -> list[str]:
    lines = [finding.reason] if finding.reason else []
    if finding.facts:
        about = "as issued" if finding.verdict is Verdict.CHANGED else "says"
        lines += [f"{about}: {name}: {finding.facts[name]}" for name in SHOWN if name in finding.facts]
    return lines + ([f"by the status list of {finding.list_of}"] if finding.list_of else [])


def _keys(path: Path | None) -> PublishedKeys:
    file = _json(path) if path else published(key_ring(), issuer(), at=timezone.now())
    try:
        return PublishedKeys.read(file)
    except (KeyError, TypeError, ValueError) as error:
        raise CommandError(f"{path}: no file of keys") from error


def _lists(path: Path | None) -> tuple[Any, ...]:
    if path is None:
        return ()
    file = _json(path)
    found = file.get("lists", [file]) if isinstance(file, dict) else None
    if not isinstance(found, list) or not all(isinstance(each, dict) and "id" in each for each in found):
        raise CommandError(f"{path}: no status list")
    return tuple(found)


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError) as error:
        raise CommandError(f"{path}: cannot be read as JSON") from error
