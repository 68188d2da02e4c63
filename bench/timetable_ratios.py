"""What the measurements of the timetable engine are compared with: one row of the table for each comparison."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from statistics import mean
from typing import Any

Found = dict[str, Any]
"""A line of JSON that a measurement printed."""

WINNER = {"comp01": 5, "comp02": 60, "comp03": 81, "comp04": 42, "comp05": 315, "comp06": 50, "comp07": 13}
"""Costs of the winner of ITC-2007 track 3 (Müller), run for twice 60 CPU seconds."""


@dataclass(frozen=True, slots=True)
class Row:
    """The engine's figure, what it is compared with, and their ratio."""

    table: str
    what: str
    ours: str = ""
    other: str = ""
    ratio: str = ""

    def __str__(self) -> str:
        return f"{self.table:<11} {self.what:<58} {self.ours:>9} {self.other:>9} {self.ratio:>7}"

    @staticmethod
    def head() -> "Row":
        """The names of the columns."""
        return Row("table", "what is compared", "engine", "other", "ratio")


def compared(table: str, what: str, ours: float | None, other: float | None, digits: int = 0) -> Row:
    """A row of two numbers, of which one may be missing: then there is no ratio."""
    ratio = f"{ours / other:.2f}" if ours is not None and other else "–"
    return Row(table, what, _text(ours, digits), _text(other, digits), ratio)


def _text(number: float | None, digits: int) -> str:
    return "none" if number is None else f"{number:,.{digits}f}"


def cbctt(found: list[Found]) -> list[Row]:
    """Every instance against the competition's winner, and the mean of the ratios."""
    rows = [
        compared("cbctt", f"{one['instance']}: cost / the winner's", one["cost"], WINNER.get(one["instance"]))
        for one in found
    ]
    ratios = [one["cost"] / WINNER[one["instance"]] for one in found if one["instance"] in WINNER]
    broken = sum(one["violations"] for one in found)
    rows.append(Row("cbctt", f"mean of the ratios; hard rules broken: {broken}", ratio=f"{mean(ratios):.2f}"))
    return rows


def own(found: list[Found]) -> list[Row]:
    """The cost against the proved bound, one by one and together; when all was placed first."""
    rows = [row for one in found for row in _center(one)]
    known = [one for one in found if one["bound"] is not None]
    cost, bound = (sum(one[key] for one in known) for key in ("cost", "bound"))
    name = f"{len(known)} together: cost / proved bound{_gap(cost, bound)}"
    return [*rows, compared("own", name, cost, bound)] if len(known) > 1 else rows


def _gap(cost: int, bound: int) -> str:
    return f", gap {1 - bound / max(1, cost):.1%}"


def _center(one: Found) -> list[Row]:
    name = f"{one['campuses']} × {one['runs']} runs, seed {one['seed']}"
    placed = (
        f"all placed after {one['all_placed_s']} {one['clock']} s"
        if one["all_placed_s"]
        else "not all placed"
    )
    gap = "" if one["bound"] is None else _gap(one["cost"], one["bound"])
    return [
        compared("own", f"{name}: cost / proved bound{gap}", one["cost"], one["bound"]),
        Row("", f"{name}: {one['status']}, {placed}, {one['unplaced']} left out, {one['peak_mb']} MB"),
    ]


def peer(found: list[Found]) -> list[Row]:
    """The cost of one CP-SAT model over the engine's, at equal CPU seconds."""
    ours, other = ([*one["cost_at"].values()][-1] for one in found)
    return [compared("peer", "cost / that of one CP-SAT model at equal CPU seconds", ours, other)]


def fet(found: list[Found]) -> list[Row]:
    """CPU seconds to a complete timetable."""
    return [
        compared(
            "fet",
            f"{one['runs']} runs, seed {one['seed']}, {one['fet_keeps']}: CPU s",
            one["engine"]["cpu_s"],
            one["fet"]["cpu_s"] if one["fet"]["complete"] else None,
            2,
        )
        for one in found
    ]


def small(found: list[Found]) -> list[Row]:
    """The engine, its search and its bound against optima that are proved."""
    proved = [one for one in found if one["optimum"]]
    rows = []
    for word, key in (
        ("engine / optimum", "engine"),
        ("search alone / optimum", "search"),
        ("bound by prices / optimum", "bound"),
    ):
        known = [one for one in proved if one[key] is not None]
        words = f"{word}, sum over {len(known)} of {len(proved)} proved optima"
        rows.append(
            compared("small", words, sum(one[key] for one in known), sum(one["optimum"] for one in known))
        )
    return rows


def parts(found: list[Found]) -> list[Row]:
    """The cost of the whole against that without a part."""
    costs: dict[str, list[int]] = defaultdict(list)
    for one in found:
        costs[one["switched_off"]].append(one["cost"])
    whole = sum(costs.pop("nothing"))
    return [compared("parts", f"cost / without {part}", whole, sum(its)) for part, its in costs.items()]


def growth(found: list[Found]) -> list[Row]:
    """The gap by size: the mean over tightness and seeds."""
    sizes = sorted({one["runs"] for one in found})
    rows = []
    for size in sizes:
        whole = [one for one in found if one["runs"] == size and one["bound"] is not None]
        cost, bound = (sum(one[key] for one in whole) for key in ("cost", "bound"))
        rows.append(compared("growth", f"{size} runs: cost / bound, {len(whole)} centers", cost, bound))
    return rows


def replanning(found: list[Found]) -> list[Row]:
    """Changes against the least that an event asks for."""
    rows = [
        compared(
            "replanning", f"{one['event']}: changes / least possible", one["changes"], one["must_change"]
        )
        for one in found
        if "event" in one
    ]
    tiny = found[-1]
    exact = tiny["changes_above_minimum"].get("0", 0)
    return [*rows, compared("replanning", "tiny cases with the least of changes", exact, tiny["tiny_cases"])]


def clashes(found: list[Found]) -> list[Row]:
    """Clash sets that are named, confirmed and minimal."""
    one = found[-1]
    longest = f"longest {one['cpu_s_most']} s"
    return [
        compared("clashes", f"named, confirmed and minimal, {longest}", one["all_three"], one["cases"]),
    ]


def judged(found: list[Found]) -> list[Row]:
    """Timetables that the checker refuses or that are counted wrong."""
    wrong = sum(one["refused"] + one["miscounted"] for one in found)
    problems = sum(one["problems"] for one in found)
    return [compared("judged", "refused or miscounted, of so many problems", wrong, problems)]


ROWS: dict[str, Callable[[list[Found]], list[Row]]] = {
    "cbctt": cbctt,
    "own": own,
    "four": own,
    "sixteen": own,
    "peer": peer,
    "fet": fet,
    "small": small,
    "parts": parts,
    "growth": growth,
    "replanning": replanning,
    "clashes": clashes,
    "judged": judged,
}
"""How the lines of each table become rows."""
