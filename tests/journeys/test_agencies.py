"""An officer registers an agency by keyboard; a member of two agencies changes over."""

import pytest
from playwright.sync_api import expect

from agencies.models import Agency, Membership, User
from demo.cast import DEMO_PASSWORD

pytestmark = [pytest.mark.journey, pytest.mark.either_database]


def test_a_place_is_typed_and_chosen_with_the_keyboard_alone(province, visit):
    page = visit("officer")
    page.goto("/agencies/new/")
    page.get_by_label("Thai name").fill("ร้านซ่อมรถบ้านธิ")
    page.get_by_label("Kind").select_option("partner")
    page.get_by_label("Subdistrict in which it stands").focus()
    page.keyboard.type("ห้วยยาบ")
    expect(page.get_by_role("radio", name="Huai Yap, Ban Thi, Lamphun")).to_be_visible()
    expect(page.get_by_text("1 place found. Choose it below.")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.get_by_role("button", name="Register the agency").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ร้านซ่อมรถบ้านธิ")
    assert Agency.objects.get(name_th="ร้านซ่อมรถบ้านธิ").place_id == "510702"


def test_a_member_of_two_agencies_changes_over(province, visit):
    _world, cast = province
    school = cast.secondary[0]
    Membership.objects.create(user=User.objects.get(username="staff"), agency=school, role="counselor")
    page = visit()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "staff")
    page.fill("input[name=password]", DEMO_PASSWORD)
    page.press("input[name=password]", "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("For whom do you act?")
    page.get_by_role("button", name=f"Act for {cast.center.name_en}").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Training", exact=True).click()
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Rooms")).to_be_visible()
    page.locator(".user-menu > summary").click()
    page.get_by_role("button", name=school.name_en).click()
    expect(page.locator(".hat-strip")).to_contain_text(school.name_en)
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Rooms")).to_have_count(0)
