"""A trainer marks a class without a connection: the list opens again, what is marked goes off once, and two phones that
disagree are asked."""

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from agencies.enums import Role
from enrollment.enums import Mark
from enrollment.marks import MarkEntry
from enrollment.models import Attendance, AttendanceChange
from enrollment.services import mark_attendance
from tests.conftest import account_of
from tests.enrollment.class_scene import A_DAY, a_class, until_today
from tests.factories.agencies import CenterFactory
from tests.journeys.conftest import PHONE, sign_in

pytestmark = [pytest.mark.journey, pytest.mark.either_database]
WAITS = "Kept on this phone, not sent yet"


@pytest.fixture
def session(transactional_db, settings):
    """Today's, of a class of three; its list is taken whenever the test runs."""
    settings.PRESENCE_OPENS_MINUTES = A_DAY
    session = until_today(a_class(CenterFactory(), 3, topics=[(180, 180)])).sessions.order_by("number").last()
    for name in ("trainer", "colleague"):
        user = account_of(session.run.center, Role.STAFF, username=name, first_name=name)
        user.set_password("lamphun-demo-2569")
        user.save()
    return session


@pytest.fixture
def seats(session):
    return list(session.run.enrollments.order_by("seat_number"))


@pytest.fixture
def phone(visit, session):
    page = visit("trainer", viewport=PHONE)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    return opened(page, session)


def opened(page, session):
    page.goto(f"/sessions/{session.pk}/attendance/")
    ready(page)
    return page


def ready(page):
    page.wait_for_selector("html[data-marks-ready]")


def line(page, seat):
    return page.locator(f"[data-seat='{seat.pk}']")


def tap(page, seat, mark):
    line(page, seat).locator("label", has=page.locator(f"[value={mark}]")).click()


def save(page):
    page.get_by_role("button", name="Save attendance").click()


def test_marked_without_a_connection_reloaded_and_sent_once(phone, session, seats):
    phone.context.set_offline(True)
    tap(phone, seats[0], "absent")
    tap(phone, seats[1], "late")
    line(phone, seats[1]).locator("[name$=-late]").fill("20")
    line(phone, seats[1]).locator("[name$=-late]").blur()
    phone.wait_for_timeout(300)  # the list is kept as it changes
    phone.reload()
    ready(phone)
    expect(line(phone, seats[0]).locator("[value=absent]")).to_be_checked()  # what was tapped is still tapped
    expect(line(phone, seats[1]).locator("[name$=-late]")).to_have_value("20")
    save(phone)
    expect(phone.get_by_text(WAITS)).to_have_count(3)
    assert Attendance.objects.count() == 0
    phone.reload()
    ready(phone)
    expect(phone.get_by_text(WAITS)).to_have_count(3)
    names = phone.evaluate(
        "indexedDB.databases().then(() => new Promise((done) => { const r = indexedDB.open('drafts'); r.onsuccess = () => {"
        "const q = r.result.transaction('kept').objectStore('kept').getAll(); q.onsuccess = () => { r.result.close();"
        "done(q.result.map((row) => new TextDecoder('latin1').decode(row.body)).join()); } } }))"
    )
    assert seats[0].graduate.given_name.encode().decode("latin1") not in names
    phone.context.set_offline(False)
    expect(line(phone, seats[1]).get_by_text("20 min late")).to_be_visible()
    expect(phone.get_by_text(WAITS)).to_have_count(0)
    found = Attendance.objects.order_by("enrollment__seat_number").values_list("mark", "minutes", "source")
    assert list(found) == [("absent", 0, "device"), ("late", 160, "device"), ("present", 180, "device")]
    opened(phone, session)
    save(phone)
    expect(phone.get_by_text("All marks are saved.")).to_be_visible()
    assert (Attendance.objects.count(), AttendanceChange.objects.count()) == (3, 0)


def test_two_phones_that_disagree_are_shown_both(phone, session, seats):
    colleague = type(session.run.center.memberships.first().user).objects.get(username="colleague")
    phone.context.set_offline(True)
    save(phone)
    expect(phone.get_by_text(WAITS)).to_have_count(3)
    other = [MarkEntry(seats[0].pk, Mark.ABSENT)]
    mark_attendance(session, other, by=colleague, at=timezone.localtime())
    phone.context.set_offline(False)
    box = line(phone, seats[0])
    expect(box.get_by_text("Somebody marked otherwise meanwhile")).to_be_visible()
    expect(box).to_contain_text("Absent (colleague")
    assert Attendance.objects.get(enrollment=seats[0]).mark == "absent"
    phone.get_by_label("Why marks change").fill("อยู่ในห้อง")
    box.get_by_role("button", name="Take mine").click()
    expect(box.get_by_text("Somebody marked otherwise meanwhile")).to_have_count(0)
    expect(box.locator("[data-state]")).to_have_text("Present")
    assert Attendance.objects.get(enrollment=seats[0]).mark == "present"
    assert AttendanceChange.objects.get().reason == "อยู่ในห้อง"


def test_another_account_on_the_phone_neither_sees_nor_sends(phone, session):
    phone.context.set_offline(True)
    save(phone)
    expect(phone.get_by_text(WAITS)).to_have_count(3)
    phone.context.clear_cookies(name="sessionid")
    phone.context.set_offline(False)
    expect(phone.get_by_text("Sign in again to send what you typed")).to_be_visible()
    sign_in(phone, "colleague")
    phone.wait_for_function("() => sessionStorage.getItem('lists') === null")
    opened(phone, session)
    expect(phone.get_by_text(WAITS)).to_have_count(0)
    assert Attendance.objects.count() == 0
