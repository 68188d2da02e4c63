"""The pages of a run's people: seats given by hand, given up, a run called off or begun, by the own centre alone."""

import io

import openpyxl
import pytest
from django.urls import reverse

from enrollment.models import Enrollment
from enrollment.services import enroll
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_run, people
from tests.factories.agencies import CenterFactory, MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def runs(center):
    return [a_run(center, "A"), a_run(center, "B")]


@pytest.fixture
def person(center):
    return people(center, 1)[0]


@pytest.fixture
def own_counselor(person):
    return MembershipFactory(agency=person.school, role="counselor").user


def statuses(signed_in, address, *users):
    return [signed_in(user).get(address).status_code for user in users]


def test_a_runs_people_are_the_own_centres_matter(
    runs, person, staff, stranger, own_counselor, signed_in, client
):
    enroll(person, runs[0], reason="x", by=None, at=NOW)
    for name in ("run_people", "enroll"):
        page = reverse(name, args=[runs[0].pk])
        assert statuses(signed_in, page, staff, stranger, own_counselor) == [200, 404, 403]
        assert client.get(page).status_code == 302
    content = signed_in(staff).get(reverse("run_people", args=[runs[0].pk]), {"format": "xlsx"}).content
    assert openpyxl.load_workbook(io.BytesIO(content)).active["B2"].value == person.full_name


def test_a_seat_by_hand_needs_a_person_of_the_centre_and_a_reason(runs, person, staff, signed_in):
    page = reverse("enroll", args=[runs[0].pk])
    (other,) = people(CenterFactory(), 1)
    for wrong in ({"graduate": person.pk, "reason": ""}, {"graduate": other.pk, "reason": "x"}):
        assert signed_in(staff).post(page, wrong).status_code == 422
    assert not Enrollment.objects.exists()
    assert signed_in(staff).post(page, {"graduate": person.pk, "reason": "x"}).status_code == 302
    assert Enrollment.objects.get().graduate == person


def test_a_seat_is_given_up_with_a_reason_by_the_own_centre(runs, person, staff, stranger, signed_in):
    seat = enroll(person, runs[0], reason="x", by=None, at=NOW)
    address = reverse("leave", args=[seat.pk])
    assert signed_in(stranger).post(address, {"reason": "resigned"}).status_code == 404
    signed_in(staff).post(address, {"reason": "because"})
    seat.refresh_from_db()
    assert seat.state == "enrolled"
    signed_in(staff).post(address, {"reason": "resigned"})
    seat.refresh_from_db()
    assert seat.state == "left"


def test_a_run_is_called_off_with_a_reason_by_the_own_centre(runs, staff, stranger, signed_in):
    address = reverse("call_off", args=[runs[0].pk])
    assert signed_in(stranger).post(address, {"reason": "x"}).status_code == 404
    seen = signed_in(staff).get(address).context["preview"].fingerprint
    signed_in(staff).post(address, {"reason": " ", "seen": seen})
    runs[0].refresh_from_db()
    assert runs[0].state == "open"
    signed_in(staff).post(address, {"reason": "no trainer", "seen": seen})
    runs[0].refresh_from_db()
    assert runs[0].state == "cancelled"


def test_training_does_not_begin_in_a_strangers_run(runs, stranger, staff, signed_in):
    address = reverse("begin_training", args=[runs[0].pk])
    assert signed_in(stranger).post(address).status_code == 404
    assert signed_in(staff).post(address).status_code == 409  # nobody sits there yet
