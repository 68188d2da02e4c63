"""The preview of an import in words: each judged row as its reader sees it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from agencies.models import Agency, Place
from enrollment.faults import words_for
from enrollment.importing.frozen import thaw
from enrollment.importing.judging import Verdict
from enrollment.queries.timeline import FIELD_NAMES
from enrollment.queries.wording import in_words

VERDICT_TONES: Mapping[str, str] = {
    Verdict.NEW: "good",
    Verdict.CHANGED: "info",
    Verdict.UNCHANGED: "neutral",
    Verdict.DUPLICATE: "warn",
    Verdict.REFUSED: "bad",
}
Record = dict[str, Any]
Agencies = Mapping[int, Agency]
Places = Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """One reason why a row is refused: which column, what stands there, why not, what to do."""

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


def shown_rows(records: Iterable[Record]) -> list[ShownRow]:
    """Judged rows in the reader's language."""
    listed = list(records)
    sides = [side for record in listed for pair in record.get("changes", {}).items() for side in _keys(*pair)]
    places = Place.objects.in_bulk([key for name, key in sides if name == "place"])
    agencies = Agency.objects.in_bulk([key for name, key in sides if name == "school"])
    return [_shown(record, agencies, places) for record in listed]


def _keys(name: str, sides: list[Any]) -> list[tuple[str, Any]]:
    return [(name, side) for side in sides if side is not None]


def _shown(record: Record, agencies: Agencies, places: Places) -> ShownRow:
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
    )


def shown_problems(record: Record) -> list[ShownProblem]:
    """The problems of a refused row; none of any other."""
    return [
        ShownProblem(problem["heading"], problem["value"], str(reason), str(remedy))
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
