"""Pages of planning and steps of runs, and the list: for everyone, and what they do."""

from datetime import date

import pytest
from django.urls import reverse

from agencies.enums import Role
from tests.clock import NOW
from tests.conftest import account_of
from tests.factories.agencies import AccountFactory, SchoolFactory
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import (
    CourseFactory,
    CurriculumFactory,
    RuleSetFactory,
    RunFactory,
)
from training import services
from training.enums import ReserveGroup, RunState
from training.models import CourseRun
from training.services import ReserveEntry

OWN_PAGES = ["edit_run", "reserves", "announce_run", "unannounce_run", "reopen_run", "orientations"]
OWN_PAGES.append("change_sizes")


@pytest.fixture(autouse=True)
def in_english(settings, db):
    settings.LANGUAGE_CODE = "en"
    RuleSetFactory()


@pytest.fixture
def run(center):
    return RunFactory(center=center, state=RunState.PLANNED, curriculum__topics=[(180, 0)])


@pytest.mark.parametrize("name", OWN_PAGES)
def test_who_sees_the_pages_of_planning(name, run, client, signed_in, staff, counselor, stranger):
    page = reverse(name, args=[run.pk])
    assert signed_in(staff).get(page).status_code == 200
    assert signed_in(counselor).get(page).status_code == 403
    assert signed_in(stranger).get(page).status_code == 404
    assert client.get(page).status_code == 302


def test_counselors_officers_and_trainees_read_an_announced_run_without_buttons(
    run, signed_in, staff, counselor, officer
):
    trainee = AccountFactory()
    GraduateFactory(user=trainee)
    page = reverse("run", args=[run.pk])
    readers = [counselor, officer, trainee]
    assert [signed_in(user).get(page).status_code for user in readers] == [404, 404, 404]
    services.reserve_seats(run, [ReserveEntry(2, ReserveGroup.POVERTY)], by=staff, at=NOW)
    services.announce_run(run, applications_from=date(2026, 11, 25), by=staff, at=NOW)
    for user in readers:
        shown = signed_in(user).get(page).text
        assert "People can apply from 25 November 2026" in shown
        assert "People from poor households: 2 seats" in shown
        assert reverse("call_off", args=[run.pk]) not in shown
        assert reverse("run_next", args=[run.pk]) not in shown
        assert run.code in signed_in(user).get(reverse("runs")).text
    assert signed_in(AccountFactory()).get(page).status_code == 403


def entered(taught, **changes):
    facts = {
        "course": taught.pk,
        "first_day": "1/12/2569",
        "last_day": "4/12/2569",
        "pattern": "weekdays",
        "sessions_per_day": 2,
        "trainers_needed": 1,
        "minimum": 5,
        "seats": 10,
    }
    return {**facts, **changes}


def test_a_run_planned_on_the_page_takes_the_next_free_code_and_keeps_money_in_satang(
    signed_in, staff, center
):
    course = CurriculumFactory(topics=[(180, 0)], course=CourseFactory(code="WELD")).course
    said = entered(course, beds=3, budget="1500.50", budget_line="งบ ก", address="วัดป่า")
    answer = signed_in(staff).post(reverse("new_run"), said)
    row = CourseRun.objects.get()
    assert answer.url == reverse("run", args=[row.pk])
    assert (row.code, row.beds, row.budget, row.place) == ("WELD-1/2570", 3, 150_050, "วัดป่า")
    assert "1,500.50" in signed_in(staff).get(answer.url).text


def test_the_ground_of_clause_62_is_asked_for_on_the_form(signed_in, staff, center):
    course = CurriculumFactory(topics=[(180, 0)]).course
    school = SchoolFactory(place=center.place)
    school.provinces.set(center.provinces.all())
    said = entered(course, held_for=school.pk)
    answer = signed_in(staff).post(reverse("new_run"), said)
    assert answer.status_code == 422
    assert "clause 62" in answer.text
    signed_in(staff).post(reverse("new_run"), said | {"other_ground": "คำสั่งที่ 5"})
    assert CourseRun.objects.get().held_for == school


def test_a_run_like_another_copies_its_plan_and_reserves(signed_in, staff, run):
    services.reserve_seats(run, [ReserveEntry(2, ReserveGroup.POVERTY)], by=staff, at=NOW)
    page = reverse("new_run") + f"?like={run.pk}"
    form = signed_in(staff).get(page).context["form"]
    assert (form.initial["course"], form.initial["seats"], form.initial["code"]) == (
        run.course,
        run.seats,
        "",
    )
    signed_in(staff).post(page, entered(run.course, first_day="4/1/2570", last_day="8/1/2570"))
    copy = CourseRun.objects.exclude(pk=run.pk).get()
    assert [(row.group, row.seats) for row in copy.reserves.all()] == [("poverty", 2)]


def test_a_run_of_another_centre_is_not_copied(signed_in, stranger, run):
    assert signed_in(stranger).get(reverse("new_run") + f"?like={run.pk}").context["like"] is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "The days have room"),
        ({"last_day": "1/12/2569", "pattern": "weekends"}, "The days are too few"),
        ({"course": ""}, "Choose a course and days"),
        ({"last_day": "1/11/2569"}, "Choose a course and days"),
    ],
)
def test_the_form_is_checked_while_it_is_filled_in_and_nothing_is_kept(signed_in, staff, run, changes, said):
    answer = signed_in(staff).post(reverse("check_run"), entered(run.course, **changes))
    assert said in answer.text
    assert CourseRun.objects.get() == run


def test_a_planned_run_is_changed_on_its_page_and_an_announced_one_is_not(signed_in, staff, run):
    page = reverse("edit_run", args=[run.pk])
    said = entered(run.course, code=run.code, seats=8)
    assert signed_in(staff).post(page, said).url == reverse("run", args=[run.pk])
    run.refresh_from_db()
    assert run.seats == 8
    services.open_run(run, by=staff, at=NOW)
    signed_in(staff).post(page, said | {"seats": 9})
    run.refresh_from_db()
    assert run.seats == 8


def lines(*rows):
    said = {"reserves-TOTAL_FORMS": len(rows), "reserves-INITIAL_FORMS": 0}
    for number, (group, school, seats) in enumerate(rows):
        said |= {f"reserves-{number}-{name}": value for name, value in
                 (("group", group), ("school", school), ("seats", seats))}  # fmt: skip
    return said


def test_seats_are_kept_back_line_by_line(signed_in, staff, run):
    page = reverse("reserves", args=[run.pk])
    answer = signed_in(staff).post(page, lines(("poverty", "", 2), ("", "", ""), ("left_early", "", 1)))
    assert answer.url == reverse("run", args=[run.pk])
    assert [(row.number, row.key, row.seats) for row in run.reserves.all()] == [
        (1, "poverty", 2),
        (2, "left_early", 1),
    ]
    for wrong in (("poverty", "", ""), ("", "", 3), ("poverty", "", 99)):
        assert signed_in(staff).post(page, lines(wrong)).status_code == 422
    CourseRun.objects.update(state=RunState.ANNOUNCED)
    answer = signed_in(staff).post(page, lines(("poverty", "", 1)), follow=True)  # a page left open
    assert "the seats kept back stand in the order published" in answer.text
    assert run.reserves.count() == 2


def test_announced_and_taken_back_on_the_page(signed_in, staff, run):
    signed_in(staff).post(reverse("announce_run", args=[run.pk]), {"applications_from": "25/11/2569"})
    run.refresh_from_db()
    assert run.state == RunState.ANNOUNCED
    late = {"applications_from": "25/12/2569"}
    assert signed_in(staff).post(reverse("announce_run", args=[run.pk]), late).status_code == 422
    back = reverse("unannounce_run", args=[run.pk])
    assert signed_in(staff).post(back, {"reason": ""}).status_code == 422
    signed_in(staff).post(back, {"reason": "ครูย้าย"})
    run.refresh_from_db()
    assert run.state == RunState.PLANNED


def test_an_orientation_is_recorded_on_the_page(signed_in, staff, run):
    CourseRun.objects.update(state=RunState.RUNNING)
    page = reverse("orientations", args=[run.pk])
    said = {"part": "start", "held_on": "20/11/2569", "held_by": "นายสมมติ"}
    assert signed_in(staff).post(page, said).url == page
    assert "20 November 2026, by นายสมมติ" in signed_in(staff).get(page).text
    assert signed_in(staff).post(page, said | {"held_on": "20/11/2600"}).status_code == 422


@pytest.mark.parametrize(
    ("asked", "codes"),
    [
        ({}, ["B", "A", "C"]),
        ({"sort": "soonest"}, ["A", "C", "B"]),
        ({"sort": "code"}, ["A", "B", "C"]),
        ({"month": "2027-01"}, ["B"]),
        ({"month": "2026-12"}, ["A", "C"]),
        ({"state": "open"}, ["B", "C"]),
        ({"words": "a"}, ["A"]),
    ],
)
def test_the_list_is_searched_and_sorted(signed_in, staff, center, asked, codes):
    curriculum = CurriculumFactory(course=CourseFactory(name_th="งาน", name_en="Work"))
    facts = {"center": center, "curriculum": curriculum}
    RunFactory(code="A", state=RunState.PLANNED, **facts)
    RunFactory(code="B", first_day=date(2027, 1, 4), last_day=date(2027, 1, 29), **facts)
    RunFactory(code="C", **facts)
    if "words" in asked:
        CourseFactory._meta.model.objects.update(name_en="", name_th="งาน", code="ง")
    page = signed_in(staff).get(reverse("runs"), asked).context["page"]
    assert [run.code for run in page] == codes


def test_the_list_is_filtered_by_course_and_centre(signed_in, staff, center):
    mine, far = RunFactory(center=center), RunFactory()
    get = signed_in(staff).get
    assert get(reverse("runs"), {"course": mine.course_id}).context["page"].rows == [mine]
    assert get(reverse("runs"), {"center": far.center_id}).context["page"].rows == [far]


def test_programs_read_where_a_run_is_held_and_for_whom_seats_are_kept(signed_in, staff, run):
    services.reserve_seats(run, [ReserveEntry(2, ReserveGroup.POVERTY)], by=staff, at=NOW)
    (row,) = signed_in(account_of(run.center, Role.STAFF)).get("/api/v1/runs/").json()["results"]
    assert row["reserves"] == [{"number": 1, "whose": "poverty", "seats": 2}]
    assert (row["place"], row["center"]) == (run.center.name_en, run.center.name_th)


def test_seats_are_changed_on_a_page_with_a_reason(run, signed_in, staff):
    CourseRun.objects.update(state=RunState.OPEN, seats_taken=3)
    browser, page = signed_in(staff), reverse("change_sizes", args=[run.pk])
    assert f'href="{page}"' in browser.get(reverse("run", args=[run.pk])).text
    refused = browser.post(page, {"seats": 2, "minimum": 2, "reason": "x"})
    assert refused.status_code == 422
    assert "3 seats are taken or held by open offers." in refused.text
    assert browser.post(page, {"seats": 12, "minimum": 4}).status_code == 422
    assert browser.post(page, {"seats": 12, "minimum": 4, "reason": "x"}).status_code == 302
    assert CourseRun.objects.filter(seats=12, minimum=4).exists()
