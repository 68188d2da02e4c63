"""Measures an import beside a busy web: `python -m bench.imports --rows 100000` (SQLite; `--postgresql` for a private
server of that kind).

A province is invented (300 schools, 50 subdistricts), `--known` people are in the register already, and one .xlsx
of 20 columns is uploaded, read, entered and undone by this process in the worker's place. Meanwhile another process
is a browser session: every 50 ms it fetches a page (the list of people, the list of imports, a person, in turn) and
registers one person, and notes how long each took. `rows_per_second` counts reading and entering together.

Then django-import-export takes `--sample` rows of the same file into a register of the same size, row by row: one
resource on `Graduate` that obeys the same rules and writes the same rows (`bench.imports_peer`); once as a dry run,
which is its preview, and once to enter them. `ratio` compares the wall clock, `ratio_cpu` the processor time of the
processes at work (of a PostgreSQL server's own on neither side); `entering_ratio…` leaves out both previews. The peer
has no browser beside it: with `--alone` ours has none either, which is the fair wall-clock ratio.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

PHASES = ("idle", "reading", "entering", "undoing")


def main() -> None:
    """Print one JSON line a measurement."""
    from tooling.cluster import private_server

    options = _options()
    folder = Path(tempfile.mkdtemp(prefix="bench-imports-"))
    with private_server() if options.postgresql else nullcontext("") as url:
        os.environ |= {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "config.settings"}
        os.environ |= {"DATABASE_URL": url} if url else {}
        try:
            _measure(options, folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--known", type=int, default=5_000, help="people in the register before")
    parser.add_argument("--sample", type=int, default=500, help="rows entered by django-import-export")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", action="store_true", help="no browser session beside the import")
    parser.add_argument("--postgresql", action="store_true")
    return parser.parse_args()


def _measure(options: argparse.Namespace, folder: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from bench.imports_file import leavers, workbook
    from bench.imports_world import Clerk, build_world

    call_command("migrate", verbosity=0)
    world = build_world(known=options.known)
    rows = leavers(options.rows, world.schools, options.seed)
    content = workbook(rows)
    clerk = Clerk(world)
    phase = folder / "phase"
    with nullcontext() if options.alone else _browser(folder, phase):
        figures = clerk.work(content, lambda name: phase.write_text(name))
    figures |= {
        "database": connection.vendor,
        "rows": options.rows,
        "file_mb": round(len(content) / 1024**2, 1),
        "worker_mb": _peak(resource.RUSAGE_SELF),
        "reader_mb": _peak(resource.RUSAGE_CHILDREN),
    }
    print(json.dumps(figures), flush=True)
    for line in () if options.alone else _latencies(folder / "browsed"):
        print(json.dumps(line), flush=True)
    print(json.dumps(_beside(clerk, rows[: options.sample], figures)), flush=True)


def _peak(who: int) -> int:
    return round(resource.getrusage(who).ru_maxrss / 1024)


@contextmanager
def _browser(folder: Path, phase: Path) -> Iterator[None]:
    """A browser session in a process of its own, told the phase by a file."""
    phase.write_text("idle")
    with subprocess.Popen([sys.executable, "-m", "bench.imports_web", str(folder)]) as process:
        time.sleep(6)  # idle, to compare with
        try:
            yield
        finally:
            phase.write_text("stop")
            process.wait(timeout=60)


def _latencies(notes: Path) -> Iterator[dict[str, Any]]:
    """Median, 95th percentile and worst of each kind of request in each phase, in milliseconds."""
    seen: dict[tuple[str, str], list[float]] = {}
    for line in notes.read_text().splitlines():
        phase, kind, seconds = json.loads(line)
        seen.setdefault((phase, kind), []).append(seconds * 1000)
    for (phase, kind), times in sorted(seen.items(), key=lambda item: (PHASES.index(item[0][0]), item[0][1])):
        times.sort()
        yield {
            "phase": phase,
            "request": kind,
            "times": len(times),
            "median_ms": round(times[len(times) // 2]),
            "p95_ms": round(times[int(len(times) * 0.95)]),
            "worst_ms": round(times[-1]),
        }


def _beside(clerk: Any, rows: list[tuple[str, ...]], ours: dict[str, Any]) -> dict[str, Any]:
    """Milliseconds a row of the peer by wall clock and by processor, and how many of ours go into one."""
    from bench.imports_peer import enter

    spent = {}
    for name, dry_run in (("preview", True), ("entering", False)):
        began, used = time.perf_counter(), time.process_time()
        enter(clerk, rows, dry_run=dry_run)
        spent[f"{name}_s"], spent[f"{name}_cpu_s"] = time.perf_counter() - began, time.process_time() - used
    times = len(rows) / ours["rows"]  # what ours took for as many rows

    def ratio(*names: str) -> float:
        theirs, own = (sum(side[name] for name in names) for side in (spent, ours))
        return round(float(theirs / (own * times)), 1)

    return {
        "peer": "django-import-export",
        "rows": len(rows),
        **{name: round(seconds, 2) for name, seconds in spent.items()},
        "rows_per_second": round(len(rows) / (spent["preview_s"] + spent["entering_s"])),
        "ratio": ratio("preview_s", "entering_s"),
        "ratio_cpu": ratio("preview_cpu_s", "entering_cpu_s"),
        "entering_ratio": ratio("entering_s"),
        "entering_ratio_cpu": ratio("entering_cpu_s"),
    }


if __name__ == "__main__":
    main()
