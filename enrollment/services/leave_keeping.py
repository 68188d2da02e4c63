"""How long leave for sickness keeps what it says of health: a certificate and words, not longer than answers do."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from core.models import SealedFile
from enrollment.enums import LeaveKind
from enrollment.models import LeavePaper, LeaveRequest

FORGOTTEN = "–"


@transaction.atomic
def forget_sick_notes(*, at: datetime) -> int:
    """A chore: papers and words of sick leave go some days after the seat ended or its run's last day.

    That somebody was away, and in the trail that a paper was handed in, stays. Returns how many papers went.
    """
    day = timezone.localdate(at) - timedelta(days=settings.HEALTH_KEPT_DAYS)
    over = Q(enrollment__run__last_day__lt=day) | Q(enrollment__left_on__lt=day)
    sick = LeaveRequest.objects.filter(over, kind=LeaveKind.SICK)
    papers = LeavePaper.objects.filter(leave__in=sick.values("pk"))
    files = list(papers.values_list("file_id", flat=True))
    papers.delete()
    SealedFile.objects.filter(pk__in=files).delete()
    told = sick.exclude(reason=FORGOTTEN)
    told.exclude(answer="").update(answer=FORGOTTEN)
    told.update(reason=FORGOTTEN)
    return len(files)
