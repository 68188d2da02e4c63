"""A sign-in sheet is printed, signed with a pen, photographed askew and soft, and becomes marks: only what the machine
doubts is asked."""

import random

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageFilter
from playwright.sync_api import expect

from agencies.enums import Role
from bench.sheets import DOTS, _shade, at
from enrollment.models import Attendance, SheetScan
from enrollment.papers import signing
from tests.conftest import account_of
from tests.enrollment.class_scene import A_DAY, a_class, until_today
from tests.enrollment.sheet_scene import at_row, hand_on, jpeg_of
from tests.factories.agencies import CenterFactory
from tests.journeys.conftest import press

pytestmark = [pytest.mark.journey, pytest.mark.either_database]


@pytest.fixture
def session(transactional_db, settings):
    """Today's, of a class of four; its list is taken whenever the test runs."""
    settings.PRESENCE_OPENS_MINUTES = A_DAY
    session = until_today(a_class(CenterFactory(), 4, topics=[(180, 180)])).sessions.order_by("number").last()
    user = account_of(session.run.center, Role.STAFF, username="staff")
    user.set_password("lamphun-demo-2569")
    user.save()
    return session


def filled(printed):
    """The first person signs, the second signs and comes 30 minutes late, the third has two ticks, the fourth none."""
    page = pdfium.PdfDocument(printed)[0].render(scale=DOTS / 72).to_pil().convert("L")
    pen = hand_on(page)
    for row in range(3):
        pen.sign(at_row(signing.SIGNATURE, row))
    for row, box in ((1, signing.LATE[30]), (2, signing.PRESENT), (2, signing.LATE[15])):
        pen.tick(at_row(box, row))
    return page


def photographed(page):
    """Turned by seven degrees, soft, lit from one side."""
    photo = at(200, page).rotate(-7, Image.Resampling.BICUBIC, expand=True, fillcolor=60)
    return jpeg_of(_shade(photo.filter(ImageFilter.GaussianBlur(1)), random.Random(3), 0.4))


def row(page, seat):
    return page.get_by_role("group", name=f"{seat}. ")


def test_a_signed_sheet_becomes_marks(session, visit, worker):
    page = visit("staff")
    page.goto(f"/runs/{session.run_id}/sheets/")
    press(page, "Print the sheets of this day")  # today is proposed
    with page.expect_download() as download:
        page.get_by_role("link", name="Download to print").click()
    photo = photographed(filled(download.value.path().read_bytes()))

    page.goto(f"/runs/{session.run_id}/sheets/upload/")
    file = {"name": "page.jpg", "mimeType": "image/jpeg", "buffer": photo}
    page.get_by_label("Photographs or PDF").set_input_files(file)
    press(page, "Upload and read")
    worker(page)
    page.goto(f"/sheets/pages/{SheetScan.objects.get().pk}/")
    expect(page.get_by_role("heading", name="1 row to be answered")).to_be_visible()
    expect(row(page, 1).get_by_label("Present")).to_be_checked()
    expect(row(page, 2).get_by_label("Minutes late")).to_have_value("30")
    expect(row(page, 3).locator("input:checked")).to_have_count(0)
    assert not Attendance.objects.exists()  # nothing is marked before somebody has looked

    press(page, "Confirm and enter the marks")
    expect(page.get_by_role("alert").get_by_role("link", name="– Attendance")).to_have_count(1)
    row(page, 3).get_by_label("Late or left early").check()
    row(page, 3).get_by_label("Minutes late").fill("15")
    press(page, "Confirm and enter the marks")
    expect(page.get_by_text("4 marks entered or changed.")).to_be_visible()
    found = Attendance.objects.order_by("enrollment__seat_number").values_list("mark", "minutes", "source")
    assert list(found) == [
        ("present", 180, "sheet"), ("late", 150, "sheet"), ("late", 165, "sheet"), ("absent", 0, "sheet"),
    ]  # fmt: skip
