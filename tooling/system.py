"""What the machine itself must offer: Debian packages, installed when possible, named when not."""

import ctypes
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from tooling.shell import Stop, attempt, say, tail

PDF_JS_FOLDER = Path("/usr/share/javascript/pdf")
PLAYWRIGHTS = Path.home() / ".cache" / "ms-playwright"
POSTGRESQL_PROGRAMS = Path("/usr/lib/postgresql")  # Debian keeps the server's programs out of PATH


@dataclass(frozen=True)
class Need:
    """Something of the machine, the Debian package that brings it, and how to see that it is there."""

    package: str
    purpose: str
    is_met: Callable[[], bool]


def has_library(name: str) -> bool:
    """True where the dynamic linker finds the library; asked on Linux only, where the names are right."""
    if sys.platform != "linux":
        return True
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def postgresql_program(name: str) -> Path | None:
    """A program of the PostgreSQL server: the newest in Debian's folder, else from PATH."""
    versions = sorted(POSTGRESQL_PROGRAMS.glob("*"), key=lambda folder: float(folder.name), reverse=True)
    candidates = [path for folder in versions if (path := folder / "bin" / name).exists()]
    if not candidates and (found := shutil.which(name)):
        candidates = [Path(found)]
    return candidates[0] if candidates else None


def chromium() -> str | None:
    """The browser for the journeys: `CHROMIUM`, the first one found in PATH, or the one that Playwright brought.

    Ubuntu has none to install: its `chromium-browser` only asks for a snap, and is no browser without one.
    """
    names = ("chromium-headless-shell", "chromium", "google-chrome")
    in_path = (path for name in names if (path := shutil.which(name)))
    brought = map(str, sorted(PLAYWRIGHTS.glob("chromium_headless_shell-*/*/*headless*shell"), reverse=True))
    return os.environ.get("CHROMIUM") or next(in_path, None) or next(brought, None)


def has_program(name: str) -> Callable[[], bool]:
    """A test for one program in PATH."""
    return lambda: shutil.which(name) is not None


PRODUCT = (
    Need("libpango-1.0-0", "lays out the certificates", lambda: has_library("libpango-1.0.so.0")),
    Need("libpangoft2-1.0-0", "lays out the certificates", lambda: has_library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", "embeds fonts", lambda: has_library("libharfbuzz-subset.so.0")),
)
GIT = Need("git", "lists the project's own files", has_program("git"))
GETTEXT = Need("gettext", "finds the words to translate", has_program("xgettext"))
CHROMIUM = Need("chromium-headless-shell", "drives the browser journeys", lambda: chromium() is not None)
DRIVER = Need("libatomic1", "runs the browser's driver", lambda: has_library("libatomic.so.1"))
POPPLER = Need("poppler-utils", "looks at certificates as pictures", has_program("pdftoppm"))
MUPDF = Need("mupdf-tools", "reads certificates as another program does", has_program("mutool"))
PDF_JS = Need("libjs-pdf", "reads certificates as a browser does", lambda: PDF_JS_FOLDER.is_dir())
NODE = Need("nodejs", "runs that browser's reader", has_program("node"))
QPDF = Need("qpdf", "checks the files of certificates", has_program("qpdf"))
SOFTHSM = Need("softhsm2", "a token for signing keys", has_program("softhsm2-util"))
POSTGRESQL = Need(
    "postgresql", "second database of the tests", lambda: postgresql_program("initdb") is not None
)
DEVELOPMENT = (GIT, GETTEXT, CHROMIUM, DRIVER, POPPLER, MUPDF, PDF_JS, NODE, QPDF, SOFTHSM, POSTGRESQL)


def missing(needs: Iterable[Need]) -> list[Need]:
    """The needs that this machine does not meet."""
    return [need for need in needs if not need.is_met()]


def enabling_line(needs: Iterable[Need]) -> str:
    """The one line that a person with rights on a Debian machine types to meet the needs."""
    return "sudo apt-get install --no-install-recommends " + " ".join(need.package for need in needs)


def can_install() -> bool:
    """True for root on a machine with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def provide(needs: Iterable[Need]) -> list[Need]:
    """Install through apt what is missing and may be installed; return what is missing still."""
    lacking = missing(needs)
    if not lacking or not can_install():
        return lacking
    packages = [need.package for need in lacking]
    say(f"Installing from Debian: {' '.join(packages)}")
    if apt_get("update", "-q") and not apt_install(packages) and len(packages) > 1:
        for package in packages:  # one that this distribution does not know keeps the others out
            apt_install([package])
    return missing(lacking)


def apt_install(packages: list[str]) -> bool:
    return apt_get("install", "-q", "-y", "--no-install-recommends", *packages)


def apt_get(*arguments: str) -> bool:
    """Run apt-get without questions; False, with the end of what it said, where it failed."""
    command = ["apt-get", *arguments]
    done = attempt(command, env={"DEBIAN_FRONTEND": "noninteractive"})
    if done.returncode:
        say(f"{' '.join(command)} ended with code {done.returncode}:\n{tail(done.stdout)}")
    return done.returncode == 0


def require(needs: Iterable[Need]) -> None:
    """Have the machine meet the needs, or stop with the line that would."""
    if still := provide(needs):
        reasons = "\n".join(f"    {need.package}: {need.purpose}" for need in still)
        raise Stop(f"This machine lacks:\n{reasons}\nRun: {enabling_line(still)}")
