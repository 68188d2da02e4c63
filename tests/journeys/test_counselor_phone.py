"""A counsellor refers a pupil on a phone: taps and fields are counted."""

import re

import pytest
from playwright.sync_api import expect

from enrollment.models import PlannedPath, Referral, SchoolReport
from enrollment.queries.rosters import class_year
from tests.factories.enrollment import GraduateFactory
from tests.journeys.conftest import PHONE, press

pytestmark = [pytest.mark.journey, pytest.mark.either_database]
MOST_FIELDS, MOST_TAPS = 8, 2
TAPS = """() => {
  const count = () => sessionStorage.setItem("taps", Number(sessionStorage.getItem("taps")) + 1);
  addEventListener("click", (event) => event.isTrusted && count(), true);
}"""


@pytest.fixture
def school_class(province):
    """Three pupils of the first school's class, who must go nowhere else than where the memorandum leads."""
    world, cast = province
    school, year = cast.secondary[0], class_year(world.dates.today)
    facts = {"school": school, "academic_year": year, "place": school.place, "phone": "000-123-4567"}
    return [GraduateFactory(given_name=name, **facts) for name in ("กานดา", "ชลธิชา", "ธนวัฒน์")]


@pytest.fixture
def phone(school_class, visit):
    page = visit("counselor", viewport=PHONE)
    page.add_init_script(f"({TAPS})()")
    return page


def taps(page):
    return int(page.evaluate("sessionStorage.getItem('taps')") or 0)


def fields(page):
    """What a person could fill in: a group of choices is one field."""
    return page.evaluate(
        """() => new Set([...document.querySelector("form[data-draft]").elements]
          .filter((one) => one.name && one.type !== "hidden" && one.type !== "submit").map((one) => one.name)).size"""
    )


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_two_taps_refer_a_known_pupil(phone, school_class):
    phone.goto("/")
    expect(phone.get_by_role("link", name="3 No plan yet")).to_be_visible()
    phone.locator(".roster a", has_text="กานดา").click()
    phone.wait_for_url(f"**/roster/{school_class[0].pk}/")
    before = taps(phone)
    phone.get_by_role("link", name="Refer", exact=True).click()
    phone.wait_for_url("**/refer/")
    assert fields(phone) <= MOST_FIELDS
    assert fits(phone)
    phone.get_by_role("button", name="Send the referral").click()
    expect(phone.get_by_text("was referred to")).to_be_visible()
    assert taps(phone) - before == MOST_TAPS
    referral = Referral.objects.get()
    assert (referral.graduate, referral.state) == (school_class[0], "sent")
    phone.goto("/")
    expect(phone.locator(".roster li", has_text="กานดา")).to_contain_text("answer due by")


def test_one_tap_says_that_a_pupil_goes_on_studying(phone, school_class):
    phone.goto(f"/roster/{school_class[0].pk}/")
    phone.get_by_role("button", name="Continues studying").click()
    expect(phone.get_by_text("goes on studying.")).to_be_visible()
    assert PlannedPath.objects.get().graduate == school_class[0]
    sent = []
    phone.on("request", lambda request: request.method == "POST" and sent.append(request.url))
    phone.get_by_role("button", name="Take back").dblclick(delay=40)  # a thumb that trembles
    expect(phone.get_by_role("link", name="Refer", exact=True)).to_be_visible()
    assert len(sent) == 1


def test_several_are_marked_and_referred_at_once(phone, school_class):
    phone.goto("/roster/")
    expect(phone.get_by_role("button", name="Refer those marked")).to_be_hidden()
    for pupil in school_class[:2]:
        phone.get_by_role("checkbox", name=f"Mark {pupil.full_name}").check()
    press(phone, "Refer those marked")
    press(phone, "Send the referrals")
    expect(phone.get_by_text("2 people were referred")).to_be_visible()
    assert Referral.objects.count() == 2


def test_a_class_is_reported(phone, school_class):
    phone.goto("/")
    phone.get_by_role("link", name=re.compile("^Report the class of")).click()
    for label, number in (("Finished ม.3", "60"), ("Of these, go on studying", "57")):
        phone.get_by_label(label).fill(number)
    phone.get_by_label("Do not go on studying").fill("3")
    phone.get_by_role("button", name="Report as done").click()
    expect(phone.get_by_text("Reported. The area office sees it.")).to_be_visible()
    assert fits(phone)
    report = SchoolReport.objects.get()
    assert (report.finished, report.continuing, report.state) == (60, 57, "done")
