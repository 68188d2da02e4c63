"""Long work: how a job ends, how it is stopped, who sees it."""

import logging

import pytest
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from core import jobs
from core.models import Job
from tests.core.work_tasks import count_to_three, refuse, stumble
from tests.working import work_here

pytestmark = pytest.mark.django_db


def started(task, by=None, **arguments):
    return jobs.start(task, title="Some work", by=by, **arguments)


def ended(job):
    work_here()
    job.refresh_from_db()
    return job


def test_done_with_its_result():
    job = ended(started(count_to_three))
    assert (job.state, job.result, job.done, job.total, job.message) == ("done", {"counted": 3}, 3, 3, "at 3")
    assert job.attempts == 1
    assert job.started_at <= job.finished_at


def test_refused_in_the_words_of_the_refusal():
    job = ended(started(refuse))
    assert (job.state, job.words) == ("failed", "It is Monday. Come back on Tuesday.")


def test_failed_without_telling_the_user_what_the_program_said(caplog):
    with caplog.at_level(logging.ERROR):
        job = ended(started(stumble))
    assert job.state == "failed"
    assert "secret" not in job.message
    assert "secret" in caplog.text
    assert DBTaskResult.objects.get().traceback == ""


def test_stopped_before_it_began_it_never_runs():
    job = started(count_to_three)
    jobs.cancel(job)
    job = ended(job)
    assert (job.state, job.attempts, job.done) == ("cancelled", 0, 0)


def test_stopped_at_its_next_report():
    job = Job.objects.create(kind="k", title="t")

    def body(work):
        work.report(1, 1)
        jobs.cancel(job)
        work.report(1, 1)
        raise AssertionError("went on after it was stopped")

    jobs.perform(job.pk, body)
    job.refresh_from_db()
    assert job.state == "cancelled"


def test_a_finished_job_is_not_stopped_any_more():
    job = ended(started(count_to_three))
    jobs.cancel(job)
    job.refresh_from_db()
    assert (job.state, job.cancel_requested) == ("done", False)


def test_delivered_twice_it_runs_once():
    job = ended(started(count_to_three))
    jobs.perform(job.pk, lambda work: pytest.fail("ran again"))
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 1)


def test_a_worker_told_twice_to_stop_closes_the_job():
    job = Job.objects.create(kind="k", title="t")

    def body(work):
        raise SystemExit(1)

    with pytest.raises(SystemExit):
        jobs.perform(job.pk, body)
    job.refresh_from_db()
    assert job.state == "failed"


def test_reports_reach_the_database_twice_a_second_at_most(django_assert_num_queries):
    job = Job.objects.create(kind="k", title="t")
    view = jobs.Work(job)
    with django_assert_num_queries(2):  # the first of them is written, and asks whether to stop
        for done in range(50):
            view.report(done, 100)


def test_given_up_says_so():
    job = Job.objects.create(kind="k", title="t")
    jobs.give_up(job.pk)
    job.refresh_from_db()
    assert job.state == "failed"
    assert job.message


@pytest.fixture
def job(staff):
    return started(count_to_three, by=staff, result_url="/people/")


def test_its_owner_watches_it(job, staff, signed_in):
    page = signed_in(staff).get(reverse("job", args=[job.pk]))
    assert page.status_code == 200
    body = page.content.decode()
    live = body.index('<div aria-live="polite">')
    assert live < body.index('id="job"')  # the region stays while its content is swapped


def test_the_fragment_is_asked_for_until_the_job_is_over(job, staff, signed_in):
    client, address = signed_in(staff), reverse("job", args=[job.pk])
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 200
    work_here()
    last = client.get(address, headers={"HX-Request": "true"})
    assert last.status_code == 286
    assert last.headers["HX-Redirect"] == "/people/"
    assert "hx-get" not in last.content.decode()


def test_nobody_else_sees_or_stops_it(job, head, stranger, signed_in, client):
    for user in (head, stranger):
        assert signed_in(user).get(reverse("job", args=[job.pk])).status_code == 404
        assert signed_in(user).post(reverse("cancel_job", args=[job.pk])).status_code == 404
    assert client.get(reverse("job", args=[job.pk])).status_code == 302
    job.refresh_from_db()
    assert job.cancel_requested is False


def test_its_owner_stops_it(job, staff, signed_in):
    answer = signed_in(staff).post(reverse("cancel_job", args=[job.pk]))
    assert answer.url == reverse("job", args=[job.pk])
    assert signed_in(staff).get(reverse("cancel_job", args=[job.pk])).status_code == 405
    assert ended(job).state == "cancelled"
