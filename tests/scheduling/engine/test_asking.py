"""What runs ask for by prices: the same wherever they were before, and nothing is read beside its array."""

import os
import subprocess
import sys

import numpy as np
import pytest

from bench.timetable_problem import generate
from scheduling.engine.asking import ask
from scheduling.engine.compiled import compile_problem
from scheduling.engine.lagrange import Lagrange, zero
from scheduling.engine.layouts import Layouts
from scheduling.engine.teams import NOWHERE

UNCOMPILED = """
from dataclasses import replace

from scheduling.engine.model import WEIGHTS, Qualification, Term, Trainer
from tests.scheduling.engine.cases import MONDAY, bounded, calendar, problem, run, with_session

people = tuple(Trainer(name, (Qualification("weld"),)) for name in ("ann", "ben", "cid"))
daily = run("a", 5, slots=frozenset({2}), weekdays=frozenset(range(5)), preferred_start=MONDAY)
given = problem(with_session(daily, minutes=60), calendar=calendar(7), trainers=people)
print(bounded(replace(given, weights={**WEIGHTS, Term.EVENINGS: 12}), rounds=2))
"""


@pytest.mark.parametrize("fine", [False, True])
def test_where_a_run_was_before_changes_nothing_but_the_time(fine):
    """The least cost of every run, and what it asks for: a room, a trainer and people a session."""
    given = compile_problem(generate(seed=3, runs=20, trainers=12, rooms=9))
    layouts = Layouts(given)
    prices = Lagrange(given, layouts, 1)
    for number in range(12):
        prices.raised(500, number / 12)
    for one, named in zip(prices.tracks, prices.named, strict=True):
        found, used = [], (zero(given), zero(given))
        for before, asked in zip((NOWHERE, prices.before[one.job]), used, strict=True):
            plain = prices.offers[one.job]
            found.append(ask(one.lane, plain, named, prices.prices, asked, prices.memory, before, fine))
        assert found[0][0] == pytest.approx(found[1][0], abs=1e-9)
        assert [asked.taught.sum() for asked in used] == [found[0][3].sum(), found[1][3].sum()]
        assert all((asked.held >= 0).all() and np.isfinite(asked.late).all() for asked in used)


def test_nothing_is_read_beside_its_array():
    """Machine code does not look: the same text says it where it is not compiled. Five evenings: alone 3 x 12, two
    trainers 10 + 12, three 20.
    """
    found = subprocess.run(
        [sys.executable, "-c", UNCOMPILED],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (found.returncode, found.stdout) == (0, "20\n"), found.stderr[-500:]
