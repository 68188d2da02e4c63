"""What a device is given to keep unsent forms, and what it must give back."""

import base64

import pytest
from django.urls import reverse

from core.drafts import device_key
from tests.factories.agencies import AccountFactory

pytestmark = pytest.mark.django_db


def test_a_key_is_the_accounts_own_and_lasts_until_the_password_changes():
    user, other = AccountFactory(), AccountFactory()
    first = device_key(user)
    assert len(base64.b64decode(first.secret)) == 32
    assert device_key(user) == first
    assert device_key(other).secret != first.secret
    assert device_key(other).account != first.account
    user.set_password("another-password-2569")
    assert device_key(user).secret != first.secret
    assert device_key(user).account == first.account


def test_only_who_is_signed_in_is_given_a_key(signed_in, client):
    user = AccountFactory()
    page = signed_in(user).get(reverse("home")).content.decode()
    assert device_key(user).secret in page
    assert "js/drafts.js" in page
    assert "data-key" not in client.get(reverse("account_login")).content.decode()


def test_signing_out_clears_the_device(signed_in):
    browser = signed_in(AccountFactory())
    assert "Clear-Site-Data" not in browser.get(reverse("home")).headers
    answer = browser.post(reverse("account_logout"))
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in browser.get(reverse("account_login")).headers


def test_the_api_signs_nobody_out(signed_in):
    """Its views may replace the account of a request; that is no sign-out."""
    answer = signed_in(AccountFactory()).get("/api/v1/certificates/NOSUCHCODE/")
    assert "Clear-Site-Data" not in answer.headers


def test_the_page_without_a_connection_names_nobody(signed_in):
    user = AccountFactory(first_name="วราภรณ์")
    page = signed_in(user).get(reverse("offline")).content.decode()
    assert user.first_name not in page
    assert device_key(user).secret not in page


def test_the_service_worker_keeps_one_page_and_its_look(client):
    answer = client.get(reverse("service_worker"))
    assert answer.headers["Content-Type"].startswith("text/javascript")
    words = answer.content.decode()
    assert words.count("cache.put(") == 1
    assert "/offline/" in words
    assert "{%" not in words
