"""The uploaded file again, its bad cells red with the reason: read anew in the child process, by the worker."""

from __future__ import annotations

import json
from typing import Any

from django.utils import translation

from core import crypto
from core.jobs import Work
from core.tables.reading import opened
from enrollment.importing.chunks import records_of
from enrollment.importing.judging import Verdict
from enrollment.importing.marked import Mark, marked_workbook
from enrollment.models import ImportBatch
from enrollment.queries.previews import shown_problems


def mark_import(batch: ImportBatch, *, language: str, work: Work) -> dict[str, Any]:
    """Make the marked workbook in `language` and keep it sealed. Raises Cancelled. May be run again."""
    if not batch.sealed_file or batch.sealed_head is None:
        return batch.facts
    content = crypto.unseal(bytes(batch.sealed_file), place=batch.place("sealed_file"))
    with translation.override(language), opened(batch.file_name, content) as table:
        book = marked_workbook(table, _marks(batch), lambda row: work.report(row, max(row, _rows(batch))))
    sealed = crypto.seal(book, place=batch.place("sealed_marked"))
    # Only while the file is there: a discarded batch keeps nothing.
    ImportBatch.objects.filter(pk=batch.pk).exclude(sealed_file=b"").update(
        sealed_marked=sealed, marked_in=language
    )
    return batch.facts


def _marks(batch: ImportBatch) -> dict[int, list[Mark]]:
    """Row -> the bad columns with the words on each."""
    return {
        record["row"]: [
            Mark(one.column, f"{one.heading}: {one.reason} {one.remedy}") for one in shown_problems(record)
        ]
        for chunk in batch.chunks.filter(counts__has_key=Verdict.REFUSED)
        .order_by("number")
        .iterator(chunk_size=20)
        for record in records_of(chunk)
        if record["verdict"] == Verdict.REFUSED
    }


def _rows(batch: ImportBatch) -> int:
    return sum(batch.counts.values())


def head_of(batch: ImportBatch) -> dict[str, Any]:
    """The row of headings and a few values of each column, as kept for naming the columns."""
    if batch.sealed_head is None:
        return {"row": 0, "columns": []}
    return json.loads(crypto.unseal(bytes(batch.sealed_head), place=batch.place("sealed_head")))  # type: ignore[no-any-return]
