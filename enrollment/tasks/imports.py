"""Reading an uploaded file in the worker."""

from typing import Any
from uuid import UUID

from django_tasks import task

from core.jobs import Work, perform
from enrollment.models import ImportBatch
from enrollment.services.import_reading import read_import


@task()
def read_file(job_id: int, batch_id: str) -> None:
    """Read and judge one batch, so that its preview can be shown."""

    def body(work: Work) -> dict[str, Any]:
        return read_import(ImportBatch.objects.get(pk=UUID(batch_id)), work=work)

    perform(job_id, body)
