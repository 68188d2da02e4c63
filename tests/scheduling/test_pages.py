"""Every page of scheduling for everyone, and what it does."""

import pytest
from django.urls import reverse

from core.models import Job
from scheduling.models import Assignment, Plan
from scheduling.tasks import compute_plan
from tests.clock import NOW
from tests.factories.agencies import AccountFactory
from tests.factories.training import TrainerFactory
from tests.scheduling.scene import (
    FRIDAY,
    MONDAY,
    WEEK,
    address,
    open_welding,
    published,
    small_center,
    solved,
)
from training.calendar import DAY
from training.models import CourseRun, Trainer
from training.services import record_closure

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def trainer(center):
    small_center(center)
    Trainer.objects.update(user=AccountFactory())
    return Trainer.objects.get()


@pytest.fixture
def run(center, trainer):
    run = open_welding(center)
    published(center, [run])
    return run


@pytest.fixture
def session(run):
    return run.sessions.order_by("number").last()


@pytest.fixture
def proposal(center, run):
    return solved(center, [open_welding(center, "W-2")])


@pytest.fixture
def room(run):
    return Assignment.objects.filter(session__run=run).first().room


FOR_STAFF = ["timetable", "plans", "new_plan", "sessions"]
OF_ONE_CENTER = [
    "plan:proposal",
    "move_session:session",
    "trainer_week:trainer",
    "room_week:room",
    "run_timetable:run",
]
CHANGES = ["publish_plan:proposal", "discard_plan:proposal", "unlock_session:session"]


@pytest.mark.parametrize("name", FOR_STAFF + OF_ONE_CENTER)
def test_pages_of_the_staff(name, request, signed_in, staff):
    assert signed_in(staff).get(address(name, request)).status_code == 200


@pytest.mark.parametrize("name", FOR_STAFF + OF_ONE_CENTER)
@pytest.mark.parametrize("who", ["counselor", "officer"])
def test_pages_that_others_may_not_see(name, who, request, signed_in):
    assert signed_in(request.getfixturevalue(who)).get(address(name, request)).status_code == 403


@pytest.mark.parametrize("name", OF_ONE_CENTER)
def test_strangers_find_nothing_of_another_centre(name, request, signed_in, stranger):
    assert signed_in(stranger).get(address(name, request)).status_code == 404


@pytest.mark.parametrize("name", [*FOR_STAFF, *OF_ONE_CENTER, "my_timetable"])
def test_nobody_is_sent_to_sign_in(name, request, client):
    response = client.get(address(name, request))
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize(("who", "status"), [("stranger", 404), ("counselor", 403)])
def test_changes_by_others(name, who, status, request, signed_in):
    browser = signed_in(request.getfixturevalue(who))
    assert browser.post(address(name, request)).status_code == status


@pytest.mark.parametrize("name", CHANGES)
def test_changes_are_no_get(name, request, signed_in, staff):
    assert signed_in(staff).get(address(name, request)).status_code == 405


def test_strangers_see_their_own_empty_week(run, signed_in, stranger):
    page = signed_in(stranger).get(reverse("timetable"), WEEK).content.decode()
    assert run.code not in page


# The trainer -------------------------------------------------------------------------------------------


def test_a_trainer_sees_the_own_week_and_run_but_not_the_centres(signed_in, run, trainer):
    browser = signed_in(trainer.user)
    assert run.code in browser.get(reverse("my_timetable"), WEEK).content.decode()
    page = browser.get(reverse("run_timetable", args=[run.pk])).content.decode()
    assert "Basic welding" in page
    assert reverse("move_session", args=[run.sessions.first().pk]) not in page
    assert browser.get(reverse("timetable")).status_code == 403


def test_a_trainer_does_not_see_the_weeks_of_others(signed_in, center, run):
    other = TrainerFactory(center=center, user=AccountFactory())
    browser = signed_in(other.user)
    assert run.code not in browser.get(reverse("my_timetable"), WEEK).content.decode()
    assert browser.get(reverse("run_timetable", args=[run.pk])).status_code == 404


def test_only_trainers_have_a_timetable_of_their_own(signed_in, staff):
    assert signed_in(staff).get(reverse("my_timetable")).status_code == 403


# From runs to a timetable ------------------------------------------------------------------------------


def test_runs_without_days_are_chosen_already(signed_in, staff, center, run):
    waiting = open_welding(center, "W-2")
    page = signed_in(staff).get(reverse("new_plan"))
    assert page.context["form"]["runs"].value() == [waiting.pk]
    assert {choice.instance for choice, _label in page.context["form"].fields["runs"].choices} == {
        run,
        waiting,
    }


def test_from_one_click_to_the_published_timetable(signed_in, staff, center, trainer):
    run = open_welding(center)
    browser = signed_in(staff)
    asked = browser.post(reverse("new_plan"), {"runs": [run.pk], "seconds": 5})
    job = Job.objects.get()
    assert asked.url == reverse("job", args=[job.pk])
    plan = Plan.objects.get()
    assert "The worker is computing" in browser.get(reverse("plan", args=[plan.pk])).content.decode()
    compute_plan.func(job_id=job.pk, plan_id=plan.pk)
    page = browser.get(job_result(job)).content.decode()
    assert "The best timetable possible" in page
    assert "No timetable can be better." in page
    assert run.code in page
    assert not Assignment.objects.exists()
    response = browser.post(reverse("publish_plan", args=[plan.pk]))
    assert response.url == reverse("timetable")
    assert Assignment.objects.count() == 3
    assert run.code in browser.get(reverse("timetable"), WEEK).content.decode()


def job_result(job):
    job.refresh_from_db()
    assert job.state == "done"
    return job.result_url


def test_a_plan_without_runs_is_not_asked_for(signed_in, staff, center, trainer):
    open_welding(center)
    response = signed_in(staff).post(reverse("new_plan"), {"seconds": 5})
    assert response.status_code == 422
    assert "Choose at least one run." in response.content.decode()


def test_runs_of_another_centre_cannot_be_chosen(signed_in, stranger, run):
    assert signed_in(stranger).post(reverse("new_plan"), {"runs": [run.pk], "seconds": 5}).status_code == 422
    assert Plan.objects.count() == 1


def test_a_proposal_says_what_was_left_out_and_why(signed_in, staff, center):
    small_center(center, trainers=0)
    plan = solved(center, [open_welding(center)])
    page = signed_in(staff).get(reverse("plan", args=[plan.pk])).content.decode()
    assert "It has no legal place, even if no other run were there." in page
    assert "the number of trainers qualified for “Welding”" in page
    assert reverse("publish_plan", args=[plan.pk]) not in page


@pytest.mark.parametrize("by", ["room", "trainer", "run", "nonsense"])
def test_the_week_of_a_proposal_is_arranged_as_asked(by, signed_in, staff, proposal, trainer, room):
    page = signed_in(staff).get(reverse("plan", args=[proposal.pk]), {"by": by})
    row = {"trainer": str(trainer), "run": "W-2"}.get(by, str(room))
    assert row in page.context["rows"]


def test_a_proposal_says_how_many_booked_sessions_change(signed_in, staff, center, run, proposal):
    """Booked are Monday morning and afternoon and Tuesday morning, and Tuesday is closed."""
    browser, says = signed_in(staff), "Booked sessions that change"
    assert says not in browser.get(reverse("plan", args=[proposal.pk])).content.decode()
    tuesday = MONDAY + DAY
    record_closure(center=center, first_day=tuesday, last_day=tuesday, reason="x", by=None, at=NOW)
    again = browser.get(reverse("plan", args=[solved(center, [run]).pk]))
    assert again.context["changed"] == 1
    assert says in again.content.decode()


def test_discard_a_proposal(signed_in, staff, proposal):
    signed_in(staff).post(reverse("discard_plan", args=[proposal.pk]))
    proposal.refresh_from_db()
    assert proposal.state == "discarded"


def test_publishing_a_stale_proposal_says_what_to_do(signed_in, staff, proposal):
    CourseRun.objects.filter(code="W-2").update(last_day=FRIDAY - DAY)
    page = f"http://testserver{reverse('plan', args=[proposal.pk])}"
    response = signed_in(staff).post(
        reverse("publish_plan", args=[proposal.pk]), headers={"referer": page}, follow=True
    )
    assert "Make a new timetable" in response.content.decode()


# Weeks -------------------------------------------------------------------------------------------------
