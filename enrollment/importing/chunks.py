"""Judged rows at rest: packed, sealed, some hundred together."""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Sequence
from itertools import chain

from core import crypto
from enrollment.importing.judging import Record, Verdict
from enrollment.models import ImportBatch, ImportChunk

ROWS = 1_000  # of one chunk


def sealed_chunk(batch: ImportBatch, number: int, records: Sequence[Record]) -> ImportChunk:
    """An unsaved chunk of one or more judged rows."""
    rows = [record["row"] for record in records]
    chunk = ImportChunk(batch=batch, number=number, first_row=rows[0], last_row=rows[-1])
    packed = zlib.compress(json.dumps(records, ensure_ascii=False).encode(), level=1)
    chunk.sealed = crypto.seal(packed, place=chunk.place)
    chunk.counts = Counter(str(record["verdict"]) for record in records)
    chunk.unseen = sum(
        problem["code"] == "already_registered"
        for record in records
        for problem in record.get("problems", ())
    )
    chunk.people = " ".join(sorted(_people_in(records)))
    chunk.duplicates = [record["row"] for record in records if record["verdict"] == Verdict.DUPLICATE]
    return chunk


def _people_in(records: Sequence[Record]) -> set[str]:
    """The registered people whom the rows are about, or may be about."""
    near = (other for record in records for other in record.get("near", ()))
    return {one["person"] for one in chain(records, near) if one.get("person")}


def records_of(chunk: ImportChunk) -> list[Record]:
    """The judged rows in the order of the file."""
    packed = crypto.unseal(bytes(chunk.sealed), place=chunk.place)
    return json.loads(zlib.decompress(packed))  # type: ignore[no-any-return]
