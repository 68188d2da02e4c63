"""Say what is done, run commands, and stop with the reason and the remedy."""

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
DATA_DIR = ROOT / os.environ.get("DATA_DIR", "var")
TAIL_LINES = 25


class Stop(Exception):
    """The work cannot go on; the message is for a person and says what to do."""


def say(text: str) -> None:
    """Print one short line at once, also into a pipe."""
    print(text, flush=True)


def tail(text: str, lines: int = TAIL_LINES) -> str:
    """The last lines of a command's output, indented below the line that names the command."""
    return "\n".join(f"    {line}" for line in text.strip().splitlines()[-lines:])


def spoken(command: Sequence[str | Path]) -> str:
    """A command as a person would type it."""
    return shlex.join(str(part) for part in command)


def run(
    command: Sequence[str | Path],
    *,
    remedy: str,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> str:
    """Run a command to its end and return its output; `Stop` with its last lines and `remedy` when it fails.

    `env` is added to the present environment.
    """
    done = attempt(command, env=env, cwd=cwd)
    if done.returncode:
        raise Stop(f"{spoken(command)}\n{tail(done.stdout)}\nended with code {done.returncode}. {remedy}")
    return done.stdout


def attempt(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end whatever comes of it; a program that is not there counts as code 127."""
    try:
        return subprocess.run(
            command,
            cwd=cwd,
            env=os.environ | dict(env or {}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as error:
        return subprocess.CompletedProcess(command, 127, stdout=str(error))


def become(command: Sequence[str | Path]) -> NoReturn:
    """Let a command take the place of this process, so that signals reach it and its exit code is ours."""
    sys.stdout.flush()
    os.execv(command[0], [str(part) for part in command])  # noqa: S606 - no shell is wanted


def follow(command: Sequence[str | Path], *, env: Mapping[str, str] | None = None) -> int:
    """Run a command on this terminal and return its exit code; its words go straight to the reader."""
    sys.stdout.flush()
    return subprocess.run(command, cwd=ROOT, env=os.environ | dict(env or {}), check=False).returncode
