"""The interface for programs: scoped like the pages, read only, without personal numbers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.api.pagination import KeysetPagination
from enrollment.models import Identifier
from tests.clock import NOW
from tests.factories.enrollment import EnrollmentFactory, GraduateFactory
from tests.factories.training import CourseFactory, RunFactory

pytestmark = pytest.mark.django_db
LISTS = ["api-course-list", "api-curriculum-list", "api-run-list", "api-person-list", "api-seat-list"]


@pytest.fixture
def person(center):
    person = GraduateFactory(registered_by=center, phone="0812345678", address="99 บ้านลับ")
    Identifier.objects.create(
        graduate=person,
        kind="citizen",
        sealed=b"x",
        lookup="l",
        masked="x-xxxx-xxxxx-12-1",
        valid_from=NOW.date(),
    )
    return person


@pytest.mark.parametrize("name", LISTS)
def test_nobody_reads_without_signing_in(name, client):
    assert client.get(reverse(name)).status_code in {401, 403}


@pytest.mark.parametrize("name", LISTS)
def test_nothing_is_written(name, staff, signed_in):
    client = signed_in(staff)
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(reverse(name), {}).status_code in {403, 405}


def test_people_are_those_of_the_pages(person, staff, stranger, officer, signed_in):
    page = reverse("api-person-list")
    assert [row["id"] for row in signed_in(staff).get(page).json()["results"]] == [str(person.pk)]
    assert signed_in(stranger).get(page).json()["results"] == []
    assert signed_in(officer).get(page).status_code == 403
    detail = reverse("api-person-detail", args=[person.pk])
    assert signed_in(staff).get(detail).status_code == 200
    assert signed_in(stranger).get(detail).status_code == 404


def test_no_number_address_or_telephone(person, staff, signed_in):
    answer = signed_in(staff).get(reverse("api-person-list")).content.decode()
    assert person.given_name in answer
    for secret in ("xxxx", "0812345678", "บ้านลับ", "2011", "sealed", "identifiers", "guardians", "reasons"):
        assert secret not in answer


def test_seats_are_those_of_the_pages(center, staff, stranger, signed_in):
    seat = EnrollmentFactory(run=RunFactory(center=center))
    page = reverse("api-seat-list")
    (row,) = signed_in(staff).get(page).json()["results"]
    assert (row["run"], row["graduate"], row["state"]) == (seat.run.code, str(seat.graduate_id), "enrolled")
    assert signed_in(stranger).get(page).json()["results"] == []


def test_runs_that_are_not_open_are_the_own_centres_matter(center, staff, stranger, signed_in):
    RunFactory(center=center, code="PLAN", state="planned")
    RunFactory(center=center, code="OPEN")

    def codes(user):
        return {row["code"] for row in signed_in(user).get(reverse("api-run-list")).json()["results"]}

    assert codes(staff) == {"PLAN", "OPEN"}
    assert codes(stranger) == {"OPEN"}


def test_pages_follow_by_cursor_and_cost_the_same(staff, signed_in, monkeypatch):
    monkeypatch.setattr(KeysetPagination, "page_size", 2)
    for _ in range(5):
        CourseFactory()
    client, address, found, costs = signed_in(staff), reverse("api-course-list"), [], []
    client.get(address)
    while address:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(address).json()
        costs.append(len(queries))
        found += [row["id"] for row in answer["results"]]
        address = answer["next"]
    assert found == sorted(set(found))
    assert (len(found), len(set(costs))) == (5, 1)


@pytest.mark.parametrize("cursor", ["x", "", "%00", "bz0xMDAwMDAwMDAw"])
def test_a_broken_cursor_is_no_fault_of_ours(cursor, staff, signed_in):
    assert signed_in(staff).get(reverse("api-course-list") + f"?cursor={cursor}").status_code in {200, 404}


def test_the_schema_is_for_accounts(staff, signed_in, client):
    assert client.get(reverse("api-schema")).status_code in {401, 403}
    answer = signed_in(staff).get(reverse("api-schema"))
    assert answer.status_code == 200
    assert b"/api/v1/people/" in answer.content
