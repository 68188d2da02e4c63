"""Runs planned and opened, a round of choices matched, seats offered and answered, runs confirmed or called off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from agencies.models import User
from core.dates import to_buddhist
from demo import entry
from demo.dates import WEEK, moment, working_day
from demo.runs import orient, usual_needs
from demo.scale import RunPlan
from demo.world import Cast, StoryBroken, World
from enrollment.eligibility import ineligibility
from enrollment.enums import OfferState, RoundState
from enrollment.models import Graduate, MatchRound, Offer
from enrollment.queries.seats import without_consent
from enrollment.services import (
    accept_offer,
    begin_training,
    call_off,
    choose,
    close_lists,
    decline_offer,
    finish_round,
    make_proposal,
    open_round,
    publish_round,
    record_training_consent,
)
from training.calendar import DAY
from training.enums import OrientationPart, RunState
from training.models import Course, CourseRun
from training.services import confirm_run, open_run, plan_run

SESSIONS_A_WEEK = 10
SLACK = 1.4  # of a run's window over the weeks that its sessions fill: holidays, absences, full workshops
MOST_WISHES = 5


@dataclass(frozen=True, slots=True)
class Steps:
    """The days of one round, from planning the runs to confirming them."""

    planned: date
    opened: date
    round_opened: date
    lists_closed: date
    published: date
    answered: date
    answer_by: date
    confirmed: date


def plan_runs(
    world: World, cast: Cast, plans: Sequence[RunPlan], *, term: date, steps: Steps, series: str
) -> list[CourseRun]:
    """Plan and open the runs of a term. Codes read year/series/number."""
    year = to_buddhist(term.year) % 100
    runs = []
    with transaction.atomic():
        for number, plan in enumerate(plans, start=1):
            code = f"{year}{series}-{number:02d}"
            run = _plan(
                cast, plan, code, working_day(term + plan.week * WEEK), moment(steps.planned, 9, number)
            )
            open_run(run, by=cast.staff, at=moment(steps.opened))
            runs.append(run)
    return runs


def _plan(cast: Cast, plan: RunPlan, code: str, first: date, at: datetime) -> CourseRun:
    course = Course.objects.get(code=plan.course)
    minutes = course.curricula.order_by("-version")[0].minutes
    return plan_run(
        course=course,
        center=cast.center,
        code=code,
        first_day=first,
        last_day=_window_end(first, minutes // 180),
        seats=course.size_maximum,
        minimum=course.size_minimum,
        needs=usual_needs(cast.center, course.size_maximum),
        by=cast.staff,
        at=at,
    )


def _window_end(first: date, sessions: int) -> date:
    """The Friday by which the sessions can be held, with slack."""
    weeks = int(sessions * SLACK / SESSIONS_A_WEEK) + 2
    return first - timedelta(days=first.weekday()) + weeks * WEEK - 3 * DAY


def match(
    world: World,
    cast: Cast,
    people: Sequence[Graduate],
    runs: Sequence[CourseRun],
    *,
    name: str,
    steps: Steps,
) -> MatchRound:
    """A whole round: choices collected by the counsellors, lists closed, matched, checked, published by the head."""
    round_ = open_round(
        center=cast.center,
        name=name,
        runs=runs,
        lists_close_on=steps.lists_closed,
        answer_by=steps.answer_by,
        by=cast.staff,
        at=moment(steps.round_opened),
    )
    _collect_choices(world, cast, round_, people, runs, steps)
    close_lists(round_, by=cast.staff, at=moment(steps.lists_closed, 16))
    make_proposal(round_, by=cast.staff, at=moment(steps.published, 9))
    publish_round(round_, by=cast.head, at=moment(steps.published, 14))
    return round_


def _collect_choices(
    world: World,
    cast: Cast,
    round_: MatchRound,
    people: Sequence[Graduate],
    runs: Sequence[CourseRun],
    steps: Steps,
) -> None:
    listed = CourseRun.objects.filter(pk__in=[run.pk for run in runs]).select_related(
        "course", "curriculum", "rule_set"
    )
    offered = list(listed.order_by("code"))
    with transaction.atomic():
        for person in people:
            day = working_day(world.day_between(steps.round_opened, steps.lists_closed - 3 * DAY))
            chosen = wishes(world, person, offered)
            choose(round_, person, chosen, by=speaker(cast, person), at=moment(day, world.rng.randint(9, 15)))


def wishes(world: World, person: Graduate, runs: Sequence[CourseRun]) -> list[CourseRun]:
    """The person's list: what they said interests them, then others that they may enter; never empty.

    One in twenty aims too high first and learns the rule's reason.
    """
    open_to = [run for run in runs if ineligibility(person, run) is None]
    interesting = [run for run in runs if run.course.code in person.interests]
    others = [run for run in open_to if run not in interesting]
    more = world.rng.sample(others, k=min(len(others), world.rng.randint(1, 3)))
    too_high = [run for run in runs if run not in open_to and run not in interesting]
    dream = too_high[:1] if world.rng.random() < 0.05 else []
    return (dream + interesting + more)[:MOST_WISHES] or list(runs[:1])


def speaker(cast: Cast, person: Graduate) -> User:
    """The counsellor of the person's school."""
    return cast.counselor_of[person.school_id] if person.school_id else cast.staff


def answer_offers(
    world: World, cast: Cast, round_: MatchRound, *, declined: float, waiting: float, steps: Steps
) -> None:
    """Most offers are accepted; some are declined; where the run has not begun, some still wait."""
    offers = round_.offers.select_related("graduate", "run__course")
    ordered = offers.order_by("graduate__sort_key", "graduate__birth_date")
    with transaction.atomic():
        for offer in ordered:
            _answer(world, cast, offer, declined, waiting, steps)


def _answer(world: World, cast: Cast, offer: Offer, declined: float, waiting: float, steps: Steps) -> None:
    by, chance = speaker(cast, offer.graduate), world.rng.random()
    day = working_day(world.day_between(steps.published + DAY, steps.answered))
    at = moment(day, world.rng.randint(8, 18), world.rng.randint(0, 59))
    if chance < declined:
        decline_offer(offer, by=by, at=at)
    elif chance >= declined + waiting or offer.run.first_day <= world.dates.today:
        accept_offer(offer, by=by, at=at)


def settle(cast: Cast, round_: MatchRound, *, steps: Steps) -> list[CourseRun]:
    """Confirm the runs with enough people and call off those the matching did not open. Returns the confirmed.

    A run that waits for answers keeps waiting.
    """
    proposal = round_.proposal
    if proposal is None:
        raise StoryBroken(f"{round_}: nothing was proposed")
    confirmed = []
    for run in round_.runs.order_by("code"):
        if not proposal.runs[run.code]["open"]:
            reason = "ผู้สมัครที่มีคุณสมบัติไม่ถึงจำนวนขั้นต่ำ"
            call_off(run, reason=reason, by=cast.head, at=moment(steps.confirmed, 10))
        elif run.seats_taken >= run.minimum:
            confirm_run(run, by=cast.head, at=moment(steps.confirmed, 11))
            confirmed.append(run)
    if not round_.offers.filter(state=OfferState.OPEN).exists() and round_.state == RoundState.PUBLISHED:
        finish_round(round_, by=cast.staff, at=moment(steps.confirmed, 12))
    return confirmed


def begin(cast: Cast, runs: Sequence[CourseRun], *, until: date) -> list[CourseRun]:
    """Start the runs whose first day has come."""
    begun = [run for run in runs if run.first_day <= until and run.state == RunState.CONFIRMED]
    for run in begun:
        for seat in run.enrollments.filter(pk__in=without_consent(run)).select_related("graduate"):
            seen = run.first_day - DAY
            record_training_consent(seat.graduate, seen_on=seen, by=cast.staff, at=moment(seen, 15))
        entry.see_all(cast, run, at=moment(run.first_day, 8))
        begin_training(run, by=cast.staff, at=moment(run.first_day, 8, 30))
        orient(cast, run, OrientationPart.START, run.first_day)
    return begun
