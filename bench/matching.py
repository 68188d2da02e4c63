"""Measures the matching engine in CPU seconds: `python -m bench.matching --graduates 10000 --runs 300`.

The province is invented, from a seed: graduates and runs lie along a road of 100 km; a run's popularity is log-normal
(sigma 1.2); seats are uniform in 0.5 to 1.5 of the mean and add up to about `--seats` for each graduate; the minimum
is half the seats, rounded up. A graduate lists up to `--choices` runs drawn by popularity, every second one among
the tenth of all runs that is nearest, and has 0 to 100 points, plus 10 or 5 at runs within 20 or 40 km. A fifth
belong to "low income", 3 % to "disability"; every run reserves 15 % of its seats for the first, one for the second.

One JSON line comes out for each closing method. `total_s` is matching, reserves, closing, reason codes and check;
`store_s`, apart, makes of every graduate's reasons the array that is stored, as text; `explain_s`, apart, reads all of
them again with all facts, as the JSON result has them, which the product does for one graduate at a time.
`--counts` prints instead what the engine was held against (`bench.matching_counts`).
`--peers` adds the other programs of `bench.matching_peers`; `--flow` the min-cost flow among them alone.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import resource
import sys
import time
from typing import Any

import numpy as np

from bench.matching_peers import compare, measure_flow
from enrollment.matching import Closing, Explainer, Graduate, Problem, Reader, Reserve, Run, check, match

SPREAD = 1.2
"""Sigma of the logarithm of a run's popularity."""


def province(graduates: int, runs: int, choices: int, seats: float, seed: int) -> Problem:
    """Invent a province; the same arguments always give the same one."""
    rng = np.random.default_rng(seed)
    offered = invent_runs(rng, graduates, runs, seats)
    popular = np.concatenate(([0.0], np.cumsum(rng.lognormal(0.0, SPREAD, runs))))
    home, place = rng.random(graduates) * 100, np.sort(rng.random(runs) * 100)
    window = max(choices, runs // 10)
    start = np.clip(np.searchsorted(place, home) - window // 2, 0, max(0, runs - window))
    low, high = popular[start], popular[np.minimum(start + window, runs)]
    luck = rng.random((2, graduates, choices))
    anywhere = np.searchsorted(popular, luck[0] * popular[-1], side="right") - 1
    nearby = np.searchsorted(popular, low[:, None] + luck[1] * (high - low)[:, None], side="right") - 1
    drawn = np.stack((anywhere, nearby), axis=2).reshape(graduates, -1).astype(np.int32)
    base = rng.integers(0, 101, graduates).tolist()
    poor, disabled = (rng.random(graduates) < 0.2).tolist(), (rng.random(graduates) < 0.03).tolist()
    people = []
    for person, row in enumerate(drawn):
        listed = list(dict.fromkeys(row.tolist()))[:choices]
        away = np.abs(place[listed] - home[person])
        bonus = (5 * (away < 20) + 5 * (away < 40)).tolist()
        people.append(
            Graduate(
                id=f"G{person:07d}",
                choices=tuple(offered[run].id for run in listed),
                points={
                    offered[run].id: base[person] + extra for run, extra in zip(listed, bonus, strict=True)
                },
                groups=("low income",) * poor[person] + ("disability",) * disabled[person],
            )
        )
    return Problem(tuple(people), offered, seed=f"round {seed}")


def invent_runs(rng: np.random.Generator, graduates: int, runs: int, seats: float) -> tuple[Run, ...]:
    """Seats, minimum and reserves as the module says."""
    sizes = np.maximum(2, np.rint(graduates * seats / runs * (0.5 + rng.random(runs)))).astype(int).tolist()
    return tuple(
        Run(
            id=f"R{index:05d}",
            seats=size,
            minimum=-(-size // 2),
            reserves=(Reserve("low income", round(size * 0.15)), Reserve("disability", 1)),
        )
        for index, size in enumerate(sizes)
    )


def measure(problem: Problem) -> dict[str, Any]:
    """Match, check and explain once."""
    began = time.process_time()
    result = match(problem)
    matched = time.process_time()
    untruths = check(problem, result)
    checked = time.process_time()
    explainer = Explainer(problem, result)
    stored = [json.dumps(explainer.numbers(index)) for index in range(len(problem.graduates))]
    kept, peak = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reader = Reader(explainer.tables)
    reasons = sum(len(reader.facts(json.loads(numbers))) for numbers in stored)
    explained = time.process_time()
    return {
        "closing": problem.closing.value,
        "placed": sum(outcome.placed for outcome in result.runs),
        "not_opened": sum(not outcome.open for outcome in result.runs),
        "reasons": reasons,
        "untruths": len(untruths),
        "trials": result.trials,
        "complete": result.complete,
        "digest": result.digest,
        "match_s": round(matched - began, 3),
        "check_s": round(checked - matched, 3),
        "total_s": round(checked - began, 3),
        "store_s": round(kept - checked, 3),
        "stored_mb": round(sum(map(len, stored)) / 2**20, 1),
        "explain_s": round(explained - kept, 3),
        "peak_mb": round(peak / 1024),
    }


def main() -> None:
    """Print one JSON line a measurement."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--graduates", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--choices", type=int, default=10)
    parser.add_argument("--seats", type=float, default=0.8, help="seats for each graduate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--closing", choices=list(Closing), nargs="*", default=[Closing.NONE, Closing.GREEDY])
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--flow", action="store_true")
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--counts", action="store_true")
    options = parser.parse_args()
    if options.counts:
        from bench.matching_counts import report  # needs the tests' own solvers

        sys.exit(report(times=1.0))
    problem = province(options.graduates, options.runs, options.choices, options.seats, options.seed)
    for closing in options.closing:
        for _ in range(options.repeat):
            print(json.dumps(measure(dataclasses.replace(problem, closing=Closing(closing)))), flush=True)
    if options.flow and not options.peers:
        print(json.dumps(measure_flow(problem)))
    for line in compare(problem) if options.peers else ():
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
