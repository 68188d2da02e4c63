"""A second round, for people without a seat: a proposal waits for the head, beside it a run that nearly opens and two
what-ifs."""

from datetime import datetime

from demo import policy
from demo.dates import moment, working_day
from demo.runs import WEEKS_AHEAD, usual_needs
from demo.world import Cast, World
from enrollment.eligibility import ineligibility
from enrollment.enums import RoundChange
from enrollment.models import Graduate, MatchRound
from enrollment.placing import held_runs
from enrollment.services import choose, close_lists, make_proposal, make_what_if, open_round
from training.calendar import DAY
from training.feasibility import free_code
from training.models import Course, CourseRun
from training.services import open_run, plan_run

UNLISTED = 2  # people who hand in no list: whom the run that nearly opens could still ask


def tell(world: World, cast: Cast, people: list[Graduate]) -> MatchRound:
    """Open the round, collect lists, close them, let the proposal wait."""
    at = moment(working_day(world.dates.today), 9)
    free = _without_a_seat(people)
    listed = free[UNLISTED:]
    wanted, short = (_open(world, cast, code, at=at) for code in ("SUP-BARBER", "SUP-DRONE"))
    rather = listed[: short.minimum - 2]  # those who would rather be in the run that stays two people short
    policy.settle(cast, at=at)
    round_ = open_round(
        center=cast.center,
        name="รอบที่ 2 สำหรับผู้ที่ยังไม่มีที่นั่ง",
        runs=[wanted, short],
        lists_close_on=at.date(),
        answer_by=at.date() + 14 * DAY,
        by=cast.staff,
        at=at,
    )
    for person in listed:
        wishes = [short, wanted] if person in rather else [wanted]
        choose(round_, person, _allowed(person, wishes), by=cast.staff, at=at)
    policy.pair(cast, round_, listed, at=at)
    close_lists(round_, by=cast.staff, at=at)
    proposal = make_proposal(round_, by=cast.staff, at=at)
    for what, run in ((RoundChange.OPEN, short.code), (RoundChange.MOST_PLACED, "")):
        make_what_if(proposal, [{"what": what, "run": run, "by": 0}], by=cast.staff, at=at)
    return round_


def _without_a_seat(people: list[Graduate]) -> list[Graduate]:
    busy = held_runs([person.pk for person in people])
    return [person for person in people if person.pk not in busy]


def _allowed(person: Graduate, wishes: list[CourseRun]) -> list[CourseRun]:
    return [run for run in wishes if ineligibility(person, run) is None]


def _open(world: World, cast: Cast, code: str, *, at: datetime) -> CourseRun:
    course = Course.objects.get(code=code)
    first = working_day(world.dates.term + 7 * WEEKS_AHEAD * DAY)
    run = plan_run(
        course=course,
        center=cast.center,
        code=free_code(course, first),
        first_day=first,
        last_day=first + 39 * DAY,
        seats=course.size_maximum,
        minimum=course.size_minimum,
        needs=usual_needs(cast.center, course.size_maximum),
        by=cast.staff,
        at=at,
    )
    open_run(run, by=cast.staff, at=at)
    return run
