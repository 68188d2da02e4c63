"""Issuing in the worker."""

from typing import Any

from django.utils import timezone
from django_tasks import task

from certificates.models import Batch
from certificates.paper.press import Press
from certificates.services.batches import issue_batch
from core.jobs import Work, perform


@task()
def issue_approved(job_id: int, batch_id: int) -> None:
    """Issue and print an approved batch; killed and run again, it goes on where it stopped."""

    def body(work: Work) -> dict[str, Any]:
        with Press() as press:
            return issue_batch(Batch.objects.get(pk=batch_id), press, at=timezone.localtime(), work=work)

    perform(job_id, body)
