"""Make the lock files from `pyproject.toml` and `package.json`: exact versions with hashes, no address."""

import re
from pathlib import Path

from tooling.libraries import REQUIREMENTS, TRY_AGAIN, make_venv, uv, uv_settings
from tooling.shell import ROOT, run, say

OPTIONS = ["--universal", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]
# Elsewhere than in the index itself may lie one platform's files alone; a lock would know no others' hashes.
ELSEWHERE = ("UV_EXTRA_INDEX_URL", "UV_FIND_LINKS")
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==")


def lock(*, upgrade: bool) -> None:
    """Write `requirements/*.txt` and `package-lock.json`; versions stay unless `upgrade` is asked."""
    make_venv()
    newer = ["--upgrade"] if upgrade else []
    base, dev, node, resolver = (REQUIREMENTS / f"{group}.txt" for group in ("base", "dev", "node", "uv"))
    resolve(["pyproject.toml", *newer], base)
    resolve(["pyproject.toml", "--group", "dev", "--constraints", base, *newer], dev)
    resolve(["--group", "node", *newer], node)
    resolve(["--group", "uv", *newer], resolver)
    dev.write_text(without(dev.read_text(), names(base.read_text())))
    lock_assets(upgrade=upgrade)


def resolve(sources: list[str | Path], target: Path) -> None:
    """Resolve `sources` for every platform from Python 3.11 on; what `target` holds is preferred."""
    say(f"Lock: {target.relative_to(ROOT)}")
    options: list[str | Path] = [*OPTIONS, "--python-version", "3.11", "--output-file", target]
    settings = {name: value for name, value in uv_settings().items() if name not in ELSEWHERE}
    run([uv(), "pip", "compile", *sources, *options], env=settings, remedy=TRY_AGAIN)


def blocks(text: str) -> list[str]:
    """The entries of a lock file: a pinned line with the indented hashes below it."""
    return [block for block in re.split(r"^(?=\S)", text, flags=re.MULTILINE) if block.strip()]


def names(text: str) -> set[str]:
    """The names of the packages pinned in a lock file."""
    return {match[1].lower() for block in blocks(text) if (match := PINNED.match(block))}


def without(text: str, known: set[str]) -> str:
    """The lock file without the packages in `known`."""
    return "".join(block for block in blocks(text) if not names(block) & known)


def lock_assets(*, upgrade: bool) -> None:
    """Write `package-lock.json`; `.npmrc` keeps addresses out of it."""
    say("Lock: package-lock.json")
    verb = "update" if upgrade else "install"
    run(["npm", verb, "--package-lock-only", "--no-audit", "--no-fund"], remedy=TRY_AGAIN)
