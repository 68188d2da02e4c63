"""Precision and recall of the search for people entered twice: `python -m bench.duplicates`.

The people are invented (`bench/province.py` says how), so the true pairs and their kinds are known. One JSON line comes
out for each seed and size: recall of each kind, precision of each kind that the proposals speak of (their strongest
difference), what the wrong proposals are (twins, other kin, strangers), seconds and peak memory. A last line
says whether all reached `--recall` and `--precision`; the exit code too.

The threshold was chosen on seed 1 with 50,000 people; other seeds only report.
"""

from __future__ import annotations

import argparse
import json
import resource
import sys
import time
from collections import Counter
from typing import Any

from bench.province import KINDS, Province, invent
from enrollment.duplicates import THRESHOLD, Proposal, find

DIFFERENCES = ("one_digit", "third_digit", "swapped", "g_code_then_number", "era", "year_off", "part_off", "fits",
               "sound", "slip", "letter", "two_letters", "other")  # fmt: skip


def speaks_of(proposal: Proposal) -> str:
    """The difference that a proposal is about: the first of DIFFERENCES among its reasons about name, birth, number."""
    said = [str(reason) for reason, _ in proposal.reasons]
    about = [reason for reason in said if reason.split("_")[0] in ("number", "g", "birth", "given", "family")]
    return next((word for word in DIFFERENCES if any(reason.endswith(word) for reason in about)), "same")


def relation(province: Province, proposal: Proposal) -> str:
    """What two people wrongly proposed are to each other."""
    low, high = proposal.low, proposal.high
    if province.households[low] != province.households[high]:
        return "strangers"
    return "twins" if {low, high} <= province.twins else "kin"


def measure(people: int, seed: int, threshold: float) -> dict[str, Any]:
    """One province: found, missed, wrongly proposed."""
    province = invent(people, seed)
    began, wall = time.process_time(), time.perf_counter()
    proposals = find(province.records, threshold=threshold)
    seconds, waited = time.process_time() - began, time.perf_counter() - wall
    right = [(one.low, one.high) in province.truth for one in proposals]
    planted, spoken = Counter(province.truth.values()), Counter(map(speaks_of, proposals))
    found = Counter(
        province.truth[one.low, one.high] for one, true in zip(proposals, right, strict=True) if true
    )
    held = Counter(speaks_of(one) for one, true in zip(proposals, right, strict=True) if true)
    wrong = Counter(relation(province, one) for one, true in zip(proposals, right, strict=True) if not true)
    return {
        "people": len(province.records),
        "seed": seed,
        "planted": len(province.truth),
        "proposed": len(proposals),
        "recall": round(sum(right) / len(province.truth), 4),
        "precision": round(sum(right) / max(len(proposals), 1), 4),
        "recall_of": {kind: round(found[kind] / planted[kind], 3) for kind in KINDS if planted[kind]},
        "precision_of": {word: round(held[word] / spoken[word], 3) for word in sorted(spoken)},
        "wrong": dict(wrong),
        "cpu_s": round(seconds, 1),
        "wall_s": round(waited, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def main() -> int:
    """Print one JSON line a measurement."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--people", type=int, nargs="*", default=[20_000, 200_000])
    parser.add_argument("--seed", type=int, nargs="*", default=[2, 3])
    parser.add_argument("--threshold", type=float, default=THRESHOLD)
    parser.add_argument("--recall", type=float, default=0.98)
    parser.add_argument("--precision", type=float, default=0.90)
    options = parser.parse_args()
    reached = True
    for people in options.people:
        for seed in options.seed:
            line = measure(people, seed, options.threshold)
            reached &= line["recall"] >= options.recall and line["precision"] >= options.precision
            print(json.dumps(line), flush=True)
    print(json.dumps({"reached": reached}))
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
