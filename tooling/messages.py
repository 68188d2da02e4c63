"""Translations: collect the words of code and templates, compile catalogs, and say what has no Thai.

Compiling uses polib, so that running the product needs no gettext; collecting is Django's own `makemessages`,
which alone reads both Python and templates, and needs gettext on a developer's machine.
"""

import shutil
import sys
import tempfile
from pathlib import Path

import polib

from tooling.shell import PYTHON, ROOT, Stop, run, say
from tooling.sources import repository_files
from tooling.system import GETTEXT, enabling_line

LANGUAGE = "th"
# Short locations and long lines keep the catalog's differences readable.
COLLECT = [
    "-m",
    "django",
    "makemessages",
    "--locale",
    LANGUAGE,
    "--add-location",
    "file",
    "--no-wrap",
    "--verbosity",
    "0",
]
WITHOUT_WORDS = ["tests", "bench", "tooling", "var", "staticfiles", "static/vendor", "node_modules", ".venv*"]
SHOWN = 40


def main(arguments: list[str]) -> int:
    """`collect`, `compile` or `check`; the code for the shell."""
    try:
        {"collect": collect, "compile": compile_all, "check": check}[arguments[0]]()
    except Stop as stop:
        say(str(stop))
        return 1
    return 0


def collect(root: Path = ROOT) -> None:
    """Bring the catalog in `root` up to date with the words used there; new ones are left empty."""
    if not GETTEXT.is_met():
        raise Stop(f"Words cannot be collected without gettext. Run: {enabling_line([GETTEXT])}")
    ignored = [part for name in WITHOUT_WORDS for part in ("--ignore", name)]
    # No settings: Django then takes the folder `locale` it stands in, so that a copy can be examined as well.
    run(
        [PYTHON, *COLLECT, *ignored],
        cwd=root,
        env={"DJANGO_SETTINGS_MODULE": ""},
        remedy="Mend the file named above.",
    )


def compile_all() -> None:
    """Write the `.mo` beside every catalog."""
    for path in sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po")):
        try:
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
        except (
            OSError,
            UnicodeDecodeError,
        ) as error:  # polib raises OSError with the line for a syntax error
            raise Stop(f"{path.relative_to(ROOT)}: {error}") from error


def check() -> None:
    """Stop with the words that have no finished Thai translation; collects in a copy of the tree."""
    with tempfile.TemporaryDirectory() as scratch:
        copy_sources(Path(scratch))
        collect(Path(scratch))
        catalog = polib.pofile(str(Path(scratch) / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"))
    say(f"{len([entry for entry in catalog if not entry.obsolete])} messages in use")
    if words := untranslated(catalog):
        listed = "\n".join(f"    {word!r}" for word in words[:SHOWN])
        more = f"\n    and {len(words) - SHOWN} more" if len(words) > SHOWN else ""
        raise Stop(
            f"{len(words)} messages lack a finished Thai translation:\n{listed}{more}\nRun ./dev messages."
        )


def untranslated(catalog: polib.POFile) -> list[str]:
    """The messages in use that have no translation, a fuzzy one or (for plurals) an incomplete one."""
    return [entry.msgid for entry in catalog if not entry.obsolete and not entry.translated()]


def copy_sources(target: Path) -> None:
    """Copy the files that may hold words, and the present catalog, to `target`."""
    (target / "locale").mkdir()
    for path in repository_files("*.py", "*.html", "*.txt", "*.po"):
        copied = target / path.relative_to(ROOT)
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copied)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
