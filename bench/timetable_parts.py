"""What each part of the search is worth: the same problems, seeds and steps with one part switched off at a time.

`python -m bench.timetable_parts --steps 1200 --seeds 1 2 3`

Steps are equal, not seconds: a part that makes steps slower shows it in the CPU seconds, which are printed beside the
cost. With fewer steps prices do not settle, and there are no chains. One line of JSON for each part and seed.
"""

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from time import process_time

from bench.timetable_problem import generate
from scheduling.engine import chains, layouts, search, solve
from scheduling.engine.compiled import Compiled

OFF: dict[str, tuple[object, str, object]] = {
    "nothing": (solve, "TURN", solve.TURN),
    "shortest paths (a run is laid out greedily)": (solve.Work, "equip", lambda _self: None),
    "annealing (nothing worse is accepted)": (solve, "HOT", 0.0),
    "bonds (runs go out at random)": (search, "relations", lambda compiled: _alike(compiled)),
    "tolls (a run pays nothing for the place of others)": (layouts, "TOLL", 0.0),
    "regrets (the first run to go out is any run)": (search, "BLIND", 2.0),
    "building anew from settled prices": (solve.Work, "rebuild", lambda self: list(self.search.state.spots)),
    "chains (from settled prices on, ruin and recreate alone)": (chains, "RUINED", 2.0),
    "wishes (chains begin by their own prices only)": (chains, "WISHED", 0.0),
    "CP-SAT's turns at the end": (solve, "COOLED", 2.0),
}


def _alike(compiled: Compiled) -> list[dict[int, float]]:
    """Every run competes with every other one alike."""
    jobs = range(len(compiled.jobs))
    return [{other: 1.0 for other in jobs if other != job} for job in jobs]


@contextmanager
def without(part: str) -> Iterator[None]:
    """The engine with a part switched off."""
    place, name, other = OFF[part]
    before = getattr(place, name)
    setattr(place, name, other)
    try:
        yield
    finally:
        setattr(place, name, before)


def measure(part: str, steps: int, seed: int) -> dict[str, object]:
    """Cost and CPU seconds of one run."""
    problem, start = generate(seed=seed), process_time()
    with without(part):
        result = solve.solve(problem, seconds=3_600, steps=steps, seed=seed)
    return {
        "switched_off": part,
        "seed": seed,
        "cost": result.cost,
        "bound": result.bound,
        "unplaced": len(result.solution.unplaced),
        "cpu_s": round(process_time() - start, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.timetable_parts")
    parser.add_argument("--steps", type=int, default=1200)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    options = parser.parse_args()
    for part in OFF:
        for seed in options.seeds:
            print(json.dumps(measure(part, options.steps, seed)), flush=True)


if __name__ == "__main__":
    main()
