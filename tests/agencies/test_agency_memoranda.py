"""The part of an agency's page that lists its memoranda: who gets it, and which of them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies.enums import Role
from agencies.models import Memorandum
from tests.agencies.memoranda_scene import TODAY, memorandum_of, signed
from tests.conftest import account_of
from tests.factories.agencies import AccountFactory, CenterFactory, ProvinceFactory, SchoolFactory

pytestmark = pytest.mark.django_db


def page_of(agency):
    return reverse("agency_memoranda", args=[agency.pk])


def listed(answer):
    return [row.title for row in answer.context["memoranda"]]


def test_it_lists_what_the_agency_keeps_or_was_invited_to(center, school, head, signed_in):
    other = SchoolFactory()
    signed(memorandum_of(center, head, school, title="เก่า", starts_on=TODAY - timedelta(days=20)), school)
    memorandum_of(center, head, school, other, title="ใหม่")
    client = signed_in(head)
    assert listed(client.get(page_of(school))) == ["ใหม่", "เก่า"]
    assert listed(client.get(page_of(center))) == ["ใหม่", "เก่า"]
    answer = client.get(page_of(other))
    assert listed(answer) == ["ใหม่"]
    assert reverse("memorandum", args=[Memorandum.objects.get(title="ใหม่").pk]) in answer.content.decode()


def test_of_another_agency_only_what_one_has_a_part_in(center, school, head, counselor, signed_in):
    elsewhere = SchoolFactory()
    memorandum_of(center, head, elsewhere, title="ไม่เกี่ยว")
    client = signed_in(counselor)
    assert listed(client.get(page_of(center))) == []
    memorandum_of(center, head, school, title="เกี่ยว")
    assert listed(client.get(page_of(center))) == ["เกี่ยว"]


def test_who_gets_it(center, school, staff, counselor, signed_in, client):
    far = CenterFactory(provinces=[ProvinceFactory(code="96")])
    assert signed_in(staff).get(page_of(school)).status_code == 200
    assert signed_in(counselor).get(page_of(school)).status_code == 200
    for user in (account_of(school, Role.VOLUNTEER), AccountFactory()):
        assert signed_in(user).get(page_of(school)).status_code == 403
    assert signed_in(account_of(far, Role.STAFF)).get(page_of(school)).status_code == 404
    assert client.get(page_of(school)).status_code == 302


def test_the_agency_page_asks_for_it_only_where_it_may_be_seen(school, counselor, signed_in):
    page = reverse("agency", args=[school.pk])
    assert page_of(school) in signed_in(counselor).get(page).content.decode()
    assert page_of(school) not in signed_in(account_of(school, Role.VOLUNTEER)).get(page).content.decode()


def test_three_memoranda_take_no_more_queries_than_one(center, head, signed_in):
    client = signed_in(head)

    def queries():
        with CaptureQueriesContext(connection) as asked:
            found = client.get(page_of(center))
        return len(listed(found)), len(asked)

    memorandum_of(center, head)
    queries()
    one, few = queries()
    memorandum_of(center, head)
    memorandum_of(center, head)
    assert (one, *queries()) == (1, 3, few)
