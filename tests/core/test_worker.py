"""A worker killed in the middle of its work loses nothing; without the reaper it would."""

import sqlite3
import threading

import pytest
from django.db import connection
from django.db.backends.signals import connection_created
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from core import chores, jobs, worker
from core.models import Job
from core.worker import _library_worker, reap_dead
from tests.core.work_tasks import count_to_three, hang_until
from tests.working import kill, wait_until, work, worker_process

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log"
    path.touch()
    return path


def begun(log):
    return log.read_text().count("begun")


def hanging_job(log, deaths):
    return jobs.start(hang_until, title="Hang", by=None, log=str(log), deaths=deaths)


def kill_in_the_middle(log):
    """Start a worker, wait until it is inside the job, kill it as a power cut would."""
    before = begun(log)
    with worker_process() as process:
        wait_until(lambda: begun(log) > before)
        kill(process)


def status():
    return DBTaskResult.objects.get().status


def test_a_killed_workers_job_is_finished_by_the_next(log):
    job = hanging_job(log, deaths=1)
    kill_in_the_middle(log)
    assert status() == "RUNNING"
    with worker_process("--batch") as process:
        assert process.wait(timeout=60) == 0
    job.refresh_from_db()
    assert (job.state, job.attempts, job.result) == ("done", 2, {"attempt": 2})
    assert status() == "SUCCESSFUL"


def test_without_the_reaper_it_stays_running_for_ever(log):
    job = hanging_job(log, deaths=1)
    kill_in_the_middle(log)
    _library_worker("another", batch=True, interval=0.01).run()
    job.refresh_from_db()
    assert (status(), job.state, job.attempts) == ("RUNNING", "running", 1)


def test_a_job_that_kills_three_workers_is_given_up(log):
    job = hanging_job(log, deaths=3)
    DBTaskResult.objects.update(worker_ids=["killed", "killed too"])
    kill_in_the_middle(log)
    assert reap_dead() == 1
    job.refresh_from_db()
    assert (status(), job.state) == ("FAILED", "failed")
    assert job.finished_at is not None
    work()
    assert begun(log) == 1


def test_a_living_workers_job_is_left_alone(log):
    job = hanging_job(log, deaths=1)
    with worker_process() as process:
        wait_until(lambda: begun(log) == 1)
        assert reap_dead() == 0
        assert status() == "RUNNING"
        kill(process)
        assert reap_dead() == 1
    job.refresh_from_db()
    assert status() == "READY"


def test_two_reapers_requeue_once(log):
    hanging_job(log, deaths=1)
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["gone"])
    assert (reap_dead(), reap_dead()) == (1, 0)


def test_a_worker_leaves_no_lock_behind(tmp_path):
    jobs.start(count_to_three, title="Count", by=None)
    work()
    assert Job.objects.get().state == "done"
    assert list((tmp_path / "workers").glob("*") if (tmp_path / "workers").exists() else []) == []


def fails(*, at):
    raise RuntimeError("a fault")


ran = []


def runs(*, at):
    ran.append(at)


def test_a_chore_that_fails_does_not_stop_the_others(caplog):
    with override_settings(CHORES=[f"{__name__}.fails", f"{__name__}.runs"]):
        chores.run_chores()
    assert len(ran) == 1
    assert "fails failed" in caplog.text


def test_the_reaper_leaves_no_connection_behind(monkeypatch):
    opened, stopping = [], threading.Event()

    def note(connection, **_kwargs):
        opened.append(connection.connection)
        stopping.set()

    monkeypatch.setattr(worker, "REAP_EVERY", 0.01)
    connection_created.connect(note)
    reaper = threading.Thread(target=worker._reap_until, args=(stopping, False))
    reaper.start()
    reaper.join(timeout=30)
    connection_created.disconnect(note)
    assert opened
    assert all(is_closed(raw) for raw in opened)


def is_closed(raw):
    if connection.vendor == "postgresql":
        return raw.closed
    try:
        raw.execute("SELECT 1")
    except sqlite3.ProgrammingError as error:
        return "closed" in str(error)
    return False
