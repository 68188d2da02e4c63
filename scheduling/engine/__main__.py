"""`python -m scheduling.engine problem.json -o timetable.json --seconds S --seed N --workers W [--steps K]`.

Exit codes: 0 every run is placed; 2 the problem is malformed, or a file cannot be read or written (one sentence says
where); 3 proved impossible (the clash is printed); 4 gave up: runs are left out and nothing is proved. The timetable
is written for 0, 3 and 4.
"""

import argparse
import json
import sys
from pathlib import Path

from scheduling.engine.answers import Progress, Result, Status
from scheduling.engine.jsonio import read_problem
from scheduling.engine.jsonout import write_result
from scheduling.engine.parsing import parse
from scheduling.engine.solve import solve
from scheduling.engine.validate import ProblemError

EXIT = {Status.OPTIMAL: 0, Status.FEASIBLE: 0, Status.IMPOSSIBLE: 3, Status.GAVE_UP: 4}
MALFORMED = 2
MOST_WORKERS = 256


def main(arguments: list[str] | None = None) -> int:
    """Read, solve, write; returns the exit code."""
    options = _options().parse_args(arguments)
    try:
        problem = read_problem(parse(options.problem.read_text(encoding="utf-8")))
        options.output.open("a").close()  # what cannot be written is said before the work, not after it
    except OSError as error:
        return _refuse(f"{error.filename}: {error.strerror}.")
    except UnicodeDecodeError:
        return _refuse(f"{options.problem}: is not a UTF-8 text.")
    except ProblemError as error:
        return _refuse(str(error))
    result = solve(
        problem,
        seconds=options.seconds,
        seed=options.seed,
        workers=options.workers,
        steps=options.steps,
        on_progress=_say if options.verbose else None,
    )
    text = json.dumps(write_result(problem, result), ensure_ascii=False, indent=1) + "\n"
    try:
        options.output.write_text(text, encoding="utf-8")
    except OSError as error:
        return _refuse(f"{options.output}: {error.strerror}.")
    _conclude(result)
    return EXIT[result.status]


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m scheduling.engine", description="Timetable trainers and rooms."
    )
    parser.add_argument("problem", type=Path, help="the problem, as docs/timetable-json.md says")
    parser.add_argument("-o", "--output", type=Path, required=True, help="where to write the timetable")
    parser.add_argument("--seconds", type=_positive, default=20.0, help="wall-clock time, default 20")
    parser.add_argument("--seed", type=int, default=1, help="default 1")
    parser.add_argument(
        "--workers", type=_workers, default=1, help=f"processes, 1 to {MOST_WORKERS}, default 1"
    )
    parser.add_argument(
        "--steps", type=_steps, help="stop after so many steps: the same answer on every machine"
    )
    parser.add_argument("--verbose", action="store_true", help="say every improvement on standard error")
    return parser


def _positive(text: str) -> float:
    seconds = float(text)
    if not 0 < seconds < float("inf"):
        raise argparse.ArgumentTypeError("must be more than 0")
    return seconds


def _workers(text: str) -> int:
    if not 1 <= int(text) <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"must be from 1 to {MOST_WORKERS}")
    return int(text)


def _steps(text: str) -> int:
    if int(text) < 0:
        raise argparse.ArgumentTypeError("must be 0 or more")
    return int(text)


def _refuse(sentence: str) -> int:
    sys.stderr.write(sentence + "\n")
    return MALFORMED


def _say(progress: Progress) -> None:
    bound = "" if progress.bound is None else f", bound {progress.bound}"
    sys.stderr.write(
        f"{progress.phase}: {progress.placed} of {progress.total} sessions, cost {progress.cost}{bound}\n"
    )


def _conclude(result: Result) -> None:
    sys.stderr.write(
        f"{result.statement()}: cost {result.cost}, {len(result.solution.unplaced)} runs left out\n"
    )
    if result.clash:
        named = [f"run {run}" for run in result.clash.runs] + [str(fact) for fact in result.clash.facts]
        sys.stderr.write("These cannot hold together:\n" + "".join(f"- {name}\n" for name in named))
        ways = "".join(f"- {repair}\n" for repair in result.clash.repairs)
        sys.stderr.write(f"Each of these would be enough, the cheapest first:\n{ways}" if ways else "")


if __name__ == "__main__":
    sys.exit(main())
