"""Whoever was told a password chooses another one before anything else."""

import pytest
from django.urls import reverse

from agencies.enums import Role
from agencies.models import User
from agencies.services import open_member_account, set_new_password
from core.models import AuditEntry
from enrollment.services import give_trainee_account
from tests.clock import NOW
from tests.factories.enrollment import GraduateFactory

pytestmark = pytest.mark.django_db
TOLD, OWN = "lent-for-a-day-2569", "nobody-else-knows-2569"


@pytest.fixture
def told(center, head):
    facts = {"username": "new", "password": TOLD, "first_name": "สมมติ", "last_name": "ใหม่"}
    return open_member_account(center, **facts, role=Role.STAFF, until=None, by=head, at=NOW)


def test_no_page_is_shown_before_the_password_is_ones_own(told, client):
    assert client.login(username="new", password=TOLD)
    for door in ("home", "people", "runs"):
        assert client.get(reverse(door)).url == reverse("account_change_password")
    assert client.post(reverse("new_person"), {}).url == reverse("account_change_password")
    assert client.get("/api/v1/people/").status_code == 403
    page = client.get(reverse("account_change_password"))
    assert page.status_code == 200
    assert b"notice" in page.content


def test_with_a_password_of_ones_own_every_door_opens(told, client):
    client.login(username="new", password=TOLD)
    client.post(reverse("account_change_password"), {"oldpassword": TOLD, "password1": OWN, "password2": OWN})
    assert not User.objects.get(username="new").has_first_password
    assert client.login(username="new", password=OWN)
    assert client.get(reverse("home")).status_code == 200
    assert AuditEntry.objects.filter(action="account.password_chosen").count() == 1


def test_the_same_password_again_is_not_ones_own(told, client):
    client.login(username="new", password=TOLD)
    client.post(
        reverse("account_change_password"), {"oldpassword": TOLD, "password1": TOLD, "password2": TOLD}
    )
    assert User.objects.get(username="new").has_first_password


def test_a_password_set_by_the_head_is_a_first_one_again(told, head):
    User.objects.filter(pk=told.pk).update(has_first_password=False)
    set_new_password(User.objects.get(pk=told.pk), password=TOLD, by=head, at=NOW)
    assert User.objects.get(pk=told.pk).has_first_password


def test_a_trainees_account_begins_with_a_first_password(center, staff):
    person = GraduateFactory(registered_by=center)
    account = give_trainee_account(person, username="trainee", password=TOLD, by=staff, at=NOW)
    assert account.has_first_password


def test_signing_out_and_the_public_pages_stay_open(told, client):
    client.login(username="new", password=TOLD)
    assert client.get(reverse("check_form")).status_code == 200
    assert client.get(reverse("account_logout")).status_code == 200
