"""The worker's part of an import: read the file, check and judge every row, keep the result sealed for the preview."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone

from agencies.enums import AgencyKind
from agencies.models import Agency
from core import crypto
from core.jobs import Work
from core.states import advance
from enrollment.enums import ImportState
from enrollment.importing.columns import map_columns
from enrollment.importing.judging import judge
from enrollment.importing.reading import FileUnreadable, read_table
from enrollment.importing.rows import Problem, Reader, ReadRow, read_rows
from enrollment.importing.table import Table
from enrollment.models import ImportBatch
from enrollment.queries.imports import references_for, registry_for
from enrollment.queries.people import known_on
from enrollment.states import IMPORT_STATES

Record = dict[str, Any]


def read_import(batch: ImportBatch, *, work: Work) -> dict[str, Any]:
    """Fill the batch's rows and counts, or refuse the file in words. Safe to run again after a killed worker.

    Nothing is written until everything is judged. Raises FileUnreadable after noting it on the batch.
    """
    if batch.state != ImportState.UPLOADED:
        return batch.facts
    try:
        records = list(_judged_rows(batch, work))
    except FileUnreadable as refusal:
        with transaction.atomic():
            # A file that nobody can use is not kept: it may hold anybody's data.
            problem = str(refusal)[:300]
            advance(batch, ImportState.REFUSED, IMPORT_STATES, problem=problem, sealed_file=b"")
        raise
    counts = Counter(str(record["verdict"]) for record in records)
    with transaction.atomic():
        sealed = seal_rows(batch, records)
        advance(batch, ImportState.READY, IMPORT_STATES, sealed_rows=sealed, counts=dict(counts))
    return batch.facts


def seal_rows(batch: ImportBatch, records: list[Record]) -> bytes:
    packed = zlib.compress(json.dumps(records, ensure_ascii=False).encode(), level=6)
    return crypto.seal(packed, place=batch.place("sealed_rows"))


def unseal_rows(batch: ImportBatch) -> list[Record]:
    """The judged rows in the order of the file; [] where there are none (any more)."""
    if batch.sealed_rows is None:
        return []
    packed = crypto.unseal(bytes(batch.sealed_rows), place=batch.place("sealed_rows"))
    return json.loads(zlib.decompress(packed))  # type: ignore[no-any-return]


def _judged_rows(batch: ImportBatch, work: Work) -> Iterator[Record]:
    content = crypto.unseal(bytes(batch.sealed_file), place=batch.place("sealed_file"))
    work.report(0, 1)
    table = read_table(batch.file_name, content)
    heading_at, columns = map_columns(table)
    known = known_on(timezone.localdate(batch.uploaded_at))
    reader = Reader(columns, table.rows[heading_at], references_for(batch.agency), known)
    read = _reported(read_rows(table, heading_at, reader), table, work)
    rows = [at_home(row, batch.agency, reader) for row in read]
    numbers = [row.entry.identifier for row in rows if row.entry and row.entry.identifier]
    registry = registry_for(batch.owner, numbers)
    yield from judge(rows, registry, reader.heading("identifier"))


def _reported(rows: Iterable[ReadRow], table: Table, work: Work) -> Iterator[ReadRow]:
    total = len(table.rows)
    for done, row in enumerate(rows, start=1):
        if done % 200 == 0:
            work.report(done, total)
        yield row


def at_home(row: ReadRow, agency: Agency, reader: Reader) -> ReadRow:
    """A school's file speaks of its own people: the school is filled in, another one refused."""
    entry = row.entry
    if entry is None or agency.kind != AgencyKind.SCHOOL:
        return row
    if entry.school is None:
        return replace(row, entry=replace(entry, school=agency))
    if entry.school.pk == agency.pk:
        return row
    problem = Problem("school", reader.heading("school"), str(entry.school), "another_school")
    return replace(row, entry=None, problems=(*row.problems, problem))
