"""Imports on screen: upload, preview with every reason, confirm, undo, discard, files to fill in and to mend."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook

from enrollment.models import Graduate, ImportBatch, Sighting
from enrollment.services import upload_import, withdraw_referral
from tests.enrollment.files import apply_batch, csv_of, line, number, read_batch, xlsx_of
from tests.factories.enrollment import ReferralFactory
from tests.working import work_here

BAD = ("123", "นาย", "ก1", "ข", "32/01/2554")


@pytest.fixture
def batch(school, counselor, now):
    return read_batch(school, counselor, now, csv_of(line(1), line(2), BAD))


def test_who_names_the_columns_is_told_that_the_first_row_is_not_entered(signed_in, school, counselor, now):
    odd = read_batch(school, counselor, now, csv_of(line(1), headings=("นาย", "สมชาย", "ใจดี", "x", "y")))
    answer = signed_in(counselor).get(
        reverse("import_columns", args=[odd.pk]), headers={"accept-language": "en"}
    )
    assert (odd.state, "If row 1 is a person" in answer.text) == ("mapping", True)


def door(name, batch):
    return reverse(name, args=[batch.pk])


def test_each_account_gets_its_own_answer(
    signed_in, client, batch, counselor, officer, stranger, other_counselor
):
    page = door("import", batch)
    assert signed_in(counselor).get(page).status_code == 200
    assert signed_in(officer).get(page).status_code == 403
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(other_counselor).get(page).status_code == 404
    assert client.get(page).status_code == 302
    for name in ("imports", "upload_import", "import_template"):
        assert signed_in(counselor).get(reverse(name)).status_code == 200
        assert signed_in(officer).get(reverse(name)).status_code == 403
        assert client.get(reverse(name)).status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "apply_import",
        "undo_import",
        "discard_import",
        "tick_rows",
        "read_again",
        "mark_file",
        "marked_file",
        "import_columns",
    ],
)
def test_nobody_else_acts_on_a_batch(signed_in, client, batch, officer, stranger, other_counselor, name):
    method = "get" if name in {"marked_file", "import_columns"} else "post"
    page = door(name, batch)
    assert getattr(signed_in(officer), method)(page).status_code == 403
    assert getattr(signed_in(stranger), method)(page).status_code == 404
    assert getattr(signed_in(other_counselor), method)(page).status_code == 404
    assert getattr(client, method)(page).status_code == 302
    assert not Graduate.objects.exists()


def test_uploading_leads_to_the_progress_of_reading(signed_in, school, counselor):
    file = SimpleUploadedFile("ม3.csv", csv_of(line(1)))
    answer = signed_in(counselor).post(reverse("upload_import"), {"agency": school.pk, "file": file})
    batch = ImportBatch.objects.get()
    assert answer.url == reverse("job", args=[batch.job_id])
    assert (batch.file_name, batch.agency) == ("ม3.csv", school)


def test_a_file_for_somebody_elses_school_is_refused(signed_in, school, other_counselor):
    file = SimpleUploadedFile("a.csv", csv_of(line(1)))
    answer = signed_in(other_counselor).post(reverse("upload_import"), {"agency": school.pk, "file": file})
    assert answer.status_code == 422
    assert not ImportBatch.objects.exists()


def test_the_preview_says_what_is_wrong_where_and_how_to_mend_it(signed_in, batch, counselor):
    answer = signed_in(counselor).get(door("import", batch), headers={"Accept-Language": "en"})
    html = answer.content.decode()
    assert (answer.context["verdict"], len(answer.context["page"])) == ("refused", 1)
    assert "ก1" in html
    assert "32/01/2554" in html
    assert number(1) not in html
    assert number(2) not in html


def test_rows_are_shown_by_verdict(signed_in, batch, counselor):
    page = signed_in(counselor).get(door("import", batch), {"verdict": "new"}).context["page"]
    assert [row.number for row in page] == [2]


def confirmed(client, batch):
    """Press the button, and let the worker work."""
    answer = client.post(door("apply_import", batch))
    work_here()
    return answer


def test_confirming_enters_new_rows_and_ticked_duplicates_only(signed_in, batch, counselor):
    client = signed_in(counselor)
    client.post(door("tick_rows", batch), {"shown": ["3"], "rows": ["3", "4"]})
    assert not batch.chunks.exclude(ticked=[]).exists()  # row 4 is refused: it cannot be ticked
    client.post(door("tick_rows", batch), {"shown": ["3"], "rows": ["3"]})
    answer = confirmed(client, batch)
    batch.refresh_from_db()
    assert (answer.url, batch.state) == (reverse("job", args=[batch.job_id]), "applied")
    assert Graduate.objects.count() == 2


def test_all_duplicates_or_none_are_ticked_at_once(signed_in, batch, counselor):
    client = signed_in(counselor)
    client.post(door("tick_rows", batch), {"every": "yes"})
    assert batch.chunks.get().ticked == [3]
    assert "checked" in client.get(door("import", batch), {"verdict": "duplicate"}).content.decode()
    client.post(door("tick_rows", batch), {"every": "no"})
    assert batch.chunks.get().ticked == []


def test_without_a_tick_duplicates_stay_out(signed_in, batch, counselor):
    confirmed(signed_in(counselor), batch)
    assert Graduate.objects.count() == 1


def test_an_entered_file_still_lists_what_was_left_out_until_it_is_deleted(signed_in, batch, counselor):
    client = signed_in(counselor)
    confirmed(client, batch)
    client.post(door("mark_file", batch))
    work_here()
    page = client.get(door("import", batch), {"verdict": "refused"}).content.decode()
    assert door("marked_file", batch) in page
    assert client.get(door("marked_file", batch)).status_code == 200
    assert "?verdict=duplicate" in page
    assert door("undo_import", batch) in page
    ImportBatch.objects.filter(pk=batch.pk).wipe()
    page = client.get(door("import", batch)).content.decode()
    assert door("undo_import", batch) not in page
    assert door("mark_file", batch) not in page


def test_undoing_and_discarding(signed_in, batch, school, counselor, now):
    client = signed_in(counselor)
    apply_batch(batch, counselor, now)
    client.post(door("undo_import", batch))
    assert not Graduate.objects.exists()
    other = read_batch(school, counselor, now, csv_of(line(1)))
    client.post(door("discard_import", other))
    other.refresh_from_db()
    assert other.state == "discarded"
    for gone in (batch, other):
        assert client.get(door("import", gone)).status_code == 200
        assert client.get(door("marked_file", gone)).status_code == 302


def test_the_template_comes_back_as_a_readable_import(signed_in, school, counselor, now):
    client = signed_in(counselor)
    book = load_workbook(io.BytesIO(client.get(reverse("import_template")).content))
    sheet = book.worksheets[0]
    assert len(sheet.data_validations.dataValidation) == 11
    headings = [cell.value for cell in sheet[1]]
    said = {
        "เลขประจำตัวประชาชน": number(5),
        "คำนำหน้า": "นางสาว",
        "ชื่อ": "มานี",
        "นามสกุล": "มีนา",
        "วันเกิด": "1/2/2554",
    }
    row = [said.get(heading) for heading in headings]
    batch = read_batch(school, counselor, now, xlsx_of(row, headings=headings), "t.xlsx")
    assert batch.counts == {"new": 1}


def test_the_marked_file_has_red_cells_with_reasons_and_can_be_read_again(
    signed_in, batch, school, counselor, now
):
    client = signed_in(counselor)
    assert client.get(door("marked_file", batch)).status_code == 302  # not made yet
    work = client.post(door("mark_file", batch)).url
    work_here()
    led_to = client.get(work, headers={"HX-Request": "true"}).headers["HX-Redirect"]
    page = client.get(led_to).content.decode()  # where the file waits, and not the file itself
    assert door("marked_file", batch) in page
    content = client.get(door("marked_file", batch)).content
    sheet = load_workbook(io.BytesIO(content)).active
    assert [sheet.cell(4, column).comment is not None for column in range(1, 6)] == [
        True,
        False,
        True,
        False,
        True,
    ]
    assert sheet["A2"].value == number(1)
    again = read_batch(school, counselor, now, content, "errors-marked.xlsx")
    assert again.counts == batch.counts


def test_a_refused_file_and_a_stopped_reading_say_what_to_do(signed_in, school, counselor, now):
    batch = upload_import(agency=school, file_name="a.csv", content=csv_of(line(1)), by=counselor, at=now)
    client = signed_in(counselor)
    assert reverse("job", args=[batch.job_id]) in client.get(door("import", batch)).content.decode()
    batch.job.state = "cancelled"
    batch.job.save()
    html = client.get(door("import", batch)).content.decode()
    assert reverse("discard_import", args=[batch.pk]) in html
    client.post(door("read_again", batch))
    work_here()
    batch.refresh_from_db()
    assert batch.state == "ready"


def test_the_list_takes_as_many_queries_for_three_as_for_one(
    signed_in, batch, school, counselor, now, django_assert_max_num_queries, django_assert_num_queries
):
    client, page = signed_in(counselor), reverse("imports")
    with django_assert_max_num_queries(40) as first:
        client.get(page)
    for _ in range(2):
        read_batch(school, counselor, now, csv_of(line(1)))
    with django_assert_num_queries(len(first)):
        client.get(page)


def test_the_list_is_filtered(signed_in, batch, counselor):
    client, page = signed_in(counselor), reverse("imports")
    assert "leavers.csv" in client.get(page, {"file": "leav", "state": "ready"}).content.decode()
    assert "leavers.csv" not in client.get(page, {"state": "applied"}).content.decode()


def test_an_empty_post_is_refused_in_words(signed_in, counselor):
    for name in ("upload_import", "new_person"):
        assert signed_in(counselor).post(reverse(name)).status_code == 422


def test_the_register_speaks_only_of_whom_the_reader_still_sees(
    signed_in, school, center, counselor, staff, now
):
    """What the file says stays; what it was compared with goes with the referral. Whom the page shows is noted."""
    apply_batch(read_batch(school, counselor, now, csv_of(line(1, given="สมชาย"))), counselor, now)
    person = Graduate.objects.get()
    sent = ReferralFactory(graduate=person, from_agency=school, to_agency=center)
    batch = read_batch(
        center, staff, now, csv_of(line(1, given="สมศักดิ์"), ("", "นาย", "สมชาย", "ใจดี", "14/03/2554"))
    )
    pages = [f"{door('import', batch)}?verdict={verdict}" for verdict in ("changed", "duplicate")]
    browser = signed_in(staff)
    assert [f"/people/{person.pk}/" in browser.get(pages[1]).text, "สมชาย" in browser.get(pages[0]).text] == [
        True,
        True,
    ]
    assert Sighting.objects.filter(person_id=person.pk, account_id=staff.pk).exists()
    withdraw_referral(sent, by=counselor, at=now)
    assert str(person.pk) not in browser.get(pages[1]).text
    changed = browser.get(pages[0]).text
    assert ("สมศักดิ์" in changed, "สมชาย" in changed) == (True, False)
