"""The preview of an import: the rows of one page, from the chunks that hold them, as their reader sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from django.core import signing

from agencies.models import Agency, Place, User
from core.paging import Page
from enrollment import seeing
from enrollment.faults import words_for
from enrollment.importing.chunks import records_of
from enrollment.importing.frozen import thaw
from enrollment.importing.judging import Record, Verdict
from enrollment.models import Graduate, ImportBatch, ImportChunk
from enrollment.queries.timeline import FIELD_NAMES
from enrollment.queries.wording import in_words

VERDICT_TONES: Mapping[str, str] = {
    Verdict.NEW: "good",
    Verdict.CHANGED: "info",
    Verdict.UNCHANGED: "neutral",
    Verdict.DUPLICATE: "warn",
    Verdict.REFUSED: "bad",
}
ROWS_SHOWN = 50
SALT = "import rows"
Agencies = Mapping[int, Agency]
Places = Mapping[str, Place]
Found = list[tuple[Record, bool]]  # judged rows, and whether each is ticked


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """One reason why a row is refused: which column, what stands there, why not, what to do."""

    column: str
    heading: str
    value: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row of the preview."""

    number: int
    name: str
    verdict: str
    label: str
    tone: str
    problems: list[ShownProblem]
    changes: list[tuple[str, str, str]]
    near: list[Record]
    ticked: bool = False


def page_of_rows(
    batch: ImportBatch, reader: User, *, verdict: str = "", text: str = "", cursor: str = ""
) -> Page[Any]:
    """Rows of one verdict (or all) whose name, heading or value holds `text`, in the order of the file, by row number:
    page N costs as much as page 1. An edited cursor means the first page."""
    backward, at = _read(cursor)
    found: Found = []
    for record, ticked in _walk(batch, verdict, at, backward=backward):
        if _holds(record, text.casefold()):
            found.append((record, ticked))
            if len(found) > ROWS_SHOWN:
                break
    more, found = len(found) > ROWS_SHOWN, found[:ROWS_SHOWN]
    if backward:
        found.reverse()
    before = bool(found) and (more if backward else at > 0)
    after = bool(found) and (backward or more)
    first, last = (found[0][0]["row"], found[-1][0]["row"]) if found else (0, 0)
    rows = shown_rows(_as_seen_by(reader, found))
    return Page(rows, _write(True, first) if before else "", _write(False, last) if after else "")


def _as_seen_by(reader: User, found: Found) -> Found:
    """What the register said of people when the file was read is shown to who still sees them, which is noted."""
    near = (one for record, _ticked in found for one in record.get("near", ()))
    named = {one.get("person") for one in chain(near, (record for record, _ticked in found))} - {None, ""}
    people = Graduate.objects.visible_to(reader).filter(pk__in=named) if named else Graduate.objects.none()
    seen = dict(people.values_list("pk", "user_id"))
    for pk, account in seen.items():
        seeing.saw(pk, account)
    keys = {"", *map(str, seen)}
    return [(_for_who_sees(keys, record), ticked) for record, ticked in found]


def _for_who_sees(keys: Collection[str], record: Record) -> Record:
    changes = record.get("changes", {}) if record.get("person", "") in keys else {}
    near = [one for one in record.get("near", ()) if one["person"] in keys]
    return {**record, "changes": changes, "near": near}


def _walk(batch: ImportBatch, verdict: str, at: int, *, backward: bool) -> Iterator[tuple[Record, bool]]:
    """Rows after (or before) row `at`, opening only the chunks that have some of the verdict."""
    chunks = batch.chunks.order_by("-number" if backward else "number")
    if at:
        chunks = chunks.filter(first_row__lt=at) if backward else chunks.filter(last_row__gt=at)
    if verdict:
        chunks = chunks.filter(counts__has_key=verdict)
    for chunk in chunks.iterator(chunk_size=2):
        yield from _rows(chunk, verdict, at, backward=backward)


def _rows(chunk: ImportChunk, verdict: str, at: int, *, backward: bool) -> Iterator[tuple[Record, bool]]:
    ticked, records = set(chunk.ticked), records_of(chunk)
    for record in reversed(records) if backward else records:
        wanted = not verdict or record["verdict"] == verdict
        if wanted and (not at or (record["row"] < at if backward else record["row"] > at)):
            yield record, record["row"] in ticked


def _holds(record: Record, text: str) -> bool:
    if not text:
        return True
    problems = record.get("problems", ())
    words = [
        record["name"],
        str(record["row"]),
        *(part[key] for part in problems for key in ("heading", "value")),
    ]
    return any(text in word.casefold() for word in words)


def _read(cursor: str) -> tuple[bool, int]:
    try:
        backward, at = signing.loads(cursor, salt=SALT)
    except signing.BadSignature:
        return False, 0
    return backward, at


def _write(backward: bool, at: int) -> str:
    return signing.dumps([backward, at], salt=SALT)


def shown_rows(found: Iterable[tuple[Record, bool]]) -> list[ShownRow]:
    """Judged rows in the reader's language."""
    listed = list(found)
    changes = [pair for record, _ticked in listed for pair in record.get("changes", {}).items()]
    sides = [(name, side) for name, both in changes for side in both if side is not None]
    places = Place.objects.in_bulk([key for name, key in sides if name == "place"])
    agencies = Agency.objects.in_bulk([key for name, key in sides if name == "school"])
    return [_shown(record, ticked, agencies, places) for record, ticked in listed]


def _shown(record: Record, ticked: bool, agencies: Agencies, places: Places) -> ShownRow:
    verdict = Verdict(record["verdict"])
    return ShownRow(
        number=record["row"],
        name=record["name"],
        verdict=verdict.value,
        label=str(verdict.label),
        tone=VERDICT_TONES[verdict],
        problems=shown_problems(record),
        changes=[_change(name, sides, agencies, places) for name, sides in record.get("changes", {}).items()],
        near=record.get("near", []),
        ticked=ticked,
    )


def shown_problems(record: Record) -> list[ShownProblem]:
    """The problems of a refused row; none of any other."""
    return [
        ShownProblem(problem["column"], problem["heading"], problem["value"], str(reason), str(remedy))
        for problem in record.get("problems", [])
        for reason, remedy in [words_for(problem["field"], problem["code"])]
    ]


def _change(name: str, sides: list[Any], agencies: Agencies, places: Places) -> tuple[str, str, str]:
    before, after = (in_words(name, _value(name, side, agencies, places)) for side in sides)
    return str(FIELD_NAMES[name]), before, after


def _value(name: str, frozen: Any, agencies: Agencies, places: Places) -> Any:
    if name == "place" and frozen:
        return places[frozen]
    return thaw(name, frozen, agencies)
