"""A trainee's account: given once, by those who register people, and never named by a number."""

import pytest
from django.urls import reverse

from core.identity import reserved_citizen_id
from tests.factories.enrollment import GraduateFactory

TYPED = {"username": "somchai.j", "password": "first-password-69"}


@pytest.fixture
def person(school):
    return GraduateFactory(school=school)


@pytest.fixture
def page(person):
    return reverse("give_account", args=[person.pk])


def test_each_account_gets_its_own_answer(signed_in, client, page, counselor, officer, stranger):
    assert signed_in(counselor).get(page).status_code == 200
    assert signed_in(officer).get(page).status_code == 403
    assert signed_in(stranger).get(page).status_code == 404
    assert client.get(page).status_code == 302


def test_the_trainee_can_sign_in_with_it(signed_in, client, page, person, counselor):
    signed_in(counselor).post(page, TYPED)
    assert client.login(username=TYPED["username"], password=TYPED["password"])
    person.refresh_from_db()
    assert person.user.username == TYPED["username"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", reserved_citizen_id(1)),
        ("username", ""),
        ("password", "short"),
        ("password", "1234567890"),
    ],
)
def test_what_cannot_serve_is_refused(signed_in, page, person, counselor, field, value):
    answer = signed_in(counselor).post(page, TYPED | {field: value})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {field}
    person.refresh_from_db()
    assert person.user is None


def test_a_taken_name_is_said_at_the_field(signed_in, page, counselor):
    answer = signed_in(counselor).post(page, TYPED | {"username": counselor.username})
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"username"})


def test_a_second_account_is_refused(signed_in, page, counselor):
    client = signed_in(counselor)
    client.post(page, TYPED)
    assert client.post(page, TYPED | {"username": "another"}).status_code == 409
