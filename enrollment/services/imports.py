"""Files of leavers: uploaded, their columns named, previewed; then entered by the worker, undone, or discarded."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit, crypto, jobs
from core.models import Job
from core.refusals import Refused, WrongState
from core.states import advance
from core.tables.reading import FileUnreadable
from core.tables.table import MOST_BYTES
from enrollment.enums import ImportState
from enrollment.importing.columns import SYNONYMS, squeezed
from enrollment.models import ColumnNames, ImportBatch
from enrollment.services.import_jobs import give_to_worker
from enrollment.states import IMPORT_STATES
from enrollment.tasks import imports as worker  # that module calls back into this package: no names from it


class NothingToImport(Refused):
    sentence = _("No row of this file would change anything.")
    remedy = _("Tick possible duplicates that are new people, or discard the import.")


class StillClearing(Refused):
    sentence = _("What the last attempt had prepared is still being cleared away.")
    remedy = _("Try again in a minute.")


class NamesMissing(Refused):
    sentence = _("The columns do not say how people are called.")
    remedy = _("Choose a column for the full name, or one for the given name and one for the family name.")


class FieldTwice(Refused):
    sentence = _("Two columns are said to be the same.")
    remedy = _("Choose one of them and ignore the other.")


def upload_import(
    *, agency: Agency, file_name: str, content: bytes, school: Agency | None = None, by: User, at: datetime
) -> ImportBatch:
    """Keep the file sealed and let the worker read it; nothing of it is in the registry yet.

    `school`: all people of the file are of this school, unless a row names another. Raises FileUnreadable.
    """
    if not content:
        raise FileUnreadable("empty")
    if len(content) > MOST_BYTES:
        raise FileUnreadable("too_large", megabytes=MOST_BYTES // 1024**2)
    batch = ImportBatch(agency=agency, school=school, owner=by, file_name=file_name[-200:], uploaded_at=at)
    batch.file_sha256 = hashlib.sha256(content).hexdigest()
    batch.sealed_file = crypto.seal(content, place=batch.place("sealed_file"))
    with transaction.atomic():
        batch.save(force_insert=True)
        _let_read(batch, by)
        audit.record("import.uploaded", batch, by=by, at=at, file=batch.file_sha256)
    return batch


def _let_read(batch: ImportBatch, by: User) -> None:
    give_to_worker(batch, worker.read_file, gettext_noop("Reading the file"), by)


def read_again(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Go on reading a file whose reading was stopped, where it was stopped. Raises WrongState."""
    with transaction.atomic():
        rows = ImportBatch.objects.select_for_update().filter(pk=batch.pk, state=ImportState.UPLOADED)
        if not rows.exists() or (batch.job and not batch.job.is_over):
            raise WrongState(now=batch.get_state_display(), wanted=ImportState.UPLOADED.label)
        _let_read(batch, by)
        audit.record("import.read_again", batch, by=by, at=at)
    return batch


def name_columns(batch: ImportBatch, *, fields: Mapping[str, str], by: User, at: datetime) -> ImportBatch:
    """Say what the headings of a file mean (heading -> field, "" to ignore), and read the file again.

    Remembered for the agency's next files, of the same school where the file is of one. Raises NamesMissing,
    FieldTwice, WrongState.
    """
    known = {squeezed(heading): field for heading, field in fields.items() if squeezed(heading)}
    chosen = [field for field in known.values() if field in SYNONYMS]
    if len(chosen) > len(set(chosen)):
        raise FieldTwice
    if "full_name" not in chosen and not {"given_name", "family_name"} <= set(chosen):
        raise NamesMissing
    with transaction.atomic():
        advance(batch, ImportState.UPLOADED, IMPORT_STATES, counts={})
        batch.chunks.all().delete()
        own, _made = ColumnNames.objects.get_or_create(
            agency=batch.agency, school=batch.school, defaults={"chosen_by": by, "chosen_at": at}
        )
        own.fields, own.chosen_by, own.chosen_at = own.fields | known, by, at
        own.save()
        _let_read(batch, by)
        audit.record("import.columns_named", batch, by=by, at=at, fields=sorted(chosen))
    return batch


def tick_duplicates(
    batch: ImportBatch, *, shown: Collection[int] | None, new: Collection[int], by: User, at: datetime
) -> None:
    """Say which possible duplicates are new people: of the rows `shown` those in `new`; with None, all of them or
    (`new` empty) none.

    Raises WrongState.
    """
    with transaction.atomic():
        if not ImportBatch.objects.select_for_update().filter(pk=batch.pk, state=ImportState.READY).exists():
            raise WrongState(now=batch.get_state_display(), wanted=ImportState.APPLYING.label)
        for chunk in batch.chunks.defer("sealed").exclude(duplicates=[]).order_by("number"):
            offered = set(chunk.duplicates)
            touched = offered if shown is None else offered & set(shown)
            if touched:
                wanted = touched if shown is None and new else touched & set(new)
                chunk.ticked = sorted((set(chunk.ticked) - touched) | wanted)
                chunk.save(update_fields=["ticked"])
        audit.record("import.duplicates_ticked", batch, by=by, at=at, rows=ticked_rows(batch))


def ticked_rows(batch: ImportBatch) -> int:
    """How many possible duplicates were said to be new people."""
    return sum(map(len, batch.chunks.values_list("ticked", flat=True)))


def rows_to_write(batch: ImportBatch) -> int:
    """How many rows confirming would enter or change."""
    return int(batch.counts.get("new", 0)) + int(batch.counts.get("changed", 0)) + ticked_rows(batch)


def apply_import(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Let the worker enter every new and changed row and the ticked duplicates: all or none. Refused rows stay out.

    Raises NothingToImport, StillClearing, WrongState.
    """
    if batch.state == ImportState.READY and not rows_to_write(batch):
        raise NothingToImport
    with transaction.atomic():
        if ImportBatch.objects.filter(pk=batch.pk, state=ImportState.READY, hides=True).exists():
            raise StillClearing
        advance(batch, ImportState.APPLYING, IMPORT_STATES, hides=True, refusal={})
        title = gettext_noop("Entering the people of the file")
        give_to_worker(batch, worker.write_file, title, by, by_id=by.pk, at=at.isoformat())
        audit.record("import.confirmed", batch, by=by, at=at, rows=rows_to_write(batch))
    return batch


def discard_import(batch: ImportBatch, *, by: User | None, at: datetime) -> ImportBatch:
    """Drop a file that was not imported; its content is wiped. Raises WrongState."""
    with transaction.atomic():
        advance(batch, ImportState.DISCARDED, IMPORT_STATES)
        ImportBatch.objects.filter(pk=batch.pk).wipe()
        if batch.job and not batch.job.is_over:
            jobs.cancel(batch.job)
        audit.record("import.discarded", batch, by=by, at=at)
    return batch


def request_marked_file(batch: ImportBatch, *, by: User) -> Job:
    """Let the worker make the file again with its errors marked, in the words of the reader's language.

    The work leads back to the preview, where the file waits: led to a download, a browser stays on the page of
    the work, which asks again and fetches again every second.
    """
    language = get_language() or "th"
    with transaction.atomic():
        page = reverse("import", args=[batch.pk])
        title = gettext_noop("Marking the errors in the file")
        return jobs.start(
            worker.mark_file, title=title, by=by, result_url=page, batch_id=str(batch.pk), language=language
        )
