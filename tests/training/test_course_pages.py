"""The pages of courses: what a counsellor reads, entering, correcting, two at once, retiring."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from tests.factories.training import CourseFactory, RoomKindFactory, RuleSetFactory, SkillFactory
from tests.training.course_scene import (
    add_course,
    content,
    content_boxes,
    course_boxes,
    lines,
    topic,
    topic_line,
)
from training.entries import CostEntry, WageEntry
from training.enums import CostKind, CostPer, CourseType, WagePer
from training.models import Course, Gear

WAGE = WageEntry(1_000_000, 1_500_000, WagePer.MONTH, "ข้อมูลทดสอบ", date(2026, 1, 1))
MEALS = CostEntry(CostKind.MEALS, CostPer.HEAD, 12_050)


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def words(db):
    return SkillFactory(), RoomKindFactory()


@pytest.fixture
def course(db):
    RuleSetFactory()
    taught = content(topic(theory=180, practice=1620), placement_minutes=2400)
    costs = (MEALS, CostEntry(CostKind.TRAINERS, CostPer.RUN, 900_000))
    facts = {"leads_to": "ช่างเชื่อม\nช่างประกอบ", "wage": WAGE, "costs": costs, "partner_name": "บริษัทตัวอย่าง"}
    return add_course(taught=taught, course_type=CourseType.PRE_EMPLOYMENT, **facts)


def shown(response):
    return " ".join(response.content.decode().split())


def test_a_counselor_reads_who_may_enter_what_is_taught_and_where_it_leads(signed_in, counselor, course):
    page = shown(signed_in(counselor).get(reverse("course", args=[course.pk])))
    for words in (
        "at least 15 years old on the first day",
        "has completed at least: Lower secondary (ม.3)",
        "under 20: with the guardian&#x27;s written consent",
        "(clause 7)",
        "30 hours at the centre",
        "3 of theory, 27 of practice",
        "then 40 hours in a firm",
        "Together with บริษัทตัวอย่าง",
        "<li>ช่างประกอบ</li>",
        "10,000.00 – 15,000.00 baht a month",
        "Source: ข้อมูลทดสอบ",
    ):
        assert words in page, words
    assert "What it costs" not in page
    assert reverse("edit_course", args=[course.pk]) not in page


def test_the_staff_see_what_a_run_costs_with_few_and_with_many(signed_in, staff, course):
    page = shown(signed_in(staff).get(reverse("course", args=[course.pk])))
    assert "A run costs 9,602.50 baht with 5 people and 11,410.00 baht with 20." in page


def test_what_a_curriculum_varies_is_said_to_be_its_own(signed_in, counselor):
    RuleSetFactory()
    course = add_course(taught=content(minimum_age=18))
    page = shown(signed_in(counselor).get(reverse("course", args=[course.pk])))
    assert "at least 18 years old on the first day" in page
    assert "(this curriculum; clause 50)" in page


def entered(**changes):
    data = course_boxes(code="WELD-1") | content_boxes(
        topic_line("ทฤษฎี", "1", "0"), topic_line("ฝึก", "", "5")
    )
    return data | changes


def test_enter_a_course(signed_in, staff, words):
    costs = lines("costs", {"kind": "meals", "satang": "1,120.50", "per": "head", "note": "กลางวัน"})
    wage = {"wage_low": "๙,๐๐๐", "wage_high": "12,000.50", "wage_source": "ทดสอบ", "wage_on": "1 ม.ค. 2569"}
    leads = {"leads_to": "ช่าง\r\n\r\n เจ้าของร้าน ", "leads_to_en": "Craftsman\r\n Shop owner"}
    data = entered(**leads, placement_minutes="7.5", **costs, **wage)
    response = signed_in(staff).post(reverse("new_course"), data)
    course = Course.objects.get()
    assert response.url == reverse("course", args=[course.pk])
    with translation.override("th"):
        assert course.occupations == ["ช่าง", "เจ้าของร้าน"]
    with translation.override("en"):
        assert course.occupations == ["Craftsman", "Shop owner"]
        course.leads_to_en = ""
        assert course.occupations == ["ช่าง", "เจ้าของร้าน"]  # what is not translated is shown as it was written
    assert (course.wage_low, course.wage_high) == (900_000, 1_200_050)
    assert course.costs.get().satang == 112_050
    curriculum = course.curricula.get()
    assert (curriculum.approved_on, curriculum.placement_minutes) == (date(2026, 1, 5), 450)
    times = [(one.theory_minutes, one.practice_minutes) for one in curriculum.topics.all()]
    assert times == [(60, 0), (0, 300)]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"size_minimum": 30}, "The largest class is smaller than the smallest."),
        ({"skills": []}, "This field is required."),
        ({"approved_on": "31 กุมภาพันธ์ 2569"}, "is not in the calendar"),
        ({"topics-0-theory_minutes": "0"}, "Give hours of theory or of practice."),
        ({"topics-0-theory_minutes": "0.001"}, "This is no whole number of minutes"),
        ({"topics-0-title_th": ""}, "This field is required."),
        ({"wage_low": "9000"}, "A wage needs this too."),
        ({"wage_low": "87,5"}, "A comma stands between thousands only, as in 1,234.50."),
        ({"wage_high": "๘๗,๕"}, "Write decimals after a point: 87.5."),
        ({"placement_minutes": "7,5"}, "A comma stands between thousands only"),
        ({"partner_runs": "on"}, "Say who the partner is."),
        ({"minimum_age": "17"}, "18 years and more, without exception (clause 42)"),
        (lines("topics"), "Please submit at least 1 form."),
    ],
)
def test_a_course_with_a_fault_is_not_entered(changes, said, signed_in, staff, words):
    RuleSetFactory()
    response = signed_in(staff).post(reverse("new_course"), entered(**changes))
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not Course.objects.exists()


def test_a_code_in_use_is_said_on_the_form(signed_in, staff, words):
    CourseFactory(code="WELD-1")
    response = signed_in(staff).post(reverse("new_course"), entered())
    assert response.status_code == 422
    assert "The code “WELD-1” is already in use." in response.content.decode()


@pytest.mark.parametrize(
    ("button", "titles"),
    [
        ("topics add", ["ก", "ข", "ค", ""]),
        ("topics remove 1", ["ก", "ค"]),
        ("topics up 2", ["ก", "ค", "ข"]),
        ("topics down 0", ["ข", "ก", "ค"]),
        ("topics up 0", ["ก", "ข", "ค"]),
        ("topics down 2", ["ก", "ข", "ค"]),
        ("topics dance 1", ["ก", "ข", "ค"]),
        ("costs add", ["ก", "ข", "ค"]),
    ],
)
def test_buttons_of_the_lines_keep_what_was_typed_and_save_nothing(button, titles, signed_in, staff, words):
    data = (
        course_boxes(code="W", size_minimum="x") | content_boxes(*map(topic_line, "กขค")) | {"rows": button}
    )
    response = signed_in(staff).post(reverse("new_course"), data)
    assert response.status_code == 200
    topics = response.context["topics"]
    assert [line["title_th"].value() or "" for line in topics] == titles
    assert response.context["form"]["size_minimum"].value() == "x"
    assert response.context["form"]["skills"].value() == ["welding"]
    assert "This field is required." not in response.content.decode()
    assert not Course.objects.exists()


def test_the_form_of_a_course_sent_back_as_it_came_changes_nothing(signed_in, staff, course):
    Gear.objects.create(code="mask", name_th="หน้ากาก")
    browser, page = signed_in(staff), reverse("edit_course", args=[course.pk])
    response = browser.get(page)
    form, costs = response.context["form"], response.context["costs"]
    data = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    data |= lines("costs", *({name: line[name].value() for name in line.fields} for line in costs))
    assert browser.post(page, data).status_code == 302
    course.refresh_from_db()
    assert [cost.satang for cost in course.costs.all()] == [12_050, 900_000]
    assert (course.version, course.wage_low) == (2, 1_000_000)


def test_who_saves_second_sees_the_difference_and_keeps_what_they_typed(signed_in, staff, course, words):
    browser, page = signed_in(staff), reverse("edit_course", args=[course.pk])
    first = course_boxes(course_type="pre_employment", version=1, leads_to="คนแรก")
    second = course_boxes(course_type="pre_employment", version=1, leads_to="คนที่สอง")
    assert browser.post(page, first).status_code == 302
    response = browser.post(page, second)
    assert response.status_code == 409
    rows = [(str(name), was, now) for name, was, now in response.context["differences"]]
    assert rows == [("Occupations it leads to", "คนแรก", "คนที่สอง")]
    assert response.context["form"]["leads_to"].value() == "คนที่สอง"
    again = second | {"version": response.context["form"]["version"].value()}
    assert browser.post(page, again).status_code == 302
    course.refresh_from_db()
    assert course.leads_to == "คนที่สอง"


def test_retire_and_bring_back(signed_in, staff, counselor, course):
    retire, back = (reverse(name, args=[course.pk]) for name in ("retire_course", "bring_back_course"))
    assert signed_in(counselor).post(retire).status_code == 403
    browser = signed_in(staff)
    assert "No new run of this course can be planned." in browser.post(retire, follow=True).content.decode()
    assert (
        "This course is no longer offered"
        in browser.get(reverse("course", args=[course.pk])).content.decode()
    )
    assert browser.get(retire).status_code == 405
    browser.post(back)
    course.refresh_from_db()
    assert course.is_active


# The list ------------------------------------------------------------------------------------------------


def listed(response):
    return [row.code for row in response.context["page"]]


def test_the_list_is_filtered_and_sorted(signed_in, staff):
    gas = SkillFactory(code="gas")
    CourseFactory(code="A", name_th="ฮ", is_active=False)
    CourseFactory(code="B", name_th="ก", skills=[gas], course_type=CourseType.UPGRADE)
    browser, page = signed_in(staff), reverse("courses")
    assert listed(browser.get(page)) == ["A", "B"]
    assert listed(browser.get(page, {"sort": "name"})) == ["B", "A"]
    assert listed(browser.get(page, {"offered": "no"})) == ["A"]
    assert listed(browser.get(page, {"skill": "gas"})) == ["B"]
    assert listed(browser.get(page, {"sort": "nonsense", "course_type": "upgrade"})) == ["B"]


def test_the_list_costs_the_same_queries_with_one_row_and_with_three(signed_in, staff):
    browser, counts = signed_in(staff), []
    for more in (1, 2):
        CourseFactory.create_batch(more)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("courses")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_sheet_holds_what_the_list_shows(signed_in, staff, course):
    CourseFactory(code="Z")
    response = signed_in(staff).get(reverse("courses"), {"format": "xlsx", "words": "W-1"})
    rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.values)
    assert len(rows) == 2
    assert rows[1][0] == "W-1"
    assert "10,000.00 – 15,000.00 baht a month (ข้อมูลทดสอบ, 1 January 2026)" in rows[1]


def test_the_page_of_a_course_costs_the_same_queries_with_more_topics(signed_in, staff, course):
    browser, page, counts = signed_in(staff), reverse("course", args=[course.pk]), []
    for numbers in ((), (2, 3)):
        for number in numbers:
            kind = RoomKindFactory(code=f"room{number}")
            course.curricula.get().topics.create(
                number=number, title_th="ก", theory_minutes=60, room_kind=kind
            )
        with CaptureQueriesContext(connection) as queries:
            browser.get(page)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_word_is_added_once(signed_in, staff, db):
    browser, page = signed_in(staff), reverse("course_words")
    data = {"kind": "gear", "code": "mask", "name_th": "หน้ากาก", "name_en": "Mask"}
    assert browser.post(page, data).status_code == 302
    assert Gear.objects.get(pk="mask").name_en == "Mask"
    again = browser.post(page, data | {"name_th": "อื่น"})
    assert again.status_code == 422
    assert "The code “mask” is already in use." in again.content.decode()
    assert "Mask" in browser.get(page).content.decode()


def test_programs_read_courses_and_versions(signed_in, counselor, course):
    browser = signed_in(counselor)
    (row,) = browser.get(reverse("api-course-list")).json()["results"]
    assert (row["skills"], row["partner"], row["wage_low"]) == (["welding"], "บริษัทตัวอย่าง", 1_000_000)
    (version,) = browser.get(reverse("api-curriculum-list"), {"course__code": "W-1"}).json()["results"]
    assert (version["course"], version["placement_minutes"], version["minutes"]) == ("W-1", 2400, 1800)
    assert version["topics"][0]["score_weight"] == 1
    assert browser.get(reverse("api-curriculum-list"), {"course__code": "X"}).json()["results"] == []
