"""A new version of a course's content: by hand, from a spreadsheet, two at once, side by side."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.clock import NOW
from tests.factories.agencies import CenterFactory
from tests.factories.training import RoomKindFactory, RunFactory
from tests.training.course_scene import add_course, content, content_boxes, topic, topic_line
from training import services
from training.enums import RunState
from training.models import EquipmentKind
from training.topics_file import HEADINGS

TITLES = [words[0] for words in HEADINGS.values()]


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def course(db):
    return add_course(taught=content(topic("ความปลอดภัย"), topic("การเชื่อม", 90, 300), placement_minutes=600))


def page_of(course, name="new_curriculum"):
    return reverse(name, args=[course.pk])


def test_a_new_version_begins_with_the_present_one_and_is_saved(signed_in, staff, course):
    browser, page = signed_in(staff), page_of(course)
    response = browser.get(page)
    shown = response.context["topics"]
    assert [line["title_th"].value() for line in shown] == ["ความปลอดภัย", "การเชื่อม"]
    assert [line["theory_minutes"].value() for line in shown] == ["1", "1.5"]
    assert response.context["content"]["placement_minutes"].value() == "10"
    data = content_boxes(topic_line("ใหม่"), topic_line("การเชื่อม"), based_on=1, change="เพิ่มหัวข้อ")
    assert browser.post(page, data).url == page_of(course, "course")
    newest = course.curricula.first()
    assert (newest.version, newest.change) == (2, "เพิ่มหัวข้อ")
    assert [one.title_th for one in newest.topics.all()] == ["ใหม่", "การเชื่อม"]


def test_a_topic_moves_by_a_button_before_anything_is_saved(signed_in, staff, course):
    data = content_boxes(topic_line("ก"), topic_line("ข"), based_on=1) | {"rows": "topics up 1"}
    response = signed_in(staff).post(page_of(course), data)
    assert [line["title_th"].value() for line in response.context["topics"]] == ["ข", "ก"]
    assert response.context["content"]["based_on"].value() == "1"
    assert course.curricula.count() == 1


def test_of_two_at_once_the_second_sees_the_first_beside_and_becomes_the_version_after(
    signed_in, staff, course
):
    browser, page = signed_in(staff), page_of(course)
    browser.post(page, content_boxes(topic_line("ของคนแรก"), based_on=1))
    mine = content_boxes(topic_line("ของฉัน"), based_on=1)
    response = browser.post(page, mine)
    assert response.status_code == 409
    assert [(pair.title, pair.change) for pair in response.context["pairs"]] == [
        ("ของฉัน", "added"),
        ("ของคนแรก", "removed"),
    ]
    assert [line["title_th"].value() for line in response.context["topics"]] == ["ของฉัน"]
    assert (
        browser.post(page, mine | {"based_on": response.context["content"]["based_on"].value()}).status_code
        == 302
    )
    assert [one.topics.get().title_th for one in course.curricula.all()[:2]] == ["ของฉัน", "ของคนแรก"]


def test_versions_side_by_side(signed_in, counselor, course):
    services.revise_curriculum(
        course, content=content(topic("การเชื่อม", 60, 300), change="สั้นลง"), based_on=1, by=None, at=NOW
    )
    browser, page = signed_in(counselor), page_of(course, "compare_curricula")
    response = browser.get(page)
    assert (response.context["before"].version, response.context["after"].version) == (1, 2)
    assert [pair.change for pair in response.context["pairs"]] == ["changed", "removed"]
    assert "New in version 2: สั้นลง" in response.content.decode()
    same = browser.get(page, {"before": "1", "after": "1"})
    assert {pair.change for pair in same.context["pairs"]} == {"same"}
    assert browser.get(page, {"before": "9", "after": "x"}).status_code == 200


@pytest.fixture
def planned(course, center):
    return RunFactory(curriculum=course.curricula.get(), center=center, state=RunState.PLANNED)


def test_a_planned_run_is_offered_the_newest_version(signed_in, staff, counselor, course, planned):
    services.revise_curriculum(course, content=content(topic()), based_on=1, by=None, at=NOW)
    browser, take = signed_in(staff), page_of(planned, "take_newest")
    assert take in browser.get(page_of(course, "course")).content.decode()
    assert signed_in(counselor).post(take).status_code == 403
    assert "follows the newest version" in browser.post(take, follow=True).content.decode()
    assert take not in browser.get(page_of(course, "course")).content.decode()


def test_a_run_of_another_centre_is_not_moved(signed_in, staff, course):
    elsewhere = RunFactory(curriculum=course.curricula.get(), center=CenterFactory(), state=RunState.PLANNED)
    assert signed_in(staff).post(page_of(elsewhere, "take_newest")).status_code == 404


# Spreadsheets ------------------------------------------------------------------------------------------


def xlsx(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return SimpleUploadedFile("topics.xlsx", buffer.getvalue())


def upload(browser, course, file):
    return browser.post(page_of(course, "import_topics"), {"file": file})


def test_the_sheet_comes_back_as_it_went(signed_in, staff, course):
    arc = EquipmentKind.objects.create(code="arc", name_th="ตู้เชื่อม")
    taught = content(topic("ก", 15, 300, equipment=(arc,), score_weight=3), topic("ข"))
    services.revise_curriculum(course, content=taught, based_on=1, by=None, at=NOW)
    browser = signed_in(staff)
    sheet = browser.get(page_of(course, "topics_sheet"))
    response = upload(browser, course, SimpleUploadedFile("t.xlsx", sheet.content))
    assert response.status_code == 200
    first, _second = response.context["topics"]
    said = {name: first[name].value() for name in first.fields}
    assert (said["title_th"], said["theory_minutes"], said["practice_minutes"]) == ("ก", "0.25", "5")
    assert (said["score_weight"], said["equipment"]) == (3, ["arc"])
    assert response.context["content"]["based_on"].value() == 2
    assert "These topics were read from your file" in response.content.decode()
    assert course.curricula.count() == 2


def test_a_csv_with_a_title_above_and_thai_digits_is_read(signed_in, staff, course):
    text = "หลักสูตรทดสอบ\n" + ",".join(TITLES) + "\nก,A,๑.๕,๓,,Welding shop,\n"
    response = upload(signed_in(staff), course, SimpleUploadedFile("t.csv", text.encode()))
    (line,) = response.context["topics"]
    assert [line[name].value() for name in ("theory_minutes", "practice_minutes")] == ["1.5", "3"]


def test_every_wrong_cell_is_named_by_row_column_and_value(signed_in, staff, course):
    RoomKindFactory()
    rows = (
        TITLES,
        ["ก", "", 1, 2, 1, "welding", ""],
        ["", "", "สองชั่วโมง", 2, 0.5, "โรงจอดรถ", "ค้อน"],
        ["ค", "", 0, "=1+1", 1, "welding", ""],
        ["ง", "", "1,5", 2, 1, "welding", ""],
    )
    response = upload(signed_in(staff), course, xlsx(*rows))
    assert response.status_code == 422
    found = [(fault.row, fault.column[0], fault.value) for fault in response.context["faults"]]
    assert found == [
        (3, "A", ""),
        (3, "C", "สองชั่วโมง"),
        (3, "F", "โรงจอดรถ"),
        (3, "E", "0.5"),
        (3, "G", "ค้อน"),
        (4, "D", "=…"),
        (5, "C", "1,5"),
    ]
    assert "Write decimals after a point: 87.5." in response.content.decode()
    assert "Known are: โรงฝึกงานเชื่อม" in response.content.decode()
    assert course.curricula.count() == 1


def test_a_missing_column_is_named(signed_in, staff, course):
    response = upload(signed_in(staff), course, xlsx(["หัวข้อวิชา", "ทฤษฎี"], ["ก", 1]))
    columns = [fault.column for fault in response.context["faults"]]
    assert columns == ["ปฏิบัติ (ชั่วโมง)", "ห้องฝึกปฏิบัติ"]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("t.xlsx", b"no zip"), "The content of the file is not what its name"),
        (SimpleUploadedFile("t.pdf", b"%PDF"), "Files of this kind cannot be read"),
        (SimpleUploadedFile("t.csv", (",".join(TITLES) + "\n").encode()), "The file has 0 topics"),
    ],
)
def test_a_file_that_is_none_says_why(file, said, signed_in, staff, course):
    file.seek(0)
    response = upload(signed_in(staff), course, file)
    assert response.status_code == 422
    assert said in response.content.decode()
