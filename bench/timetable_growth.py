"""How cost and time grow with size and tightness.

`python -m bench.timetable_growth --seeds 1 2 --svg docs/timetable-growth.svg`

Centers of 15 to 120 runs with trainers and rooms in proportion, at three tightnesses (see `bench.timetable_problem`),
each with the same number of search steps a run. A line of JSON each, and on request a drawing: cost a run over the
number of runs, one line a tightness.
"""

import argparse
import json
from pathlib import Path
from statistics import mean
from time import process_time

from bench.timetable_problem import generate
from scheduling.engine.answers import Progress
from scheduling.engine.solve import solve

SIZES = (15, 30, 60, 120)
TIGHTNESS = (0.4, 0.6, 0.8)
STEPS_A_RUN = 4
WIDTH, HEIGHT, MARGIN = 480, 260, 40
DASHES = ("", "6 3", "2 3")

Measured = dict[str, float | int | None]


def measure(runs: int, tightness: float, seed: int) -> Measured:
    """One center."""
    problem = generate(
        runs=runs, trainers=runs * 2 // 3, rooms=max(9, runs * 5 // 12), seed=seed, tightness=tightness
    )
    start, legal = process_time(), list[float]()

    def note(progress: Progress) -> None:
        legal.extend([process_time() - start] if progress.placed == progress.total else [])

    result = solve(problem, seconds=3_600, steps=STEPS_A_RUN * runs, seed=seed, on_progress=note)
    return {
        "runs": runs,
        "tightness": tightness,
        "seed": seed,
        "left_out": len(result.solution.unplaced),
        "cost_a_run": round(result.cost / runs, 2),
        "bound_a_run": round(result.bound / runs, 2) if result.bound else None,
        "legal_cpu_s": round(legal[0], 2) if legal else None,
        "cpu_s": round(process_time() - start, 1),
    }


def drawn(found: list[Measured]) -> str:
    """Cost a run over runs as an SVG."""
    most = max(float(one["cost_a_run"] or 0) for one in found) or 1.0
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
        ' font-size="11"><title>Cost a run over the number of runs</title>',
        f'<path d="M{MARGIN} {MARGIN / 2}V{HEIGHT - MARGIN}H{WIDTH - MARGIN}" fill="none" stroke="black"/>',
    ]
    for level in range(5):
        at = _up(most * level / 4, most)
        parts.append(f'<text x="4" y="{at + 4:.0f}">{most * level / 4:.1f}</text>')
    for size in SIZES:
        parts.append(f'<text x="{_along(size) - 8:.0f}" y="{HEIGHT - MARGIN / 2:.0f}">{size}</text>')
    for tightness, dash in zip(TIGHTNESS, DASHES, strict=True):
        points = [
            (size, mean(its))
            for size in SIZES
            if (its := [float(one["cost_a_run"] or 0) for one in found if _is(one, size, tightness)])
        ]
        if points:
            line = " ".join(f"{_along(size):.0f},{_up(cost, most):.0f}" for size, cost in points)
            parts.append(
                f'<polyline points="{line}" fill="none" stroke="black" stroke-dasharray="{dash}"/>'
                f'<text x="{WIDTH - MARGIN + 4}" y="{_up(points[-1][1], most):.0f}">{tightness}</text>'
            )
    return "\n".join([*parts, "</svg>\n"])


def _is(one: Measured, size: int, tightness: float) -> bool:
    return (one["runs"], one["tightness"]) == (size, tightness)


def _along(size: int) -> float:
    return MARGIN + (WIDTH - 2 * MARGIN) * size / SIZES[-1]


def _up(cost: float, most: float) -> float:
    return HEIGHT - MARGIN - (HEIGHT - 1.5 * MARGIN) * cost / most


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.timetable_growth")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--svg", type=Path)
    options = parser.parse_args()
    found: list[Measured] = []
    for tightness in TIGHTNESS:
        for size in SIZES:
            for seed in options.seeds:
                found.append(measure(size, tightness, seed))
                print(json.dumps(found[-1]), flush=True)
    if options.svg:
        options.svg.write_text(drawn(found), encoding="utf-8")


if __name__ == "__main__":
    main()
