"""Pages of offers on the move: a school's list on paper, link and code, how seats travelled, who waits."""

from datetime import timedelta

import pytest
from django.urls import reverse

from enrollment.models import Graduate, Offer, OfferSlip, Waiting
from enrollment.queries.offer_slips import code_from, in_groups
from enrollment.queries.timeline import timeline_of
from enrollment.services import accept_offer, decline_offer, publish_round, settle
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_run, people, poor_people, proposed
from tests.factories.agencies import AccountFactory

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def scene(center, school):
    """The first declines A; the second, who holds B, is offered it; the third waits."""
    a, b = a_run(center, "A", seats=1), a_run(center, "B", seats=1)
    first, second = poor_people(center, 2)
    (third,) = people(center, 1)
    first.barriers.create(kind="disability", holds=True, seen_on=NOW.date())
    for person in (first, second, third):
        person.school = school
        person.save()
    round_ = proposed(
        center, [a, b], {first: [a], second: [a, b], third: [a, b]}, answer=NOW.date().replace(year=2099)
    )
    publish_round(round_, by=None, at=NOW)
    decline_offer(Offer.objects.get(graduate=first), by=None, at=NOW)
    settle(round_, by=None, at=LATER)
    Offer.objects.filter(state="open").update(answer_by=NOW.date().replace(year=2099))
    return round_, first, second, third


def test_the_paper_list_shows_each_code_to_who_may_hand_it_over(
    scene, staff, counselor, other_counselor, stranger, officer, school, signed_in, client
):
    second, page = scene[2], reverse("offer_paper")
    code = in_groups(code_from(OfferSlip.objects.get(graduate=second).nonce))
    words = signed_in(counselor).get(page).content.decode()
    assert (words.count(code), second.full_name in words, scene[3].full_name in words) == (2, True, False)
    assert code in signed_in(staff).get(page, {"school": school.pk}).content.decode()
    for user in (other_counselor, stranger):
        assert code not in signed_in(user).get(page).content.decode()
        assert signed_in(user).get(page, {"school": school.pk}).status_code == 404
    assert signed_in(officer).get(page).status_code == 403
    assert client.get(page).status_code == 302


def test_people_without_a_school_are_on_a_list_of_the_centres_own(
    scene, staff, counselor, stranger, signed_in
):
    second, page = scene[2], reverse("offer_paper")
    Graduate.objects.filter(pk=second.pk).update(school=None)
    code = in_groups(code_from(OfferSlip.objects.get(graduate=second).nonce))
    words = signed_in(staff).get(page, {"school": "none"}).content.decode()
    assert (words.count(code), "People without a school" in words) == (2, True)
    for user in (counselor, stranger):
        assert signed_in(user).get(page, {"school": "none"}).status_code == 404
        assert code not in signed_in(user).get(page).content.decode()


def test_link_and_code_of_one_person_and_new_ones(
    scene, counselor, other_counselor, stranger, officer, signed_in
):
    second = scene[2]
    offer = Offer.objects.get(graduate=second, run__code="A")
    page, renew = reverse("offer_slip", args=[offer.pk]), reverse("renew_slip", args=[offer.pk])
    statuses = [
        signed_in(user).get(page).status_code for user in (counselor, other_counselor, stranger, officer)
    ]
    assert statuses == [200, 404, 404, 403]
    before = OfferSlip.objects.get(graduate=second)
    assert signed_in(counselor).post(renew).url == page
    assert signed_in(stranger).post(renew).status_code == 404
    after = OfferSlip.objects.get(graduate=second)
    assert (after.pk, after.link_hash != before.link_hash) == (before.pk, True)
    assert in_groups(code_from(after.nonce)) in signed_in(counselor).get(page).content.decode()


def test_the_counselor_answers_in_one_tap(scene, counselor, signed_in):
    offer = Offer.objects.get(graduate=scene[2], run__code="A")
    assert signed_in(counselor).post(reverse("accept_offer", args=[offer.pk])).status_code == 302
    offer.refresh_from_db()
    assert offer.state == "accepted"


def test_the_way_of_a_seat_is_shown_with_its_reasons(scene, staff, counselor, stranger, signed_in, client):
    round_, first, second, third = scene
    accept_offer(Offer.objects.get(graduate=second, run__code="A"), by=None, at=LATER)
    settle(round_, by=None, at=LATER)
    page = reverse("travels", args=[round_.pk])
    (travel,) = signed_in(staff).get(page).context["travels"]
    assert [(step.offer.graduate, step.offer.run.code, step.depth) for step in travel.steps] == [
        (first, "A", 0),
        (second, "A", 1),
        (second, "B", 2),
        (third, "B", 2),
    ]
    assert travel.steps[1].why == "The best claim: 20 points, before 1 who wait."
    assert travel.steps[3].why == "Nobody else waits for it."
    statuses = [signed_in(user).get(page).status_code for user in (stranger, counselor)]
    assert statuses == [404, 403]
    assert client.get(page).status_code == 302
    assert signed_in(staff).get(page, {"format": "xlsx"})["Content-Type"].endswith("sheet")


def test_settling_from_the_page(scene, staff, stranger, counselor, signed_in):
    round_, _first, second, third = scene
    decline_offer(Offer.objects.get(graduate=second, run__code="A"), by=None, at=LATER)
    settle_now = reverse("settle_round", args=[round_.pk])
    assert [signed_in(user).post(settle_now).status_code for user in (stranger, counselor)] == [404, 403]
    assert signed_in(staff).get(settle_now).status_code == 405
    assert signed_in(staff).post(settle_now).url == reverse("travels", args=[round_.pk])
    assert Offer.objects.get(graduate=third).run.code == "A"


def test_the_waiting_list_and_the_own_place(scene, staff, counselor, other_counselor, officer, signed_in):
    round_, _first, _second, third = scene
    page = reverse("waiting_list", args=[round_.pk])
    rows = signed_in(staff).get(page).context["page"].rows
    assert [(row.run.code, row.place, row.of, row.graduate) for row in rows] == [
        ("A", 1, 1, third),
        ("B", 1, 1, third),
    ]
    words = signed_in(counselor).get(page).content.decode()
    assert third.family_name in words
    assert "Points" not in words
    assert signed_in(other_counselor).get(page).status_code == 404
    assert signed_in(officer).get(page).status_code == 403
    third.user = AccountFactory()
    third.save()
    own = signed_in(third.user)
    for address in (reverse("home"), reverse("explanation", args=[round_.pk, third.pk])):
        assert "place 1 of 1" in own.get(address).content.decode()


def test_the_lists_take_as_many_queries_for_three_as_for_one(
    scene, staff, counselor, signed_in, django_assert_max_num_queries, center, school
):
    round_, _first, _second, third = scene
    addresses = [reverse(name, args=[round_.pk]) for name in ("travels", "waiting_list")]
    addresses.append(reverse("offer_paper"))

    def queries():
        counted = []
        for user, address in zip((staff, staff, counselor), addresses, strict=True):
            browser = signed_in(user)
            browser.get(address)
            with django_assert_max_num_queries(99) as seen:
                browser.get(address)
            counted.append(len(seen))
        return counted

    before = queries()
    run = third.preferences.first().run
    for person in people(center, 2, school=school):
        decline_offer(_offered(round_, person, run), by=None, at=LATER)
        _offered(round_, person, run)
        Waiting.objects.create(round=round_, run=run, graduate=person, place=10 + len(before), of=9, points=0)
        before.append(0)
    assert queries() == before[:3]


def _offered(round_, person, run):
    """An offer as if it had been made; the counters follow."""
    type(run).objects.filter(pk=run.pk).update(seats=99, seats_offered=9)
    OfferSlip.objects.get_or_create(
        round=round_,
        graduate=person,
        defaults={
            "nonce": str(person.pk)[:32],
            "link_hash": str(person.pk),
            "code_hash": str(person.pk),
            "expires_on": NOW.date().replace(year=2099),
            "made_at": NOW,
        },
    )
    return Offer.objects.create(
        round=round_, graduate=person, run=run, answer_by=NOW.date().replace(year=2099), offered_at=NOW
    )


def test_the_own_timeline_says_what_happened(scene):
    second = scene[2]
    accept_offer(Offer.objects.get(graduate=second, run__code="A"), by=None, at=LATER, via="link")
    told = [(str(entry["title"]), entry["text"]) for entry in timeline_of(second).entries]
    assert ("A freed seat offered", "A, B stays held meanwhile") in told
    assert ("Offer let go for a better seat", "B, now in A") in told
    assert ("Seat accepted", "A, by the link") in told


def test_what_a_page_of_offers_asks_before_it_acts(scene, counselor, signed_in):
    words = signed_in(counselor).get(reverse("offers")).content.decode()
    assert reverse("offer_paper") in words
    assert reverse("offer_slip", args=[Offer.objects.filter(state="open").first().pk]) in words
