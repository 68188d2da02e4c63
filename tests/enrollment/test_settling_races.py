"""Two workers settle at once, and people answer meanwhile: a freed seat is offered once, and nobody gets what is gone."""

import threading
from datetime import timedelta

import pytest

from enrollment.models import MatchRound, Offer
from enrollment.policies import policy_of
from enrollment.services import accept_offer, decline_offer, publish_round, settle
from enrollment.services.seats import offer_seat
from enrollment.settling import leftover, settled, stands
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_run, people, poor_people, proposed
from tests.races import kinds, race, without_constraints
from training.models import CourseRun

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def freed(center):
    """Two seats of A are given back; two hold B and would rather have A, two hold nothing."""
    a, b = a_run(center, "A", seats=2), a_run(center, "B", seats=2)
    first, second, third = poor_people(center, 2), poor_people(center, 2), people(center, 2)
    for person in first:
        person.barriers.create(kind="disability", holds=True, seen_on=NOW.date())
    lists = {person: [a] for person in first} | {person: [a, b] for person in (*second, *third)}
    round_ = proposed(center, [a, b], lists)
    publish_round(round_, by=None, at=NOW)
    for offer in Offer.objects.filter(run=a):
        decline_offer(offer, by=None, at=NOW)
    return round_, second, third


def of(round_):
    return MatchRound.objects.get(pk=round_.pk)


def counted():
    """Whether every run's counters are those of its offers and seats."""
    return all(
        (run.seats_offered, run.seats_taken)
        == (run.offers.filter(state="open").count(), run.enrollments.seated().count())
        for run in CourseRun.objects.all()
    )


def test_of_many_workers_one_gives_the_seats_on(freed):
    round_, second, _third = freed
    outcomes = race([lambda: settle(of(round_), by=None, at=LATER) for _worker in range(4)])
    assert sorted(len(offers) for offers in outcomes) == [0, 0, 0, 2]
    new = Offer.objects.filter(run__code="A", state="open")
    assert {offer.graduate_id for offer in new} == {person.pk for person in second}
    assert len({offer.after_id for offer in new}) == 2
    assert counted()


def look_then_offer(round_, looked):
    """What a lazy program does: find out who is next, then offer, and hold nothing in between."""
    where = stands(round_)
    columns = settled(leftover(round_, where, LATER.date()), policy_of(round_))
    looked.wait(timeout=30)
    for person in list(columns["placements"])[:1]:
        run = CourseRun.objects.get(code="A")
        offer_seat(Offer(round=round_, graduate_id=person, run=run, answer_by=LATER.date(), offered_at=LATER))


def test_without_holding_the_round_one_person_gets_two_seats(freed):
    round_, looked = freed[0], threading.Barrier(2)
    with without_constraints(Offer, "one_open_offer_of_a_run"):
        race([lambda: look_then_offer(of(round_), looked)] * 2)
        assert Offer.objects.filter(run__code="A", state="open").count() == 2
        assert Offer.objects.filter(run__code="A", state="open").values("graduate").distinct().count() == 1


def test_answers_while_the_seats_travel_lose_and_double_none(freed):
    round_, second, _third = freed
    lower = list(Offer.objects.filter(graduate__in=second, state="open"))
    outcomes = race(
        [
            lambda: settle(of(round_), by=None, at=LATER),
            lambda: accept_offer(Offer.objects.get(pk=lower[0].pk), by=None, at=LATER),
            lambda: decline_offer(Offer.objects.get(pk=lower[1].pk), by=None, at=LATER),
            lambda: settle(of(round_), by=None, at=LATER),
        ]
    )
    assert set(kinds(outcomes)) <= {"won", "Overtaken"}
    for _again in range(3):
        settle(of(round_), by=None, at=LATER)
    assert counted()
    assert Offer.objects.filter(run__code="A", state="open").count() == 2


def test_two_who_change_places_do_not_wait_for_each_other(center):
    """Each takes the seat of a run whose other seat is being given back: the runs are held in one order."""
    a, b = a_run(center, "A", seats=4), a_run(center, "B", seats=4)
    one, other = people(center, 2)
    round_ = proposed(center, [a, b], {one: [a, b], other: [b, a]})
    publish_round(round_, by=None, at=NOW)
    for person, lower in ((one, b), (other, a)):
        offer_seat(Offer(round=round_, graduate=person, run=lower, answer_by=NOW.date(), offered_at=NOW))
    best = [Offer.objects.get(graduate=one, run=a).pk, Offer.objects.get(graduate=other, run=b).pk]
    outcomes = race([lambda pk=pk: accept_offer(Offer.objects.get(pk=pk), by=None, at=NOW) for pk in best])
    assert kinds(outcomes) == {"won": 2}
    assert Offer.objects.filter(state="replaced").count() == 2
    assert counted()
