"""The worker as tests use it: in this process until the queue is empty, or as a process of its own to be killed."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django_tasks_db.models import DBTaskResult

from core.worker import _is_dead, _library_worker, run_worker

PROJECT = Path(__file__).parents[1]


def work():
    """Run the worker until its queue is empty; for tests without a transaction around them (the worker closes it)."""
    run_worker(batch=True, interval=0.01)


def work_here():
    """Run what is queued as the worker runs it, inside the test's own transaction."""
    worker = _library_worker("here", batch=True, interval=0.01)
    for task in DBTaskResult.objects.ready():
        task.claim(worker.worker_id)
        worker.run_task(task)


def database_url():
    """The test database's address, for another process."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    account = f"{given['USER']}:{given['PASSWORD']}" if given["PASSWORD"] else given["USER"]
    return f"postgres://{account}@{given['HOST'] or 'localhost'}:{given['PORT'] or 5432}/{given['NAME']}"


@contextmanager
def worker_process(*arguments):
    """`manage.py worker` on the test database; killed at the end at the latest."""
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "DATA_DIR": str(settings.DATA_DIR),
        "PYTHONWARNINGS": "default",
    }
    command = [sys.executable, "manage.py", "worker", *arguments]
    process = subprocess.Popen(command, cwd=PROJECT, env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait(timeout=30)


def kill(process):
    """End a worker as a power cut would. A busy database may notice a moment later that nobody is there any more."""
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    wait_until(lambda: all(_is_dead(task.worker_ids[-1]) for task in DBTaskResult.objects.running()))


def wait_until(condition, seconds=60):
    """Wait for `condition()`; fails loudly when it never comes."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)
