"""Set-up: the virtual environment, the libraries, the assets, the fonts and the translations.

Every step leaves a stamp of what it was made from; a second start compares stamps and does nothing.
"""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tooling import assets, libraries, system
from tooling.shell import PYTHON, ROOT, VENV, attempt, run, say, tail
from tooling.stamps import is_fresh, leave

FONT_BUILDER = ROOT / "core" / "paper" / "fonts.py"
ENGINE = ROOT / "scheduling" / "engine"
FONTS = assets.VENDOR / "fonts"


def set_up(*, development: bool = False) -> None:
    """Bring everything the product needs (with `development`: everything its tests need) up to date."""
    with one_at_a_time():
        system.require(system.PRODUCT)
        libraries.make_venv()
        install("base")
        if development:
            install("dev")
            system.provide(system.DEVELOPMENT)  # what stays missing is reported where it is needed
            bring_browser()
        step("assets", assets.VENDOR / ".stamp", assets.INPUTS, assets.fetch)
        step("fonts", FONTS / ".stamp", [FONT_BUILDER, lock_file("base")], build_fonts)
        make_machine_code(lectures=development)
        step("translations", VENV / "stamp-messages", catalogs(), compile_messages)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second `./dev` wait until the first has finished its set-up."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def step(name: str, stamp: Path, inputs: list[Path], work: Callable[[], None]) -> None:
    """Do `work` unless `stamp` says that it was done from the same inputs."""
    if not is_fresh(stamp, inputs):
        say(f"Set-up: {name}")
        work()
        leave(stamp, inputs)


def lock_file(group: str) -> Path:
    """The lock of `base` (what the product needs) or `dev` (what its checks and tests need besides)."""
    return libraries.REQUIREMENTS / f"{group}.txt"


def install(group: str) -> None:
    """Install the libraries of a group."""
    lock = lock_file(group)
    step(f"libraries ({group})", VENV / f"stamp-{group}", [lock], lambda: libraries.install(lock))


def bring_browser() -> None:
    """Let Playwright fetch its own Chromium where the distribution has none, as Ubuntu."""
    if not system.missing([system.CHROMIUM]):
        return
    say("Set-up: Playwright's Chromium")
    with_libraries = ["--with-deps"] if system.can_install() else []
    command: list[str | Path] = [
        PYTHON,
        "-m",
        "playwright",
        "install",
        *with_libraries,
        "--only-shell",
        "chromium",
    ]
    done = attempt(command)
    if done.returncode:
        say(f"It did not come, so the browser journeys cannot run:\n{tail(done.stdout, 5)}")


def build_fonts() -> None:
    """Build the papers' fonts from the installed font package."""
    run(
        [PYTHON, "-m", "core.paper.fonts", FONTS],
        remedy="Papers cannot be laid out without fonts.",
    )


def make_machine_code(*, lectures: bool) -> None:
    """Make the machine code of the timetable engine, so that no plan has to wait for it."""
    command: list[str | Path] = [PYTHON, "-m", "scheduling.engine.warm"]
    if lectures:
        command.append("--lectures")
    name = "lectures" if lectures else "engine"
    inputs = [*sorted(ENGINE.glob("*.py")), lock_file("base")]
    step(
        "machine code of the timetable engine",
        VENV / f"stamp-{name}",
        inputs,
        lambda: compile_engine(command),
    )


def compile_engine(command: list[str | Path]) -> None:
    run(command, remedy="Large timetables cannot be made without it.")


def catalogs() -> list[Path]:
    """The translation catalogs of the project."""
    return sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))


def compile_messages() -> None:
    """Compile the translation catalogs."""
    run([PYTHON, "-m", "tooling.messages", "compile"], remedy="Mend the catalog named above.")
