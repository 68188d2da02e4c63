"""How cost, bound and the gap between them grow with size and tightness.

`python -m bench.timetable_growth --seeds 1 2 3 --svg docs/timetable-growth.svg`

Centers of 4 to 60 runs in twelve weeks (see `bench.timetable_problem`), with as many trainers as the tightness asks
for: it is the share of the trainers' weeks, of 8 sessions each, that the runs need; with two trainers for each trade
at least, small centers cannot be tight. Rooms are in proportion to the runs. Every center gets the same CPU seconds a
run, a third of one, and five at least. A line of JSON each, then a table, and on request a drawing: the cost over the
number of runs, one line a tightness, and below them in gray what is proved that it costs at least.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path
from statistics import mean
from time import process_time

from bench.timetable_problem import generate
from scheduling.engine.answers import Progress
from scheduling.engine.model import Problem
from scheduling.engine.solve import solve

SIZES = (4, 8, 15, 30, 60)
TIGHTNESS = (0.2, 0.4, 0.6, 0.9)
WEEKS = 12
A_RUN, LEAST = 1 / 3, 5.0
"""CPU seconds a run, and for the smallest centers."""

MANY = 1_000
"""Trainers enough for every run."""

NEEDED = 1 / (WEEKS * 8)
"""Trainers that a session needs at a tightness of 1."""

AIM = 8
"""Percent of the cost that the bound may leave unexplained."""

WIDTH, HEIGHT, MARGIN = 480, 260, 40
DASHES = ("", "8 3", "4 4", "1 3")

Measured = dict[str, float | int | None]


def center(runs: int, tightness: float, seed: int) -> Problem:
    """A center with as few trainers as the tightness asks for, but two for each trade."""

    def made(trainers: int) -> Problem:
        rooms = max(9, runs * 5 // 12)
        return generate(runs=runs, trainers=trainers, rooms=rooms, weeks=WEEKS, seed=seed, tightness=1.0)

    sessions = [session for run in made(trainers=MANY).runs for session in run.sessions]
    asked = sum(session.trainers for session in sessions)
    trades = len({session.qualification for session in sessions})
    return made(trainers=max(2 * trades, round(asked * NEEDED / tightness)))


def centers(sizes: Sequence[int], seeds: Sequence[int]) -> Iterator[tuple[int, float, int, Problem]]:
    """Every center once: small ones cannot be as tight as large ones."""
    for size, seed in product(sizes, seeds):
        seen = set[int]()
        for tightness in TIGHTNESS:
            problem = center(size, tightness, seed)
            if len(problem.trainers) not in seen:
                seen.add(len(problem.trainers))
                yield size, tightness, seed, problem


def measure(problem: Problem, seed: int, a_run: float) -> Measured:
    """One center."""
    start, legal, runs = process_time(), list[float](), len(problem.runs)

    def note(progress: Progress) -> None:
        legal.extend([process_time() - start] if progress.placed == progress.total else [])

    seconds = max(LEAST, a_run * runs)
    result = solve(problem, seconds=seconds, seed=seed, on_progress=note, clock=process_time)
    return {
        "trainers": len(problem.trainers),
        "left_out": len(result.solution.unplaced),
        "cost": result.cost,
        "bound": result.bound,
        "gap_percent": _gap(result.cost, result.bound),
        "legal_cpu_s": round(legal[0], 2) if legal else None,
        "cpu_s": round(process_time() - start, 1),
    }


def _gap(cost: int, bound: int | None) -> float | None:
    """Percent of the cost above the bound; none if no bound is known."""
    return None if bound is None else round(100 * (cost - bound) / max(1, cost), 1)


def table(found: list[Measured]) -> list[str]:
    """By size and tightness, the means over the seeds; a row says how many centers were placed whole."""
    lines = [
        "| tightness | runs | trainers | placed whole | cost | bound | gap | within 8 % |",
        "|" + "---|" * 8,
    ]
    for tightness, size in product(TIGHTNESS, SIZES):
        if its := [one for one in found if (one["runs"], one["tightness"]) == (size, tightness)]:
            lines.append(f"| {tightness} | {size} | {_mean(its, 'trainers'):.0f} | {_facts(its)} |")
    return lines


def _facts(its: list[Measured]) -> str:
    """What became of centers that are alike: cost of those that were placed whole, bound and gap where one is known."""
    whole = [one for one in its if not one["left_out"]]
    known = [one for one in whole if one["bound"] is not None]
    cost = f"{_mean(whole, 'cost'):.0f}" if whole else "–"
    bound = f"{_mean(known, 'bound'):.0f} | {_mean(known, 'gap_percent'):.0f} %" if known else "– | –"
    within = sum(float(one["gap_percent"] or 0) <= AIM for one in known)
    return f"{len(whole)} of {len(its)} | {cost} | {bound} | {within} of {len(its)}"


def _mean(found: list[Measured], name: str) -> float:
    return mean(float(one[name] or 0) for one in found)


def drawn(found: list[Measured]) -> str:
    """Cost and bound over the number of runs as an SVG; only centers that were placed whole."""
    whole = [one for one in found if not one["left_out"]]
    highest = max(_mean([one], "cost") for one in whole)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        ' font-size="11"><title>Cost over the number of runs, by tightness, and in gray the proved bound</title>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<path d="M{MARGIN} {MARGIN / 2}V{HEIGHT - MARGIN}H{WIDTH - MARGIN}" fill="none" stroke="black"/>',
    ]
    parts += [
        f'<text x="4" y="{_up(share) + 4:.0f}">{share * highest:.0f}</text>'
        for share in (0, 0.25, 0.5, 0.75, 1)
    ]
    parts += [f'<text x="{_along(n) - 6:.0f}" y="{HEIGHT - MARGIN / 2:.0f}">{n}</text>' for n in SIZES]
    parts += [f'<text x="{WIDTH - 2 * MARGIN}" y="{HEIGHT - 4}">runs</text>']
    for tightness, dash in zip(TIGHTNESS, DASHES, strict=True):
        its = [one for one in whole if one["tightness"] == tightness]
        known = [one for one in its if one["bound"] is not None]
        parts += _line(_means(known, "bound", highest), f'stroke="gray" stroke-dasharray="{dash}"')
        parts += _line(
            _means(its, "cost", highest), f'stroke="black" stroke-dasharray="{dash}"', str(tightness)
        )
    return "\n".join([*parts, "</svg>\n"])


def _means(its: list[Measured], name: str, highest: float) -> list[tuple[float, float]]:
    """The points of a line: for each size that was measured the mean of a fact."""
    by_size = [(size, [one for one in its if one["runs"] == size]) for size in SIZES]
    return [(_along(size), _up(_mean(here, name) / highest)) for size, here in by_size if here]


def _line(points: list[tuple[float, float]], look: str, label: str = "") -> list[str]:
    if not points:
        return []
    places = " ".join(f"{x:.0f},{y:.0f}" for x, y in points)
    x, y = points[-1]
    return [
        f'<polyline points="{places}" fill="none" {look}/><text x="{x + 4:.0f}" y="{y:.0f}">{label}</text>'
    ]


def _along(size: int) -> float:
    return MARGIN + (WIDTH - 2 * MARGIN) * size / SIZES[-1]


def _up(share: float) -> float:
    return HEIGHT - MARGIN - (HEIGHT - 1.5 * MARGIN) * share


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.timetable_growth")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--sizes", type=int, nargs="+", choices=SIZES, default=SIZES)
    parser.add_argument("--a-run", type=float, default=A_RUN, help="CPU seconds a run, default a third")
    parser.add_argument("--svg", type=Path)
    options = parser.parse_args()
    found: list[Measured] = []
    for size, tightness, seed, problem in centers(options.sizes, options.seeds):
        known: Measured = {"runs": size, "tightness": tightness, "seed": seed}
        found.append(known | measure(problem, seed, options.a_run))
        print(json.dumps(found[-1]), flush=True)
    print("\n".join(table(found)))
    if options.svg:
        options.svg.write_text(drawn(found), encoding="utf-8")


if __name__ == "__main__":
    main()
