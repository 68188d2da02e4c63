"""Pages of sign-in sheets: who may open them, what they ask, and that looking is written down."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry, Job
from enrollment.enums import SheetScanState
from enrollment.models import Attendance, SheetScan, SheetUpload, SignInSheet
from enrollment.scanning.rows import RowRead
from tests.enrollment.class_scene import a_class
from tests.enrollment.consent_scene import picture
from tests.enrollment.sheet_scene import BLANK, SIGNED, a_sheet, came_back
from tests.factories.agencies import AccountFactory
from tests.factories.enrollment import EnrollmentFactory
from tests.factories.training import TrainerFactory

pytestmark = pytest.mark.django_db
FAINT = RowRead(signed=False, mark="", doubt="faint")


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def run(center):
    run = a_class(center, 3)
    for session in run.sessions.all():  # the pages read the real clock
        session.day = session.day.replace(year=2024)
        session.save()
    return run


@pytest.fixture
def session(run):
    return run.sessions.order_by("-number").first()


@pytest.fixture
def sheet(session, staff):
    return a_sheet(session, staff)


@pytest.fixture
def scan(sheet, staff):
    return came_back(sheet, staff, SIGNED, FAINT, BLANK)


@pytest.fixture
def trainer(run):
    trainer = TrainerFactory(center=run.center, user=AccountFactory())
    run.trainers.add(trainer)
    return trainer.user


@pytest.fixture
def pages(run, sheet, scan):
    return [
        reverse("run_sheets", args=[run.pk]),
        reverse("printed_sheets", args=[run.pk]),
        reverse("upload_sheets", args=[run.pk]),
        reverse("sheet", args=[sheet.pk]),
        reverse("sheet_upload", args=[scan.file.upload_id]),
        reverse("sheet_page", args=[scan.pk]),
        reverse("sheet_picture", args=[scan.pk]),
    ]


def workbook_rows(answer):
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    return list(book.active.iter_rows(min_row=2, values_only=True))


def test_staff_and_the_runs_trainer_open_every_page(pages, staff, trainer, signed_in):
    for page in pages:
        assert [signed_in(user).get(page).status_code for user in (staff, trainer)] == [200, 200], page


def test_nobody_else_does(pages, run, stranger, counselor, signed_in, client):
    other = TrainerFactory(center=run.center, user=AccountFactory()).user
    for page in pages:
        answers = [signed_in(user).get(page).status_code for user in (stranger, other, counselor)]
        assert answers == [404, 404, 403], page
        assert client.get(page).status_code == 302


def test_the_list_costs_as_many_queries_with_three_pages_as_with_one(run, sheet, staff, signed_in):
    client, page = signed_in(staff), reverse("run_sheets", args=[run.pk])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    cost()
    one = cost()
    for _ in range(2):
        came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    a_sheet(sheet.session, staff, version=2)
    assert cost() == one


def test_the_list_is_filtered_and_goes_out_as_a_workbook(run, scan, staff, signed_in):
    client, page = signed_in(staff), reverse("run_sheets", args=[run.pk])
    assert [row.pk for row in client.get(page, {"state": "read"}).context["page"]] == [scan.pk]
    assert not client.get(page, {"state": "confirmed"}).context["page"].rows
    answer = client.get(page, {"state": "read", "format": "xlsx"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")


def test_printed_sheets_are_filtered_paged_and_go_out_as_a_workbook(run, session, sheet, staff, signed_in):
    client, page = signed_in(staff), reverse("printed_sheets", args=[run.pk])
    came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    first = run.sessions.order_by("number").first()
    out = a_sheet(first, staff)

    def found(**query):
        return [row.pk for row in client.get(page, query).context["page"]]

    assert found() == [sheet.pk, out.pk]
    assert (found(out="True"), found(out="False")) == ([out.pk], [sheet.pk])
    assert found(session=first.number) == [out.pk]
    last_day = f"{session.day.day}/{session.day.month}/{session.day.year + 543}"
    assert (found(day_from=last_day), found(day_until=last_day)) == ([sheet.pk], [sheet.pk, out.pk])
    rows = workbook_rows(client.get(page, {"out": "True", "format": "xlsx"}))
    assert [(row[0], row[-1]) for row in rows] == [(first.number, "still out")]
    for version in range(2, 52):
        a_sheet(first, staff, version=version)
    shown = client.get(page).context["page"]
    rest = client.get(page, {"cursor": shown.following}).context["page"]
    assert (len(shown), len(rest), len({row.pk for row in (*shown, *rest)})) == (50, 2, 52)


def test_printed_sheets_cost_as_many_queries_for_three_as_for_one(run, sheet, staff, signed_in):
    client, page = signed_in(staff), reverse("printed_sheets", args=[run.pk])

    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    cost()
    one = cost()
    for version in (2, 3):
        a_sheet(sheet.session, staff, version=version)
    assert cost() == one


def test_a_row_of_the_page_costs_no_query_of_its_own(run, sheet, staff, signed_in):
    client = signed_in(staff)

    def cost(people):
        EnrollmentFactory.create_batch(people, run=run, state="training")
        later = a_sheet(sheet.session, staff, version=sheet.session.sheets.count() + 1)
        page = came_back(later, staff, *[SIGNED] * later.people)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("sheet_page", args=[page.pk])).status_code == 200
        return len(queries)

    cost(0)
    assert cost(2) == cost(0)


def test_a_page_is_confirmed_row_by_row(scan, staff, signed_in):
    client, page = signed_in(staff), reverse("sheet_page", args=[scan.pk])
    found = client.get(page).context
    assert [len(found["asked"]), len(found["plain"])] == [1, 2]
    data = {}
    for form in (*found["asked"], *found["plain"]):
        data[f"{form.prefix}-mark"] = form.line.proposed
        data[f"{form.prefix}-seen"] = ""
    answer = client.post(page, data)
    assert answer.status_code == 422  # the faint row is not answered
    assert not Attendance.objects.exists()
    asked = found["asked"][0].prefix
    answer = client.post(page, data | {f"{asked}-mark": "late"})
    assert answer.status_code == 422
    whose = found["asked"][0].row_name
    said = (
        f'<a href="#id_{asked}-missed">{whose} – Minutes late: Say how many minutes late the person came.</a>'
    )
    assert said in answer.content.decode()  # at the top, wherever the row is
    answer = client.post(page, data | {f"{asked}-mark": "late", f"{asked}-missed": "15"})
    assert answer.status_code == 302
    assert list(Attendance.objects.order_by("enrollment__seat_number").values_list("mark", "minutes")) == [
        ("present", 180), ("late", 165), ("absent", 0),
    ]  # fmt: skip
    assert b"Marks entered" in client.get(page).content


def test_who_looks_at_the_picture_is_written_down(scan, staff, signed_in):
    answer = signed_in(staff).get(reverse("sheet_picture", args=[scan.pk]))
    assert answer["Cache-Control"] == "no-store"
    assert AuditEntry.objects.filter(action="sheet.page_seen", actor_id=staff.pk).count() == 1


def test_files_go_to_the_worker(run, staff, signed_in):
    client, page = signed_in(staff), reverse("upload_sheets", args=[run.pk])
    assert client.post(page, {}).status_code == 409  # no file was chosen
    files = [SimpleUploadedFile("page.png", picture(), "image/png")]
    answer = client.post(page, {"papers": files})
    assert answer.url == reverse("job", args=[Job.objects.get().pk])
    assert SheetUpload.objects.get().files.get().sealed


def test_a_day_that_is_none_of_the_runs_prints_nothing(run, staff, signed_in):
    answer = signed_in(staff).post(reverse("print_sheets", args=[run.pk]), {"day": "2031-01-01"})
    assert answer.url == reverse("run_sheets", args=[run.pk])
    assert not SignInSheet.objects.exists()


def test_a_day_is_printed_and_downloaded(run, session, staff, signed_in):
    client = signed_in(staff)
    answer = client.post(reverse("print_sheets", args=[run.pk]), {"day": session.day.isoformat()})
    sheet = SignInSheet.objects.get()
    assert answer.url == reverse("sheet", args=[sheet.pk])
    EnrollmentFactory(run=run, state="training")
    assert b"Seated after this sheet was printed" in client.get(answer.url).content
    paper = client.get(reverse("sheet_file", args=[sheet.pk]))
    assert b"".join(paper).startswith(b"%PDF-")


def test_a_second_picture_is_used_or_set_aside(scan, sheet, staff, signed_in):
    client = signed_in(staff)
    second = came_back(sheet, staff, SIGNED, SIGNED, SIGNED)
    assert (
        b"Another picture of this page was read before"
        in client.get(reverse("sheet_page", args=[second.pk])).content
    )
    client.post(reverse("use_sheet_page", args=[second.pk]))
    client.post(reverse("discard_sheet_page", args=[scan.pk]))
    states = SheetScan.objects.order_by("file__upload__uploaded_at").values_list("state", flat=True)
    assert sorted(states) == sorted([SheetScanState.READ, SheetScanState.DISCARDED])
