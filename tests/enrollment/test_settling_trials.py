"""Trials through the database: whoever declines, gives up, accepts or keeps silent, nobody else ends worse off."""

import dataclasses
import random
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction

from enrollment import matching
from enrollment.enums import LeavingReason
from enrollment.models import Enrollment, Offer, Preference, Waiting
from enrollment.placing import HELD, problem_for
from enrollment.services import (
    accept_offer,
    decline_offer,
    lapse_offers,
    leave,
    publish_round,
    settle,
)
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_run, people, poor_people, proposed
from training.models import CourseRun

pytestmark = pytest.mark.django_db
TRIALS, EVENTS = 6, 4


@pytest.fixture
def world(center):
    """Three runs, two with a seat kept back for the poor, and ten people: three of them have more points than the poor."""
    runs = [a_run(center, code, seats=seats) for code, seats in (("A", 2), ("B", 2), ("C", 1))]
    for run in runs[:2]:
        run.reserves.create(group="poverty", seats=1, number=1)
    strong = people(center, 3, case_type="never_entered")
    for person in strong:
        person.barriers.create(kind="disability", holds=True, seen_on=NOW.date())
    return center, runs, poor_people(center, 4) + strong + people(center, 3)


def begun(world, rng):
    center, runs, everyone = world
    lists = {person: rng.sample(runs, rng.randint(1, 3)) for person in everyone}
    round_ = proposed(center, runs, lists, name=str(rng.random()))
    publish_round(round_, by=None, at=NOW)
    settle(round_, by=None, at=NOW)
    return round_


def held(round_):
    """Person -> the rank of the best they hold: a seat or an open offer."""
    ranks = {(row.graduate_id, row.run_id): row.rank for row in Preference.objects.filter(round=round_)}
    offers = Offer.objects.filter(round=round_, state="open").values_list("graduate_id", "run_id")
    seats = Enrollment.objects.seated().filter(offer__round=round_).values_list("graduate_id", "run_id")
    found = {}
    for person, run in (*offers, *seats):
        found[person] = min(ranks[person, run], found.get(person, 99))
    return found


def act(round_, rng, day):
    """One thing that somebody does; the person, or None if there is nothing to do."""
    offers = list(Offer.objects.filter(round=round_, state="open").order_by("pk"))
    seats = list(Enrollment.objects.seated().filter(offer__round=round_).order_by("pk"))
    what = rng.choice(["accept", "accept", "decline", "decline", "lapse", "leave"])
    if what == "leave" and seats:
        seat = rng.choice(seats)
        leave(seat, reason=LeavingReason.RESIGNED, by=None, at=NOW)
        return seat.graduate_id
    if not offers:
        return None
    offer = rng.choice(offers)
    if what == "lapse":
        Offer.objects.filter(pk=offer.pk).update(answer_by=day - timedelta(days=1))
        lapse_offers(at=NOW)
    else:
        (accept_offer if what == "accept" else decline_offer)(offer, by=None, at=NOW)
    return offer.graduate_id


def counters_hold():
    return all(
        (run.seats_offered, run.seats_taken)
        == (run.offers.filter(state="open").count(), run.enrollments.seated().count())
        for run in CourseRun.objects.all()
    )


def worse(before, after, but):
    """Whom something was taken from."""
    return [person for person, rank in before.items() if person != but and after.get(person, 99) > rank]


def test_nobody_else_ends_worse_off_and_no_wanted_seat_stays_empty(world):
    moved, round_ = 0, begun(world, random.Random(0))
    for seed in range(TRIALS):
        rng = random.Random(seed)
        with transaction.atomic():
            for _event in range(EVENTS):
                before = held(round_)
                who = act(round_, rng, NOW.date())
                moved += len(settle(round_, by=None, at=NOW))
                assert worse(before, held(round_), who) == []
                assert counters_hold()
            free = [run.pk for run in CourseRun.objects.all() if run.seats_free]
            assert not Waiting.objects.filter(round=round_, run__in=free).exists()
            transaction.set_rollback(True)
    assert moved > 0


def matched_anew(round_):
    """The broken variant: match again, with accepted seats as locks that forget their type of seat; whoever has not
    answered yet gets whatever comes of it. Person -> rank.
    """
    said_no = Offer.objects.filter(round=round_, state="declined").values_list("graduate_id", flat=True)
    gone = {str(person) for person in said_no}
    problem = problem_for(round_)
    graduates = tuple(
        dataclasses.replace(one, ineligible={}, withdrawn=one.choices if one.id in gone else ())
        for one in problem.graduates
        if not one.id.startswith(HELD)
    )
    seats = Enrollment.objects.seated().filter(offer__round=round_)
    locks = tuple(
        matching.Lock(str(person), run) for person, run in seats.values_list("graduate_id", "run__code")
    )
    anew = dataclasses.replace(problem, graduates=graduates, locks=locks)
    result = matching.match(anew)
    return {
        UUID(one.id): one.choices.index(anew.runs[place].id)
        for one, place in zip(graduates, result.run_of.tolist(), strict=True)
        if place >= 0
    }


def test_matching_anew_without_the_types_of_seats_takes_a_seat_away(center):
    """Were nobody harmed here, the test above would prove nothing. One poor person has taken the seat kept back for the
    poor, another waits; the strong one has not answered yet. Forget the type of the taken seat, and it is kept back again.
    """
    a, b = a_run(center, "A", seats=2), a_run(center, "B", seats=1)
    a.reserves.create(group="poverty", seats=1, number=1)
    poor, (strong,), (gone,) = poor_people(center, 2), people(center, 1), people(center, 1)
    strong.barriers.create(kind="disability", holds=True, seen_on=NOW.date())
    strong.case_type = "never_entered"
    strong.save()
    round_ = proposed(center, [a, b], {poor[0]: [a], poor[1]: [a], strong: [a], gone: [b]})
    publish_round(round_, by=None, at=NOW)
    accept_offer(Offer.objects.get(seat_group="poverty"), by=None, at=NOW)
    decline_offer(Offer.objects.get(graduate=gone), by=None, at=NOW)
    before = held(round_)
    assert worse(before, matched_anew(round_), gone.pk) == [strong.pk]
    settle(round_, by=None, at=NOW)
    assert worse(before, held(round_), gone.pk) == []
