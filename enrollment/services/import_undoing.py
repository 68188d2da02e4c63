"""Taking a whole import back while nothing depends on it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from agencies.models import Agency, User
from core import audit
from core.refusals import Refused
from core.states import advance
from enrollment.enums import ImportState
from enrollment.importing.chunks import records_of
from enrollment.models import Consent, Graduate, ImportBatch
from enrollment.services.import_changes import Changes, changes_of
from enrollment.services.import_jobs import give_to_worker
from enrollment.services.import_writing import changed_chunks, protected
from enrollment.states import IMPORT_STATES
from enrollment.tasks import imports as worker  # that module calls back into this package: no names from it


class ImportInUse(Refused):
    sentence = _(
        "%(people)s of the people of this import have been referred, placed, given an account or edited since."
    )
    remedy = _("Undo those steps first, or correct single people by hand.")


class ImportForgotten(Refused):
    sentence = _(
        "The rows of this import have been deleted: their time is over, or a person of it was erased."
    )
    remedy = _("Correct single people by hand.")


def undo_import(batch: ImportBatch, *, by: User, at: datetime) -> ImportBatch:
    """Take back a whole import at once: its people are hidden, changed ones return to what they were.

    The hidden rows are cleared away afterwards. Raises ImportInUse once a person of it has a referral, a choice, a
    seat, an account or a later edit, PersonChangedMeanwhile and ImportForgotten; then nothing is undone.
    """
    if batch.state == ImportState.APPLIED and not batch.chunks.exists():
        raise ImportForgotten
    agencies = Agency.objects.in_bulk()
    backward = (
        change.reversed()
        for chunk in changed_chunks(batch)
        for change in changes_of(records_of(chunk), agencies)
    )
    changes = Changes(backward, by=by, at=at)
    with transaction.atomic():
        advance(batch, ImportState.UNDONE, IMPORT_STATES, hides=True, **ImportBatch.WIPED)
        people = Graduate.stored.filter(import_batch=batch)
        # The lock keeps a referral from being written to a person who is just being taken away (PostgreSQL).
        keys = people.select_for_update().order_by("pk").values_list("pk", flat=True)
        number = len(keys)
        if in_use := people.filter(_used(batch)).count():
            raise ImportInUse(people=in_use)
        changes.write()
        give_to_worker(batch, worker.clear_file, gettext_noop("Taking back an import"), by)
        audit.record("import.undone", batch, by=by, at=at, people=number, changed=len(changes))
    return batch


def _used(batch: ImportBatch) -> Q:
    """Whoever something else speaks of by now: what protects a person from being deleted, or a later edit."""
    later = Consent.objects.filter(recorded_at__gt=batch.applied_at).values("graduate")
    return protected() | Q(version__gt=1) | Q(pk__in=later)
