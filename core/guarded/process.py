"""A child process that works for its parent and may be killed.

A layout engine or a reader of files, given the wrong input, can run for minutes or eat the machine's memory (200
table cells with `colspan=1000` took WeasyPrint 123 s), and neither can be stopped from within. So the child has a
wall-clock limit per task and a limit of memory; it knows none of the parent's environment, and is replaced now and
then.
"""

import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from core.guarded.child import LENGTH, PRODUCT
from core.guarded.refusals import ChildFailed, Said, TaskRefused, read_refusal
from core.guarded.refusals import marked as _

PROJECT = Path(__file__).resolve().parents[2]
SECONDS, START_SECONDS = 20.0, 40.0
MEMORY = 1 << 30  # bytes of address space
TASKS = 200  # per child: its memory grows a little with each
LARGEST = 32 << 20  # bytes of one answer
# Where a child looks for programs: it needs none, and a library that looks for its parts asks no compiler for them.
NOWHERE = "/nonexistent"
NONSENSE = Said(ChildFailed.__name__, _("the child answered nonsense"), {})


class Guarded:
    """One child, many tasks; not for two threads at once. Use it as a context manager.

    `worker` names the function ("module:function") that the child runs on each body. A subclass may name another
    module for the child to run, and make its own refusals of what the child says.
    """

    module = "core.guarded.child"

    def __init__(
        self, worker: str, *, seconds: float = SECONDS, memory: int = MEMORY, tasks: int = TASKS
    ) -> None:
        self._seconds, self._memory, self._tasks, self._worker = seconds, memory, tasks, worker
        self._child: subprocess.Popen[bytes] | None = None
        self._done = 0
        self._scratch = tempfile.TemporaryDirectory(prefix="guarded-")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def pid(self) -> int | None:
        """The child's process id while there is one."""
        return self._child.pid if self._child else None

    def ask(self, body: bytes) -> bytes:
        """What the worker makes of the body; raises its refusal, or ChildFailed if it hung or died."""
        if self._done >= self._tasks:
            self._stop()
        first = self._child is None
        child = self._child or self._start()
        try:
            reply = self._exchange(child, body, self._seconds + (START_SECONDS if first else 0))
        except ChildFailed as failed:
            self._stop()
            raise self.refusal(Said(type(failed).__name__, failed.words, failed.facts)) from failed
        except BaseException:
            self._stop()
            raise
        self._done += 1
        if reply[:1] == PRODUCT:
            return reply[1:]
        raise self.refusal(read_refusal(reply[1:]) or NONSENSE)

    def refusal(self, said: Said) -> TaskRefused:
        """The exception for what the child said or did not say any more."""
        if said.name == ChildFailed.__name__:
            return ChildFailed(said.words, **said.facts)
        return TaskRefused(said.words, said.name, **said.facts)

    def close(self) -> None:
        """End the child and remove its scratch folder."""
        self._stop()
        self._scratch.cleanup()

    def _start(self) -> subprocess.Popen[bytes]:
        self._done = 0
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            [sys.executable, "-m", self.module, self._worker, str(self._memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=PROJECT,
            env={
                "PATH": NOWHERE,
                "LANG": "C.UTF-8",
                "HOME": self._scratch.name,
                "TMPDIR": self._scratch.name,
            },
            start_new_session=True,
        )
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is None:
            return
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        for pipe in (child.stdin, child.stdout):
            _close(pipe)

    def _exchange(self, child: subprocess.Popen[bytes], body: bytes, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        assert child.stdin is not None  # noqa: S101 - both pipes were asked for
        assert child.stdout is not None  # noqa: S101
        try:
            child.stdin.write(LENGTH.pack(len(body)) + body)
            child.stdin.flush()
        except BrokenPipeError as error:
            raise ChildFailed(_("the process had died")) from error
        (length,) = LENGTH.unpack(_read(child.stdout, LENGTH.size, deadline))
        if not 0 < length <= LARGEST:
            raise ChildFailed(_("the process announced %(length)s bytes"), length=length)
        return _read(child.stdout, length, deadline)


def _read(pipe: IO[bytes], length: int, deadline: float) -> bytes:
    """Exactly `length` bytes before the deadline; raises ChildFailed."""
    parts: list[bytes] = []
    while length:
        ready = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))[0]
        if not ready:
            raise ChildFailed(_("the process took too long and was stopped"))
        part = os.read(pipe.fileno(), length)
        if not part:
            raise ChildFailed(_("the process died"))
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is None:
        return
    try:
        pipe.close()
    except BrokenPipeError:
        return  # what was still to be sent has no reader any more
