"""All measurements of the timetable engine, one after the other, and one table with the ratios at the end.

`./dev bench timetable` runs them in full (about an hour), `--quick` with smaller numbers (about three
minutes); `--only own peer` runs some. Each is a program of its own, named before it is run, with more options. Two need
what this repository does not have, and the table says so where it is missing: `fet-cl` (Debian's package `fet`), and
the instances of the public yardstick (ITC-2007 track 3: `--instances FOLDER` with comp01.ctt to comp07.ctt).
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from shutil import which
from time import perf_counter

from bench.timetable_fet import PROGRAM
from bench.timetable_ratios import ROWS, Found, Row

OWN = ["timetable_own", "--warm"]

TABLES: dict[str, tuple[list[list[str]], list[list[str]]]] = {
    "cbctt": ([["cbctt", "--seconds", "60"]], [["cbctt", "--seconds", "5"]]),
    "own": (
        [[*OWN, "--seed", seed, "--seconds", "20"] for seed in ("1", "2", "3", "4", "5", "6")],
        [[*OWN, "--seconds", "5"]],
    ),
    "four": (
        [[*OWN, "--campuses", "4", "--seed", seed, "--seconds", "60"] for seed in ("1", "2", "3")],
        [[*OWN, "--campuses", "4", "--seconds", "10"]],
    ),
    "sixteen": (
        [
            [*OWN, "--workers", "1", "--campuses", "16", "--seed", seed, "--seconds", "30"]
            for seed in ("1", "2")
        ],
        [[*OWN, "--workers", "1", "--campuses", "16", "--seed", "2", "--seconds", "15"]],
    ),
    "peer": ([["timetable_peer", "--seconds", "20"]], [["timetable_peer", "--seconds", "5"]]),
    "fet": (
        [["timetable_fet", "--seeds", "1", "2", "--seconds", "60"]],
        [["timetable_fet", "--seeds", "1", "--seconds", "10", "--runs", "4", "15"]],
    ),
    "small": ([["timetable_small"]], [["timetable_small", "--seeds", "3", "4", "--seconds", "15"]]),
    "parts": (
        [["timetable_parts"]],
        [["timetable_parts", "--steps", "40", "--seeds", "1"]],
    ),
    "growth": (
        [["timetable_growth"]],
        [["timetable_growth", "--sizes", "4", "8", "--seeds", "1"]],
    ),
    "replanning": (
        [["replanning", "--seeds", "1", "--tiny", "40"]],
        [["replanning", "--seeds", "1", "--tiny", "10"]],
    ),
    "clashes": ([["clashes", "--count", "200"]], [["clashes", "--count", "21"]]),
    "judged": ([["judged", "--count", "1000"]], [["judged", "--count", "30"]]),
}
"""The programs of each table, in full and quickly."""


MISSING = {
    "cbctt": "missing: the instances (--instances FOLDER)",
    "fet": f"missing: {PROGRAM} (Debian's package fet)",
}
"""What a table needs that is not in this repository."""


def commands(name: str, *, quick: bool, instances: Path | None, folder: str) -> list[list[str]]:
    """The commands of a table; none if something is missing."""
    found = TABLES[name][quick]
    if name == "cbctt":
        files = sorted(instances.glob("comp0*.ctt")) if instances else []
        solutions = [str(Path(folder) / f"{file.stem}.sol") for file in files]
        return [[*found[0], str(file), "--out", out] for file, out in zip(files, solutions, strict=True)]
    return [] if name == "fet" and which(PROGRAM) is None else found


def lines(arguments: list[str]) -> Iterator[str]:
    """What a program prints, as it prints it."""
    command = [sys.executable, "-m", f"bench.{arguments[0]}", *arguments[1:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield from process.stdout or ()
    if process.returncode:
        yield f"(ended with {process.returncode})\n"


def measured(arguments: list[str]) -> list[Found]:
    """Run a program, show what it prints, return its lines of JSON."""
    print(f"\npython -m bench.{' '.join(arguments)}", flush=True)
    start, found = perf_counter(), list[Found]()
    for line in lines(arguments):
        print(f"  {line}", end="", flush=True)
        if line.startswith("{"):
            found.append(json.loads(line))
    print(f"  ({perf_counter() - start:.0f} s)", flush=True)
    return found


def rows(name: str, found: list[Found]) -> list[Row]:
    """What is compared in a table; that it is missing, if nothing was found."""
    return ROWS[name](found) if found else [Row(name, "not measured: see above and `--help`")]


def main() -> int:
    """Run all, print the table; 1 if a measurement gave nothing."""
    parser = argparse.ArgumentParser(prog="./dev bench timetable", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=TABLES, default=list(TABLES))
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--instances", type=Path, help="where comp01.ctt … comp07.ctt are")
    options = parser.parse_args()
    table: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in options.only:
            given = commands(name, quick=options.quick, instances=options.instances, folder=folder)
            if not given:
                table.append(Row(name, MISSING[name]))
                continue
            found = [one for arguments in given for one in measured(arguments)]
            table += rows(name, found)
    print("\n" + "\n".join(str(row) for row in [Row.head(), *table]))
    return int(any(row.what.startswith("not measured") for row in table))


if __name__ == "__main__":
    sys.exit(main())
