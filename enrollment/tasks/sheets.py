"""Drawing sign-in sheets and reading them back, in the worker."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django_tasks import task

from core.jobs import Work, perform
from enrollment.models import SheetUpload, SignInSheet


@task()
def draw_sheets(job_id: int, sheets: list[str]) -> None:
    """Draw one file of sheets whose rows are stored."""
    from enrollment.services.sheets import draw_sheets as drawing  # it names this task

    def body(work: Work) -> dict[str, Any]:
        rows = list(SignInSheet.objects.filter(pk__in=sheets).order_by("session__number"))
        if any(row.file_id is None for row in rows):
            drawing(rows, at=timezone.now())
        return {"sheets": len(rows)}

    perform(job_id, body)


@task()
def read_sheets(job_id: int, upload_id: str) -> None:
    """Read the pages of one upload."""
    from enrollment.services.sheet_scans import read_upload  # it names this task

    def body(work: Work) -> dict[str, Any]:
        return read_upload(SheetUpload.objects.get(pk=UUID(upload_id)), at=timezone.now(), work=work)

    perform(job_id, body)
