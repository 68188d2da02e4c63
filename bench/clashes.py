"""Does the engine find out why a timetable is impossible?

`python -m bench.clashes --count 200 --seed 1` poses impossible problems with known causes (`bench.clash_problems`) and
judges each clash set: the right runs and facts named; impossible on its own when solved again (confirmed); possible as
soon as any one of its facts is dropped (minimal). Prints the failures and one line of JSON.
"""

import argparse
import json
from dataclasses import dataclass
from functools import reduce
from time import process_time

from bench.clash_problems import Case, cases
from scheduling.engine.answers import Clash, Progress
from scheduling.engine.exact import Limits, Verdict
from scheduling.engine.facts import facts, only, without
from scheduling.engine.impossible import possible
from scheduling.engine.model import Problem
from scheduling.engine.solve import solve

SECONDS = 10.0
LIMITS = Limits(seconds=20, seed=2)


@dataclass(frozen=True, slots=True)
class Judged:
    """What is true of the engine's answer to a case."""

    named: bool
    confirmed: bool
    minimal: bool
    seconds: float


def judge(case: Case) -> Judged:
    """Solve a case and check its clash set with questions of our own."""
    start = process_time()
    clashes: list[Clash] = []

    def note(progress: Progress) -> None:
        clashes.extend([progress.clash] if progress.clash else [])

    solve(case.problem, seconds=SECONDS, on_progress=note, should_stop=lambda: bool(clashes))
    seconds = process_time() - start
    if not clashes:
        return Judged(named=False, confirmed=False, minimal=False, seconds=seconds)
    clash, alone = clashes[0], _alone(case.problem, clashes[0])
    return Judged(
        named=set(clash.runs) == case.runs and case.facts <= set(clash.facts),
        confirmed=possible(alone, LIMITS) is Verdict.IMPOSSIBLE,
        minimal=all(possible(without(alone, fact), LIMITS) is Verdict.OPTIMAL for fact in clash.facts),
        seconds=seconds,
    )


def _alone(problem: Problem, clash: Clash) -> Problem:
    """The runs of a clash where none but its own facts hold."""
    small = only(problem, set(clash.runs))
    return reduce(without, (fact for fact in facts(small) if fact not in clash.facts), small)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.clashes")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    judged: list[Judged] = []
    for number, case in enumerate(cases(options.count, options.seed)):
        one = judge(case)
        judged.append(one)
        if not (one.named and one.confirmed and one.minimal):
            print(f"{number} {case.name}: {one}", flush=True)
    times = sorted(one.seconds for one in judged)
    shown = {
        "cases": len(judged),
        "cause_named": sum(one.named for one in judged),
        "confirmed": sum(one.confirmed for one in judged),
        "minimal": sum(one.minimal for one in judged),
        "all_three": sum(one.named and one.confirmed and one.minimal for one in judged),
        "cpu_s_median": round(times[len(times) // 2], 2),
        "cpu_s_most": round(times[-1], 2),
    }
    print(json.dumps(shown))


if __name__ == "__main__":
    main()
