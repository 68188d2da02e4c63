"""Long work in the worker: enqueued with its data, reporting progress, stoppable, safe to run twice.

A service calls `start(some_task, ...)` inside its transaction; the task (in an app's `tasks.py`) calls
`perform(job_id, body)`. A killed worker's job is queued again (see `core.worker`), so every body must be
idempotent: it looks at what is already there before it writes.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from core.models import Job, JobState
from core.refusals import Refused, kept

logger = logging.getLogger(__name__)
REPORT_EVERY = 0.5  # seconds between progress writes: a page polls once a second
MOST_ATTEMPTS = 3


class Cancelled(Exception):
    """The owner asked the work to stop; raised inside the body at its next progress report."""


class Work:
    """What a body sees of its job: report progress, and learn there that it should stop."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._reported = 0.0

    def report(self, done: int, total: int, message: str = "") -> None:
        """Say how far it is (at most twice a second to the database). Raises `Cancelled` if asked to stop."""
        if time.monotonic() - self._reported < REPORT_EVERY and done < total:
            return
        self._reported = time.monotonic()
        Job.objects.filter(pk=self.job.pk).update(done=done, total=total, message=message[:300])
        if self.should_stop():
            raise Cancelled

    def should_stop(self) -> bool:
        return Job.objects.filter(pk=self.job.pk, cancel_requested=True).exists()


Body = Callable[[Work], dict[str, Any]]


def start(task: Any, *, title: str, by: AbstractUser | None, result_url: str = "", **arguments: Any) -> Job:
    """Create the job row and enqueue `task(job_id=…, **arguments)` in the caller's transaction."""
    owner = by.pk if by else None
    job = Job.objects.create(kind=task.name, title=title, owner_id=owner, result_url=result_url)
    task.enqueue(job_id=job.pk, **arguments)
    return job


def perform(job_id: int, body: Body) -> None:
    """Run `body` for the job and write its end: done with a result, cancelled, refused in words, or failed."""
    job = Job.objects.get(pk=job_id)
    if job.is_over:
        return  # a second delivery of a finished job
    if job.cancel_requested:
        _close(job, JobState.CANCELLED)
        return
    Job.objects.filter(pk=job_id).update(
        state=JobState.RUNNING, started_at=timezone.now(), attempts=F("attempts") + 1
    )
    try:
        result = body(Work(job))
    except Cancelled:
        _close(job, JobState.CANCELLED)
    except Refused as refusal:
        _close(job, JobState.FAILED, result={"refusal": kept(refusal)})
    except Exception:
        logger.exception("job %s (%s) failed", job_id, job.kind)
        message = _("The work stopped because of a fault in the program. Starting it again does no harm.")
        _close(job, JobState.FAILED, message=message)
    except BaseException:
        # The worker was told twice to stop: the library closes its task, and nobody else would close this job.
        _close(job, JobState.FAILED, message=_("The worker was stopped. Start the work again."))
        raise
    else:
        _close(job, JobState.DONE, result=result)


def cancel(job: Job) -> None:
    """Ask a job to stop; a queued one never starts, a running one stops at its next report."""
    Job.objects.filter(pk=job.pk, finished_at=None).update(cancel_requested=True)


def give_up(job_id: int) -> None:
    """Close a job whose worker died `MOST_ATTEMPTS` times."""
    job = Job.objects.get(pk=job_id)
    _close(job, JobState.FAILED, message=_("The worker stopped three times during this work. Ask support."))


def _close(job: Job, state: JobState, *, message: str = "", result: dict[str, Any] | None = None) -> None:
    changes: dict[str, Any] = {"state": state, "finished_at": timezone.now()}
    if message:
        changes["message"] = message[:300]
    if result is not None:
        changes["result"] = result
    Job.objects.filter(pk=job.pk, finished_at=None).update(**changes)
