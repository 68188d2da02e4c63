"""Command line of the matching engine, for anyone's data; no database.

usage: python -m enrollment.matching problem.json -o result.json

problem: {"graduates": [{"id", "choices": ["run", ...], "points": {"run": int} or int, "groups": ["g", ...]}],
          "runs": [{"id", "seats", "minimum", "reserves": [["g", n], ...], "start", "end"}],
          "locks": [["graduate", "run", "seat type" or null]], "seed": "...", "closing": "search"|"greedy"|"none"}
  Only "graduates" with "id" and "choices" and "runs" with "id" and "seats" are needed. A null seat type is an open
  seat. A graduate may also carry "ineligible": {"run": {"rule", "fact", "clause"}} and "withdrawn": ["run", ...];
  a run may carry "open": true|false, a decision to keep. Dates are YYYY-MM-DD, the end included. A reserve
  ["g", n, "only"] confines its group: members take these seats of the run and no others (beds). "together":
  [["graduate", "graduate"], ...] are pairs who would rather be in one run; the result then has "together" too.
result:  {"placements": {"graduate": {"run", "seat"} or null}, "runs": {"run": {"open", "placed", "why"}},
          "reasons": {"graduate": {"run": {"code", ...facts}}}, "digest": "sha256 of the canonical placements"}

exit 0: written, and verified by the checker. exit 1: the checker found an untruth, nothing is written.
exit 2: the problem is malformed, or a file cannot be read or written; one sentence on standard error names the place.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from enrollment.matching import Malformed, check, match
from enrollment.matching.jsonio import read_problem, result_document


def main(arguments: list[str] | None = None) -> int:
    """Match one problem file; return the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m enrollment.matching", usage=argparse.SUPPRESS, description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("problem", type=Path)
    parser.add_argument(
        "-o", "--output", type=Path, help="where to write the result; standard output if left out"
    )
    options = parser.parse_args(arguments)
    try:
        problem = read_problem(options.problem.read_text(encoding="utf-8"))
        result = match(problem)
    except OSError as error:
        return _refuse(f"{options.problem}: {error.strerror}.")
    except UnicodeDecodeError as error:
        return _refuse(f"{options.problem}: byte {error.start} is not UTF-8.")
    except Malformed as error:
        return _refuse(str(error))
    if untruths := check(problem, result):
        sys.stderr.write("".join(f"{untruth}\n" for untruth in untruths))
        return 1
    text = json.dumps(result_document(problem, result), ensure_ascii=False, indent=1) + "\n"
    try:
        _write(text, options.output)
    except OSError as error:
        return _refuse(f"{options.output or 'standard output'}: {error.strerror}.")
    if not result.complete:
        sys.stderr.write(
            "The search for a better set of open runs ended at its budget of work; this is its best.\n"
        )
    return 0


def _write(text: str, output: Path | None) -> None:
    """To the file, or to standard output: in UTF-8 whatever the terminal says of itself, as JSON is."""
    if output is not None:
        output.write_text(text, encoding="utf-8")
        return
    try:
        sys.stdout.buffer.write(text.encode())
        sys.stdout.buffer.flush()
    except OSError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # what is left is not tried again at the end
        raise


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
