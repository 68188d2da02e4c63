"""Prints certificates in a child process that may be killed.

A layout engine given the wrong text can run for minutes or eat the machine's memory (200 table cells with
`colspan=1000` took WeasyPrint 123 s), and neither can be stopped from within. So the child has a
wall-clock limit per document and a limit of memory; it knows none of the parent's environment, and is
replaced now and then.
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

from certificates.paper.child import LENGTH, PDF
from certificates.paper.facts import CertificateFacts
from certificates.paper.refusals import PrintingFailed, refusal_from_json

RENDER = "certificates.paper.render:render_pdf"
PROJECT = Path(__file__).resolve().parents[2]
SECONDS, START_SECONDS = 20.0, 40.0
MEMORY = 1 << 30  # bytes of address space
DOCUMENTS = 200  # per child: its memory grows a little with each
LARGEST = 32 << 20  # bytes of one answer


class Press:
    """One child, many documents; not for two threads at once. Use it as a context manager.

    `worker` names the function that the child runs on the facts; only a test prints with another.
    """

    def __init__(
        self,
        *,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        documents: int = DOCUMENTS,
        worker: str = RENDER,
    ) -> None:
        self._seconds, self._memory, self._documents, self._worker = seconds, memory, documents, worker
        self._child: subprocess.Popen[bytes] | None = None
        self._printed = 0
        self._scratch = tempfile.TemporaryDirectory(prefix="certificate-press-")

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

    def print(self, facts: CertificateFacts) -> bytes:
        """The PDF of these facts; raises the child's PaperRefused, or PrintingFailed if it hung or died."""
        if self._printed >= self._documents:
            self._stop()
        first = self._child is None
        child = self._child or self._start()
        try:
            reply = self._ask(
                child, facts.to_json().encode(), self._seconds + (START_SECONDS if first else 0)
            )
        except BaseException:
            self._stop()
            raise
        self._printed += 1
        if reply[:1] == PDF:
            return reply[1:]
        raise refusal_from_json(reply[1:])

    def close(self) -> None:
        """End the child and remove its scratch folder."""
        self._stop()
        self._scratch.cleanup()

    def _start(self) -> subprocess.Popen[bytes]:
        self._printed = 0
        self._child = subprocess.Popen(  # noqa: S603 - our own interpreter, our own module
            [sys.executable, "-m", "certificates.paper.child", self._worker, str(self._memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=PROJECT,
            env={
                "PATH": os.defpath,
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

    def _ask(self, child: subprocess.Popen[bytes], body: bytes, seconds: float) -> bytes:
        deadline = time.monotonic() + seconds
        assert child.stdin is not None  # noqa: S101 - both pipes were asked for
        assert child.stdout is not None  # noqa: S101
        try:
            child.stdin.write(LENGTH.pack(len(body)) + body)
            child.stdin.flush()
        except BrokenPipeError as error:
            raise PrintingFailed("the printing process had died") from error
        (length,) = LENGTH.unpack(_read(child.stdout, LENGTH.size, deadline))
        if not 0 < length <= LARGEST:
            raise PrintingFailed(f"the printing process announced {length} bytes")
        return _read(child.stdout, length, deadline)


def _read(pipe: IO[bytes], length: int, deadline: float) -> bytes:
    """Exactly `length` bytes before the deadline; raises PrintingFailed."""
    parts: list[bytes] = []
    while length:
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise PrintingFailed("the printing process took too long and was stopped")
        part = os.read(pipe.fileno(), length)
        if not part:
            raise PrintingFailed("the printing process died")
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
