"""Seats kept back for groups and schools: what the engine is told, and what comes out of a round."""

import pytest

from enrollment.enums import BarrierKind, CaseType
from enrollment.models import Barrier, Offer
from enrollment.placing import problem_for
from enrollment.policies import facts_of, groups_of
from enrollment.services import accept_offer, publish_round
from tests.clock import NOW
from tests.enrollment.rounds_scene import a_run, people, poor_people, proposed
from tests.factories.agencies import SchoolFactory
from tests.factories.enrollment import GraduateFactory
from tests.factories.training import RuleSetFactory
from training.enums import ReserveGroup
from training.models import Reserve


@pytest.fixture(autouse=True)
def rules(db):
    return RuleSetFactory()


def keep(run, *lines):
    for number, (whose, seats) in enumerate(lines, start=1):
        name = "group" if isinstance(whose, str) else "school"
        Reserve.objects.create(run=run, number=number, seats=seats, **{name: whose})


def placed(round_):
    """(person, kind of seat) of everybody placed."""
    return {(person, seat["seat"]) for person, seat in round_.proposal.placements.items() if seat}


def test_the_groups_of_a_person_are_what_the_register_says():
    person = GraduateFactory(case_type=CaseType.LEFT_EARLY, needs_lodging=True)
    Barrier.objects.create(graduate=person, kind=BarrierKind.DISABILITY, holds=True, seen_on=NOW.date())
    Barrier.objects.create(graduate=person, kind=BarrierKind.POVERTY, holds=False, seen_on=NOW.date())
    school = f"school:{person.school_id}"
    assert groups_of(facts_of(person)) == ("disability", "left_early", "needs_lodging", school)
    assert groups_of(facts_of(GraduateFactory(school=None, registered_by=SchoolFactory()))) == ()


def test_a_reserved_seat_goes_to_its_school_before_somebody_with_more_points(center):
    run, school = a_run(center, "A", seats=2), SchoolFactory()
    keep(run, (school, 1))
    poor, (pupil,) = poor_people(center, 2), people(center, 1, school=school)
    round_ = proposed(center, [run], {person: [run] for person in (*poor, pupil)})
    assert (str(pupil.pk), f"school:{school.pk}") in placed(round_)
    assert len(placed(round_)) == 2


def test_without_the_reserve_the_same_pupil_gets_no_seat(center):
    run, school = a_run(center, "A", seats=2), SchoolFactory()
    poor, (pupil,) = poor_people(center, 2), people(center, 1, school=school)
    round_ = proposed(center, [run], {person: [run] for person in (*poor, pupil)})
    assert {person for person, _seat in placed(round_)} == {str(person.pk) for person in poor}


def test_reserved_seats_that_nobody_of_the_group_takes_go_to_everyone(center):
    run = a_run(center, "A", seats=2)
    keep(run, (ReserveGroup.DISABILITY, 2))
    others = people(center, 2)
    round_ = proposed(center, [run], {person: [run] for person in others})
    assert placed(round_) == {(str(person.pk), "open") for person in others}


def test_the_published_order_is_the_order_of_filling(center):
    """A person of two groups takes a seat of the group that stands first."""
    run, school = a_run(center, "A", seats=2), SchoolFactory()
    keep(run, (school, 1), (ReserveGroup.POVERTY, 1))
    (both,) = poor_people(center, 1)
    both.school = school
    both.save()
    round_ = proposed(center, [run], {both: [run]})
    assert placed(round_) == {(str(both.pk), f"school:{school.pk}")}


def test_a_reserved_seat_offered_or_taken_goes_on_being_one_in_the_next_round(center):
    run = a_run(center, "A", seats=4)
    keep(run, (ReserveGroup.POVERTY, 2))
    first, second = poor_people(center, 2)
    round_ = proposed(center, [run], {first: [run], second: [run]})
    publish_round(round_, by=None, at=NOW)
    accept_offer(Offer.objects.get(graduate=first), by=None, at=NOW)
    locks = problem_for(round_).locks
    assert sorted(lock.seat for lock in locks) == ["poverty", "poverty"]
    Reserve.objects.update(seats=1)  # fewer kept back than were given out: the rest are seats like any other
    assert sorted(lock.seat or "open" for lock in problem_for(round_).locks) == ["open", "poverty"]
