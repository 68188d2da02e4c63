"""From the last session to a genuine certificate: attendance, scores, results, the paper, its check."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from agencies.services import note_own_password
from certificates.models import Certificate
from demo import learning, placing, registry, timetable
from demo.cast import DEMO_PASSWORD
from demo.dates import moment
from demo.placing import Steps
from demo.scale import RunPlan
from enrollment.models import Assessment, Attendance, Completion
from enrollment.services import give_trainee_account
from tests.journeys.conftest import confirm, press
from training.calendar import DAY
from training.models import CourseRun

pytestmark = pytest.mark.journey


def trained(world, cast):
    """A run of tailoring whose sessions are over; those of its last day wait for the attendance list."""
    world.scale = replace(world.scale, past_runs=(RunPlan("SUP-WEAVE"),), finished=10)
    before = world.dates.before_past_term
    steps = Steps(
        before(32), before(29), before(28), before(18), before(17), before(13), before(12), before(11)
    )
    batches = registry.send(registry.list_finished_cohort(world, cast), cast, day=before(35))
    registry.confirm(batches, day=before(35))
    people = registry.people_of(batches)
    referrals = registry.refer_people(world, cast, people, share=1, days=(before(34), before(33)))
    accepted = registry.answer_referrals(world, cast, referrals, declined=0, waiting=0)
    runs = placing.plan_runs(
        world, cast, world.scale.past_runs, term=world.dates.past_term, steps=steps, series="A"
    )
    round_ = placing.match(world, cast, accepted, runs, name="รอบที่ 1", steps=steps)
    placing.answer_offers(world, cast, round_, declined=0, waiting=0, steps=steps)
    confirmed = placing.settle(cast, round_, steps=steps)
    timetable.schedule(world, cast, confirmed, day=before(10))
    (run,) = placing.begin(cast, confirmed, until=world.dates.past_term + 7 * DAY)
    last = run.sessions.order_by("-day").first().day
    learning.attend(world, cast, run, until=last, in_trouble=0)
    return run, last


def test_from_the_last_session_to_a_genuine_certificate(province, visit, worker):
    world, cast = province
    run, last = trained(world, cast)
    trainer = visit("trainer")
    take_last_attendance(trainer, run, last)
    enter_all_scores(trainer, run)

    staff = visit("staff")
    staff.goto(f"/runs/{run.pk}/")
    confirm(staff, "Finish")
    staff.goto(f"/runs/{run.pk}/results/")
    confirm(staff, "Confirm all 10 decided results")
    assert Completion.objects.filter(result="certificate").count() == 10
    staff.goto(f"/runs/{run.pk}/certificates/")
    staff.get_by_role("link", name="See what would be printed").click()
    confirm(staff, "Ask for approval")
    head = visit("head")
    head.goto(staff.url)
    confirm(head, "Approve and issue")
    worker(head)
    assert Certificate.objects.count() == 10

    seat = run.enrollments.first()
    at = moment(world.dates.today)
    account = give_trainee_account(
        seat.graduate, username="trainee", password=DEMO_PASSWORD, by=cast.staff, at=at
    )
    note_own_password(account, at=at)
    trainee = visit("trainee")
    with trainee.expect_download() as download:
        trainee.get_by_role("link", name="Download the certificate").click()
    assert download.value.path().read_bytes().startswith(b"%PDF")

    certificate = seat.completion.certificates.get()
    anyone = visit()
    anyone.goto(f"/C/{certificate.code}")
    expect(anyone.locator("h1")).to_contain_text("This certificate is valid")
    expect(anyone.locator("main")).to_contain_text(certificate.number)
    anyone.goto("/C/" + "A" * 26)
    expect(anyone.locator("h1")).to_contain_text("No such certificate")


def take_last_attendance(page, run, last):
    for session in run.sessions.filter(day=last):
        page.goto(f"/sessions/{session.pk}/attendance/")
        page.get_by_role("button", name="Save attendance").click()  # sent by the page's script: it stays
        expect(page.get_by_text("All marks are saved.")).to_be_visible()
        assert Attendance.objects.filter(session=session).count() == 10


def enter_all_scores(page, run):
    for topic in run.curriculum.topics.all():
        page.goto(f"/runs/{run.pk}/scores/{topic.number}/")
        for box in page.locator("main input[name$=theory], main input[name$=practice]").all():
            box.fill("81")
        press(page, "Save scores")
    assert (
        Assessment.objects.filter(enrollment__run=run).count()
        == 10 * CourseRun.objects.get(pk=run.pk).curriculum.topics.count()
    )
