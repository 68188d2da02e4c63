"""A round from database to database: `python -m bench.rounds [--graduates 10000] [--runs 300] [--choices 10]`.

Measured on SQLite and on a private PostgreSQL, on the clock and in CPU seconds: load (people, lists, seats
and rules become a problem), match and check. `whole` is the use case itself, `make_proposal`, which loads, matches,
checks and stores placements with a reason for every choice; it is the figure to hold against a limit. The people are
those of `bench.matching`.

Then the round is published, the waiting lists are written, every `--declines`-th offer is declined and the freed seats
are given on: `settle`. `…_holding_s` is for how long that transaction was open, in which others who write may wait.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bench.databases import add_options, on_each, set_up
from tests.clock import NOW

NUMBERS = {"graduates": 10_000, "runs": 300, "choices": 10, "repeat": 2, "declines": 200}


def main() -> None:
    """Measure each database in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, number in NUMBERS.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    add_options(parser)
    options = parser.parse_args()
    if options.here:
        _measure(set_up(), options)
        return
    given = [f"--{name}={getattr(options, name)}" for name in NUMBERS]
    on_each("bench.rounds", given, options.only)


def _measure(vendor: str, options: argparse.Namespace) -> None:
    from bench.rounds_world import fill  # reads settings, as all that follow
    from enrollment import placing
    from enrollment.matching import check, match
    from enrollment.models import MatchRound
    from enrollment.services import make_proposal

    round_ = fill(options.graduates, options.runs, options.choices)
    for _ in range(options.repeat):
        facts: dict[str, Any] = {"on": vendor, "graduates": options.graduates}
        with timed(facts, "load"):
            problem = placing.problem_for(round_)
        with timed(facts, "match"):
            result = match(problem)
        with timed(facts, "check"):
            facts["untruths"] = len(check(problem, result))
        again = _as_closed(round_)
        with timed(facts, "whole"):
            proposal = make_proposal(again, by=None, at=NOW)
        facts["reasons"] = sum(len(proposal.reasons_of(person)) for person in proposal.placements)
        facts["placed"] = sum(seat is not None for seat in proposal.placements.values())
        facts["complete"] = result.complete
        facts["trials"] = result.trials
        facts["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        print(json.dumps(facts), flush=True)
    print(json.dumps(_after(MatchRound.objects.get(pk=round_.pk), options.declines)), flush=True)


def _after(round_: Any, declines: int) -> dict[str, Any]:
    """What follows a proposal: publishing, the first waiting lists, freed seats given on."""
    from enrollment.services import decline_offer, publish_round, settle

    facts: dict[str, Any] = {}
    with timed(facts, "publish"), holding(facts, "publish"):
        offers = publish_round(round_, by=None, at=NOW)
    with timed(facts, "first_settle"), holding(facts, "first_settle"):
        settle(round_, by=None, at=NOW)
    declined = offers[::declines]
    for offer in declined:
        decline_offer(offer, by=None, at=NOW)
    with timed(facts, "settle"), holding(facts, "settle"):
        passed_on = settle(round_, by=None, at=NOW)
    return facts | {
        "offers": len(offers),
        "declined": len(declined),
        "passed_on": len(passed_on),
        "waiting": round_.waiting.count(),
    }


def _as_closed(round_: Any) -> Any:
    """The round with its lists closed and no proposal."""
    from enrollment.models import MatchRound

    MatchRound.objects.filter(pk=round_.pk).update(state="closed", proposal=None)
    return MatchRound.objects.get(pk=round_.pk)


@contextmanager
def timed(facts: dict[str, Any], name: str) -> Iterator[None]:
    """Note the clock and the CPU of a step, in seconds."""
    clock, cpu = time.perf_counter(), time.process_time()
    yield
    facts[f"{name}_s"] = round(time.perf_counter() - clock, 2)
    facts[f"{name}_cpu_s"] = round(time.process_time() - cpu, 2)


@contextmanager
def holding(facts: dict[str, Any], name: str) -> Iterator[None]:
    """Note for how long the transaction of a step was open: from its first statement to its end."""
    from django.db import connection

    began: list[float] = []

    def mark(execute: Any, *statement: Any) -> Any:
        if connection.in_atomic_block and not began:
            began.append(time.perf_counter())
        return execute(*statement)

    with connection.execute_wrapper(mark):
        yield
    facts[f"{name}_holding_s"] = round(time.perf_counter() - began[0], 2) if began else 0.0


if __name__ == "__main__":
    main()
