"""The only door between rows and the matching engine: a round becomes a problem, a result becomes columns."""

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.jobs import Cancelled, Work
from enrollment import deciding, matching
from enrollment.eligibility import ineligibility
from enrollment.enums import BarrierKind, CaseType, EnrollmentState, OfferState
from enrollment.matching import flow
from enrollment.matching.comparison import complainants
from enrollment.matching.reasons import placement, why_run
from enrollment.models import Enrollment, Graduate, MatchRound, MatchRun, Offer
from training.enums import ReserveGroup
from training.models import CourseRun
from training.states import TAKING

ENGINE_VERSION = "deferred-acceptance/1"
FLOW_VERSION = "min-cost-flow/1"
HELD = "held:"  # ids of seats that are taken already; the engine sees them as people locked in

POLICY: dict[str, Any] = {
    "version": "2569-1",
    # Points add up; among equals the lottery decides. Published with every proposal.
    "points": {"poverty": 20, "disability": 20, "never_entered": 10, "left_early": 5},
    "closing": "search",
    "reserves": "in the published order of each run; what a group leaves goes to everyone",
    "date_clash": "holds a seat in a run that shares a day",
}


def people_in(round_: MatchRound) -> QuerySet[Graduate]:
    """Everyone with at least one choice in the round."""
    return Graduate.objects.filter(preferences__round=round_).distinct().order_by("id")


def problem_for(round_: MatchRound, giving_back: Collection[tuple[UUID, int]] = ()) -> matching.Problem:
    """The round as the engine sees it, with the changes adopted for it; as many queries whatever its size.

    `giving_back`: (person, run) pairs that stand in nobody's way: the person would give them back for a better one.
    """
    return deciding.apply(_as_it_stands(round_, giving_back), adopted_by(round_))


def adopted_by(round_: MatchRound) -> list[dict[str, Any]]:
    """The changes that a person has decided on for the round."""
    found: list[dict[str, Any]] = round_.adopted.question if round_.adopted else []
    return found


def _as_it_stands(round_: MatchRound, giving_back: Collection[tuple[UUID, int]] = ()) -> matching.Problem:
    rows = round_.runs.select_related("course", "curriculum", "rule_set").prefetch_related("reserves")
    runs = list(rows.order_by("code"))
    held = list(_held_seats(runs))
    return matching.Problem(
        graduates=(
            *_graduates(round_, runs, giving_back),
            *(matching.Graduate(id=lock.graduate, choices=()) for lock in held),
        ),
        runs=tuple(
            matching.Run(
                id=run.code,
                seats=run.seats,
                minimum=run.minimum,
                reserves=tuple(matching.Reserve(row.key, row.seats) for row in run.reserves.all()),
                start=run.first_day,
                end=run.last_day,
            )
            for run in runs
        ),
        locks=tuple(held),
        seed=round_.seed,
        closing=matching.Closing.SEARCH,
    )


def solve(problem: matching.Problem, work: Work | None = None) -> dict[str, Any]:
    """Match and check; the columns of a `MatchRun`. A result the checker objects to carries its violations.

    Raises `Cancelled` where the job's owner asked it to stop.
    """

    def on_progress(stage: str, done: int, total: int) -> None:
        if work is not None:
            work.report(done, total, stage)

    result = matching.match(problem, on_progress=on_progress, should_stop=work.should_stop if work else None)
    if work is not None and work.should_stop():
        raise Cancelled  # the engine stops early with what it has, which is nobody's proposal
    explainer = matching.Explainer(problem, result)
    people = [index for index, graduate in enumerate(problem.graduates) if not graduate.id.startswith(HELD)]
    return {
        "engine_version": ENGINE_VERSION,
        "input_sha256": input_hash(problem),
        "policy": POLICY,
        "digest": result.digest,
        "runs": {
            run.id: {"open": outcome.open, "placed": outcome.placed, **why_run(problem, result, index)}
            for index, (run, outcome) in enumerate(zip(problem.runs, result.runs, strict=True))
        },
        "placements": {problem.graduates[i].id: placement(problem, result, i) for i in people},
        "reasons": {problem.graduates[i].id: list(explainer.explain(i).items()) for i in people},
        "violations": matching.check(problem, result),
    }


def what_if(
    round_: MatchRound, base: MatchRun, question: list[dict[str, Any]], work: Work | None = None
) -> dict[str, Any]:
    """The columns of the what-if that answers `question` (adopted changes and all) beside the proposal `base`.

    No reasons are kept.
    """
    problem = deciding.apply(_as_it_stands(round_), question)
    columns = solve(problem, work) if not deciding.asks_most_placed(question) else _flow(problem, base)
    runs, placements = columns["runs"], columns["placements"]
    opened = frozenset(code for code, facts in runs.items() if facts["open"])
    everyone = placements | {lock.graduate: {"run": lock.run, "seat": lock.seat} for lock in problem.locks}
    return columns | {
        "reasons": {},
        "policy": columns["policy"] | {"changes": question},
        "complainants": complainants(problem, everyone, opened),
    }


def _flow(problem: matching.Problem, base: MatchRun) -> dict[str, Any]:
    """Most placed in the runs that open in the proposal; the checker, who knows fairness only, is not asked."""
    opened = frozenset(code for code, facts in base.runs.items() if facts["open"])
    placements = flow.most_placed(problem, opened)
    placed = Counter(seat["run"] for seat in placements.values() if seat)
    own = {person: seat for person, seat in placements.items() if not person.startswith(HELD)}
    return {
        "engine_version": FLOW_VERSION,
        "input_sha256": input_hash(problem),
        "policy": {"version": POLICY["version"], "method": "most placed, then least sum of squared ranks"},
        "digest": hashlib.sha256(json.dumps(own, sort_keys=True).encode()).hexdigest(),
        "runs": {
            code: {**facts, "placed": placed[code] if code in opened else 0}
            for code, facts in base.runs.items()
        },
        "placements": own,
        "violations": [],
    }


def input_hash(problem: matching.Problem) -> str:
    """SHA-256 of the problem as canonical JSON: two equal problems have one hash, on any machine."""
    canonical = json.dumps(dataclasses.asdict(problem), sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def points_of(graduate: Graduate) -> int:
    """The published policy's points of one person."""
    points: dict[str, int] = POLICY["points"]
    barriers = {barrier.kind for barrier in graduate.barriers.all() if barrier.holds}
    holds = {
        "poverty": BarrierKind.POVERTY in barriers,
        "disability": BarrierKind.DISABILITY in barriers,
        "never_entered": graduate.case_type == CaseType.NEVER_ENTERED,
        "left_early": graduate.case_type == CaseType.LEFT_EARLY,
    }
    return sum(points[name] for name, held in holds.items() if held)


def groups_of(graduate: Graduate) -> tuple[str, ...]:
    """The groups for which a run may keep seats back and to which the person belongs, the school among them."""
    barriers = {barrier.kind for barrier in graduate.barriers.all() if barrier.holds}
    holds = {
        ReserveGroup.POVERTY: BarrierKind.POVERTY in barriers,
        ReserveGroup.DISABILITY: BarrierKind.DISABILITY in barriers,
        ReserveGroup.CAREGIVER: BarrierKind.CAREGIVER in barriers,
        ReserveGroup.NEVER_ENTERED: graduate.case_type == CaseType.NEVER_ENTERED,
        ReserveGroup.LEFT_EARLY: graduate.case_type == CaseType.LEFT_EARLY,
        ReserveGroup.NEEDS_LODGING: graduate.needs_lodging,
    }
    school = (f"school:{graduate.school_id}",) if graduate.school_id else ()
    return (*(str(group) for group, belongs in holds.items() if belongs), *school)


def _graduates(
    round_: MatchRound, runs: list[CourseRun], giving_back: Collection[tuple[UUID, int]]
) -> Iterator[matching.Graduate]:
    by_pk = {run.pk: run for run in runs}
    choices: dict[Any, list[CourseRun]] = {}
    listed = round_.preferences.order_by("graduate_id", "rank").values_list("graduate_id", "run_id")
    for person, run in listed:
        choices.setdefault(person, []).append(by_pk[run])
    busy = held_runs(list(choices))
    for graduate in people_in(round_).prefetch_related("barriers", "consents"):
        wanted = choices[graduate.pk]
        kept = [run for run in busy.get(graduate.pk, []) if (graduate.pk, run.pk) not in giving_back]
        yield matching.Graduate(
            id=str(graduate.pk),
            choices=tuple(run.code for run in wanted),
            points=points_of(graduate),
            groups=groups_of(graduate),
            ineligible=dict(_verdicts(graduate, wanted, kept)),
        )


def _verdicts(
    graduate: Graduate, wanted: list[CourseRun], busy: list[CourseRun]
) -> Iterator[tuple[str, matching.Ineligibility]]:
    for run in wanted:
        other = next((held for held in busy if _share_a_day(held, run)), None)
        if run.state not in TAKING:
            yield run.code, matching.Ineligibility(rule="takes_nobody", fact=run.state, clause="")
        elif other is not None:
            yield run.code, matching.Ineligibility(rule="holds_a_seat", fact=other.code, clause="")
        elif verdict := ineligibility(graduate, run):
            yield run.code, verdict


def held_runs(people: list[Any]) -> dict[Any, list[CourseRun]]:
    """Person -> the runs in which they hold a seat or an open offer."""
    seats = Enrollment.objects.filter(
        graduate__in=people, state__in=[EnrollmentState.ENROLLED, EnrollmentState.TRAINING]
    ).select_related("run")
    offers = Offer.objects.filter(graduate__in=people, state=OfferState.OPEN).select_related("run")
    busy: dict[Any, list[CourseRun]] = {}
    for held in (*seats, *offers):
        busy.setdefault(held.graduate_id, []).append(held.run)
    return busy


def _share_a_day(one: CourseRun, other: CourseRun) -> bool:
    return one.first_day <= other.last_day and other.first_day <= one.last_day


def _held_seats(runs: list[CourseRun]) -> Iterator[matching.Lock]:
    """A lock for every seat taken or under offer, so that it goes on being consumed: a seat kept back for a group
    where it was offered as one, else one of everybody's."""
    code = {run.pk: run.code for run in runs}
    left = {(run.pk, row.key): row.seats for run in runs for row in run.reserves.all()}
    seats = Enrollment.objects.seated().filter(run__in=runs).order_by("pk")
    offers = Offer.objects.filter(run__in=runs, state=OfferState.OPEN).order_by("pk")
    held = [
        *(("seat", *row) for row in seats.values_list("pk", "run_id", "offer__seat_group")),
        *(("offer", *row) for row in offers.values_list("pk", "run_id", "seat_group")),
    ]
    for what, pk, run, group in held:
        kept = left.get((run, group), 0) > 0
        if kept:
            left[run, group] -= 1
        yield matching.Lock(f"{HELD}{what}:{pk}", code[run], group if kept else None)
