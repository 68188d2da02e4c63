"""Runs that a proposal leaves closed: who is lacking, who near by could be asked, and what it would change."""

import io
from datetime import date

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment.queries.near_misses import near_misses
from enrollment.services import call_off, enroll
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_run, people, proposed
from tests.factories.agencies import AccountFactory, MembershipFactory, SubdistrictFactory
from tests.factories.enrollment import GraduateFactory

pytestmark = pytest.mark.django_db
KM = 1 / 111.195  # degrees of latitude


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


def a_place(code, km):
    """A subdistrict so many kilometers north of the centre; None has no point."""
    latitude = None if km is None else round(18.5 + km * KM, 4)
    return SubdistrictFactory(code=code, latitude=latitude, longitude=None if km is None else 99.0)


@pytest.fixture
def here(center):
    center.place = a_place("510109", 0)
    center.save()
    return center.place


@pytest.fixture
def short(center, here):
    """A run that needs three; two want it, and one of them is proposed a seat in the other run instead."""
    return a_run(center, "SHORT", minimum=3, seats=5)


@pytest.fixture
def other(center):
    return a_run(center, "OTHER", minimum=1, seats=5)


@pytest.fixture
def round_(center, short, other):
    only_short, rather_short, content = people(center, 3, place=None)
    lists = {only_short: [short], rather_short: [short, other], content: [other]}
    return proposed(center, [short, other], lists)


def miss_of(round_):
    (miss,) = near_misses(round_.proposal)
    return miss


def test_how_many_are_lacking_and_what_it_would_change(round_, short):
    miss = miss_of(round_)
    assert (miss.run, miss.minimum, miss.wanted, miss.short) == (short, 3, 2, 1)
    assert (miss.gain, miss.rise, miss.drained) == (1, 1, ())


def test_who_would_leave_too_few_behind_is_named(center, short):
    other = a_run(center, "OTHER", minimum=2, seats=5)
    rather_short, content = people(center, 2)
    round_ = proposed(center, [short, other], {rather_short: [short, other], content: [other]})
    assert miss_of(round_).drained == ("OTHER",)


def test_who_could_be_asked(center, round_, short, other, settings):
    near, edge, far, unknown = (a_place(f"5102{n:02}", km) for n, km in enumerate((5, 19.6, 21, None)))
    asked = {place: people(center, 1, place=place)[0] for place in (near, edge, far, unknown)}
    (homeless,) = people(center, 1, place=None)
    people(center, 1, place=near, birth_date=date(2013, 1, 1))  # too young
    (seated,) = people(center, 1, place=near)
    enroll(seated, other, reason="x", by=None, at=NOW)
    GraduateFactory(place=near)  # nobody has taken this one on
    assert dict(miss_of(round_).near) == {
        asked[near].pk: 5,
        asked[edge].pk: 20,
        asked[unknown].pk: None,
        homeless.pk: None,
    }
    assert (miss_of(round_).within, miss_of(round_).unknown) == (2, 2)


def test_where_the_run_has_no_point_every_distance_is_unknown(center, round_, short):
    short.address = "a workshop in town"
    short.save()
    (person,) = people(center, 1, place=a_place("510201", 1))
    assert miss_of(round_).near == {person.pk: None}


def test_a_run_that_is_called_off_is_no_near_miss(round_, short):
    call_off(short, reason="x", by=None, at=NOW)
    assert near_misses(round_.proposal) == []


@pytest.fixture
def near_person(center, here, round_):
    (person,) = people(center, 1, place=here, phone="089-000-0000")
    account = AccountFactory(phone="053-111-222", first_name="สมใจ", last_name="ครูดี")
    MembershipFactory(agency=person.school, role="counselor", user=account)
    return person


def test_the_list_leads_to_the_counselor_and_not_to_the_child(round_, short, near_person, staff, signed_in):
    client = signed_in(staff)
    address = reverse("near_people", args=[round_.pk, short.pk])
    assert address in client.get(reverse("proposal", args=[round_.pk])).content.decode()
    page = client.get(address).content.decode()
    for shown in (near_person.display_name, "053-111-222", "สมใจ ครูดี", "about 0 km"):
        assert shown in page
    assert "089-000-0000" not in page
    assert near_person.display_name not in client.get(address, {"distance": "unknown"}).content.decode()
    book = openpyxl.load_workbook(io.BytesIO(client.get(address, {"format": "xlsx"}).content))
    (row,) = book.active.iter_rows(min_row=2, values_only=True)
    assert (row[0], row[2], row[4]) == (near_person.full_name, 0, "053-111-222")


def test_who_sees_it(
    round_, short, other, near_person, staff, stranger, officer, counselor, signed_in, client
):
    address = reverse("near_people", args=[round_.pk, short.pk])
    answers = [signed_in(user).get(address).status_code for user in (staff, stranger, officer, counselor)]
    assert answers == [200, 404, 403, 403]
    assert client.get(address).status_code == 302
    opened = reverse("near_people", args=[round_.pk, other.pk])
    assert signed_in(staff).get(opened).status_code == 404  # it opens: nobody need be asked


def test_three_people_cost_as_many_queries_as_one(
    center, here, round_, short, near_person, staff, signed_in, django_assert_num_queries
):
    client, address = signed_in(staff), reverse("near_people", args=[round_.pk, short.pk])
    client.get(address)
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    people(center, 2, place=here)
    with django_assert_num_queries(len(one)):
        assert len(client.get(address).context["page"]) == 3
