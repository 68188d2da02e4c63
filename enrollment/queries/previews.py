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
    agencies = Agency.objects.in_bulk() if any(record.get("changes") for record in listed) else {}
    return [_shown(record, agencies) for record in listed]


def _shown(record: Record, agencies: Mapping[int, Agency]) -> ShownRow:
    verdict = Verdict(record["verdict"])
    return ShownRow(
        number=record["row"],
        name=record["name"],
        verdict=verdict.value,
        label=str(verdict.label),
        tone=VERDICT_TONES[verdict],
        problems=shown_problems(record),
        changes=[_change(name, sides, agencies) for name, sides in record.get("changes", {}).items()],
        near=record.get("near", []),
    )


def shown_problems(record: Record) -> list[ShownProblem]:
    """The problems of a refused row; none of any other."""
    return [
        ShownProblem(problem["heading"], problem["value"], str(reason), str(remedy))
        for problem in record.get("problems", [])
        for reason, remedy in [words_for(problem["field"], problem["code"])]
    ]


def _change(name: str, sides: list[Any], agencies: Mapping[int, Agency]) -> tuple[str, str, str]:
    before, after = (in_words(name, _value(name, side, agencies)) for side in sides)
    return str(FIELD_NAMES[name]), before, after


def _value(name: str, frozen: Any, agencies: Mapping[int, Agency]) -> Any:
    if name == "place" and frozen:
        return Place.objects.get(pk=frozen)
    return thaw(name, frozen, agencies)
