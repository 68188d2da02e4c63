"""Sign-in sheets: printed with a code a row, placed when they come back, confirmed once, never counted twice."""

from datetime import timedelta

import pytest

from core.files import keep
from core.models import AuditEntry, SealedFile
from core.refusals import WrongState
from enrollment.enums import LeavePart, Mark, MarkSource, RowDoubt, SheetDoubt, SheetScanState
from enrollment.forms.sheets import entries_of, row_forms
from enrollment.marks import MarkedMeanwhile, MarkEntry, SessionHasNoDay, SessionMoved
from enrollment.models import Attendance, LeaveRequest, SheetRow, SheetScan, SignInSheet
from enrollment.papers import signing
from enrollment.queries.sheets import not_on, pages_not_back, row_lines
from enrollment.scanning.rows import RowRead
from enrollment.scanning.signed import ReadSheet
from enrollment.services import drop_sheet_pictures, mark_attendance
from enrollment.services.sheet_scans import (
    confirm_scan,
    discard_scan,
    place_scan,
    read_upload,
    suggested,
    upload_sheets,
    use_scan,
)
from enrollment.services.sheets import NobodyToSign, NothingThatDay, print_day
from enrollment.services.wiping import wipe
from tests.clock import NOW
from tests.enrollment.class_scene import TODAY, a_class
from tests.enrollment.consent_scene import picture, work
from tests.enrollment.sheet_scene import (
    BLANK,
    SIGNED,
    a_file,
    a_sheet,
    at_row,
    came_back,
    hand_on,
    jpeg_of,
    paper_of,
    read_as,
)
from tests.factories.enrollment import EnrollmentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(center):
    return a_class(center, 3)


@pytest.fixture
def session(run):
    return run.sessions.get(day=TODAY)


@pytest.fixture
def sheet(session, staff):
    return a_sheet(session, staff)


def confirmed(scan, by, **chosen):
    """Confirm as the form would, with these answers by row number."""
    scan = SheetScan.objects.get(pk=scan.pk)
    lines = row_lines(scan)
    data = {}
    for form in row_forms(lines):
        place = form.line.reading.row.place
        data[f"{form.prefix}-seen"] = str(form.line.standing.key) if form.line.standing else ""
        data[f"{form.prefix}-mark"], missed = chosen.get(
            f"row{place}", (form.line.proposed, form.line.missed)
        )
        data[f"{form.prefix}-missed"] = missed or ""
    forms = row_forms(lines, data)
    assert all(form.is_valid() for form in forms), [form.errors for form in forms]
    return confirm_scan(scan, entries_of(forms, 1), by=by, at=NOW)


def marks(session):
    rows = session.attendances.order_by("enrollment__seat_number")
    return list(rows.values_list("mark", "minutes", "source"))


def test_a_day_is_printed_for_everybody_seated_and_says_nothing_in_its_codes(run, session, staff):
    (sheet,) = print_day(run, TODAY, by=staff, at=NOW)
    assert (sheet.version, sheet.people, sheet.day, sheet.slot) == (1, 3, TODAY, session.slot)
    assert sheet.file.media_type == "application/pdf"
    rows = SheetRow.objects.filter(page__sheet=sheet).order_by("place")
    assert [row.enrollment.seat_number for row in rows] == [
        seat.seat_number for seat in run.enrollments.order_by("seat_number")
    ]
    codes = {row.code for row in rows} | set(sheet.pages.values_list("code", flat=True))
    assert len(codes) == 4
    assert all(len(code) == 14 and code.isalnum() for code in codes)
    audit = AuditEntry.objects.get(action="sheet.printed")
    assert (audit.facts["version"], audit.facts["session"]) == (1, session.number)
    (again,) = print_day(run, TODAY, by=staff, at=NOW)
    assert again.version == 2
    assert not {row.code for row in SheetRow.objects.filter(page__sheet=again)} & codes


def test_a_large_class_is_drawn_by_the_worker_on_several_pages(run, session, staff):
    run.seats = 50
    run.save()
    EnrollmentFactory.create_batch(39, run=run, state="training")
    (sheet,) = print_day(run, TODAY, by=staff, at=NOW)
    assert sheet.job_id is not None
    assert sheet.file_id is None
    assert [page.rows.count() for page in sheet.pages.all()] == [20, 20, 2]


def test_what_cannot_be_printed_is_refused(run, session, staff):
    with pytest.raises(NothingThatDay):
        print_day(run, TODAY + timedelta(days=400), by=staff, at=NOW)
    run.enrollments.update(state="enrolled")
    with pytest.raises(NobodyToSign):
        print_day(run, TODAY, by=staff, at=NOW)
    session.day, session.slot = None, ""
    session.save()
    with pytest.raises(SessionHasNoDay):
        a_sheet(session, staff)
    assert not SignInSheet.objects.exists()


def test_a_page_waits_until_somebody_confirms_it(sheet, session, staff):
    late = RowRead(signed=True, mark="late", missed=30)
    scan = came_back(sheet, staff, SIGNED, late, BLANK)
    assert (scan.state, scan.page.sheet) == (SheetScanState.READ, sheet)
    assert not Attendance.objects.exists()
    assert confirmed(scan, staff) == 3
    assert marks(session) == [
        ("present", 180, MarkSource.SHEET), ("late", 150, MarkSource.SHEET), ("absent", 0, MarkSource.SHEET),
    ]  # fmt: skip
    assert AuditEntry.objects.get(action="sheet.confirmed").facts["marks"] == 3


def test_what_is_doubtful_has_to_be_answered(sheet, session, staff):
    doubtful = RowRead(signed=True, mark="", doubt="faint")
    scan = came_back(sheet, staff, SIGNED, doubtful, BLANK)
    asked, *plain = row_lines(scan)
    assert (asked.reading.row.place, asked.is_asked, asked.proposed) == (1, True, "")
    assert [line.proposed for line in plain] == [Mark.PRESENT, Mark.ABSENT]
    form = row_forms([asked], {f"row{asked.reading.pk}-seen": ""})[0]
    assert not form.is_valid()
    assert confirmed(scan, staff, row1=("late", 20)) == 3
    assert marks(session)[1] == ("late", 160, MarkSource.SHEET)


def test_a_page_confirmed_twice_counts_once(sheet, session, staff):
    scan = came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    confirmed(scan, staff)
    with pytest.raises(WrongState):
        confirm_scan(scan, [], by=staff, at=NOW)
    again = came_back(sheet, staff, SIGNED, SIGNED, BLANK)
    assert again.state == SheetScanState.REPEATED
    use_scan(again, by=staff, at=NOW)
    lines = {line.reading.row.place: line for line in row_lines(again)}
    assert [lines[place].is_asked for place in range(3)] == [
        False,
        False,
        True,
    ]  # the third says otherwise now
    assert confirmed(again, staff, row2=("keep", None)) == 0
    assert [mark for mark, _minutes, _source in marks(session)] == ["present"] * 3
    assert Attendance.objects.count() == 3


def test_a_mark_that_stands_is_shown_and_changed_only_by_choice(run, sheet, session, staff, head):
    first, second, _third = run.enrollments.order_by("seat_number")
    here = [MarkEntry(first.pk, Mark.ABSENT), MarkEntry(second.pk, Mark.PRESENT)]
    mark_attendance(session, here, by=head, at=NOW)
    scan = came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    asked = [line for line in row_lines(scan) if line.is_asked]
    assert [(line.standing.mark, line.read) for line in asked] == [("absent", "present")]
    assert confirmed(scan, staff, row0=("present", None)) == 2
    change = Attendance.objects.get(enrollment=first, session=session).changes.get()
    assert (change.mark, change.replaced_by) == ("absent", staff)
    assert "1" in change.reason  # the sheet's version


def test_a_mark_made_while_the_page_was_looked_at_is_not_overwritten(run, sheet, session, staff, head):
    scan = came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    seen_before = [MarkEntry(line.seat.pk, Mark.PRESENT, seen=None) for line in row_lines(scan)]
    first = run.enrollments.order_by("seat_number").first()
    mark_attendance(session, [MarkEntry(first.pk, Mark.ABSENT)], by=head, at=NOW)
    with pytest.raises(MarkedMeanwhile):
        confirm_scan(scan, seen_before, by=staff, at=NOW)
    scan.refresh_from_db()
    assert scan.state == SheetScanState.READ
    assert marks(session) == [("absent", 0, MarkSource.LIST)]


def test_sheets_of_others_are_refused_and_their_picture_is_not_kept(sheet, center, staff):
    other = a_class(center, 3, code="K-2")
    scan = came_back(sheet, staff, SIGNED, SIGNED, SIGNED, run=other)
    assert (scan.state, scan.doubt) == (SheetScanState.FOREIGN, SheetDoubt.OTHER_RUN)
    assert (scan.image, scan.page, scan.readings.count()) == (None, None, 0)
    foreign = read_as(sheet.pages.get(), SIGNED, SIGNED, SIGNED, code="Z" * 14)
    foreign = ReadSheet(1, "Z" * 14, "", [], foreign.picture)
    scan = place_scan(a_file(sheet.session.run, staff), 1, foreign, at=NOW)
    assert (scan.state, scan.doubt, scan.image) == (SheetScanState.FOREIGN, SheetDoubt.UNKNOWN_CODE, None)
    assert not SealedFile.objects.exists()


def test_a_sheet_of_another_day_is_refused(sheet, session, staff):
    waiting = came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    session.day -= timedelta(days=40)
    session.save()
    assert came_back(sheet, staff, SIGNED, SIGNED, SIGNED).doubt == SheetDoubt.MOVED
    with pytest.raises(SessionMoved):
        confirm_scan(SheetScan.objects.get(pk=waiting.pk), [], by=staff, at=NOW)


def test_a_page_is_known_by_its_rows_where_its_own_code_is_gone(sheet, session, staff):
    file = a_file(session.run, staff)
    scan = place_scan(file, 1, read_as(sheet.pages.get(), SIGNED, SIGNED, SIGNED, code=""), at=NOW)
    assert scan.page == sheet.pages.get()
    newer = a_sheet(session, staff, version=2)
    rows = read_as(newer.pages.get(), SIGNED, SIGNED, SIGNED, code="").rows
    mixed = ReadSheet(
        1, "", "", [rows[0], *read_as(sheet.pages.get(), SIGNED, SIGNED, SIGNED).rows[1:]], b"x"
    )
    assert place_scan(file, 2, mixed, at=NOW).doubt == SheetDoubt.MANY_PAGES


def test_a_row_with_another_rows_code_is_asked_about(sheet, session, staff):
    page, newer = sheet.pages.get(), a_sheet(session, staff, version=2)
    read = read_as(page, SIGNED, SIGNED, SIGNED)
    pasted = read_as(newer.pages.get(), SIGNED, SIGNED, SIGNED).rows[1]
    scan = place_scan(
        a_file(session.run, staff), 1, ReadSheet(1, page.code, "", [read.rows[0], pasted], picture()), at=NOW
    )
    doubts = scan.readings.order_by("row__place").values_list("mark", "doubt")
    assert list(doubts) == [("present", ""), ("", RowDoubt.OTHER_CODE), ("", RowDoubt.NOT_SEEN)]


def test_more_minutes_late_than_the_session_lasts_are_asked_about(sheet, session, staff):
    session.minutes = 60
    session.save()
    scan = came_back(sheet, staff, RowRead(signed=True, mark="late", missed=60), SIGNED, SIGNED)
    reading = scan.readings.get(row__place=0)
    assert (reading.missed, reading.doubt) == (None, RowDoubt.NO_MINUTES)


def test_who_was_seated_after_printing_is_told_and_who_left_is_not_marked(run, sheet, session, staff):
    late = EnrollmentFactory(run=run, state="training")
    assert not_on(sheet) == [late]
    run.enrollments.filter(seat_number=1).update(state="left", leaving_reason="resigned", left_on=TODAY)
    scan = came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    assert confirmed(scan, staff) == 2
    assert not Attendance.objects.filter(enrollment__state="left").exists()
    assert pages_not_back(sheet) == []


def test_a_page_set_aside_loses_its_picture(sheet, staff):
    scan = came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    discard_scan(scan, by=staff, at=NOW)
    assert not SealedFile.objects.exists()
    assert pages_not_back(sheet) == [1]
    assert came_back(sheet, staff, SIGNED, SIGNED, SIGNED).state == SheetScanState.READ


def test_pictures_go_when_the_books_are_closed(run, sheet, staff):
    scan = came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    drop_sheet_pictures(at=NOW)
    assert SealedFile.objects.count() == 1
    run.state = "closed"
    run.save()
    drop_sheet_pictures(at=NOW)
    scan.refresh_from_db()
    assert (scan.image, SealedFile.objects.count()) == (None, 0)


@pytest.mark.parametrize(("part", "side"), [("later", "arrived_after"), ("earlier", "left_before")])
def test_who_signs_and_has_leave_for_a_part_was_there_for_the_rest(sheet, session, staff, part, side):
    seat = session.run.enrollments.order_by("seat_number").first()
    kind = LeavePart.COMES_LATER if part == "later" else LeavePart.LEAVES_EARLIER
    facts = {"state": "approved", "session": session, "minutes": 30, "asked_at": NOW, "kind": "personal"}
    days = {"first_day": session.day, "last_day": session.day}
    LeaveRequest.objects.create(enrollment=seat, part=kind, reason="-", **facts, **days)
    scan = came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    confirm_scan(scan, suggested(scan), by=staff, at=NOW)
    row = Attendance.objects.get(enrollment=seat)
    assert (row.mark, getattr(row, side), row.minutes) == ("late", 30, session.minutes - 30)
    assert [line.agrees for line in row_lines(scan)] == [True, True, True]


def on_paper(sheet, name="sheet.pdf"):
    """The sheet as if it had been drawn."""
    sheet.file = keep(name, picture(), at=NOW)
    sheet.save()


def test_printed_sheets_go_when_the_books_are_closed(run, sheet, session, staff):
    later = a_sheet(session, staff, version=2)
    on_paper(sheet)
    SignInSheet.objects.filter(pk=later.pk).update(file=sheet.file)  # printed together
    drop_sheet_pictures(at=NOW)
    assert SealedFile.objects.count() == 1
    run.state = "closed"
    run.save()
    drop_sheet_pictures(at=NOW)
    assert (SealedFile.objects.count(), SignInSheet.objects.exclude(file=None).count()) == (0, 0)


def test_an_erasure_takes_the_sheets_on_which_the_person_stands_and_no_others(run, sheet, staff, center):
    scan = came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    other = a_sheet(a_class(center, 1, code="K-7").sessions.first(), staff)
    kept = came_back(other, staff, SIGNED)
    for row in (sheet, other):
        on_paper(row)
    wipe(run.enrollments.first().graduate, at=NOW)
    for row in (sheet, other, scan, kept):
        row.refresh_from_db()
    assert (sheet.file, scan.image, scan.file.name) == (None, None, "–")
    assert other.file
    assert kept.image
    assert kept.file.name == "page.jpg"
    assert SealedFile.objects.count() == 2


def test_from_the_printer_to_the_mark(run, sheet, session, staff):
    """Drawn, signed with a pen, photographed, read in the guarded child; a hostile file beside it does no harm."""
    page = paper_of(sheet, dots=300)
    pen = hand_on(page)
    pen.sign(at_row(signing.SIGNATURE, 0))
    pen.sign(at_row(signing.SIGNATURE, 1))
    pen.tick(at_row(signing.LATE[15], 1))
    files = [
        ("page.jpg", jpeg_of(page.rotate(180))),
        ("bad.pdf", b"%PDF-1.4 nothing"),
        ("x.jpg", b"no picture"),
    ]
    upload = upload_sheets(files, run=run, by=staff, at=NOW)
    assert read_upload(upload, at=NOW, work=work()) == {"pages": 1, "read": 1}
    assert read_upload(upload, at=NOW, work=work()) == {"pages": 1, "read": 1}  # a worker that began again
    assert [bool(file.problem) for file in upload.files.all()] == [False, True, True]
    assert all(file.sealed is None for file in upload.files.all())
    assert confirmed(SheetScan.objects.get(), staff) == 3
    assert [mark[:2] for mark in marks(session)] == [("present", 180), ("late", 165), ("absent", 0)]
