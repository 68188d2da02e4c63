"""The code on the screen: to the second, by the seal, and by race. The first part touches no database."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enrollment import marks
from enrollment.enums import Mark
from enrollment.marks import MarkEntry
from enrollment.models import Attendance
from enrollment.presence import Moment, Reading, Rhythm, read_code, session_of, window, write_code
from enrollment.services import mark_attendance, mark_present, presence
from tests.enrollment.class_scene import TODAY, a_class
from tests.factories.agencies import AccountFactory
from training.enums import RunState

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
BEAT = Rhythm(30, 1)
BANGKOK = ZoneInfo("Asia/Bangkok")
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=BANGKOK)  # a whole number of steps since 1970
SECOND = timedelta(seconds=1)
HOURS = window(NINE, 180, opens_before=30, closes_after=60)


@pytest.mark.parametrize(
    ("seconds", "reading"),
    [
        (-1, "ahead"),
        (0, "fresh"),
        (29, "fresh"),
        (30, "fresh"),
        (59, "fresh"),
        (60, "expired"),
        (86_400, "expired"),
    ],
)
def test_a_code_is_good_for_its_step_and_the_next(seconds, reading):
    code = write_code(KEY, 7, BEAT.step(NINE))
    assert read_code(KEY, code, NINE + seconds * SECOND, BEAT) == reading


@pytest.mark.parametrize(
    ("minutes", "seconds", "moment"),
    [
        (-30, -1, Moment.TOO_EARLY),
        (-30, 0, Moment.IN_TIME),
        (60, 0, Moment.IN_TIME),
        (60, 1, Moment.TOO_LATE),
    ],
)
def test_a_session_takes_codes_from_its_window_only(minutes, seconds, moment):
    assert HOURS.judge(NINE + timedelta(minutes=minutes, seconds=seconds)) is moment


def test_codes_never_count_past_the_end_of_a_session():
    assert window(NINE, 45, opens_before=30, closes_after=60).closes == NINE + timedelta(minutes=44)


@pytest.mark.parametrize(
    ("minutes", "seconds", "late"), [(-20, 0, 0), (0, 0, 0), (10, 59, 0), (11, 0, 11), (37, 30, 37)]
)
def test_minutes_late_count_from_the_start_once_the_tolerance_is_over(minutes, seconds, late):
    assert HOURS.minutes_late(NINE + timedelta(minutes=minutes, seconds=seconds), 10) == late


@given(st.text(max_size=60))
def test_no_text_that_we_did_not_write_is_a_code(text):
    assert read_code(KEY, text, NINE, BEAT) is Reading.FORGED
    session_of(text)


@given(st.integers(1, 10**6), st.integers(0, 10**9), st.data())
def test_a_code_changed_in_one_sign_is_forged(session, step, data):
    code = write_code(KEY, session, step)
    place = data.draw(st.integers(0, len(code) - 1))
    sign = data.draw(st.sampled_from("0123456789abcXYZ-_").filter(lambda one: one != code[place]))
    changed = code[:place] + sign + code[place + 1 :]
    # The last of 22 letters carries 128 bits' remainder: another letter is another text, and so not the seal.
    assert read_code(KEY, changed, NINE, Rhythm(1, 10**10)) is Reading.FORGED


def test_a_code_of_another_key_session_or_step_is_forged():
    step = BEAT.step(NINE)
    seal = write_code(KEY, 7, step).split(".")[2]
    for code in (write_code(OTHER_KEY, 7, step), f"8.{step}.{seal}", f"7.{step + 1}.{seal}", f"7.{step}."):
        assert read_code(KEY, code, NINE, BEAT) is Reading.FORGED


# With the database ------------------------------------------------------------------------------------------------


@pytest.fixture
def run(center):
    return a_class(center, topics=[(180, 180)])


@pytest.fixture
def session(run):
    return run.sessions.order_by("number").last()


@pytest.fixture
def seat(run):
    seat = run.enrollments.order_by("seat_number").first()
    seat.graduate.user = AccountFactory()
    seat.graduate.save()
    return seat


@pytest.fixture
def user(seat):
    return seat.graduate.user


def code_of(session, at):
    return presence.show_code(session, at=at).code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("minutes", "mark", "late"), [(-5, "present", 0), (10, "present", 0), (25, "late", 25)]
)
def test_scanned_is_present_from_now(session, user, minutes, mark, late):
    at = NINE + timedelta(minutes=minutes)
    row = mark_present(code_of(session, at), by=user, at=at)
    assert (row.mark, row.arrived_after, row.minutes) == (mark, late, 180 - late)
    assert (row.source, row.marked_by) == ("qr", user)


@pytest.mark.django_db
def test_scanned_again_it_stays_one_mark_and_the_first_moment(session, user):
    mark_present(code_of(session, NINE), by=user, at=NINE)
    later = NINE + timedelta(minutes=40)
    assert mark_present(code_of(session, later), by=user, at=later).mark == "present"
    assert Attendance.objects.count() == 1


@pytest.mark.django_db
def test_the_trainers_word_stands(session, seat, user, staff):
    mark_present(code_of(session, NINE), by=user, at=NINE)
    correction = MarkEntry(seat.pk, Mark.ABSENT, reason="ไม่อยู่ในห้อง")
    mark_attendance(session, [correction], by=staff, at=NINE)
    with pytest.raises(presence.MarkedOtherwise):
        mark_present(code_of(session, NINE), by=user, at=NINE)
    assert Attendance.objects.get().mark == "absent"


@pytest.mark.django_db
def test_an_old_code_a_forged_one_and_one_of_later_are_told_apart(session, user):
    code, minute = code_of(session, NINE), timedelta(minutes=1)
    for wrong, at, refusal in (
        (code, NINE + minute, presence.CodeExpired),
        (code, NINE - SECOND, presence.CodeAhead),
        (code + "x", NINE, presence.CodeUnknown),
        ("x", NINE, presence.CodeUnknown),
    ):
        with pytest.raises(refusal):
            mark_present(wrong, by=user, at=at)
    assert not Attendance.objects.exists()


@pytest.mark.django_db
def test_signing_in_may_take_a_while_but_not_for_ever(session, user):
    code = code_of(session, NINE)
    with pytest.raises(presence.CodeExpired):
        mark_present(code, by=user, scanned_at=NINE, at=NINE + timedelta(minutes=10, seconds=1))
    row = mark_present(code, by=user, scanned_at=NINE, at=NINE + timedelta(minutes=10))
    assert row.mark == "present"


@pytest.mark.django_db
def test_too_early_too_late_and_the_wrong_session_are_told_apart(run, session, user):
    early = NINE - timedelta(minutes=31)
    with pytest.raises(presence.TooEarly):
        mark_present(code_of(session, early), by=user, at=early)
    late = NINE + timedelta(minutes=60)
    code = code_of(session, late)
    with pytest.raises(presence.TooLate):
        mark_present(code, by=user, at=late + SECOND)
    other = run.sessions.order_by("number").first()
    other.day, other.slot = TODAY, "afternoon"
    other.save()
    with pytest.raises(presence.WrongSession):
        mark_present(code_of(other, NINE), by=user, at=NINE)
    assert not Attendance.objects.exists()


@pytest.mark.django_db
def test_the_screen_shows_a_code_on_the_day_only(run, session):
    with pytest.raises(presence.TooLate):
        presence.show_code(session, at=NINE + timedelta(minutes=61))
    with pytest.raises(marks.SessionNotHeld):
        presence.show_code(session, at=NINE - timedelta(days=1))
    assert presence.show_code(session, at=NINE).seconds == 30


@pytest.mark.django_db
def test_who_does_not_sit_there_left_or_is_done_is_told_so(run, session, seat, user):
    with pytest.raises(presence.NotInThisClass):
        mark_present(code_of(session, NINE), by=AccountFactory(), at=NINE)
    for state, refusal in (("left", marks.HasLeft), ("completed", marks.ResultIsConfirmed)):
        seat.state, seat.leaving_reason = state, "resigned" if state == "left" else ""
        seat.save()
        with pytest.raises(refusal):
            mark_present(code_of(session, NINE), by=user, at=NINE)
    seat.state = "training"
    seat.save()
    type(run).objects.filter(pk=run.pk).update(state=RunState.CANCELLED)
    with pytest.raises(marks.RunNotRunning):
        mark_present(code_of(session, NINE), by=user, at=NINE)
