"""Signed forms back from paper: which record a page goes to, who decides, and what nobody else learns."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core import files
from core.dates import PartialDate
from core.models import AuditEntry, SealedFile
from core.refusals import WrongState
from core.templatetags.ui import thai_date
from enrollment.enums import ScanDoubt, ScanState
from enrollment.models import Consent, ConsentText, Graduate, ScanPage, ScanUpload
from enrollment.scanning.reader import ReadPage
from enrollment.services import (
    assign_page,
    confirm_page,
    discard_page,
    drop_unread_files,
    send_page_back,
    upload_scans,
)
from enrollment.services.consent_slips import new_code
from enrollment.services.consents import SeenInTheFuture
from enrollment.services.scans import TickedNothing, place_page, read_upload
from enrollment.services.uploads import NoFiles, TooManyFiles
from tests.clock import NOW
from tests.core.test_files import a_pdf
from tests.enrollment.consent_scene import (
    DATA,
    GUARDIAN,
    SELF,
    TODAY,
    TRAINING,
    a_form,
    a_minor,
    given,
    picture,
    work,
)
from tests.factories.agencies import SchoolFactory


@pytest.fixture
def person(school):
    return a_minor(school)


def uploaded(agency, by, *named):
    return upload_scans(named or [("a.png", picture())], agency=agency, by=by, at=NOW)


def placed(agency, by, *codes, number=1):
    """A page with these codes on it, as the child would have read it."""
    file = uploaded(agency, by).files.get()
    return place_page(file, number, ReadPage(1, frozenset(codes), b"\xff\xd8picture"), at=NOW)


def test_a_page_goes_to_the_person_of_its_code(person, school, counselor):
    slip, code = a_form(person, school)
    page = placed(school, counselor, code)
    assert (page.state, page.graduate, page.slip) == (ScanState.READ, person, slip)
    assert files.content_of(page.image) == b"\xff\xd8picture"
    assert AuditEntry.objects.get(action="consent.page_read").person_id == person.pk
    assert not Consent.objects.exists()  # a machine judges no signature


@pytest.mark.parametrize(
    ("codes", "doubt"),
    [
        ([], ScanDoubt.NO_CODE),
        (["A" * 26], ScanDoubt.UNKNOWN_CODE),
        (["A" * 26, "B" * 26], ScanDoubt.MANY_CODES),
    ],
)
def test_a_doubtful_page_waits_for_a_person(school, counselor, codes, doubt):
    page = placed(school, counselor, *codes)
    assert (page.state, page.doubt, page.graduate) == (ScanState.UNREAD, doubt, None)


def test_of_two_readings_one_is_said_to_be_the_second(person, school, counselor):
    _slip, code = a_form(person, school)
    first, second = placed(school, counselor, code), placed(school, counselor, code)
    assert (first.state, second.state) == (ScanState.READ, ScanState.REPEATED)
    discard_page(first, by=counselor, at=NOW)
    assert placed(school, counselor, code).state == ScanState.READ


def test_a_form_of_another_agencys_person_is_refused_without_telling_who(
    person, school, center, staff, counselor, signed_in
):
    _slip, code = a_form(person, school)
    page = placed(center, staff, code)
    assert (page.state, page.graduate, page.slip, page.image) == (ScanState.FOREIGN, None, None, None)
    assert not SealedFile.objects.exists()
    assert AuditEntry.objects.get(action="consent.page_read").person_id is None
    for name, key in (("consent_scan", page.file.upload_id), ("scan_page", page.pk)):
        html = signed_in(staff).get(reverse(name, args=[key])).content.decode()
        assert person.given_name not in html
    assert signed_in(staff).get(reverse("scan_picture", args=[page.pk])).status_code == 404


def test_confirming_records_each_tick_with_the_page(person, school, counselor):
    slip, code = a_form(person, school)
    page = placed(school, counselor, code)
    rows = confirm_page(
        page, [(TRAINING, GUARDIAN), (DATA, GUARDIAN), (DATA, SELF)], signed_on=TODAY, by=counselor, at=NOW
    )
    assert {(row.kind, row.giver) for row in rows} == {
        ("training", "guardian"),
        ("data", "guardian"),
        ("data", "self"),
    }
    for row in rows:
        assert (row.scan, row.channel, row.text in slip.texts) == (page.image, "paper", True)
    assert (page.state, page.decided_by) == (ScanState.CONFIRMED, counselor)
    with pytest.raises(WrongState):
        confirm_page(page, [(DATA, SELF)], signed_on=TODAY, by=counselor, at=NOW)


def test_a_consent_noted_before_gets_its_page(person, school, counselor):
    (before,) = given(person, DATA, by=counselor)
    _slip, code = a_form(person, school)
    page = placed(school, counselor, code)
    confirm_page(page, [(DATA, GUARDIAN)], signed_on=TODAY, by=counselor, at=NOW)
    before.refresh_from_db()
    assert before.scan == page.image
    assert Consent.objects.count() == 1


def test_a_consent_is_under_the_words_on_its_paper_not_those_of_today(person, school, counselor):
    _slip, code = a_form(person, school)
    ConsentText.objects.create(kind=DATA, version=2, text_th="ใหม่", text_en="new", valid_from=TODAY)
    page = placed(school, counselor, code)
    (row,) = confirm_page(page, [(DATA, GUARDIAN)], signed_on=TODAY, by=counselor, at=NOW)
    assert row.text.version == 1


def test_refusals_of_confirming_change_nothing(person, school, counselor):
    _slip, code = a_form(person, school)
    page = placed(school, counselor, code)
    with pytest.raises(TickedNothing):
        confirm_page(page, [], signed_on=TODAY, by=counselor, at=NOW)
    with pytest.raises(SeenInTheFuture):
        confirm_page(page, [(DATA, SELF)], signed_on=TODAY.replace(year=2030), by=counselor, at=NOW)
    page.refresh_from_db()
    assert page.state == ScanState.READ


def test_a_person_says_whose_page_it_is_and_may_take_it_back(person, school, counselor):
    slip, _code = a_form(person, school)
    page = placed(school, counselor)
    assign_page(page, person, by=counselor, at=NOW)
    assert (page.state, page.graduate, page.slip, page.doubt) == (ScanState.READ, person, slip, "")
    send_page_back(page, by=counselor, at=NOW)
    assert (page.state, page.graduate, page.doubt) == (ScanState.UNREAD, None, ScanDoubt.SENT_BACK)


def test_a_page_set_aside_loses_its_picture(school, counselor):
    page = placed(school, counselor)
    discard_page(page, by=counselor, at=NOW)
    page.refresh_from_db()
    assert (page.state, page.image) == (ScanState.DISCARDED, None)
    assert not SealedFile.objects.exists()


def test_the_worker_reads_every_file_and_says_which_it_could_not(school, counselor):
    broken, empty = ("x.pdf", b"%PDF-1.7 nothing"), ("two.pdf", a_pdf(2))
    upload = uploaded(school, counselor, broken, empty, ("p.png", picture(color="gray")))
    assert read_upload(upload, at=NOW, work=work()) == {"pages": 3, "read": 0}
    problems = {file.name: (file.pages, bool(file.problem), file.sealed) for file in upload.files.all()}
    assert problems == {"x.pdf": (0, True, None), "two.pdf": (2, False, None), "p.png": (1, False, None)}
    assert read_upload(upload, at=NOW, work=work()) == {"pages": 3, "read": 0}  # run again: nothing twice


def test_a_killed_worker_goes_on_after_the_last_page(school, counselor):
    upload = uploaded(school, counselor, ("two.pdf", a_pdf(2)))
    place_page(upload.files.get(), 1, ReadPage(2, frozenset(), b"first"), at=NOW)
    read_upload(upload, at=NOW, work=work())
    pages = ScanPage.objects.order_by("number")
    assert [files.content_of(page.image)[:5] == b"first" for page in pages] == [True, False]


def test_what_is_uploaded_is_sealed_and_refused_in_words(school, counselor):
    upload = uploaded(school, counselor)
    assert picture() not in bytes(upload.files.get().sealed)
    with pytest.raises(NoFiles):
        upload_scans([], agency=school, by=counselor, at=NOW)
    with pytest.raises(TooManyFiles):
        upload_scans([("a", b"x")] * 61, agency=school, by=counselor, at=NOW)
    with pytest.raises(files.FileTooLarge):
        upload_scans([("a", b"x" * (files.MOST_BYTES + 1))], agency=school, by=counselor, at=NOW)
    assert ScanUpload.objects.count() == 1


def test_pages_are_the_agencys_own(person, school, counselor, other_counselor, signed_in, client, officer):
    _slip, code = a_form(person, school)
    page = placed(school, counselor, code)
    for address in (
        reverse("consent_scan", args=[page.file.upload_id]),
        reverse("scan_page", args=[page.pk]),
        reverse("scan_picture", args=[page.pk]),
    ):
        assert signed_in(counselor).get(address).status_code == 200
        assert signed_in(other_counselor).get(address).status_code == 404
        assert signed_in(officer).get(address).status_code == 403
        assert client.get(address).status_code == 302


def test_who_looks_at_a_picture_is_written_down(person, school, counselor, signed_in):
    _slip, code = a_form(person, school)
    page = placed(school, counselor, code)
    answer = signed_in(counselor).get(reverse("scan_picture", args=[page.pk]))
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Disposition"].startswith("inline")
    confirm_page(page, [(DATA, GUARDIAN)], signed_on=TODAY, by=counselor, at=NOW)
    answer = signed_in(counselor).get(reverse("consent_file", args=[Consent.objects.get().pk]))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    seen = AuditEntry.objects.filter(action="consent.page_seen", person_id=person.pk, actor_id=counselor.pk)
    assert seen.count() == 2


def test_the_whole_way_by_the_pages(person, school, counselor, signed_in):
    client = signed_in(counselor)
    sent = client.post(
        reverse("upload_scans"), {"papers": [SimpleUploadedFile("a.png", picture(), "image/png")]}
    )
    upload = ScanUpload.objects.get()
    assert sent.url == reverse("job", args=[upload.job_id])
    read_upload(upload, at=NOW, work=work())
    page = ScanPage.objects.get()
    address = reverse("scan_page", args=[page.pk])
    slip, code = a_form(person, school)
    for text in (person.given_name, f"{code[:4]} {code[4:8].lower()}"):
        assert str(person.pk) in client.get(address, {"name": text}).content.decode()
    client.post(reverse("assign_page", args=[page.pk]), {"person": str(person.pk)})
    html = client.get(address).content.decode()
    assert html.count('type="checkbox"') == 4  # two consents of two people, none of them ticked
    assert "checked" not in html
    ticked = {"ticks": ["data-guardian"], "signed_on": "1/1/2569"}
    assert client.post(reverse("confirm_page", args=[page.pk]), ticked | {"ticks": ["x"]}).status_code == 422
    done = client.post(reverse("confirm_page", args=[page.pk]), ticked)
    assert done.url == reverse("consent_scan", args=[upload.pk])
    assert (Consent.objects.get().kind, str(Consent.objects.get().given_on)) == (DATA, "2026-01-01")
    assert client.get(reverse("consent_scans"), {"state": "confirmed"}).status_code == 200
    assert slip.short == code[:8]


def test_a_birth_date_known_to_the_month_is_not_shown_with_a_day(person, school, counselor, signed_in):
    Graduate.objects.filter(pk=person.pk).update(birth_date=date(2010, 2, 1), birth_precision="month")
    address = reverse("scan_page", args=[placed(school, counselor).pk])
    client, month = signed_in(counselor), thai_date(PartialDate(2010, 2))
    asked = client.get(address, {"name": person.given_name}).content.decode()
    client.post(reverse("assign_page", args=[ScanPage.objects.get().pk]), {"person": str(person.pk)})
    for shown in (asked, client.get(address).content.decode()):
        assert month in shown
        assert f"1 {month}" not in shown


def test_a_page_is_not_given_to_somebody_one_may_not_see(school, counselor, signed_in):
    others = a_minor(SchoolFactory())
    page = placed(school, counselor)
    client, address = signed_in(counselor), reverse("scan_page", args=[page.pk])
    assert str(others.pk) not in client.get(address, {"name": others.given_name}).content.decode()
    client.post(reverse("assign_page", args=[page.pk]), {"person": str(others.pk)})
    page.refresh_from_db()
    assert (page.state, page.graduate) == (ScanState.UNREAD, None)


def test_the_list_of_pages_takes_as_many_queries_for_three_as_for_one(
    school, counselor, signed_in, django_assert_max_num_queries, django_assert_num_queries
):
    client, address = signed_in(counselor), reverse("consent_scans")
    placed(school, counselor)
    client.get(address)
    with django_assert_max_num_queries(40) as first:
        client.get(address)
    placed(school, counselor)
    placed(school, counselor, new_code())
    with django_assert_num_queries(len(first)):
        client.get(address)


def test_files_that_nobody_read_are_wiped_after_some_days(school, counselor, settings):
    upload = uploaded(school, counselor)
    late = NOW + timedelta(days=settings.CONSENT_PRINT_DAYS)
    assert drop_unread_files(at=late) == 0
    assert drop_unread_files(at=late + timedelta(seconds=1)) == 1
    file = upload.files.get()
    assert (file.sealed, bool(file.problem)) == (None, True)
    assert read_upload(upload, at=late, work=work()) == {"pages": 0, "read": 0}
