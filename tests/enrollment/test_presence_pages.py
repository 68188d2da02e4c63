"""The code on the trainer's screen, and what a trainee's phone shows who scans it. The pages read the real clock."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from enrollment.models import Attendance
from enrollment.services import presence
from tests.enrollment.class_scene import A_DAY, a_class, until_today
from tests.factories.agencies import AccountFactory
from training.models import Session

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"
    settings.PRESENCE_OPENS_MINUTES = settings.PRESENCE_CLOSES_MINUTES = A_DAY
    settings.PRESENCE_TOLERANCE_MINUTES = A_DAY


@pytest.fixture
def session(center):
    """One that counts codes all day long, whenever the tests run."""
    run = until_today(a_class(center, 2, topics=[(180, 180)]))
    session = run.sessions.order_by("number").last()
    Session.objects.filter(pk=session.pk).update(minutes=A_DAY)
    session.refresh_from_db()
    return session


@pytest.fixture
def person(session):
    person = session.run.enrollments.order_by("seat_number").first().graduate
    person.user = AccountFactory()
    person.save()
    return person


def address(session):
    return reverse("here", args=[presence.show_code(session, at=timezone.localtime()).code])


def test_a_scan_is_one_tap_and_no_get_marks(session, person, signed_in):
    client, page = signed_in(person.user), address(session)
    assert "I am here" in client.get(page).content.decode()
    assert not Attendance.objects.exists()
    assert client.post(page).url == reverse("my_attendance")
    assert client.post(page).url == reverse("my_attendance")
    assert Attendance.objects.get().source == "qr"
    assert "You are marked already" in client.get(page).content.decode()


def test_who_is_not_signed_in_signs_in_and_is_present_from_the_scan(session, person, client, settings):
    page = address(session)
    assert client.get(page).url.startswith(reverse("account_login"))
    settings.PRESENCE_CODE_GRACE = -1  # the code is over meanwhile
    client.force_login(person.user)
    assert client.post(page).status_code == 409
    settings.PRESENCE_CODE_GRACE = 1
    assert not Attendance.objects.exists()


def test_the_scan_is_remembered_in_the_browser_that_made_it(session, person, client):
    page = address(session)
    client.get(page)
    store = client.session
    code, _moment = store["presence_scanned"]
    scanned = timezone.localtime() - timedelta(minutes=5)  # the code has been over for minutes
    step = presence.rhythm().step(scanned)
    old = presence.write_code(presence._key(), session.pk, step)
    store["presence_scanned"] = [old, scanned.isoformat()]
    store.save()
    client.force_login(person.user)
    assert code != old
    assert client.post(reverse("here", args=[old])).status_code == 302
    assert Attendance.objects.count() == 1


def test_each_no_is_a_sentence(session, person, stranger, signed_in, client):
    page = address(session)
    outsider = AccountFactory()
    assert signed_in(stranger).get(page).status_code == 403
    assert signed_in(outsider).post(page).status_code == 403
    assert "no code of ours" in signed_in(person.user).get(page[:-2] + "x/").content.decode()
    answer = client.get(reverse("here", args=["7.1.x"]))
    assert (answer.status_code, "no code of ours" in answer.content.decode()) == (409, True)


def test_an_account_may_try_so_often(session, person, signed_in, settings):
    settings.PRESENCE_LIMIT = "2/5m/user"
    client = signed_in(person.user)
    assert [client.get(reverse("here", args=["7.1.x"])).status_code for _ in range(3)] == [409, 409, 429]


def test_an_address_may_try_so_often_without_signing_in(session, client, settings):
    settings.PRESENCE_OPEN_LIMIT = "2/5m/ip"
    assert [client.get(reverse("here", args=["7.1.x"])).status_code for _ in range(3)] == [409, 409, 429]


def test_who_has_no_account_is_told_what_to_do(session, client):
    answer = client.get(address(session), follow=True)
    assert "tell the trainer your name" in answer.content.decode()


def test_the_screen_counts_and_its_source_holds_this_code_only(session, person, staff, signed_in):
    screen = reverse("presence_screen", args=[session.pk])
    client = signed_in(staff)
    assert "0 of 2 there, 0 by this code" in client.get(screen).content.decode()
    signed_in(person.user).post(address(session))
    part = client.get(screen, headers={"HX-Request": "true"}).content.decode()
    assert "1 of 2 there, 1 by this code" in part
    assert "<html" not in part
    assert not re.search(r"/here/\d", part)  # the code is in the picture


def test_without_a_code_the_screen_stops_asking(session, staff, signed_in):
    Session.objects.filter(pk=session.pk).update(day=timezone.localdate() - timedelta(days=3))
    answer = signed_in(staff).get(
        reverse("presence_screen", args=[session.pk]), headers={"HX-Request": "true"}
    )
    assert (answer.status_code, "too late" in answer.content.decode()) == (286, True)
