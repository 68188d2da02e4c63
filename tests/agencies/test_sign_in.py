"""Sign-in: accounts are given, never opened by a visitor; guessing is slow."""

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.urls import reverse

from agencies.models import User
from tests.factories.agencies import AccountFactory

pytestmark = pytest.mark.django_db
PASSWORD = "correct horse battery"


@pytest.fixture(autouse=True)
def shared_cache(db):
    call_command("createcachetable")
    cache.clear()


@pytest.fixture
def user():
    user = AccountFactory(username="kru1")
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(client, password=PASSWORD, username="kru1", **headers):
    return client.post(reverse("account_login"), {"login": username, "password": password}, headers=headers)


def test_the_page_asks_for_name_and_password(client):
    page = client.get(reverse("account_login"))
    assert page.status_code == 200
    assert b'name="login"' in page.content
    assert b'name="password"' in page.content


def test_the_right_password_opens(client, user):
    answer = sign_in(client)
    assert (answer.status_code, answer.url) == (302, reverse("home"))
    assert client.session["_auth_user_id"] == str(user.pk)


def test_signing_in_changes_the_session(client, user):
    client.get(reverse("account_login"))
    before = client.cookies.get("sessionid")
    sign_in(client)
    assert before is None or client.cookies["sessionid"].value != before.value


def test_a_wrong_one_does_not_and_tells_nothing_of_the_account(client, user):
    wrong = sign_in(client, "wrong one 1").content
    unknown = sign_in(client, "wrong one 1", username="nobody").content
    assert "_auth_user_id" not in client.session
    for word in (b"errorlist", b"alert"):
        assert (word in wrong) == (word in unknown)


def test_after_five_wrong_ones_even_the_right_one_waits(client, user):
    for number in range(5):
        sign_in(client, f"wrong one {number}")
    sign_in(client)
    assert "_auth_user_id" not in client.session


def test_another_address_in_a_header_does_not_help(client, user):
    for number in range(11):
        sign_in(client, f"wrong {number}", username=f"kru{number}", **{"X-Forwarded-For": f"10.0.0.{number}"})
    answer = sign_in(client, **{"X-Forwarded-For": "10.9.9.9"})
    assert answer.status_code != 302


def test_nobody_opens_an_account(client):
    page = client.get(reverse("account_signup"))
    posted = client.post(
        reverse("account_signup"), {"username": "me", "password1": PASSWORD, "password2": PASSWORD}
    )
    assert b'name="password1"' not in page.content
    assert posted.status_code in {200, 302, 403}
    assert not User.objects.exists()


def test_a_forgotten_password_sends_no_mail(client, user):
    user.email = "kru1@example.com"
    user.save()
    answer = client.post(reverse("account_reset_password"), {"email": "kru1@example.com"})
    assert answer.status_code in {200, 302, 404, 405}
    assert mail.outbox == []


def test_signing_out_needs_a_click(signed_in, user):
    client = signed_in(user)
    client.get(reverse("account_logout"))
    assert "_auth_user_id" in client.session
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session
