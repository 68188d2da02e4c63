"""The copy of a person's data, put together in the worker."""

from typing import Any
from uuid import UUID

from django_tasks import task

from core.jobs import Work, perform
from enrollment.models import DataCopy
from enrollment.services import copies  # that module starts this task: no names from it


@task()
def copy_data(job_id: int, copy_id: str) -> None:
    """Make one copy, so that it can be fetched."""

    def body(work: Work) -> dict[str, Any]:
        row = DataCopy.objects.select_related("graduate", "asked_by").get(pk=UUID(copy_id))
        return copies.make_copy(row, work=work)

    perform(job_id, body)
