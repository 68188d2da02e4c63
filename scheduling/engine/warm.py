"""`python -m scheduling.engine.warm` makes the engine's machine code now, so that no plan has to wait for it.

With `--lectures` also what only a problem of lectures needs, beside it in another process. It takes some 35 CPU
seconds the first time, some 50 with lectures; every other time it only looks whether all is there. It belongs to the
set-up of a machine, before the code becomes read-only; processes started later, and their workers, find what it made.
"""

import shutil
import sys
from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from multiprocessing import get_context
from typing import Any, cast

from scheduling.engine import native
from scheduling.engine.anneal import Anneal
from scheduling.engine.compiled import compile_problem
from scheduling.engine.lagrange import Lagrange
from scheduling.engine.layouts import Layouts
from scheduling.engine.model import Calendar, Problem, Qualification, Room, Run, Session, Slot, Trainer
from scheduling.engine.state import State
from scheduling.engine.teams import cheapest

MONDAY = date(2026, 6, 1)


def for_runs() -> None:
    """Call what is compiled for runs with such arguments as it always gets: Numba compiles it, or finds it kept."""
    compiled = compile_problem(_least())
    layouts = Layouts(compiled)
    layouts.cheapest(State(compiled), 0)
    Lagrange(compiled, layouts, seed=1).raised(0, 0)


def for_lectures() -> None:
    """The same for lectures."""
    walk = Anneal(compile_problem(_least()), seed=1, workers=1)
    walk.fill()
    walk.gather()


def _least() -> Problem:
    """One run that can be placed in a few ways."""
    return Problem(
        calendar=Calendar(tuple(MONDAY + timedelta(days=n) for n in range(3)), (Slot("day"),)),
        runs=(Run("run", (Session("1", "shop", "weld"), Session("2", "shop", "weld")), people=1),),
        trainers=(Trainer("ann", (Qualification("weld"),)),),
        rooms=(Room("here", "shop", 1), Room("there", "shop", 1)),
    )


def forget_older() -> None:
    """Remove what was kept of other texts of the sources, beside them."""
    for folder in (native.HERE / "__pycache__").glob("native-*"):
        if folder != native.folder():
            shutil.rmtree(folder, ignore_errors=True)


def main() -> int:
    """Compile, and say where it is kept; 1 if it can be kept nowhere."""
    parser = ArgumentParser(description="Make the timetable engine's machine code.")
    parser.add_argument("--lectures", action="store_true", help="also what only a problem of lectures needs")
    parts = [for_runs, for_lectures] if parser.parse_args().lectures else [for_runs]
    with ProcessPoolExecutor(len(parts), mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(part) for part in parts]:
            done.result()
    if not native.KEEPS:
        sys.stderr.write("No folder can be written: every process will compile the engine anew.\n")
        return 1
    forget_older()
    kept = cast("Any", cheapest).stats.cache_path
    sys.stdout.write(f"The engine's machine code is in {kept}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
