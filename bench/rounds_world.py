"""The province of `bench.matching` as rows, for `bench.rounds`: people with barriers and lists, runs with reserves."""

from __future__ import annotations

from datetime import date

from agencies.models import Agency, Place
from bench.matching import province
from enrollment.matching import Problem
from enrollment.models import Barrier, Graduate, MatchRound, Preference
from enrollment.services.people import name_keys
from tests.clock import NOW
from tests.factories.agencies import SchoolFactory, SubdistrictFactory
from tests.factories.training import RunFactory
from training.models import CourseRun, Reserve

GROUPS = {"low income": "poverty", "disability": "disability"}
AT_ONCE = 2_000


def fill(graduates: int, runs: int, choices: int) -> MatchRound:
    """Write the province of `bench.matching` as rows."""
    problem = province(graduates, runs, choices, 0.8, 1)
    rows = _runs(problem)
    round_ = MatchRound.objects.create(
        name="bench", center=rows[0].center, lists_close_on=date(2026, 12, 1), answer_by=date(2026, 12, 9),
        seed="bench", created_at=NOW, state="closed",
    )  # fmt: skip
    round_.runs.set(rows)
    home, school = SubdistrictFactory(), SchoolFactory()
    people = Graduate.objects.bulk_create(
        [_person(n, home, school) for n in range(graduates)], batch_size=AT_ONCE
    )
    _barriers(people, problem)
    _lists(round_, people, problem, {row.code: row for row in rows})
    return round_


def _runs(problem: Problem) -> list[CourseRun]:
    model = RunFactory(seats=2, minimum=1)
    alike = {name: getattr(model, name) for name in ("course", "curriculum", "rule_set", "center", "state")}
    days = {"first_day": date(2027, 1, 4), "last_day": date(2027, 1, 29)}
    rows = CourseRun.objects.bulk_create(
        CourseRun(**alike, **days, code=run.id, seats=run.seats, minimum=run.minimum) for run in problem.runs
    )
    Reserve.objects.bulk_create(
        Reserve(run=row, number=number, group=GROUPS[kept.group], seats=kept.seats)
        for row, run in zip(rows, problem.runs, strict=True)
        for number, kept in enumerate(run.reserves, start=1)
        if kept.seats
    )
    return rows


def _lists(round_: MatchRound, people: list[Graduate], problem: Problem, runs: dict[str, CourseRun]) -> None:
    Preference.objects.bulk_create(
        (
            Preference(round=round_, graduate=row, run=runs[code], rank=rank)
            for row, person in zip(people, problem.graduates, strict=True)
            for rank, code in enumerate(person.choices)
        ),
        batch_size=AT_ONCE,
    )


def _person(n: int, home: Place, school: Agency) -> Graduate:
    return Graduate(
        prefix="นาย", given_name=f"สมมติ{n}", family_name="ทดสอบ", **name_keys(f"สมมติ{n}", "ทดสอบ", ""),
        birth_date=date(2010 - n % 3, 1 + n % 12, 1 + n % 28), place=home, school=school,
        case_type=("finished", "left_early", "never_entered")[n % 3], registered_by=school, registered_at=NOW,
    )  # fmt: skip


def _barriers(people: list[Graduate], problem: Problem) -> None:
    Barrier.objects.bulk_create(
        (
            Barrier(graduate=row, kind=GROUPS[group], holds=True, seen_on=date(2026, 11, 1))
            for row, person in zip(people, problem.graduates, strict=True)
            for group in person.groups
        ),
        batch_size=AT_ONCE,
    )
