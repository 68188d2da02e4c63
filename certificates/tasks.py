"""Issuing in the worker."""

from typing import Any

from django.utils import timezone
from django_tasks import task

from certificates.services.issue import issue_certificates
from core.jobs import Work, perform
from training.models import CourseRun


@task()
def issue_run(job_id: int, run_id: int) -> None:
    """Issue and print for one run; killed and run again, it goes on where it stopped."""

    def body(work: Work) -> dict[str, Any]:
        run = CourseRun.objects.get(pk=run_id)
        owner = work.job.owner
        assert owner is not None  # noqa: S101  `request_certificates` gives one
        return issue_certificates(run, by=owner, at=timezone.localtime(), work=work)

    perform(job_id, body)
