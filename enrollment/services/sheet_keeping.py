"""How long sign-in sheets keep what is on them: as printed, as pictures; and what an erasure takes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from core.models import SealedFile
from enrollment.models import Enrollment, SheetFile, SheetRow, SheetScan, SignInSheet
from enrollment.services.uploads import drop_unread
from training.enums import RunState


def _drop_prints(sheets: QuerySet[SignInSheet]) -> None:
    """Printed sheets bear names: the file goes, of sheets printed together too; that they were printed stays."""
    files = list(sheets.exclude(file=None).values_list("file_id", flat=True).distinct()[:500])
    SignInSheet.objects.filter(file__in=files).update(file=None)
    SealedFile.objects.filter(pk__in=files).delete()


def wipe_sheets(keys: Collection[UUID]) -> None:
    """Part of an erasure: sheets and pages on which one of these people stands, on paper and as pictures.

    What people call a photograph is often a name.
    """
    pages = list(SheetRow.objects.filter(enrollment__graduate__in=keys).values_list("page_id", flat=True))
    _drop_prints(SignInSheet.objects.filter(pages__in=pages))
    runs = list(Enrollment.objects.filter(graduate__in=keys).values_list("run_id", flat=True))
    of_runs = Q(
        file__upload__run__in=runs, page=None
    )  # who stands on a page that was not placed, nobody knows
    scans = SheetScan.objects.filter(Q(page__in=pages) | of_runs)
    waiting = Q(upload__run__in=runs, sealed__isnull=False)
    files = list(scans.values_list("file_id", flat=True))
    SheetFile.objects.filter(Q(pk__in=files) | waiting).update(name="–", problem="", sealed=None)
    pictures = list(scans.exclude(image=None).values_list("image_id", flat=True))
    scans.update(image=None)
    SealedFile.objects.filter(pk__in=pictures).delete()


def drop_sheet_pictures(*, at: datetime) -> None:
    """A chore: pictures and printed sheets go when the run's books are closed; what was not read, after some days."""
    over = SheetScan.objects.filter(file__upload__run__state__in=[RunState.CLOSED, RunState.CANCELLED])
    pictures = list(over.exclude(image=None).values_list("image_id", flat=True)[:500])
    SheetScan.objects.filter(image_id__in=pictures).update(image=None)
    SealedFile.objects.filter(pk__in=pictures).delete()
    _drop_prints(SignInSheet.objects.filter(session__run__state__in=[RunState.CLOSED, RunState.CANCELLED]))
    drop_unread(SheetFile.objects.all(), at=at)
