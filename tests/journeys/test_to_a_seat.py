"""From the school's list to a seat and a timetable: registered, referred, accepted, matched, offered, scheduled."""

import re

import pytest
from playwright.sync_api import expect

from demo import placing, registry
from demo.files import STYLES, write_list
from demo.people import invent
from demo.placing import Steps
from demo.scale import RunPlan
from enrollment.enums import ReferralState
from enrollment.models import Enrollment, Graduate, MatchRound, Offer, Preference
from enrollment.services import accept_offer, choose
from scheduling.models import Assignment
from tests.journeys.conftest import PHONE, confirm, press
from training.calendar import DAY, monday_of
from training.models import CourseRun
from training.services import confirm_run

pytestmark = pytest.mark.journey
NEXT_TERM = 14 * DAY


def leavers(world, school, count):
    start = monday_of(world.dates.today) + NEXT_TERM
    return [
        invent(world, school, academic_year=2568, interests=(), at_start=start, listed=world.dates.today, eligible=True)
        for _number in range(count)
    ]  # fmt: skip


def register(world, cast, school, count):
    """People who came in by their school's file."""
    people = leavers(world, school, count)
    file = write_list(world, school, people, STYLES[0], faults=False, label="1")
    batches = registry.send([file], cast, day=world.dates.today)
    registry.confirm(batches, day=world.dates.today)
    return registry.people_of(batches)


def test_a_counsellor_refers_a_pupil_on_a_phone(province, visit):
    world, cast = province
    people = register(world, cast, cast.secondary[0], 3)
    page = visit("counselor", viewport=PHONE)
    page.goto("/people/")
    page.get_by_role("link", name=f"Refer {people[0].name_en}").click()
    expect(page.locator("main")).to_contain_text("The data may be passed on")
    page.get_by_label("Note to the agency").fill("ผู้ปกครองเห็นด้วย")
    press(page, "Send the referral")
    referral = people[0].referrals.get()
    assert (referral.state, referral.sent_by, referral.note) == (
        ReferralState.SENT, cast.counselor_of[cast.secondary[0].pk], "ผู้ปกครองเห็นด้วย",
    )  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_staff_import_a_file_and_see_what_is_refused(province, visit, worker):
    world, cast = province
    file = write_list(
        world, cast.center, leavers(world, cast.secondary[0], 5), STYLES[1], faults=True, label="1"
    )
    page = visit("staff")
    page.goto("/imports/new/")
    page.set_input_files("input[type=file]", world.files / file.name)
    press(page, "Upload and check")
    worker(page)
    page.goto("/imports/")
    page.get_by_role("link", name=file.name).click()
    expect(page.locator("main")).to_contain_text("31 กุมภาพันธ์")
    assert Graduate.objects.count() == 0
    press(page, "Enter 5 rows")
    worker(page)
    assert Graduate.objects.count() == 5


def plan_two_runs(world, cast):
    today = world.dates.today
    steps = Steps(today, today, today, today, today, today, today + 7 * DAY, today)
    plans = (RunPlan("SUP-PLUMB"), RunPlan("SUP-BARBER"))
    return placing.plan_runs(world, cast, plans, term=monday_of(today) + NEXT_TERM, steps=steps, series="J")


def typed(day):
    return f"{day.day}/{day.month}/{day.year + 543}"


def test_from_a_referral_to_a_timetable(province, visit, worker):
    world, cast = province
    today = world.dates.today
    people = register(world, cast, cast.secondary[0], 12)
    plumbing, barbering = plan_two_runs(world, cast)
    referrals = registry.refer_people(world, cast, people, share=1, days=(today, today))
    registry.answer_referrals(world, cast, referrals[1:], declined=0, waiting=0)

    staff = visit("staff")
    staff.goto("/referrals/")
    staff.get_by_role("link", name=people[0].name_en).click()
    press(staff, "Accept")
    referrals[0].refresh_from_db()
    assert referrals[0].state == ReferralState.ACCEPTED

    staff.goto("/rounds/new/")
    staff.get_by_label("Name of the round").fill("รอบทดสอบ")
    for run in (plumbing, barbering):
        staff.locator(f"input[name=runs][value='{run.pk}']").check()
    staff.get_by_label("Lists close on").fill(typed(today))
    staff.get_by_label("Offers to be answered by").fill(typed(today + 7 * DAY))
    with staff.expect_navigation():
        staff.locator("main form button").last.click()
    round_ = MatchRound.objects.get()

    counselor = visit("counselor", viewport=PHONE)
    counselor.goto(f"/rounds/{round_.pk}/choices/{people[0].pk}/")
    counselor.locator("select[name=choice_1]").select_option(str(barbering.pk))
    press(counselor, "Save the list")
    assert Preference.objects.get().run == barbering
    for person in people[1:]:
        choose(round_, person, [barbering, plumbing], by=cast.staff, at=round_.created_at)

    staff.goto(f"/rounds/{round_.pk}/")
    confirm(staff, "Close the lists")
    staff.goto(f"/rounds/{round_.pk}/")
    confirm(staff, "Make a proposal")
    worker(staff)
    head = visit("head")
    head.goto(f"/rounds/{round_.pk}/proposal/")
    confirm(head, "Publish and offer the seats")
    assert Offer.objects.count() == 12

    counselor.goto("/offers/")
    with counselor.expect_navigation():
        counselor.get_by_role("button", name=re.compile("Accept")).first.click()
    assert Enrollment.objects.count() == 1
    for offer in Offer.objects.exclude(pk=Enrollment.objects.get().offer_id):
        accept_offer(offer, by=cast.staff, at=offer.offered_at)
    confirm_run(CourseRun.objects.get(pk=barbering.pk), by=cast.head, at=round_.created_at)

    schedule(staff, barbering, worker)


def schedule(staff, run, worker):
    """Make a timetable, publish it, find it in the week."""
    staff.goto("/timetable/plans/new/")
    for box in staff.locator("input[name=runs]").all():
        box.set_checked(box.get_attribute("value") == str(run.pk))
    staff.get_by_label("Quick look").check()
    press(staff, "Make a timetable")
    worker(staff)
    plan = run.plans.get()
    staff.goto(f"/timetable/plans/{plan.pk}/")
    confirm(staff, "Publish")
    assert Assignment.objects.filter(session__run=run).count() == run.sessions.count() > 0
    first = run.sessions.order_by("day").first().day
    staff.goto(f"/timetable/?week={first.isoformat()}")
    expect(staff.locator("main")).to_contain_text(run.code)
