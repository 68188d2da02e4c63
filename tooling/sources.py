"""The files of the repository."""

from pathlib import Path

from tooling.shell import ROOT, run


def repository_files(*patterns: str, root: Path = ROOT) -> list[Path]:
    """The files that are tracked or would be with the next `git add`: all, or those of the patterns."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listing = run(command, cwd=root, remedy="This needs git and a clone of the repository.")
    return [root / name for name in sorted(listing.split("\0")) if name and (root / name).is_file()]
