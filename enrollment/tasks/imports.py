"""Reading, entering and marking an uploaded file in the worker."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django_tasks import task

from agencies.models import User
from core.jobs import Work, perform
from enrollment.models import ImportBatch
from enrollment.services.import_marking import mark_import
from enrollment.services.import_reading import read_import
from enrollment.services.import_writing import clear_away, write_import


@task()
def read_file(job_id: int, batch_id: str) -> None:
    """Read and judge one batch, so that its preview can be shown."""

    def body(work: Work) -> dict[str, Any]:
        return read_import(ImportBatch.objects.get(pk=UUID(batch_id)), work=work)

    perform(job_id, body)


@task()
def write_file(job_id: int, batch_id: str, by_id: int, at: str) -> None:
    """Enter the people of one confirmed batch."""

    def body(work: Work) -> dict[str, Any]:
        batch, by = ImportBatch.objects.get(pk=UUID(batch_id)), User.objects.get(pk=by_id)
        return write_import(batch, by=by, at=datetime.fromisoformat(at), work=work)

    perform(job_id, body)


@task()
def clear_file(job_id: int, batch_id: str) -> None:
    """Take away the rows of an undone batch."""

    def body(work: Work) -> dict[str, Any]:
        clear_away(ImportBatch.objects.get(pk=UUID(batch_id)))
        return {}

    perform(job_id, body)


@task()
def mark_file(job_id: int, batch_id: str, language: str) -> None:
    """Make the uploaded file again, with its errors marked in the words of `language`."""

    def body(work: Work) -> dict[str, Any]:
        return mark_import(ImportBatch.objects.get(pk=UUID(batch_id)), language=language, work=work)

    perform(job_id, body)
