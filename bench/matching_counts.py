"""What the matching engine was held against, counted: `python -m bench.matching_counts`.

Every line says how many invented problems were tried and how many differed; 0 is what is claimed. Each broken variant
must differ. Small problems with ties, reserves and minimum sizes come from `tests/enrollment/matching/worlds.py`,
whose textbook and enumerations share nothing with the engine. The line of the `matching` package needs it installed.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

from bench.matching_peers import package_lists, placed_by_package
from enrollment.matching import Closing, Problem, check, match
from tests.enrollment.matching.test_locks import crowded, harmed
from tests.enrollment.matching.test_together import with_pairs
from tests.enrollment.matching.worlds import (
    best_open_set,
    lottery,
    placements,
    rank,
    stable_matchings,
    textbook,
    tiny,
)

Count = tuple[str, int, int]


def main() -> None:
    """Print the table; exit 1 where something differs that must not, or the other way round."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--times", type=float, default=1.0, help="so many times the usual numbers of problems"
    )
    sys.exit(report(parser.parse_args().times))


def report(times: float) -> int:
    """Print the table and a JSON line; 1 where something is not as claimed."""
    wrong = False
    facts = {}
    for words, tried, differed in _counts(times):
        wrong |= (differed == 0) == words.startswith("broken")
        facts[words] = [tried, differed]
        print(f"{words:<78}{tried:>7,}{differed:>7,}", flush=True)
    print(json.dumps(facts, ensure_ascii=False))
    return int(wrong)


def _counts(times: float) -> Iterator[Count]:
    def over(words: str, number: int, differs: Callable[[int], int]) -> Count:
        number = max(1, round(number * times))
        return words, number, sum(differs(seed) for seed in range(number))

    if find_spec("matching"):
        yield over("equal to the package `matching`, no reserves", 300, _unlike_package)
    else:
        print("the package `matching` is not installed here: that line is left out", file=sys.stderr)
    yield over("equal to the textbook, seat by seat, reserves", 400, _unlike_textbook)
    yield over("equal to the textbook, seat by seat, beds", 200, _unlike_textbook_with_beds)
    yield over("best for every graduate of all stable matchings, enumerated", 60, _beaten)
    yield over("open set best of all, enumerated", 240, _worse_open_set)
    yield over("declines with locks: people who waited and ended worse off", 1000, _harmed)
    yield over("broken: the same, locks that forget the type of seat", 300, _harmed_by_capacity)
    yield over("pairs seated together: others who ended worse off", 300, _harmed_by_pairs)
    yield over("the checker objects", 300, _untrue)
    yield over("another digest under permuted input", 300, _permuted)
    yield over("another digest under another PYTHONHASHSEED", 8, _hash_seeds())


def _plain(seed: int, **kinds: bool) -> Problem:
    return dataclasses.replace(tiny(seed, minimum=False, **kinds), closing=Closing.NONE)


def _unlike_package(seed: int) -> int:
    problem = _plain(seed, reserves=False)
    problem = dataclasses.replace(problem, runs=tuple(run for run in problem.runs if run.seats))
    theirs = placed_by_package(*package_lists(problem, lottery(problem)))
    ours = {person: seat and seat[0] for person, seat in placements(problem, match(problem)).items()}
    return ours != theirs


def _unlike_textbook(seed: int, *, confined: bool = False) -> int:
    problem = _plain(seed, confined=confined)
    return placements(problem, match(problem)) != textbook(problem, {run.id for run in problem.runs})


def _unlike_textbook_with_beds(seed: int) -> int:
    return _unlike_textbook(seed, confined=True)


def _beaten(seed: int) -> int:
    problem = dataclasses.replace(tiny(seed, runs=3, people=6, minimum=False), closing=Closing.NONE)
    ours = {person: seat and seat[0] for person, seat in placements(problem, match(problem)).items()}
    stable = stable_matchings(problem)
    return ours not in stable or any(
        rank(one, ours[one.id]) > rank(one, other[one.id]) for other in stable for one in problem.graduates
    )


def _worse_open_set(seed: int) -> int:
    problem = tiny(seed)
    result = match(problem)
    opened = {run.id for run, outcome in zip(problem.runs, result.runs, strict=True) if outcome.open}
    return opened != best_open_set(problem)


def _harmed(seed: int) -> int:
    return harmed(crowded(seed), seed, seat_aware=True)


def _harmed_by_capacity(seed: int) -> int:
    return harmed(crowded(seed), seed, seat_aware=False)


def _harmed_by_pairs(seed: int) -> int:
    problem = with_pairs(seed)
    result = match(problem)
    before, after = placements(problem, result.alone), placements(problem, result)
    pairs = zip(problem.together, result.together, strict=True)
    inside = {one for pair, run in pairs if run for one in pair}
    return sum(
        rank(one, after[one.id] and after[one.id][0]) > rank(one, before[one.id] and before[one.id][0])
        for one in problem.graduates
        if one.id not in inside
    )


def _untrue(seed: int) -> int:
    problem = with_pairs(seed)
    return bool(check(problem, match(problem)))


def _permuted(seed: int) -> int:
    problem, luck = with_pairs(seed), random.Random(seed)
    parts = [list(problem.graduates), list(problem.runs), list(problem.together)]
    for part in parts:
        luck.shuffle(part)
    graduates, runs, together = map(tuple, parts)
    turned = dataclasses.replace(problem, graduates=graduates, runs=runs, together=together)
    return match(turned).digest != match(problem).digest


def _hash_seeds() -> Callable[[int], int]:
    """The command line in processes of their own, on one problem."""
    with tempfile.TemporaryDirectory() as folder:
        digests = [_digest(Path(folder), str(seed)) for seed in range(8)]
    return lambda seed: digests[seed] != digests[0]


def _digest(folder: Path, hash_seed: str) -> str:
    source, target = folder / "problem.json", folder / "result.json"
    problem = tiny(7, people=40)
    document = {
        "graduates": [
            {"id": one.id, "choices": one.choices, "points": one.points, "groups": one.groups}
            for one in problem.graduates
        ],
        "runs": [
            {
                "id": run.id,
                "seats": run.seats,
                "minimum": run.minimum,
                "reserves": [[kept.group, kept.seats] for kept in run.reserves],
            }
            for run in problem.runs
        ],
        "seed": problem.seed,
    }
    source.write_text(json.dumps(document), encoding="utf-8")
    command = [sys.executable, "-m", "enrollment.matching", str(source), "-o", str(target)]
    subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": hash_seed}, check=True)
    digest: str = json.loads(target.read_text(encoding="utf-8"))["digest"]
    return digest


if __name__ == "__main__":
    main()
