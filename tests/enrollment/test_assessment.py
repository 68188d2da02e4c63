"""Scores corrected with a reason, tests put off with notice, workbooks out and in."""

import io
from datetime import date, timedelta
from decimal import Decimal

import openpyxl
import pytest

from core.models import AuditEntry
from core.tables.reading import FileUnreadable
from enrollment.enums import PostponeGround
from enrollment.forms.assessment import score_forms
from enrollment.models import Assessment, PlannedTest
from enrollment.queries.testing import coming_tests, corrections_of
from enrollment.score_reading import Fate, NotThisWorkbook, packed, read_scores, unpacked
from enrollment.score_sheets import score_workbook
from enrollment.services import ScoreEntry, assessment, enter_scores, plan_test, postpone_test, postponing
from tests.clock import NOW
from tests.enrollment.class_scene import TODAY, a_class, scored
from training.enums import CourseType, Part
from training.models import CourseRun

pytestmark = pytest.mark.django_db
TOMORROW = NOW + timedelta(days=1)


@pytest.fixture
def run(center):
    return a_class(center, topics=[(180, 180), (0, 180)], kind=CourseType.PRE_EMPLOYMENT)


@pytest.fixture
def seats(run):
    return list(run.enrollments.order_by("seat_number"))


@pytest.fixture
def topic(run):
    return run.curriculum.topics.get(number=1)


def correct(run, seat, topic, theory, practice, *, reason="", at=TOMORROW, by=None):
    entry = ScoreEntry(seat.pk, topic.pk, Decimal(theory), Decimal(practice))
    return enter_scores(run, [entry], assessed_on=TODAY, reason=reason, by=by, at=at)


@pytest.mark.parametrize(
    ("typed", "read"), [("๘๗.๕", Decimal("87.5")), ("10", Decimal(10)), ("1e1", None), ("1_0", None)]
)
def test_a_form_takes_scores_in_digits_only(run, seats, topic, typed, read):
    (form,) = score_forms(topic, seats[:1], attempt=1, data={f"seat{seats[0].pk}-theory": typed})
    assert form.is_valid() == (read is not None)
    assert form.cleaned_data.get("theory") == read


def test_a_correction_on_a_later_day_needs_a_reason_and_keeps_the_old_score(run, seats, topic, staff):
    scored(run, seats[0], 40, 50)
    assert correct(run, seats[0], topic, 45, 50, at=NOW) == 1  # the same day
    with pytest.raises(assessment.ReasonForScoreMissing):
        correct(run, seats[0], topic, 80, 50, reason="  ")
    assert Assessment.objects.get().theory == 45
    assert correct(run, seats[0], topic, 45, 50) == 0  # nothing changes: nothing to explain
    assert correct(run, seats[0], topic, 80, 50, reason="อ่านผิด", by=staff) == 1
    (newest, _first) = corrections_of(topic, run, 1)[seats[0].pk]
    assert (newest.theory, newest.practice, newest.reason) == (("45", "80"), ("50", "50"), "อ่านผิด")
    assert newest.entry.actor_id == staff.pk


def test_a_score_seen_as_another_is_not_overwritten(run, seats, topic):
    scored(run, seats[0], 40, 50)
    seen = assessment.Scores(None, None)
    entry = ScoreEntry(seats[0].pk, topic.pk, Decimal(90), Decimal(90), 1, seen)
    with pytest.raises(assessment.ScoresChangedMeanwhile):
        enter_scores(run, [entry], assessed_on=TODAY, by=None, at=NOW)


# --- tests and their days ---------------------------------------------------------------------------------------


@pytest.fixture
def test_day(run):
    """Friday 27 November; the run goes on until then."""
    CourseRun.objects.filter(pk=run.pk).update(last_day=date(2026, 12, 31))
    return date(2026, 11, 27)


@pytest.fixture
def planned(run, topic, test_day):
    fresh = CourseRun.objects.get(pk=run.pk)
    return plan_test(fresh, topic, Part.THEORY, day=test_day, by=None, at=NOW)


def put_off(planned, told_on, *, ground=PostponeGround.NOTICE, at=NOW, to_day=date(2026, 12, 9), **facts):
    facts = {"reason": "ครูป่วย", **facts}
    return postpone_test(planned, to_day=to_day, told_on=told_on, ground=ground, by=None, at=at, **facts)


@pytest.mark.parametrize(("told", "in_time"), [(23, True), (24, True), (25, False), (26, False)])
def test_three_working_days_before_and_not_two(planned, told, in_time):
    """Tuesday is three working days before Friday, Wednesday two."""
    at = NOW + timedelta(days=5)
    if in_time:
        put_off(planned, date(2026, 11, told), at=at)
        planned.refresh_from_db()
        assert planned.day == date(2026, 12, 9)
    else:
        with pytest.raises(postponing.NoticeTooShort, match="22"):
            put_off(planned, date(2026, 11, told), at=at)
        assert not planned.postponements.exists()


def test_weekends_and_holidays_are_no_working_days(run, topic, test_day):
    """Before Tuesday 8 December lie a public holiday (Monday 7, in lieu) and a weekend."""
    fresh = CourseRun.objects.get(pk=run.pk)
    planned = plan_test(fresh, topic, Part.THEORY, day=date(2026, 12, 8), by=None, at=NOW)
    at = NOW + timedelta(days=20)
    with pytest.raises(postponing.NoticeTooShort):
        put_off(planned, date(2026, 12, 3), at=at, to_day=date(2026, 12, 20))
    put_off(planned, date(2026, 12, 2), at=at, to_day=date(2026, 12, 20))


@pytest.mark.parametrize("ground", [PostponeGround.AGREED, PostponeGround.CAUSE])
def test_another_ground_stands_in_the_place_of_notice(planned, ground):
    row = put_off(planned, date(2026, 11, 23), ground=ground)
    assert (row.from_day, row.ground) == (date(2026, 11, 27), ground)
    assert AuditEntry.objects.get(action="test.postponed").facts["reason"] == "ครูป่วย"


def test_one_seat_alone_is_put_off(planned, seats):
    put_off(planned, date(2026, 11, 23), seat=seats[0])
    planned.refresh_from_db()
    assert planned.day == date(2026, 11, 27)
    days = [[one.day for one in coming_tests(seat, TODAY)] for seat in seats]
    assert days == [[date(2026, 12, 9)], [date(2026, 11, 27)]]
    assert AuditEntry.objects.get(action="test.postponed").person_id == seats[0].graduate_id


@pytest.mark.parametrize(
    ("facts", "refusal"),
    [
        ({"reason": " "}, postponing.WhyPutOffMissing),
        ({"told_on": date(2026, 11, 24)}, postponing.ToldInTheFuture),
        ({"to_day": date(2026, 11, 27)}, postponing.NotLater),
    ],
)
def test_what_is_no_postponement(planned, facts, refusal):
    facts = {"told_on": date(2026, 11, 23), **facts}
    with pytest.raises(refusal):
        put_off(planned, facts.pop("told_on"), **facts)


def test_a_test_has_one_day_in_the_run_and_only_where_a_part_is_taught(run, topic, planned):
    fresh = CourseRun.objects.get(pk=run.pk)
    second = run.curriculum.topics.get(number=2)
    for wrong, refusal in (
        ((topic, Part.THEORY, planned.day), postponing.AlreadyPlanned),
        ((second, Part.THEORY, planned.day), postponing.PartNotTaught),
        ((topic, Part.PRACTICE, date(2027, 1, 1)), postponing.DayOutsideRun),
    ):
        with pytest.raises(refusal):
            plan_test(fresh, *wrong[:2], day=wrong[2], by=None, at=NOW)
    assert PlannedTest.objects.count() == 1


# --- workbooks --------------------------------------------------------------------------------------------------


def workbook_of(run, seats, attempt=1):
    return openpyxl.load_workbook(io.BytesIO(score_workbook(run, seats, attempt)))


def saved(book):
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def fates(reading):
    return {(line.row, line.column): line.fate.value for line in reading.lines}


def filled(run, seats, **cells):
    book = workbook_of(run, seats)
    for place, value in cells.items():
        book.active[place] = value
    return read_scores(run, "scores.xlsx", saved(book))


def test_the_workbook_shows_what_stands_and_no_number_of_a_person(run, seats):
    scored(run, seats[0], 40, 50.5)
    book = workbook_of(run, seats)
    sheet = book.active
    assert [cell.value for cell in sheet[2]][1:] == [1, seats[0].graduate.full_name, 40, 50.5, None]
    assert (sheet.protection.sheet, sheet["D2"].protection.locked, sheet["C2"].protection.locked) == (
        True, False, True,
    )  # fmt: skip
    (rule,) = sheet.data_validations.dataValidation
    assert (rule.type, rule.formula1, rule.formula2, str(rule.sqref)) == ("decimal", "0", "100", "D2:F3")
    assert sheet.column_dimensions["A"].hidden


def test_a_filled_workbook_is_judged_and_then_entered_whole(run, seats, staff):
    scored(run, seats[0], 40, 50)
    reading = filled(run, seats, D2=45, D3="๗๐.๕", E3=80, F3=90)
    assert fates(reading) == {
        (2, "D"): "changed", (2, "E"): "unchanged", (2, "F"): "unchanged",
        (3, "D"): "new", (3, "E"): "new", (3, "F"): "new",
    }  # fmt: skip
    entries = unpacked(packed(reading, run), run, seconds=60)
    assert enter_scores(run, entries, assessed_on=TODAY, by=staff, at=NOW) == 4
    rows = Assessment.objects.order_by("enrollment__seat_number", "topic__number")
    assert [(row.theory, row.practice) for row in rows] == [
        (45, 50), (Decimal("70.5"), 80), (None, 90),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (101, "between 0 and 100"),
        (-1, "between 0 and 100"),
        ("x", "not a number"),
        ("1e1", "not a number"),
        ("1_0", "not a number"),
        (True, "not a number"),
        (date(2026, 1, 1), "not a number"),
        ("=50+50", "formula"),
        (50.123, "two decimals"),
        ("NaN", "not a number"),
    ],
)
def test_one_wrong_cell_refuses_all_of_it_and_says_where(run, seats, value, reason, settings):
    settings.LANGUAGE_CODE = "en"
    reading = filled(run, seats, D2=80, E3=value)
    (line,) = [line for line in reading.lines if line.fate is Fate.REFUSED]
    assert (line.sheet, line.row, line.column, line.seat) == (run.code, 3, "E", seats[1])
    assert reason in line.reason
    assert reading.entries == ()


def test_a_stale_workbook_shows_its_conflicts_and_overwrites_nothing(run, seats, topic):
    scored(run, seats[0], 40, 50)
    book = workbook_of(run, seats)
    correct(run, seats[0], topic, 60, 50, at=NOW)
    reading = read_scores(run, "s.xlsx", saved(book))
    assert fates(reading)[2, "D"] == "unchanged"  # left as it was: the newer score stays
    book.active["D2"] = 45
    reading = read_scores(run, "s.xlsx", saved(book))
    (line,) = [line for line in reading.lines if line.fate is Fate.REFUSED]
    assert (line.value, line.now) == ("45", 60)
    book.active["D2"] = 60  # both say the same
    assert fates(read_scores(run, "s.xlsx", saved(book)))[2, "D"] == "unchanged"


def test_what_changed_between_reading_and_confirming_is_a_conflict_too(run, seats, topic):
    reading = filled(run, seats, D2=70, E2=70)
    entries = unpacked(packed(reading, run), run, seconds=60)
    scored(run, seats[0], 40, 50)
    with pytest.raises(assessment.ScoresChangedMeanwhile):
        enter_scores(run, entries, assessed_on=TODAY, by=None, at=NOW)
    assert Assessment.objects.get().theory == 40


def test_a_row_that_nobody_signed_and_a_seat_that_left_are_refused(run, seats):
    book = workbook_of(run, seats)
    book.active["A2"], book.active["D2"] = "made up", 80
    assert fates(read_scores(run, "s.xlsx", saved(book)))[2, "D"] == "refused"
    book = workbook_of(run, seats)
    seats[1].state, seats[1].leaving_reason = "left", "resigned"
    seats[1].save()
    book.active["D3"] = 80
    assert fates(read_scores(run, "s.xlsx", saved(book)))[3, "D"] == "refused"


def test_another_runs_workbook_and_moved_headings_are_no_workbook_of_this_run(center, run, seats):
    other = a_class(center, topics=[(180, 180), (0, 180)], code="K-9")
    with pytest.raises(NotThisWorkbook):
        read_scores(run, "s.xlsx", score_workbook(other, other.enrollments.all(), 1))
    book = workbook_of(run, seats)
    book.active["D1"] = book.active["F1"].value
    with pytest.raises(NotThisWorkbook):
        read_scores(run, "s.xlsx", saved(book))
    with pytest.raises(FileUnreadable):
        read_scores(run, "s.xlsx", b"PK\x03\x04 not a workbook")
    with pytest.raises(NotThisWorkbook):
        unpacked(packed(filled(run, seats), run), other, seconds=60)


def test_a_workbook_of_a_retest_needs_the_attempt_before(run, seats):
    scored(run, seats[0], 40, 50)
    book = workbook_of(run, seats, attempt=2)
    book.active["D2"] = book.active["D3"] = 70
    assert {place: fate for place, fate in fates(read_scores(run, "s.xlsx", saved(book))).items() if place[1] == "D"} == {
        (2, "D"): "new", (3, "D"): "refused",
    }  # fmt: skip
