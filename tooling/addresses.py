"""No tracked file names a package registry, a mirror or a content network.

Where packages come from is the business of whoever installs: pip, npm, apt and docker are configured there.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tooling.shell import ROOT, say
from tooling.sources import repository_files

# Written in parts, so that this file passes its own examination.
HOSTS = (
    ("pypi", "org"),
    ("pythonhosted", "org"),
    ("npmjs", "org"),
    ("npmjs", "com"),
    ("yarnpkg", "com"),
    ("jsdelivr", "net"),
    ("unpkg", "com"),
    ("cdnjs", "cloudflare", "com"),
    ("deb", "debian", "org"),
    ("anaconda", "org"),
)
SIGNS = {
    "host of a registry": re.compile("|".join(r"\.".join(host) for host in HOSTS), re.IGNORECASE),
    "address of an archive": re.compile(
        r"(?:https?|ftp|file)://[^\s\"'<>]+\.(?:whl|tgz|tar\.\w+|deb|crate)(?![\w.-])", re.IGNORECASE
    ),
    "option that names an index": re.compile(
        r"(?:--|PIP_|UV_|^\s*)(?:(?:extra[-_])?index[-_]url|find[-_]links|trusted[-_]host)[\s=]+\S"
        r"|(?:--|npm_config_|^\s*)registry[\s=]+\S*://",
        re.IGNORECASE | re.MULTILINE,
    ),
    "resolved address in a lock": re.compile(r"\"resolved\"\s*:\s*\"\w+:"),
    "registry of an image": re.compile(r"^\s*(?:FROM|image:)\s+[\w-]+(?:\.[\w-]+)+(?::\d+)?/", re.MULTILINE),
}


def found_in(text: str) -> Iterator[tuple[int, str]]:
    """The line numbers (from 1) of `text` that name a registry, each with the sign that gave it away."""
    for sign, pattern in SIGNS.items():
        for match in pattern.finditer(text):
            yield text.count("\n", 0, match.end()) + 1, sign


def scan(files: list[Path], root: Path = ROOT) -> list[str]:
    """One line `file:line: sign` for each address found; files that are no text cannot name one to a tool."""
    findings = []
    for path in files:
        text = path.read_bytes().decode("utf-8", errors="replace")
        findings += [f"{path.relative_to(root)}:{line}: {sign}" for line, sign in found_in(text)]
    return findings


def main() -> int:
    """Print what was found; 1 if anything was."""
    files = repository_files()
    findings = scan(files)
    say("\n".join(findings) or f"{len(files)} files, no address of a package registry")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
