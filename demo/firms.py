"""A short course that a firm runs with the centre: trained in three days, then sent to firms; one result is open."""

from collections.abc import Sequence
from datetime import date, time

from django.db import transaction

from demo import learning, placing, timetable
from demo.dates import moment, working_day
from demo.world import Cast, World
from enrollment.eligibility import ineligibility
from enrollment.enums import EnrollmentState
from enrollment.models import Enrollment, Graduate, Placement, PlacementSite
from enrollment.services import (
    DayEntry,
    ReportEntry,
    SiteEntry,
    add_site,
    change_site,
    confirm_completions,
    enroll,
    log_days,
    note_return,
    place,
    record_report,
    record_visit,
    tell_inspector,
)
from training.calendar import DAY
from training.entries import ContentEntry, CourseEntry, TopicEntry
from training.enums import CourseType
from training.models import Course, CourseRun, RoomKind, Skill
from training.services import add_course, confirm_run, finish_run, open_run, plan_run

CODE, PEOPLE, IN_FIRM_DAYS = "PRE-EMOTO", 3, 10
STARTED = 49  # days ago
A_DAY = 420  # minutes of work, breaks not counted
PARTNER = "บริษัท ไฟฟ้าล้อหมุน (สมมติ) จำกัด"


def tell(world: World, cast: Cast, runs: Sequence[CourseRun]) -> int:
    """The course, its class of people who have trained before, their firms. Returns how many were sent."""
    with transaction.atomic():
        run = _class(world, cast, runs)
    timetable.schedule(world, cast, [run], day=run.first_day - 5 * DAY)
    placing.begin(cast, [CourseRun.objects.get(pk=run.pk)], until=run.first_day)
    with transaction.atomic():
        seats = _train(world, cast, CourseRun.objects.get(pk=run.pk))
        _send(world, cast, seats)
        finished = CourseRun.objects.get(pk=run.pk)
        finish_run(finished, by=cast.staff, at=moment(world.dates.today, 9))
        confirm_completions(finished, by=cast.head, at=moment(world.dates.today, 10))
    return len(seats)


def _class(world: World, cast: Cast, runs: Sequence[CourseRun]) -> CourseRun:
    """The run, with the first people of the finished cohort who may enter it."""
    first = working_day(world.dates.today - STARTED * DAY)
    at = moment(working_day(first - 15 * DAY))
    run = plan_run(
        course=_course(world, cast),
        center=cast.center,
        code="EM-01",
        first_day=first,
        last_day=first + 18 * DAY,
        seats=10,
        minimum=PEOPLE,
        by=cast.staff,
        at=at,
    )
    open_run(run, by=cast.staff, at=at)
    trained = Graduate.objects.filter(enrollments__run__in=runs, enrollments__state=EnrollmentState.COMPLETED)
    fit = [person for person in trained.order_by("sort_key", "pk") if ineligibility(person, run) is None]
    for person in fit[:PEOPLE]:
        enroll(person, run, reason="ฝึกต่อกับสถานประกอบกิจการ", by=cast.staff, at=at)
    confirm_run(run, by=cast.head, at=at)
    return run


def _course(world: World, cast: Cast) -> Course:
    topic = TopicEntry("ระบบขับเคลื่อนไฟฟ้า", "Electric drive", 180, 900, RoomKind.objects.get(code="engine"))
    entry = CourseEntry(
        name_th="ช่างซ่อมรถจักรยานยนต์ไฟฟ้า (ร่วมกับสถานประกอบกิจการ)",
        name_en="Electric motorcycle mechanic (with a firm)",
        course_type=CourseType.PRE_EMPLOYMENT,
        skills=(Skill.objects.get(code="electric_vehicle"),),
        size_minimum=PEOPLE,
        size_maximum=10,
        partner_name=PARTNER,
        partner_runs=True,
        leads_to="ช่างซ่อมรถจักรยานยนต์ไฟฟ้า",
        leads_to_en="Repairer of electric motorcycles",
    )
    content = ContentEntry((topic,), world.dates.founded, placement_minutes=IN_FIRM_DAYS * A_DAY)
    at = moment(world.dates.founded, 16)
    return add_course(code=CODE, entry=entry, content=content, by=cast.staff, at=at)


def _train(world: World, cast: Cast, run: CourseRun) -> list[Enrollment]:
    """Three days at the centre and the test."""
    last = run.sessions.order_by("-day").values_list("day", flat=True)[0] or run.last_day
    learning.attend(world, cast, run, until=last + DAY, in_trouble=0)
    learning.assess(world, cast, run, day=last, failing=0)
    seats = run.enrollments.filter(state=EnrollmentState.TRAINING).select_related("graduate", "run")
    return list(seats.order_by("seat_number"))


def _site(cast: Cast, name: str, mentor: str, day: date) -> PlacementSite:
    entry = SiteEntry(
        name=name,
        work="ซ่อมรถจักรยานยนต์ไฟฟ้า",
        mentor=mentor,
        mentor_phone="000-123-0002",
        starts=time(8, 30),
        ends=time(16, 30),
        minutes_a_day=A_DAY,
    )
    return add_site(cast.center, entry, by=cast.staff, at=moment(day))


def _send(world: World, cast: Cast, seats: Sequence[Enrollment]) -> None:
    """One passes at the partner's, one moves to another firm that does not pass them, of one no report has come."""
    first = working_day(world.dates.today - 32 * DAY)
    last = first + 16 * DAY
    partner, other = (
        _site(cast, *who, first - DAY) for who in ((PARTNER, "ช่างพี่เลี้ยง ก"), ("อู่ช่างสมมติ", "ช่างพี่เลี้ยง ข"))
    )
    at, ended = moment(first, 8), moment(working_day(last + 3 * DAY), 15)
    sent = [place(seat, partner, first_day=first, last_day=last, by=cast.staff, at=at) for seat in seats]
    for placement in sent[:2]:
        tell_inspector(placement, told_on=first, by=cast.staff, at=at)
    record_visit(
        partner,
        seats[0].run,
        visited_on=first + 2 * DAY,
        visitor="เจ้าหน้าที่ศูนย์",
        findings="มีอุปกรณ์คุ้มครองครบ",
        by=cast.staff,
        at=ended,
    )
    _work(cast, sent[0], IN_FIRM_DAYS, confirmed=True, at_day=last)
    _come_back(cast, sent[0], passes=True)
    moved = change_site(
        sent[1], other, first_day=first + 7 * DAY, last_day=last, reason="บ้านอยู่ใกล้กว่า", by=cast.head, at=ended
    )
    _work(cast, moved, 6, confirmed=True, at_day=last)
    _come_back(cast, moved, passes=False)
    _work(cast, sent[2], 4, confirmed=False, at_day=last)


def _work(cast: Cast, placement: Placement, days: int, *, confirmed: bool, at_day: date) -> None:
    day, entries = placement.first_day, list[DayEntry]()
    while len(entries) < days:
        entries.append(DayEntry(day, A_DAY))
        day = working_day(day + DAY)
    log_days(placement, entries, confirmed=confirmed, by=cast.staff, at=moment(at_day, 17))


def _come_back(cast: Cast, placement: Placement, *, passes: bool) -> None:
    day = working_day(placement.last_day + 3 * DAY)
    note_return(placement, returned_on=day, by=cast.staff, at=moment(day, 9))
    word = "ซ่อมเปลี่ยนแบตเตอรี่และมอเตอร์ได้" if passes else "ต้องฝึกเพิ่มเรื่องการตรวจหาข้อบกพร่อง"
    entry = ReportEntry(passes, placement.site.mentor, placement.last_day, word, day)
    record_report(placement, entry, by=cast.staff, at=moment(day, 10))
