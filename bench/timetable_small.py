"""How far the engine, its search and its bound are from the truth, on problems small enough for CP-SAT to know it.

`python -m bench.timetable_small --seeds 1 2 3 4 5 6 --seconds 60`

Each problem is solved four times: whole by CP-SAT until the optimum is proved; by the engine as it is, in a tenth of
the time; by ruin and recreate alone; and by the bound alone. One line of JSON each; problems whose optimum CP-SAT does
not prove in time are counted and left out of the means.
"""

import argparse
import json
from random import Random
from time import process_time

from bench.timetable_problem import generate
from scheduling.engine.compiled import compile_problem
from scheduling.engine.exact import Limits, Verdict, cheapest
from scheduling.engine.greedy import construct
from scheduling.engine.lagrange import Lagrange
from scheduling.engine.layouts import Layouts
from scheduling.engine.model import Problem
from scheduling.engine.search import Search, cooled
from scheduling.engine.solve import COLD, HOT, solve
from scheduling.engine.state import State

STEPS, ROUNDS = 300, 200


def small(seed: int) -> Problem:
    """Five runs in five weeks."""
    return generate(runs=5, trainers=4, rooms=5, weeks=5, tightness=0.35, seed=seed)


def whole(problem: Problem, seconds: float, seed: int) -> tuple[int | None, float]:
    """The optimum by one CP-SAT model, None if it is not proved in time, and the CPU seconds that this took."""
    begun, compiled = process_time(), compile_problem(problem)
    jobs = range(len(compiled.jobs))
    answer = cheapest(State(compiled), jobs, Limits(seconds, seed), {})
    proved = answer.verdict is Verdict.OPTIMAL
    return answer.bound if proved else None, process_time() - begun


def searched(problem: Problem, seed: int) -> tuple[int, int]:
    """Sessions left out and cost by the search alone."""
    compiled, rng = compile_problem(problem), Random(seed)
    search = Search(construct(compiled, rng), rng, list(range(len(compiled.jobs))))
    search.finder = Layouts(compiled)
    start = search.best[1] / len(compiled.jobs)
    for step in range(STEPS):
        search.step(cooled(start * HOT, start * COLD, step / STEPS))
    return search.best


def proved(problem: Problem, best: int) -> int:
    """The bound by prices alone."""
    compiled = compile_problem(problem)
    prices = Lagrange(compiled, Layouts(compiled), 1)
    for number in range(ROUNDS):
        prices.raised(best, number / ROUNDS)
    return prices.bound


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.timetable_small")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5, 6])
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    for seed in options.seeds:
        problem = small(seed)
        optimum, cpu = whole(problem, options.seconds, seed)
        best = solve(problem, seconds=options.seconds / 10, seed=seed, clock=process_time)
        left_out, cost = searched(problem, seed)
        facts = {
            "seed": seed,
            "sessions": sum(len(run.sessions) for run in problem.runs),
            "optimum": optimum,
            "cpsat_s": round(cpu, 1),
            "engine": best.cost if not best.solution.unplaced else None,
            "status": str(best.status),
            "engine_s": round(best.seconds, 1),
            "search": cost if not left_out else None,
            "bound": proved(problem, best.cost),
        }
        print(json.dumps(facts), flush=True)


if __name__ == "__main__":
    main()
