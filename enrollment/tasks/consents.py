"""Printing forms of consent and reading them back, in the worker."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from django_tasks import task

from core.jobs import Work, perform
from enrollment.enums import ConsentKind
from enrollment.models import ConsentPrint, Graduate, ScanUpload


@task()
def print_forms(job_id: int, print_id: str, people: list[str], kinds: list[str]) -> None:
    """Print one file of forms, in the order of the list it was asked from."""
    from enrollment.services.consent_prints import print_forms as printing  # it names this task

    def body(work: Work) -> dict[str, Any]:
        row = ConsentPrint.objects.select_related("agency", "owner").get(pk=UUID(print_id))
        named = Graduate.objects.living().filter(pk__in=people).select_related("school")
        sorted_ = list(named.prefetch_related("guardians").order_by("sort_key", "id"))
        wanted = [ConsentKind(kind) for kind in kinds]
        return printing(row, sorted_, wanted, at=timezone.now(), work=work)

    perform(job_id, body)


@task()
def read_scans(job_id: int, upload_id: str) -> None:
    """Read the pages of one upload."""
    from enrollment.services.scans import read_upload  # it names this task

    def body(work: Work) -> dict[str, Any]:
        return read_upload(ScanUpload.objects.get(pk=UUID(upload_id)), at=timezone.now(), work=work)

    perform(job_id, body)
