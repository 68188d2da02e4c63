"""Looking for people entered twice, in the worker."""

from typing import Any

from django.utils import timezone
from django_tasks import task

from core.jobs import Work, perform
from enrollment.models import Graduate
from enrollment.services import duplicates as services


@task()
def scan(job_id: int) -> None:
    """Compare the people whom the job's owner sees."""

    def body(work: Work) -> dict[str, Any]:
        owner = work.job.owner
        people = Graduate.objects.visible_to(owner) if owner else Graduate.objects.none()
        return services.scan(people, at=timezone.now(), work=work)

    perform(job_id, body)


@task()
def scan_newcomers(job_id: int) -> None:
    """Compare whoever is new or was corrected with the whole register."""

    def body(work: Work) -> dict[str, Any]:
        return services.scan_newcomers(at=timezone.now(), work=work)

    perform(job_id, body)
