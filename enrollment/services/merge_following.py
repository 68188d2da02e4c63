"""Rows that reached a merged record while it was being merged are brought to the one that stands."""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import IntegrityError, transaction

from core import audit
from enrollment.queries.merging import late_rows

logger = logging.getLogger(__name__)


def follow_merges(*, at: datetime) -> int:
    """Bring rows to the kept record that reached a merged one while it was being merged. Returns how many.

    A chore: on PostgreSQL a referral written in the moment of the merge waits for it and then points at the record
    that is seen no more. What a constraint forbids beside the kept record's rows stays, and the log says so.
    """
    moved = 0
    for row, column in late_rows():
        label, merged = row._meta.label_lower, getattr(row, column)
        try:
            with transaction.atomic():
                kept = merged.merged_into
                rows = type(row)._default_manager.filter(pk=row.pk, **{column: merged})
                moved += rows.update(**{column: kept})
                audit.record(
                    "graduate.row_followed", kept, by=None, at=at, person=kept.pk, row=f"{label}:{row.pk}"
                )
        except IntegrityError:
            logger.warning("%s %s stays with a merged record: the kept one has its like", label, row.pk)
    return moved
