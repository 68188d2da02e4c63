"""Changes to a round that a what-if tries and a person may adopt: as data, as words, and applied to the problem."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from enrollment import matching
from enrollment.enums import RoundChange

Question = Iterable[Mapping[str, Any]]  # {"what": a RoundChange, "run": code, "by": number}


def apply(problem: matching.Problem, question: Question) -> matching.Problem:
    """The problem with every change made, in their order; "most placed" changes nothing of it."""
    runs = {run.id: run for run in problem.runs}
    for change in question:
        if change["what"] != RoundChange.MOST_PLACED:
            runs[change["run"]] = _changed(runs[change["run"]], RoundChange(change["what"]), change["by"])
    return replace(problem, runs=tuple(runs.values()))


def _changed(run: matching.Run, what: RoundChange, by: int) -> matching.Run:
    match what:
        case RoundChange.OPEN:
            return replace(run, open=True)
        case RoundChange.CLOSE:
            return replace(run, open=False)
        case RoundChange.SEATS:
            return replace(run, seats=run.seats + by)
        case _:
            return replace(run, minimum=max(0, run.minimum + by))


def asks_most_placed(question: Question) -> bool:
    return any(change["what"] == RoundChange.MOST_PLACED for change in question)


def in_words(question: Question) -> str:
    """The changes in the reader's language."""
    return ", ".join(_words(change) for change in question)


def _words(change: Mapping[str, Any]) -> str:
    facts = {"run": change["run"], "by": f"{change['by']:+d}"}
    match RoundChange(change["what"]):
        case RoundChange.OPEN:
            return _("open %(run)s however few come") % facts
        case RoundChange.CLOSE:
            return _("do not open %(run)s") % facts
        case RoundChange.SEATS:
            return _("seats of %(run)s %(by)s") % facts
        case RoundChange.MINIMUM:
            return _("minimum of %(run)s %(by)s") % facts
        case RoundChange.MOST_PLACED:
            return _("most people placed, whoever has the better claim")
