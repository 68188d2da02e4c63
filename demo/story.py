"""The story of one province, told only through the product's own use cases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from time import monotonic

from django.db import transaction

from agencies.services import note_own_password
from core import audit
from core.dates import academic_year
from core.models import AuditEntry
from demo import (
    absences,
    attendance,
    consents,
    entry,
    firms,
    freed_seats,
    learning,
    looks,
    memoranda,
    placing,
    registry,
    reports,
    resources,
    rights,
    second_round,
    timetable,
    twice,
    walk_ins,
)
from demo import cast as people_and_places
from demo import center as teaching
from demo import runs as coming_runs
from demo.cast import DEMO_PASSWORD
from demo.dates import Dates, moment
from demo.figures import Outcome, count
from demo.placing import Steps
from demo.scale import Scale
from demo.world import Cast, Login, World
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment, Graduate, MatchRound
from enrollment.services import give_trainee_account
from training.calendar import DAY
from training.enums import RunState
from training.models import CourseRun

TOLD = "demo.told"  # the audit row that says the whole story was told
IN_TROUBLE = (1, 1)  # people of the first past runs who miss more than a fifth of the hours
FAILING = (0, 0, 1)  # people of the past runs who do not pass


def told() -> AuditEntry | None:
    """The record that the story was told here to its end."""
    return AuditEntry.objects.filter(action=TOLD).order_by("pk").first()


def tell(*, today: date, seed: int, scale: Scale, files: Path, say: Callable[[str], None]) -> Outcome:
    """Tell the story as of `today`. The same day, seed and scale give the same people, files and answers.

    The lottery of the matching and the codes of certificates are drawn by the product and stay random.
    """
    world = World(dates=Dates(today), scale=scale, seed=seed, files=files, say=say)
    with _chapter(world, "places, agencies, accounts") as note:
        cast = people_and_places.tell(world)
        note(f"{len(cast.schools)} schools")
    with _chapter(world, "memoranda") as note:
        note(f"{memoranda.tell(world, cast)} agencies have signed")
    with _chapter(world, "words of consent") as note:
        note(f"{consents.publish(world, cast)} texts published")
    with _chapter(world, "courses, rooms, trainers"):
        teaching.tell(world, cast)
        resources.tell(world, cast)
    finished, past_runs = _finished_cohort(world, cast)
    with _chapter(world, "training in firms") as note:
        note(f"{firms.tell(world, cast, past_runs)} people sent to firms")
    imported, people, round_ = _this_year(world, cast)
    with _chapter(world, "this year: freed seats") as note:
        note(f"{freed_seats.tell(world, cast, round_)} offered to who waits")
    came = _beside_the_lists(world, cast, people)
    with _chapter(world, "how papers look") as note:
        note(f"{looks.tell(world, cast)} version is drawn up, one paper was revoked and is valid again")
    with _chapter(world, "counting and checking"):
        outcome = count(
            world,
            cast,
            imported=finished + imported + came,
            finished=finished,
            round_=round_,
            past_runs=past_runs,
        )
    if not outcome.missed:
        _record_told(world, cast, outcome)
    return outcome


@contextmanager
def _chapter(world: World, title: str) -> Iterator[Callable[[str], None]]:
    """Say what a chapter told and how long it took."""
    notes: list[str] = []
    started = monotonic()
    world.begin_chapter(title)
    yield notes.append
    world.say(f"{title:<34} {monotonic() - started:5.1f} s  {' · '.join(notes)}")


def _finished_cohort(world: World, cast: Cast) -> tuple[int, list[CourseRun]]:
    dates = world.dates
    before = dates.before_past_term
    steps = Steps(
        before(32), before(29), before(28), before(18), before(17), before(13), before(12), before(11)
    )
    with _chapter(world, "finished cohort: registered") as note:
        batches = registry.send(registry.list_finished_cohort(world, cast), cast, day=before(35))
        finished = registry.confirm(batches, day=before(35))
        people = registry.people_of(batches)
        days = (before(34), before(33))
        referrals = registry.refer_people(world, cast, people, share=1, days=days)
        accepted = registry.answer_referrals(world, cast, referrals, declined=0, waiting=0)
        note(f"{finished} people, {len(referrals)} referrals")
    with _chapter(world, "finished cohort: placed") as note:
        runs = placing.plan_runs(
            world, cast, world.scale.past_runs, term=dates.past_term, steps=steps, series="A"
        )
        round_ = placing.match(world, cast, accepted, runs, name="รอบที่ 1 รุ่นแรก", steps=steps)
        placing.answer_offers(world, cast, round_, declined=0, waiting=0, steps=steps)
        confirmed = placing.settle(cast, round_, steps=steps)
        timetable.schedule(world, cast, confirmed, day=before(10))
        note(f"{round_.offers.count()} seats in {len(confirmed)} runs")
    with _chapter(world, "finished cohort: trained") as note:
        begun = placing.begin(cast, confirmed, until=dates.past_term + 7 * DAY)
        for number, run in enumerate(begun):
            with transaction.atomic():
                learning.attend(
                    world, cast, run, until=dates.past_end + DAY, in_trouble=_nth(IN_TROUBLE, number)
                )
                learning.assess(world, cast, run, day=dates.past_end, failing=_nth(FAILING, number))
        note(f"{sum(run.sessions.count() for run in begun)} sessions")
    with _chapter(world, "finished cohort: certified") as note:
        papers = sum(learning.finish(world, cast, run) for run in begun)
        asked = learning.follow_up(world, cast, begun)
        _account_for(world, cast, "trainee", "Trainee with a certificate", begun, EnrollmentState.COMPLETED)
        note(f"{papers} certificates printed, {asked} people followed up")
    return finished, begun


def _nth(numbers: tuple[int, ...], index: int) -> int:
    return numbers[index] if index < len(numbers) else 0


def _this_year(world: World, cast: Cast) -> tuple[int, list[Graduate], MatchRound]:
    dates = world.dates
    before = dates.before_term
    steps = Steps(
        before(50), before(30), before(29), before(17), before(15), before(10), dates.answer_by, before(8)
    )
    with _chapter(world, "this year: lists imported") as note:
        files = registry.list_leavers(world, cast)
        batches = registry.send(files, cast, day=before(45))
        applied = batches[: len(batches) - world.scale.files_waiting]
        imported = registry.confirm(applied, day=before(44))
        note(
            f"{len(files)} files, {imported} people, {world.scale.files_waiting} files still to be confirmed"
        )
    with _chapter(world, "this year: referred") as note:
        people = registry.people_of(applied)
        days = (before(43), before(34))
        referrals = registry.refer_people(world, cast, people, share=0.8, days=days)
        accepted = registry.answer_referrals(world, cast, referrals, declined=0.06, waiting=0.04)
        lapsed = registry.lapse(before(15))
        recent = registry.refer_lately(world, cast, people)
        note(
            f"{len(referrals) + len(recent)} referrals, {len(accepted)} accepted, {lapsed} not answered in time"
        )
    with _chapter(world, "this year: classes reported") as note:
        planned = reports.plan_others(world, cast, people)
        told = ", ".join(f"{count} {state}" for state, count in reports.declare(world, cast).items())
        note(f"{planned} have other plans; schools: {told}")
    with _chapter(world, "this year: matched") as note:
        runs = placing.plan_runs(world, cast, world.scale.runs, term=dates.term, steps=steps, series="B")
        name = f"รอบที่ 1 ปีการศึกษา {academic_year(dates.term)}"
        round_ = placing.match(world, cast, accepted, runs, name=name, steps=steps)
        placing.answer_offers(world, cast, round_, declined=0.05, waiting=0.12, steps=steps)
        confirmed = placing.settle(cast, round_, steps=steps)
        note(f"{round_.offers.count()} offers, {len(confirmed)} of {len(runs)} runs confirmed")
    with _chapter(world, "this year: consents") as note:
        given = consents.collect(world, cast, accepted, days=(before(30), before(10)))
        consents.take_back(world, cast, accepted)
        note(f"{given} of {len(accepted)} people, one taken back")
    _in_class(world, cast, confirmed)
    return imported, accepted, round_


def _in_class(world: World, cast: Cast, confirmed: list[CourseRun]) -> None:
    """The confirmed runs of this year: their timetable, what has been taught so far, what waits."""
    dates = world.dates
    before = dates.before_term
    with _chapter(world, "this year: timetable") as note:
        plan = timetable.schedule(world, cast, confirmed, day=before(6))
        note(f"{len(plan.placements)} sessions, engine: {plan.status}, cost {plan.cost}, bound {plan.bound}")
    with _chapter(world, "this year: lists and runs to come") as note:
        lists = coming_runs.publish_lists(cast, confirmed, day=before(5))
        note(f"{lists} lists published, {coming_runs.coming(world, cast)} runs planned ahead")
    with _chapter(world, "this year: under way") as note:
        begun = placing.begin(cast, confirmed, until=dates.today)
        with transaction.atomic():
            held = [
                learning.attend(world, cast, run, until=dates.today, in_trouble=1 + number % 2)
                for number, run in enumerate(begun)
            ]
        longest = sorted(begun, key=lambda run: -run.sessions.filter(day__gte=dates.today).count())
        who = "Trainee in a running course"
        _account_for(world, cast, "trainee2", who, longest[:1], EnrollmentState.TRAINING)
        corrected = sum(attendance.correct(cast, run) for run in begun)
        note(f"{len(begun)} runs, {sum(held)} sessions held, {corrected} marks corrected")
    with _chapter(world, "this year: leave and sheets") as note:
        asked, sheets = absences.tell(world, cast, begun)
        note(f"{asked} people asked for leave, {sheets} sign-in sheets printed")
    with _chapter(world, "this year: papers, conduct, settings") as note:
        brought, warned = entry.tell(world, cast, begun, [run for run in confirmed if run not in begun])
        note(f"{brought} people brought papers early, {warned} warned, 1 version waits")


def _beside_the_lists(world: World, cast: Cast, accepted: list[Graduate]) -> int:
    """Who came without a list, who was entered twice, who asks for a copy. Returns how many records are people."""
    with _chapter(world, "without a list") as note:
        came = walk_ins.tell(world, cast)
        note(f"{came} people: one asked alone, the others were found by a volunteer")
    with _chapter(world, "a second round") as note:
        waiting = second_round.tell(world, cast, accepted)
        note(f"{waiting.match_runs.count() - 1} what-ifs beside a proposal")
    with _chapter(world, "entered twice") as note:
        entered, found, merged = twice.tell(world, cast, accepted)
        note(f"{entered} entered again, {found} pairs found, {merged} merged")
    with _chapter(world, "rights") as note:
        trained = Enrollment.objects.filter(run__state=RunState.CLOSED, state=EnrollmentState.COMPLETED)
        first = trained.select_related("graduate").order_by("run__code", "seat_number")[0]
        rights.tell(world, cast, answered=first.graduate, waiting=accepted[-1])
        note("1 copy made, 1 request waits")
    return came + entered - merged


def _account_for(
    world: World, cast: Cast, username: str, who: str, runs: list[CourseRun], state: EnrollmentState
) -> None:
    """Give the first person of these runs in that state an account."""
    seats = Enrollment.objects.filter(run__in=runs, state=state).select_related("graduate")
    seat = seats.order_by("run__code", "seat_number").first()
    if seat is None:
        return
    at = moment(world.dates.today, 8)
    user = give_trainee_account(
        seat.graduate, username=username, password=DEMO_PASSWORD, by=cast.staff, at=at
    )
    note_own_password(user, at=at)
    world.logins.append(Login(username, who))


@transaction.atomic
def _record_told(world: World, cast: Cast, outcome: Outcome) -> None:
    audit.record(TOLD, cast.center, by=None, at=moment(world.dates.today), **outcome.facts())
