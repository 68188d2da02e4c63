"""A seat by hand: everybody whom it passes over is shown first, and kept."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.models import AuditEntry
from enrollment.models import Enrollment, Offer
from enrollment.queries.claims import claims_on
from enrollment.services import accept_offer, choose, decline_offer, enroll, publish_round
from enrollment.services.seats import OtherClaims
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_round, a_run, people, poor_people, proposed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def runs(center):
    return [a_run(center, "A", seats=2), a_run(center, "B", seats=2)]


def who(run, **facts):
    return [(claim.graduate.pk, claim.rank, claim.points) for claim in claims_on(run, **facts)]


def test_who_ranked_it_has_a_claim_the_strongest_first(center, runs):
    plain, young, poor = [*people(center, 2), *poor_people(center, 1)]
    young.birth_date = young.birth_date.replace(year=2014)
    young.save()
    round_ = a_round(center, runs)
    for person, wishes in {plain: [runs[0]], poor: [runs[1], runs[0]], young: [runs[0]]}.items():
        choose(round_, person, wishes, by=None, at=NOW)
    assert who(runs[0]) == [(poor.pk, 2, 20), (plain.pk, 1, 0)]
    assert who(runs[0], but=poor.pk) == [(plain.pk, 1, 0)]


def test_who_has_something_better_or_said_no_has_none_left(center, runs):
    better, lower, no = people(center, 3)
    a, b = runs
    round_ = proposed(center, runs, {better: [b, a], lower: [a, b], no: [a]})
    offers = {offer.graduate_id: offer for offer in publish_round(round_, by=None, at=NOW)}
    assert {offer.run_id for offer in offers.values()} == {a.pk, b.pk}
    assert who(a) == []  # each has the first choice
    assert who(b) == []
    accept_offer(offers[better.pk], by=None, at=NOW)
    decline_offer(offers[no.pk], by=None, at=NOW)
    decline_offer(offers[lower.pk], by=None, at=NOW)
    assert who(a) == []
    assert who(b) == [(lower.pk, 2, 0)]


def test_passing_over_is_kept(center, runs, staff):
    seated, waiting = people(center, 2)
    choose(a_round(center, runs), waiting, [runs[0]], by=None, at=NOW)
    enroll(seated, runs[0], reason="fled from home", by=staff, at=NOW)
    (row,) = AuditEntry.objects.filter(action="enrollment.by_hand")
    assert (row.facts["passed_over"], row.facts["reason"]) == ([str(waiting.pk)], "fled from home")


def test_a_claim_that_came_meanwhile_is_not_passed_over_unseen(center, runs, staff):
    seated, waiting, late = people(center, 3)
    round_ = a_round(center, runs)
    for person in (waiting, late):
        choose(round_, person, [runs[0]], by=None, at=NOW)
    with pytest.raises(OtherClaims):
        enroll(seated, runs[0], reason="x", passing=[waiting.pk], by=staff, at=NOW)
    assert not Enrollment.objects.exists()
    enroll(seated, runs[0], reason="x", passing=[waiting.pk, late.pk], by=staff, at=NOW)


def test_the_page_shows_them_before_the_seat_is_given(center, runs, staff, signed_in):
    seated, waiting = people(center, 2)
    choose(a_round(center, runs), waiting, [runs[0]], by=None, at=NOW)
    client, page = signed_in(staff), reverse("enroll", args=[runs[0].pk])
    asked = client.post(page, {"graduate": seated.pk, "reason": "x"})
    assert (asked.status_code, waiting.display_name in asked.content.decode()) == (200, True)
    assert not Enrollment.objects.exists()
    again = {"graduate": seated.pk, "reason": "x", "confirmed": asked.context["shown"]}
    assert client.post(page, {**again, "confirmed": "nonsense"}).status_code == 422
    assert client.post(page, again).status_code == 302
    assert Enrollment.objects.get().graduate == seated


def test_a_claim_that_came_meanwhile_is_shown_with_what_was_typed(center, runs, staff, signed_in):
    seated, waiting, late = people(center, 3)
    round_ = a_round(center, runs)
    choose(round_, waiting, [runs[0]], by=None, at=NOW)
    page, form = reverse("enroll", args=[runs[0].pk]), {"graduate": seated.pk, "reason": "fled from home"}
    confirmed = signed_in(staff).post(page, form).context["shown"]
    choose(round_, late, [runs[0]], by=None, at=NOW)
    said = signed_in(staff).post(page, {**form, "confirmed": confirmed}, headers={"Referer": page})
    assert (said.status_code, 'value="fled from home"' in said.content.decode()) == (422, True)
    assert set(said.context["shown"].split()) == {str(waiting.pk), str(late.pk)}
    assert not Enrollment.objects.exists()


def test_whom_to_seat_is_found_by_name(center, runs, staff, signed_in, django_assert_num_queries):
    client, page = signed_in(staff), reverse("enroll", args=[runs[0].pk])
    (wanted,) = people(center, 1, given_name="ปาริชาติ")
    people(center, 2)
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        assert len(client.get(page).context["page"]) == 3
    people(center, 60)
    with django_assert_num_queries(len(few)):
        assert len(client.get(page).context["page"]) == 50
    assert [one.pk for one in client.get(page, {"name": "ปาริ"}).context["page"]] == [wanted.pk]
    form = client.get(page, {"person": wanted.pk})
    assert form.context["form"]["graduate"].value() == wanted.pk
    assert client.get(page, {"person": "nonsense"}).context["person"] is None


def test_many_claims_cost_as_many_queries_as_one(center, runs, django_assert_num_queries):
    round_ = a_round(center, runs)

    def ask(number):
        for person in people(center, number):
            choose(round_, person, runs[::-1], by=None, at=NOW)

    ask(1)
    with CaptureQueriesContext(connection) as one:
        claims_on(runs[0])
    ask(3)
    with django_assert_num_queries(len(one)):
        assert len(claims_on(runs[0])) == 4
    assert not Offer.objects.exists()
