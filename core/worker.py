"""The worker: django_tasks' own loop, plus a lock that proves life and a reaper that re-queues dead workers' tasks.

The library alone leaves a killed worker's task RUNNING for ever.
"""

import logging
import threading
import time
import uuid
from typing import Any

from django.db import Error, connections, transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from core.chores import run_chores
from core.jobs import MOST_ATTEMPTS, give_up
from core.liveness import liveness_lock

logger = logging.getLogger(__name__)
REAP_EVERY = 5.0  # seconds
CHORES_EVERY = 300.0


def run_worker(*, batch: bool = False, interval: float = 0.5) -> None:
    """Work until told to stop (SIGTERM, SIGINT); with `batch`, until the queue is empty, and without chores."""
    worker_id = f"w{uuid.uuid4().hex}"
    lock = liveness_lock(worker_id)
    lock.acquire()
    stopping = threading.Event()
    reaper = threading.Thread(target=_reap_until, args=(stopping, not batch), daemon=True)
    reap_dead()
    reaper.start()
    try:
        _library_worker(worker_id, batch=batch, interval=interval).run()
    finally:
        stopping.set()
        reaper.join(timeout=REAP_EVERY + 1)
        lock.release()


def _library_worker(worker_id: str, *, batch: bool, interval: float) -> Worker:
    worker = Worker(
        queue_names=["*"],
        interval=interval,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id,
        excluded_queue_names=[],
    )
    if not batch:  # a batch runs in its caller's process, whose signals are its own
        worker.configure_signals()
    return worker


def _reap_until(stopping: threading.Event, chores: bool) -> None:
    due = time.monotonic()
    while not stopping.wait(REAP_EVERY):
        try:
            reap_dead()
            if chores and time.monotonic() >= due:
                due = time.monotonic() + CHORES_EVERY
                run_chores()
        except Error as error:
            logger.warning(
                "the reaper could not reach the database (%s); next try in %.0f s", error, REAP_EVERY
            )
        finally:
            connections.close_all()  # this thread's own: it ends without anybody to close them


def reap_dead() -> int:
    """Queue again every RUNNING task whose worker's lock is free; give up after `MOST_ATTEMPTS`. Returns how many."""
    reaped = 0
    for task in DBTaskResult.objects.running():
        if task.worker_ids and _is_dead(task.worker_ids[-1]):
            reaped += _requeue(task)
    return reaped


def _is_dead(worker_id: str) -> bool:
    lock = liveness_lock(worker_id)
    try:
        return lock.acquire()
    finally:
        lock.release()


def _requeue(task: DBTaskResult[..., Any]) -> int:
    attempts = len(task.worker_ids)
    spent = attempts >= MOST_ATTEMPTS
    status = TaskResultStatus.FAILED if spent else TaskResultStatus.READY
    with transaction.atomic():
        # Only if still the same attempt: of two reapers one wins.
        changed = DBTaskResult.objects.filter(
            pk=task.pk, status=TaskResultStatus.RUNNING, worker_ids=task.worker_ids
        ).update(status=status)
        if changed and spent and (job_id := task.args_kwargs["kwargs"].get("job_id")):
            give_up(job_id)
    if changed:
        logger.warning("task %s of a dead worker: attempt %d, now %s", task.pk, attempts, status)
    return changed
