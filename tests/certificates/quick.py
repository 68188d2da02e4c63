"""A press whose child does not draw, for tests that are not about the paper."""

from certificates.paper.press import Press
from certificates.services import approve_batch, issue_batch, propose_batch
from tests.clock import NOW


def quick_press():
    """Prints a page with the number and no more; the register, its locks and its rows are the real ones."""
    return Press(worker="tests.certificates.paper.workers:print_blank")


def issued(batch):
    """What comes of issuing it with a quick press."""
    with quick_press() as press:
        return issue_batch(batch, press, at=NOW)


def approved(run, asking, approving):
    """A batch of the run that two people have seen."""
    batch = propose_batch([run], center=run.center, by=asking, at=NOW)
    approve_batch(batch, by=approving, at=NOW)
    return batch
