"""The worker's part of a preview: read the file, check and judge every row, keep the result sealed, chunk by chunk."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.enums import AgencyKind
from core import audit, crypto
from core.jobs import Work
from core.states import advance
from core.tables.reading import FileUnreadable, opened
from core.tables.table import TITLES, Row, Table
from enrollment.enums import ImportState
from enrollment.importing.cells import Context
from enrollment.importing.chunks import ROWS, records_of, sealed_chunk
from enrollment.importing.columns import Head, find_head, squeezed
from enrollment.importing.judging import Judge
from enrollment.importing.refused import ListUnreadable
from enrollment.importing.rows import Reader, samples
from enrollment.models import ImportBatch
from enrollment.queries.imports import crowd_for, holders_of, names_chosen, references_for
from enrollment.queries.people import known_on
from enrollment.services.numbers import MET_BY_FILE, met_too_many
from enrollment.states import IMPORT_STATES


def read_import(batch: ImportBatch, *, work: Work) -> dict[str, Any]:
    """Judge every row, or refuse the file, or ask what its columns are. After a killed worker it goes on where that
    one stopped.

    Raises FileUnreadable after noting it on the batch, and Cancelled; nothing of the file is in the registry yet.
    """
    if batch.state != ImportState.UPLOADED:
        return batch.facts
    content = crypto.unseal(bytes(batch.sealed_file), place=batch.place("sealed_file"))
    work.report(0, 1)
    try:
        with opened(batch.file_name, content) as table:
            _read(batch, table, work)
    except FileUnreadable as refusal:
        refuse(batch, refusal)
        raise
    return batch.facts


def refuse(batch: ImportBatch, refusal: FileUnreadable) -> None:
    """Note why; a file that nobody can use is not kept: it may hold anybody's data."""
    said = {"code": refusal.reason, "facts": refusal.facts}
    with transaction.atomic():
        advance(batch, ImportState.REFUSED, IMPORT_STATES, refusal=said, sealed_file=b"", sealed_head=None)
        batch.chunks.all().delete()


def _read(batch: ImportBatch, table: Table, work: Work) -> None:
    first = list(islice(table.rows, TITLES * 2))
    named = names_chosen(batch)
    head = find_head(first[:TITLES], named)
    found: dict[str, Any] = {
        "sheet": table.sheet[:100],
        "sealed_head": _sealed_head(batch, head, first),
        "columns": {str(index): field for index, field in head.columns.items()},
        "remembered": bool(named.keys() & _headings(head)),
    }
    if not head.is_complete:
        with transaction.atomic():
            advance(batch, ImportState.MAPPING, IMPORT_STATES, **found)
        return
    _judge_all(batch, head, table, chain(first[head.at + 1 :], table.rows), work)
    _finish(batch, found)


def _headings(head: Head) -> set[str]:
    return {squeezed(cell) for cell in head.row.cells if isinstance(cell, str)}


def _sealed_head(batch: ImportBatch, head: Head, first: list[Row]) -> bytes:
    shown = json.dumps({"row": head.row.number, "columns": samples(head, first)}, ensure_ascii=False)
    return crypto.seal(shown.encode(), place=batch.place("sealed_head"))


def _judge_all(batch: ImportBatch, head: Head, table: Table, rows: Iterator[Row], work: Work) -> None:
    """Keep the judged rows chunk by chunk, after those that a killed worker left."""
    day = timezone.localdate(batch.uploaded_at)
    own = batch.agency_id if batch.agency.kind == AgencyKind.SCHOOL else None
    implied = {"school": own or batch.school_id} if own or batch.school_id else {}
    reader = Reader(head, Context(references_for(batch.agency, day), known_on(day), own))
    crowd, seen = crowd_for(batch.owner)
    judge = Judge(crowd, reader, implied)
    number, last = -1, 0
    for chunk in batch.chunks.order_by("number").iterator(chunk_size=20):
        number, last = chunk.number, chunk.last_row
        for record in records_of(chunk):
            crowd.remember(record)
    rest = (row for row in rows if row.number > last)
    while some := list(islice(rest, ROWS)):
        number += 1
        read = [reader.read(row) for row in some]
        holders = holders_of([row.said["identifier"] for row in read if row.said.get("identifier")], seen)
        sealed_chunk(batch, number, list(judge.judged(read, holders))).save(force_insert=True)
        work.report(some[-1].number, max(some[-1].number, round(some[-1].number / (table.part() or 1))))


def _finish(batch: ImportBatch, found: dict[str, Any]) -> None:
    """The rows are judged: count them. One audit row says how many numbers of people unseen were met, also where the
    file is refused for it: so that probing for numbers shows, and comes to an end."""
    counts, unseen = Counter[str](), 0
    for of_chunk, unseen_here in batch.chunks.values_list("counts", "unseen"):
        counts.update(of_chunk)
        unseen += unseen_here
    if not counts:
        raise FileUnreadable("empty")
    now = timezone.now()
    too_many = "identifier" in found["columns"].values() and met_too_many(unseen, by=batch.owner, at=now)
    with transaction.atomic():
        if not too_many:
            advance(batch, ImportState.READY, IMPORT_STATES, counts=dict(counts), refusal={}, **found)
        if unseen:
            audit.record(MET_BY_FILE, batch, by=batch.owner, at=now, numbers=unseen)
    if too_many:
        raise ListUnreadable("known_numbers")
