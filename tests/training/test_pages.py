"""Every page of training for everyone: own, colleague without the role, stranger, nobody; and what they do."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.clock import NOW
from tests.factories.agencies import AccountFactory
from tests.factories.training import (
    CourseFactory,
    CurriculumFactory,
    RoomFactory,
    RoomKindFactory,
    RuleSetFactory,
    RunFactory,
    SkillFactory,
    TrainerFactory,
)
from training import services
from training.enums import Pattern, RunState
from training.models import Closure, CourseRun, Room, Trainer, TrainerAbsence

FIRST, LAST = date(2026, 12, 1), date(2026, 12, 29)


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def run(center):
    return RunFactory(center=center)


@pytest.fixture
def trainer(center):
    return TrainerFactory(center=center, user=AccountFactory())


@pytest.fixture
def room(center):
    return RoomFactory(center=center)


def address(name, request):
    """The page's URL; names like "run:run" take the key of the fixture after the colon."""
    url_name, _colon, fixture = name.partition(":")
    return reverse(url_name, args=[request.getfixturevalue(fixture).pk] if fixture else [])


STAFF_ONLY = [
    "trainers",
    "new_trainer",
    "trainer:trainer",
    "qualify_trainer:trainer",
    "rooms",
    "new_room",
    "room:room",
    "center_calendar",
    "new_run",
    "course_words",
    "new_course",
    "edit_course:course",
    "new_curriculum:course",
    "topics_sheet:course",
    "import_topics:course",
]
FOR_MANY = ["courses", "course:course", "compare_curricula:course", "runs", "run:run"]
OF_ONE_CENTER = ["trainer:trainer", "qualify_trainer:trainer", "room:room"]


@pytest.fixture
def course(run):
    return run.course


@pytest.mark.parametrize("name", STAFF_ONLY + FOR_MANY)
def test_pages_of_the_staff(name, request, signed_in, staff):
    assert signed_in(staff).get(address(name, request)).status_code == 200


@pytest.mark.parametrize("name", STAFF_ONLY)
def test_pages_that_a_counselor_may_not_see(name, request, signed_in, counselor):
    assert signed_in(counselor).get(address(name, request)).status_code == 403


@pytest.mark.parametrize("name", FOR_MANY)
@pytest.mark.parametrize("who", ["counselor", "officer"])
def test_courses_and_open_runs_are_no_secret(name, who, request, signed_in):
    assert signed_in(request.getfixturevalue(who)).get(address(name, request)).status_code == 200


@pytest.mark.parametrize("name", FOR_MANY + STAFF_ONLY)
def test_an_account_without_a_role_sees_none_of_it(name, request, signed_in, db):
    assert signed_in(AccountFactory()).get(address(name, request)).status_code == 403


@pytest.mark.parametrize("name", OF_ONE_CENTER)
def test_strangers_do_not_see_what_belongs_to_another_centre(name, request, signed_in, stranger):
    assert signed_in(stranger).get(address(name, request)).status_code == 404


@pytest.mark.parametrize("name", STAFF_ONLY + FOR_MANY)
def test_nobody_is_sent_to_sign_in(name, request, client):
    response = client.get(address(name, request))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_run_that_is_not_open_is_seen_by_its_centre_and_its_trainers_only(
    request, signed_in, staff, stranger, counselor, run, trainer
):
    CourseRun.objects.update(state=RunState.PLANNED)
    page = reverse("run", args=[run.pk])
    run.trainers.add(trainer)
    assert signed_in(staff).get(page).status_code == 200
    assert signed_in(trainer.user).get(page).status_code == 200
    assert signed_in(stranger).get(page).status_code == 404
    assert signed_in(counselor).get(page).status_code == 404


def test_a_stranger_sees_an_open_run_without_its_buttons_and_cannot_change_it(signed_in, stranger, run):
    browser, step = signed_in(stranger), reverse("confirm_run", args=[run.pk])
    assert step not in browser.get(reverse("run", args=[run.pk])).content.decode()
    assert browser.post(step).status_code == 404
    run.refresh_from_db()
    assert run.state == RunState.OPEN


@pytest.mark.parametrize("who", ["counselor", "officer"])
def test_steps_of_a_run_are_for_the_staff(who, request, signed_in, run):
    browser = signed_in(request.getfixturevalue(who))
    assert browser.post(reverse("confirm_run", args=[run.pk])).status_code == 403


def test_a_step_is_not_a_get(signed_in, staff, run):
    assert signed_in(staff).get(reverse("confirm_run", args=[run.pk])).status_code == 405


def test_confirm_a_run(signed_in, staff, run):
    response = signed_in(staff).post(reverse("confirm_run", args=[run.pk]), follow=True)
    run.refresh_from_db()
    assert run.state == RunState.CONFIRMED
    assert "The run is now: Confirmed." in response.content.decode()


def test_a_step_that_is_refused_says_so_on_the_page_it_came_from(signed_in, staff, run):
    page = f"http://testserver{reverse('run', args=[run.pk])}"
    response = signed_in(staff).post(
        reverse("finish_run", args=[run.pk]), headers={"referer": page}, follow=True
    )
    assert "so it cannot become" in response.content.decode()


# Entering ----------------------------------------------------------------------------------------------


def plan(**changes):
    return {
        "code": "W-9",
        "first_day": "1 ธ.ค. 2569",
        "last_day": "29 ธ.ค. 2569",
        "pattern": Pattern.WEEKDAYS,
        "sessions_per_day": 2,
        "trainers_needed": 1,
        "minimum": 5,
        "seats": 20,
        **changes,
    }


def test_plan_a_run(signed_in, staff, center):
    RuleSetFactory()
    course = CurriculumFactory().course
    response = signed_in(staff).post(reverse("new_run"), plan(course=course.pk))
    run = CourseRun.objects.get()
    assert response.url == reverse("run", args=[run.pk])
    assert (run.center, run.first_day, run.sessions.count()) == (center, FIRST, 10)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last_day": "2 ธ.ค. 2569"}, "10 sessions do not fit"),
        ({"seats": 25}, "does not fit this course"),
        ({"last_day": "30 พ.ย. 2569"}, "The last day is before the first."),
        ({"minimum": 21}, "There are fewer seats than this."),
    ],
)
def test_a_run_with_a_fault_is_not_planned(changes, words, signed_in, staff):
    RuleSetFactory()
    course = CurriculumFactory().course
    response = signed_in(staff).post(reverse("new_run"), plan(course=course.pk, **changes))
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not CourseRun.objects.exists()


def test_enter_a_trainer_with_a_qualification(signed_in, staff, center):
    SkillFactory()
    data = {
        "name_th": "ครูสมมติ",
        "kind": "staff",
        "skills": ["welding"],
        "hours_per_day": 6,
        "hours_per_week": 24,
    }
    signed_in(staff).post(reverse("new_trainer"), data)
    trainer = Trainer.objects.get()
    assert (trainer.center, trainer.minutes_per_week) == (center, 1440)
    SkillFactory(code="cook")
    data = {"skill": "cook", "valid_until": "31 ธันวาคม 2569"}
    signed_in(staff).post(reverse("qualify_trainer", args=[trainer.pk]), data)
    assert trainer.skills.get(skill="cook").valid_until == date(2026, 12, 31)


def test_enter_and_remove_an_absence(signed_in, staff, trainer):
    page = reverse("trainer", args=[trainer.pk])
    days = {"first_day": "1 ธ.ค. 2569", "last_day": "2 ธ.ค. 2569"}
    assert signed_in(staff).post(page, days).status_code == 302
    again = signed_in(staff).post(page, days)
    assert again.status_code == 422
    assert "already entered as absent" in again.content.decode()
    absence = TrainerAbsence.objects.get()
    signed_in(staff).post(reverse("remove_absence", args=[absence.pk]))
    assert not TrainerAbsence.objects.exists()


def test_enter_a_room(signed_in, staff, center):
    RoomKindFactory()
    signed_in(staff).post(reverse("new_room"), {"name_th": "ห้อง 1", "kind": "welding", "capacity": 15})
    assert (Room.objects.get().center, Room.objects.get().capacity) == (center, 15)


def test_enter_and_remove_a_closure(signed_in, staff, center):
    data = {"first_day": "1 ธ.ค. 2569", "last_day": "1 ธ.ค. 2569", "reason": "ย้ายอาคาร"}
    signed_in(staff).post(reverse("center_calendar"), data)
    closure = Closure.objects.get()
    assert (closure.center, closure.room) == (center, None)
    signed_in(staff).post(reverse("remove_closure", args=[closure.pk]))
    assert not Closure.objects.exists()


def test_a_closure_that_ends_before_it_begins_is_said_at_its_field(signed_in, staff, center):
    data = {"first_day": "2 ธ.ค. 2569", "last_day": "1 ธ.ค. 2569", "reason": "ย้ายอาคาร"}
    page = reverse("center_calendar")
    answer = signed_in(staff).post(page, data, headers={"Referer": page})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["last_day"])
    assert "ย้ายอาคาร" in answer.content.decode()


def test_a_slip_in_the_year_closes_no_centre_for_ninety_years(signed_in, staff, center):
    data = {"first_day": "1 ธ.ค. 2569", "last_day": "2 ธ.ค. 2659", "reason": "ย้ายอาคาร"}
    answer = signed_in(staff).post(reverse("center_calendar"), data)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["last_day"])
    assert not Closure.objects.exists()


def test_a_room_of_another_centre_cannot_be_closed(signed_in, staff):
    data = {"first_day": "1 ธ.ค. 2569", "last_day": "1 ธ.ค. 2569", "reason": "x", "room": RoomFactory().pk}
    assert signed_in(staff).post(reverse("center_calendar"), data).status_code == 422
    assert not Closure.objects.exists()


def test_absences_and_closures_of_another_centre_are_not_found(signed_in, stranger, trainer, center):
    days = {"first_day": FIRST, "last_day": FIRST, "by": None, "at": NOW}
    absence = services.record_absence(trainer, reason="", **days)
    closure = services.record_closure(center=center, reason="x", **days)
    browser = signed_in(stranger)
    assert browser.post(reverse("remove_absence", args=[absence.pk])).status_code == 404
    assert browser.post(reverse("remove_closure", args=[closure.pk])).status_code == 404
    assert TrainerAbsence.objects.exists()
    assert Closure.objects.exists()


@pytest.mark.parametrize("language", ["en", "th"])
def test_the_calendar_has_the_holidays_of_the_year_asked_for(language, settings, signed_in, staff):
    settings.LANGUAGE_CODE = language
    page = signed_in(staff).get(reverse("center_calendar"), {"year": 2027}).content.decode()
    assert {"en": "Songkran Festival", "th": "วันสงกรานต์"}[language] in page
    assert {"en": "Year 2027", "th": "2570"}[language] in page


def test_a_year_that_nobody_can_mean_is_this_year(signed_in, staff):
    for year in ("9999", "๒๕๖๙", "x"):
        assert signed_in(staff).get(reverse("center_calendar"), {"year": year}).status_code == 200


# Lists -------------------------------------------------------------------------------------------------

LISTS = {
    "courses": lambda center: CourseFactory(),
    "runs": lambda center: RunFactory(center=center),
    "trainers": lambda center: TrainerFactory(center=center),
    "rooms": lambda center: RoomFactory(center=center),
}


@pytest.mark.parametrize("name", LISTS)
def test_lists_ask_as_much_for_three_rows_as_for_one(name, signed_in, staff, center):
    browser = signed_in(staff)
    LISTS[name](center)
    browser.get(reverse(name))
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(reverse(name))
        counts.append(len(queries))
        LISTS[name](center), LISTS[name](center)
    assert counts[0] == counts[1]


def sheet(response):
    rows = openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True)
    return list(rows)


@pytest.mark.parametrize("name", LISTS)
def test_lists_as_a_spreadsheet_have_the_rows_of_the_filter(name, signed_in, staff, center):
    wanted, _other = LISTS[name](center), LISTS[name](center)
    words = getattr(wanted, "code", None) or wanted.name_th
    rows = sheet(signed_in(staff).get(reverse(name), {"format": "xlsx", "words": words}))
    assert len(rows) == 2
    assert words in rows[1]


def test_the_list_of_runs_is_filtered_by_state_and_seats(signed_in, staff, center):
    full = RunFactory(center=center, seats=2, seats_taken=1, seats_offered=1)
    free = RunFactory(center=center, state=RunState.CONFIRMED)
    for query, found in [
        ({"seats": "full"}, full),
        ({"seats": "free"}, free),
        ({"state": "confirmed"}, free),
    ]:
        rows = sheet(signed_in(staff).get(reverse("runs"), query | {"format": "xlsx"}))
        assert [row[0] for row in rows[1:]] == [found.code]


def test_counselors_find_only_open_runs(signed_in, counselor, center):
    shown = RunFactory(center=center)
    RunFactory(center=center, state=RunState.PLANNED)
    rows = sheet(signed_in(counselor).get(reverse("runs"), {"format": "xlsx"}))
    assert [row[0] for row in rows[1:]] == [shown.code]


def test_trainers_are_found_by_what_they_may_teach(signed_in, staff, center):
    cook = TrainerFactory(center=center, skills=[SkillFactory(code="cook"), SkillFactory()])
    TrainerFactory(center=center)
    rows = sheet(signed_in(staff).get(reverse("trainers"), {"skill": "cook", "format": "xlsx"}))
    assert [row[0] for row in rows[1:]] == [cook.name_th]


@pytest.mark.parametrize("name", LISTS)
def test_empty_lists_say_what_to_do_next(name, signed_in, staff):
    assert 'class="empty"' in signed_in(staff).get(reverse(name)).content.decode()
