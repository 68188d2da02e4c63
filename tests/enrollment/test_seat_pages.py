"""The pages of a run's people: seats given by hand, given up, a run called off or begun, by the own centre alone; the
offers, answered by those concerned."""

import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from enrollment.models import Enrollment, Offer
from enrollment.services import enroll, publish_round
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_run, people, proposed
from tests.factories.agencies import AccountFactory, CenterFactory, MembershipFactory

pytestmark = pytest.mark.django_db
FAR = {"closing": date(2199, 1, 1), "answer": date(2199, 2, 1)}  # the pages read the real clock


@pytest.fixture
def runs(center):
    return [a_run(center, "A"), a_run(center, "B")]


@pytest.fixture
def person(center):
    return people(center, 1)[0]


@pytest.fixture
def own_counselor(person):
    return MembershipFactory(agency=person.school, role="counselor").user


@pytest.fixture
def trainee(person):
    person.user = AccountFactory()
    person.save()
    return person.user


@pytest.fixture
def offer(center, runs, person):
    (offer,) = publish_round(proposed(center, runs, {person: runs}, **FAR), by=None, at=NOW)
    return offer


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


def test_offers_are_seen_by_those_concerned(
    offer, person, staff, own_counselor, stranger, other_counselor, officer, signed_in, client
):
    page = reverse("offers")
    for user, seen in ((staff, True), (own_counselor, True), (stranger, False), (other_counselor, False)):
        assert (person.full_name in signed_in(user).get(page).content.decode()) is seen
    assert signed_in(officer).get(page).status_code == 403
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("who", ["staff", "own_counselor", "trainee"])
def test_an_offer_is_accepted_by_the_person_or_for_them(who, request, offer, signed_in):
    user = request.getfixturevalue(who)
    answer = signed_in(user).post(reverse("accept_offer", args=[offer.pk]))
    assert answer.url == reverse("home" if who == "trainee" else "offers")
    assert Enrollment.objects.get().offer == offer


def test_nobody_else_answers_it(offer, stranger, other_counselor, officer, signed_in):
    for name in ("accept_offer", "decline_offer"):
        address = reverse(name, args=[offer.pk])
        assert [
            signed_in(user).post(address).status_code for user in (stranger, other_counselor, officer)
        ] == [404, 404, 403]
    offer.refresh_from_db()
    assert offer.state == "open"


def test_an_offer_declined_is_not_accepted_any_more(offer, staff, signed_in):
    client = signed_in(staff)
    assert client.post(reverse("decline_offer", args=[offer.pk])).status_code == 302
    assert client.post(reverse("accept_offer", args=[offer.pk])).status_code == 409


def test_what_waits_for_an_answer_stands_first(center, offer, staff, signed_in):
    (early,) = people(center, 1)
    day = offer.answer_by - timedelta(days=9)
    answered = Offer.objects.create(
        graduate=early, run=offer.run, answer_by=day, offered_at=NOW, state="declined", answered_at=NOW
    )
    page = signed_in(staff).get(reverse("offers")).context["page"]
    assert [row.pk for row in page] == [offer.pk, answered.pk]


def test_offers_are_filtered_and_exported_alike(
    center, offer, person, staff, signed_in, django_assert_num_queries
):
    client, page = signed_in(staff), reverse("offers")
    content = client.get(
        page, {"state": "open", "name": person.given_name, "run": "a", "format": "xlsx"}
    ).content
    rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2, values_only=True))
    assert [row[0] for row in rows] == [person.full_name]
    assert person.full_name not in client.get(page, {"state": "lapsed"}).content.decode()
    with CaptureQueriesContext(connection) as one:
        client.get(page)
    runs = [a_run(center, "C"), a_run(center, "D")]
    publish_round(proposed(center, runs, dict.fromkeys(people(center, 2), runs), **FAR), by=None, at=NOW)
    with django_assert_num_queries(len(one)):
        client.get(page)
