"""A press whose child does not draw, for tests that are not about the paper."""

import atexit
from contextlib import contextmanager, suppress

from certificates.paper.press import Press
from certificates.services import approve_batch, issue_batch, propose_batch
from tests.clock import NOW

WAITING = []  # presses that nobody uses just now; starting one takes far longer than its pages


@contextmanager
def quick_press():
    """Prints a page with the number and no more; the register, its locks and its rows are the real ones."""
    press = taken() or started()
    try:
        yield press
    finally:
        WAITING.append(press)


def taken():
    with suppress(IndexError):  # of several threads each gets its own
        return WAITING.pop()


def started():
    press = Press(worker="tests.certificates.paper.workers:print_blank")
    atexit.register(press.close)
    return press


def issued(batch):
    """What comes of issuing it with a quick press."""
    with quick_press() as press:
        return issue_batch(batch, press, at=NOW)


def approved(run, asking, approving):
    """A batch of the run that two people have seen."""
    batch = propose_batch([run], center=run.center, by=asking, at=NOW)
    approve_batch(batch, by=approving, at=NOW)
    return batch
