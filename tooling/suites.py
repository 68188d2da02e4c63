"""The tests, on SQLite and on a real PostgreSQL, with honest totals."""

import os
import tempfile
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from tooling import system
from tooling.checks import check_all
from tooling.cluster import private_server
from tooling.shell import PYTHON, Stop, follow, say

DATABASES = ("SQLite", "PostgreSQL")
# One more than there are cores: a worker often waits for a browser, a child process or the server.
WORKERS = str((os.cpu_count() or 1) + 1)


@dataclass(frozen=True)
class Totals:
    """How many tests passed, failed (or broke) and were skipped."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)


def read_report(report: Path, code: int) -> Totals:
    """The totals of a JUnit report; a run that ended badly without counting a failure counts as one."""
    totals = Totals()
    if report.exists():
        for suite in ElementTree.parse(report).getroot().iter("testsuite"):  # noqa: S314 - pytest's own report
            count = {name: int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")}
            failed = count["failures"] + count["errors"]
            passed = max(0, count["tests"] - failed - count["skipped"])
            totals += Totals(passed, failed, count["skipped"])
    return totals if totals.failed or code == 0 else totals + Totals(failed=1)


def run_suite(database: str, url: str, arguments: list[str]) -> Totals:
    """Run pytest on one database (an empty URL is SQLite) in a data folder that is thrown away."""
    say(f"\n== Tests on {database}")
    with tempfile.TemporaryDirectory(prefix="training-tests-") as folder:
        report = Path(folder) / "report.xml"
        env = {"DATABASE_URL": url, "DATA_DIR": f"{folder}/data", "DJANGO_ALLOW_ASYNC_UNSAFE": "1"}
        if browser := system.chromium():
            env["CHROMIUM"] = browser
        command: list[str | Path] = [
            PYTHON,
            "-m",
            "pytest",
            "-n",
            WORKERS,
            "--dist=worksteal",
            "--durations=25",
            f"--junitxml={report}",
            *arguments,
        ]
        code = follow(command, env=env)
        totals = read_report(report, code)
    say(f"{database}: {totals.passed} passed, {totals.failed} failed, {totals.skipped} skipped")
    return totals


def server_for(database: str) -> AbstractContextManager[str]:
    """The URL of a database as a context: none for SQLite, the given one, or a server of our own."""
    if database == "SQLite":
        return nullcontext("")
    if given := os.environ.get("DATABASE_URL"):
        return nullcontext(given)
    return private_server()


def what_cannot_run(databases: tuple[str, ...]) -> Iterator[tuple[str, system.Need]]:
    """What this machine lacks for all tests on these databases."""
    journeys = [("browser journeys", need) for need in (system.CHROMIUM, system.DRIVER)]
    readers = (system.POPPLER, system.MUPDF, system.PDF_JS, system.NODE, system.QPDF)
    papers = [("certificates as other programs see them", need) for need in readers]
    for part, need in (*journeys, *papers, ("keys in a token", system.SOFTHSM)):
        if not need.is_met():
            yield part, need
    if "PostgreSQL" in databases and not os.environ.get("DATABASE_URL") and not system.POSTGRESQL.is_met():
        yield "tests on PostgreSQL", system.POSTGRESQL


def prove(arguments: list[str], *, databases: tuple[str, ...], allow_missing: bool) -> int:
    """Check, then test on every database; the code for the shell is 0 only if all ran and all passed.

    `allow_missing` forgives what this machine cannot run, except where `CI` is set.
    """
    failed_checks = check_all()
    lacking = list(what_cannot_run(databases))
    if system.missing([system.CHROMIUM, system.DRIVER]):
        arguments = ["-m", "not journey", *arguments]
    totals = {
        name: suite_on(name, [*once(name, databases), *arguments])
        for name in databases
        if not is_lacking(name, lacking)
    }
    total = sum(totals.values(), Totals())
    say("")
    for name, counted in totals.items():
        say(f"{name:<11} {counted.passed:>6} passed {counted.failed:>4} failed {counted.skipped:>4} skipped")
    say(f"{'Checks':<11} {'all passed' if not failed_checks else f'{failed_checks} failed, see above'}")
    for part, need in lacking:
        say(f"NOT RUN: {part}. To enable: {system.enabling_line([need])}")
    say(f"{total.passed} passed, {total.failed} failed")
    incomplete = bool(lacking or total.skipped) and not (allow_missing and not os.environ.get("CI"))
    return 1 if failed_checks or total.failed or not total.passed or incomplete else 0


def once(database: str, databases: tuple[str, ...]) -> list[str]:
    """Tests that touch no database run once, with the first of several."""
    return ["--only-database"] if database != databases[0] else []


def is_lacking(database: str, lacking: list[tuple[str, system.Need]]) -> bool:
    """True for PostgreSQL where there is none."""
    return database == "PostgreSQL" and any(need is system.POSTGRESQL for _, need in lacking)


def suite_on(database: str, arguments: list[str]) -> Totals:
    """Test on one database, with the server it needs; one that does not start is a failure, not the end."""
    try:
        with server_for(database) as url:
            return run_suite(database, url, arguments)
    except Stop as stop:
        say(f"\n{database}: {stop}")
        return Totals(failed=1)
