"""A round from database to database: `python -m bench.rounds [--graduates 10000] [--runs 300] [--choices 10]`.

Measured on SQLite and on a private PostgreSQL, on the clock and in CPU seconds: load (people, lists, seats
and rules become a problem), match, check and store (a row with a reason for every choice). `whole` is the use case
itself, `make_proposal`, which does all of it in one go; it is the figure to hold against a limit. The people are those
of `bench.matching`.
"""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from bench.databases import add_options, on_each, set_up
from tests.clock import NOW


def main() -> None:
    """Measure each database in a process of its own."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, number in (("graduates", 10_000), ("runs", 300), ("choices", 10), ("repeat", 2)):
        parser.add_argument(f"--{name}", type=int, default=number)
    add_options(parser)
    options = parser.parse_args()
    if options.here:
        _measure(set_up(), options)
        return
    given = [f"--{name}={getattr(options, name)}" for name in ("graduates", "runs", "choices", "repeat")]
    on_each("bench.rounds", given, options.only)


def _measure(vendor: str, options: argparse.Namespace) -> None:
    from enrollment import placing
    from enrollment.matching import check, match
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
        facts["reasons"] = sum(map(len, proposal.reasons.values()))
        facts["placed"] = sum(seat is not None for seat in proposal.placements.values())
        facts["complete"] = result.complete
        facts["trials"] = result.trials
        facts["peak_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        print(json.dumps(facts), flush=True)


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


def fill(graduates: int, runs: int, choices: int) -> Any:
    """Write the province of `bench.matching` as rows."""
    from bench.matching import province
    from enrollment.models import Graduate, MatchRound, Preference
    from tests.factories.agencies import SchoolFactory, SubdistrictFactory
    from tests.factories.training import RunFactory
    from training.models import CourseRun, Reserve

    problem = province(graduates, runs, choices, 0.8, 1)
    model = RunFactory(seats=2, minimum=1)
    home, school = SubdistrictFactory(), SchoolFactory()
    rows = CourseRun.objects.bulk_create(
        CourseRun(
            **{
                name: getattr(model, name) for name in ("course", "curriculum", "rule_set", "center", "state")
            },
            code=run.id,
            first_day=date(2027, 1, 4),
            last_day=date(2027, 1, 29),
            seats=run.seats,
            minimum=run.minimum,
        )
        for run in problem.runs
    )
    Reserve.objects.bulk_create(
        Reserve(run=row, number=number, group=group, seats=kept.seats)
        for row, run in zip(rows, problem.runs, strict=True)
        for number, (group, kept) in enumerate(
            zip(("poverty", "disability"), run.reserves, strict=True), start=1
        )
        if kept.seats
    )
    round_ = MatchRound.objects.create(
        name="bench", center=model.center, lists_close_on=date(2026, 12, 1), answer_by=date(2026, 12, 9),
        seed="bench", created_at=NOW, state="closed",
    )  # fmt: skip
    round_.runs.set(rows)
    people = Graduate.objects.bulk_create(
        [_person(n, home, school) for n in range(graduates)], batch_size=2_000
    )
    by_code = {row.code: row for row in rows}
    _around(people, problem.graduates)
    Preference.objects.bulk_create(
        (
            Preference(round=round_, graduate=row, run=by_code[code], rank=rank)
            for row, person in zip(people, problem.graduates, strict=True)
            for rank, code in enumerate(person.choices)
        ),
        batch_size=2_000,
    )
    return round_


def _person(n: int, home: Any, school: Any) -> Any:
    from enrollment.models import Graduate
    from enrollment.services.people import name_keys

    return Graduate(
        prefix="นาย", given_name=f"สมมติ{n}", family_name="ทดสอบ", **name_keys(f"สมมติ{n}", "ทดสอบ", ""),
        birth_date=date(2010 - n % 3, 1 + n % 12, 1 + n % 28), place=home, school=school,
        case_type=("finished", "left_early", "never_entered")[n % 3], registered_by=school, registered_at=NOW,
    )  # fmt: skip


def _around(people: list[Any], invented: Any) -> None:
    """Barriers as the province has them."""
    from enrollment.models import Barrier

    pairs = list(zip(people, invented, strict=True))
    names: dict[str, str] = {"low income": "poverty", "disability": "disability"}
    Barrier.objects.bulk_create(
        (
            Barrier(graduate=row, kind=names[group], holds=True, seen_on=date(2026, 11, 1))
            for row, person in pairs
            for group in person.groups
        ),
        batch_size=2_000,
    )


if __name__ == "__main__":
    main()
