"""What the page of the work tells while a timetable is computed, and how the engine learns that it should stop."""

import threading
from time import monotonic

from django.db import OperationalError, connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.jobs import Cancelled, Work
from scheduling.engine.answers import Progress
from scheduling.models import Plan

# What the engine does, by the phase it reports (`scheduling.engine.solve`).
PHASES = {
    "construct": gettext_lazy("A first timetable is there"),
    "fill": gettext_lazy("Every run has a place"),
    "anneal": gettext_lazy("The whole timetable is being improved"),
    "make room": gettext_lazy("Room is being made for what is left out"),
    "search": gettext_lazy("A better timetable is being looked for"),
    "exact": gettext_lazy("The exact solver has found a better timetable"),
    "explain": gettext_lazy("It is being found out why not everything can be placed, and what would help"),
}
PLACING = gettext_lazy("The exact solver tries to place what is left out, or to prove that it cannot be")
PROVING = gettext_lazy("The exact solver looks for a better timetable, or for a proof that there is none")


class Watch:
    """Progress for the page, and the page's stop button for the engine.

    The engine asks from a thread beside it too, while the exact solver runs, which reports nothing by itself. There
    the connection is closed each time; and where this work is inside a transaction, the database is only read there:
    to write, that thread would wait for the end of the transaction, which waits for the thread.
    """

    def __init__(self, plan: Plan, work: Work) -> None:
        self.plan, self.work = plan, work
        self.owner = threading.get_ident()
        self.may_write_beside = not connection.in_atomic_block
        self.lock = threading.Lock()
        self.started = self.asked = monotonic()
        self.stopped = False
        self.words = self.words_beside = _("A first timetable is being made")

    def begin(self) -> None:
        """Say so before the engine is loaded, and before it has anything to report."""
        self.stopped = self._report(self.words)

    def progress(self, progress: Progress) -> None:
        """Keep what the engine has reached, and report it unless another thread says so."""
        reached = _reached(progress)
        exact = PROVING if progress.placed == progress.total else PLACING
        self.words = f"{PHASES.get(progress.phase, PHASES['search'])}: {reached}"
        # Put into words here: a thread of its own does not know the language.
        self.words_beside = f"{PHASES['explain'] if progress.clash else exact}: {reached}"
        if threading.get_ident() == self.owner:
            self.stopped = self._report(self.words) or self.stopped

    def should_stop(self) -> bool:
        """Whether the person asked to stop; looked up once a second."""
        with self.lock:
            if not self.stopped and monotonic() - self.asked >= 1:
                self.asked = monotonic()
                self.stopped = self._look()
            return self.stopped

    def _look(self) -> bool:
        if threading.get_ident() == self.owner:
            return self._report(self.words)
        try:
            if self.may_write_beside:
                return self._report(self.words_beside)
            return self.work.should_stop()
        except OperationalError:
            return False  # a database that is busy stops no proof; it is asked again a second later
        finally:
            connection.close()

    def _report(self, words: str) -> bool:
        try:
            seconds = min(int(monotonic() - self.started), self.plan.seconds)  # to prove may take longer
            self.work.report(seconds, self.plan.seconds + 1, words)
        except Cancelled:
            return True
        return False


def _reached(progress: Progress) -> str:
    """Sessions placed, the cost, and the bound where one is known."""
    facts = {"placed": progress.placed, "total": progress.total, "cost": progress.cost}
    if progress.bound is None:
        return _("%(placed)s of %(total)s sessions placed, cost %(cost)s") % facts
    return _(
        "%(placed)s of %(total)s sessions placed, cost %(cost)s; no timetable costs less than %(bound)s"
    ) % (facts | {"bound": progress.bound})
