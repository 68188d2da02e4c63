"""Every page of training for everyone: own, colleague without the role, stranger, nobody; and what they do."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.agencies import AccountFactory
from tests.factories.training import (
    CurriculumFactory,
    RoomFactory,
    RoomKindFactory,
    RuleSetFactory,
    RunFactory,
    SkillFactory,
    TrainerFactory,
)
from training.enums import Pattern, RunState
from training.models import CourseRun, Room, Trainer

FIRST = date(2026, 12, 1)

pytestmark = pytest.mark.django_db


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


def test_enter_a_room(signed_in, staff, center):
    RoomKindFactory()
    signed_in(staff).post(reverse("new_room"), {"name_th": "ห้อง 1", "kind": "welding", "capacity": 15})
    assert (Room.objects.get().center, Room.objects.get().capacity) == (center, 15)
