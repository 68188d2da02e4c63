"""Marks in minutes: each counted once, none overwritten unseen, every correction with its old value and its why."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from core.models import AuditEntry
from enrollment import marks
from enrollment.enums import LeavingReason, Mark, MarkSource
from enrollment.marks import MarkEntry, Took, mark_words
from enrollment.models import Attendance, AttendanceChange
from enrollment.services import confirm_completions, mark_attendance, sync_marks
from enrollment.services.oneself import AboutYourself
from tests.clock import NOW
from tests.enrollment.class_scene import TODAY, a_class, attended, finish, scored
from tests.factories.enrollment import EnrollmentFactory
from tests.factories.training import SessionFactory
from training.enums import RunState

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def run(center):
    return a_class(center, topics=[(180, 180)])


@pytest.fixture
def session(run):
    """Today's."""
    return run.sessions.order_by("number").last()


@pytest.fixture
def seats(run):
    return list(run.enrollments.order_by("seat_number"))


@pytest.fixture
def seat(seats):
    return seats[0]


def audited(action):
    return list(AuditEntry.objects.filter(action=action).order_by("pk"))


def marked(session, *entries, by=None, at=NOW):
    return mark_attendance(session, entries, by=by, at=at)


def synced(session, *entries, by=None, at=NOW, **facts):
    return [answer.took for answer in sync_marks(session, entries, by=by, at=at, **facts)]


def value():
    return Attendance.objects.values_list("mark", "minutes", "arrived_after", "left_before").get()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"mark": Mark.PRESENT}, ("present", 180, 0, 0)),
        ({"mark": Mark.ABSENT, "minutes": 90}, ("absent", 0, 0, 0)),
        ({"mark": Mark.EXCUSED, "arrived_after": 9}, ("excused", 0, 0, 0)),
        ({"mark": Mark.LATE, "minutes": 50}, ("late", 50, 130, 0)),
        ({"mark": Mark.LATE, "arrived_after": 20}, ("late", 160, 20, 0)),
        ({"mark": Mark.LATE, "left_before": 15}, ("late", 165, 0, 15)),
        ({"mark": Mark.LATE, "arrived_after": 20, "left_before": 15}, ("late", 145, 20, 15)),
        ({"mark": Mark.LATE, "arrived_after": 179}, ("late", 1, 179, 0)),
        ({"mark": Mark.LATE, "minutes": 180}, ("present", 180, 0, 0)),
    ],
)
def test_each_mark_becomes_its_minutes(session, seat, said, kept, staff):
    assert marked(session, MarkEntry(seat.pk, **said), by=staff) == 1
    assert value() == kept
    row = Attendance.objects.get()
    assert (row.marked_by, row.source) == (staff, MarkSource.LIST)
    assert [entry.person_id for entry in audited("attendance.marked")] == [seat.graduate_id]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({}, marks.MinutesMissing),
        ({"minutes": -1}, marks.MinutesMissing),
        ({"minutes": 181}, marks.MinutesTooMany),
        ({"minutes": 0}, marks.NotThereAtAll),
        ({"arrived_after": 0, "left_before": 0}, marks.MinutesMissing),
        ({"arrived_after": -5, "left_before": 10}, marks.MinutesMissing),
        ({"arrived_after": 100, "left_before": 80}, marks.NotThereAtAll),
        ({"arrived_after": 100, "left_before": 81}, marks.MinutesTooMany),
    ],
)
def test_minutes_that_cannot_be_are_refused(session, seat, said, refusal):
    with pytest.raises(refusal):
        marked(session, MarkEntry(seat.pk, Mark.LATE, **said))
    assert not Attendance.objects.exists()


def test_late_and_early_are_said_in_words(settings):
    settings.LANGUAGE_CODE = "en"
    assert mark_words("late", 20, 15) == "20 min late, left 15 min early"
    assert (mark_words("late", 0, 15), mark_words("absent", 0, 0)) == ("left 15 min early", "Absent")


def test_a_mark_sent_twice_counts_once_even_after_it_was_corrected(session, seat, staff):
    first = MarkEntry(seat.pk, Mark.PRESENT, seen=None)
    second = MarkEntry(seat.pk, Mark.ABSENT, seen=first.key)
    assert (synced(session, first, by=staff), synced(session, second, by=staff)) == (
        [Took.NEW],
        [Took.CORRECTED],
    )
    assert synced(session, first, by=staff) == [Took.SAME]  # the phone never got its answer and sends again
    assert value()[0] == "absent"
    assert (Attendance.objects.count(), AttendanceChange.objects.count()) == (1, 1)


def test_a_key_belongs_to_one_mark(session, seats):
    key = uuid.uuid4()
    marked(session, MarkEntry(seats[0].pk, Mark.PRESENT, key=key))
    with pytest.raises(marks.KeyOfAnotherMark):
        marked(session, MarkEntry(seats[1].pk, Mark.PRESENT, key=key))


def test_what_somebody_marked_meanwhile_is_not_overwritten(session, seats, staff, head):
    before = MarkEntry(seats[0].pk, Mark.ABSENT)
    marked(session, before, by=head)
    mine = [MarkEntry(seat.pk, Mark.PRESENT, seen=None) for seat in seats]
    answers = sync_marks(session, mine, by=staff, at=NOW)
    assert [answer.took for answer in answers] == [Took.CONFLICT, Took.NEW]
    assert (answers[0].standing.mark, answers[0].standing.marked_by) == ("absent", head)
    assert Attendance.objects.get(enrollment=seats[0]).mark == "absent"
    with pytest.raises(marks.MarkedMeanwhile):
        marked(session, MarkEntry(seats[0].pk, Mark.PRESENT, seen=None), by=staff)
    chosen = MarkEntry(seats[0].pk, Mark.PRESENT, seen=before.key, reason="มาจริง เห็นในห้อง")
    assert synced(session, chosen, by=staff) == [Took.CORRECTED]


def test_two_who_say_the_same_do_not_disagree(session, seat, staff, head):
    marked(session, MarkEntry(seat.pk, Mark.PRESENT), by=head)
    assert synced(session, MarkEntry(seat.pk, Mark.PRESENT, seen=None), by=staff) == [Took.SAME]
    assert Attendance.objects.get().marked_by == head


def test_a_correction_keeps_the_old_value_who_and_why(session, seat, staff, head):
    first = MarkEntry(seat.pk, Mark.PRESENT)
    marked(session, first, by=head)
    marked(session, MarkEntry(seat.pk, Mark.LATE, arrived_after=30, reason=" มาจริง 9.30 น. "), by=staff)
    assert value() == ("late", 150, 30, 0)
    (old,) = Attendance.objects.get().changes.all()
    assert (old.mark, old.minutes, old.key, old.marked_by) == ("present", 180, first.key, head)
    assert (old.replaced_by, old.replaced_at, old.reason) == (staff, NOW, "มาจริง 9.30 น.")
    (row,) = audited("attendance.corrected")
    facts = {name: row.facts[name] for name in ("old_mark", "old_minutes", "mark", "minutes", "reason")}
    assert facts == {
        "old_mark": "present", "old_minutes": 180, "mark": "late", "minutes": 150, "reason": "มาจริง 9.30 น.",
    }  # fmt: skip


def test_own_marks_of_the_day_change_without_a_reason_others_and_older_ones_do_not(
    session, seat, staff, head
):
    marked(session, MarkEntry(seat.pk, Mark.PRESENT), by=staff)
    assert marked(session, MarkEntry(seat.pk, Mark.ABSENT), by=staff) == 1
    for by, at in ((head, NOW), (staff, TOMORROW)):
        with pytest.raises(marks.ReasonNeeded):
            marked(session, MarkEntry(seat.pk, Mark.PRESENT, reason="  "), by=by, at=at)
    assert value()[0] == "absent"
    assert marked(session, MarkEntry(seat.pk, Mark.PRESENT, reason="แจ้งแก้"), by=staff, at=TOMORROW) == 1
    with pytest.raises(marks.ReasonTooLong):
        marked(session, MarkEntry(seat.pk, Mark.ABSENT, reason="ก" * 301), by=staff, at=TOMORROW)


def test_a_first_mark_needs_no_reason_however_late_it_comes(session, seat, staff):
    assert marked(session, MarkEntry(seat.pk, Mark.PRESENT), by=staff, at=TOMORROW) == 1


@pytest.mark.parametrize(
    ("slot", "opens"), [("morning", (8, 30)), ("afternoon", (12, 30)), ("evening", (16, 30))]
)
def test_attendance_is_taken_from_shortly_before_the_session_begins(run, seat, slot, opens):
    tomorrow = SessionFactory(run=run, number=9, day=TODAY + timedelta(days=1), slot=slot)
    entry, opening = MarkEntry(seat.pk, Mark.PRESENT), datetime(2026, 11, 24, *opens, tzinfo=NOW.tzinfo)
    for early in (NOW, opening - timedelta(seconds=1)):
        with pytest.raises(marks.SessionNotBegun) as refusal:
            marked(tomorrow, entry, at=early)
    assert f"{opens[0]}:{opens[1]}" in str(refusal.value)
    assert not Attendance.objects.exists()
    assert marked(tomorrow, entry, at=opening.astimezone(UTC)) == 1


def test_how_long_before_is_a_setting(run, seat, settings):
    settings.PRESENCE_OPENS_MINUTES = 0
    late = SessionFactory(run=run, number=9, day=TODAY, slot="afternoon")
    with pytest.raises(marks.SessionNotBegun):
        marked(late, MarkEntry(seat.pk, Mark.PRESENT), at=NOW.replace(hour=12, minute=59))
    assert marked(late, MarkEntry(seat.pk, Mark.PRESENT), at=NOW.replace(hour=13)) == 1


def test_without_a_day_there_is_no_list(run, seat):
    with pytest.raises(marks.SessionHasNoDay):
        marked(SessionFactory(run=run, number=9), MarkEntry(seat.pk, Mark.PRESENT))


def test_marks_for_a_session_that_moved_are_not_taken_for_its_new_day(session, seat):
    with pytest.raises(marks.SessionMoved):
        synced(session, MarkEntry(seat.pk, Mark.PRESENT), planned=(session.day, "afternoon"))
    assert synced(session, MarkEntry(seat.pk, Mark.PRESENT), planned=(session.day, "morning")) == [Took.NEW]


@pytest.mark.parametrize("state", [RunState.CONFIRMED, RunState.CANCELLED])
def test_only_a_run_that_runs_or_has_run_takes_marks(run, session, seat, state):
    type(run).objects.filter(pk=run.pk).update(state=state)
    with pytest.raises(marks.RunNotRunning):
        synced(session, MarkEntry(seat.pk, Mark.PRESENT))


def test_a_closed_run_takes_marks_of_those_only_whose_result_was_reopened(run, session, seats, staff):
    type(run).objects.filter(pk=run.pk).update(state=RunState.CLOSED)
    seats[1].state = "not_completed"
    seats[1].save()
    answers = sync_marks(session, [MarkEntry(seat.pk, Mark.PRESENT) for seat in seats[:2]], by=staff, at=NOW)
    assert [answer.took for answer in answers] == [Took.NEW, Took.REFUSED]


def test_nobody_marks_themselves_but_by_the_code(session, seat, staff):
    seat.graduate.user = staff
    seat.graduate.save()
    with pytest.raises(AboutYourself):
        mark_attendance(session, [MarkEntry(seat.pk, Mark.PRESENT)], by=staff, at=NOW)
    entry = [MarkEntry(seat.pk, Mark.PRESENT)]
    assert mark_attendance(session, entry, by=staff, at=NOW, source=MarkSource.QR) == 1


def test_one_stranger_on_the_list_refuses_the_whole_list_and_only_their_mark_from_a_phone(session, seats):
    stranger = EnrollmentFactory(state="training")
    entries = [MarkEntry(seats[0].pk, Mark.PRESENT), MarkEntry(stranger.pk, Mark.PRESENT)]
    with pytest.raises(marks.NotInThisRun):
        marked(session, *entries)
    assert not Attendance.objects.exists()
    assert synced(session, *entries) == [Took.NEW, Took.REFUSED]
    assert Attendance.objects.get().enrollment == seats[0]


def test_who_left_or_has_a_confirmed_result_is_marked_no_more(run, session, seats, staff):
    for one in run.sessions.all():
        marked(one, MarkEntry(seats[0].pk, Mark.PRESENT), by=staff)
    scored(run, seats[0], 80, 80)
    run.enrollments.filter(pk=seats[1].pk).update(state="left", leaving_reason=LeavingReason.RESIGNED)
    finish(run)
    confirm_completions(run, by=staff, at=NOW)
    for seat, refusal in ((seats[0], marks.ResultIsConfirmed), (seats[1], marks.HasLeft)):
        with pytest.raises(refusal):
            marked(session, MarkEntry(seat.pk, Mark.ABSENT, reason="แก้"), by=staff)
    assert Attendance.objects.get(session=session).mark == "present"


def test_who_is_enrolled_and_has_not_begun_is_not_marked(run, session):
    waiting = EnrollmentFactory(run=run, state="enrolled")
    with pytest.raises(marks.NotInThisRun):
        marked(session, MarkEntry(waiting.pk, Mark.PRESENT))


def test_minutes_add_up_to_the_scene(run, seat):
    attended(run, seat, 200)
    assert sum(Attendance.objects.values_list("minutes", flat=True)) == 200
