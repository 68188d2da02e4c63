"""Presses that stand ready: a child of this process that has its fonts and artwork in hand before it is asked.

A child started for one paper takes some six times as long as the paper itself. So a process that prints for its
visitors keeps one, starts it when somebody comes near (`warm_up`), and ends it after a while without work.
"""

import atexit
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import lru_cache

from certificates.paper.facts import PaperKind
from certificates.paper.press import RENDER, Press
from certificates.paper.samples import ORDINARY, sample
from certificates.paper.template import STANDARD
from core.paper.refusals import PaperRefused

IDLE = 600.0  # seconds, after which a child of some 80 MB is not worth keeping
PATIENCE = 5.0  # seconds to wait for one that is at work, or just being started, before another is started


class Standing:
    """One child of this process, for whoever comes first; the next waits a little."""

    def __init__(self, worker: str) -> None:
        self._worker, self._lock = worker, threading.Lock()
        self._press: Press | None = None
        self._end: threading.Timer | None = None

    @contextmanager
    def press(self) -> Iterator[Press]:
        """The press, for one at a time; a press of one's own where that takes too long."""
        if not self._lock.acquire(timeout=PATIENCE):
            with Press(worker=self._worker) as own:
                yield own
            return
        try:
            self._press = self._press or Press(worker=self._worker)
            yield self._press
        finally:
            self._end_later()
            self._lock.release()

    def warm_up(self) -> None:
        """Have it print a paper of nobody, beside what this process does, unless it is there already."""
        if self._press is None and not self._lock.locked():
            threading.Thread(target=self._print_one, daemon=True).start()

    def _print_one(self) -> None:
        with suppress(PaperRefused), self.press() as press:  # whoever prints next is told why it cannot
            press.print(sample(ORDINARY, PaperKind.CERTIFICATE, STANDARD, "https://localhost"))

    def _end_later(self) -> None:
        if self._end is not None:
            self._end.cancel()
        self._end = threading.Timer(IDLE, self.close)
        self._end.daemon = True
        self._end.start()

    def close(self) -> None:
        """End the child; the next who prints starts another."""
        with self._lock:
            press, self._press = self._press, None
            if self._end is not None:
                self._end.cancel()
            if press is not None:
                press.close()


def standing(worker: str = RENDER) -> Standing:
    """What stands ready in this process; a process that was forked from one has none yet."""
    return _standing(worker, os.getpid())


@lru_cache(maxsize=8)
def _standing(worker: str, _process: int) -> Standing:
    found = Standing(worker)
    atexit.register(found.close)
    return found
