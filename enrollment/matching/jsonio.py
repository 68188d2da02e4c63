"""The engine's JSON formats: a problem in, a result out. See `python -m enrollment.matching --help` for the shapes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from enrollment.matching.explaining import Explainer
from enrollment.matching.model import (
    Closing,
    Graduate,
    Ineligibility,
    Lock,
    Malformed,
    Problem,
    Reserve,
    Result,
    Run,
)
from enrollment.matching.reasons import placement, why_run

Json = dict[str, Any]

PROBLEM_KEYS = {"graduates", "runs", "locks", "seed", "closing", "together"}
GRADUATE_KEYS = {"id", "choices", "points", "groups", "ineligible", "withdrawn"}
RUN_KEYS = {"id", "seats", "minimum", "reserves", "start", "end", "open"}


def read_problem(text: str) -> Problem:
    """Read a problem; Malformed names the place of the first thing that is not as the format says."""
    try:
        data = json.loads(text, object_pairs_hook=_no_key_twice)
    except json.JSONDecodeError as error:
        raise Malformed(f"line {error.lineno} column {error.colno}: not JSON ({error.msg}).") from error
    except Malformed:
        raise
    except ValueError as error:  # Python reads no whole number of more than 4,300 digits
        raise Malformed("problem: holds a number with too many digits.") from error
    except RecursionError as error:
        raise Malformed("problem: nested too deeply to be one.") from error
    top = _object(data, "problem", PROBLEM_KEYS, {"graduates", "runs"})
    closings = [closing.value for closing in Closing]
    if top.get("closing", "search") not in closings:
        raise Malformed(f"closing: must be one of {', '.join(closings)}.")
    return Problem(
        graduates=tuple(_graduate(item, place) for item, place in _items(top["graduates"], "graduates")),
        runs=tuple(_run(item, place) for item, place in _items(top["runs"], "runs")),
        locks=tuple(_lock(item, place) for item, place in _items(top.get("locks", []), "locks")),
        seed=_text(top.get("seed", ""), "seed"),
        closing=Closing(top.get("closing", "search")),
        together=tuple(_pair(item, place) for item, place in _items(top.get("together", []), "together")),
    )


def result_document(problem: Problem, result: Result) -> Json:
    """The result as published: placements, runs, reasons, digest."""
    pairs = zip(problem.together, result.together, strict=True)
    document = {
        "placements": {
            graduate.id: placement(problem, result, index) for index, graduate in enumerate(problem.graduates)
        },
        "runs": {
            run.id: {"open": outcome.open, "placed": outcome.placed, "why": why_run(problem, result, index)}
            for index, (run, outcome) in enumerate(zip(problem.runs, result.runs, strict=True))
        },
        "reasons": dict(Explainer(problem, result).everyone()),
        "digest": result.digest,
    }
    if problem.together:
        document["together"] = [{"people": [*pair], "run": run} for pair, run in pairs]
    return document


def _graduate(item: object, place: str) -> Graduate:
    data = _object(item, place, GRADUATE_KEYS, {"id", "choices"})
    points = data.get("points", 0)
    if isinstance(points, dict):
        points = {run: _number(value, f"{place}.points[{run!r}]") for run, value in points.items()}
    else:
        points = _number(points, f"{place}.points")
    return Graduate(
        id=_text(data["id"], f"{place}.id"),
        choices=_texts(data["choices"], f"{place}.choices"),
        points=points,
        groups=_texts(data.get("groups", []), f"{place}.groups"),
        ineligible=_ineligible(data.get("ineligible", {}), f"{place}.ineligible"),
        withdrawn=_texts(data.get("withdrawn", []), f"{place}.withdrawn"),
    )


def _ineligible(item: object, place: str) -> dict[str, Ineligibility]:
    if not isinstance(item, dict):
        raise Malformed(f"{place}: must be an object of run ids.")
    keys = {"rule", "fact", "clause"}
    verdicts = {}
    for run, verdict in item.items():
        at = f"{place}[{run!r}]"
        data = _object(verdict, at, keys, keys)
        verdicts[run] = Ineligibility(**{key: _text(data[key], f"{at}.{key}") for key in data})
    return verdicts


def _run(item: object, place: str) -> Run:
    data = _object(item, place, RUN_KEYS, {"id", "seats"})
    opened = data.get("open")
    if opened is not None and not isinstance(opened, bool):
        raise Malformed(f"{place}.open: must be true, false or null.")
    return Run(
        id=_text(data["id"], f"{place}.id"),
        seats=_number(data["seats"], f"{place}.seats"),
        minimum=_number(data.get("minimum", 0), f"{place}.minimum"),
        reserves=tuple(_reserve(*pair) for pair in _items(data.get("reserves", []), f"{place}.reserves")),
        start=_date(data.get("start"), f"{place}.start"),
        end=_date(data.get("end"), f"{place}.end"),
        open=opened,
    )


def _reserve(item: object, place: str) -> Reserve:
    if not isinstance(item, list) or len(item) not in {2, 3} or item[2:] not in ([], ["only"]):
        raise Malformed(f'{place}: must be a pair ["group", seats], or ["group", seats, "only"].')
    return Reserve(_text(item[0], f"{place}[0]"), _number(item[1], f"{place}[1]"), confined=len(item) == 3)


def _lock(item: object, place: str) -> Lock:
    if not isinstance(item, list) or len(item) != 3:
        raise Malformed(f'{place}: must be a triple ["graduate", "run", "seat type" or null].')
    seat = None if item[2] is None else _text(item[2], f"{place}[2]")
    return Lock(_text(item[0], f"{place}[0]"), _text(item[1], f"{place}[1]"), seat)


def _pair(item: object, place: str) -> tuple[str, str]:
    if not isinstance(item, list) or len(item) != 2:
        raise Malformed(f'{place}: must be a pair ["graduate", "graduate"].')
    return _text(item[0], f"{place}[0]"), _text(item[1], f"{place}[1]")


def _object(item: object, place: str, allowed: set[str], needed: set[str]) -> Json:
    if not isinstance(item, dict):
        raise Malformed(f"{place}: must be an object.")
    if missing := needed - item.keys():
        raise Malformed(f"{place}: {min(missing)!r} is missing.")
    if unknown := item.keys() - allowed:
        raise Malformed(f"{place}: {min(unknown)!r} is not a key of this format.")
    return item


def _items(item: object, place: str) -> Iterable[tuple[object, str]]:
    if not isinstance(item, list):
        raise Malformed(f"{place}: must be a list.")
    return ((each, f"{place}[{index}]") for index, each in enumerate(item))


def _text(item: object, place: str) -> str:
    """A string that can be encoded: half a surrogate pair, which JSON escapes can smuggle in, cannot."""
    if not isinstance(item, str):
        raise Malformed(f"{place}: must be a string.")
    if not item.isascii() and any("\ud800" <= character <= "\udfff" for character in item):
        raise Malformed(f"{place}: is not valid Unicode.")
    return item


def _texts(item: object, place: str) -> tuple[str, ...]:
    return tuple(_text(each, at) for each, at in _items(item, place))


def _number(item: object, place: str) -> int:
    if not isinstance(item, int) or isinstance(item, bool):
        raise Malformed(f"{place}: must be a whole number.")
    return item


def _date(item: object, place: str) -> date | None:
    if item is None:
        return None
    try:
        return date.fromisoformat(_text(item, place))
    except ValueError as error:
        raise Malformed(f"{place}: must be a date written YYYY-MM-DD.") from error


def _no_key_twice(pairs: list[tuple[str, Any]]) -> Json:
    data = dict(pairs)
    if len(data) != len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise Malformed(f"problem: the key {twice!r} is given twice in one object.")
    return data
