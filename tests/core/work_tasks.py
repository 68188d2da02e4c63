"""Tasks that only tests enqueue; a worker process finds them by this module's path."""

import time
from pathlib import Path

from django_tasks import task

from core.jobs import perform
from core.refusals import Refused


class NotToday(Refused):
    sentence = "It is Monday."
    remedy = "Come back on Tuesday."


@task()
def count_to_three(job_id):
    def body(work):
        for done in range(1, 4):
            work.report(done, 3, f"at {done}")
        return {"counted": 3}

    perform(job_id, body)


@task()
def refuse(job_id):
    def body(work):
        raise NotToday

    perform(job_id, body)


@task()
def stumble(job_id):
    def body(work):
        raise ValueError("secret 1-2345-67890-12-1")

    perform(job_id, body)


@task()
def hang_until(job_id, log, deaths):
    """Notes each attempt in the file `log`; hangs in the first `deaths` of them, finishes in the next."""

    def body(work):
        with Path(log).open("a") as file:
            file.write("begun\n")
        attempt = Path(log).read_text().count("begun")
        while attempt <= deaths:
            time.sleep(0.1)
        return {"attempt": attempt}

    perform(job_id, body)
