"""The long work of an import as a job whose result is the batch's page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from agencies.models import User
from core import jobs
from core.models import Job
from enrollment.models import ImportBatch


def give_to_worker(batch: ImportBatch, task: Any, title: str, by: User, **arguments: Any) -> Job:
    """Start a job in the caller's transaction, and note it on the batch."""
    page = reverse("import", args=[batch.pk])
    batch.job = jobs.start(task, title=title, by=by, result_url=page, batch_id=str(batch.pk), **arguments)
    ImportBatch.objects.filter(pk=batch.pk).update(job=batch.job)
    return batch.job
