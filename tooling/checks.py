"""Everything that can be said about the code without running its tests."""

import base64
import os
import secrets
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from tooling.shell import PYTHON, ROOT, VENV, attempt, say, spoken, tail
from tooling.sources import repository_files

BIN = VENV / "bin"
SHOWN_LINES = 60


@dataclass(frozen=True)
class Check:
    """A command that ends with code 0 where all is well."""

    name: str
    command: list[str]
    env: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What came of a check."""

    check: Check
    code: int
    output: str
    seconds: float


def all_checks() -> list[Check]:
    """The checks, slowest first, so that two at a time end soonest."""
    manage = [str(PYTHON), "manage.py"]
    concise = ["--output-format", "concise"]
    templates = [str(path) for path in repository_files("*.html")]
    return [
        Check("types", [str(BIN / "mypy"), "."]),
        Check("layout of templates", [str(BIN / "djlint"), "--check", *templates]),
        Check("templates", [str(BIN / "djlint"), "--lint", "--quiet", *templates]),
        Check("order of apps", [str(BIN / "lint-imports")]),
        Check("translations", [str(PYTHON), "-m", "tooling.messages", "check"]),
        Check("migrations", [*manage, "makemigrations", "--check", "--dry-run"]),
        Check("Django", [*manage, "check", "--fail-level", "WARNING"]),
        Check(
            "Django in production",
            [*manage, "check", "--deploy", "--fail-level", "WARNING"],
            production_env(),
        ),
        Check("code", [str(BIN / "ruff"), "check", *concise, ".", "dev"]),
        Check("layout of code", [str(BIN / "ruff"), "format", "--check", *concise, ".", "dev"]),
        Check("container files", [str(PYTHON), "-m", "tooling.production"]),
        Check("registry addresses", [str(PYTHON), "-m", "tooling.addresses"]),
    ]


def production_env() -> dict[str, str]:
    """An environment like that of production, with keys made up on the spot."""
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    return {
        "DEBUG": "0",
        "SECURE": "1",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "FIELD_KEYS": f"k1:{key}",
        "LOOKUP_KEY": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "ALLOWED_HOSTS": "training.example.org",
        "BASE_URL": "https://training.example.org",
        "DATABASE_URL": "postgres://training@db/training",
    }


def perform(check: Check) -> Outcome:
    """Run one check, away from the data and the database of the person who runs it."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as data:
        done = attempt(check.command, env={"DATA_DIR": data, "DATABASE_URL": "", **check.env})
    return Outcome(check, done.returncode, done.stdout, time.monotonic() - began)


def check_all() -> int:
    """Run every check whatever the others say, show what failed and a table; the number of failures."""
    with ThreadPoolExecutor(max_workers=max(2, (os.cpu_count() or 2) // 2)) as pool:
        outcomes = list(pool.map(perform, all_checks()))
    for outcome in outcomes:
        if outcome.code:
            words = shortened(outcome.check.command)
            say(f"\n{outcome.check.name}: {words}\n{tail(outcome.output, SHOWN_LINES)}")
    say("")
    for outcome in outcomes:
        say(f"  {'FAILED' if outcome.code else 'ok':<7} {outcome.seconds:5.1f} s  {outcome.check.name}")
    return sum(1 for outcome in outcomes if outcome.code)


def shortened(command: list[str], limit: int = 110) -> str:
    """The command in one line, cut where it names many files."""
    words = spoken([part.removeprefix(f"{ROOT}/") for part in command])
    return words if len(words) <= limit else f"{words[:limit]} …"
