"""The fallback round: free seats for who has none; who has one keeps it; late arrivals take part."""

import threading
from datetime import date, timedelta

import pytest
from django.urls import reverse

from enrollment.models import MatchRound, Offer
from enrollment.services import (
    accept_offer,
    choose,
    close_lists,
    decline_offer,
    finish_round,
    make_proposal,
    open_fallback,
    publish_round,
)
from enrollment.services import fallback as services
from tests.clock import NOW
from tests.enrollment.rounds_scene import ANSWER, CLOSING, a_run, people, poor_people, proposed
from tests.factories.agencies import AccountFactory
from tests.races import kinds, race

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def runs(center):
    return [a_run(center, "A", seats=1), a_run(center, "B", seats=2), a_run(center, "SHORT", minimum=2)]


def opened(round_, **facts):
    facts = {"name": "f", "lists_close_on": CLOSING, "answer_by": ANSWER, "by": None, "at": NOW, **facts}
    return open_fallback(MatchRound.objects.get(pk=round_.pk), **facts)


@pytest.fixture
def published(center, runs):
    """A published round in which one holds an offer of A, one was left out, and B has seats."""
    winner, left = poor_people(center, 1) + people(center, 1)
    a, b, _short = runs
    round_ = proposed(center, [a, b], {winner: [a], left: [a]})
    publish_round(round_, by=None, at=NOW)
    return round_, winner, left


def lists(round_):
    return {
        person: [row.run.code for row in round_.preferences.filter(graduate=person).order_by("rank")]
        for person in round_.preferences.values_list("graduate_id", flat=True)
    }


def test_it_is_over_what_is_free_and_carries_the_lists_of_who_has_nothing(center, runs):
    winner, left, gone = poor_people(center, 1) + people(center, 2)
    a, b, _short = runs
    b.seats = 1
    b.save()
    round_ = proposed(center, [a, b], {winner: [a], left: [a], gone: [b, a]})
    offers = {offer.graduate_id: offer for offer in publish_round(round_, by=None, at=NOW)}
    assert set(offers) == {winner.pk, gone.pk}
    with pytest.raises(services.NothingIsFree):
        opened(round_)
    decline_offer(offers[winner.pk], by=None, at=NOW)
    after = opened(round_)
    assert (after.follows, [run.code for run in after.runs.all()]) == (round_, ["A"])
    assert lists(after) == {left.pk: ["A"]}  # who said no to A is not asked again
    assert (len(after.seed), after.seed == round_.seed) == (32, False)


def test_longer_lists_and_late_arrivals_fill_the_free_seats_and_harm_nobody(center, published, runs):
    round_, winner, left = published
    offer = Offer.objects.get(graduate=winner)
    after = opened(round_)
    (late,) = people(center, 1)
    for person in (left, late):
        choose(after, person, [runs[1]], by=None, at=NOW)
    accept_offer(offer, by=None, at=NOW)
    close_lists(after, by=None, at=NOW)
    make_proposal(after, by=None, at=NOW)
    assert after.proposal.violations == []
    offers = publish_round(MatchRound.objects.get(pk=after.pk), by=None, at=NOW)
    assert {(offer.graduate_id, offer.run.code) for offer in offers} == {(left.pk, "B"), (late.pk, "B")}
    offer.refresh_from_db()
    assert (offer.state, offer.run.code) == ("accepted", "A")


def test_nobody_approves_their_own_list(published, runs, counselor):
    round_, _winner, left = published
    after = opened(round_)
    left.user = AccountFactory()
    left.save()
    with pytest.raises(services.CounselorApproves):
        choose(after, left, [runs[1]], by=left.user, at=NOW)
    choose(after, left, [runs[1]], by=counselor, at=NOW)
    assert lists(after)[left.pk] == ["B"]


def test_only_after_publishing_and_one_at_a_time(center, runs, published):
    (person,) = people(center, 1)
    unpublished = proposed(center, [runs[2]], {person: [runs[2]]})
    with pytest.raises(services.NotPublishedYet):
        opened(unpublished)
    round_ = published[0]
    first = opened(round_)
    with pytest.raises(services.FallbackIsOpen):
        opened(round_)
    close_lists(first, by=None, at=NOW)
    make_proposal(first, by=None, at=NOW)
    publish_round(MatchRound.objects.get(pk=first.pk), by=None, at=NOW)
    finish_round(MatchRound.objects.get(pk=first.pk), by=None, at=NOW)
    assert opened(round_).follows == round_


def test_from_the_page_of_the_round(published, runs, staff, stranger, officer, signed_in, client):
    round_ = published[0]
    page = reverse("new_fallback", args=[round_.pk])
    assert [signed_in(user).get(page).status_code for user in (staff, stranger, officer)] == [200, 404, 403]
    assert client.get(page).status_code == 302
    assert page in signed_in(staff).get(reverse("round", args=[round_.pk])).content.decode()
    facts = {"name": "รอบเก็บตก", "lists_close_on": "1/12/2580", "answer_by": "20/12/2580"}
    assert signed_in(staff).post(page, {**facts, "answer_by": "1/11/2580"}).status_code == 422
    answer = signed_in(staff).post(page, facts)
    after = MatchRound.objects.get(follows=round_)
    assert answer.url == reverse("round", args=[after.pk])
    assert "left free" in signed_in(staff).get(answer.url).content.decode()


def look_then_open(round_, looked):
    """What a lazy program does: look whether there is a fallback round, then open one."""
    none = not round_.fallbacks.exists()
    looked.wait(timeout=30)
    if none:
        MatchRound.objects.create(
            name="f", center_id=round_.center_id, follows=round_, lists_close_on=date(2027, 1, 1),
            answer_by=date(2027, 1, 1) + timedelta(days=1), seed="s", seed_hash="h", created_at=NOW,
        )  # fmt: skip


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_clicks_one_opens_it(published):
    round_ = published[0]
    outcomes = race([lambda: opened(round_)] * 3)
    assert kinds(outcomes) == {"won": 1, "FallbackIsOpen": 2}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_looking_first_opens_two(published):
    round_, looked = published[0], threading.Barrier(2)
    race([lambda: look_then_open(round_, looked)] * 2)
    assert round_.fallbacks.count() == 2
