"""The worker's part of entering a file: everybody is written ahead, hidden, in small steps; one short write enters
them all. Undoing is the same backwards: one short write hides them, then they are taken away."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import DO_NOTHING, PROTECT, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, User
from core import audit, refusals
from core.jobs import Cancelled, Work
from core.models import Job
from core.refusals import Refused
from core.states import advance
from enrollment.enums import IdentifierKind, ImportState
from enrollment.importing.chunks import records_of
from enrollment.importing.judging import Record, Verdict
from enrollment.models import Barrier, Consent, Graduate, Guardian, Identifier, ImportBatch, ImportChunk
from enrollment.services.import_changes import Changes, changes_of, refuse_unseen
from enrollment.services.import_pace import Pace, roomy
from enrollment.services.import_rows import Newcomers, Ready
from enrollment.states import IMPORT_STATES

AT_ONCE = 500  # people taken away in one step
PARTS = (
    Consent,
    Barrier,
    Identifier,
    Guardian,
)  # rows that an import writes of a person, in the order of deleting


class NumberTakenMeanwhile(Refused):
    sentence = _("The number in row %(row)s was registered by somebody else after this file was read.")
    remedy = _("Discard this import and upload the file again to see what is new.")


def write_import(batch: ImportBatch, *, by: User, at: datetime, work: Work) -> dict[str, Any]:
    """Write everybody ahead, chunk by chunk from where a killed worker stopped; then enter them in one transaction.

    A refusal or a stop leaves the registry as it was and the batch ready to be confirmed again. Raises
    NumberTakenMeanwhile, PersonChangedMeanwhile, PersonOutOfSight, Cancelled.
    """
    if batch.state != ImportState.APPLYING:
        return batch.facts
    try:
        with roomy():
            _write_ahead(batch, by, at, work)
        _enter(batch, by, at)
    except (Refused, Cancelled) as reason:
        _give_back(batch, reason)
        raise
    return batch.facts


def _write_ahead(batch: ImportBatch, by: User, at: datetime, work: Work) -> None:
    people, pace = Newcomers(batch, by=by, at=at), Pace()
    todo = list(batch.chunks.filter(written=False).order_by("number").values_list("pk", flat=True))
    total = batch.chunks.count()
    with closing(_prepared(todo, people)) as chunks:
        for done, (chunk, ready) in enumerate(chunks, start=total - len(todo) + 1):
            with pace.step():
                _write_chunk(chunk, people, ready)
            work.report(done, total + 1)


def _prepared(keys: Iterable[int], people: Newcomers) -> Generator[tuple[ImportChunk, Ready], None, None]:
    """Each chunk with its rows, which another thread made ready while the database took those before."""
    with ThreadPoolExecutor(max_workers=1) as other:
        ahead: tuple[ImportChunk, Future[Ready]] | None = None
        for key in keys:
            # One by one: SQLite cannot begin to write while rows are still being fetched if somebody wrote meanwhile.
            chunk = ImportChunk.objects.get(pk=key)
            coming = chunk, other.submit(lambda one: people.made_ready(list(_fresh(one))), chunk)
            if ahead:
                yield ahead[0], ahead[1].result()
            ahead = coming
        if ahead:
            yield ahead[0], ahead[1].result()


def _fresh(chunk: ImportChunk) -> Iterator[Record]:
    """New rows with the ticked duplicates."""
    ticked = set(chunk.ticked)
    for record in records_of(chunk):
        if record["verdict"] == Verdict.NEW or record["row"] in ticked:
            yield record


def _write_chunk(chunk: ImportChunk, people: Newcomers, ready: Ready) -> None:
    try:
        with transaction.atomic():
            people.insert(ready)
            ImportChunk.objects.filter(pk=chunk.pk).update(written=True)
    except IntegrityError:
        _refuse_taken_row(ready.row_of)
        raise


def _refuse_taken_row(row_of: Mapping[str, int]) -> None:
    """Raise NumberTakenMeanwhile for the first row whose number is in the registry by now."""
    rows = Identifier.objects.filter(kind__in=IdentifierKind.values, lookup__in=row_of)
    taken = rows.values_list("lookup", flat=True)
    if found := [row_of[lookup] for lookup in taken]:
        raise NumberTakenMeanwhile(row=min(found))


def _enter(batch: ImportBatch, by: User, at: datetime) -> None:
    """The one write: from here on the people count, and known ones are as the file says.

    A known person who was erased or corrected meanwhile is found inside; whom the account sees no more, just before.
    """
    agencies = Agency.objects.in_bulk()
    changes = [
        change for chunk in changed_chunks(batch) for change in changes_of(records_of(chunk), agencies)
    ]
    ready = Changes(changes, by=by, at=at)
    refuse_unseen(changes, by=by)
    counts = {
        "new": batch.counts.get(Verdict.NEW, 0),
        "changed": len(changes),
        "duplicates": sum(map(len, batch.chunks.values_list("ticked", flat=True))),
    }
    with transaction.atomic():
        advance(batch, ImportState.APPLIED, IMPORT_STATES, applied_at=at, hides=False)
        ready.write()
        audit.record("import.applied", batch, by=by, at=at, **counts)


def changed_chunks(batch: ImportBatch) -> QuerySet[ImportChunk]:
    """The chunks with rows that change somebody known."""
    return batch.chunks.filter(counts__has_key=Verdict.CHANGED).order_by("number")


def _give_back(batch: ImportBatch, reason: Exception) -> None:
    """Nothing was entered: say why, and clear away what had been written ahead."""
    said = refusals.kept(reason) if isinstance(reason, Refused) else {}
    with transaction.atomic():
        advance(batch, ImportState.READY, IMPORT_STATES, refusal=said)
    clear_away(batch)


def clear_away(batch: ImportBatch) -> None:
    """Delete the hidden people of a batch step by step; somebody who is needed after all stays, and counts.

    May be run again at any time: it goes on where it was stopped.
    """
    pace = Pace()
    while _clear_some(batch, pace):
        pass


def _clear_some(batch: ImportBatch, pace: Pace) -> bool:
    """One step; False when there is nothing left, or the batch is being entered (again)."""
    with pace.step(), transaction.atomic():
        rows = ImportBatch.objects.select_for_update()
        if not rows.filter(pk=batch.pk, hides=True).exclude(state=ImportState.APPLYING).exists():
            return False
        people = Graduate.stored.filter(import_batch=batch)
        if some := people.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]:
            _delete(batch, list(some)[-1])
            return True
        gone = ImportState(batch.state) != ImportState.READY
        if gone:
            batch.chunks.all().delete()
        batch.chunks.update(written=False)
        rows.filter(pk=batch.pk).update(hides=False)
        return False


def _delete(batch: ImportBatch, last: UUID) -> None:
    """Delete the batch's people up to the key `last`; whoever is protected by now stays and counts."""
    people = Graduate.stored.filter(import_batch=batch, pk__lte=last)
    people.filter(protected()).update(import_batch=None)
    for model in PARTS:
        _delete_plainly(model._base_manager.filter(graduate__in=people.values("pk")))
    spoken_of = Q()
    for relation in Graduate._meta.related_objects:
        if relation.related_model not in PARTS and relation.on_delete is not DO_NOTHING:
            spoken_of |= Q(pk__in=holders(relation))
    people.filter(spoken_of).delete()
    _delete_plainly(people)


def _delete_plainly(rows: QuerySet[Any]) -> None:
    """One DELETE, without looking for rows that speak of these: there are none."""
    rows._raw_delete(rows.db)


def protected() -> Q:
    """Whoever something else speaks of: what a deletion must not take away, or an account."""
    needed = Q(user__isnull=False)
    for relation in Graduate._meta.related_objects:
        if relation.on_delete is PROTECT:
            needed |= Q(pk__in=holders(relation))
    return needed


def holders(relation: Any) -> QuerySet[Any]:
    """The people of whom the rows of a related table speak."""
    rows = relation.related_model._base_manager.filter(**{f"{relation.field.name}__isnull": False})
    return rows.values(relation.field.attname)  # type: ignore[no-any-return]


def clear_imports(*, at: datetime) -> None:
    """A chore: finish what a killed worker left hidden, and give back a batch whose job was given up."""
    for batch in ImportBatch.objects.without_files().filter(hides=True).select_related("job"):
        if batch.state == ImportState.APPLYING and (batch.job is None or batch.job.is_over):
            _give_back(batch, Cancelled())
        elif batch.state != ImportState.APPLYING and _nobody_at_it(batch.job):
            clear_away(batch)


def _nobody_at_it(job: Job | None) -> bool:
    return job is None or job.is_over
