"""The only door between rows and the matching engine: a round becomes a problem, a result becomes columns."""

import dataclasses
import hashlib
import json
from collections.abc import Collection, Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast

from agencies.models import Place
from core.jobs import Cancelled, Work
from enrollment import deciding, matching, policies
from enrollment.eligibility import Verdicts
from enrollment.enums import EnrollmentState, OfferState
from enrollment.enums.runs import Lodging
from enrollment.matching.model import RunOutcome
from enrollment.matching.reasons import placement, why_run
from enrollment.models import Barrier, Enrollment, Graduate, MatchRound, Offer
from training.models import CourseRun
from training.states import TAKING

ENGINE_VERSION = "deferred-acceptance/2"
HELD = "held:"  # ids of seats that are taken already; the engine sees them as people locked in


def people_in(round_: MatchRound) -> QuerySet[Graduate]:
    """Everyone with at least one choice in the round."""
    return Graduate.objects.filter(pk__in=round_.preferences.values("graduate")).order_by("id")


def problem_for(round_: MatchRound, giving_back: Collection[tuple[UUID, int]] = ()) -> matching.Problem:
    """The round as the engine sees it, with the changes adopted for it; as many queries whatever its size.

    `giving_back`: (person, run) pairs that stand in nobody's way: the person would give them back for a better one.
    """
    return deciding.apply(as_it_stands(round_, giving_back), adopted_by(round_))


def problem_as_proposed(round_: MatchRound) -> matching.Problem:
    """The round as it was before its own offers went out: the proposal's problem, if nothing else has changed since."""
    offered = set(round_.offers.values_list("graduate_id", "run_id"))
    return deciding.apply(as_it_stands(round_, offered, but=round_), adopted_by(round_))


def adopted_by(round_: MatchRound) -> list[dict[str, Any]]:
    """The changes that a person has decided on for the round."""
    found: list[dict[str, Any]] = round_.adopted.question if round_.adopted else []
    return found


def as_it_stands(
    round_: MatchRound, giving_back: Collection[tuple[UUID, int]] = (), but: MatchRound | None = None
) -> matching.Problem:
    """The round without the changes adopted for it; seats that the round `but` has offered are not held."""
    rows = round_.runs.select_related("course", "curriculum", "rule_set", "center__place", "held_at__place")
    runs = list(rows.prefetch_related("reserves").order_by("code"))
    policy = policies.policy_of(round_)
    held = list(_held_seats(runs, policy, but))
    return matching.Problem(
        graduates=(
            *_graduates(round_, runs, policy, giving_back),
            *(matching.Graduate(id=lock.graduate, choices=()) for lock in held),
        ),
        runs=tuple(policies.run_for(run, policy) for run in runs),
        locks=tuple(held),
        seed=round_.seed,
        closing=matching.Closing.SEARCH,
        together=tuple(_pairs(round_)) if policy["together"] else (),
    )


def _pairs(round_: MatchRound) -> Iterator[tuple[str, str]]:
    """Pairs with lists in the round of which both have named the other."""
    named = dict(round_.companions.order_by("graduate_id").values_list("graduate_id", "other_id"))
    rows = round_.preferences.filter(graduate__in=list(named), rank=0)
    listed = set(rows.values_list("graduate_id", flat=True))
    for one, other in named.items():
        if str(one) < str(other) and named.get(other) == one and {one, other} <= listed:
            yield str(one), str(other)


def solve(
    problem: matching.Problem,
    work: Work | None = None,
    *,
    policy: policies.Policy = policies.FIRST,
    explained: bool = True,
) -> dict[str, Any]:
    """Match and check; the columns of a `MatchRun`, unless `explained` without reasons. A result the checker objects to
    carries its violations.

    What a reason would tell about others' poverty or disability by the points of `policy` is not in it.

    Raises `Cancelled` where the job's owner asked it to stop.
    """

    def on_progress(stage: str, done: int, total: int) -> None:
        if work is not None:
            work.report(done, total, stage)

    result = matching.match(problem, on_progress=on_progress, should_stop=work.should_stop if work else None)
    if work is not None and work.should_stop():
        raise Cancelled  # the engine stops early with what it has, which is nobody's proposal
    explainer = matching.Explainer(problem, result, tellable=policies.tellable(policy))
    people = [index for index, graduate in enumerate(problem.graduates) if not graduate.id.startswith(HELD)]
    return {
        "engine_version": ENGINE_VERSION,
        "input_sha256": input_hash(problem),
        "policy": dict(policy),
        "digest": result.digest,
        "runs": {
            run.id: {
                "open": outcome.open,
                "placed": outcome.placed,
                "seats": list(_seat_types(run, outcome)),
                **why_run(problem, result, index),
            }
            for index, (run, outcome) in enumerate(zip(problem.runs, result.runs, strict=True))
        },
        "placements": {problem.graduates[i].id: placement(problem, result, i) for i in people},
        "reasons": explainer.stored(people) if explained else {},
        "together": [[*pair, run] for pair, run in zip(problem.together, result.together, strict=True)],
        "violations": matching.check(problem, result),
    }


def _seat_types(run: matching.Run, outcome: RunOutcome) -> Iterator[tuple[str, int, int | None]]:
    """For each type of seat: its name, how many hold it, the points of the last one admitted."""
    for level, (holders, cutoff) in enumerate(zip(outcome.holders, outcome.cutoffs, strict=True)):
        yield run.seat_name(level), holders, None if cutoff is None else cutoff.points


def input_hash(problem: matching.Problem) -> str:
    """SHA-256 of the problem as canonical JSON: two equal problems have one hash, on any machine."""
    columns = {field.name: getattr(problem, field.name) for field in dataclasses.fields(problem)}
    canonical = json.dumps(columns, sort_keys=True, ensure_ascii=False, default=_columns)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _columns(value: Any) -> Any:
    """A part of a problem as JSON can write it; anything that is not one, such as a day, by its words."""
    if not dataclasses.is_dataclass(value):
        return str(value)
    return [getattr(value, field.name) for field in dataclasses.fields(value)]


class _Person(NamedTuple):
    """The columns of a person that a round asks for: a row of them is read in a tenth of the time of a record."""

    pk: UUID
    birth_date: date | None
    birth_precision: str
    education: str
    case_type: str
    needs_lodging: bool
    school_id: int | None
    place_id: str | None


def _graduates(
    round_: MatchRound,
    runs: list[CourseRun],
    policy: policies.Policy,
    giving_back: Collection[tuple[UUID, int]],
) -> Iterator[matching.Graduate]:
    choices = _choices(round_, runs)
    busy = held_runs(round_.preferences.values("graduate"))
    claims, judge = _Claims(round_, policy), _Judge(runs, policy)
    for person in map(_Person._make, people_in(round_).values_list(*_Person._fields)):
        wanted = choices[person.pk.hex]
        kept = [run for run in busy.get(person.pk, ()) if (person.pk, run.pk) not in giving_back]
        points, groups = claims.of(person, wanted)
        yield matching.Graduate(
            id=str(person.pk),
            choices=tuple([run.code for run in wanted]),
            points=points,
            groups=groups,
            ineligible={run.code: no for run in wanted if (no := judge.refusal(person, run, kept))},
        )


def _choices(round_: MatchRound, runs: list[CourseRun]) -> dict[str, list[CourseRun]]:
    """Person (as 32 digits) -> the runs chosen, best first."""
    by_pk = {run.pk: run for run in runs}
    # As words: to make a UUID of each of 100,000 rows takes longer than to read them.
    person = Cast("graduate_id", CharField())
    rows = round_.preferences.order_by("graduate_id", "rank").values_list(person, "run_id")
    lists = groupby(rows, key=itemgetter(0))
    return {key.replace("-", ""): [by_pk[run] for _key, run in chosen] for key, chosen in lists}


class _Claims:
    """Points and groups by the policy; people of whom the same is known are counted once."""

    def __init__(self, round_: MatchRound, policy: policies.Policy) -> None:
        self._policy = policy
        self._barriers: dict[UUID, list[str]] = {}
        listed = round_.preferences.values("graduate")
        rows = Barrier.objects.filter(holds=True, graduate__in=listed).values_list("graduate_id", "kind")
        for person, kind in rows.order_by("graduate_id", "kind"):
            self._barriers.setdefault(person, []).append(kind)
        near = Graduate.objects.filter(pk__in=listed) if policy["distance"] else Graduate.objects.none()
        self._homes = Place.objects.filter(pk__in=near.values("place")).in_bulk()
        self._known: dict[policies.Facts, tuple[int, tuple[str, ...]]] = {}

    def of(self, person: _Person, wanted: list[CourseRun]) -> tuple[int | dict[str, int], tuple[str, ...]]:
        """The points, for each chosen run where distance counts, and the groups."""
        barriers = frozenset(self._barriers.get(person.pk, ()))
        facts = policies.Facts(barriers, person.case_type, person.needs_lodging, person.school_id)
        known = self._known.get(facts)
        if known is None:
            known = self._known[facts] = policies.points_of(facts, self._policy), policies.groups_of(facts)
        if not self._policy["distance"]:
            return known
        points, groups = known
        home = self._homes.get(person.place_id) if person.place_id else None
        return {run.code: points + policies.points_near(home, run, self._policy) for run in wanted}, groups


class _Judge:
    """Why somebody cannot have a run, whatever others want."""

    def __init__(self, runs: list[CourseRun], policy: policies.Policy) -> None:
        self._shut = {run.id: _no("takes_nobody", run.state) for run in runs if run.state not in TAKING}
        self._bedless = {run.id for run in runs if not run.beds and policies.lacks_beds(run, policy)}
        self._rules = Verdicts()

    def refusal(
        self, person: _Person, run: CourseRun, busy: list[CourseRun]
    ) -> matching.Ineligibility | None:
        """The first that holds; `busy` are the runs in which the person has a seat."""
        if run.id in self._shut:
            return self._shut[run.id]
        for held in busy:
            if _share_a_day(held, run):
                return _no("holds_a_seat", held.code)
        if verdict := self._rules.of(person, run):
            return verdict
        return _no("no_beds") if person.needs_lodging and run.id in self._bedless else None


def _no(rule: str, fact: str = "") -> matching.Ineligibility:
    return matching.Ineligibility(rule=rule, fact=fact, clause="")


def held_runs(people: Any) -> dict[Any, list[CourseRun]]:
    """Person -> the runs in which they hold a seat or an open offer; `people` are keys or a query for them."""
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


def _held_seats(
    runs: list[CourseRun], policy: policies.Policy, but: MatchRound | None
) -> Iterator[matching.Lock]:
    """A lock for every seat taken or under offer, so that it goes on being consumed: a seat kept back for a group
    where it was offered as one, or whose bed is taken where beds are short, else one of everybody's. Seats offered by
    the round `but` are left out."""
    offered = {run.pk: policies.run_for(run, policy) for run in runs}
    left = {(pk, kept.group): kept.seats for pk, run in offered.items() for kept in run.reserves}
    beds = {pk: kept.group for pk, run in offered.items() for kept in run.reserves if kept.confined}
    seats = Enrollment.objects.seated().filter(run__in=runs).order_by("pk")
    offers = Offer.objects.filter(run__in=runs, state=OfferState.OPEN).order_by("pk")
    if but is not None:
        seats, offers = seats.exclude(offer__round=but), offers.exclude(round=but)
    lodged = "offer__seat_group", "graduate__needs_lodging", "lodging"
    held = [
        *(
            ("seat", pk, run, group, needs and bed == Lodging.BED)
            for pk, run, group, needs, bed in seats.values_list("pk", "run_id", *lodged)
        ),
        *(
            ("offer", *row)
            for row in offers.values_list("pk", "run_id", "seat_group", "graduate__needs_lodging")
        ),
    ]
    for what, pk, run, group, lodges in held:
        kind = beds[run] if lodges and run in beds else group
        kept = left.get((run, kind), 0) > 0
        if kept:
            left[run, kind] -= 1
        yield matching.Lock(f"{HELD}{what}:{pk}", offered[run].id, kind if kept else None)
