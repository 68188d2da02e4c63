"""Files of leavers: uploaded, previewed, then written whole or not at all, and undone while nobody depends on it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError, Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit, crypto, jobs
from core.refusals import Refused
from core.states import advance
from enrollment.entries import PersonEntry, entry_of
from enrollment.enums import ImportState
from enrollment.importing.frozen import thaw_all
from enrollment.importing.judging import Verdict
from enrollment.importing.reading import FileUnreadable
from enrollment.importing.table import MOST_BYTES
from enrollment.models import Barrier, Consent, Graduate, Guardian, Identifier, ImportBatch
from enrollment.services.import_reading import Record, unseal_rows
from enrollment.services.numbers import sealed_identifier
from enrollment.services.people import (
    ChangedMeanwhile,
    barrier_rows,
    consent_rows,
    guardian_row,
    new_graduate,
    overwrite,
    write_barriers,
    write_guardian,
)
from enrollment.states import IMPORT_STATES
from enrollment.tasks import imports as worker  # that module calls back into this package: no names from it

AT_ONCE = 500  # rows of one INSERT


class NumberTakenMeanwhile(Refused):
    sentence = _("The number in row %(row)s was registered by somebody else after this file was read.")
    remedy = _("Discard this import and upload the file again to see what is new.")


class PersonChangedMeanwhile(Refused):
    sentence = _("The person in row %(row)s was changed by somebody else after this file was read.")
    remedy = _("Discard this import and upload the file again to see what is new.")


class NothingToImport(Refused):
    sentence = _("No row of this file would change anything.")
    remedy = _("Tick possible duplicates that are new people, or discard the import.")


class ImportInUse(Refused):
    sentence = _(
        "%(people)s of the people of this import have been referred, placed, given an account or edited since."
    )
    remedy = _("Undo those steps first, or correct single people by hand.")


class ImportForgotten(Refused):
    sentence = _("The rows of this import were erased, because a person of it was.")
    remedy = _("Correct single people by hand.")


def upload_import(*, agency: Agency, file_name: str, content: bytes, by: User, at: datetime) -> ImportBatch:
    """Keep the file sealed and let the worker read it; nothing of it is in the registry yet."""
    if not content:
        raise FileUnreadable("empty")
    if len(content) > MOST_BYTES:
        raise FileUnreadable("too_large", megabytes=MOST_BYTES // 1024**2)
    batch = ImportBatch(agency=agency, owner=by, file_name=file_name[-200:], uploaded_at=at)
    batch.file_sha256 = hashlib.sha256(content).hexdigest()
    batch.sealed_file = crypto.seal(content, place=batch.place("sealed_file"))
    with transaction.atomic():
        batch.save(force_insert=True)
        title = gettext("Reading the file")
        preview = reverse("import", args=[batch.pk])
        batch.job = jobs.start(
            worker.read_file, title=title, by=by, result_url=preview, batch_id=str(batch.pk)
        )
        batch.save(update_fields=["job"])
        audit.record("import.uploaded", batch, by=by, at=at, file=batch.file_sha256)
    return batch


def apply_import(
    batch: ImportBatch, *, with_duplicates: Collection[int] = (), by: User, at: datetime
) -> ImportBatch:
    """Write every new and changed row, and the possible duplicates whose row numbers are ticked: all or none.

    Refused rows stay out. Raises NumberTakenMeanwhile, PersonChangedMeanwhile, NothingToImport, WrongState.
    """
    fresh, changed = _accepted(batch, set(with_duplicates))
    agencies = Agency.objects.in_bulk()
    # Sealing and sorting keys take most of the time, so they are done before the transaction.
    people = [_Newcomer(record, batch, agencies, at) for record in fresh]
    ticked = sum(record["verdict"] == Verdict.DUPLICATE for record in fresh)
    counts = {"new": len(fresh), "changed": len(changed), "duplicates": ticked}
    try:
        with transaction.atomic():
            advance(batch, ImportState.APPLIED, IMPORT_STATES, applied_at=at)
            _insert(people)
            for record in changed:
                _change(record, agencies, side=1, by=by, at=at)
            audit.record("import.applied", batch, by=by, at=at, person=None, **counts)
    except IntegrityError:
        _refuse_taken_row(people)
        raise
    return batch


def _accepted(batch: ImportBatch, ticked: set[int]) -> tuple[list[Record], list[Record]]:
    """New rows with the ticked duplicates, and changed rows; raises NothingToImport if there are none."""
    records = unseal_rows(batch)
    fresh = [
        record
        for record in records
        if record["verdict"] == Verdict.NEW
        or (record["verdict"] == Verdict.DUPLICATE and record["row"] in ticked)
    ]
    changed = [record for record in records if record["verdict"] == Verdict.CHANGED]
    if batch.state == ImportState.READY and not fresh and not changed:
        raise NothingToImport
    return fresh, changed


class _Newcomer:
    """The unsaved rows of one new person."""

    def __init__(self, record: Record, batch: ImportBatch, agencies: dict[int, Agency], at: datetime) -> None:
        entry = PersonEntry(**thaw_all(record["entry"], agencies))
        self.row: int = record["row"]
        self.graduate = new_graduate(entry, registered_by=batch.agency, by=batch.owner, at=at)
        self.graduate.import_batch = batch
        self.identifier = (
            sealed_identifier(self.graduate, entry.identifier, since=at) if entry.identifier else None
        )
        self.guardian = guardian_row(self.graduate, entry.guardian) if entry.guardian else None
        self.barriers = barrier_rows(self.graduate, entry, by=batch.owner, at=at)
        self.consents = (
            consent_rows(self.guardian, entry.guardian, by=batch.owner, at=at)
            if self.guardian and entry.guardian
            else []
        )


def _insert(people: list[_Newcomer]) -> None:
    Graduate.objects.bulk_create([one.graduate for one in people], batch_size=AT_ONCE)
    Identifier.objects.bulk_create([one.identifier for one in people if one.identifier], batch_size=AT_ONCE)
    Guardian.objects.bulk_create([one.guardian for one in people if one.guardian], batch_size=AT_ONCE)
    Barrier.objects.bulk_create([row for one in people for row in one.barriers], batch_size=AT_ONCE)
    Consent.objects.bulk_create([row for one in people for row in one.consents], batch_size=AT_ONCE)


def _refuse_taken_row(people: Iterable[_Newcomer]) -> None:
    """Raise NumberTakenMeanwhile for the first row whose number is in the registry by now."""
    for one in people:
        if one.identifier and Identifier.objects.filter(lookup=one.identifier.lookup).exists():
            raise NumberTakenMeanwhile(row=one.row)


def _change(record: Record, agencies: dict[int, Agency], *, side: int, by: User, at: datetime) -> None:
    """Bring a known person to one side of the row's changes: 1 as the file says, 0 as it was before."""
    graduate = Graduate.objects.get(pk=UUID(record["person"]))
    values = thaw_all({name: sides[side] for name, sides in record["changes"].items()}, agencies)
    version = record["version"] + (1 - side)
    before = entry_of(graduate)
    entry = replace(before, **values, identifier="")
    entry = replace(entry, family_name=entry.family_name.strip("-"))
    try:
        overwrite(graduate, entry, version)
    except ChangedMeanwhile as meanwhile:
        raise PersonChangedMeanwhile(row=record["row"]) from meanwhile
    if "guardian" in values:
        write_barriers(graduate, entry, by=by, at=at)
        write_guardian(graduate, entry.guardian, by=by, at=at)
    audit.record("graduate.corrected", graduate, by=by, at=at, person=graduate.pk, fields=sorted(values))


def undo_import(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Take back a whole import: its people go, changed ones return to what they were.

    Raises ImportInUse once a person of it has a referral, a choice, a seat, an account or a later edit, and
    PersonChangedMeanwhile if a changed person was edited again; then nothing is undone.
    """
    if batch.state == ImportState.APPLIED and batch.sealed_rows is None:
        raise ImportForgotten
    changed = [record for record in unseal_rows(batch) if record["verdict"] == Verdict.CHANGED]
    agencies = Agency.objects.in_bulk()
    with transaction.atomic():
        advance(batch, ImportState.UNDONE, IMPORT_STATES, sealed_file=b"", sealed_rows=None)
        # The lock keeps a referral from being written to a person who is just being deleted (PostgreSQL).
        people = batch.graduates.select_for_update().order_by("pk")
        keys = [person.pk for person in people]
        _refuse_used(batch)
        for record in changed:
            _change(record, agencies, side=0, by=by, at=at)
        _delete(batch)
        audit.record("import.undone", batch, by=by, at=at, people=len(keys), changed=len(changed))
    return batch


def _refuse_used(batch: ImportBatch) -> None:
    used = (
        Q(referrals__isnull=False)
        | Q(preferences__isnull=False)
        | Q(offers__isnull=False)
        | Q(enrollments__isnull=False)
        | Q(user__isnull=False)
        | Q(version__gt=1)
    )
    people = batch.graduates.filter(used).distinct().count()
    if people:
        raise ImportInUse(people=people)


def _delete(batch: ImportBatch) -> None:
    try:
        batch.graduates.all().delete()
    except ProtectedError as protected:
        raise ImportInUse(people=len(protected.protected_objects)) from protected


def discard_import(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Drop a file that was not imported; its content is wiped. Raises WrongState."""
    with transaction.atomic():
        advance(batch, ImportState.DISCARDED, IMPORT_STATES, sealed_file=b"", sealed_rows=None)
        audit.record("import.discarded", batch, by=by, at=at)
    return batch


def preview_rows(batch: ImportBatch, verdict: str = "") -> Iterator[dict[str, Any]]:
    """The judged rows, of one verdict or all."""
    return (record for record in unseal_rows(batch) if not verdict or record["verdict"] == verdict)
