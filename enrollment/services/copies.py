"""A copy of all that is held about a person: asked for, made by the worker, fetched while it can be."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import User
from core import audit, crypto, jobs
from core.jobs import Work
from core.refusals import Refused
from enrollment.copying import archive_of
from enrollment.models import DataCopy, Graduate
from enrollment.tasks import rights as worker  # that module calls back into this one: no names from it


class CopyExpired(Refused):
    sentence = _("This copy can no longer be fetched.")
    remedy = _("Ask for a new one.")


@transaction.atomic
def ask_copy(person: Graduate, *, identity: str, by: User, at: datetime) -> DataCopy:
    """Let the worker put the copy together. `identity` says how it was made sure who asks."""
    expires_at = at + timedelta(days=settings.COPY_DAYS)
    row = DataCopy(graduate=person, identity=identity, asked_by=by, asked_at=at, expires_at=expires_at)
    row.save(force_insert=True)
    title = gettext("Copy of all data of a person")
    page = reverse("data_copy", args=[row.pk])
    row.job = jobs.start(worker.copy_data, title=title, by=by, result_url=page, copy_id=str(row.pk))
    row.save(update_fields=["job"])
    audit.record("copy.asked", row, by=by, at=at, person=person.pk, identity=identity)
    return row


def make_copy(row: DataCopy, *, work: Work) -> dict[str, Any]:
    """Build and seal the archive; made once, also if a killed worker's job runs again."""
    if row.sealed is not None:
        return {"bytes": row.size}
    work.report(0, 1)
    at = timezone.now()
    content = archive_of(row.graduate, at=at)
    with transaction.atomic():
        row.sealed, row.size = crypto.seal(content, place=row.place), len(content)
        row.sha256 = hashlib.sha256(content).hexdigest()
        row.save(update_fields=["sealed", "size", "sha256"])
        audit.record("copy.made", row, by=row.asked_by, at=at, person=row.graduate_id)
    return {"bytes": row.size}


@transaction.atomic
def fetch_copy(row: DataCopy, *, by: User, at: datetime) -> bytes:
    """The archive. Raises CopyExpired; every fetch is recorded."""
    if row.sealed is None or row.expires_at < at:
        raise CopyExpired
    audit.record("copy.fetched", row, by=by, at=at, person=row.graduate_id)
    return crypto.unseal(bytes(row.sealed), place=row.place)
