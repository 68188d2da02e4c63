"""The running product: the demo story, the web server and the worker."""

import http.client
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tooling.ports import LOCALHOST, free_port
from tooling.shell import DATA_DIR, PYTHON, ROOT, VENV, Stop, follow, say, spoken

PORT = 8000
THREADS = 4  # requests answered at the same time; each holds one database connection
ANSWER_SECONDS = 30
GOODBYE_SECONDS = 15


def choose_port(wanted: int | None) -> int:
    """The port to serve on: the one asked for, which must be free, or the usual one or the next that is."""
    port = free_port(wanted or PORT)
    if wanted and port != wanted:
        raise Stop(f"Port {wanted} is taken. Choose another, or leave --port out.")
    if port != (wanted or PORT):
        say(f"Port {PORT} is taken; using {port}.")
    return port


def environment(port: int) -> dict[str, str]:
    """Addresses in letters and on certificates lead to this server unless BASE_URL says otherwise."""
    return {"BASE_URL": os.environ.get("BASE_URL", f"http://{LOCALHOST}:{port}")}


def demo(*, once: bool, reset: bool, confirmed: bool, port: int | None) -> int:
    """Tell the demo story, which keeps what is there, then serve; with `once` its exit code is the answer."""
    if reset:
        empty_data(confirmed=confirmed)
    chosen = choose_port(port)
    env = environment(chosen)
    story: list[str | Path] = [PYTHON, "manage.py", "demo"]
    return follow(story, env=env) if once else serve(chosen, env, first=story)


def empty_data(*, confirmed: bool) -> None:
    """Delete the embedded database with its keys and files, after a typed yes."""
    if os.environ.get("DATABASE_URL"):
        raise Stop("--reset deletes the embedded database only; DATABASE_URL names another.")
    if not DATA_DIR.exists():
        return
    if not any((DATA_DIR / name).exists() for name in ("db.sqlite3", "keys")):
        raise Stop(f"{DATA_DIR} does not look like this product's data; delete it by hand.")
    if not confirmed and input(f"Delete all data in {DATA_DIR}? Type yes: ").strip() != "yes":
        raise Stop("Nothing was deleted.")
    shutil.rmtree(DATA_DIR)
    say(f"Deleted {DATA_DIR}")


def web_command(port: int) -> list[str | Path]:
    """The web server: one process, a bounded number of threads."""
    options = [
        "--interface",
        "wsgi",
        "--host",
        LOCALHOST,
        "--port",
        str(port),
        "--no-ws",
        "--log-level",
        "warning",
    ]
    return [VENV / "bin" / "granian", *options, "--blocking-threads", str(THREADS), "config.wsgi:application"]


def serve(port: int, env: Mapping[str, str], *, first: Sequence[str | Path]) -> int:
    """Do `first`, then run web and worker until Ctrl-C; where one ends by itself, end the other and answer 1.

    The web server loads meanwhile, which saves seconds; its address is told when `first` is done.
    """
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        processes["web"] = start(web_command(port), env)
        if code := follow(first, env=env):
            say(f"{spoken(first)} ended with code {code}, so nothing is served.")
            return code
        processes["worker"] = start([PYTHON, "manage.py", "worker"], env)
        wait_until_answering(port, processes["web"])
        say(f"Ready at http://{LOCALHOST}:{port}/ (Ctrl-C ends it)")
        ended = first_to_end(processes)
        say(f"The {ended} ended by itself with code {processes[ended].returncode}.")
        return 1
    except KeyboardInterrupt:
        say("\nEnding …")
        return 0
    finally:
        end_all(processes.values())


def start(command: Sequence[str | Path], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own: Ctrl-C reaches only us, who then end it in order."""
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | dict(env), start_new_session=True)


def wait_until_answering(port: int, web: subprocess.Popen[bytes]) -> None:
    """Wait until the web server gives an answer, whatever it says; `Stop` where it does not."""
    deadline = time.monotonic() + ANSWER_SECONDS
    while web.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection(LOCALHOST, port, timeout=ANSWER_SECONDS)
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
            return
        except OSError:
            time.sleep(0.05)
        finally:
            connection.close()
    raise Stop(f"The web server did not answer within {ANSWER_SECONDS} s; what it said is above.")


def first_to_end(processes: Mapping[str, subprocess.Popen[bytes]]) -> str:
    """Wait for the first of the processes to end and name it."""
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                return name
        time.sleep(0.5)


def end_all(processes: Iterable[subprocess.Popen[bytes]]) -> None:
    """Ask every process to end; kill, with its children, what has not done so after a while."""
    running = [process for process in processes if process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + GOODBYE_SECONDS
    for process in running:
        try:
            process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
