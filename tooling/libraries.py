"""The virtual environment and the locked libraries in it."""

import re
import sys
from pathlib import Path

from tooling import system
from tooling.shell import PYTHON, ROOT, VENV, attempt, run, say, tail

REQUIREMENTS = ROOT / "requirements"
SYSTEM_PYTHON = Path("/usr/bin/python3")
TRY_AGAIN = "Check the network and pip's own configuration, then try again."
PIP_OPTIONS = ("--quiet", "--no-deps", "--no-compile", "--require-hashes")
# pip's option: uv's variable and what it puts between several values.
UV_NAMES = {
    "index_url": ("UV_DEFAULT_INDEX", " "),
    "extra_index_url": ("UV_EXTRA_INDEX_URL", " "),
    "find_links": ("UV_FIND_LINKS", ","),
    "trusted_host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
}


def make_venv() -> None:
    """Make `.venv`; without `ensurepip` (bare Debian) use this Python's pip, else apt, else say the line."""
    if PYTHON.exists():
        return
    say("Set-up: virtual environment")
    python = base_python()
    if not has_outer_pip():
        system.require([VENV_NEED])
    bare = [] if has_ensurepip(python) else ["--without-pip"]
    run([python, "-m", "venv", "--clear", *bare, VENV], remedy="Delete .venv and try again.")


def base_python() -> Path:
    """The Python of which `.venv` is made: the system's own if it can, else the one that runs `./dev`.

    A distribution builds its Python with a profile; one built at home seldom has that and takes 1.4 times as long.
    """
    will_do = "import ensurepip, sys; sys.exit(sys.version_info < (3, 11))"
    if SYSTEM_PYTHON.exists() and attempt([SYSTEM_PYTHON, "-c", will_do]).returncode == 0:
        return SYSTEM_PYTHON
    return Path(sys.executable)


def has_ensurepip(python: Path) -> bool:
    """True where a Python can put pip into a new environment; asked afresh, since apt may have brought it."""
    return attempt([python, "-c", "import ensurepip"]).returncode == 0


def has_outer_pip() -> bool:
    """True where the Python that runs `./dev` has a pip that can serve another one (22.3 or newer)."""
    return attempt([sys.executable, "-m", "pip", "--python", sys.executable, "--version"]).returncode == 0


VENV_NEED = system.Need("python3-venv", "makes the virtual environment", lambda: has_ensurepip(base_python()))


def pip() -> list[str | Path]:
    """The pip that serves `.venv`: its own, or the outer one pointed at it."""
    if attempt([PYTHON, "-c", "import pip"]).returncode == 0:
        return [PYTHON, "-m", "pip"]
    return [sys.executable, "-m", "pip", "--python", PYTHON]


def install(lock: Path) -> None:
    """Install a lock file into `.venv`: exact versions with hashes, resolved when the lock was made.

    By uv, in a third of pip's time; where uv cannot, pip has the last word. Bytecode is left to the first import.
    """
    command: list[str | Path] = [uv(), "pip", "install", "--python", PYTHON, "--no-deps", "--require-hashes"]
    done = attempt([*command, "--requirement", lock], env=uv_settings())
    if done.returncode:
        say(f"uv could not install {lock.name}, so pip does:\n{tail(done.stdout, 5)}")
        run([*pip(), "install", *PIP_OPTIONS, "--requirement", lock], remedy=TRY_AGAIN)


def install_apart(lock: Path, target: Path) -> None:
    """Install a lock file by pip into a folder of its own."""
    run([*pip(), "install", *PIP_OPTIONS, "--target", target, "--requirement", lock], remedy=TRY_AGAIN)


def uv() -> Path:
    """The uv that serves `.venv`; it lives apart from the product's libraries."""
    program = VENV / "tools" / "bin" / "uv"
    if not program.exists():
        install_apart(REQUIREMENTS / "uv.txt", VENV / "tools")
    return program


def uv_settings() -> dict[str, str]:
    """pip's configuration of where packages come from, said in uv's words: uv does not read it by itself."""
    listing = attempt([*pip(), "config", "list"]).stdout
    settings = {"UV_INDEX_STRATEGY": "unsafe-best-match"}  # as pip does; the hashes say what may come
    for key, value in re.findall(r"^(\S+)='(.*)'$", listing, re.MULTILINE):
        name = key.rpartition(".")[2].replace("-", "_")
        if name in UV_NAMES:
            variable, separator = UV_NAMES[name]
            settings[variable] = separator.join(value.replace("\\n", " ").split())
    return settings
