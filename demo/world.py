"""What every chapter of the story needs: who acts, where, when, and the one source of chance."""

import random
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from agencies.models import Agency, User
from core.models import Job, JobState
from core.worker import run_worker
from demo.dates import Dates
from demo.scale import Scale


class StoryBroken(Exception):
    """The story could not go on: what happened is in the message."""


@dataclass(slots=True)
class Cast:
    """The agencies and the accounts that act in the story."""

    center: Agency
    staff: User
    head: User
    trainer: User
    secondary: list[Agency]
    primary: list[Agency]
    counselor_of: dict[int, User]  # school or area office -> who refers its people
    learning_clerk: User  # answers for the office of learning encouragement
    officer: User  # of the provincial office
    volunteer: User  # of the labour office, in the own tambon

    @property
    def schools(self) -> list[Agency]:
        return self.secondary + self.primary


@dataclass(slots=True)
class Login:
    """An account of the demo as it is printed."""

    username: str
    who: str


@dataclass(slots=True)
class World:
    """The story as far as it has been told."""

    dates: Dates
    scale: Scale
    seed: int
    files: Path
    say: Callable[[str], None]
    rng: random.Random = field(default_factory=random.Random)
    logins: list[Login] = field(default_factory=list)
    running_number: int = 0  # of the invented identifiers

    def begin_chapter(self, title: str) -> None:
        """Chance begins anew, so that what the product's own lottery decides changes no later chapter."""
        self.rng = random.Random(f"{self.seed}/{title}")  # noqa: S311

    def next_number(self) -> int:
        self.running_number += 1
        return self.running_number

    def day_between(self, first: date, last: date) -> date:
        return date.fromordinal(self.rng.randint(first.toordinal(), last.toordinal()))


def work_off(jobs: list[Job | None]) -> None:
    """Let the product's own worker empty its queue; raises StoryBroken for a job that did not end well."""
    with _own_signals():
        run_worker(batch=True)
    for job in jobs:
        if job is None:
            raise StoryBroken("a step of the story left no job for the worker")
        job.refresh_from_db()
        if job.state != JobState.DONE:
            raise StoryBroken(f"{job.title}: {job.get_state_display()} {job.words}")


@contextmanager
def _own_signals() -> Iterator[None]:
    """The worker takes Ctrl-C for itself and keeps it: afterwards it must stop the story again, not end it well."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
