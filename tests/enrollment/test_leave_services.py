"""Leave: filed, proven, decided, applied to the sessions once, and taken back without a trace in the hours."""

from datetime import date, timedelta

import pytest

from core.files import FileNotKept
from core.models import AuditEntry, SealedFile
from core.refusals import NotYours, WrongState
from enrollment.enums import LeaveKind, LeavePaperKind, LeavePart, LeaveState, Mark, MarkSource
from enrollment.marks import MarkEntry
from enrollment.models import Attendance, LeaveMark, LeavePaper, LeaveRequest
from enrollment.queries.leaves import contradicting, leaves_in, partly_away_in, sick_days, without_list
from enrollment.services import (
    LeaveEntry,
    apply_leaves,
    approve_leave,
    ask_leave,
    decline_leave,
    forget_sick_notes,
    hand_in,
    mark_attendance,
    reopen_leave,
    withdraw_leave,
)
from enrollment.services.leaves import (
    AfterTheEnd,
    AskedAlready,
    CertificateDue,
    MinutesOfSession,
    NoReasonForNo,
    NoSuchDays,
    NotAskedByYou,
    NotInTraining,
    TooLongAgo,
    TooManyPapers,
)
from tests.clock import NOW
from tests.enrollment.class_scene import TODAY, a_class
from tests.enrollment.consent_scene import picture
from tests.factories.agencies import AccountFactory
from tests.factories.training import SessionFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SICK, PERSONAL = LeaveKind.SICK, LeaveKind.PERSONAL


@pytest.fixture
def run(center):
    """Nine sessions up to today, a Monday, and four on the days after it."""
    run = a_class(center, 2)
    for number in range(1, 5):
        SessionFactory(run=run, number=20 + number, minutes=180, day=TODAY + number * DAY, slot="morning")
    return run


@pytest.fixture
def seat(run):
    return run.enrollments.order_by("seat_number").first()


@pytest.fixture
def trainee(seat):
    seat.graduate.user = AccountFactory()
    seat.graduate.save()
    return seat.graduate.user


def asked(seat, by, first, last=None, *, kind=PERSONAL, **facts):
    entry = LeaveEntry(kind, first, last or first, facts.pop("reason", "ธุระ"), **facts)
    return ask_leave(seat, entry, by=by, at=NOW)


def certificate():
    return ("paper.png", picture(), LeavePaperKind.CERTIFICATE)


def marked(seat):
    rows = Attendance.objects.filter(enrollment=seat).order_by("session__day")
    return [(row.session.day, row.mark, row.source) for row in rows.select_related("session")]


def test_the_person_asks_and_the_trail_says_so_without_the_reason(seat, trainee):
    leave = asked(seat, trainee, TODAY + DAY, TODAY + 2 * DAY, reason="ปวดท้อง")
    assert (leave.state, leave.asked_by, leave.paper_due_on) == (LeaveState.ASKED, trainee, None)
    entry = AuditEntry.objects.get(action="leave.asked")
    assert (entry.person_id, entry.facts["days"]) == (seat.graduate_id, "2026-11-24/2026-11-25")
    assert "ปวดท้อง" not in str(entry.facts)


@pytest.mark.parametrize("days", [1, 2, 3, 4])
def test_three_days_sick_need_the_certificate_and_two_do_not(seat, trainee, staff, days):
    leave = asked(seat, trainee, TODAY, TODAY + (days - 1) * DAY, kind=SICK)
    assert leave.state == (LeaveState.PAPER_DUE if days >= 3 else LeaveState.ASKED)
    if days < 3:
        assert approve_leave(leave, by=staff, at=NOW) == 0
        return
    # Three working days after its last day.
    assert leave.paper_due_on == {3: date(2026, 11, 30), 4: date(2026, 12, 1)}[days]
    with pytest.raises(CertificateDue):
        approve_leave(leave, by=staff, at=NOW)


def test_days_of_several_requests_add_up_and_fall_apart_again(seat, trainee, staff):
    first = asked(seat, trainee, TODAY, TODAY + DAY, kind=SICK)
    second = asked(seat, trainee, TODAY + 2 * DAY, kind=SICK)
    first.refresh_from_db()
    assert (first.state, second.state) == (LeaveState.PAPER_DUE, LeaveState.PAPER_DUE)
    assert sick_days(second) == 3
    withdraw_leave(second, by=trainee, at=NOW)
    first.refresh_from_db()
    assert (first.state, first.paper_due_on) == (LeaveState.ASKED, None)
    approve_leave(first, by=staff, at=NOW)
    third = asked(seat, trainee, TODAY + 2 * DAY, kind=SICK)
    assert third.state == LeaveState.PAPER_DUE  # the approved days before it count


def test_personal_leave_needs_no_certificate_and_adds_nothing(seat, trainee):
    asked(seat, trainee, TODAY, TODAY + 2 * DAY, kind=PERSONAL)
    assert asked(seat, trainee, TODAY + 3 * DAY, kind=SICK).state == LeaveState.ASKED


def test_working_days_are_counted_where_the_rules_of_the_run_say_so(run, seat, trainee):
    run.rule_set.rules["duties"]["sick_note_from"]["working"] = True
    run.rule_set.save()
    monday = asked(seat, trainee, TODAY, kind=SICK)
    friday = asked(seat, trainee, TODAY - 3 * DAY, kind=SICK)
    assert (sick_days(friday), sick_days(monday)) == (2, 2)
    assert friday.state == LeaveState.ASKED


def test_the_weekend_between_counts_in_calendar_days(seat, trainee):
    monday = asked(seat, trainee, TODAY, kind=SICK)
    friday = asked(seat, trainee, TODAY - 3 * DAY, kind=SICK)
    assert (sick_days(friday), friday.state) == (4, LeaveState.PAPER_DUE)
    monday.refresh_from_db()
    assert monday.state == LeaveState.PAPER_DUE


def test_the_certificate_opens_the_way_and_is_kept_redrawn(seat, trainee, staff):
    leave = asked(seat, trainee, TODAY, TODAY + 2 * DAY, kind=SICK)
    hand_in(leave, ("x.png", picture(), LeavePaperKind.OTHER), by=trainee, at=NOW)
    assert leave.state == LeaveState.PAPER_DUE
    paper = hand_in(leave, certificate(), by=trainee, at=NOW)
    assert (leave.state, leave.paper_due_on, paper.file.media_type) == (LeaveState.ASKED, None, "image/jpeg")
    approve_leave(leave, by=staff, at=NOW)
    assert leave.state == LeaveState.APPROVED


def test_sessions_held_are_excused_at_once_and_those_to_come_when_they_were(run, seat, trainee, staff):
    leave = asked(seat, trainee, TODAY - 2 * DAY, TODAY + DAY)
    assert approve_leave(leave, by=staff, at=NOW) == 2
    excused = [(TODAY - 2 * DAY, "excused", "leave"), (TODAY - DAY, "excused", "leave")]
    assert marked(seat) == excused
    today = run.sessions.get(day=TODAY)
    assert leaves_in(today) == {seat.pk: leave}  # the list of today is filled in beforehand
    apply_leaves(at=NOW)
    assert marked(seat) == excused
    for _twice in range(2):
        apply_leaves(at=NOW + 5 * DAY)
    assert marked(seat) == [*excused, (TODAY, "excused", "leave"), (TODAY + DAY, "excused", "leave")]
    assert Attendance.objects.filter(enrollment=seat).count() == LeaveMark.objects.count() == 4


def test_who_was_there_is_not_excused_and_who_was_absent_is(run, seat, trainee, staff):
    there, away = run.sessions.get(day=TODAY - DAY), run.sessions.get(day=TODAY)
    mark_attendance(there, [MarkEntry(seat.pk, Mark.PRESENT)], by=staff, at=NOW)
    mark_attendance(away, [MarkEntry(seat.pk, Mark.ABSENT)], by=staff, at=NOW)
    leave = asked(seat, trainee, TODAY - DAY, TODAY)
    assert approve_leave(leave, by=staff, at=NOW) == 1
    assert [mark for _day, mark, _source in marked(seat)] == ["present", "excused"]
    assert [row.session for row in contradicting(leave)] == [there]


def test_a_decision_taken_back_puts_the_marks_right(run, seat, trainee, staff):
    late = run.sessions.get(day=TODAY - DAY)
    leave = asked(seat, trainee, TODAY - 3 * DAY, TODAY - DAY)
    approve_leave(leave, by=staff, at=NOW)
    here = [MarkEntry(seat.pk, Mark.LATE, arrived_after=20, reason="มาสาย")]
    mark_attendance(late, here, by=staff, at=NOW)  # a correction by hand since then stays
    assert reopen_leave(leave, by=staff, at=NOW) == 2
    assert [mark for _day, mark, _source in marked(seat)] == ["absent", "absent", "late"]
    assert (leave.state, leave.decided_by, leave.marks.count()) == (LeaveState.ASKED, None, 0)
    assert approve_leave(leave, by=staff, at=NOW + timedelta(minutes=1)) == 2
    assert [mark for _day, mark, _source in marked(seat)] == ["excused", "excused", "late"]


def test_declined_with_a_reason_withdrawn_while_undecided(seat, trainee, staff):
    leave = asked(seat, trainee, TODAY)
    with pytest.raises(NoReasonForNo):
        decline_leave(leave, "  ", by=staff, at=NOW)
    decline_leave(leave, "มีสอบ", by=staff, at=NOW)
    assert (leave.state, leave.answer) == (LeaveState.DECLINED, "มีสอบ")
    for act, by in ((withdraw_leave, trainee), (approve_leave, staff)):
        with pytest.raises(WrongState):
            act(leave, by=by, at=NOW)
    reopen_leave(leave, by=staff, at=NOW)
    with pytest.raises(NotAskedByYou):
        withdraw_leave(leave, by=staff, at=NOW)
    withdraw_leave(leave, by=trainee, at=NOW)
    with pytest.raises(WrongState):
        hand_in(leave, certificate(), by=trainee, at=NOW)
    assert not LeaveRequest.objects.exclude(state=LeaveState.WITHDRAWN).exists()


def test_sick_notes_and_words_are_kept_no_longer_than_health(run, seat, trainee, staff, settings):
    sick = asked(seat, trainee, TODAY, kind=SICK)
    hand_in(sick, certificate(), by=trainee, at=NOW)
    decline_leave(sick, "อยู่ในห้องเรียน", by=staff, at=NOW)
    other = asked(seat, trainee, TODAY - DAY)
    after = NOW + timedelta(days=settings.HEALTH_KEPT_DAYS)
    assert forget_sick_notes(at=after) == 0
    assert forget_sick_notes(at=after + DAY) == 1
    assert (SealedFile.objects.count(), LeavePaper.objects.count()) == (0, 0)
    for row in (sick, other):
        row.refresh_from_db()
    assert (sick.reason, sick.answer, other.reason) == ("–", "–", "ธุระ")
    assert forget_sick_notes(at=after + DAY) == 0


def test_leave_ends_with_the_training(seat, trainee):
    with pytest.raises(AfterTheEnd):
        asked(seat, trainee, TODAY, TODAY + 40 * DAY)


def test_nobody_decides_about_the_own_leave(seat, staff):
    seat.graduate.user = staff
    seat.graduate.save()
    leave = asked(seat, staff, TODAY)
    for act in (
        lambda: approve_leave(leave, by=staff, at=NOW),
        lambda: decline_leave(leave, "x", by=staff, at=NOW),
        lambda: reopen_leave(leave, by=staff, at=NOW),
    ):
        with pytest.raises(NotYours):
            act()


def test_what_cannot_be_asked(run, seat, trainee):
    with pytest.raises(NoSuchDays):
        asked(seat, trainee, TODAY + 30 * DAY)
    with pytest.raises(TooLongAgo):
        asked(seat, trainee, TODAY - 31 * DAY)
    asked(seat, trainee, TODAY, TODAY + DAY)
    with pytest.raises(AskedAlready):
        asked(seat, trainee, TODAY + DAY)
    with pytest.raises(AskedAlready):
        asked(seat, trainee, TODAY, part=LeavePart.MORNING)
    with pytest.raises(NoSuchDays):  # the run meets in the mornings only
        asked(seat, trainee, TODAY + 2 * DAY, part=LeavePart.AFTERNOON)
    run.enrollments.update(state="enrolled")
    seat.refresh_from_db()
    with pytest.raises(NotInTraining):
        asked(seat, trainee, TODAY + 3 * DAY)
    assert LeaveRequest.objects.count() == 1


def test_a_part_of_a_session(run, seat, trainee, staff, center):
    session = run.sessions.get(day=TODAY)
    part = {"part": LeavePart.LEAVES_EARLIER, "session": session}
    with pytest.raises(MinutesOfSession):
        asked(seat, trainee, None, minutes=180, **part)
    other = a_class(center, 1, code="K-9").sessions.first()
    with pytest.raises(NoSuchDays):
        asked(seat, trainee, None, minutes=30, part=LeavePart.COMES_LATER, session=other)
    leave = asked(seat, trainee, None, minutes=30, **part)
    assert (leave.first_day, leave.last_day) == (TODAY, TODAY)
    assert approve_leave(leave, by=staff, at=NOW) == 0
    assert (partly_away_in(session), leaves_in(session)) == ({seat.pk: leave}, {})
    apply_leaves(at=NOW + 3 * DAY)
    assert not Attendance.objects.exists()  # the list says how long the person was there
    assert without_list(leave, TODAY) == session
    mark_attendance(session, [MarkEntry(seat.pk, Mark.PRESENT)], by=staff, at=NOW)
    assert without_list(leave, TODAY) is None


def test_a_request_holds_only_so_many_papers_and_a_bad_file_files_nothing(seat, trainee, monkeypatch):
    monkeypatch.setattr("enrollment.services.leaves.MOST_PAPERS", 1)
    leave = asked(seat, trainee, TODAY)
    hand_in(leave, certificate(), by=trainee, at=NOW)
    with pytest.raises(TooManyPapers):
        hand_in(leave, certificate(), by=trainee, at=NOW)
    entry = LeaveEntry(SICK, TODAY + DAY, TODAY + DAY, "ไข้")
    bad = ("x.exe", b"MZ", LeavePaperKind.OTHER)
    with pytest.raises(FileNotKept):
        ask_leave(seat, entry, papers=(bad,), by=trainee, at=NOW)
    assert LeaveRequest.objects.count() == 1
    assert SealedFile.objects.filter(pk=leave.papers.get().file_id).exists()


def test_a_mark_by_leave_says_so_and_counts_no_minutes(seat, trainee, staff):
    approve_leave(asked(seat, trainee, TODAY - DAY), by=staff, at=NOW)
    row = Attendance.objects.get(enrollment=seat)
    assert (row.minutes, row.source, row.marked_by) == (0, MarkSource.LEAVE, staff)
