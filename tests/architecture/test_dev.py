"""The pure parts behind `./dev`: stamps, locks, ports, totals, and the scans that guard the repository."""

import io
import re
import socket
import subprocess
import sys
from pathlib import Path

import polib
import pytest

from tooling import addresses, lock, messages, production, serving
from tooling.assets import copy, font_files
from tooling.ports import LOCALHOST, free_port, is_free
from tooling.shell import ROOT, Stop, run
from tooling.sources import repository_files
from tooling.stamps import fingerprint, is_fresh, leave
from tooling.suites import Totals, read_report
from tooling.system import Need, enabling_line, missing

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


# Stamps


def test_a_step_is_fresh_only_for_the_inputs_it_was_done_from(tmp_path: Path):
    lock_file, stamp = tmp_path / "base.txt", tmp_path / "made" / "stamp"
    lock_file.write_text("one")
    assert not is_fresh(stamp, [lock_file])
    leave(stamp, [lock_file])
    assert is_fresh(stamp, [lock_file])
    lock_file.write_text("two")
    assert not is_fresh(stamp, [lock_file])


def test_a_fingerprint_tells_names_and_borders_apart(tmp_path: Path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("ab")
    second.write_text("c")
    before = fingerprint([first, second])
    first.write_text("a")
    second.write_text("bc")
    assert fingerprint([first, second]) != before
    assert fingerprint([second, first]) == fingerprint([first, second])


# Locks


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock_files_pin_every_package_with_hashes_and_hold_no_address(path: Path):
    text = path.read_text()
    assert "://" not in text
    for block in lock.blocks(text):
        assert lock.PINNED.match(block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: path.name)
def test_lock_files_know_the_files_of_other_platforms(path: Path):
    """Beside one wheel there is at least the source; the fonts' package alone has nothing but its source."""
    thin = {block.split("==")[0] for block in lock.blocks(path.read_text()) if block.count("--hash=") < 2}
    assert thin <= {"fontpkg-sarabun"}


def test_the_lock_files_together_pin_a_package_once():
    pinned = [name for path in LOCKS for name in lock.names(path.read_text())]
    assert len(pinned) > 60
    assert len(pinned) == len(set(pinned))


def test_a_lock_without_known_packages_keeps_the_others_whole():
    text = "ham==1 \\\n    --hash=sha256:aa\nspam[egg]==2 ; python_version < '4' \\\n    --hash=sha256:bb\n"
    assert lock.names(text) == {"ham", "spam"}
    assert lock.without(text, {"ham"}) == text[text.index("spam") :]


# Addresses


@pytest.mark.parametrize(
    "planted",
    [
        "https://files." + "pythonhosted" + ".org/packages/a",
        "see " + "PyPI" + ".org",
        "https://mirror.example.com/any/ham-1.0-py3-none-any" + ".whl",
        "http://10.0.0.1/ham-1.0.tar" + ".gz",
        "--extra-in" + "dex-u" + "rl http://mirror.example.com/sim" + "ple",
        "npm ci --regis" + "try=http://mirror.example.com",
        '"reso' + 'lved": "http://mirror.example.com/ham"',
        "FROM regis" + "try.example.com/python:3.11",
        "    image: regis" + "try.example.com:5000/postgres:17",
    ],
)
def test_a_planted_address_is_found_with_its_line(planted: str, tmp_path: Path):
    file = tmp_path / "planted"
    file.write_text(f"first line\n{planted}\n")
    found = addresses.scan([file], tmp_path)
    assert found
    assert all(line.startswith("planted:2: ") for line in found)


@pytest.mark.parametrize(
    "innocent",
    [
        "FROM python:3.11-slim-bookworm AS system",
        "image: postgres:17-bookworm",
        "https://www.apache.org/licenses/LICENSE-2.0",
        "https://training.example.org/verify/abc.t" + "gz-like",
        '"integrity": "sha512-abc"',
        "the index url of the page is /",
    ],
)
def test_ordinary_words_are_no_address(innocent: str):
    assert list(addresses.found_in(innocent)) == []


def test_the_repository_holds_no_address_of_a_registry():
    files = repository_files()
    assert ROOT / "pyproject.toml" in files
    assert addresses.scan(files) == []


# Ports


def test_a_taken_port_is_passed_over():
    with socket.socket() as taken:
        taken.bind((LOCALHOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_free(port)
        assert free_port(port) != port


def test_a_port_without_preference_is_one_that_anybody_may_use():
    assert free_port() >= 1024


# Assets


def modules(folder: Path, scripts: tuple[str, ...]) -> Path:
    package = folder / "@fontsource" / "sarabun"
    (package / "files").mkdir(parents=True)
    (package / "LICENSE").write_text("OFL")
    for script in scripts:
        for weight in (400, 700):
            (package / "files" / f"sarabun-{script}-{weight}-normal.woff2").touch()
    return folder


def test_only_what_the_pages_use_is_copied_and_old_files_go(tmp_path: Path):
    vendor = tmp_path / "vendor"
    (vendor / "sarabun").mkdir(parents=True)
    (vendor / "sarabun" / "old.woff2").touch()
    copy(modules(tmp_path / "modules", ("thai", "latin", "latin-ext")), vendor)
    served = {path.name for path in (vendor / "sarabun").glob("*.woff2")}
    assert served == set(font_files())
    css = Path("static/css/site.css").read_text()
    assert set(re.findall(r"sarabun/([^\"')]*)", css)) == served


def test_a_font_package_of_another_shape_is_an_error(tmp_path: Path):
    with pytest.raises(FileNotFoundError, match="latin"):
        copy(modules(tmp_path / "modules", ("thai",)), tmp_path / "vendor")


# Totals


@pytest.mark.parametrize(
    ("report", "code", "totals"),
    [
        ('<testsuites><testsuite tests="5" failures="1" errors="1" skipped="1"/></testsuites>', 1, (2, 2, 1)),
        ('<testsuites><testsuite tests="3" failures="0" errors="0" skipped="0"/></testsuites>', 0, (3, 0, 0)),
        # An interrupted run (code 2) or one that found no tests (code 5) is no success.
        ('<testsuites><testsuite tests="3" failures="0" errors="0" skipped="0"/></testsuites>', 2, (3, 1, 0)),
        (None, 5, (0, 1, 0)),
    ],
)
def test_totals_are_honest(report: str | None, code: int, totals: tuple[int, int, int], tmp_path: Path):
    path = tmp_path / "report.xml"
    if report:
        path.write_text(report)
    assert read_report(path, code) == Totals(*totals)


# The machine


def test_what_is_missing_is_named_with_the_line_that_brings_it():
    needs = [Need("ham", "breakfast", lambda: True), Need("spam", "breakfast", lambda: False)]
    assert missing(needs) == needs[1:]
    assert enabling_line(needs[1:]).endswith("install --no-install-recommends spam")


def test_a_failing_command_stops_with_its_words_and_the_remedy():
    with pytest.raises(Stop, match=r"(?s)the reason.*code 3\. Do this"):
        run([sys.executable, "-c", "print('the reason'); raise SystemExit(3)"], remedy="Do this.")


def test_an_unknown_verb_is_refused():
    done = subprocess.run(
        [sys.executable, ROOT / "dev", "dance"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "invalid choice" in done.stderr


# Emptying the data


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "var"
    folder.mkdir()
    monkeypatch.setattr(serving, "DATA_DIR", folder)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    return folder


@pytest.mark.parametrize(("typed", "deleted"), [("yes\n", True), ("y\n", False), ("\n", False)])
def test_data_is_deleted_only_after_a_typed_yes(
    data: Path, monkeypatch: pytest.MonkeyPatch, typed: str, deleted: bool
):
    (data / "db.sqlite3").touch()
    monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
    if deleted:
        serving.empty_data(confirmed=False)
    else:
        with pytest.raises(Stop, match="Nothing was deleted"):
            serving.empty_data(confirmed=False)
    assert data.exists() is not deleted


def test_a_folder_that_is_not_ours_is_left_alone(data: Path):
    (data / "holiday pictures").mkdir()
    with pytest.raises(Stop, match="does not look like"):
        serving.empty_data(confirmed=True)
    assert (data / "holiday pictures").exists()


def test_data_in_another_database_is_left_alone(data: Path, monkeypatch: pytest.MonkeyPatch):
    (data / "db.sqlite3").touch()
    monkeypatch.setenv("DATABASE_URL", "postgres://training@db/training")
    with pytest.raises(Stop, match="embedded database only"):
        serving.empty_data(confirmed=True)
    assert (data / "db.sqlite3").exists()


# Translations


def test_fuzzy_empty_and_half_plural_messages_count_as_untranslated():
    catalog = polib.POFile()
    catalog.append(polib.POEntry(msgid="done", msgstr="เสร็จ"))
    catalog.append(polib.POEntry(msgid="guessed", msgstr="เดา", flags=["fuzzy"]))
    catalog.append(polib.POEntry(msgid="empty", msgstr=""))
    catalog.append(polib.POEntry(msgid="seat", msgid_plural="seats", msgstr_plural={0: ""}))
    catalog.append(polib.POEntry(msgid="gone", msgstr="", obsolete=True))
    assert messages.untranslated(catalog) == ["guessed", "empty", "seat"]


# Container files

COMPOSE = (ROOT / "compose.yaml").read_text()
DOCKERFILE = (ROOT / "Dockerfile").read_text()
EXAMPLE = (ROOT / ".env.example").read_text()
TRACKED = [str(path.relative_to(ROOT)) for path in repository_files()]


def test_the_container_files_are_in_order():
    assert list(production.dockerfile_problems(DOCKERFILE, TRACKED)) == []
    assert list(production.compose_problems(COMPOSE)) == []
    assert list(production.environment_problems(COMPOSE, EXAMPLE)) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("USER training\n", "", "runs as root"),
        ("COPY requirements ", "COPY requirement ", "not in the repository"),
        ("--from=build", "--from=built", "no stage"),
        ("python:3.11-slim-bookworm", "python", "version"),
    ],
)
def test_a_spoilt_dockerfile_is_noticed(old: str, new: str, problem: str):
    assert old in DOCKERFILE
    found = list(production.dockerfile_problems(DOCKERFILE.replace(old, new), TRACKED))
    assert any(problem in line for line in found)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("condition: service_healthy", "condition: service_started", "healthy database"),
        (
            "condition: service_completed_successfully",
            "condition: service_started",
            "wait for the migrations",
        ),
        ("  env_file: .env\n", "", "no env_file"),
        ("  database:\n", "", "not declared"),
        ("    healthcheck:", "    x-check:", "health check"),
    ],
)
def test_a_spoilt_compose_file_is_noticed(old: str, new: str, problem: str):
    assert old in COMPOSE
    assert any(problem in line for line in production.compose_problems(COMPOSE.replace(old, new)))


@pytest.mark.parametrize(
    ("compose", "example", "problem"),
    [
        (COMPOSE, EXAMPLE.replace("SECRET_KEY=\n", "SECRET_KEY=abc\n"), "SECRET_KEY has a value"),
        (COMPOSE, EXAMPLE.replace("LOOKUP_KEY=\n", ""), "LOOKUP_KEY is read"),
        (COMPOSE.replace("${POSTGRES_PASSWORD:?set it in .env}", "secret"), EXAMPLE, "PASSWORD has a value"),
    ],
)
def test_an_unexplained_or_revealed_setting_is_noticed(compose: str, example: str, problem: str):
    assert any(problem in line for line in production.environment_problems(compose, example))
