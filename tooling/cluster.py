"""A private PostgreSQL server for the tests: made in a folder of its own, gone when they end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tooling.ports import LOCALHOST, free_port
from tooling.shell import Stop, say, tail
from tooling.system import postgresql_program

SUPERUSER = "tester"
START_SECONDS = 30
# The data is thrown away, so nothing needs to survive a power cut.
SETTINGS = {
    "listen_addresses": LOCALHOST,
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    # Tests provoke errors on purpose; what stops the server itself is still logged.
    "log_min_error_statement": "panic",
}


@contextmanager
def private_server() -> Iterator[str]:
    """Start a server on a free port and yield its URL; it and its files are removed whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="training-postgresql-"))
    try:
        owner = unprivileged(folder)
        create(folder / "data", owner)
        port = free_port()
        server = start(folder, port, owner)
        try:
            wait_until_ready(server, folder, port, owner)
            say(f"PostgreSQL: private server on port {port}")
            yield f"postgres://{SUPERUSER}@{LOCALHOST}:{port}/postgres"
        finally:
            stop(server)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unprivileged(folder: Path) -> dict[str, Any]:
    """How to start the server's programs: PostgreSQL refuses root, so root lends `folder` to another user."""
    if os.geteuid() != 0:
        return {}
    user = next(user for user in pwd.getpwall() if user.pw_name in ("postgres", "nobody"))
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def program(name: str) -> Path:
    """A program of the server, or `Stop` where there is none."""
    if found := postgresql_program(name):
        return found
    raise Stop(f"PostgreSQL's {name} is not on this machine.")


def create(data: Path, owner: dict[str, Any]) -> None:
    """Make the server's files; UTF-8, trusting whoever may connect from this machine."""
    command: list[str | Path] = [
        program("initdb"),
        "--pgdata",
        data,
        "--username",
        SUPERUSER,
        "--auth",
        "trust",
    ]
    options = ["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]
    done = subprocess.run(
        [*command, *options],
        cwd=data.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        **owner,
    )
    if done.returncode:
        raise Stop(f"initdb ended with code {done.returncode}:\n{tail(done.stdout)}")


def start(folder: Path, port: int, owner: dict[str, Any]) -> subprocess.Popen[bytes]:
    """Start the server; its log goes to `folder/log`. A session of its own keeps Ctrl-C away from it."""
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    command: list[str | Path] = [
        program("postgres"),
        "-D",
        folder / "data",
        "-p",
        str(port),
        "-k",
        folder,
        *settings,
    ]
    with (folder / "log").open("wb") as log:
        return subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True, **owner)


def wait_until_ready(server: subprocess.Popen[bytes], folder: Path, port: int, owner: dict[str, Any]) -> None:
    """Wait until the server answers; `Stop` with its log where it ends or takes too long."""
    question: list[str | Path] = [program("pg_isready"), "--quiet", "--host", LOCALHOST, "--port", str(port)]
    deadline = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        if subprocess.run(question, check=False, cwd=folder, **owner).returncode == 0:
            return
        time.sleep(0.1)
    raise Stop(f"PostgreSQL did not start:\n{tail((folder / 'log').read_text(errors='replace'))}")


def stop(server: subprocess.Popen[bytes]) -> None:
    """End the server at once: SIGINT rolls back what is open, SIGKILL follows after ten seconds."""
    server.send_signal(signal.SIGINT)
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
