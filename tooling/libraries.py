"""The virtual environment and the locked libraries in it."""

import importlib.util
import sys
from pathlib import Path

from tooling import system
from tooling.shell import PYTHON, ROOT, VENV, attempt, run, say

REQUIREMENTS = ROOT / "requirements"
TRY_AGAIN = "Check the network and pip's own configuration, then try again."
VENV_NEED = system.Need(
    "python3-venv", "makes the virtual environment", lambda: importlib.util.find_spec("ensurepip") is not None
)


def make_venv() -> None:
    """Make `.venv`; without `ensurepip` (bare Debian) use this Python's pip, else apt, else say the line."""
    if PYTHON.exists():
        return
    say("Set-up: virtual environment")
    if not VENV_NEED.is_met() and not has_outer_pip():
        system.require([VENV_NEED])
    # Asked in a fresh process: this one looked for ensurepip before apt brought it.
    bare = attempt([sys.executable, "-c", "import ensurepip"]).returncode != 0
    command: list[str | Path] = [
        sys.executable,
        "-m",
        "venv",
        "--clear",
        *(["--without-pip"] if bare else []),
        VENV,
    ]
    run(command, remedy=f"Run: {system.enabling_line([VENV_NEED])}")


def has_outer_pip() -> bool:
    """True where the Python that runs `./dev` has a pip that can serve another one (22.3 or newer)."""
    return attempt([sys.executable, "-m", "pip", "--python", sys.executable, "--version"]).returncode == 0


def pip() -> list[str | Path]:
    """The pip that serves `.venv`: its own, or the outer one pointed at it."""
    if attempt([PYTHON, "-c", "import pip"]).returncode == 0:
        return [PYTHON, "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", PYTHON]


def install(lock: Path, *, target: Path | None = None) -> None:
    """Install a lock file (exact versions with hashes, resolved when it was made) into `.venv` or `target`.

    Bytecode is left to the first import, which halves the time.
    """
    place: list[str | Path] = ["--target", target] if target else []
    options = ["--quiet", "--no-deps", "--no-compile", "--require-hashes", *place, "--requirement", lock]
    run([*pip(), "install", *options], remedy=TRY_AGAIN)
