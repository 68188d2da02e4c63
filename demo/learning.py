"""What happens in the seats: attendance, scores, results, certificates, and what became of the people."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from certificates.paper.press import Press
from certificates.services import approve_batch, issue_batch, propose_batch
from demo.dates import Dates, moment, working_day
from demo.runs import orient
from demo.world import Cast, StoryBroken, World
from enrollment.enums import EnrollmentState, Mark
from enrollment.models import Enrollment
from enrollment.services import (
    MarkEntry,
    ScoreEntry,
    close_books,
    confirm_completions,
    enter_scores,
    mark_attendance,
)
from outreach.enums import Destination, Source
from outreach.services import EARNING, record_follow_up
from training.calendar import DAY
from training.enums import SLOT_HOURS, OrientationPart, Slot
from training.models import CourseRun, Session
from training.services import finish_run

LATE_MINUTES = (90, 120, 150)
PASSING, FAILING = (62, 97), (30, 50)  # scores, of 100
MISSES_MUCH = 0.45  # a person in trouble is there so often
DESTINATIONS = (
    (Destination.LEARNING, 22), (Destination.EMPLOYED, 38), (Destination.OWN_BUSINESS, 16),
    (Destination.SEARCHING, 14), (Destination.CARING, 4), (Destination.NOT_REACHED, 6),
)  # fmt: skip
DETAILS = {
    Destination.LEARNING: ("สกร. ระดับมัธยมปลาย", "ปวช. ภาคสมทบ", "กลับเข้าเรียน ม.4"),
    Destination.EMPLOYED: ("ร้านซ่อมในอำเภอ", "โรงงานในนิคมอุตสาหกรรม", "ร้านเบเกอรี่ในตลาด", "ร้านตัดผม"),
    Destination.OWN_BUSINESS: ("รับซ่อมที่บ้าน", "ขายออนไลน์", "รับจ้างทั่วไปในหมู่บ้าน"),
    Destination.SEARCHING: ("กำลังสมัครงาน",),
    Destination.CARING: ("ดูแลย่า",),
    Destination.NOT_REACHED: ("",),
}


def attend(world: World, cast: Cast, run: CourseRun, *, until: date, in_trouble: int) -> int:
    """Take attendance of every session before `until`; the first `in_trouble` people miss more than they may.

    Returns how many sessions were held.
    """
    seats = list(run.enrollments.filter(state=EnrollmentState.TRAINING).order_by("seat_number"))
    troubled = {seat.pk for seat in seats[:in_trouble]}
    held = list(run.sessions.filter(day__lt=until).order_by("day", "number"))
    for session in held:
        marks = [_mark(world, session, seat, seat.pk in troubled) for seat in seats]
        begins = SLOT_HOURS[Slot(session.slot)][0].hour
        day = session.day
        if day is None:
            raise StoryBroken(f"{session} was held on no day")
        mark_attendance(session, marks, by=cast.staff, at=moment(day, begins + 1))
    return len(held)


def _mark(world: World, session: Session, seat: Enrollment, troubled: bool) -> MarkEntry:
    chance = world.rng.random()
    if troubled:
        return MarkEntry(seat.pk, Mark.PRESENT if chance < MISSES_MUCH else Mark.ABSENT)
    if chance < 0.93:
        return MarkEntry(seat.pk, Mark.PRESENT)
    if chance < 0.97:
        return MarkEntry(seat.pk, Mark.LATE, minutes=min(world.rng.choice(LATE_MINUTES), session.minutes))
    return MarkEntry(seat.pk, Mark.EXCUSED if chance < 0.985 else Mark.ABSENT)


def assess(world: World, cast: Cast, run: CourseRun, *, day: date, failing: int) -> None:
    """Enter everybody's scores in every topic; the last `failing` people do not pass."""
    seats = list(run.enrollments.filter(state=EnrollmentState.TRAINING).order_by("seat_number"))
    topics = list(run.curriculum.topics.order_by("number"))
    low = {seat.pk for seat in seats[len(seats) - failing :]}
    entries = [
        ScoreEntry(
            seat.pk, topic.pk,
            theory=_score(world, seat.pk in low) if topic.theory_minutes else None,
            practice=_score(world, seat.pk in low) if topic.practice_minutes else None,
        )
        for seat in seats
        for topic in topics
    ]  # fmt: skip
    enter_scores(run, entries, assessed_on=day, by=cast.staff, at=moment(day, 16))


def _score(world: World, low: bool) -> Decimal:
    return Decimal(world.rng.randint(*(FAILING if low else PASSING)))


def finish(world: World, cast: Cast, run: CourseRun) -> int:
    """End a run: results confirmed, certificates issued and printed. Returns how many papers there are."""
    done = working_day(world.dates.past_end + 3 * DAY)
    finish_run(run, by=cast.staff, at=moment(done))
    confirm_completions(run, by=cast.head, at=moment(working_day(done + DAY)))
    batch = propose_batch([run], center=run.center, by=cast.staff, at=moment(working_day(done + 2 * DAY), 10))
    approve_batch(batch, by=cast.head, at=moment(working_day(done + 3 * DAY), 9))
    with Press() as press:
        issued = issue_batch(batch, press, at=moment(working_day(done + 3 * DAY), 10))
    if issued["refused"]:
        raise StoryBroken(f"{run}: {issued['refused']} certificates were refused")
    orient(cast, run, OrientationPart.MIDDLE, run.first_day + (run.last_day - run.first_day) / 2)
    orient(cast, run, OrientationPart.END, done)
    close_books(run, by=cast.staff, at=moment(working_day(done + 5 * DAY)))
    return int(issued["issued"])


def follow_up(world: World, cast: Cast, runs: Sequence[CourseRun]) -> int:
    """Ask everybody of the finished runs where they are now. Returns how many were asked."""
    first = _months_later(world.dates)
    seats = Enrollment.objects.filter(run__in=runs).exclude(state=EnrollmentState.LEFT)
    ordered = list(seats.order_by("run__code", "seat_number"))
    for seat in ordered:
        asked = working_day(world.day_between(first, first + 20 * DAY))
        destination, source = _whereabouts(world)
        record_follow_up(
            seat,
            asked_on=asked,
            destination=destination,
            source=source,
            detail=world.rng.choice(DETAILS[destination]),
            income_satang=_income(world, destination),
            by=cast.staff,
            at=moment(asked, 14),
        )
    return len(ordered)


def _months_later(dates: Dates) -> date:
    return working_day(dates.past_end + 90 * DAY)


def _whereabouts(world: World) -> tuple[Destination, Source]:
    places, weights = zip(*DESTINATIONS, strict=True)
    destination = world.rng.choices(places, weights)[0]
    sources = [Source.SELF, Source.SELF, Source.FAMILY, Source.VISIT]
    if destination == Destination.EMPLOYED:
        sources.append(Source.EMPLOYER)
    return destination, world.rng.choice(sources)


def _income(world: World, destination: Destination) -> int | None:
    """Baht a month, in satang, of those who earn; some do not say."""
    if destination not in EARNING or world.rng.random() < 0.2:
        return None
    return world.rng.randrange(7_500, 13_500, 100) * 100
