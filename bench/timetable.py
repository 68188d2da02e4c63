"""All tables of the timetable engine, one after the other, with ratios: what `./dev bench timetable` runs.

`python -m bench.timetable` runs them in full, `--quick` with smaller numbers,
`--only own peer` runs some tables. Each table is a program of its own, named before it is run, with more options. The
public yardstick (CB-CTT) needs instance files and is run by itself: `python -m bench.cbctt FILE`.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator
from time import perf_counter
from typing import Any

TABLES: dict[str, tuple[list[str], list[str]]] = {
    "own": (["timetable_own", "--warm", "--workers", "1"], ["--seconds", "5"]),
    "four": (
        ["timetable_own", "--warm", "--workers", "1", "--campuses", "4", "--seconds", "60"],
        ["--seconds", "15"],
    ),
    "sixteen": (["timetable_own", "--warm", "--workers", "1", "--campuses", "16", "--seconds", "45"], []),
    "peer": (["timetable_peer", "--workers", "2"], ["--seconds", "5"]),
    "fet": (["timetable_fet"], ["--seconds", "10", "--seeds", "1"]),
    "small": (["timetable_small"], ["--seeds", "1", "2"]),
    "parts": (["timetable_parts"], ["--steps", "60", "--seeds", "1"]),
    "replanning": (["replanning", "--seeds", "1", "--tiny", "40"], ["--tiny", "10"]),
    "clashes": (["clashes"], ["--count", "21"]),
    "judged": (["judged"], ["--count", "60"]),
}
"""The program of each table, and what makes it quick."""


def lines(arguments: list[str]) -> Iterator[str]:
    """What a program prints, as it prints it."""
    command = [sys.executable, "-m", f"bench.{arguments[0]}", *arguments[1:]]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        yield from process.stdout or ()
    if process.returncode:
        yield f"(ended with {process.returncode})\n"


def ratios(name: str, found: list[dict[str, Any]]) -> str:
    """The ratio that a table is about, in words; empty if it has none."""
    if name in ("own", "four", "sixteen") and found and found[-1]["bound"]:
        return f"cost / bound = {found[-1]['cost'] / found[-1]['bound']:.2f}"
    if name == "small":
        known = [one for one in found if one["optimum"] and one["search"] is not None]
        if known:
            optimum = sum(one["optimum"] for one in known)
            search, bound = (sum(one[key] for one in known) / optimum for key in ("search", "bound"))
            return f"of {len(known)} optima: search / optimum = {search:.2f}, bound / optimum = {bound:.2f}"
    if name == "fet" and found:
        pairs = ((one["fet"]["cpu_s"] / max(0.01, one["engine"]["cpu_s"])) for one in found)
        return "FET's CPU seconds / the engine's = " + ", ".join(f"{pair:.1f}" for pair in pairs)
    if name == "parts" and found:
        costs: dict[str, list[int]] = {}
        for one in found:
            costs.setdefault(one["switched_off"], []).append(one["cost"])
        whole = sum(costs["nothing"])
        return "; ".join(f"without {part}: × {sum(its) / whole:.2f}" for part, its in costs.items())
    return ""


def main() -> None:
    parser = argparse.ArgumentParser(prog="./dev bench timetable", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=TABLES, default=list(TABLES))
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    for number, name in enumerate(options.only, 1):
        program, quick = TABLES[name]
        arguments = [*program, *(quick if options.quick else [])]
        print(f"\n[{number}/{len(options.only)}] {name}: python -m bench.{' '.join(arguments)}", flush=True)
        start, found = perf_counter(), []
        for line in lines(arguments):
            print(f"  {line}", end="", flush=True)
            if line.startswith("{"):
                found.append(json.loads(line))
        print(f"  {ratios(name, found)}  ({perf_counter() - start:.0f} s)".rstrip(), flush=True)


if __name__ == "__main__":
    main()
